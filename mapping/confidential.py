# SPDX-License-Identifier: AGPL-3.0-or-later
"""Texts that tell a confidential address, or how to get in: everyone reads them."""

import re

from places.folding import fold

# Of a structure and of its services: what people write freely, and everyone is told.
TEXTS = frozenset({
    "description", "conditions_acces", "a_apporter", "frais_precisions", "publics_precisions",
    "mobilisation_precisions", "garde_enfants_precisions",
})  # fmt: skip
_NUMBER = re.compile(r"^\d+ ?(?:bis|ter|quater|[a-d])?\b ?")
_WAY_IN = re.compile(
    r"\b(?:digicode|interphone|code (?:de |d )?(?:la )?(?:porte|entree|acces|portail|immeuble))\b"
)
# Shorter, a street's name is a word like another.
_SHORTEST = 6


def tells_address(text: str, street: str) -> bool:
    """Whether a text names the street of an address (its number aside), or how one gets in there."""
    said, name = fold(text), _NUMBER.sub("", fold(street))
    if _WAY_IN.search(said):
        return True
    return len(name) >= _SHORTEST and f" {name} " in f" {said} "
