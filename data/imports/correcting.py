# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows of an import as a person corrected them in a workbook, taken up by the same import.

The workbook (`data.pages.workbook`) has the columns of the file, and names the import and the row of each
line. What comes back stands in place of the file's own cells, by row: while nothing is written, in the same
run, which is rehearsed again; once it is applied, in a run of these rows alone. A line that nobody touched,
or that was taken out, changes nothing; the same workbook twice does nothing more.
"""

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from common.files import Book, Table, Unreadable, open_book
from common.files.book import Row, at_hand
from common.files.spreadsheet import TOGETHER
from common.required import required
from data.imports.asides import A_TOTAL, HEADERS_AGAIN
from data.imports.formats import DATA_INCLUSION, data_inclusion_tables
from data.imports.own import tables as own
from data.imports.ownership import role_for
from data.imports.records import DERIVED, Record
from data.imports.shapes import chosen_table, open_tables
from data.imports.values import text_of
from data.models import ImportRow, ImportRun
from data.models.run import Action, RunState
from data.models.source import Kind

# The name of the column that says of which import and of which row a line is.
LINE = "Ligne du fichier (import %d)"
_LINE = re.compile(r"Ligne du fichier \(import (\d+)\)")
# More lines are a file to mend where it comes from.
MOST = 10_000
# Of a corrected row, and of what the source said last: what the file says itself where it was corrected.
AS_IN_FILE = "_file"


class NotCorrected(Unreadable):
    """Nothing was taken; the message, in French, says why."""


@dataclass(slots=True)
class Brought:
    """The run that takes up what was corrected, how many lines were touched or not, which are not its."""

    run: ImportRun
    corrected: int = 0
    same: int = 0
    unknown: list[str] = field(default_factory=list)


def can_be_corrected(run: ImportRun) -> bool:
    """Whether rows of a run may go out as a workbook and come back: the file is there, and each of its
    records is one line of a table (those of HSDS are made of lines of several)."""
    is_lines = bool(run.settings.get("columns")) or run.settings.get("format") in (own.CODE, DATA_INCLUSION)
    return is_lines and run.file is not None and run.file.size > 0


def to_correct(run: ImportRun) -> QuerySet[ImportRow]:
    """What is refused or doubtful in a run, in the order of its file, but for totals and headers again."""
    rows = ImportRow.objects.filter(run=run, number__gt=0).exclude(reason__in=(A_TOTAL, HEADERS_AGAIN))
    return rows.filter(~Q(doubts=[]) | Q(action=Action.REFUSE)).order_by("number", "table", "pk")


def rows_to_correct(run: ImportRun) -> dict[tuple[str, int], list[ImportRow]]:
    """The same by table and number, each row of the file with what it makes."""
    found: dict[tuple[str, int], list[ImportRow]] = {}
    for row in to_correct(run):
        found.setdefault((row.table, row.number), []).append(row)
    return found


@dataclass(frozen=True, slots=True)
class Lines:
    """A table of a run whose rows are corrected, and what its records say of where they are (`place`); None
    where each row says it."""

    table: Table
    place: str | None = None

    def place_of(self, cells: list[Any]) -> str:
        """The part of its file that a row is numbered in."""
        return place_of(self.table, cells) if self.place is None else self.place


def lines_of(run: ImportRun, book: Book) -> list[Lines]:
    """The tables that a run reads, as its file has them. Raises Unreadable."""
    form = run.settings.get("format")
    if run.settings.get("columns"):
        return [Lines(chosen_table(book, run.settings))]
    if form == own.CODE:
        mine = own.own_tables(book, role_for(run.user))
        return [Lines(one.table, own.place_of(one)) for one in mine]
    return [Lines(table, table.name) for table in data_inclusion_tables(book).values()]


def taken(run: ImportRun, records: Callable[[], Iterable[Record]]) -> Iterator[Record]:
    """The records of a file that a run is of: all; of one that corrects another, those of the rows corrected,
    with the structures that they hang on and what hangs on the structures among them."""
    corrected = Corrected(run)
    if run.corrects_id is None:
        yield from records()
        return
    parents, keys = set[str](), set[str]()
    for record in records():
        if corrected.takes(record.table, record.number):
            parents |= {part.parent for part in record.parts if part.parent}
            keys |= {part.key for part in record.parts if not part.parent}
    for record in records():
        of_these = any(part.key in parents or part.parent in keys for part in record.parts)
        if of_these or corrected.takes(record.table, record.number):
            yield record


def place_of(table: Table, cells: list[Any]) -> str:
    """The part of its file that a row is numbered in."""
    return str(cells[-1])[:200] if table.parted and cells else ""


class Corrected:
    """The rows of a run as they were corrected, for who reads its file."""

    def __init__(self, run: ImportRun):
        self._said: dict[str, Any] = run.corrected
        self._alone = run.corrects_id is not None

    def takes(self, place: str, number: int) -> bool:
        """Whether the run is of this row: of all of them, or of those that were corrected."""
        return not self._alone or _key(place, number) in self._said

    def cells(self, place: str, number: int, cells: list[Any]) -> list[Any]:
        """The cells of a row, corrected where it was."""
        said = self._said.get(_key(place, number))
        return list(said["cells"]) if said else cells

    def has(self, place: str, number: int) -> bool:
        """Whether a row was corrected."""
        return _key(place, number) in self._said

    def keep_as_in_file(self, place: str, number: int, corrected: Record, as_in_file: Record) -> None:
        """Note what the file itself says in the fields that a correction changes: the source's next edition
        may say it again."""
        by_kind = {part.kind: part.payload for part in as_in_file.parts}
        self._said[_key(place, number)][AS_IN_FILE] = {
            part.kind: {name: value for name, value in said.items() if part.payload.get(name) != value}
            for part in corrected.parts
            if (said := by_kind.get(part.kind))
        }

    def key(self, place: str, number: int) -> str:
        """Under which identifier a row that has none of its own was known before it was corrected."""
        said = self._said.get(_key(place, number))
        return said["key"] if said else ""


def rows_corrected(run: ImportRun) -> list[str]:
    """The rows of a run that a person corrected, as `number|table`."""
    return list(run.corrected)


_REMEMBER = f"""
UPDATE data_link l
SET given = l.given || jsonb_build_object('{AS_IN_FILE}', c.said->r.kind)
FROM data_importrow r
JOIN jsonb_each(%(said)s::jsonb) AS c(row, said) ON c.row = r.number::text || '|' || r."table"
WHERE r.run_id = %(run)s AND l.source_id = %(source)s AND l.kind = r.kind AND l.key = r.key
    AND c.said->r.kind <> '{{}}'
