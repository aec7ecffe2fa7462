# SPDX-License-Identifier: AGPL-3.0-or-later
"""What waits for whoever watches over a territory: changes that nobody looked at, protections, blocked
accounts."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import at_least, signed_in
from accounts.roles import Role, role_of
from mapping import protection
from mapping.changes import asked as question
from mapping.changes.known import structures_known
from mapping.changes.listing import listing
from mapping.patrol import blocking
from mapping.patrol.protecting import TerritoryForm
from places.territories import territory
from places.zone_names import zone_names

_SHOWN = 50


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def patrol(request: HttpRequest) -> HttpResponse:
    """The page of ambassadors and staff; refused to others, who have the recent changes."""
    user = signed_in(request)
    kept = protection.kept_territories(user)
    is_staff = role_of(user) is Role.STAFF
    if not protection.watches(user):
        raise PermissionDenied("Cette page est celle des ambassadeurs d’un territoire et de la préfecture.")
    query = request.GET.copy()
    query["a_voir"] = "oui"
    if kept and not any(name in query for name in ("lieu", "commune", "epci", "departement", "territoire")):
        kind, code = kept[0]
        query[kind.value] = code
    asked = question.read(query, user)
    context = {
        "asked": asked,
        "page": listing(asked.asked(), user, asked.from_moment),
        "here": request.get_full_path(),
        "is_staff": is_staff,
        "kept": _named(kept),
        "protections": _protections(user),
    }
    if is_staff:
        rules = list(protection.territories_left_to_owners().select_related("act__by"))
        names = zone_names({one.code for one in rules}) if rules else {}
        context |= {
            "blocked": list(blocking.blocked()[:_SHOWN]),
            "rules": [(one, names.get(one.code, one.code)) for one in rules],
            "territory_form": TerritoryForm(),
        }
    return render(request, "mapping/patrol/patrol.html", context)


def _named(kept: list[tuple[Any, str]]) -> list[tuple[str, str, str]]:
    found = [(kind.value, code, territory(kind, code)) for kind, code in kept]
    return [(kind, code, held.nom if held else code) for kind, code, held in found]


def _protections(user: Any) -> list[tuple[Any, Any]]:
    held = list(protection.protections().select_related("act__by", "structure__commune")[:_SHOWN])
    known = structures_known({one.structure_id for one in held}, role_of(user))
    return [
        (one, known[one.structure_id])
        for one in held
        if one.structure_id in known and protection.may_protect(user, one.structure)
    ]
