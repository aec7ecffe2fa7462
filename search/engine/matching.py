# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which services of known structures a search asks for: those that their pages show first."""

from dataclasses import replace

from django.db import connection

from accounts.roles import Role
from search.engine import conditions
from search.question import Criteria, Search

_SERVICES = """
SELECT DISTINCT r.service_id
FROM mapping_searchrow r
WHERE r.structure_id = ANY (%(structures)s) AND r.theme = ANY (%(themes)s::int[] || %(remote)s::int[])
    AND r.service_id IS NOT NULL AND {matches}
"""


def services_asked_for(search: Search, role: Role, structures: list[int]) -> frozenset[int]:
    """The numbers of the services of `structures` that have all that `search` asks, however far they are, on
    site or at a distance; none where nothing is asked that tells the services of a structure apart."""
    if not structures or not _asks_of_services(search.criteria):
        return frozenset()
    asked = conditions.of(search.unframed(), role, circle=False)
    parameters = asked.parameters | {
        "structures": structures,
        "remote": [-1 - theme for theme in asked.parameters["themes"]],
    }
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {asked.asked} {_SERVICES.format(matches=asked.matches)}", parameters)
        return frozenset(number for (number,) in cursor.fetchall())


def _asks_of_services(criteria: Criteria) -> bool:
    of_places = replace(Criteria(), accessible=criteria.accessible, reseaux=criteria.reseaux)
    of_places = replace(of_places, epci=criteria.epci, departement=criteria.departement)
    return criteria != replace(of_places, out_of_zone=criteria.out_of_zone)
