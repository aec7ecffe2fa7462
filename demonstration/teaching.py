# SPDX-License-Identifier: AGPL-3.0-or-later
"""The example structures that teach French: what is shown of a network of workshops is said of them."""

from django.db.models import QuerySet

from accounts.roles import Role
from demonstration.examples import SOURCE
from demonstration.scope import Scope
from mapping.models import Structure, VisibleService, VisibleStructure
from mapping.vocabulary import THEME_BY_CODE


def teaching(scope: Scope) -> QuerySet[Structure]:
    """Those of a scope's own départements that everyone sees and knows the place of, in an order that no
    later load changes."""
    seen = VisibleStructure.objects.seen_by(Role.VISITOR).filter(is_example=True, position_masked=False)
    french = THEME_BY_CODE["francais"].id
    services = VisibleService.objects.seen_by(Role.VISITOR).filter(structure_id__in=seen.values("pk"))
    numbers = {
        structure for structure, themes in services.values_list("structure_id", "themes") if french in themes
    }
    own = Structure.objects.filter(
        source=SOURCE,
        source_id__startswith=f"{scope.code}-",
        commune__departement_code__in=scope.departements,
    )
    return own.filter(pk__in=numbers).order_by("source_id")
