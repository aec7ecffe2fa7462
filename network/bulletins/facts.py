# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the records that a bulletin tells of say of themselves, read as who reads the bulletin, each time
anew: what they do not read any more is not told, whenever it was put there."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import override

from accounts.roles import Role
from mapping.models import Session, TemporaryClosure, VisibleStructure
from mapping.presentation import short_name, structure_path
from mapping.vocabulary import THEME_BY_ID
from network.agenda.occurrence import Occurrence
from network.agenda.said import day_text
from network.bulletins.changes import closed_names, of_month
from network.events import sessions
from network.events.asking import Asked
from network.models import Bulletin, BulletinItem, Event, News, Resource
from network.models.bulletin import next_month
from network.offers.told import where_of
from network.paths import path_of
from network.registering.mails import when_said
from network.week import occurrences, place_of, structures_of

Source = BulletinItem.Source
Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Fact:
    """What a record is called, what it says of itself, and its page, empty where it has none any more; `at`
    is when it is held or begins, of what is told day after day, as a text that sorts; empty elsewhere."""

    title: str
    words: str
    path: str = ""
    at: str = ""


# What is told day after day, whatever the order in which it was written down.
BY_DAY = frozenset({Source.EVENT.value, Source.SESSION.value, Source.SHUT.value})


def in_order(keys: Iterable[Key], facts: Mapping[Key, Fact]) -> list[Key]:
    """Keys of one sort in the order in which a bulletin tells them: as they come, or by their day."""
    return sorted(keys, key=lambda key: facts[key].at if key[0] in BY_DAY and key in facts else "")


def read(bulletin: Bulletin, wanted: Iterable[Key]) -> dict[Key, Fact]:
    """What is read of some records by who reads a bulletin; those that they do not read are left out. A few
    queries for each source that is asked."""
    of: dict[str, set[int]] = defaultdict(set)
    for source, number in wanted:
        of[source].add(number)
    found: dict[Key, Fact] = {}
    with override("fr"):
        for source, numbers in of.items():
            told = _READERS[Source(source)](bulletin, numbers)
            found |= {(source, number): fact for number, fact in told.items()}
    return found


def days_ahead(bulletin: Bulletin) -> tuple[date, date]:
    """The first and the last day of what a bulletin announces: from the day on which it is sent, in its month
    and in the next."""
    sent = timezone.localdate(bulletin.sent_at) if bulletin.sent_at else timezone.localdate()
    return max(sent, bulletin.month), next_month(bulletin.after) - timedelta(days=1)


def role_of_bulletin(bulletin: Bulletin) -> Role:
    """The role that reads it."""
    return Role(bulletin.reads_as)


def _structures(bulletin: Bulletin, numbers: Collection[int]) -> list[VisibleStructure]:
    return list(VisibleStructure.objects.seen_by(role_of_bulletin(bulletin)).filter(pk__in=numbers))


def _named(seen: VisibleStructure, words: str, at: str = "") -> Fact:
    return Fact(short_name(seen.nom, seen.is_example), words, structure_path(seen.id, seen.nom), at)


def _new(bulletin: Bulletin, numbers: Collection[int]) -> dict[int, Fact]:
    found = {}
    for seen in _structures(bulletin, numbers):
        themes = [str(THEME_BY_ID[one].nom) for one in seen.themes if one in THEME_BY_ID]
        found[seen.id] = _named(seen, _joined([seen.commune_nom, ", ".join(themes)]))
    return found


def _changed(bulletin: Bulletin, numbers: Collection[int]) -> dict[int, Fact]:
    role = role_of_bulletin(bulletin)
    month = of_month(numbers, role, bulletin.month, bulletin.after)
    return {
        seen.id: _named(
            seen, _joined([seen.commune_nom, f"ce qui a changé : {', '.join(month.changed[seen.id])}"])
        )
        for seen in _structures(bulletin, numbers)
        if seen.id in month.changed
    }


def _shut(bulletin: Bulletin, numbers: Collection[int]) -> dict[int, Fact]:
    closures = list(TemporaryClosure.objects.filter(pk__in=numbers))
    seen = {one.id: one for one in _structures(bulletin, {one.structure_id for one in closures})}
    return {
        one.pk: _named(
            seen[one.structure_id],
            _joined([seen[one.structure_id].commune_nom, f"fermé {_days(one.first_day, one.last_day)}"]),
            one.first_day.isoformat(),
        )
        for one in closures
        if one.structure_id in seen
    }


def _closed(bulletin: Bulletin, numbers: Collection[int]) -> dict[int, Fact]:
    return {number: Fact(name, "a fermé définitivement") for number, name in closed_names(numbers).items()}


