# SPDX-License-Identifier: AGPL-3.0-or-later
"""The links of mails about groups that end them: signed, and told by nothing else.

Of a digest, for one group or for all; of answers, for one discussion or for all; of being named.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from accounts.models import User
from common.sites import site_url
from network.models import QuietHours, Reading, Rhythm
from network.registering.links import key_of, signed


@dataclass(frozen=True, slots=True)
class Ending:
    """What a link ends: `what` in words, `said` once it is done. `ends` does it for a key; whether there is
    such a key is `is_there`."""

    what: str
    said: str
    is_there: Callable[[uuid.UUID], bool]
    ends: Callable[[uuid.UUID], object]


def stop_one(rhythm: Rhythm) -> str:
    """The address that ends the mails of one group."""
    return _url(rhythm.key, "network.digests.one")


def stop_all(user: User) -> str:
    """The address that ends the mails of all the groups of somebody."""
    return _url(_key_of(user), "network.digests.all")


def stop_topic(reading: Reading) -> str:
    """The address that ends the mails of the answers of one discussion."""
    return _url(reading.key, "network.discussions.one")


def stop_answers(user: User) -> str:
    """The address that ends the mails of answers to somebody, of any discussion."""
    return _url(_key_of(user), "network.discussions.answers")


def stop_names(user: User) -> str:
    """The address that ends the mails that tell somebody that they are named."""
    return _url(_key_of(user), "network.discussions.names")


def ending(token: str) -> tuple[Ending, uuid.UUID] | None:
    """What a link ends, and for which key; None where it is none of ours, or of a group that its person
    left."""
    for salt, one in _ENDINGS.items():
        if key := key_of(token, salt):
            return (one, key) if one.is_there(key) else None
    return None


def _url(key: uuid.UUID, salt: str) -> str:
    return site_url() + reverse("group-mails-stop", args=[signed(key, salt)])


def _key_of(user: User) -> uuid.UUID:
    return QuietHours.objects.get_or_create(user=user)[0].key


def _has(model: Any) -> Callable[[uuid.UUID], bool]:
    return lambda key: model.objects.filter(key=key).exists()


def _end_all(key: uuid.UUID) -> None:
    of = QuietHours.objects.filter(key=key).values("user")
    Rhythm.objects.filter(membership__user__in=of).update(pace=Rhythm.Pace.NEVER)


_ENDINGS: dict[str, Ending] = {
    "network.digests.one": Ending(
        "Les nouveautés d’un de vos groupes. Vous restez membre.",
        "Vous ne recevrez plus de nouveautés de ce groupe.",
        _has(Rhythm),
        lambda key: Rhythm.objects.filter(key=key).update(pace=Rhythm.Pace.NEVER),
    ),
    "network.digests.all": Ending(
        "Les nouveautés de tous vos groupes. Vous restez membre.",
        "Vous ne recevrez plus de nouveautés d’aucun groupe.",
        _has(QuietHours),
        _end_all,
    ),
    "network.discussions.one": Ending(
        "Les réponses d’une discussion où vous avez écrit.",
        "Vous ne recevrez plus les réponses de cette discussion.",
        _has(Reading),
        lambda key: Reading.objects.filter(key=key).update(is_told=False),
    ),
    "network.discussions.answers": Ending(
        "Les réponses de toutes les discussions où vous avez écrit.",
        "Vous ne recevrez plus les réponses d’aucune discussion.",
        _has(QuietHours),
        lambda key: QuietHours.objects.filter(key=key).update(tells_answers=False),
    ),
    "network.discussions.names": Ending(
        "Les courriels qui disent qu’on vous a nommé(e) dans une discussion.",
        "Vous ne serez plus prévenu(e) par courriel quand on vous nomme.",
        _has(QuietHours),
        lambda key: QuietHours.objects.filter(key=key).update(tells_names=False),
    ),
}
