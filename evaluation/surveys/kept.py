# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers as the database keeps them. Those without names are sealed in a few parts, each sorted by what it
says and written again whole, so that neither rows nor their order tell when or by whom one was given."""

import json
import logging
import secrets
from collections import Counter
from collections.abc import Mapping
from typing import Any

from cryptography.fernet import InvalidToken
from django.db import transaction
from django.utils import timezone

from common.sealing import cipher
from evaluation.questions import counted
from evaluation.surveys.models import Invited, KeptDraft, NamedAnswer, SealedAnswers, State, Survey

logger = logging.getLogger(__name__)

_PURPOSE = b"survey answers"
_PARTS, _SMALLEST, _NO_MOMENT = 16, 4096, 0

Answers = dict[str, Any]


class Closed(Exception):
    """The survey takes no answers any more, or has enough of this one."""


@transaction.atomic
def answer(survey: Survey, answers: Answers, invited: Invited | None = None) -> bool:
    """Keep somebody's answers, once; False where they had answered already. Raises Closed, with nothing kept,
    where it takes no more, or enough people gave one of these answers."""
    # One answer at a time, so that a quota is never passed.
    held = Survey.objects.select_for_update().get(pk=survey.pk)
    if not held.is_answered_now:
        raise Closed
    if invited is not None:
        asked = Invited.objects.select_for_update().get(pk=invited.pk)
        if asked.has_answered:
            return False
    given = all_answers(held)
    if is_enough(held, answers, given):
        raise Closed
    if invited is not None:
        Invited.objects.filter(pk=invited.pk).update(has_answered=True)
        KeptDraft.objects.filter(pk=invited.pk).delete()
    if held.is_named and invited is not None:
        NamedAnswer.objects.create(
            survey=held, user_id=invited.user_id, structure_id=invited.structure_id, answers=answers
        )
    else:
        _seal_one(held, answers)
    if held.wanted and len(given) + 1 >= held.wanted:
        close(held)
    return True


def is_enough(survey: Survey, answers: Mapping[str, Any], given: list[Answers]) -> bool:
    """Whether enough people gave one of these answers already."""
    for question in survey.questions.all():
        quotas = question.quotas
        if quotas:
            found = counted(question.asked, given)
            chosen = counted(question.asked, [answers])
            if any(chosen[code] and found[code] >= most for code, most in quotas.items() if code in chosen):
                return True
    return False


def close(survey: Survey) -> None:
    """Take no more answers; drafts go."""
    KeptDraft.objects.filter(invited__survey=survey).delete()
    Survey.objects.filter(pk=survey.pk).update(state=State.CLOSED)


def reopen(survey: Survey) -> None:
    """Take answers again, without the day or the number that ended it where that is past. What may be opened
    again is `Survey.may_open_again`."""
    past = survey.closes_on is not None and survey.closes_on < timezone.localdate()
    full = survey.wanted is not None and len(all_answers(survey)) >= survey.wanted
    Survey.objects.filter(pk=survey.pk).update(
        state=State.OPEN,
        closes_on=None if past else survey.closes_on,
        wanted=None if full else survey.wanted,
    )


def all_answers(survey: Survey) -> list[Answers]:
    """Every answer to a survey, in an order that says nothing."""
    named = list(NamedAnswer.objects.filter(survey=survey).values_list("answers", flat=True))
    sealed = (_opened(bytes(part.sealed)) for part in SealedAnswers.objects.filter(survey=survey))
    return sorted([*named, *(one for part in sealed for one in part)], key=_text)


def _seal_one(survey: Survey, answers: Answers) -> None:
    part = secrets.randbelow(_PARTS)
    held = SealedAnswers.objects.filter(survey=survey, part=part).first()
    inside = _opened(bytes(held.sealed)) if held else []
    sealed = _sealed(sorted([*inside, answers], key=_text))
    SealedAnswers.objects.update_or_create(survey=survey, part=part, defaults={"sealed": sealed})


def keep_draft(invited: Invited, typed: Mapping[str, list[str]]) -> None:
    """Keep what somebody typed and did not send."""
    KeptDraft.objects.update_or_create(invited=invited, defaults={"sealed": _sealed([dict(typed)])})


def draft_of(invited: Invited) -> dict[str, list[str]] | None:
    """What somebody typed and did not send; None for nothing."""
    held = KeptDraft.objects.filter(pk=invited.pk).first()
    inside = _opened(bytes(held.sealed)) if held else []
    return inside[0] if inside else None


def _text(answers: Mapping[str, Any]) -> str:
    return json.dumps(answers, ensure_ascii=False, sort_keys=True)


def _sealed(answers: list[Any]) -> bytes:
    text = json.dumps(answers, ensure_ascii=False).encode()
    size = _SMALLEST
    while size < len(text):
        size *= 2
    return cipher(_PURPOSE).encrypt_at_time(text.ljust(size), _NO_MOMENT)


def _opened(sealed: bytes) -> list[Any]:
    try:
        return json.loads(cipher(_PURPOSE).decrypt(sealed))
    except InvalidToken:
        logger.warning("Answers to a survey were sealed under another SECRET_KEY, and are lost")
        return []


def tallied(question: Any, given: list[Answers]) -> Counter[str]:
    """How many gave each of the offered answers of a question of a survey."""
    return Counter(counted(question.asked, given))
