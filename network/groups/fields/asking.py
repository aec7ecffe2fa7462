# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the list of a group's structures is asked by its address: words of a name, what is said in its fields,
what is not, and in which order.

A field of number n is asked by `c<n>` (words of a text, one or several choices, yes or no), by `c<n>_min` and
`c<n>_max` (numbers, days), and by `vide=<n>` where it says nothing; `tri=c<n>` sorts by it, `tri=-c<n>` the
other way.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import DecimalField, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Collate, Lower
from django.http import QueryDict

from mapping.group_fields.reading import Kind, Refused, read, say
from mapping.models import GroupField, GroupValue, VisibleStructure
from network.listed import Chip
from network.typed import words_of
from places.folding import fold

WORDS, EMPTY, SORT, PAGE = "mots", "vide", "tri", "page"
_RANGES = (Kind.NUMBER, Kind.DATE)
_TEXTS = (Kind.SHORT, Kind.LONG, Kind.LINK)


@dataclass(frozen=True, slots=True)
class Of:
    """What is asked of one field: some of its `choices`, `words` of its text, between a `least` and a `most`
    (as they are kept), or that it says nothing; `typed` is what the address said of the last two."""

    field: Any
    choices: tuple[str, ...] = ()
    words: str = ""
    least: str = ""
    most: str = ""
    is_empty: bool = False
    typed: tuple[str, str] = ("", "")
    wrong: str = ""

    @property
    def name(self) -> str:
        """The name of the field in the address."""
        return f"c{self.field.pk}"

    @property
    def is_asked(self) -> bool:
        """Whether anything is."""
        return bool(self.choices or self.words or self.least or self.most or self.is_empty)

    @property
    def options(self) -> list[tuple[str, str]]:
        """What may be chosen, by what the address says."""
        if self.field.kind == Kind.YES_NO:
            return [("oui", "oui"), ("non", "non")]
        return [(one, one) for one in self.field.choices] if self.field.kind in _CHOSEN else []

    @property
    def is_range(self) -> bool:
        """Whether a least and a most are asked."""
        return self.field.kind in _RANGES

    @property
    def is_text(self) -> bool:
        """Whether words are asked."""
        return self.field.kind in _TEXTS

    @property
    def is_date(self) -> bool:
        """Whether it is a day."""
        return self.field.kind == Kind.DATE

    def query(self) -> list[tuple[str, str]]:
        """The same in the address."""
        pairs = [(self.name, one) for one in self.choices]
        pairs += [(self.name, self.words)] if self.words else []
        ends = zip(("min", "max"), self.typed, (self.least, self.most), strict=True)
        pairs += [(f"{self.name}_{end}", typed) for end, typed, held in ends if held]
        return pairs + ([(EMPTY, str(self.field.pk))] if self.is_empty else [])

    def chips(self) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """Each thing that is asked, in words, and how the address says it."""
        told, name = self.field.name, self.name
        for one in self.choices:
            yield f"{told} : {one}", [(name, one)]
        if self.words:
            yield f"{told} : « {self.words} »", [(name, self.words)]
        for end, words, held, typed in (
            (
                "min",
                "au moins" if self.field.kind == Kind.NUMBER else "à partir du",
                self.least,
                self.typed[0],
            ),
            ("max", "au plus" if self.field.kind == Kind.NUMBER else "jusqu’au", self.most, self.typed[1]),
        ):
            if held:
                yield (
                    f"{told} : {words} {say(self.field.kind, self.field.unit, held)}",
                    [(f"{name}_{end}", typed)],
                )
        if self.is_empty:
            yield f"{told} : non renseigné", [(EMPTY, str(self.field.pk))]

    def condition(self) -> Q:
        """The condition of structures that answer; what says nothing answers where that is asked too."""
        held = GroupValue.objects.filter(field=self.field.pk).exclude(text="").order_by()
        answer = Q()
        if self.choices or self.words or self.least or self.most:
            answer = Q(id__in=self._values(held).values("structure"))
        if self.is_empty:
            nothing = ~Q(id__in=held.values("structure"))
            answer = answer | nothing if answer else nothing
        return answer

    def _values(self, held: QuerySet[GroupValue]) -> QuerySet[GroupValue]:
        if self.choices:
            one_of = Q()
            for one in self.choices:
                # One a line, so that no choice is found within another.
                one_of |= Q(text=one) | Q(text__startswith=f"{one}\n") | Q(text__endswith=f"\n{one}")
                one_of |= Q(text__contains=f"\n{one}\n")
            held = held.filter(one_of)
        for word in self.words.split():
            held = held.filter(text__unaccent__icontains=word)
        if self.field.kind == Kind.NUMBER:
            held = held.annotate(amount=Cast("text", DecimalField(max_digits=20, decimal_places=4)))
            held = held.filter(amount__gte=self.least) if self.least else held
            return held.filter(amount__lte=self.most) if self.most else held
        held = held.filter(text__gte=self.least) if self.least else held
        return held.filter(text__lte=self.most) if self.most else held


