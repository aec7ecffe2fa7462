# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is new in a territory in a month, as whoever reads the bulletin may know it: in one press, a draft."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from accounts.roles import Role, role_of
from common.deadlocks import again_after_deadlock
from history.context import acting
from history.models import Cause
from mapping import writing
from mapping.models import TemporaryClosure, VisibleStructure
from network.bulletins.changes import bounds, closed, new_in, of_month
from network.bulletins.facts import Key, days_ahead, in_order, read, role_of_bulletin
from network.events import sessions
from network.events.asking import Asked
from network.models import Bulletin, BulletinItem, Event, News, Resource
from network.territories import holds_in, is_in
from network.week import between
from places.models import Commune
from places.territories import communes_in

Source = BulletinItem.Source
# So many of each sort: a bulletin is read in five minutes.
MOST = 15
# In which order they are told.
ORDER = (
    Source.NEWS, Source.NEW, Source.CHANGED, Source.EVENT, Source.SESSION, Source.SHEET, Source.OFFER,
    Source.SHUT, Source.CLOSED,
)  # fmt: skip


def candidates(bulletin: Bulletin, *, with_closed: bool = False) -> dict[str, list[Key]]:
    """All the records that a bulletin would tell of today, by sort: what is announced by its day, the rest
    the last first; `with_closed` the structures that closed for good too."""
    every: dict[str, Iterable[int]] = {
        **_of_structures(bulletin, with_closed=with_closed),
        Source.NEWS: _news(bulletin, is_announced=False),
        Source.EVENT: _events(bulletin),
        Source.SESSION: _sessions(bulletin),
        Source.SHEET: _sheets(bulletin),
        Source.OFFER: _news(bulletin, is_announced=True),
    }
    wanted = {source.value: [(source.value, number) for number in every[source]] for source in ORDER}
    facts = read(bulletin, (key for keys in wanted.values() for key in keys))
    return {source: in_order((key for key in keys if key in facts), facts) for source, keys in wanted.items()}


def gathered(bulletin: Bulletin, *, with_closed: bool = False) -> list[Key]:
    """The records that a draft begins with: the first of each sort."""
    every = candidates(bulletin, with_closed=with_closed)
    return [key for keys in every.values() for key in keys[:MOST]]


def new_structures(bulletin: Bulletin) -> list[Key]:
    """Every structure that is new in the month of a bulletin, as its readers read them, the last first."""
    role = role_of_bulletin(bulletin)
    numbers = list(_seen(bulletin).values_list("id", flat=True))
    return [(Source.NEW.value, one) for one in new_in(numbers, role, bulletin.month, bulletin.after)]


def make(bulletin: Bulletin, user: User) -> Bulletin:
    """Write a bulletin and what it tells of, in one act. Raises ValidationError where there is one."""

    def whole() -> Bulletin:
        with transaction.atomic(), acting(Cause.EDIT, user):
            made = writing.create(bulletin, user)
            add(made, gathered(made, with_closed=role_of(user) is Role.STAFF), user)
            return made

    return again_after_deadlock(whole)


def add(bulletin: Bulletin, keys: Iterable[Key], user: User) -> int:
    """Add what a bulletin does not tell of yet, after the rest; how many. That a structure closed for good is
    said by whoever keeps it alone."""
    held = set(bulletin.items.values_list("source", "number"))
    rank = bulletin.items.count()
    added = 0
    for source, number in keys:
        if (source, number) in held:
            continue
        item = BulletinItem(
            bulletin=bulletin,
            source=source,
            number=number,
            rank=rank + added,
            is_kept=source != Source.CLOSED,
        )
        writing.create(item, user)
        added += 1
    return added


def first_of(bulletin: Bulletin) -> Bulletin:
    """The bulletin that began it: itself, or that which it corrects."""
    seen = {bulletin.pk}
    while bulletin.corrects is not None and bulletin.corrects_id not in seen:
        bulletin = bulletin.corrects
        seen.add(bulletin.pk)
    return bulletin


