# SPDX-License-Identifier: AGPL-3.0-or-later
"""Paris, Lyon and Marseille, whose people are counted by arrondissement, or as one city where a file does so.

A city's number is never spread over its arrondissements: nobody knows how. Where a file gives the city alone,
the city is one commune of the territory, at its town hall; where it gives both, one is the total of the
other.
"""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from places.models import Commune
from places.official import cities_of_arrondissements
from territory import words
from territory.refusal import Refused


def counted_whole(values: Mapping[str, float] | None) -> tuple[str, ...]:
    """The codes of the cities that a column counts as one, in order."""
    if not values:
        return ()
    return tuple(
        city
        for city, parts in sorted(cities_of_arrondissements().items())
        if city in values and not any(part in values for part in parts)
    )


def whole_or_parts(values: dict[str, float], notes: list[str]) -> dict[str, float]:
    """The numbers of a column with each city counted once: as one, or by arrondissement.

    Raises Refused where a city and its arrondissements contradict each other.
    """
    kept = dict(values)
    names = None
    for city, parts in cities_of_arrondissements().items():
        if city not in values:
            continue
        names = names or dict(Commune.objects.filter(code__in=values).values_list("code", "nom"))
        said = {"city": names[city], "code": city, "n": words.number(values[city])}
        given = [part for part in parts if part in values]
        total = sum(values[part] for part in given)
        said["sum"] = words.number(total)
        if not given:
            notes.append(
                _("%(city)s (%(code)s) est donnée en une ligne : elle compte comme une seule commune.") % said
            )
        elif len(given) == len(parts) and abs(total - values[city]) <= 0.5 * len(parts):
            del kept[city]
            notes.append(
                _("%(city)s (%(code)s) est le total de ses arrondissements : il n'est pas ajouté.") % said
            )
        elif len(given) < len(parts) and total <= values[city] + 0.5 * len(given):
            for part in given:
                del kept[part]
            notes.append(
                _(
                    "%(city)s (%(code)s) compte comme une seule commune, de %(n)s personnes : une partie "
                    "seulement "
                    "de ses arrondissements est donnée (%(sum)s)."
                )
                % said
            )
        else:
            raise Refused(
                _(
                    "%(city)s (%(code)s) compte %(n)s personnes, et ses arrondissements %(sum)s. Gardez "
                    "l'un ou "
                    "l'autre."
                )
                % said
            )
    return kept
