# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each morning, those who are asked and have not answered are written to: at most once a week whatever the
number of surveys, three times at most about one, and never again once they press « stop »."""

import uuid
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.roles import Role
from common import outbox
from common.dates import in_words
from common.limits import Limit, TooMany
from evaluation.surveys import links, targets
from evaluation.surveys.kept import close
from evaluation.surveys.models import Invited, Pace, State, Survey
from mapping.models import VisibleStructure
from mapping.presentation import short_name

PURPOSE = outbox.Purpose("enquête", Limit("mails about surveys", 3, 7 * 86_400), useful_s=4 * 86_400)
EVERY = timedelta(days=7)
MOST = 3
_NAMESPACE = uuid.UUID("5b0a3c1e-0c39-4f1c-8a43-6c3f0d6d4a11")


def close_ended() -> int:
    """Close the surveys whose last day is over; how many."""
    ended = Survey.objects.filter(state=State.OPEN, closes_on__lt=timezone.localdate())
    for survey in list(ended):
        close(survey)
    return len(ended)


def write() -> int:
    """Hand the mails of the day to the outbox; how many. Safe to do again."""
    if not outbox.is_configured():
        return 0
    return sum(
        write_of(survey) for survey in Survey.objects.filter(state=State.OPEN).order_by("closes_on", "pk")
    )


def write_of(survey: Survey) -> int:
    """The same for one survey."""
    if not survey.is_answered_now:
        return 0
    waiting = survey.invited.filter(has_answered=False, mails__lt=MOST if survey.reminds else 1)
    stopped = Pace.objects.filter(is_stopped=True)
    recent = Pace.objects.filter(last__gt=timezone.localdate() - EVERY)
    for held in (stopped, recent):
        waiting = waiting.exclude(user__in=held.filter(user__isnull=False).values("user"))
        waiting = waiting.exclude(structure__in=held.filter(structure__isnull=False).values("structure"))
    return sum(_write_one(survey, one) for one in waiting.select_related("user", "structure").order_by("pk"))


@transaction.atomic
def _write_one(survey: Survey, one: Invited) -> bool:
    address = address_of(one)
    if not address or targets.is_stranger(survey, one):
        return False
    pace = links.pace_for({"user": one.user} if one.user else {"structure": one.structure})
    key = uuid.uuid5(_NAMESPACE, f"{one.pk} {one.mails}")
    stop = links.stop_link(pace)
    subject = "Rappel : une enquête vous attend" if one.mails else "Une enquête pour vous"
    try:
        is_new = outbox.send(PURPOSE, address, subject, _text(survey, one, stop), key=key, unsubscribe=stop)
    except (TooMany, ValueError):
        return False
    if is_new:
        Invited.objects.filter(pk=one.pk).update(mails=one.mails + 1)
        Pace.objects.filter(pk=pace.pk).update(last=timezone.localdate())
    return is_new


def address_of(one: Invited) -> str:
    """Where who is asked is written to: a person's own address, a structure's as everyone reads it."""
    if one.user:
        return one.user.email
    seen = VisibleStructure.objects.seen_by(Role.VISITOR).filter(pk=one.structure_id or 0, is_example=False)
    return seen.values_list("courriel", flat=True).first() or ""


def _text(survey: Survey, one: Invited, stop: str) -> str:
    asked = "votre structure" if one.structure_id else "vous"
    until = f"Jusqu’au {in_words(survey.closes_on)}.\n" if survey.closes_on else ""
    for_whom = (
        f"{short_name(one.structure.nom, one.structure.is_example)}\n" if one.structure is not None else ""
    )
    names = (
        "Les réponses sont lues avec votre nom par qui a fait l’enquête."
        if survey.is_named
        else "Les réponses sont gardées sans nom."
    )
    return (
        f"Bonjour,\n\nUne enquête attend une réponse de {asked} :\n{survey.title}\n{for_whom}{until}\n"
        f"Répondre : {links.answer_link(one)}\n\n{names}\n\n"
        f"Vous recevez au plus un tel courriel par semaine. Ne plus en recevoir : {stop}\n"
    )
