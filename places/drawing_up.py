# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading the list of communes of a territory that staff draw up: codes and names."""

import re
from dataclasses import dataclass

from django.conf import settings
from django.utils.text import slugify

from places.models import Commune, CommuneKind, NamedTerritory
from places.search import search_communes

# More than the largest département has.
MAX_COMMUNES = 1200
_CODE = re.compile(r"^(?:\d{5}|2[AB]\d{3})$")
_OF_A_TABLE = re.compile(r"[;\t]")
_SEPARATORS = re.compile(r"[\n\r;,\t]+")


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was read of a list: communes in order of their names, and in French what could not be read."""

    communes: tuple[Commune, ...]
    wrong: tuple[str, ...]


def read(text: str) -> Drawn:
    """The communes of a list: INSEE codes, or names that mean one alone, one a line or separated by commas.

    Five figures are always an INSEE code: half of a département's are also the postcode of another commune.
    In a table (`;` or tabs) the code says it, and the rest of its line is passed over; so is a heading. A
    name is looked for in the site's département first.
    """
    found: dict[str, Commune] = {}
    wrong: list[str] = []
    codes: list[str] = []
    names: list[str] = []
    for line in text.splitlines():
        cells = [cell.strip(" \"'\ufeff") for cell in _SEPARATORS.split(line)]
        cells = [cell for cell in cells if cell]
        coded = [cell.upper() for cell in cells if _CODE.match(cell.upper())]
        if coded and len(cells) > len(coded) and _OF_A_TABLE.search(line):
            # The code says it, the rest is told for people.
            codes += coded[:1]
        else:
            codes += coded
            names += [cell for cell in cells if not _CODE.match(cell.upper())]
    known = Commune.objects.filter(kind=CommuneKind.COMMUNE).in_bulk(codes)
    for code in codes:
        if code in known:
            found[code] = known[code]
        else:
            wrong.append(
                f"« {code} » n’est pas le code INSEE d’une commune d’aujourd’hui ; un nom convient aussi."
            )
    for name in names:
        if not re.fullmatch(r"(?:code|insee|commune|nom|libelle)[\w ]*", slugify(name).replace("-", " ")):
            _by_text(name, found, wrong)
    if len(found) > MAX_COMMUNES:
        wrong.append(f"{len(found)} communes : {MAX_COMMUNES} au plus.")
    return Drawn(tuple(sorted(found.values(), key=lambda one: (slugify(one.nom), one.code))), tuple(wrong))


def _by_text(text: str, found: dict[str, Commune], wrong: list[str]) -> None:
    """Add the commune that a name means; what it may mean otherwise is said."""
    home = None if settings.DEPARTEMENT == "all" else settings.DEPARTEMENT
    exact = [one.commune for one in search_communes(text, 12, home) if one.is_exact]
    here = [one for one in exact if one.departement_code == home] or exact
    if len(here) == 1:
        found[here[0].code] = here[0]
    elif here:
        likely = ", ".join(f"{one} : {one.code}" for one in here[:6])
        wrong.append(f"« {text} » peut être plusieurs communes ; écrivez son code INSEE ({likely}).")
    else:
        wrong.append(f"« {text} » n’est ni un code INSEE, ni le nom d’une commune.")


def slug_for(name: str) -> str:
    """A code for links that no territory has: its name, numbered where that is taken."""
    base = slugify(name)[:50].strip("-") or "territoire"
    slug, number = base, 1
    while NamedTerritory.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    return slug
