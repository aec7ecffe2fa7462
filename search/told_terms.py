# SPDX-License-Identifier: AGPL-3.0-or-later
"""The level and the cost of a service, short enough for a card."""

import re
from collections.abc import Iterable

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from mapping import vocabulary
from mapping.presentation import listed

_FRAIS = dict(vocabulary.FRAIS)
_NIVEAUX = [code for code, _label in vocabulary.NIVEAUX]
# Longer, what is said of a price is not read at a glance: the amount alone is.
_LONGEST_PRICE = 40
_AMOUNT = re.compile(
    r"\d+(?:[.,]\d{1,2})?(?:\s*(?:à|-|–)\s*\d+(?:[.,]\d{1,2})?)?\s*(?:€|euros?\b)"
    r"(?:\s*(?:(?:de\s+l'|la\s+|l'|par\s+|/\s*)[^\W\d_]+))?",
    re.IGNORECASE,
)


def lowered(text: object) -> str:
    """A text as within a sentence: its first letter small, unless an acronym begins it; no last dot."""
    words = str(text).strip().rstrip(".")
    return words if words[1:2].isupper() or words[1:2].isdigit() else words[:1].lower() + words[1:]


def levels_text(codes: Iterable[str]) -> str:
    """« alpha, A1 », in the order of the levels; « A1 – B1 » where three or more follow each other."""
    said = set(codes)
    ordered = [code for code in _NIVEAUX if code in said and code != "alpha"]
    places = [_NIVEAUX.index(code) for code in ordered]
    if len(ordered) > 1 and places[-1] - places[0] == len(ordered) - 1:
        ordered = [_("%(first)s – %(last)s") % {"first": ordered[0], "last": ordered[-1]}]
    return listed([*([_("alpha")] if "alpha" in said else []), *ordered])


def cost_text(frais: str, precisions: str) -> str:
    """« gratuit », or what is to be paid: « 10 € par an » where the words say an amount, else « payant »."""
    label = lowered(_FRAIS.get(frais, ""))
    said = " ".join(precisions.split())
    if frais == "gratuit" or not said:
        return label
    if len(said) <= _LONGEST_PRICE:
        return _isolated(lowered(said))
    found = _AMOUNT.search(said)
    return _isolated(found[0].strip()) if found else label


def _isolated(price: str) -> str:
    """Words of the directory, in French, that keep their order in a sentence from right to left."""
    return f"\N{LEFT-TO-RIGHT ISOLATE}{price}\N{POP DIRECTIONAL ISOLATE}" if get_language_bidi() else price
