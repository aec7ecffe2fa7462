# SPDX-License-Identifier: AGPL-3.0-or-later
"""Codes of a visit: one answer each, forgotten when it is given.

Ten of thirty-one letters and digits that nobody takes for one another, some 50 bits: nobody guesses one. What
is kept is a digest under SECRET_KEY, so that who holds the database alone answers with none.
"""

import secrets
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from evaluation.grid.weeks import monday
from evaluation.satisfaction.models import Partner, VisitCode

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 10
# How many one press makes, and how many of a structure may wait at once.
MOST_AT_ONCE, MOST_WAITING = 100, 1000
# How long a sheet of paper is good for.
WEEKS = 26


class TooManyWaiting(Exception):
    """The structure has as many unused codes as it may."""


def make(structure: int, n: int, partner: Partner | None = None) -> list[str]:
    """New codes of a structure, as they are printed. Raises TooManyWaiting, with none made."""
    week = monday(timezone.localdate())
    if VisitCode.objects.filter(structure=structure).count() + n > MOST_WAITING:
        raise TooManyWaiting
    made = ["".join(secrets.choice(ALPHABET) for _ in range(LENGTH)) for _ in range(n)]
    rows = [
        VisitCode(
            digest=_digest(code, settings.SECRET_KEY), structure_id=structure, partner=partner, week=week
        )
        for code in made
    ]
    # In an order that is not that in which they are handed out.
    VisitCode.objects.bulk_create(sorted(rows, key=lambda row: bytes(row.digest)))
    return [written(code) for code in made]


def written(code: str) -> str:
    """« K7M4P-2QXRT »."""
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"


def clean(text: str) -> str:
    """The letters and digits of a code as somebody typed it."""
    return "".join(letter for letter in text.upper() if letter.isalnum())


def find(text: str) -> VisitCode | None:
    """The code that somebody typed or opened; None for one that was used, is too old, or never was."""
    code = clean(text)
    if len(code) != LENGTH or not set(code) <= set(ALPHABET):
        return None
    held = VisitCode.objects.filter(digest__in=list(_digests(code)), week__gte=_oldest())
    return held.select_related("partner").first()


def spend(code: VisitCode) -> bool:
    """Forget a code; whether nobody did so before. In the transaction that counts its answer."""
    return VisitCode.objects.filter(pk=code.pk).delete()[0] == 1


def forget() -> int:
    """Forget the codes that are too old; how many."""
    return VisitCode.objects.filter(week__lt=_oldest()).delete()[0]


def _oldest():
    return monday(timezone.localdate()) - timedelta(weeks=WEEKS)


def _digests(code: str) -> Iterator[bytes]:
    return (_digest(code, key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


def _digest(code: str, key: str) -> bytes:
    return salted_hmac("evaluation.visit", code, secret=key, algorithm="sha256").digest()
