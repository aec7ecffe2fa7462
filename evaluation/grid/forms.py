# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the pages of the grid send: presses, numbers corrected by hand, a line of one's own."""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django import forms
from django.http import QueryDict

from evaluation.grid import lines
from evaluation.grid.lines import MOST_OWN, Name
from evaluation.grid.models import OwnLine
from evaluation.grid.numbers import MOST

# The presses that a page may keep before it sends them.
_MOST_LINES = 200


@dataclass(frozen=True, slots=True)
class Sent:
    """What a script sent: how much to add to each number, under which key; None for each that is none."""

    changes: Mapping[Name, int]
    key: uuid.UUID


def sent(post: QueryDict, known: set[Name]) -> Sent | None:
    """What a script sent; None where it is not understood. Lines that are there no more are left out."""
    try:
        key = uuid.UUID(post.get("lot", ""))
    except ValueError:
        return None
    changes: Counter[Name] = Counter()
    given = post.getlist("ajout")
    if not given or len(given) > _MOST_LINES:
        return None
    for text in given:
        named, _sign, n = text.rpartition("=")
        number = _number(n)
        if number is None:
            return None
        name = lines.read(named, known)
        if name is not None:
            changes[name] += number
    return Sent(dict(changes), key)


def _number(text: str) -> int | None:
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdecimal() and len(digits) <= len(str(MOST)) else None


def corrected(post: QueryDict, known: Iterable[Name]) -> tuple[dict[Name, int], dict[str, str]]:
    """How much each number changes by what was typed over what was shown, and what is wrong by its name: what
    somebody else counted meanwhile is kept."""
    changes, errors = {}, {}
    for name in known:
        typed = post.get(str(name), "").strip()
        shown = _number(post.get(f"vu-{name}", "0")) or 0
        number = _number(typed or "0")
        if number is None or number < 0:
            errors[str(name)] = f"Un nombre de 0 à {MOST} est attendu."
        elif number != shown:
            changes[name] = number - shown
    return changes, errors


class OwnLineForm(forms.ModelForm):
    """A line that a structure adds to its grid."""

    class Meta:
        model = OwnLine
        fields = ["label"]
        widgets = {"label": forms.TextInput(attrs={"class": "input"})}
        labels = {"label": "Nouvelle ligne"}
        error_messages = {"label": {"required": "Écrivez ce que la ligne compte."}}

    def clean_label(self) -> str:
        """The label, which no other line of the structure has; not too many of them."""
        label = " ".join(self.cleaned_data["label"].split())
        held = OwnLine.objects.filter(structure=self.instance.structure_id, is_taken_away=False)
        if held.filter(label__iexact=label).exists():
            raise forms.ValidationError("Cette ligne est déjà dans votre grille.")
        if held.count() >= MOST_OWN:
            raise forms.ValidationError(
                f"{MOST_OWN} lignes au plus : retirez-en une pour en ajouter une autre."
            )
        return label
