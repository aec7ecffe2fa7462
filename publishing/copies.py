# SPDX-License-Identifier: AGPL-3.0-or-later
"""How many copies, as people write it: « 2 000 », « 2.000 »."""

import re
from typing import Any

from django import forms

from publishing.editions.models import MAX_COPIES

_THOUSANDS = re.compile(r"\d{1,3}(?:[.\s’']\d{3})+")


def figures(text: str) -> str:
    """A number without what sets its thousands apart: « 2 000 » is « 2000 ». Any other text as it is, without
    the spaces around."""
    told = text.strip()
    return re.sub(r"\D", "", told) if _THOUSANDS.fullmatch(told) else told


class CopiesField(forms.IntegerField):
    """A number of copies, one at least."""

    def __init__(self, label: str = "exemplaires", example: str = "2 000", **options: Any) -> None:
        messages = {
            "required": "dites combien d’exemplaires.",
            "invalid": f"un nombre est attendu : {example}.",
            "min_value": "un exemplaire au moins.",
            "max_value": f"{MAX_COPIES} exemplaires au plus.",
        }
        super().__init__(
            label=label,
            min_value=1,
            max_value=MAX_COPIES,
            widget=forms.TextInput(attrs={"class": "input", "inputmode": "numeric"}),
            error_messages=messages,
            **options,
        )

    def to_python(self, value: Any) -> int | None:
        """The number. Raises ValidationError for what is none."""
        return super().to_python(figures(value) if isinstance(value, str) else value)