"""


def remember_file(cursor: Any, run: ImportRun) -> None:
    """Keep with what the source said last what its file says otherwise, where a person corrected it: the next
    edition that says it again takes no correction back."""
    said = {row: one[AS_IN_FILE] for row, one in run.corrected.items() if one.get(AS_IN_FILE)}
    if said:
        parameters = {"run": run.pk, "source": run.source_id, "said": json.dumps(said)}
        cursor.execute(_REMEMBER, parameters)


def corrected_table(run: ImportRun, table: Table, place: str | None = None) -> Table:
    """The table with the cells of its rows as they were corrected so far."""
    corrected, lines = Corrected(run), Lines(table, place)

    def rows() -> Iterator[Row]:
        for number, cells in table.rows():
            yield number, corrected.cells(lines.place_of(cells), number, cells)

    return replace(table, rows=rows)


def lines_to_correct(run: ImportRun, path: Path) -> list[Lines]:
    """The tables that a run reads, as corrected so far. Raises Unreadable."""
    given = lines_of(run, open_tables(path))
    return [replace(one, table=corrected_table(run, one.table, one.place)) for one in given]


def refuse_workbook(headers: Iterable[str]) -> None:
    """Raise Unreadable for a workbook of corrections that is sent as if it were a new file."""
    for name in headers:
        if found := _LINE.fullmatch(name):
            raise Unreadable(
                _("Ce classeur corrige des lignes de l'import %(number)s : ramenez-le depuis sa page.")
                % {"number": found[1]}
            )


def bring_back(run: ImportRun, path: Path, user: Any = None) -> Brought:
    """Take up the lines of a corrected workbook. Raises NotCorrected, or Unreadable for what is none."""
    if not can_be_corrected(run):
        raise NotCorrected(_("Les lignes de cet import ne se corrigent pas dans un classeur."))
    book = open_book(path)
    brought = Brought(run)
    said: dict[str, Any] = {}
    with required(run.file).on_disk() as file:
        for one, sheet in _sheets(run, book, lines_to_correct(run, file)):
            _take_lines(one, _lines(run, at_hand(sheet), one), said, brought)
    brought.corrected = len(said)
    if said:
        _name(run, said)
        brought.run = _take_up(run, said, user)
    return brought


def read_again(run: ImportRun, rows: Collection[tuple[str, int]], user: Any = None) -> ImportRun:
    """The run that reads these rows (by table and number) as they are, once what they mean was said; of one
    that is applied, a run of these rows alone. Raises NotCorrected, or Unreadable."""
    if not can_be_corrected(run) or not rows:
        raise NotCorrected(_("Les lignes de cet import ne se lisent pas de nouveau : envoyez le fichier."))
    said: dict[str, Any] = {}
    with required(run.file).on_disk() as file:
        for one in lines_to_correct(run, file):
            for number, cells in one.table.rows():
                if (place := one.place_of(cells), number) in rows:
                    said[_key(place, number)] = {"cells": list(map(_kept, cells)), "key": ""}
    _name(run, said)
    return _take_up(run, said, user)


def _sheets(run: ImportRun, book: Book, given: list[Lines]) -> list[tuple[Lines, Table]]:
    """The sheets of a workbook that came back, each with the table that it corrects: of several, the one of
    its name, else the one that has most of its columns."""
    if len(given) == 1:
        return [(given[0], book.table())]
    found = []
    for sheet in book.tables:
        if sheet.name == TOGETHER or not any(_LINE.fullmatch(name) for name in sheet.headers):
            continue
        names = set(sheet.headers)
        fits = [one for one in given if names.issuperset(one.table.headers)]
        best = max(fits, key=lambda one: (one.table.name == sheet.name, len(one.table.headers)), default=None)
        found.append((best or given[0], sheet))
    if not found:
        raise NotCorrected(
            _("La colonne « %(name)s » manque : c'est elle qui dit quelle ligne est corrigée.")
            % {"name": LINE % run.pk}
        )
    return found


def _take_lines(
    given: Lines, lines: dict[tuple[str, int], list[Any]], said: dict[str, Any], brought: Brought
) -> None:
    """Note which of a sheet's lines were changed, and as what."""
    for number, cells in given.table.rows():
        place = given.place_of(cells)
        line = lines.pop((place, number), None)
        if line is None:
            continue
        before = _padded(cells, len(line))
        # A cell that nobody touched stays what it was, whatever a spreadsheet makes of it.
        after = [old if text_of(old) == text_of(new) else new for old, new in zip(before, line, strict=True)]
        if after == before:
            brought.same += 1
        else:
            said[_key(place, number)] = {"cells": list(map(_kept, after)), "key": ""}
    brought.unknown += [f"{number}" for _place, number in sorted(lines)]


