# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who holds structures is told, once a day at most, what others changed of them: no more than their role may
see, with a link to each history, and to where this is switched off."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Max, Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from accounts.roles import role_of
from common import outbox
from common.limits import Limit, TooMany
from common.sites import site_url
from history.models import Cause, Event
from history.recent import Recent
from history.visible import visible_events
from mapping.changes.listing import Item, told
from mapping.changes.told import Entry
from mapping.models import ChangesLetter, Structure

PURPOSE = outbox.Purpose(
    "modifications de vos fiches", Limit("changes-letter", 2, 86_400), useful_s=3 * 86_400
)
# What nobody did by hand on these records is no news to who holds them.
_NO_NEWS = (Cause.DEMO, Cause.GEOCODING)
_STRUCTURES, _EVENTS = 30, 500
SHOWN_FOR = timedelta(days=14)
_NAMESPACE = uuid.UUID("6f0e9f0c-6f0b-4c42-9a43-0c2f6f1d7a11")


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to someone: what it says, and up to which event it tells."""

    user: User
    subject: str
    text: str
    told: int


def wants(user: User) -> bool:
    """Whether this person is written to."""
    letter = ChangesLetter.objects.filter(user=user).first()
    return letter is None or letter.wanted


def set_wanted(user: User, wanted: bool) -> None:
    """Have this person written to, or no more."""
    ChangesLetter.objects.update_or_create(
        user=user, defaults={"wanted": wanted, "told": _last_event() if wanted else None}
    )


def tell_owners() -> int:
    """Hand to the outbox the letters of today; how many. One that cannot be written stops no other."""
    if not outbox.is_configured():
        return 0
    sent, last = 0, _last_event()
    members = User.objects.filter(
        Q(is_professional=True) | Q(is_staff=True), is_active=True, organisation_memberships__isnull=False
    )
    for user in members.distinct().order_by("pk").iterator():
        held = ChangesLetter.objects.filter(user=user).first()
        if held is not None and not held.wanted:
            continue
        since = held.told if held and held.told is not None else _first_event()
        letter = letter_for(user, since, last)
        if letter is not None:
            key = uuid.uuid5(_NAMESPACE, f"{user.pk} {timezone.localdate():%Y-%m-%d}")
            try:
                is_new = outbox.send(PURPOSE, user.email, letter.subject, letter.text, key=key)
            except (TooMany, ValueError):
                is_new = False
            if not is_new:
                # They had today's already: what came since is told tomorrow.
                continue
            sent += 1
        ChangesLetter.objects.update_or_create(user=user, defaults={"told": last})
    return sent


def told_of(
    user: User, since: int, until: int | None = None, but: Collection[Cause] = _NO_NEWS
) -> list[Item]:
    """What others changed of the structures of this person's organisations after an event, and up to another
    where one is given, but by some causes, the first first: no more than their role may see."""
    mine = Structure.objects.filter(organisation__memberships__user=user).order_by().values("pk")
    events = Event.objects.filter(root__in=mine, pk__gt=since, need__lte=role_of(user))
    if until is not None:
        events = events.filter(pk__lte=until)
    events = events.exclude(act__by=user).exclude(act__cause__in=but)
    found = list(events.select_related("act__by", "act__patrol").order_by("pk")[:_EVENTS])
    by_act = defaultdict(list)
    for one in visible_events(found, role_of(user)):
        by_act[one.event.act_id].append(one)
    if not by_act:
        return []
    return told([Recent(some[0].event.act, some, False) for some in by_act.values()], user)


def unseen_by(user: User) -> list[Item]:
    """What others changed of one's structures in the last days and nobody looked at, took back or wrote over
    with a change of one's own since; the last first. What « Mon espace » tells, of what the letter does."""
    recent = Event.objects.filter(act__at__gt=timezone.now() - SHOWN_FOR)
    first = recent.order_by("act__at", "pk").values_list("pk", flat=True).first()
    if first is None:
        return []
    # What operators do in the database is told by the letter; it is nobody's to answer here.
    changed = told_of(user, first - 1, but=(*_NO_NEWS, Cause.SQL))
    if not changed:
        return []
    roots = {one.id for item in changed for one in item.roots}
    own = _Own(Event.objects.filter(pk__gte=first, act__by=user, root__in=roots))
    return [item for item in reversed(changed) if not (item.is_seen or item.is_undone or own.answers(item))]


