# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who makes and sends the bulletin of a territory: staff, and the ambassadors of all of it."""

from typing import Any

from accounts.roles import Role, role_of
from accounts.standing import ambassador_in, communes_answered_for
from network.models import Bulletin
from places.models import Commune
from places.territories import TerritoryKind, communes_in


def may_make(user: Any) -> bool:
    """Whether somebody makes the bulletin of some territory."""
    return role_of(user) is Role.STAFF or bool(ambassador_in(user))


def may_make_of(user: Any, kind: str, code: str) -> bool:
    """Whether somebody makes the bulletin of a territory: staff, and who answers for each of its communes."""
    if role_of(user) is Role.STAFF:
        return True
    if not ambassador_in(user):
        return False
    inside = Commune.objects.filter(communes_in(TerritoryKind(kind), code)).order_by()
    answered = communes_answered_for(user).order_by().values("code")
    return inside.exists() and not inside.exclude(code__in=answered).exists()


def why_not_edit(user: Any, bulletin: Bulletin) -> str:
    """Why somebody may not write in a bulletin, in a sentence for them; empty where they may."""
    if not may_make_of(user, bulletin.territory_kind, bulletin.territory_code):
        return (
            "Le bulletin d’un territoire est fait par la préfecture et par les ambassadeurs de ce territoire."
        )
    if not bulletin.is_draft:
        return "Ce bulletin est parti : il reste tel quel. Pour le corriger, envoyez une correction."
    return ""
