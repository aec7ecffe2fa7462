# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the forms about people share: dressed as the others of the site, wrong fields said to be so."""

from typing import Any

from django import forms


class PeopleForm(forms.Form):
    """A form whose controls have the classes of the design, and point to what is wrong with them."""

    use_required_attribute = False

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for field in self.fields.values():
            kind = "select" if isinstance(field.widget, forms.Select) else "input"
            if not isinstance(
                field.widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple
            ):
                field.widget.attrs.setdefault("class", kind)

    def full_clean(self) -> None:
        """Look at what was typed, and have each wrong field say so to screen readers."""
        super().full_clean()
        for name in self.errors:
            self._say_wrong(name)

    def refuse(self, name: str, message: str) -> None:
        """Say what is wrong with a field, which only writing it told."""
        self.add_error(name, message)
        self._say_wrong(name)

    def _say_wrong(self, name: str) -> None:
        if name in self.fields:
            attributes = self.fields[name].widget.attrs
            attributes["aria-invalid"] = "true"
            attributes["aria-describedby"] = f"{self[name].auto_id}_error"


class DayField(forms.DateField):
    """A day, typed « 31/12/2026 » or chosen in the browser's calendar."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        options.setdefault("input_formats", ["%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y"])
        options.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        options.setdefault("error_messages", {"invalid": "Écrivez un jour : 31/12/2026."})
        super().__init__(**options)
