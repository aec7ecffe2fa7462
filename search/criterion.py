# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a filter can ask for, as objects: whatever is known of a criterion is said by it, once.

`search.registry` lists them. The form, links, the statements, the tags of the rows and the triggers that
keep them, facets, chips, the API's description, imports, exports and the table of `docs/search.md` are made
from them (`docs/adding.md` tells how to add one).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from enum import StrEnum
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from mapping.taxonomies.shown import fields_of, shown, thematiques_of
from search import fields, opening

YES = "oui"


class Table(StrEnum):
    """The kind of record that a column is of, under the name that SQL functions give it."""

    STRUCTURE = "s"
    SERVICE = "sv"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the directory that a criterion is read from. `condition` is what SQL asks of it, where one
    value does not count as another: only what changes that is followed."""

    table: Table
    name: str
    condition: str = ""

    def of(self, row: str) -> str:
        """What is read of a row, in SQL: the column, or whether its condition holds."""
        return f"{row}.{self.name} {self.condition}".rstrip()


class Group(TextChoices):
    """The parts of the page's form, in their order."""

    WHEN = "when", _("Quand ?")
    WHOM = "whom", _("Pour qui ?")
    TERMS = "terms", _("À quelles conditions ?")
    WHAT = "what", _("Quel service ?")


@dataclass(frozen=True, slots=True)
class File:
    """How files give a criterion's column: what an import calls it to people, the folded `words` that columns
    are named, and further words that say one of its values, `("LSF", "fsl")`."""

    label: Any
    words: tuple[str, ...] = ()
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Criterion:
    """One criterion. `parameter` is its name in links, `name` in `search.question.Criteria`.

    `label` is said to people; `means` is its line in `docs/search.md`, `description` in the API's schema.
    `themes` are the codes of those that it makes sense for, none where that is all of them.
    `column` is what it is read from, None where it is no column's; `holds_of` says whose in the docs.
    """

    parameter: str
    _: KW_ONLY
    name: str = ""
    label: Any
    means: str
    description: str = ""
    column: Column | None = None
    themes: tuple[str, ...] = ()
    group: Group | None = None
    file: File | None = None

    def may_be_of(self, themes: Iterable[str]) -> bool:
        """Whether it makes sense for each of some themes, by code."""
        return not self.themes or set(themes) <= set(self.themes)

    def spared(self, themes: Sequence[str]) -> tuple[str, ...]:
        """Those of several themes that it is not asked of, where some of the others may have it."""
        apart = tuple(code for code in themes if not self.may_be_of((code,)))
        return apart if len(apart) < len(themes) else ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", self.name or self.parameter)

    @property
    def empty(self) -> Any:
        """Its value where it is not asked for."""
        return ""

    @property
    def is_offered(self) -> bool:
        """Whether this site has anything to choose of it."""
        return True

    @property
    def holds_of(self) -> str:
        """Whose column it is, as the docs say it; empty where it is none."""
        if self.column is None:
            return ""
        return "the structure" if self.column.table is Table.STRUCTURE else "the service"

    @property
    def tells_services_apart(self) -> bool:
        """Whether one service of a structure may have it and another not."""
        return self.column is not None and self.column.table is Table.SERVICE

    @property
    def of_a_need(self) -> bool:
        """Whether it may be asked of one theme alone, written `niveau.francais=A1`."""
        return False

    def form_field(self) -> forms.Field:
        """The field of the one form that accepts it."""
        raise NotImplementedError

    def value(self, cleaned: Any) -> Any:
        """What is asked, of what the field made of it (None where it was refused or not given)."""
        return cleaned or self.empty

    def written(self, value: Any) -> list[str]:
        """What is asked, where something is, as the values of its parameter; `form_field` and `value` give it
        back."""
        return [value]

    @property
    def tag_keys(self) -> tuple[str, ...]:
        """The words, `kind:code`, that a row may have of it (`search.tags`)."""
        return ()

    def tags_sql(self) -> str:
        """SQL for the array of the words that a row has, of the structure `s` and its service `sv`."""
        return ""

    def alternatives(self, value: Any) -> list[list[str]]:
        """The words that a row must have: one of each list; « !kind:code » is one that it must not."""
        return []

    @property
    def counted(self) -> dict[str, str]:
        """The words whose rows a facet counts, with the value of the parameter that each stands for."""
        return {}


