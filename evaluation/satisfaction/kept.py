# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was answered and is not told yet: numbers by month, question and answer, which no longer hold together
what one visitor answered; sealed, as the months of use are."""

import json
import logging
from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from cryptography.fernet import InvalidToken
from django.db import transaction
from django.utils import timezone

from common.sealing import cipher
from evaluation.satisfaction import codes
from evaluation.satisfaction.asked import PARTNER, QUESTIONS, UNSAID
from evaluation.satisfaction.models import OpenAnswers, VisitCode

logger = logging.getLogger(__name__)

_PURPOSE = b"satisfaction"
_SMALLEST = 2048
_NO_MOMENT = 0


class Said(NamedTuple):
    """What a number counts: a month (« 2026-11 »), a question, an answer."""

    month: str
    question: str
    answer: str


@transaction.atomic
def answer(code: VisitCode, answers: Mapping[str, str]) -> bool:
    """Count the answers of one visit and forget its code; False where it was used meanwhile, and nothing is
    counted."""
    OpenAnswers.objects.bulk_create(
        [OpenAnswers(structure_id=code.structure_id, sealed=sealed({}))], ignore_conflicts=True
    )
    # Whoever comes second waits for the first, and adds to what it wrote.
    held = OpenAnswers.objects.select_for_update().get(structure=code.structure_id)
    if not codes.spend(code):
        return False
    month = f"{timezone.localdate():%Y-%m}"
    added = Counter(Said(month, one.code, answers.get(one.code, UNSAID)) for one in QUESTIONS)
    added[Said(month, PARTNER, str(code.partner_id or UNSAID))] += 1
    held.sealed = sealed(Counter(opened(held)) + added)
    held.save(update_fields=["sealed"])
    return True


def sealed(counts: Mapping[Said, int]) -> bytes:
    """The numbers as the database keeps them, in a size that says no more than a power of two."""
    text = json.dumps([[*said, n] for said, n in sorted(counts.items())]).encode()
    size = _SMALLEST
    while size < len(text):
        size *= 2
    return cipher(_PURPOSE).encrypt_at_time(text.ljust(size), _NO_MOMENT)


def opened(held: OpenAnswers) -> dict[Said, int]:
    """The numbers that are not told yet; none, and a warning, where SECRET_KEY is another one."""
    try:
        text = cipher(_PURPOSE).decrypt(bytes(held.sealed))
    except InvalidToken:
        logger.warning("Answers about structure %s were sealed under another SECRET_KEY, and are lost", held)
        return {}
    return {Said(*said): n for *said, n in json.loads(text)}


def waiting(structure: int) -> int:
    """How many answered about a structure and are not told yet."""
    held = OpenAnswers.objects.filter(structure=structure).first()
    if held is None:
        return 0
    return sum(n for said, n in opened(held).items() if said.question == PARTNER)


def first_day(month: str) -> date:
    """The first day of « 2026-11 »."""
    return date.fromisoformat(f"{month}-01")
