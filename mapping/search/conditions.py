"""A `Search` as conditions on the search's rows, the same for the list, totals and facets.

Every condition but the place is a set of tags (`mapping.tags`), so that one expression of
`intarray` says them all and the composite GiST index answers it.
"""

from dataclasses import dataclass
from typing import Any

from accounts.roles import Role
from mapping.filters import LISTS, Search
from mapping.tags import FRANCE, TAGS, zone_tag
from mapping.vocabulary import ANY_THEME, THEME_BY_CODE, ZONE_DRAWN, ZONE_UNKNOWN, theme_of

POINT = "ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326)::geography"

FRANCE_TAG = zone_tag(FRANCE)

# The kind of tag that each criterion with several values is written in.
_TAG_KIND = {name: parameter for parameter, (name, _choices) in LISTS.items()}

# What the rows are asked: the territories around the person, and the whole expression of tags.
# Outside of France no territory is known, and no service's area is held against anyone.
ASKED = """
asked AS MATERIALIZED (
    SELECT
        zones,
        coalesce(
            nullif(
                CASE
                    WHEN zones = ARRAY[]::int[] OR %(out_of_zone)s THEN %(tags)s
                    ELSE concat_ws(
                        '&',
                        nullif(%(tags)s, ''),
                        '(' || array_to_string(zones || %(unclear_zones)s::int[], '|') || ')'
                    )
                END,
                ''
            ),
            '!0'
        )::query_int AS tags
    FROM (SELECT {zones} AS zones) AS here
)
"""
ZONES_HERE = f"mapping_zones_at({POINT})"
NO_ZONES = "ARRAY[]::int[]"

# A row of the search that this role may see and that has what is asked. The index knows that a
# service has a drawn area, not which: the few that do are looked at.
MATCHES = f"""
    r.role_min <= %(role)s AND r.role_max >= %(role)s
    AND r.tags @@ (SELECT tags FROM asked)
    AND (
        %(out_of_zone)s
        OR NOT r.tags @> ARRAY[%(drawn)s]
        OR (SELECT zones FROM asked) = ARRAY[]::int[]
        OR r.tags && (SELECT zones FROM asked)
        OR EXISTS (
            SELECT FROM mapping_service z
            WHERE z.id = r.service_id AND ST_Covers(z.zone_polygon, {POINT})
        )
    )
"""
# The same where no place is given.
MATCHES_ANYWHERE = """
    r.role_min <= %(role)s AND r.role_max >= %(role)s
    AND r.tags @@ (SELECT tags FROM asked)
"""

# A walk is bounded by the circle's box and not by ST_DWithin, whose rows the planner takes to be so
# few that it gathers the whole circle and sorts it. The circle itself is judged on what was walked.
IN_BOX = f"r.position && _ST_Expand({POINT}, %(radius_m)s)"
IN_CIRCLE = f"ST_Distance(r.position, {POINT}) <= %(radius_m)s"


@dataclass(frozen=True, slots=True)
class Conditions:
    """The parameters of `ASKED` and `MATCHES`, and whether a place bounds them."""

    parameters: dict[str, Any]
    has_place: bool

    @property
    def asked(self) -> str:
        return ASKED.format(zones=ZONES_HERE if self.has_place else NO_ZONES)

    @property
    def matches(self) -> str:
        return MATCHES if self.has_place else MATCHES_ANYWHERE


def of(search: Search, role: Role, *, remote: bool = False) -> Conditions:
    """The conditions of `search`; `remote` asks for the services that are only at a distance."""
    parameters = {
        "role": int(role),
        "themes": [-1 - theme if remote else theme for theme in _themes(search)],
        "tags": "&".join(_alternatives(search)),
        "out_of_zone": search.criteria.out_of_zone,
        "unclear_zones": [TAGS[f"zone:{ZONE_DRAWN}"]] + ([] if remote else [TAGS[f"zone:{ZONE_UNKNOWN}"]]),
        "drawn": TAGS[f"zone:{ZONE_DRAWN}"],
    }
    if search.place:
        parameters |= {
            "lon": search.place.lon,
            "lat": search.place.lat,
            "radius_m": search.place.radius_km * 1000,
        }
    return Conditions(parameters, search.place is not None)


def _themes(search: Search) -> list[int]:
    """The parts of the index to walk: of the themes asked for, else of the thématiques' themes."""
    if search.criteria.themes:
        return [THEME_BY_CODE[code].id for code in search.criteria.themes]
    if search.criteria.thematiques:
        return sorted({theme_of(code).id for code in search.criteria.thematiques})
    return [ANY_THEME]


def _alternatives(search: Search) -> list[str]:
    """One `(a|b)` per criterion that is asked for; the themes are the part of the index itself."""
    criteria = search.criteria
    keys = []
    for name, kind in _TAG_KIND.items():
        values = list(getattr(criteria, name))
        if not values or name == "themes":
            continue
        if name == "publics":
            values.append("tous-publics")
        keys.append([f"{kind}:{value}" for value in values])
    keys += [
        [key]
        for asked, key in [
            (criteria.gratuit, "frais:gratuit"),
            (criteria.accessible, "accessible:oui"),
            (criteria.places, "places:oui"),
        ]
        if asked
    ]
    return [f"({'|'.join(str(TAGS[key]) for key in dict.fromkeys(group))})" for group in keys]
