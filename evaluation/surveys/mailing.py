# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each morning, those who are asked and have not answered are written to: at most once a week whatever the
number of surveys, three times at most about one, and never again once they press « stop ». Who runs a survey
may remind by hand: no sooner than four days after the last such mail, within the same three."""

import uuid
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
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
EVERY, BY_HAND_EVERY = timedelta(days=7), timedelta(days=4)
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
    return _write(survey, _most(survey), EVERY)


def remind(survey: Survey) -> int:
    """Write by hand to those who have not answered; to how many."""
    return _write(survey, MOST, BY_HAND_EVERY) if outbox.is_configured() else 0


def would_remind(survey: Survey) -> int:
    """How many people or structures a reminder by hand reaches today."""
    if not outbox.is_configured() or not survey.is_answered_now:
        return 0
    return _paced(reachable(survey, _waiting(survey, MOST)), BY_HAND_EVERY).count()


def next_days(survey: Survey) -> tuple[date | None, date | None]:
    """The next day on which somebody is written to by itself, and the first on which a reminder by hand
    reaches somebody; None where that is never."""
    return _next(survey, _most(survey), EVERY, 1), _next(survey, MOST, BY_HAND_EVERY, 0)


def _most(survey: Survey) -> int:
    return MOST if survey.reminds else 1


def _next(survey: Survey, most: int, every: timedelta, ahead: int) -> date | None:
    if survey.state != State.OPEN or not outbox.is_configured():
        return None
    waiting = reachable(survey, _waiting(survey, most)).exclude(
        _of_paces(Pace.objects.filter(is_stopped=True))
    )
    asked = list(waiting.values_list("user", "structure"))
    if not asked:
        return None
    written = Pace.objects.exclude(last=None)
    by_user = dict(written.filter(user__in={user for user, _of in asked}).values_list("user", "last"))
    by_structure = dict(
        written.filter(structure__in={of for _user, of in asked}).values_list("structure", "last")
    )
    last = [by_user.get(user) if user else by_structure.get(of) for user, of in asked]
    day = max(
        min(one + every if one else timezone.localdate() for one in last),
        timezone.localdate() + timedelta(days=ahead),
        survey.opens_on or date.min,
    )
    return None if survey.closes_on and day > survey.closes_on else day


def _waiting(survey: Survey, most: int) -> "QuerySet[Invited]":
    return survey.invited.filter(has_answered=False, mails__lt=most)


def _of_paces(paces: "QuerySet[Pace]") -> Q:
    return Q(user__in=paces.filter(user__isnull=False).values("user")) | Q(
        structure__in=paces.filter(structure__isnull=False).values("structure")
    )


def _paced(waiting: "QuerySet[Invited]", every: timedelta) -> "QuerySet[Invited]":
    """Without those who want no mail, or were sent one more lately."""
    recent = Pace.objects.filter(last__gt=timezone.localdate() - every)
    return waiting.exclude(_of_paces(Pace.objects.filter(is_stopped=True))).exclude(_of_paces(recent))


def reachable(survey: Survey, invited: "QuerySet[Invited]") -> "QuerySet[Invited]":
    """Those who have an address, and are asked still."""
    addressed = VisibleStructure.objects.seen_by(Role.VISITOR).filter(is_example=False)
    addressed = addressed.exclude(Q(courriel="") | Q(courriel__isnull=True))
    by_link = Q(structure__isnull=True) | Q(structure__in=addressed.values("pk"))
    return invited.filter(by_link & targets.still_asked(survey))


def _write(survey: Survey, most: int, every: timedelta) -> int:
    if not survey.is_answered_now:
        return 0
    waiting = _paced(_waiting(survey, most), every)
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
        f"Vous recevez au plus un tel courriel par semaine, deux si l’on relance. Ne plus en"
        f" recevoir : {stop}\n"
    )
