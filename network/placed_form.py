# SPDX-License-Identifier: AGPL-3.0-or-later
"""The territory of a form: one field, typed by name or code, for a record's `territory_kind` and
`territory_code`."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mapping.editing.forms import RecordForm
from mapping.writing import Conflict
from places.territories import TerritoryKind, territory
from places.territory_field import TerritoryField, TerritoryInput

_PLACE = ("territory_kind", "territory_code")


class PlacedForm(RecordForm):
    """A form of a record that holds somewhere."""

    beside: ClassVar[frozenset[str]] = frozenset({"territory"})

    territory = TerritoryField(
        label=gettext_lazy("territoire"),
        help_text=gettext_lazy(
            "Un département, une intercommunalité ; une commune vaut pour la sienne. Vide : partout."
        ),
        by_commune=True,
        required=False,
        widget=TerritoryInput(attrs={"class": "input"}),
    )

    def __init__(self, data: Any = None, *, record: Any, editor: Any, hidden: Any = ()) -> None:
        super().__init__(data, record=record, editor=editor, hidden=hidden)
        self.fields["territory"].initial = (record.territory_kind, record.territory_code)

    def values(self) -> dict[str, Any]:
        """What to write, the territory as its kind and its code."""
        values = super().values()
        if self.is_touched("territory") and "territory" in self.cleaned_data:
            values |= dict(zip(_PLACE, self._place(), strict=True))
        return values

    def _place(self) -> tuple[str, str]:
        kind, code = self.cleaned_data["territory"] or ("", "")
        return str(kind), code

    def made(self) -> Any:
        """The new record to write."""
        self.instance.territory_kind, self.instance.territory_code = self._place()
        return self.instance

    def told_by(self, name: str) -> str:
        """Kind and code of the territory are one thing."""
        return "territory" if name in _PLACE else name

    def both(self, told: str, found: Mapping[str, Conflict]) -> tuple[str, str]:
        """What two people say of a field."""
        if told != "territory":
            return super().both(told, found)
        theirs = (self.held.territory_kind, self.held.territory_code)
        return _place_told(self._place()), _place_told(theirs)

    def said_with(self, written: frozenset[str]) -> set[str]:
        """The territory stands for its kind and its code."""
        return {"territory"} if written & set(_PLACE) else set()

    def change_of(self, name: str, before: Any, after: Any) -> str:
        """« Territoire : partout → Seine-et-Marne (77). »"""
        if name != "territory":
            return ""
        old, new = str(before or _("partout")), _place_told(after or ("", ""))
        return _("%(label)s : %(old)s → %(new)s.") % {"label": _("Territoire"), "old": old, "new": new}


def _place_told(place: tuple[Any, str]) -> str:
    kind, code = place
    return str(territory(TerritoryKind(kind), code) or code) if kind else _("partout")
