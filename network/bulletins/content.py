# SPDX-License-Identifier: AGPL-3.0-or-later
"""A bulletin as plain values, the same for its page, its mails and its paper."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import override

from common.dates import in_words
from common.sites import site_url
from mapping.presentation import short_name
from network.bulletins.facts import Fact, Key, in_order, read
from network.bulletins.gathering import new_structures
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
    """What it says of one sort of things. Where there are more of them than it tells, `total` is how many and
    `all_url` the page that tells them all."""

    title: str
    anchor: str
    lines: list[Line]
    total: int = 0
    all_url: str = ""

    @property
    def told(self) -> str:
        """« 15 sur 43 » ; empty where it tells them all."""
        return f"{len(self.lines)} sur {self.total}" if self.total else ""

    @property
    def all_title(self) -> str:
        """The words of the link to all of them."""
        return f"Les {self.total} {self.title[:1].lower()}{self.title[1:]} du mois"


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
            parts=[_with_total(part, bulletin) for part in parts_of(items, facts)],
            url=site_url() + path_of(bulletin),
            pdf_url=site_url() + reverse("bulletin-pdf", args=[bulletin.pk]),
            is_for_professionals=bulletin.audience > 0,
            is_example=bulletin.is_example,
        )


def _with_total(part: Part, bulletin: Bulletin) -> Part:
    """A part, with how many there are where it does not tell all that is new."""
    if part.anchor != anchor_of(Source.NEW):
        return part
    total = len(new_structures(bulletin))
    if total <= len(part.lines):
        return part
    return replace(part, total=total, all_url=f"{site_url()}{path_of(bulletin)}?rubrique={Source.NEW.value}")


def lines_of(bulletin: Bulletin, keys: Iterable[Key]) -> list[Line]:
    """What the readers of a bulletin read of some records, in their order, in the records' own words."""
    wanted = list(keys)
    facts = read(bulletin, wanted)
    return [_line(facts[key], "") for key in wanted if key in facts]


def month_in_words(bulletin: Bulletin) -> str:
    """« novembre 2026 »."""
    with override("fr"):
        return in_words(bulletin.month, "F Y")


def key_of(item: BulletinItem) -> Key:
    """By what its record is asked for."""
    return item.source, item.number


def parts_of(items: Iterable[BulletinItem], facts: dict[Key, Fact]) -> list[Part]:
    """What is read of some lines, sort after sort, in the order of their places, or of their days;
    the sort of the first line comes first."""
    by_source: dict[str, dict[Key, str]] = {}
    for one in items:
        if key_of(one) in facts:
            by_source.setdefault(one.source, {})[key_of(one)] = one.sentence
    return [
        Part(
            str(Source(source).label),
            anchor_of(source),
            [_line(facts[key], sentences[key]) for key in in_order(sentences, facts)],
        )
        for source, sentences in by_source.items()
    ]


def anchor_of(source: str) -> str:
    """What leads to a part within its page."""
    return f"partie-{Source(source).value}"


def _line(fact: Fact, sentence: str) -> Line:
    return Line(fact.title, sentence or fact.words, site_url() + fact.path if fact.path else "")
