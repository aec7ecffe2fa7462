# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/reseau/flux/`: what visitors may read of the network, as feeds (Atom, RFC 4287), by theme and territory.

A reader of feeds signs in nowhere: whoever asks, what only professionals read is in none of them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time
from itertools import islice
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.roles import Role
from network.events import asking as agenda
from network.models import Event, News, Resource
from network.models.common import Shared
from network.news import asking
from network.news.told import told_now
from network.offers import asking as offers
from network.offers.told import announced_now
from network.paths import path_of
from network.week import put_off_in_words

_ENTRIES = 50


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of a feed: published and changed when; `more` is told after its summary."""

    record: Shared
    published: datetime
    updated: datetime
    more: str = ""

    @property
    def words(self) -> str:
        """What is told of it."""
        return " ".join(part for part in (self.record.summary, self.more) if part)


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: what it is called, and what it holds, the last changed first."""

    title: object
    entries: Callable[[Any], Iterator[Entry]]


def _resources(asked: asking.Asked) -> Iterator[Entry]:
    for one in asked.among(Resource.objects.seen_by(Role.VISITOR)).order_by("-updated_at", "-pk")[:_ENTRIES]:
        yield Entry(one, one.created_at, one.updated_at)


def _news(asked: asking.Asked) -> Iterator[Entry]:
    for one in asked.among(told_now(Role.VISITOR))[:_ENTRIES]:
        yield _since(one)


def _since(one: News) -> Entry:
    began = timezone.make_aware(datetime.combine(one.starts_on, time.min))
    return Entry(one, began, max(began, one.updated_at))


def _events(asked: Any) -> Iterator[Entry]:
    for one in asked.among(Event.objects.seen_by(Role.VISITOR)).order_by("-updated_at", "-pk")[:_ENTRIES]:
        yield Entry(one, one.created_at, one.updated_at, put_off_in_words(one))


def _offers(asked: Any) -> Iterator[Entry]:
    for one in asked.among(announced_now(Role.VISITOR))[:_ENTRIES]:
        yield _since(one)


def _all(asked: asking.Asked) -> Iterator[Entry]:
    every = [*_resources(asked), *_news(asked), *_offers(asked), *_events(asked)]
    yield from islice(sorted(every, key=lambda one: (one.updated, one.record.pk), reverse=True), _ENTRIES)


FEEDS = {
    "tout": Feed(gettext_lazy("Le réseau"), _all),
    "fiches": Feed(gettext_lazy("Fiches pratiques"), _resources),
    "actualites": Feed(gettext_lazy("Actualités"), _news),
    "agenda": Feed(gettext_lazy("Agenda"), _events),
    "offres": Feed(gettext_lazy("Offres et demandes"), _offers),
}
# Those that are asked otherwise than by a theme and a territory alone.
_READ: dict[str, Callable[[Any], Any]] = {"agenda": agenda.read, "offres": offers.read}


@require_safe
def feed(request: HttpRequest, what: str) -> HttpResponse:
    """A feed, of a theme and a territory where its address names them. Raises Http404 for what is none."""
    if what not in FEEDS:
        raise Http404
    of = FEEDS[what]
    asked = _READ.get(what, asking.read)(request.GET)
    words = asked.in_words
    title = _("%(feed)s : %(what)s") % {"feed": of.title, "what": words} if words else str(of.title)
    written = Atom1Feed(
        title=title,
        link=request.build_absolute_uri(reverse("network")),
        description="",
        language="fr",
        feed_url=request.build_absolute_uri(),
    )
    for one in of.entries(asked):
        link = request.build_absolute_uri(path_of(one.record))
        written.add_item(
            title=one.record.title,
            link=link,
            unique_id=link,
            description=one.words,
            pubdate=one.published,
            updateddate=one.updated,
            categories=[_kind_of(one.record)],
        )
    response = HttpResponse(content_type=written.content_type)
    written.write(response, "utf-8")
    return response


def _kind_of(record: Shared) -> str:
    side = record.get_side_display() if isinstance(record, News) else ""
    return str(side or record._meta.verbose_name)