def _sheets(bulletin: Bulletin, numbers: Collection[int]) -> dict[int, Fact]:
    held = Resource.objects.seen_by(role_of_bulletin(bulletin)).filter(pk__in=numbers)
    return {
        one.pk: Fact(
            short_name(one.title, one.is_example), one.summary or str(one.get_kind_display()), path_of(one)
        )
        for one in held
    }


def _events(bulletin: Bulletin, numbers: Collection[int]) -> dict[int, Fact]:
    held = Event.objects.seen_by(role_of_bulletin(bulletin)).filter(pk__in=numbers, is_cancelled=False)
    events = list(held.select_related("commune"))
    names = structures_of(events)
    found = {}
    for one in events:
        if not (times := times_ahead(bulletin, one)):
            continue
        more = f"et {len(times) - 1} autre{'s' if len(times) > 2 else ''} date{'s' if len(times) > 2 else ''}"
        where = times[0].place or place_of(one, names) or ("en ligne" if one.online_link else "")
        words = _joined([when_said(times[0]), where, more if len(times) > 1 else "", one.summary])
        found[one.pk] = Fact(short_name(one.title, one.is_example), words, path_of(one), _moment(times[0]))
    return found


def times_ahead(bulletin: Bulletin, event: Event) -> list[Occurrence]:
    """When an event is held in the days that a bulletin announces, the soonest first: what is over when it is
    sent is announced no more."""
    first, last = days_ahead(bulletin)
    now = bulletin.sent_at or timezone.now()
    return sorted(once for once in occurrences(event, first, last) if once.end >= now)


def _moment(once: Occurrence) -> str:
    return timezone.localtime(once.start).isoformat()


def _sessions(bulletin: Bulletin, numbers: Collection[int]) -> dict[int, Fact]:
    held = Session.objects.filter(pk__in=numbers).order_by()
    days = sorted(held.values_list("first_day", flat=True))
    if not days:
        return {}
    asked = Asked(place=bulletin.place, chosen={"nature": ("session",)})
    return {
        one.number: Fact(
            one.line.title,
            _joined([_days(one.line.day, one.line.last_day), one.line.place, one.line.note]),
            one.line.url,
            one.line.day.isoformat(),
        )
        for one in sessions.told(role_of_bulletin(bulletin), asked, days[0], days[-1])
        if one.number in numbers
    }


def _told_news(bulletin: Bulletin, numbers: Collection[int]) -> list[News]:
    """News that who reads the bulletin is told; once it was sent, those that have ended since too."""
    today = timezone.localdate()
    held = News.objects.seen_by(role_of_bulletin(bulletin)).filter(pk__in=numbers, starts_on__lte=today)
    if bulletin.is_draft:
        held = held.filter(ends_on__gte=today, closed_on__isnull=True)
    return list(held.select_related("commune"))


def _path_now(one: News) -> str:
    return path_of(one) if one.ends_on >= timezone.localdate() else ""


def _news(bulletin: Bulletin, numbers: Collection[int]) -> dict[int, Fact]:
    return {
        one.pk: Fact(short_name(one.title, one.is_example), one.summary, _path_now(one))
        for one in _told_news(bulletin, numbers)
        if not one.is_announcement
    }


def _offers(bulletin: Bulletin, numbers: Collection[int]) -> dict[int, Fact]:
    held = [one for one in _told_news(bulletin, numbers) if one.is_announcement]
    structures = structures_of(held)
    return {
        one.pk: Fact(
            short_name(one.title, one.is_example),
            _joined(
                [
                    f"{one.get_side_display()}, {str(one.get_what_display()).lower()}",
                    where_of(one, structures),
                    one.summary,
                ]
            ),
            _path_now(one),
        )
        for one in held
    }


def _days(first: date, last: date) -> str:
    return f"le {day_text(first)}" if first == last else f"du {day_text(first)} au {day_text(last)}"


def _joined(parts: Iterable[str]) -> str:
    """« Melun – Logement, Santé »."""
    return " – ".join(part for part in parts if part)


_READERS: dict[str, Callable[[Bulletin, Collection[int]], dict[int, Fact]]] = {
    Source.NEW: _new,
    Source.KNOWN: _new,
    Source.CHANGED: _changed,
    Source.SHUT: _shut,
    Source.CLOSED: _closed,
    Source.NEWS: _news,
    Source.EVENT: _events,
    Source.SESSION: _sessions,
    Source.SHEET: _sheets,
    Source.OFFER: _offers,
}