# Words of a column of codes, of a column of one code, and of one that is true or not.
_EACH_CODE = "ARRAY(SELECT '{kind}:' || x FROM unnest({column}) AS x)"
_ONE_CODE = "ARRAY(SELECT '{kind}:' || {column} WHERE {column} <> '')"
# The words of the wider values of what is said, `said` being its codes as a set of rows.
_WIDER = "ARRAY(SELECT '{kind}:' || wider FROM (VALUES {under}) AS finer (code, wider) WHERE {said})"
# Of a wider value of which nothing finer is said.
_ALONE = """ARRAY(
                SELECT '{kind}:' || wider || '{alone}'
                FROM (VALUES {under}) AS finer (code, wider)
                WHERE wider = ANY ({column})
                GROUP BY wider
                HAVING NOT {column} && array_agg(code::varchar)
            )"""
ALONE = ":seul"
_WHERE_IT_HOLDS = "ARRAY(SELECT '{kind}:{code}' WHERE {column})"


def _codes(choices: Sequence[tuple[str, Any]]) -> tuple[str, ...]:
    return tuple(code for code, _label in choices)


@dataclass(frozen=True)
class Choices(Criterion):
    """Values of a vocabulary, alternatives of each other; of an array of codes, or of one code.

    `everyone` is the value that stands for each of the others where a service says it, but for those that
    are `apart`. `under` has the wider value of each that is finer than another: whoever says the finer one
    is found by the wider one. `asks_about` says that whoever says a wider value, and nothing finer of it, is
    found by the finer ones too, to be asked about. `in_index` tells that the rows are filed by it, so that no
    word is asked for. `is_menu` shows drop-down menus instead of boxes,
    in the order of labels where `by_label` says so, under their themes where `by_theme` does.
    """

    _: KW_ONLY
    choices: Sequence[tuple[str, Any]]
    description: str = "Répétable : l'une des valeurs données convient."
    is_array: bool = True
    everyone: str = ""
    apart: frozenset[str] = frozenset()
    under: Mapping[str, str] = field(default_factory=dict)
    asks_about: bool = False
    in_index: bool = False
    own_tags_sql: str = ""
    is_menu: bool = False
    by_label: bool = False
    by_theme: bool = False

    @property
    def empty(self) -> tuple[str, ...]:
        """Its value where it is not asked for."""
        return ()

    @property
    def of_a_need(self) -> bool:
        """Whether it may be asked of one theme alone."""
        return not self.in_index

    @property
    def codes(self) -> tuple[str, ...]:
        """The values that may be asked for."""
        return _codes(self.choices)

    @property
    def labels(self) -> dict[str, Any]:
        """What each value is called, by code."""
        return dict(self.choices)

    def form_field(self) -> forms.Field:
        """The field of the one form that accepts it."""
        return fields.codes_field(self.label, self.choices)

    def value(self, cleaned: Any) -> tuple[str, ...]:
        """What is asked, of what the field made of it."""
        return tuple(dict.fromkeys(cleaned or ()))

    def written(self, value: tuple[str, ...]) -> list[str]:
        """What is asked, as the values of its parameter."""
        return list(value)

    def said_by(self, held: Any) -> list[str]:
        """The values that a record says, of what its column holds."""
        return list(held) if self.is_array else [held] if held else []

    def knows(self, code: str) -> bool:
        """Whether a link may ask for it, in capitals or not (`search.fields.CodesField`)."""
        return code.strip().casefold() in {known.casefold() for known in self.codes}

    def key(self, code: str) -> str:
        """The word that a row of this value has."""
        return f"{self.parameter}:{code}"

    def alone(self, wider: str) -> str:
        """The word that a row has where it says a wider value and nothing finer of it."""
        return f"{self.key(wider)}{ALONE}"

    @property
    def tag_keys(self) -> tuple[str, ...]:
        """The words, `kind:code`, that a row may have of it."""
        keys = tuple(map(self.key, self.codes))
        return (*keys, *map(self.alone, self._wider)) if self.asks_about else keys

    @property
    def _wider(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.under.values()))

    def tags_sql(self) -> str:
        """SQL for the array of the words that a row has."""
        if self.own_tags_sql or self.column is None:
            return self.own_tags_sql
        column = self.column.of(self.column.table)
        told = (_EACH_CODE if self.is_array else _ONE_CODE).format(kind=self.parameter, column=column)
        if not self.under:
            return told
        under = ", ".join(f"('{code}', '{wider}')" for code, wider in self.under.items())
        said = f"code = ANY ({column})" if self.is_array else f"code = {column}"
        told += "\n            || " + _WIDER.format(kind=self.parameter, under=under, said=said)
        if self.asks_about:
            told += "\n            || " + _ALONE.format(
                kind=self.parameter, under=under, column=column, alone=ALONE
            )
        return told

    def alternatives(self, value: tuple[str, ...]) -> list[list[str]]:
        """The words that a row must have: one of each list."""
        if not value or self.in_index:
            return []
        return [list(dict.fromkeys(key for code in value for key in (self.key(code), *self._also(code))))]

    def _also(self, code: str) -> list[str]:
        """The other words that a row of this value may have instead of its own."""
        keys = [self.key(self.everyone)] if self.everyone and code not in self.apart else []
        if self.asks_about and code in self.under:
            keys.append(self.alone(self.under[code]))
        return keys

    @property
    def stands_for(self) -> dict[str, tuple[str, ...]]:
        """The words that are found by others than their own, each with these."""
        found: dict[str, list[str]] = {}
        for code in self.codes:
            for key in self._also(code):
                if key != self.key(code):
                    found.setdefault(key, []).append(self.key(code))
        return {key: tuple(others) for key, others in found.items()}

    @property
    def counted(self) -> dict[str, str]:
        """The words that a facet counts, with the value that each stands for."""
        return {self.key(code): code for code in self.codes}


