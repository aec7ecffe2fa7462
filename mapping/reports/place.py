# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a structure that somebody proposes is, read from what they wrote of it."""

import re
from dataclasses import dataclass

from mapping.editing.place import locate
from places.models import Commune

_POSTCODE = re.compile(r"\b(\d{5})\b")


@dataclass(frozen=True, slots=True)
class Place:
    """The parts of « 12 rue du Marché, 77000 Melun », each empty where it is not said."""

    adresse: str
    code_postal: str
    commune_nom: str


def place_of(written: str) -> Place:
    """The parts of an address written on one line: a town alone, or what stands before the postcode or the
    last comma, and the town after it."""
    if found := _POSTCODE.search(written):
        street, town = (part.strip(" ,;-–()") for part in (written[: found.start()], written[found.end() :]))
        return Place(street, found[1], town) if town else Place("", found[1], street)
    street, comma, town = written.rpartition(",")
    if comma and town.strip():
        return Place(street.strip(" ,"), "", town.strip())
    return Place("", "", written.strip())


def commune_of(written: str) -> Commune | None:
    """The commune that an address written on one line names, where it is sure; no service is asked."""
    place = place_of(written)
    parts = {"adresse": "", "complement_adresse": "", "code_postal": place.code_postal}
    return locate({**parts, "commune_nom": place.commune_nom}, is_public=False).commune