def correction_of(bulletin: Bulletin, user: User) -> Bulletin:
    """A draft that corrects a bulletin that was sent: what was said last, corrections and all, to be changed
    and sent again. It says which correction it is; one that is begun already is that one."""

    def whole() -> Bulletin:
        with transaction.atomic(), acting(Cause.EDIT, user):
            first = Bulletin.objects.select_for_update(of=("self",)).get(pk=first_of(bulletin).pk)
            every = list(Bulletin.objects.filter(corrects=first).order_by("sent_at", "pk"))
            if (begun := next((one for one in every if one.is_draft), None)) is not None:
                return begun
            last = every[-1] if every else first
            which = f"Correction {len(every) + 1}" if every else "Correction"
            made = Bulletin(
                title=f"{which} : {first.title}"[:150],
                text=last.text,
                territory_kind=first.territory_kind,
                territory_code=first.territory_code,
                month=first.month,
                audience=first.audience,
                state="withdrawn",
                by=user,
                corrects=first,
                is_example=first.is_example,
            )
            writing.create(made, user)
            for one in last.items.all():
                copied = {"source": one.source, "number": one.number, "rank": one.rank}
                said = {"is_kept": one.is_kept, "sentence": one.sentence, "about": one.about}
                writing.create(BulletinItem(bulletin=made, **copied, **said), user)
            return made

    return again_after_deadlock(whole)


def _of_structures(bulletin: Bulletin, *, with_closed: bool) -> dict[str, Iterable[int]]:
    role = role_of_bulletin(bulletin)
    inside = _communes(bulletin)
    numbers = list(_seen(bulletin).values_list("id", flat=True))
    month = of_month(numbers, role, bulletin.month, bulletin.after)
    # Told by day: one that is over by then is no news.
    first, last = days_ahead(bulletin)
    shut = TemporaryClosure.objects.filter(
        structure__in=numbers, last_day__gte=first, first_day__lte=last
    ).order_by("first_day", "pk")
    return {
        Source.NEW: month.new,
        Source.CHANGED: month.changed,
        Source.SHUT: list(shut.values_list("pk", flat=True)),
        Source.CLOSED: closed(inside, bulletin.month, bulletin.after) if with_closed else [],
    }


def _communes(bulletin: Bulletin) -> QuerySet[Commune]:
    return Commune.objects.filter(communes_in(*bulletin.place)).order_by()


def _seen(bulletin: Bulletin) -> QuerySet[VisibleStructure]:
    """The structures of its territory that its readers see."""
    role = role_of_bulletin(bulletin)
    return VisibleStructure.objects.seen_by(role).filter(commune__in=_communes(bulletin)).order_by()


def _news(bulletin: Bulletin, *, is_announced: bool) -> list[int]:
    held = News.objects.seen_by(role_of_bulletin(bulletin)).filter(
        is_in(*bulletin.place), starts_on__gte=bulletin.month, starts_on__lt=bulletin.after
    )
    held = held.exclude(side="") if is_announced else held.filter(side="")
    return list(held.order_by("-starts_on", "-pk").values_list("pk", flat=True))


def _events(bulletin: Bulletin) -> list[int]:
    """Those that are held in the days to come."""
    first, last = days_ahead(bulletin)
    if first > last:
        return []
    asked = Event.objects.seen_by(role_of_bulletin(bulletin)).filter(is_in(*bulletin.place))
    return [one.pk for one in between(asked, first, last)]


def _sessions(bulletin: Bulletin) -> list[int]:
    first, last = days_ahead(bulletin)
    asked = Asked(place=bulletin.place)
    return [one.number for one in sessions.told(role_of_bulletin(bulletin), asked, first, last)]


def _sheets(bulletin: Bulletin) -> list[int]:
    since, until = bounds(bulletin.month, bulletin.after)
    held = Resource.objects.seen_by(role_of_bulletin(bulletin)).filter(
        holds_in(*bulletin.place), created_at__gte=since, created_at__lt=until
    )
    return list(held.order_by("-created_at", "-pk").values_list("pk", flat=True))
