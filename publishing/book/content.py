# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a printed directory holds, as plain values: nothing here asks a database, so that a book can be set
again, or elsewhere, from the same content.

Every text is as people wrote it: what sets the book (`setting.py`) gives texts to Typst as data, never as
source, so that no letter of a name can be read as markup.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Paper(StrEnum):
    """Sizes of a page."""

    A5 = "a5"
    A4 = "a4"


@dataclass(frozen=True, slots=True)
class Emblem:
    """A funder's emblem: its picture (PNG, JPEG or SVG bytes), what it shows, and what is said beside it."""

    picture: bytes
    alt: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A page written for the book, or a sheet chosen for it: Markdown as `network.text` knows it."""

    title: str
    markdown: str


@dataclass(frozen=True, slots=True)
class ThemeMark:
    """A theme: its code, name, colour (#rrggbb, white is legible on it) and pictogram (of the sprite)."""

    code: str
    name: str
    colour: str
    icon: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A service of an entry: its name, codes of its themes, and facts in the order in which they are read
    (« Jeudi 18 h–20 h », « Gratuit », « Sur rendez-vous »)."""

    name: str
    themes: tuple[str, ...]
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A structure as the book tells of it. `key` is its number in the directory; `lon` and `lat` (degrees)
    are where it is drawn on its area's map, None where it is not drawn (unknown or confidential)."""

    key: int
    name: str
    kind: str
    commune: str
    commune_code: str
    address: str
    phone: str
    email: str
    website: str
    hours: str
    access: str
    networks: tuple[str, ...]
    offers: tuple[Offer, ...]
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the book, with a map: its name, the codes of its communes, its entries in their order."""

    name: str
    communes: tuple[str, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Dated:
    """Something of the season: when, what, where, who to ask, what else is to be known."""

    when: str
    title: str
    where: str
    contact: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Erratum:
    """A change since the last edition: of which entry, and what in words. `key` is None where it is gone."""

    name: str
    commune: str
    words: tuple[str, ...]
    key: int | None = None


@dataclass(frozen=True, slots=True)
class Book:
    """A whole edition. `period` is « Automne 2026 », `about` who publishes it and whom to write to,
    `language` the code of its language; `made_on` the day on which its content was read. `season_words` are
    the days of its season (« du 1er mars au 30 juin 2027 »), `season_address` where later dates are told.
    Without `indexes_town_halls` town halls are found by their commune alone."""

    title: str
    subtitle: str
    period: str
    publisher: str
    about: str
    made_on: date
    themes: tuple[ThemeMark, ...]
    areas: tuple[Area, ...]
    emblems: tuple[Emblem, ...] = ()
    opening: tuple[Chapter, ...] = ()
    season: tuple[Dated, ...] = ()
    indexes_town_halls: bool = True
    season_words: str = ""
    season_address: str = ""
    sheets: tuple[Chapter, ...] = ()
    errata: tuple[Erratum, ...] = ()
    since: str = ""
    language: str = "fr"
    site: str = ""
