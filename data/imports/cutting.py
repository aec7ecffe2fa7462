# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cells that hold several things, cut, and things that stand in several columns, joined: as a person said.

A rule is kept by the source (`data.imports.lessons`) and applies to its files that have its columns. What a
rule makes takes the place of what it is made of, so that no cell is read twice, and none is lost.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from common.files import Table
from common.files.book import Row, first_of
from common.files.limits import MAX_COLUMNS
from data.imports.values import text_of
from data.imports.values.identifiers import postcode_and_city

CUT, JOIN = "cut", "join"
PHONE, POSTCODE = "phone", "postcode"
# What a cell is cut at, by the word that a rule keeps.
_SEPARATORS = {
    "line": r"\s*\n\s*",
    "semicolon": r"\s*;\s*",
    "comma": r"\s*,\s*",
    "slash": r"\s*/\s*",
    "dash": r"\s+[-–—]\s+",
    "bar": r"\s*\|\s*",
    "colon": r"\s*:\s*",
}
WAYS_TO_CUT = [
    ("line", _("à chaque ligne")),
    ("semicolon", _("au point-virgule")),
    ("comma", _("à la virgule")),
    ("slash", _("à la barre oblique « / »")),
    ("dash", _("au tiret entouré d'espaces « - »")),
    ("bar", _("à la barre « | »")),
    ("colon", _("aux deux-points")),
    (PHONE, _("un nom ou un texte, et un téléphone")),
    (POSTCODE, _("un code postal, et une ville")),
]
_BETWEEN = {"space": " ", "comma": ", ", "line": "\n", "dash": " - "}
WAYS_TO_JOIN = [
    ("space", _("par une espace")),
    ("comma", _("par une virgule")),
    ("line", _("une ligne chacune")),
    ("dash", _("par un tiret")),
]
MOST_PARTS, MOST_JOINED, MOST_RULES = 5, 6, 20
PREVIEWED = 10
_PHONE = re.compile(r"(?<!\d)(?:\+33|0)(?:[\s.\-/]*\(0\))?(?:[\s.\-/]*\d){9}(?!\d)")
_EDGES = " \n,;:/|()-–—"


class BadRule(ValueError):
    """A rule that cannot be; the message, in French, says why."""


def cut_rule(table: Table, column: str, way: str) -> dict[str, Any]:
    """The rule that cuts a column, with as many parts as its first cells have.

    Raises BadRule for a column that is not there, and for one of which no cell would be cut.
    """
    _check(table, [column])
    if way not in dict(WAYS_TO_CUT):
        raise BadRule(str(_("Dites où couper.")))
    cells = [text for text in _texts(table, column) if text]
    most = max((len(_cut(text, way, MOST_PARTS)) for text in cells), default=0)
    if way == PHONE:
        most = 2 if any(all(_phone(text)) for text in cells) else 0
    elif way == POSTCODE:
        most = 2 if any(map(postcode_and_city, cells)) else 0
    if most < 2:
        raise BadRule(str(_("Aucune cellule de « %(column)s » ne se coupe ainsi.")) % {"column": column})
    return {"do": CUT, "columns": [column], "way": way, "parts": most}


def join_rule(table: Table, columns: Sequence[str], way: str) -> dict[str, Any]:
    """The rule that joins columns, in the order of the file. Raises BadRule."""
    _check(table, columns)
    if way not in _BETWEEN:
        raise BadRule(str(_("Dites par quoi réunir.")))
    if not 2 <= len(columns) <= MOST_JOINED:
        raise BadRule(str(_("Choisissez de deux à %(most)d colonnes à réunir.")) % {"most": MOST_JOINED})
    return {"do": JOIN, "columns": [name for name in table.headers if name in columns], "way": way}


def applied(table: Table, rules: Iterable[dict[str, Any]]) -> tuple[Table, list[dict[str, Any]]]:
    """The table with its cells cut and joined, and the rules that it has the columns for."""
    held = []
    for rule in rules:
        if set(rule["columns"]) <= set(_free(table)) and len(table.headers) < MAX_COLUMNS - MOST_PARTS:
            table = _one(table, rule)
            held.append(rule)
    return table, held


def preview(table: Table, rule: dict[str, Any]) -> dict[str, Any]:
    """Ten rows before and after: the names of both columns, and their cells."""
    made = _one(table, rule)
    before = [table.headers.index(name) for name in rule["columns"]]
    names = _names(table, rule)
    after = [made.headers.index(name) for name in names]
    lines = []
    for (number, old), (_number, new) in zip(first_of(table.rows()), first_of(made.rows()), strict=False):
        line = [_at(old, place) for place in before]
        if any(line):
            lines.append({"number": number, "before": line, "after": [_at(new, place) for place in after]})
        if len(lines) == PREVIEWED:
            break
    return {"columns": rule["columns"], "names": names, "lines": lines}


