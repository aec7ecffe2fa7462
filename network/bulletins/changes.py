# SPDX-License-Identifier: AGPL-3.0-or-later
"""What became of structures in a month, as a role is told it by the history: those that are new, and what of
the others a visitor would notice, by name and without any value."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from accounts.roles import Role
from history.models import Cause, Event, Operation
from history.visible import visible_events
from mapping.changes.subjects import columns_of
from mapping.kinds import SERVICE, STRUCTURE
from mapping.models import Status, Structure, Visibility, VisibleService
from mapping.presentation import short_name
from places.models import Commune

# What nobody did by hand on these records is no news.
_NO_NEWS = (Cause.DEMO, Cause.GEOCODING)
# What somebody who comes would notice.
_OF_A_STRUCTURE = (
    "nom", "horaires_accueil", "telephone", "courriel", "site_web", "adresse", "commune_nom", "accessible",
)  # fmt: skip
_OF_A_SERVICE = (
    "nom", "horaires_accueil", "thematiques", "publics", "conditions_acces", "frais", "modes_accueil",
    "langues", "niveaux", "rendez_vous", "garde_enfants", "interprete", "telephone", "adresse",
    "lien_mobilisation", "a_apporter",
)  # fmt: skip
_NOTICED = {STRUCTURE.number: _OF_A_STRUCTURE, SERVICE.number: _OF_A_SERVICE}
# An import may change a directory whole: so many events of a month are read.
_EVENTS = 20_000


@dataclass(slots=True)
class Month:
    """What became of some structures, by number, the last first: those that are `new`, and what changed of
    the `changed`."""

    new: list[int] = field(default_factory=list)
    changed: dict[int, list[str]] = field(default_factory=dict)


def bounds(first: date, after: date) -> tuple[datetime, datetime]:
    """The moments at which a month begins and is over, by the clock of the site."""
    return _midnight(first), _midnight(after)


def of_month(structures: Collection[int], role: Role, first: date, after: date) -> Month:
    """What became of some structures that a role sees between a day and another, which is left out. Some
    queries, however many they are."""
    published = _published(structures, first, after)
    new: dict[int, int] = dict(published)
    last: dict[int, int] = {}
    columns: dict[tuple[int, int, int], dict[str, tuple[Any, Any]]] = defaultdict(dict)
    services: dict[tuple[int, int], str] = {}
    for seen in visible_events(_events(structures, role, first, after), role):
        event = seen.event
        root = event.root or 0
        last[root] = event.pk
        if event.kind == STRUCTURE.number and event.operation == Operation.CREATED:
            new[root] = max(event.pk, published.get(root, 0))
        elif event.kind == SERVICE.number and event.operation != Operation.CHANGED:
            key = root, event.object
            # Made and taken away in the same month, it is nothing new.
            services[key] = "" if key in services else str(event.operation)
        else:
            held = columns[root, event.kind, event.object]
            for name, (before, after_) in seen.columns.items():
                held[name] = (held[name][0] if name in held else before, after_)
    said = _told(columns, services, role)
    changed = sorted(said.keys() - new.keys(), key=lambda root: -last[root])
    return Month(new=sorted(new, key=lambda root: -new[root]), changed={root: said[root] for root in changed})


def new_in(structures: Collection[int], role: Role, first: date, after: date) -> list[int]:
    """Those of some structures that are new between a day and another, which is left out, the last first:
    what `of_month` says of them, without reading what became of the others."""
    new = dict(_published(structures, first, after))
    made = _events(structures, role, first, after, kind=STRUCTURE.number, operation=Operation.CREATED)
    for seen in visible_events(made, role):
        root = seen.event.root or 0
        new[root] = max(seen.event.pk, new.get(root, 0))
    return sorted(new, key=lambda root: -new[root])


def closed(communes: QuerySet[Commune], first: date, after: date) -> list[int]:
    """The numbers of the structures of some communes that closed for good in a month and are still closed,
    the last first; those whose address is hidden from somebody are told to nobody."""
    ended = Structure.objects.filter(
        commune__in=communes, status=Status.CLOSED, address_visibility=Visibility.PUBLIC
    ).order_by()
    since, until = bounds(first, after)
    events = Event.objects.filter(
        kind=STRUCTURE.number,
        object__in=ended.values("pk"),
        act__at__gte=since,
        act__at__lt=until,
        before__status=Status.PUBLISHED.value,
        after__status=Status.CLOSED.value,
    )
    return list(dict.fromkeys(events.order_by("-pk").values_list("object", flat=True)))


def _events(structures: Collection[int], role: Role, first: date, after: date, **only: Any) -> list[Event]:
    since, until = bounds(first, after)
    events = Event.objects.filter(
        kind__in=_NOTICED,
        root__in=structures,
        act__at__gte=since,
        act__at__lt=until,
        need__lte=int(role),
        **only,
    ).exclude(act__cause__in=_NO_NEWS)
    return list(events.order_by("pk")[:_EVENTS])


def _published(structures: Collection[int], first: date, after: date) -> dict[int, int]:
    """Those that were drafts before, and are found since a day of the month: the number of what says so."""
    since, until = bounds(first, after)
    events = Event.objects.filter(
        kind=STRUCTURE.number,
        object__in=structures,
        act__at__gte=since,
        act__at__lt=until,
        before__status=Status.DRAFT.value,
        after__status=Status.PUBLISHED.value,
    ).exclude(act__cause__in=_NO_NEWS)
    return dict(events.order_by("pk").values_list("object", "pk"))


def _told(
    columns: dict[tuple[int, int, int], dict[str, tuple[Any, Any]]],
    services: dict[tuple[int, int], str],
    role: Role,
) -> dict[int, list[str]]:
    """What would be noticed of each structure."""
    touched = {number for _root, number in services}
    touched |= {number for _root, kind, number in columns if kind == SERVICE.number}
    seen = VisibleService.objects.seen_by(role).filter(pk__in=touched)
    names = {one.id: one.nom for one in seen}
    said: dict[int, list[str]] = defaultdict(list)
    for (root, number), operation in services.items():
        if operation == Operation.CREATED and number in names:
            said[root].append(f"nouveau service « {names[number]} »")
        elif operation == Operation.REMOVED:
            said[root].append("un service en moins")
    made = {number for (_root, number), operation in services.items() if operation}
    for (root, kind, number), pairs in columns.items():
        labels = _labels(kind, pairs)
        if kind == STRUCTURE.number:
            said[root] += labels
        elif labels and number in names and number not in made:
            said[root].append(f"service « {names[number]} » ({', '.join(labels)})")
    return {root: list(dict.fromkeys(lines)) for root, lines in said.items() if lines}


def _labels(kind: int, pairs: dict[str, tuple[Any, Any]]) -> list[str]:
    """What the columns that somebody would notice are called, of those that differ from before."""
    known = columns_of(kind) or {}
    told = (str(known[name].label) for name in _NOTICED[kind] if name in known and _differs(pairs, name))
    return list(dict.fromkeys(label[:1].lower() + label[1:] for label in told))


def _differs(pairs: dict[str, tuple[Any, Any]], name: str) -> bool:
    return name in pairs and pairs[name][0] != pairs[name][1]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def closed_names(numbers: Collection[int]) -> dict[int, str]:
    """What structures that are closed for good, and whose address was nobody's secret, were called."""
    held = Structure.objects.filter(
        pk__in=numbers, status=Status.CLOSED, address_visibility=Visibility.PUBLIC
    )
    return {one.pk: short_name(one.nom, one.is_example) for one in held}
