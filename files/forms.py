# SPDX-License-Identifier: AGPL-3.0-or-later
"""What forms that take a picture have in common."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from files import pictures


class PictureForm(forms.Form):
    """A form whose field `file` is a picture, made anew in `cleaned_data["picture"]`."""

    def clean(self) -> dict[str, Any]:
        """The same, with the picture made anew. What was sent is read once all the rest is right."""
        cleaned = super().clean() or {}
        if not self.errors:
            try:
                cleaned["picture"] = pictures.read(cleaned["file"])
            except ValidationError as error:
                self.add_error("file", error)
        return cleaned