def _lines(run: ImportRun, read: Table, given: Lines) -> dict[tuple[str, int], list[Any]]:
    """The lines of a sheet by place and number, their cells as the columns of the file are."""
    table = given.table
    places = {name: place for place, name in enumerate(read.headers)}
    line = next((name for name in read.headers if _LINE.fullmatch(name)), None)
    if line is None:
        raise NotCorrected(
            _("La colonne « %(name)s » manque : c'est elle qui dit quelle ligne est corrigée.")
            % {"name": LINE % run.pk}
        )
    named = int(_LINE.fullmatch(line)[1])  # type: ignore[index]  # it matched just above
    if named not in _numbers_of(run):
        raise NotCorrected(
            _("Ce classeur corrige l'import %(other)d, et cette page est celle de l'import %(own)d.")
            % {"other": named, "own": run.pk}
        )
    missing = [name for name in table.headers if name not in places]
    if missing:
        raise NotCorrected(
            _("Il manque à ce classeur : %(names)s. Gardez les colonnes telles qu'elles étaient.")
            % {"names": ", ".join(f"« {name} »" for name in missing[:8])}
        )
    found: dict[tuple[str, int], list[Any]] = {}
    for _number, cells in read.rows():
        cells = _padded(cells, len(read.headers))
        text = text_of(cells[places[line]])
        if not text:
            continue
        if not text.isdecimal() or len(text) > 9:
            raise NotCorrected(
                _("« %(text)s » n'est pas un numéro de ligne : ne changez pas la colonne « %(name)s ».")
                % {"text": text[:40], "name": line}
            )
        line_cells = [cells[places[name]] for name in table.headers]
        found[given.place_of(line_cells), int(text)] = line_cells
        if len(found) > MOST:
            raise NotCorrected(_("%(most)d lignes au plus se corrigent à la fois.") % {"most": MOST})
    return found


