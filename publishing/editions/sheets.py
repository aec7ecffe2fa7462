# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sheets of the network that a book may hold, as pages of it: those that everyone reads."""

from collections import Counter
from collections.abc import Iterator

from django.utils import timezone

from accounts.roles import Role
from network.agenda.said import day_text
from network.models import Resource
from network.models.common import SharedQuerySet
from network.resources.who_does_what import read
from network.territories import holds_in, names
from places.territories import TerritoryKind
from publishing.book.content import Chapter
from publishing.editions.models import Edition


def offered(kind: str, code: str) -> SharedQuerySet:
    """The sheets that everyone reads and that hold somewhere in a territory, by title."""
    return (
        Resource.objects.seen_by(Role.VISITOR)
        .filter(holds_in(TerritoryKind(kind), code))
        .order_by("title", "pk")
    )


def told_apart(listed: list[Resource]) -> list[tuple[int, str]]:
    """The sheets by number, each with its title; those of one title with what tells them apart: what they
    are, where they hold, when they were changed, and at last their number."""
    named = names((one.territory_kind, one.territory_code) for one in listed)
    said = {one.pk: one.title for one in listed}
    for more in (
        lambda one: str(one.get_kind_display()).lower(),
        lambda one: named.get((one.territory_kind, one.territory_code), "partout"),
        lambda one: f"changée le {day_text(timezone.localdate(one.updated_at))}",
        lambda one: f"n° {one.pk}",
    ):
        counted = Counter(said.values())
        said = {
            one.pk: f"{said[one.pk]} – {more(one)}" if counted[said[one.pk]] > 1 else said[one.pk]
            for one in listed
        }
    return list(said.items())


def sheets_of(edition: Edition) -> tuple[Chapter, ...]:
    """The sheets chosen for an edition, in the order in which they were; without those that not everyone
    reads any more."""
    held = Resource.objects.seen_by(Role.VISITOR).in_bulk(edition.sheets)
    return tuple(_chapter(held[number]) for number in edition.sheets if number in held)


def _chapter(sheet: Resource) -> Chapter:
    return Chapter(sheet.title, "\n\n".join(_parts(sheet)))


def _parts(sheet: Resource) -> Iterator[str]:
    if sheet.summary:
        yield sheet.summary
    facts = (
        ("Quand", sheet.fact_when),
        ("Où", sheet.fact_where),
        ("Combien", sheet.fact_cost),
        ("Délai", sheet.fact_delay),
        ("Échéance", sheet.due_words or (day_text(sheet.due_on) if sheet.due_on else "")),
    )
    if told := [f"- **{label}** : {value}" for label, value in facts if value]:
        yield "\n".join(told)
    if steps := [line.strip() for line in sheet.steps.splitlines() if line.strip()]:
        yield "\n".join(f"{number}. {step}" for number, step in enumerate(steps, start=1))
    if tasks := read(sheet.tasks).tasks:
        yield "\n".join(
            f"- **{task.name}** : {', '.join(task.organisations) or 'personne pour l’instant'}"
            for task in tasks
        )
    if sheet.text:
        yield sheet.text
    for address in dict.fromkeys((sheet.link, sheet.source_link)):
        if address:
            yield address