_CHOSEN = (Kind.CHOICE, Kind.CHOICES)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list of a group's structures is asked; `told` is what of the address means nothing."""

    of: tuple[Of, ...] = ()
    words: str = ""
    sort: str = ""
    told: tuple[str, ...] = field(default_factory=tuple)

    @property
    def is_nothing(self) -> bool:
        """Whether all of the group's structures are asked for."""
        return not self.words and not any(one.is_asked for one in self.of)

    def pairs(self, *, sort: str | None = None) -> list[tuple[str, str]]:
        """The address that asks the same, sorted otherwise where `sort` is given."""
        pairs = [(WORDS, self.words)] if self.words else []
        pairs += [pair for one in self.of for pair in one.query()]
        sort = self.sort if sort is None else sort
        return pairs + ([(SORT, sort)] if sort else [])

    def query(self, *, sort: str | None = None) -> str:
        """The query string of the same, without a « ? »."""
        return _encoded(self.pairs(sort=sort))

    def chips(self) -> list[Chip]:
        """Each thing that is asked, and the query without it."""
        told = [(f"« {self.words} »", [(WORDS, self.words)])] if self.words else []
        told += [one for of in self.of for one in of.chips()]
        return [
            Chip(label, _encoded([p for p in self.pairs() if p not in without])) for label, without in told
        ]

    def among(self, found: QuerySet[VisibleStructure]) -> QuerySet[VisibleStructure]:
        """Those of the structures that are asked for, in the order asked; those that say nothing last."""
        for word in self.words.split():
            found = found.filter(Q(nom__unaccent__icontains=word) | Q(commune_nom__unaccent__icontains=word))
        for one in self.of:
            if one.is_asked:
                found = found.filter(one.condition())
        by = next((one.field for one in self.of if one.name == self.sort.lstrip("-")), None)
        if by is None:
            return found.order_by("-nom" if self.sort == "-nom" else "nom", "id")
        value = (
            GroupValue.objects.filter(field=by.pk, structure=OuterRef("id")).exclude(text="").values("text")
        )
        said: Any = Subquery(value)
        if by.kind == Kind.NUMBER:
            said = Cast(said, DecimalField(max_digits=20, decimal_places=4))
        elif by.kind != Kind.DATE:
            said = Collate(Lower(said), "und-x-icu")
        order = (
            F("said").desc(nulls_last=True) if self.sort.startswith("-") else F("said").asc(nulls_last=True)
        )
        return found.annotate(said=said).order_by(order, "nom", "id")


def read_address(data: QueryDict, fields: Sequence[GroupField]) -> Asked:
    """What an address asks of structures by these fields; what of it means nothing is told, and left out."""
    empty = set(data.getlist(EMPTY))
    of = tuple(_of(data, one, str(one.pk) in empty) for one in fields)
    told = [f"{one.field.name} : {one.wrong}" for one in of if one.wrong]
    sort = data.get(SORT, "")
    known = {"nom", *(one.name for one in of)}
    if sort and sort.removeprefix("-") not in known:
        told.append("Ce tri ne veut rien dire ici : les structures sont dans l’ordre des noms.")
        sort = ""
    return Asked(of, words_of(data.get(WORDS, "")), sort, tuple(told))


def _of(data: QueryDict, one: GroupField, is_empty: bool) -> Of:
    name = f"c{one.pk}"
    if one.kind in _RANGES:
        typed = tuple(data.get(f"{name}_{end}", "").strip()[:40] for end in ("min", "max"))
        held, wrong = ["", ""], ""
        for place, text in enumerate(typed):
            try:
                held[place] = read(one, text)
            except Refused as refusal:
                wrong = str(refusal)
        return Of(one, (), "", held[0], held[1], is_empty, (typed[0], typed[1]), wrong)
    if one.kind in _TEXTS:
        return Of(one, words=words_of(data.get(name, "")), is_empty=is_empty)
    given = [text for text in dict.fromkeys(data.getlist(name)) if text]
    options = {fold(value): value for value, _label in Of(one).options}
    choices = tuple(options[fold(text)] for text in given if fold(text) in options)
    strange = [text for text in given if fold(text) not in options]
    wrong = f"« {strange[0][:40]} » n’est pas un des choix." if strange else ""
    return Of(one, choices, is_empty=is_empty, wrong=wrong)


def _encoded(pairs: list[tuple[str, str]]) -> str:
    data = QueryDict(mutable=True)
    for name, value in pairs:
        data.appendlist(name, value)
    return data.urlencode()
