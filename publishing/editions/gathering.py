# SPDX-License-Identifier: AGPL-3.0-or-later
"""A book gathered from the directory: what a visitor may see, whoever asks, in French."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from common.sites import site_url
from data.exports.reading import entries
from files.models import Content
from mapping.vocabulary import THEME_BY_CODE, THEMES
from publishing.book.content import Book, Chapter, Emblem, Entry, ThemeMark
from publishing.editions import errata, season, sheets, unsaid
from publishing.editions.areas import areas_of
from publishing.editions.entries import Sourced, sourced
from publishing.editions.models import Edition
from publishing.editions.scope import WITH_UNSAID, scope_of

Tell = Callable[[int, int], None]
"""Told how many structures were read, of how many."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """A book, and what whoever makes it should know: which entries are invented, the values that each is made
    of, and what is left out of it for want of a word (`unsaid`), which `unsaid_words` names."""

    book: Book
    examples: frozenset[int]
    read: list[Sourced]
    left_out: list[unsaid.Unsaid]
    unsaid_words: str = ""

    @property
    def entries(self) -> list[Entry]:
        """Its entries, in the order of its parts."""
        return [entry for area in self.book.areas for entry in area.entries]


def book_of(edition: Edition, day: date | None = None) -> Book:
    """The content of an edition's book as it would be made on a day (today), as plain values."""
    return gathered(edition, day).book


def gathered(edition: Edition, day: date | None = None, tell: Tell | None = None) -> Gathered:
    """The same, with what the book does not say."""
    today, scope = day or timezone.localdate(), scope_of(edition)
    with override("fr"):
        read: list[Sourced] = []
        examples: set[int] = set()
        asked, silent = unsaid.asked_of(scope), unsaid.unsaid_of(scope)
        selection = unsaid.together(asked, silent) if scope.get(WITH_UNSAID) else asked
        total = len(selection.structures)
        for one in entries(selection):
            read.append(sourced(one))
            if one.structure.is_example:
                examples.add(one.structure.id)
            if tell and len(read) % 100 == 0:
                tell(len(read), total)
        told, since = errata.since_last(edition, read)
        found = [one.entry for one in read]
        apart = frozenset(selection.structures) - set(asked.structures)
        book = Book(
            title=edition.title,
            subtitle=edition.subtitle,
            period=edition.period,
            publisher=edition.publisher,
            about=edition.about,
            made_on=today,
            themes=_themes(found, scope["themes"]),
            indexes_town_halls=edition.indexes_town_halls,
            areas=areas_of(edition, found, chapter=unsaid.chapter_of(scope), apart=apart),
            emblems=_emblems(edition),
            opening=tuple(Chapter(one.title, one.text) for one in edition.chapters.all()),
            season=season.season_of(edition, today),
            season_words=season.words_of(edition, today),
            season_address=f"{site_url()}{reverse('agenda')}" if site_url() else "",
            sheets=sheets.sheets_of(edition),
            errata=told,
            since=since,
            site=site_url(),
        )
    left_out = [] if scope.get(WITH_UNSAID) else unsaid.told(silent)
    return Gathered(book, frozenset(examples), read, left_out, unsaid.chapter_of(scope))


def _themes(read: list[Entry], asked: Collection[str]) -> tuple[ThemeMark, ...]:
    """The themes that the book is about, in the order of the site: those that are asked for, all of them
    where none is, if an entry speaks of them. A service has others too, which its book does not promise."""
    spoken = {code for entry in read for offer in entry.offers for code in offer.themes}
    told = spoken & set(asked) if asked else spoken
    themes = (THEME_BY_CODE[theme.code] for theme in THEMES if theme.code in told)
    return tuple(ThemeMark(one.code, str(one.nom), one.colour, one.pictogram) for one in themes)


def _emblems(edition: Edition) -> tuple[Emblem, ...]:
    held = list(edition.emblems.all())
    whole = Content.objects.filter(file__in=[one.file_id for one in held], which=Content.Size.WHOLE)
    pictures = {one.file_id: bytes(one.content) for one in whole}
    return tuple(Emblem(pictures[one.file_id], one.alt, one.words) for one in held if one.file_id in pictures)
