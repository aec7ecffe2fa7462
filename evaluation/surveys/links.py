# SPDX-License-Identifier: AGPL-3.0-or-later
"""The links of a mail about a survey: to answer for a structure, and to be written to no more."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.core import signing
from django.urls import reverse

from common.sites import site_url
from evaluation.surveys.models import Invited, Pace

_ANSWER, _STOP = "evaluation.surveys.answer", "evaluation.surveys.stop"


def answer_link(invited: Invited) -> str:
    """Where somebody answers: who has an account signs in, a structure has an address of its own."""
    if invited.user_id:
        return site_url() + reverse("survey-answer", args=[invited.survey_id])
    return site_url() + reverse("survey-letter", args=[_signed(invited.key, _ANSWER)])


def stop_link(pace: Pace) -> str:
    """Where a press ends these mails."""
    return site_url() + reverse("survey-stop", args=[_signed(pace.key, _STOP)])


def invited_of(token: str) -> Invited | None:
    """The structure that a link is for; None where the link is none of ours."""
    key = _key(token, _ANSWER)
    if key is None:
        return None
    held = Invited.objects.filter(key=key, structure__isnull=False)
    return held.select_related("survey", "structure").first()


def pace_of(token: str) -> Pace | None:
    """Whose mails a link ends; None where the link is none of ours."""
    key = _key(token, _STOP)
    return Pace.objects.filter(key=key).first() if key else None


def pace_for(whom: Mapping[str, Any]) -> Pace:
    """The pace of a person (`user`) or of a structure (`structure`), made where there is none."""
    return Pace.objects.get_or_create(**whom)[0]


def _signed(key: uuid.UUID, salt: str) -> str:
    return signing.Signer(salt=salt).sign(key.hex)


def _key(token: str, salt: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(signing.Signer(salt=salt).unsign(token))
    except (signing.BadSignature, ValueError):
        return None