class _Own:
    """What a person wrote themselves: the last event by record and column, and by record."""

    def __init__(self, events: QuerySet[Event]) -> None:
        self._columns: dict[tuple[int, int, str], int] = {}
        self._records: dict[tuple[int, int], int] = {}
        self._roots: dict[int | None, int] = {}
        for pk, root, kind, number, columns in events.order_by("pk").values_list(
            "pk", "root", "kind", "object", "after"
        ):
            self._roots[root] = pk
            written = set(columns or ()) - {"verified_at"}
            if written or columns is None:
                self._records[kind, number] = pk
            self._columns |= {(kind, number, name): pk for name in written}

    def answers(self, item: Item) -> bool:
        """Whether each thing that an act did was written over since. That a record was read again answers
        what only says that it was; it says nothing of a change, of which one may not have known."""
        if item.is_reading:
            return all(self._roots.get(one.id, 0) > item.last_event for one in item.roots)
        return all(self._last(entry) > item.last_event for entry in item.entries)

    def _last(self, entry: Entry) -> int:
        columns = [name for line in entry.lines for name in line.columns] if entry.is_change else []
        if not columns:
            return self._records.get((entry.kind, entry.number), 0)
        return min(self._columns.get((entry.kind, entry.number, name), 0) for name in columns)


def letter_for(user: User, since: int, until: int) -> Letter | None:
    """What others changed of the structures of this person's organisations, after an event and up to another;
    None where nothing that they are told of."""
    items = told_of(user, since, until)
    if not items:
        return None
    with translation.override("fr"):
        return Letter(user, _subject(items), _text(items), until)


def _subject(items: Iterable[Item]) -> str:
    held = list(items)
    names = list(dict.fromkeys(one.name for item in held for one in item.roots))
    done = "relue" if all(item.is_reading for item in held) else "modifiée"
    if len(names) == 1:
        return f"Votre fiche a été {done} : {names[0]}"[:200].replace("\n", " ")
    return f"{len(names)} de vos fiches ont été {done}s"


def _text(items: list[Item]) -> str:
    site = site_url()
    done = "relu" if all(item.is_reading for item in items) else "modifié"
    lines = ["Bonjour,", "", f"D’autres que vous ont {done} ce que votre organisation tient :", ""]
    structures = {one.id: one for item in items for one in item.roots}
    for number in list(structures)[:_STRUCTURES]:
        structure = structures[number]
        lines.append(structure.name)
        for item in items:
            for entry in item.entries:
                if entry.structure is None or entry.structure.id != number:
                    continue
                what = f"{entry.what} : " if entry.what else ""
                labels = ", ".join(dict.fromkeys(line.label for line in entry.lines))
                doing = (labels if entry.is_change else "") or entry.note or entry.done
                at = timezone.localtime(item.at)
                lines.append(f"- {what}{doing} ({item.author.name}, le {at:%d/%m à %H:%M})")
        lines += [f"  {site}{structure.history}", ""]
    if len(structures) > _STRUCTURES:
        lines += [f"Et {len(structures) - _STRUCTURES} autres fiches.", ""]
    lines += [
        "Si c’est juste, il n’y a rien à faire. Sinon, l’historique permet de tout rétablir.",
        "",
        f"Ne plus recevoir ce courriel : {site}{reverse('changes-letter')}",
    ]
    return "\n".join(lines)


def _last_event() -> int:
    return Event.objects.aggregate(last=Max("pk"))["last"] or 0


def _first_event() -> int:
    """The last event of the day before yesterday: who was never told hears of a day."""
    before = Event.objects.filter(act__at__lt=timezone.now() - timedelta(days=1))
    return before.order_by("-act__at", "-pk").values_list("pk", flat=True).first() or 0
