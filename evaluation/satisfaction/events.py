# SPDX-License-Identifier: AGPL-3.0-or-later
"""Trainings and events out of five: what participants said of them, by `network.registering.rules`."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from accounts.readers import Reader
from mapping.presentation import short_name
from network.models import Event
from network.paths import path_of
from network.registering.rules import opinions_of

_YEARS = timedelta(days=2 * 366)


@dataclass(frozen=True, slots=True)
class Rated:
    """An event, how many rated it (five or more) and their mean out of 5."""

    title: str
    url: str
    kind: str
    day: date
    n: int
    mean: float


def rated(reader: Reader, structure: int | None = None) -> list[Rated]:
    """The events of two years that five or more rated, the last first: those held in a structure, or all."""
    found = Event.objects.seen_by(reader).filter(start_day__gte=timezone.localdate() - _YEARS)
    if structure is not None:
        found = found.filter(structure=structure)
    events = list(found.filter(asks_opinion=True).order_by("-start_day", "-pk"))
    told = opinions_of(event.pk for event in events)
    return [
        Rated(
            short_name(event.title, event.is_example),
            path_of(event),
            str(event.get_kind_display()),
            event.start_day,
            *_figures(told[event.pk]),
        )
        for event in events
        if event.pk in told and told[event.pk][1] is not None
    ]


def _figures(told: tuple[int, float | None]) -> tuple[int, float]:
    n, mean = told
    assert mean is not None
    return n, mean
