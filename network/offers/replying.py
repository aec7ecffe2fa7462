# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answering an announcement, and what becomes of the answer: under a lock of the announcement, so that
nothing is lent twice on one day."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Organisation
from network.models import News, Reply, ReplyState, State
from network.models.reply import LIVE
from network.offers import mails
from network.offers.rules import author_of


class NotOpen(Exception):
    """Nobody answers it any more, or yet: it is closed, ended, withdrawn or to come."""


class Taken(Exception):
    """What is lent is taken on some of the days. `days` are the first and last of each loan in the way."""

    def __init__(self, days: list[tuple[date, date]]) -> None:
        super().__init__(days)
        self.days = days


def is_open(offer: News) -> bool:
    """Whether one answers it now."""
    return (
        offer.is_announcement
        and offer.state == State.PUBLISHED
        and offer.closed_on is None
        and offer.starts_on <= timezone.localdate() <= offer.ends_on
    )


def reply(
    number: int,
    user: Any,
    *,
    message: str = "",
    days: tuple[date, date] | None = None,
    joins: bool = False,
    on_behalf_of: Organisation | None = None,
) -> tuple[Reply, bool]:
    """Answer an announcement: the answer, and whether it is new. Who answered already, and of what is lent
    for days that begin then, is not heard twice. Raises NotOpen, and Taken where the days are."""
    with transaction.atomic():
        offer = _locked(number)
        if offer is None or not is_open(offer) or offer.is_lent != (days is not None):
            raise NotOpen
        first, last = days or (None, None)
        mine = Reply.objects.filter(news=offer, user=user, first_day=first, state__in=LIVE)
        if held := mine.first():
            return held, False
        if days and (others := _in_the_way(offer, *days)):
            raise Taken(others)
        made = Reply.objects.create(
            news=offer,
            user=user,
            on_behalf_of=on_behalf_of,
            organisation_id=offer.organisation_id,
            holder=None if offer.organisation_id else author_of(offer),
            message=message,
            joins=joins,
            first_day=first,
            last_day=last,
        )
        mails.received(made)
        return made, True


def decide(number: int, state: ReplyState, word: str = "") -> Reply | None:
    """Accept or decline an answer, with a word; None where its author took it back. Raises Taken where what
    is lent is taken on some of its days."""
    with transaction.atomic():
        held = _locked_reply(number)
        if held is None or held.state == ReplyState.WITHDRAWN:
            return None
        if (held.state, held.word) == (state, word):
            return held
        accepted = held.days if state == ReplyState.ACCEPTED else None
        if accepted and (others := _in_the_way(held.news, *accepted, but=held.pk)):
            raise Taken(others)
        held.state, held.word = state, word
        held.save(update_fields=["state", "word"])
        mails.decided(held)
        return held


def withdraw(number: int) -> bool:
    """Take an answer back; whether it still stood."""
    with transaction.atomic():
        held = _locked_reply(number)
        if held is None or held.state not in LIVE:
            return False
        held.state = ReplyState.WITHDRAWN
        held.save(update_fields=["state"])
        mails.taken_back(held)
        return True


def tell_closed(offer: News) -> None:
    """Tell who waits for an answer that the announcement is closed. Meant for the transaction that closed
    it."""
    waiting = Reply.objects.filter(news=offer, state=ReplyState.WAITING).select_related("user", "news")
    for one in waiting.order_by("pk"):
        mails.closed(one)


def _in_the_way(offer: News, first: date, last: date, but: int = 0) -> list[tuple[date, date]]:
    """The loans, by their first and last day, that share a day with these."""
    held = Reply.objects.filter(
        news=offer, state=ReplyState.ACCEPTED, first_day__lte=last, last_day__gte=first
    ).exclude(pk=but)
    return [one.days for one in held.order_by("first_day", "pk") if one.days]


def _locked(number: int) -> News | None:
    """The announcement, once nobody else answers or decides."""
    return News.objects.select_for_update(no_key=True, of=("self",)).filter(pk=number).first()


def _locked_reply(number: int) -> Reply | None:
    """An answer, its announcement locked before it, as whoever answers does."""
    news = Reply.objects.filter(pk=number).values_list("news", flat=True).first()
    if news is None or _locked(news) is None:
        return None
    return Reply.objects.select_related("news", "user").filter(pk=number).first()
