# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sending a bulletin, once: it is published in one transaction, then handed to the outbox address after
address. Each mail has a key of its own, so that a worker that dies in the middle, or two of them, send none
twice, and what one address cannot be sent keeps it from no other."""

import logging
import uuid
from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from common import outbox
from common.deadlocks import again_after_deadlock
from common.limits import Limit, TooMany
from common.outbox import Purpose
from common.sites import site_url
from history.context import acting
from history.models import Cause
from mapping import writing
from network.bulletins import links, mails, subscribing
from network.bulletins.content import Content, content_of, key_of
from network.bulletins.facts import read
from network.models import Audience, Bulletin, BulletinItem, State, Subscription
from network.quiet import not_before

logger = logging.getLogger(__name__)

# The database names these purposes too, where it takes back what waits (`network/sql/digests.sql`).
_LIMIT = Limit("bulletins to one address", 12, 86_400)
PUBLIC = Purpose("bulletin", _LIMIT, useful_s=10 * 86_400)
INSIDE = Purpose("bulletin des professionnels", _LIMIT, useful_s=10 * 86_400)
# What its writers send to themselves, as often as they look at what they write.
_TRIALS = Limit("trials of bulletins to one address", 30, 3600)
TRIAL = Purpose("essai d’un bulletin", _TRIALS, useful_s=86_400)
# What could not be handed over is tried again so long.
_TRIED = timedelta(days=1)


_NO_SERVER = "Ce site n’a pas de serveur de messagerie : rien ne peut partir."


class NotReady(Exception):
    """A bulletin does not leave; `str` of it is why, in a sentence for whoever sends it."""


def left_out(bulletin: Bulletin) -> list[BulletinItem]:
    """The lines that are kept but that its readers do not read, or no more."""
    kept = [one for one in bulletin.items.all() if one.is_kept]
    facts = read(bulletin, map(key_of, kept))
    return [one for one in kept if key_of(one) not in facts]


def stale(bulletin: Bulletin) -> list[BulletinItem]:
    """The lines whose sentence was written of what its record says no more: they are read again first."""
    kept = [one for one in bulletin.items.all() if one.is_kept and one.sentence]
    facts = read(bulletin, map(key_of, kept))
    return [one for one in kept if key_of(one) in facts and facts[key_of(one)].words != one.about]


def send(bulletin: Bulletin, user: User) -> None:
    """Publish a bulletin, and have the workers send it. Raises NotReady where it does not leave, or left
    already."""

    def whole() -> None:
        with transaction.atomic(), acting(Cause.EDIT, user):
            held = Bulletin.objects.select_for_update(of=("self",)).get(pk=bulletin.pk)
            if refusal := why_not_yet(held):
                raise NotReady(refusal)
            writing.change(held, {"state": State.PUBLISHED, "sent_at": timezone.now()}, user, Cause.EDIT)

    again_after_deadlock(whole)


def why_not_yet(bulletin: Bulletin) -> str:
    """Why a bulletin does not leave, in a sentence; empty where it may."""
    if not bulletin.is_draft:
        return "Ce bulletin est déjà parti."
    if not outbox.is_configured():
        return _NO_SERVER
    if bulletin.territory is None:
        return "Le territoire de ce bulletin n’existe plus."
    if stale(bulletin):
        return "Des pages ont changé depuis votre phrase : relisez ces lignes, puis enregistrez."
    if not content_of(bulletin).parts and not bulletin.text.strip():
        return "Ce bulletin ne dit rien : gardez une ligne, ou écrivez un mot d’introduction."
    return ""


def send_trial(bulletin: Bulletin, user: User) -> None:
    """Send a bulletin as it is now to one of its writers alone, at once: what its readers would receive, but
    for the mark of its subject. It counts for nothing, and neither publishes nor sends it. Raises NotReady
    where it does not leave, TooMany where that was done too often."""
    if not outbox.is_configured():
        raise NotReady(_NO_SERVER)
    content = content_of(bulletin)
    # Their own way out, where they have one; else where one subscribes.
    own = Subscription.objects.filter(
        user=user, territory_kind=bulletin.territory_kind, territory_code=bulletin.territory_code
    ).first()
    page = links.page_of(own) if own else site_url() + reverse("bulletins-mine")
    try:
        outbox.send(
            TRIAL,
            user.email,
            mails.subject_of(content, is_trial=True),
            mails.text_of(content, page),
            html=mails.html_of(content, page),
            unsubscribe=links.stop_of(own) if own else "",
        )
    except ValueError as error:
        raise NotReady("L’adresse de votre compte n’en est pas une : rien ne peut y être envoyé.") from error


def send_due() -> int:
    """Hand over what was sent and not handed over whole; how many mails are on their way."""
    if not outbox.is_configured():
        return 0
    waiting = Bulletin.objects.filter(sent_at__isnull=False, handed_at=None).order_by("sent_at", "pk")
    return sum(_hand_over(one) for one in waiting)


def _hand_over(bulletin: Bulletin) -> int:
    content = content_of(bulletin)
    sent, is_whole = 0, True
    for address, number in subscribing.receivers(bulletin):
        try:
            sent += _one(bulletin, content, address, number)
        except ValueError as error:
            # An address that is none: told, so that it is not tried for ever.
            logger.warning("A bulletin was not handed over: %s", type(error).__name__)
        except TooMany:
            is_whole = False
        except Exception:
            logger.exception("A bulletin could not be handed over")
            is_whole = False
    if is_whole or (bulletin.sent_at and bulletin.sent_at < timezone.now() - _TRIED):
        Bulletin.objects.filter(pk=bulletin.pk).update(handed_at=timezone.now())
    return sent


def _one(bulletin: Bulletin, content: Content, address: str, number: int) -> bool:
    """Hand over one mail, unless its person ended their subscription meanwhile; whether it is a new one."""
    with transaction.atomic():
        held = subscribing.readers_of(bulletin).select_for_update(of=("self",))
        one = held.filter(pk=number, address=address).first()
        if one is None:
            return False
        return outbox.send(
            PUBLIC if bulletin.audience == Audience.PUBLIC else INSIDE,
            address,
            mails.subject_of(content),
            mails.text_of(content, links.page_of(one)),
            html=mails.html_of(content, links.page_of(one)),
            unsubscribe=links.stop_of(one),
            key=uuid.uuid5(bulletin.key, address.casefold()),
            not_before=not_before(address),
        )
