# SPDX-License-Identifier: AGPL-3.0-or-later
"""A book as the template reads it: plain values and pictures, every text ready to be shown."""

from typing import Any

from common import qr
from common.dates import in_words
from publishing.book.blocks import Block, blocks
from publishing.book.content import Area, Book, Chapter, Entry, Paper, ThemeMark
from publishing.book.indexes import Index, Numbered, indexes, numbered
from publishing.breaking import lined, typed
from publishing.maps import Spot, area_map
from publishing.pictograms import is_drawn, pictogram
from publishing.typesetting import picture_name

# What of a page a map may take, in points: the width of what is printed, and a little more than half of the
# height.
_MAP_PT = {Paper.A5: (354.0, 330.0), Paper.A4: (506.0, 440.0)}
_QR = "qr.svg"
# A text of so many letters goes whole to the next column rather than over two.
_MOST_WHOLE = 700
# What stands for a theme that has no drawing of its own.
_ANY_THEME = "check"


def laid(book: Book, paper: Paper) -> tuple[dict[str, Any], dict[str, bytes]]:
    """What the template reads, and the pictures by name. Raises Unprintable with an emblem that is none."""
    return _Laying(book, paper).laid()


class _Laying:
    def __init__(self, book: Book, paper: Paper) -> None:
        self._book, self._paper = book, paper
        self._pictures: dict[str, bytes] = {}
        self._entries = numbered(book)
        self._names = {theme.code: theme.name for theme in book.themes}

    def laid(self) -> tuple[dict[str, Any], dict[str, bytes]]:
        book = self._book
        data = {
            "paper": self._paper.value,
            "language": book.language,
            "title": book.title,
            "subtitle": book.subtitle,
            "period": book.period,
            "publisher": book.publisher,
            "about": lined(book.about),
            "site": lined(book.site),
            "site_address": book.site if book.site.startswith(("http://", "https://")) else "",
            "made_on": in_words(book.made_on),
            "year": [book.made_on.year, book.made_on.month, book.made_on.day],
            "qr": self._qr(),
            "emblems": self._emblems(),
            "themes": [self._theme(number, theme) for number, theme in enumerate(book.themes, start=1)],
            "opening": [self._chapter(chapter) for chapter in book.opening],
            "areas": self._areas(),
            "season": [
                {
                    "when": lined(one.when),
                    "title": lined(one.title),
                    "where": lined(one.where),
                    "contact": lined(one.contact),
                    "note": lined(one.note),
                }
                for one in book.season
            ],
            "season_words": book.season_words,
            "season_address": lined(typed(book.season_address)),
            "sheets": [self._chapter(chapter) for chapter in book.sheets],
            "since": book.since,
            "errata": self._errata(),
            "indexes": [_index(index) for index in indexes(book, self._entries)],
            "count": len(self._entries),
        }
        return data, self._pictures

    def _qr(self) -> str:
        if not self._book.site:
            return ""
        self._pictures[_QR] = qr.image(self._book.site)
        return _QR

    def _emblems(self) -> list[dict[str, str]]:
        found = []
        for number, emblem in enumerate(self._book.emblems, start=1):
            name = picture_name(number, emblem.picture)
            self._pictures[name] = emblem.picture
            found.append(
                {"picture": name, "alt": emblem.alt or emblem.words or "Emblème", "words": emblem.words}
            )
        return found

    def _theme(self, number: int, theme: ThemeMark) -> dict[str, str]:
        name = f"theme-{number}.svg"
        self._pictures[name] = pictogram(theme.icon if is_drawn(theme.icon) else _ANY_THEME)
        return {"code": theme.code, "name": theme.name, "picture": name}

    def _chapter(self, chapter: Chapter) -> dict[str, Any]:
        return {"title": chapter.title, "blocks": self._blocks(chapter)}

    def _blocks(self, chapter: Chapter) -> list[Block]:
        return blocks(chapter.markdown, self._book.site)

    def _areas(self) -> list[dict[str, Any]]:
        """The parts that hold an entry."""
        found: list[dict[str, Any]] = []
        entries = iter(self._entries)
        for area in self._book.areas:
            those = [next(entries) for _entry in area.entries]
            if those:
                found.append(
                    {
                        "name": area.name,
                        "map": self._map(len(found), area, those),
                        "entries": [self._entry(one) for one in those],
                    }
                )
        return found

    def _map(self, number: int, area: Area, entries: list[Numbered]) -> dict[str, Any] | None:
        spots = [
            Spot(one.number, one.entry.commune, one.entry.lon, one.entry.lat)
            for one in entries
            if one.entry.lon is not None and one.entry.lat is not None
        ]
        drawn = area_map(area.communes, spots, *_MAP_PT[self._paper])
        if drawn is None:
            return None
        name = f"map-{number}.svg"
        self._pictures[name] = drawn.svg
        said = f"{len(spots)} lieux numérotés" if len(spots) > 1 else f"{len(spots)} lieu numéroté"
        return {
            "picture": name,
            "width": drawn.width,
            "height": drawn.height,
            "marks": drawn.marks,
            "names": drawn.names,
            "alt": f"Carte : {area.name}, {said} comme dans les pages qui suivent.",
            "missing": len(entries) - len(spots),
        }

    def _entry(self, one: Numbered) -> dict[str, Any]:
        entry = one.entry
        return {
            "place": one.place,
            "number": one.number,
            "name": lined(entry.name),
            "kind": " · ".join(part for part in (entry.kind, ", ".join(entry.networks)) if part),
            "whole": _letters(entry.name, entry.address, entry.hours, entry.access) <= _MOST_WHOLE,
            "commune": entry.commune,
            "address": lined(entry.address),
            "reach": _reach(entry),
            "hours": lined(entry.hours[:1].upper() + entry.hours[1:]),
            "access": lined(entry.access),
            "offers": [
                {
                    "name": lined(offer.name),
                    "themes": [code for code in offer.themes if code in self._names],
                    "facts": lined(" · ".join(offer.facts)),
                    "whole": _letters(offer.name, *offer.facts) <= _MOST_WHOLE,
                }
                for offer in entry.offers
            ],
        }

    def _errata(self) -> list[dict[str, Any]]:
        places = {one.entry.key: one.place for one in reversed(self._entries)}
        return [
            {
                "name": lined(one.name),
                "commune": one.commune,
                "words": [lined(line) for line in one.words],
                "place": places.get(one.key) if one.key is not None else None,
            }
            for one in self._book.errata
        ]


def _letters(*texts: str) -> int:
    return sum(map(len, texts))


def _reach(entry: Entry) -> list[dict[str, str]]:
    """How an entry is reached; an address of the web without what a reader does not type."""
    found = [("phone", entry.phone), ("email", entry.email), ("website", typed(entry.website))]
    return [{"kind": kind, "text": lined(text)} for kind, text in found if text]


def _index(index: Index) -> dict[str, Any]:
    return {
        "title": index.title,
        "note": index.note,
        "groups": [
            {
                "title": lined(group.title),
                "theme": group.theme,
                "lines": [[lined(line.name), line.beside, list(line.places)] for line in group.lines],
            }
            for group in index.groups
        ],
    }
