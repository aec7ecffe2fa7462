# SPDX-License-Identifier: AGPL-3.0-or-later
"""To whom a message from the public goes, what becomes of it, and when it is forgotten.

It goes to whoever keeps the structure and to the ambassadors of its territory; staff see them all.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role, role_of
from accounts.standing import ambassador_in, communes_answered_for
from mapping import permissions
from mapping.models import Report, ReportState

# Of what was answered, and of what nobody ever answered.
KEPT_ANSWERED, KEPT_UNANSWERED = timedelta(days=30), timedelta(days=365)


Rule = Callable[[Any], Q]
"""The reports that a professional reads besides those of what they keep."""
_RULES: list[Rule] = []


def also_shown(rule: Rule) -> None:
    """Add a rule; meant for the `ready` of an app."""
    if rule not in _RULES:
        _RULES.append(rule)


class AlreadyAnswered(Exception):
    """Somebody else answered it in the meantime."""


def shown_to(user: Any) -> QuerySet[Report]:
    """The reports that `user` may read and answer."""
    role = role_of(user)
    if role is Role.STAFF:
        return Report.objects.all()
    if role < Role.PROFESSIONAL:
        return Report.objects.none()
    allowed = Q(structure__in=permissions.held_by(user).order_by().values("pk"))
    if ambassador_in(user):
        here = communes_answered_for(user).values("code")
        allowed |= Q(structure__commune__in=here) | Q(commune__in=here)
    for rule in _RULES:
        allowed |= rule(user)
    return Report.objects.filter(allowed)


def waiting_for(user: Any) -> QuerySet[Report]:
    """Those that nobody has answered yet, the oldest first."""
    return shown_to(user).filter(state=ReportState.NEW).order_by("created_at", "pk")


def settle(report: Report, state: ReportState, answer: str, by: User) -> str:
    """Say what became of a report: the address that the answer goes to, which is forgotten here; empty
    where none was left. Raises AlreadyAnswered."""
    with transaction.atomic():
        held = Report.objects.select_for_update().filter(pk=report.pk, state=ReportState.NEW).first()
        if held is None:
            raise AlreadyAnswered
        address = held.reply_to
        held.state, held.answer, held.reply_to = state, answer, ""
        held.answered_at, held.answered_by = timezone.now(), by
        held.save(update_fields=["state", "answer", "reply_to", "answered_at", "answered_by"])
    return address


def reopen(report: Report) -> None:
    """Have it wait again, for another look. The address of whoever wrote is gone."""
    Report.objects.filter(pk=report.pk).exclude(state=ReportState.NEW).update(
        state=ReportState.NEW, answered_at=None, answered_by=None
    )


def forget() -> int:
    """Forget what was answered a month ago, and what nobody answered for a year; how many."""
    now = timezone.now()
    done = Q(answered_at__lt=now - KEPT_ANSWERED) & ~Q(state=ReportState.NEW)
    old = Q(state=ReportState.NEW, created_at__lt=now - KEPT_UNANSWERED)
    return Report.objects.filter(done | old).delete()[0]