def in_words(rule: dict[str, Any]) -> str:
    """A rule as a person reads it."""
    named = ", ".join(f"« {name} »" for name in rule["columns"])
    if rule["do"] == CUT:
        how = dict(WAYS_TO_CUT).get(rule["way"], "")
        return str(_("%(columns)s : coupée, %(how)s")) % {"columns": named, "how": how}
    how = dict(WAYS_TO_JOIN).get(rule["way"], "")
    return str(_("%(columns)s : réunies, %(how)s")) % {"columns": named, "how": how}


def _free(table: Table) -> tuple[str, ...]:
    """The columns that may be cut and joined: the last of a table in parts names the part."""
    return table.headers[:-1] if table.parted else table.headers


def _check(table: Table, columns: Iterable[str]) -> None:
    for name in columns:
        if name not in _free(table):
            raise BadRule(str(_("« %(column)s » n'est pas une colonne de ce fichier.")) % {"column": name})


def _one(table: Table, rule: dict[str, Any]) -> Table:
    places = [table.headers.index(name) for name in rule["columns"]]
    names = _names(table, rule)
    make = _maker(rule, len(names))
    first, gone = places[0], frozenset(places)
    width = len(table.headers)

    def rows() -> Iterator[Row]:
        for number, cells in table.rows():
            whole = [*cells, *[None] * (width - len(cells))]
            made = make([text_of(whole[place]) for place in places])
            kept = [cell for place, cell in enumerate(whole[:first]) if place not in gone]
            after = [cell for place, cell in enumerate(whole) if place > first and place not in gone]
            yield number, [*kept, *(text or None for text in made), *after]

    before = [name for place, name in enumerate(table.headers[:first]) if place not in gone]
    after = [name for place, name in enumerate(table.headers) if place > first and place not in gone]
    return replace(table, headers=(*before, *names, *after), rows=rows)


def _names(table: Table, rule: dict[str, Any]) -> list[str]:
    """What the columns that a rule makes are called, as no other is."""
    columns = rule["columns"]
    if rule["do"] == JOIN:
        named = [" + ".join(columns)[:190]]
    elif rule["way"] == PHONE:
        named = [columns[0][:170], f"Téléphone ({columns[0][:170]})"]
    elif rule["way"] == POSTCODE:
        named = [f"Code postal ({columns[0][:170]})", f"Ville ({columns[0][:170]})"]
    else:
        named = [f"{columns[0][:180]} – {number + 1}" for number in range(rule["parts"])]
    taken = set(table.headers) - set(columns)
    return [name if name not in taken else f"{name} *" for name in named]


def _maker(rule: dict[str, Any], parts: int) -> Callable[[list[str]], list[str]]:
    way = rule["way"]
    if rule["do"] == JOIN:
        return lambda texts: [_BETWEEN[way].join(dict.fromkeys(filter(None, texts)))]
    if way == PHONE:
        return lambda texts: list(_phone(texts[0]))
    if way == POSTCODE:
        return lambda texts: list(_postcode(texts[0]))

    def make(texts: list[str]) -> list[str]:
        found = _cut(texts[0], way, parts)
        return [*found, *[""] * (parts - len(found))]

    return make


def _cut(text: str, way: str, parts: int) -> list[str]:
    """The parts of a cell; what is beyond the last stays in it."""
    if way not in _SEPARATORS:
        return [text]
    return re.split(_SEPARATORS[way], text, maxsplit=parts - 1)


def _phone(text: str) -> tuple[str, str]:
    """The words of a cell and its telephone numbers; a cell that has none is all words."""
    numbers = [match[0].strip() for match in _PHONE.finditer(text)]
    words = " ".join(_PHONE.sub(" ", text).split(" ")) if numbers else text
    return re.sub(r"[ \t]+", " ", words).strip(_EDGES) if numbers else text, " / ".join(numbers)


def _postcode(text: str) -> tuple[str, str]:
    """The postcode and the town of a cell; a cell that is not both is all town."""
    both = postcode_and_city(text)
    return (both[0], both[1].strip(_EDGES)) if both else ("", text)


def _texts(table: Table, column: str) -> Iterator[str]:
    place = table.headers.index(column)
    return (_at(cells, place) for _number, cells in first_of(table.rows()))


def _at(cells: Sequence[Any], place: int) -> str:
    return text_of(cells[place]) if place < len(cells) else ""
