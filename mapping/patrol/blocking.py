# SPDX-License-Identifier: AGPL-3.0-or-later
"""An account that may not sign in any more: at once, everywhere, until it is given back."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts import closing
from accounts.models import User
from accounts.roles import Role, role_of
from history.context import noted
from history.models import Block, Cause


class NotBlocked(Exception):
    """Why an account is not blocked by whoever asks."""


def blocked() -> QuerySet[Block]:
    """The accounts blocked today, the last first."""
    return Block.objects.filter(lifted=None).select_related("account", "act__by")


def blocks_of(account: User) -> QuerySet[Block]:
    """Every time that an account was blocked, the last first."""
    return account.blocks.select_related("act__by", "lifted__by").order_by("-pk")


def why_not_blocked(account: User, by: Any) -> str:
    """Why `by` may not block this account; empty where they may."""
    if role_of(by) is not Role.STAFF:
        return "La préfecture bloque les comptes."
    if account.pk == by.pk:
        return "Vous ne pouvez pas vous bloquer vous-même."
    if (account.is_staff or account.is_superuser) and not by.is_superuser:
        return "Un compte de la préfecture est bloqué par l’administrateur du site."
    if account.blocks.filter(lifted=None).exists():
        return "Ce compte est déjà bloqué."
    return ""


@transaction.atomic
def block(account: User, by: Any, why: str) -> Block:
    """Have an account sign in no more: its sessions end, the tokens of its programs are revoked. Raises
    NotBlocked with why not."""
    held = User.objects.select_for_update().get(pk=account.pk)
    if refused := why_not_blocked(held, by):
        raise NotBlocked(refused)
    done = Block.objects.create(account=held, act=noted(Cause.PROTECT, by, why))
    User.objects.filter(pk=held.pk).update(is_active=False)
    held.api_tokens.filter(revoked_at=None).update(revoked_at=timezone.now())
    closing.end_sessions(held)
    return done


@transaction.atomic
def unblock(account: User, by: Any, why: str = "") -> bool:
    """Give an account back to its owner, who signs in again; whether it was blocked. Programs need new
    tokens."""
    held = Block.objects.select_for_update().filter(account=account.pk, lifted=None).first()
    if held is None:
        return False
    held.lifted = noted(Cause.PROTECT, by, why)
    held.save(update_fields=["lifted"])
    User.objects.filter(pk=account.pk).update(is_active=True)
    return True
