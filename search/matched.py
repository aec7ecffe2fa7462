# SPDX-License-Identifier: AGPL-3.0-or-later
"""The services that a search found, read once for a page: what `search.told` tells of them."""

from collections.abc import Iterable

from accounts.roles import Role
from common.prepared import fetch_all
from common.required import required
from mapping.models import VisibleService, VisibleStructure
from search import registry
from search.criterion import Table
from search.question import Criteria

# A card is told by one of this many services, and counts the others.
SERVICES_TOLD = 3

# What of a service its card tells: whatever can be asked of it, and what says more of that.
TOLD = tuple(
    dict.fromkeys(
        (
            *("structure", "address_is_confidential", "nom", "horaires_accueil", "telephone"),
            *("commune", "capacite", "mobilisable_par", "places_restantes_le"),
            *("frais_precisions", "garde_enfants_precisions"),
            *registry.read_from(Table.SERVICE),
        )
    )
)

# In the order in which Django makes a record of them.
_READ = [one for one in VisibleService._meta.concrete_fields if one.name in {"id", *TOLD}]
# What `VisibleService.objects.seen_by(role)` reads. Prepared: to plan the view anew took most of its time.
_TOLD_OF = f"""
SELECT {", ".join(required(one.column) for one in _READ)}
FROM {VisibleService._meta.db_table}
WHERE role = %(role)s AND id = ANY(%(ids)s)
"""


def services_of(features: Iterable[dict], role: Role) -> dict[int, VisibleService]:
    """The services that the cards of `features` tell of, as `role` may see them, by number: one query for a
    page."""
    ids = {number for feature in features for number in feature["properties"]["service_ids"][:SERVICES_TOLD]}
    if not ids:
        return {}
    rows = fetch_all(_TOLD_OF, {"role": int(role), "ids": list(ids)})
    names = [one.attname for one in _READ]
    seen = [VisibleService.from_db("default", names, row) for row in rows]
    return {service.id: service for service in seen}


def structures_of(features: Iterable[dict], role: Role, *asked: Criteria) -> dict[int, VisibleStructure]:
    """The structures of the places of `features`, as `role` may see them, for `told.Around`: one query for a
    page, and none where nothing of `asked` is asked of a structure."""
    columns = [
        one.column.name
        for one in registry.CRITERIA
        if one.column is not None
        and one.column.table is Table.STRUCTURE
        and any(getattr(criteria, one.name) for criteria in asked)
    ]
    ids = {feature["id"] for feature in features} if columns else set()
    if not ids:
        return {}
    return VisibleStructure.objects.seen_by(role).filter(id__in=ids).only(*columns).in_bulk()
