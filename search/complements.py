# SPDX-License-Identifier: AGPL-3.0-or-later
"""What completes a service near by: whoever learns French also looks for work, for somebody to look after the
children, for a way to get there.

`COMPLETED_BY` is the whole rule. It is this project's own reading of who is sent where, to be argued with by
who knows better: `docs/search.md` says it in words.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from accounts.roles import Role
from mapping.models import VisibleService
from mapping.presentation import is_located
from mapping.vocabulary import THEME_BY_CODE, THEME_BY_ID, ThemeSpec
from search import engine
from search.question import Criteria, Place, Search, Window

# By the code of a theme, those that complete it, the most useful first.
COMPLETED_BY = {
    "francais": ("emploi", "famille", "mobilite", "numerique"),
    "droits": ("francais", "numerique", "logement"),
    "logement": ("droits", "vie-quotidienne", "emploi"),
    "emploi": ("francais", "mobilite", "famille", "formation"),
    "formation": ("mobilite", "famille", "emploi"),
    "sante": ("droits", "mobilite", "vie-quotidienne"),
    "numerique": ("droits", "emploi", "francais"),
    "famille": ("sante", "emploi", "francais"),
    "vie-quotidienne": ("logement", "sante", "droits"),
    "mobilite": ("emploi", "formation"),
}
MOST = 3
# On foot or by a bus: nobody crosses the département for it.
RADIUS_KM = 5.0
# The nearest may all be of one theme.
_LOOKED_AT = 12


# Nobody who is welcomed here is shown the way back, beside what they came for.
_ABROAD = "souvrir-a-linternational--"
_RETURN = re.compile(
    r"\bretour\b.*\b(?:volontaire|pays|origine)\b|\baide au retour\b|retour en |rapatri", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Complement:
    """A service of another structure, and the theme for which it is told of; `lat` and `lon` in degrees.
    `is_located` where that point is its own."""

    theme: ThemeSpec
    structure_id: int
    structure: str
    service: str
    is_example: bool
    metres: float
    lat: float
    lon: float
    is_located: bool


def themes_completing(codes: Iterable[str], offered: Iterable[str]) -> list[str]:
    """The codes of the themes that complete those, in the order of the table; none that is `offered`."""
    codes, offered = list(codes), set(offered)
    return list(
        dict.fromkeys(other for code in codes for other in COMPLETED_BY.get(code, ()) if other not in offered)
    )


def complements(
    structure_id: int,
    position: tuple[float, float] | None,
    themes: Iterable[str],
    offered: Iterable[str],
    role: Role,
    publics: tuple[str, ...] = (),
) -> list[Complement]:
    """At most `MOST` services that complete those of `themes`, each of another structure within `RADIUS_KM`
    of `position` (latitude, longitude), as `role` may see them; a theme has a second one only where others
    have none. `offered` are the themes that the structure has itself, `publics` who asks.

    Two queries, none where nothing could be told.
    """
    wanted = themes_completing(themes, offered)
    if not wanted or position is None:
        return []
    asked = Search(
        Criteria(themes=tuple(wanted), publics=publics),
        Place(*position, RADIUS_KM),
        Window(limit=_LOOKED_AT),
    )
    found = [feature for feature in engine.run(asked, role).items() if feature["id"] != structure_id]
    services = _services(found, role)
    told: dict[int, Complement] = {}
    for feature in found:
        # A structure found at two places is told of once, where it is nearest.
        if feature["id"] not in told and (one := _told(feature, wanted, services)):
            told[one.structure_id] = one
    return _varied(list(told.values()), wanted)


def _services(found: list[dict], role: Role) -> dict[int, tuple[str, list[str]]]:
    """The name of each service found, and the codes of its themes; none that helps to go away."""
    ids = {number for feature in found for number in feature["properties"]["service_ids"]}
    seen = VisibleService.objects.seen_by(role).filter(id__in=ids)
    return {
        number: (name, [THEME_BY_ID[theme].code for theme in themes if theme in THEME_BY_ID])
        for number, name, themes, topics in seen.values_list("id", "nom", "themes", "thematiques")
        if not _RETURN.search(name) and not any(topic.startswith(_ABROAD) for topic in topics)
    }


def _told(feature: dict, wanted: list[str], services: dict[int, tuple[str, list[str]]]) -> Complement | None:
    """A place by its service of the theme that is wanted most; None where it has none."""
    said = feature["properties"]
    its = [services[number] for number in said["service_ids"] if number in services]
    for code in wanted:
        for name, themes in its:
            if code in themes:
                lon, lat = feature["geometry"]["coordinates"]
                return Complement(
                    THEME_BY_CODE[code],
                    feature["id"],
                    said["nom"],
                    name,
                    said["exemple"],
                    said["distance_m"],
                    lat,
                    lon,
                    is_located(said["adresse_confidentielle"], said["position_precision"]),
                )
    return None


def _varied(nearest: list[Complement], wanted: list[str]) -> list[Complement]:
    """The nearest of each theme first, in the order of the themes; then others."""
    first = {one.theme.code: one for one in reversed(nearest)}
    chosen = [first[code] for code in wanted if code in first]
    return [*chosen, *(one for one in nearest if one not in chosen)][:MOST]