class _Labels(dict[str, Any]):
    """What values are called; one that is gone since it was asked for, by its code."""

    def __missing__(self, code: str) -> str:
        return code


@dataclass(frozen=True)
class FieldsOfHere(Choices):
    """The fields of the region, of the list that staff show (`mapping.taxonomies`): each asks for one of the
    thématiques that it stands for, whose criterion is `of`. Nothing is kept of it with the rows, so that no
    row changes with the list; its `choices` are those of the moment."""

    _: KW_ONLY
    of: Choices

    @property
    def is_offered(self) -> bool:
        """Whether a list is shown."""
        return bool(shown().fields)

    @property
    def labels(self) -> dict[str, Any]:
        """What each field is called, by code."""
        return _Labels(self.choices)

    def form_field(self) -> forms.Field:
        """The field of the one form that accepts it."""
        return fields.codes_of_here_field(self.label, self.choices)

    def said_by(self, held: Any) -> list[str]:
        """The fields of a service, of its thématiques."""
        return [one.code for one in fields_of(held)]

    @property
    def tag_keys(self) -> tuple[str, ...]:
        """None of its own."""
        return ()

    def tags_sql(self) -> str:
        """None of its own."""
        return ""

    def alternatives(self, value: tuple[str, ...]) -> list[list[str]]:
        """The words that a row must have, one of them: the thématiques of the fields. An empty list, which no
        row answers, where there are none any more."""
        return [list(map(self.of.key, thematiques_of(value)))] if value else []

    @property
    def stands_for(self) -> dict[str, tuple[str, ...]]:
        """Nothing that rows hold."""
        return {}

    @property
    def counted(self) -> dict[str, str]:
        """No word by itself: a facet counts places by all the thématiques of a field."""
        return {}


@dataclass(frozen=True)
class Switch(Criterion):
    """Asked for or not, written `gratuit=oui`: of a column that is true, or whose condition holds; or of a
    column of codes, where it is `code`, one of `codes`."""

    _: KW_ONLY
    code: str = YES
    codes: Sequence[tuple[str, Any]] = ()
    group: Group | None = Group.TERMS

    @property
    def empty(self) -> bool:
        """Its value where it is not asked for."""
        return False

    @property
    def of_a_need(self) -> bool:
        """Whether it may be asked of one theme alone."""
        return True

    def form_field(self) -> forms.Field:
        """The field of the one form that accepts it."""
        return fields.yes_field(self.label)

    def value(self, cleaned: Any) -> bool:
        """What is asked, of what the field made of it."""
        return cleaned == YES

    def written(self, value: bool) -> list[str]:
        """What is asked, as the values of its parameter."""
        return [YES]

    @property
    def kind(self) -> str:
        """What its words are called by: the column where that has codes of its own."""
        return self.column.name if self.codes and self.column else self.parameter

    @property
    def tag_keys(self) -> tuple[str, ...]:
        """The words, `kind:code`, that a row may have of it."""
        return tuple(f"{self.kind}:{code}" for code in _codes(self.codes) or (self.code,))

    def tags_sql(self) -> str:
        """SQL for the array of the words that a row has."""
        if self.column is None:
            return ""
        column = self.column.of(self.column.table)
        if self.codes:
            return _ONE_CODE.format(kind=self.kind, column=column)
        return _WHERE_IT_HOLDS.format(kind=self.kind, code=self.code, column=column)

    def alternatives(self, value: bool) -> list[list[str]]:
        """The words that a row must have: one of each list."""
        return [[f"{self.kind}:{self.code}"]] if value else []

    @property
    def counted(self) -> dict[str, str]:
        """The words that a facet counts, with the value that each stands for."""
        return {f"{self.kind}:{self.code}": YES}


