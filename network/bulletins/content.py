# SPDX-License-Identifier: AGPL-3.0-or-later
"""A bulletin as plain values, the same for its page, its mails and its paper."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import override

from common.dates import in_words
from common.sites import site_url
from mapping.presentation import short_name
from network.bulletins.facts import Fact, Key, read
from network.models import Bulletin, BulletinItem
from network.paths import path_of

Source = BulletinItem.Source


@dataclass(frozen=True, slots=True)
class Line:
    """What a bulletin says of one thing: its title, the address of its page, empty where it has none, and a
    sentence."""

    title: str
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Part:
    """What it says of one sort of things."""

    title: str
    anchor: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Content:
    """A bulletin: `month` « novembre 2026 », `place` the name of its territory, `intro` in Markdown."""

    title: str
    month: str
    place: str
    intro: str
    parts: list[Part]
    url: str
    pdf_url: str
    is_for_professionals: bool
    is_example: bool


def content_of(bulletin: Bulletin) -> Content:
    """What a bulletin says today to who reads it: what is kept and they read."""
    items = [one for one in bulletin.items.all() if one.is_kept]
    facts = read(bulletin, map(key_of, items))
    with override("fr"):
        place = bulletin.territory
        return Content(
            title=short_name(bulletin.title, bulletin.is_example),
            month=month_in_words(bulletin),
            place=place.nom if place else "",
            intro=bulletin.text,
            parts=parts_of(items, facts),
            url=site_url() + path_of(bulletin),
            pdf_url=site_url() + reverse("bulletin-pdf", args=[bulletin.pk]),
            is_for_professionals=bulletin.audience > 0,
            is_example=bulletin.is_example,
        )


def month_in_words(bulletin: Bulletin) -> str:
    """« novembre 2026 »."""
    with override("fr"):
        return in_words(bulletin.month, "F Y")


def key_of(item: BulletinItem) -> Key:
    """By what its record is asked for."""
    return item.source, item.number


def parts_of(items: Iterable[BulletinItem], facts: dict[Key, Fact]) -> list[Part]:
    """What is read of some lines, sort after sort, in the order of their places; the sort of the first line
    comes first."""
    by_source: dict[str, list[Line]] = {}
    for one in items:
        if (fact := facts.get(key_of(one))) is not None:
            by_source.setdefault(one.source, []).append(
                Line(fact.title, one.sentence or fact.words, site_url() + fact.path if fact.path else "")
            )
    return [Part(str(Source(source).label), f"partie-{source}", lines) for source, lines in by_source.items()]