def _numbers_of(run: ImportRun) -> set[int]:
    """The imports whose workbook may be brought back here: this one, and the one that it corrects."""
    return {run.pk} | ({run.corrects_id} if run.corrects_id else set())


def _name(run: ImportRun, said: dict[str, Any]) -> None:
    """Keep under which identifier each corrected row was known, where it was worked out of its words."""
    rows = ImportRow.objects.filter(run=run, kind=Kind.STRUCTURE, key__startswith=DERIVED).exclude(
        action__in=(Action.REFUSE, Action.DOUBLE)
    )
    for table, number, key in rows.order_by().values_list("table", "number", "key"):
        if (one := _key(table, number)) in said:
            said[one]["key"] = key
    for one, before in run.corrected.items():
        if one in said and not said[one]["key"]:
            said[one]["key"] = before["key"]


@transaction.atomic
def _take_up(run: ImportRun, said: dict[str, Any], user: Any) -> ImportRun:
    run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if run.doing:
        raise NotCorrected(_("Quelque chose est en cours sur cet import : revenez quand ce sera fini."))
    if run.state == RunState.APPLIED:
        return _of_these_alone(run, said, user)
    if run.state not in (RunState.RECEIVED, RunState.REHEARSED):
        raise NotCorrected(_("Cet import est annulé : remettez-le d'abord en place."))
    run.corrected = run.corrected | said
    run.save(update_fields=["corrected"])
    return run


def _of_these_alone(run: ImportRun, said: dict[str, Any], user: Any) -> ImportRun:
    """The run of the corrected rows of one that is applied: the one that waits already, or a new one."""
    waiting = run.corrections.filter(state__in=(RunState.RECEIVED, RunState.REHEARSED), doing="")
    one = waiting.order_by("-pk").first()
    if one is None:
        one = ImportRun(
            corrects=run,
            file=run.file,
            source=run.source,
            profile=run.profile,
            user=user,
            settings=run.settings,
            told=run.told | {"Corrige": f"import {run.pk}"},
        )
    one.corrected = one.corrected | said
    one.save()
    return one


def _padded(cells: list[Any], width: int) -> list[Any]:
    return [*cells[:width], *[None] * (width - len(cells))]


def _key(place: str, number: int) -> str:
    return f"{number}|{place}"


def _kept(cell: Any) -> Any:
    """A cell as JSON has it, read again as it was."""
    if isinstance(cell, datetime | date):
        return text_of(cell)
    if isinstance(cell, list) and all(isinstance(one, str | int | float) for one in cell):
        return cell
    return cell if cell is None or isinstance(cell, str | int | float | bool) else text_of(cell)
