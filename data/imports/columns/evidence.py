# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the cells of a column show: how many are filled, how many differ, and what they look like.

A share is of the filled cells, from 0 to 1, over at most SAMPLE of them.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import islice, pairwise
from typing import Any

from django.db.models import Q

from data.imports import headings, vocabularies
from data.imports.headings import short_names
from data.imports.targets import BY_KEY, CONTACT_KEYS, Target
from data.imports.values import persons, text_of
from data.imports.values.lists import Vocabulary
from data.imports.values.organisations import is_everybodys, is_named_so
from data.imports.values.streets import has_street
from data.imports.vocabularies import of_criteria
from places.folding import fold
from places.models import Commune, CommuneName
from search.criterion import Table

SAMPLE = 60
# An identifier is of nearly every row, and nearly never twice (the two thresholds of issue 20).
FILLED, DISTINCT = 0.99, 0.99

_HOUSE = re.compile(r"\d{1,4}(?:\s?(?:bis|ter|quater|[a-d]))?(?:\s?[-/,]\s?\d{1,4})?", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_CODE = re.compile(r"^(\d{4,5}|2[AB]\d{3})(?!\d)|(?<!\d)(\d{5}|2[AB]\d{3})\)?$")
_CEDEX = re.compile(r" cedex(?: \d{1,2})?$")
_DATED = re.compile(r"\d{4}-\d{2}-\d{2}.*|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}.*")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[a-z]{2,}", re.IGNORECASE)
_PHONE = re.compile(r"(?:(?:\+|00)\d{2,3}[\s.(-]*0?\)?|\b0)[\s.]*[1-9](?:[\s./-]*\d){8}\b")
_PERSON = re.compile(
    r"(?:(?:m|mr|mme|mlle|dr|monsieur|madame)\.? )?[A-ZÀ-Ý][\w'’-]+(?: [A-ZÀ-Ý][\w'’-]+){1,2}(?:\s*[(,].*)?"
)
_MOBILE = re.compile(r"(?:\+33|0033|0)?[\s.(]*0?\)?\s*[67](?:[\s./-]*\d){8}")
_TITLE = re.compile(r"^(?:m|mr|mme|mlle|dr|monsieur|madame)\b\.?", re.IGNORECASE)


@dataclass
class Evidence:
    """The filled cells of a column of `rows` rows, its name and its place among the others; `short` is its
    name without what the names beside begin with too, where they do."""

    name: str
    place: int
    cells: list[Any]
    rows: int
    by_row: dict[int, str] = field(default_factory=dict)
    short: str = ""
    _shares: dict[str, float] = field(default_factory=dict)

    def said(self, target: Target) -> float:
        """How surely its name is a field's, read whole or without what those beside begin with."""
        whole = headings.said(self.name, target)
        if not self.short or self.short == self.name:
            return whole
        stem = headings.stem_of(self.name, self.short)
        if headings.is_of_a_person(stem) or headings.is_private(self.name):
            # « Personne à contacter » over « Nom » and « Mail »: hers, whatever these are elsewhere.
            field = target.key.removeprefix("contact_")
            theirs = target.key if target.key in CONTACT_KEYS else ""
            if not theirs:
                return whole * 0.1
            return max(
                headings.said(self.short, BY_KEY[field]) if field in BY_KEY else 0.0,
                headings.said(self.short, target),
            )
        return max(whole, headings.said(self.short, target) - 0.02)

    @property
    def fill(self) -> float:
        """The share of rows whose cell is filled."""
        return len(self.cells) / self.rows if self.rows else 0.0

    @cached_property
    def texts(self) -> list[str]:
        """The cells as clean texts."""
        return [text_of(cell) for cell in self.cells]

    @cached_property
    def distinct(self) -> float:
        """The share of filled cells whose text comes once or for the first time."""
        return len(set(self.texts)) / len(self.texts) if self.texts else 0.0

    @property
    def samples(self) -> tuple[str, ...]:
        """Three different examples, cut short."""
        return tuple(islice(dict.fromkeys(text[:80] for text in self.texts), 3))

    @property
    def is_identifying(self) -> bool:
        """Whether it is filled and differs everywhere, as an identifier is."""
        return len(self.cells) >= 2 and self.fill >= FILLED and self.distinct >= DISTINCT

    @cached_property
    def counts(self) -> bool:
        """Whether it only counts its rows: 1, 2, 3…"""
        steps = sum(
            1
            for before, after in pairwise(self.texts)
            if before.isdigit() and after.isdigit() and int(after) == int(before) + 1
        )
        return len(self.texts) >= 2 and steps >= 0.8 * (len(self.texts) - 1)

    def share(self, name: str, looks: Callable[[Any], bool]) -> float:
        """The share of cells of which `looks` holds, worked out once under that name."""
        if name not in self._shares:
            sample = self.cells[:SAMPLE]
            self._shares[name] = sum(1 for cell in sample if looks(cell)) / len(sample) if sample else 0.0
        return self._shares[name]

    def looks_like(self, target: Target) -> float | None:
        """The share of cells that look like a field; None where content tells nothing of it."""
        if not self.cells:
            return None
        if target.looks is not None:
            return self.share(target.key, target.looks)
        known = vocabularies_of_fields().get(target.key)
        return None if known is None else self.share(target.key, lambda cell: _is_known(known, cell))

    @property
    def numbers(self) -> float:
        """The share of plain numbers."""
        return self.share("*number", lambda cell: bool(_NUMBER.fullmatch(text_of(cell))))

    @property
    def dates(self) -> float:
        """The share of dates, whose digits are no number of anything."""
        return self.share("*date", lambda cell: bool(_DATED.fullmatch(text_of(cell))))

    @property
    def streets(self) -> float:
        """The share of names of streets, with their number or without."""
        return self.share("*street", lambda cell: has_street(text_of(cell)))

    @property
    def houses(self) -> float:
        """The share of what may be the number of a house: « 12 bis »."""
        return self.share("*house", lambda cell: bool(_HOUSE.fullmatch(text_of(cell))))

    @property
    def emails(self) -> float:
        """The share of cells that hold an e-mail address."""
        return self.share("*email", lambda cell: bool(_EMAIL.search(text_of(cell))))

    @property
    def of_everybody(self) -> float:
        """The share of e-mail addresses that are no person's: « contact@ », « accueil@ »."""
        return self.share("*everybody", _is_of_everybody) / self.emails if self.emails else 0.0

    @property
    def phones(self) -> float:
        """The share of cells that hold a telephone number written whole."""
        return self.share("*phone", lambda cell: bool(_PHONE.search(text_of(cell))))

    @property
    def mobiles(self) -> float:
        """The share of mobile telephones, of the numbers."""
        mobile = self.share("*mobile", lambda cell: bool(_MOBILE.fullmatch(text_of(cell))))
        return mobile / self.phones if self.phones else 0.0

    @property
    def personal(self) -> float:
        """The share of cells that give a person's name with their telephone or e-mail."""
        return self.share("*personal", lambda cell: bool(persons.beside(text_of(cell))))

    @property
    def people(self) -> float:
        """The share of what reads like the name of a person, with a title or in two capitalised words."""
        return self.share("*person", _is_person)

    @property
    def organisations(self) -> float:
        """The share of what reads like the name of an organisation: « Centre social », « Secours »."""
        return self.share("*organisation", lambda cell: is_named_so(text_of(cell)))

    @property
    def titled(self) -> float:
        """The share of names of persons that begin with « M. » or « Mme »."""
        return self.share("*title", lambda cell: bool(_TITLE.match(text_of(cell))))

    @property
    def communes(self) -> float:
        """The share of names of communes of France."""
        known = self._known_communes
        return self.share("*commune", lambda cell: _town(text_of(cell)) in known)

    @cached_property
    def _known_communes(self) -> frozenset[str]:
        names = {_town(text) for text in self.texts[:SAMPLE]}
        return frozenset(CommuneName.objects.filter(name__in=names).values_list("name", flat=True))

    @cached_property
    def codes_of_communes(self) -> float:
        """The share of official codes or postcodes of communes."""
        codes = {text.zfill(5) for text in self.texts[:SAMPLE] if re.fullmatch(r"\d{4,5}|2[AB]\d{3}", text)}
        if not codes:
            return 0.0
        asked = Commune.objects.filter(Q(code__in=codes) | Q(postcodes__overlap=list(codes)))
        known = set()
        for code, postcodes in asked.order_by().values_list("code", "postcodes"):
            known |= {code, *postcodes}
        return self.share("*code", lambda cell: text_of(cell).zfill(5) in known)

    @cached_property
    def postcodes(self) -> float:
        """The share of cells that are, or begin or end with, a postcode of a commune."""
        return self._codes("postcodes")

    @cached_property
    def insee_codes(self) -> float:
        """The share of cells that are, or begin or end with, the official code of a commune."""
        return self._codes("code")

    def _codes(self, which: str) -> float:
        found = {text: match[1] or match[2] for text in self.texts[:SAMPLE] if (match := _CODE.search(text))}
        codes = {code.zfill(5) for code in found.values()}
        if not codes:
            return 0.0
        if which == "code":
            known = set(Commune.objects.filter(code__in=codes).order_by().values_list("code", flat=True))
        else:
            asked = Commune.objects.filter(postcodes__overlap=list(codes)).order_by()
            known = {code for postcodes in asked.values_list("postcodes", flat=True) for code in postcodes}
        return self.share(f"*{which}", lambda cell: found.get(text_of(cell), "").zfill(5) in known)

    @property
    def length(self) -> float:
        """The mean number of characters of a filled cell."""
        return sum(map(len, self.texts)) / len(self.texts) if self.texts else 0.0

    def within(self, low: float, high: float) -> float:
        """The share of numbers that are between two bounds and not whole, as degrees are."""
        return self.share(f"*within {low} {high}", lambda cell: _within(cell, low, high))

    def metres(self, low: float, high: float) -> float:
        """The share of numbers between two bounds, whole or not, as metres are."""
        return self.share(f"*metres {low} {high}", lambda cell: low <= (_float(cell) or 0.0) <= high)


def evidence_of(headers: tuple[str, ...], rows: list[list[Any]]) -> list[Evidence]:
    """The evidence of each column of some rows."""
    found = []
    shorts = short_names(headers)
    for place, name in enumerate(headers):
        filled = {at: row[place] for at, row in enumerate(rows) if place < len(row) and text_of(row[place])}
        texts = {at: text_of(cell) for at, cell in filled.items()}
        found.append(Evidence(name, place, list(filled.values()), len(rows), texts, shorts[place]))
    return found


def _town(text: str) -> str:
    """The name of a town, folded, without its CEDEX."""
    return _CEDEX.sub("", fold(text))


def _within(cell: Any, low: float, high: float) -> bool:
    number = _float(cell)
    return number is not None and low <= number <= high and not float(number).is_integer()


def _float(cell: Any) -> float | None:
    text = text_of(cell)
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def _is_of_everybody(cell: Any) -> bool:
    found = _EMAIL.search(text_of(cell))
    return bool(found and is_everybodys(found[0]))


def _is_person(cell: Any) -> bool:
    text = text_of(cell)
    return bool(_TITLE.match(text) or _PERSON.fullmatch(text)) and not has_street(text)


def _is_known(vocabulary: Vocabulary, cell: Any) -> bool:
    return bool(vocabulary.read(cell).value)


@lru_cache(maxsize=1)
def vocabularies_of_fields() -> dict[str, Vocabulary]:
    """The words for the values of each field that has some."""
    found = {
        name: vocabulary
        for table in Table
        for arrays in (True, False)
        for name, vocabulary in of_criteria(table, arrays=arrays).items()
    }
    found["modes_mobilisation"] = vocabularies.MODES_MOBILISATION
    return {name: vocabulary for name, vocabulary in found.items() if name in BY_KEY}
