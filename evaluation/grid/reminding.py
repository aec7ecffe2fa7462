# SPDX-License-Identifier: AGPL-3.0-or-later
"""On Monday, who asked for it is told that nothing was counted the week before; and after three such mails in
a row that nobody followed, no more."""

import uuid
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from common import outbox
from common.limits import Limit, TooMany
from common.sites import site_url
from evaluation.grid import weeks
from evaluation.grid.models import Reminder, WeekNumber
from mapping import permissions
from mapping.models import Structure
from mapping.presentation import short_name

PURPOSE = outbox.Purpose(
    "rappel de la grille de comptage", Limit("reminders of the grid", 10, 86_400), useful_s=4 * 86_400
)
MOST_UNANSWERED = 3
_NAMESPACE = uuid.UUID("3c1f2a52-2d0a-4f0f-9a0c-5f8a6f9f2b60")


def is_wanted(user: User, structure: int) -> bool:
    """Whether this person is reminded of the grid of a structure."""
    return Reminder.objects.filter(user=user, structure=structure).exists()


def set_wanted(user: User, structure: int, wanted: bool) -> None:
    """Have this person reminded, or no more."""
    if wanted:
        Reminder.objects.update_or_create(user=user, structure_id=structure, defaults={"unanswered": 0})
    else:
        Reminder.objects.filter(user=user, structure=structure).delete()


def remind() -> int:
    """Hand to the outbox the reminders of the week that is over; how many. Safe to do again."""
    if not outbox.is_configured():
        return 0
    week = weeks.monday(timezone.localdate()) - timedelta(days=7)
    counted = WeekNumber.objects.filter(week=week, n__gt=0).values("structure")
    Reminder.objects.filter(structure__in=counted).update(unanswered=0)
    waiting = Reminder.objects.exclude(structure__in=counted).filter(unanswered__lt=MOST_UNANSWERED)
    sent = 0
    for one in waiting.select_related("user", "structure").order_by("pk"):
        # Who answers for it no more is told nothing of it.
        if one.user.is_active and permissions.may_change(one.user, one.structure_id):
            sent += _send(one, week)
    return sent


def _send(one: Reminder, week) -> bool:
    key = uuid.uuid5(_NAMESPACE, f"{one.pk} {week}")
    try:
        is_new = outbox.send(PURPOSE, one.user.email, "Votre grille de comptage", _text(one, week), key=key)
    except (TooMany, ValueError):
        return False
    if is_new:
        Reminder.objects.filter(pk=one.pk).update(unanswered=one.unanswered + 1)
    return is_new


def _text(one: Reminder, week) -> str:
    structure: Structure = one.structure
    path = reverse("grid", args=[structure.pk])
    last = (
        "\nC’est le dernier rappel : personne n’a suivi les deux d’avant. La page permet d’en redemander.\n"
        if one.unanswered + 1 >= MOST_UNANSWERED
        else ""
    )
    return (
        f"Bonjour,\n\nRien n’a été compté la semaine {weeks.text(week)} pour :\n"
        f"{short_name(structure.nom, structure.is_example)}\n\n"
        "S’il y a eu des demandes, elles se notent encore, en deux minutes :\n"
        f"{site_url()}{path}?semaine={weeks.code(week)}\n{last}\n"
        "S’il n’y en a pas eu, il n’y a rien à faire. Pour ne plus recevoir ce rappel : en bas de la même "
        "page.\n"
    )
