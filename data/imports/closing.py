# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows that say that their structure is closed, and what was decided of them.

Words of it in any column, be it not read, are a clue: nothing is written until a person has said whether
these structures are closed, left out or published all the same. The answer is kept with what is kept of the
file: it holds for the same words, and is asked again for others.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from common.files import Table
from common.files.limits import SAMPLE_ROWS
from data.imports.confidential import Undecided
from data.imports.records import STRUCTURE, Record
from data.imports.targets import DAYS
from data.imports.values import closing, text_of
from data.models import ImportRun
from mapping.models import Status
from places.folding import fold

CLOSE, SKIP, PUBLISH = "close", "skip", "publish"
# Where a run keeps the words met, and the answer among what is kept of the file's columns.
CLUES, ANSWER = "closed", "_closed"
LEFT_OUT = "Dite fermée (« %s ») : non reprise, comme vous l'avez dit."
CLOSED = "Dite fermée (« %s ») : la fiche est fermée, comme vous l'avez dit."
PUBLISHED = "Dite fermée (« %s ») : publiée quand même, comme vous l'avez dit."
_KEPT = 200
_SHOWN = 5


@dataclass
class ClosedWatch:
    """Looks at each row of a file; `clues` are the words met that nobody has answered for, with how many rows
    say them."""

    answer: Mapping[str, Any] = field(default_factory=dict)
    clues: dict[str, list[Any]] = field(default_factory=dict)

    def look(self, record: Record, cells: Iterable[tuple[str, Any]]) -> Record:
        """What becomes of a row that says that its structure is closed."""
        cells = list(cells)
        said = next((text_of(cell) for _column, cell in cells if closing.says(cell)), "")
        if not said or record.refusal:
            return record
        if fold(said)[:200] not in self.answer.get("texts", ()):
            self._note(said)
            return record
        if not record.parts:
            return record
        say = self.answer.get("say")
        if say == SKIP:
            given = record.given or {name: text_of(cell)[:500] for name, cell in cells if text_of(cell)}
            return Record(record.number, [], LEFT_OUT % said[:80], given, record.table)
        if say == CLOSE:
            self._close(record, said)
        else:
            record.parts[0].doubts.append(("status", PUBLISHED % said[:80], False))
        return record

    def _note(self, said: str) -> None:
        key = fold(said)[:200]
        if key in self.clues or len(self.clues) < _KEPT:
            text, count = self.clues.get(key, (said[:200], 0))
            self.clues[key] = [text, count + 1]

    @staticmethod
    def _close(record: Record, said: str) -> None:
        for part in record.parts:
            if part.kind == STRUCTURE:
                part.payload["status"] = Status.CLOSED.value
                part.doubts.append(("status", CLOSED % said[:80], False))

    def check(self) -> None:
        """Raise Undecided where words were met that nobody has answered for."""
        if self.clues:
            texts = ", ".join(f"« {text[:60]} »" for text, _count in list(self.clues.values())[:_SHOWN])
            raise Undecided(
                f"Des lignes disent que leur structure est fermée ({texts}) : dites ce qu'elles deviennent."
            )


def watch_of(run: ImportRun) -> ClosedWatch:
    """What looks through a run's rows for closed structures, with what was answered of them."""
    return ClosedWatch(answer_of(run))


def answer_of(run: ImportRun) -> dict[str, Any]:
    """What was answered of this file, or of the last one of its source and format, which has no profile."""
    answer = run.settings.get("defaults", {}).get(ANSWER, {})
    if answer or run.settings.get("columns") or run.source is None:
        return answer
    before = ImportRun.objects.filter(source=run.source, settings__format=run.settings.get("format"))
    last = before.exclude(pk=run.pk).filter(settings__defaults__has_key=ANSWER).order_by("-pk").first()
    return last.settings["defaults"][ANSWER] if last else {}


def cells_to_look_at(run: ImportRun, headers: Iterable[str]) -> list[tuple[int, str]]:
    """The columns where it may be said: all but those of a day, where « fermé » is of that day."""
    days = {column["name"] for column in run.settings.get("columns", []) if column["target"] in DAYS}
    return [(place, name) for place, name in enumerate(headers) if name not in days]


def first_look(run: ImportRun, table: Table) -> None:
    """Note on the run what its first rows say, so that it is asked with the columns."""
    watch = watch_of(run)
    places = cells_to_look_at(run, table.headers)
    for number, cells in islice(table.rows(), SAMPLE_ROWS):
        watch.look(Record(number, []), [(name, cells[place]) for place, name in places if place < len(cells)])
    run.settings[CLUES] = watch.clues


def question(run: ImportRun) -> dict[str, Any] | None:
    """What is to be asked of the run: how many rows say so, and some of their words; None for nothing."""
    clues = run.settings.get(CLUES) or {}
    if not clues:
        return None
    texts = [text for text, _count in clues.values()]
    return {
        "rows": sum(count for _text, count in clues.values()),
        "texts": texts[:_SHOWN],
        "more": max(len(texts) - _SHOWN, 0),
    }


def answered(run: ImportRun, say: str) -> dict[str, Any]:
    """The answer of the run with what a person says now of the words met."""
    before = answer_of(run)
    if not say:
        return dict(before)
    texts = [*before.get("texts", []), *(run.settings.get(CLUES) or {})]
    return {"say": say, "texts": list(dict.fromkeys(texts))[-_KEPT:]}