@dataclass(frozen=True)
class OutOfZone(Switch):
    """Also what the areas of the services exclude: no condition, but the absence of one. Areas that are no
    official code are words nevertheless."""

    _: KW_ONLY
    area_keys: tuple[str, ...]
    area_tags_sql: str

    @property
    def tag_keys(self) -> tuple[str, ...]:
        """The words, `kind:code`, that a row may have of it."""
        return self.area_keys

    def tags_sql(self) -> str:
        """SQL for the array of the words that a row has."""
        return self.area_tags_sql

    @property
    def tells_services_apart(self) -> bool:
        """Whether one service of a structure may have it and another not."""
        return False

    @property
    def of_a_need(self) -> bool:
        """Whom services take is asked of where the person is: of all that the person needs, or of nothing."""
        return False

    def alternatives(self, value: bool) -> list[list[str]]:
        """The words that a row must have: one of each list."""
        return []

    @property
    def counted(self) -> dict[str, str]:
        """The words that a facet counts, with the value that each stands for."""
        return {}


@dataclass(frozen=True)
class LeavesOut(Switch):
    """Leaves something out of the whole answer: nothing is kept of it with the rows.

    `undone` is said of the same search without it.
    """

    _: KW_ONLY
    undone: Any
    group: Group | None = None

    @property
    def of_a_need(self) -> bool:
        """It is left out of the whole answer."""
        return False

    @property
    def tag_keys(self) -> tuple[str, ...]:
        """None of its own."""
        return ()

    def tags_sql(self) -> str:
        """None of its own."""
        return ""

    @property
    def counted(self) -> dict[str, str]:
        """Nothing: what it leaves is what the page counts already."""
        return {}


@dataclass(frozen=True)
class Without(LeavesOut):
    """Leaves out what has the value `code` of another criterion."""

    _: KW_ONLY
    of: Choices

    def alternatives(self, value: bool) -> list[list[str]]:
        """The word that a row must not have."""
        return [[f"!{self.of.key(self.code)}"]] if value else []


@dataclass(frozen=True)
class WithoutWords(LeavesOut):
    """Leaves out what says all of `words`, but for what says `unless`: the numbers of words are looked up
    when it is asked (`search.engine.full_text`)."""

    _: KW_ONLY
    words: str
    unless: str

    def alternatives(self, value: bool) -> list[list[str]]:
        """None of the vocabulary."""
        return []


@dataclass(frozen=True)
class Words(Criterion):
    """What is typed, found in what the directory says (`search.engine.full_text`)."""

    holds_of = "the service"
    tells_services_apart = True

    def form_field(self) -> forms.Field:
        """The field of the one form that accepts it."""
        return fields.words_field(self.label)


@dataclass(frozen=True)
class Moment(Criterion):
    """When it must be open (`search.opening`): a text, in which several moments stand between commas."""

    holds_of = "the service, else its structure"
    tells_services_apart = True
    of_a_need = True

    def form_field(self) -> forms.Field:
        """The field of the one form that accepts it."""
        return fields.MomentField(label=self.label, required=False, max_length=500)

    def written(self, value: str) -> list[str]:
        """The moments that are asked for, as the values of its parameter."""
        return opening.each_of(value)


@dataclass(frozen=True)
class InTerritory(Criterion):
    """Where the place stands: the code of a territory of the kind that is its parameter; `wrong` is said of
    another text, `max_length` long at most."""

    _: KW_ONLY
    wrong: Any
    max_length: int

    holds_of = "the place"

    def form_field(self) -> forms.Field:
        """The field of the one form that accepts it."""
        return fields.TerritoryField(
            self.parameter, self.wrong, label=self.label, required=False, max_length=self.max_length
        )
