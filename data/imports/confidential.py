# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows that say that their address is not to be shown, and what was decided of those that only seem to.

A column that says it is a field like another (`targets.CONFIDENTIAL`). A word that says it elsewhere, in a
column that is not read or under an address, is a clue: nothing is written until a person has said what it
means. The answer is kept with the file's profile: it holds for the same words, and is asked again for others.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from accounts.roles import Role
from common.files import Table, Unreadable
from common.files.limits import SAMPLE_ROWS
from data.imports.records import STRUCTURE, Record
from data.imports.sight import sight_of
from data.imports.targets import CONFIDENTIAL
from data.imports.values import confidentiality, text_of
from data.imports.values.confidentiality import Header
from data.models import ImportRun
from mapping.confidential import TEXTS, tells_address
from mapping.models import Visibility
from places.folding import fold

HIDE, NOTHING = "hide", "nothing"
# Where a run keeps them: clues in its settings, answers among what is kept of the file's columns.
CLUES, ANSWERS = "clues", "_confidential"
SAYS_THE_ADDRESS = (
    "Ce texte, que tout le monde lirait, dit l'adresse confidentielle ou comment y entrer : laissé de côté."
)
# Of sessions too.
_TEXTS = TEXTS | {"details"}
NO_COMMUNE = "Son adresse est confidentielle, et sa commune, qui est seule montrée, n'est pas reconnue."
_SHOWN, _KEPT = 5, 500


class Undecided(Unreadable):
    """The file seems to speak of confidential addresses; a person has to say what it means."""


def level_of(run: ImportRun) -> int:
    """From whom « oui » hides an address: as many as can be, but for who imports, who has to keep it true."""
    return Visibility.OWNERS if sight_of(run).role is Role.STAFF else Visibility.PROFESSIONALS


@dataclass
class Watch:
    """Looks at each row of a file; `clues` are the words met that nobody has answered for, by column.

    They are kept by their folded text: what a person answers of one holds however it is written.
    """

    level: int
    answers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    clues: dict[str, dict[str, str]] = field(default_factory=dict)

    def headers(self, names: Iterable[str]) -> None:
        """Look at columns that no field is read from."""
        for name in names:
            if confidentiality.header(name) is not Header.NOTHING and name not in self.answers:
                self.clues.setdefault(name, {})

    def look(self, record: Record, cells: Iterable[tuple[str, Any]]) -> Record:
        """Hide the address of a row that says so; refuse it where nothing would be left to show."""
        hidden = 0
        for column, cell in cells:
            hidden = max(hidden, self._said(column, cell))
        for part in record.parts:
            if part.kind != STRUCTURE:
                continue
            given = part.payload.get("address_visibility")
            if hidden:
                part.payload["address_visibility"] = max(given or 0, hidden)
                for name in ("adresse", "complement_adresse"):
                    # The words « adresse confidentielle » are no address to look for.
                    text = part.payload.get(name, "")
                    if confidentiality.says(text) and not any(char.isdigit() for char in text):
                        part.payload[name] = ""
            if part.payload.get("address_visibility") and not part.payload.get("code_insee"):
                told = record.given or {name: text_of(cell)[:500] for name, cell in cells if text_of(cell)}
                return Record(record.number, [], NO_COMMUNE, told, record.table)
        self._keep_from_texts(record)
        return record

    @staticmethod
    def _keep_from_texts(record: Record) -> None:
        """Leave out the texts of a row, told to everyone, that say the address that the row hides."""
        streets = [
            part.payload.get("adresse", "")
            for part in record.parts
            if part.kind == STRUCTURE and part.payload.get("address_visibility")
        ]
        for part in record.parts if streets else ():
            for name in sorted(_TEXTS & part.payload.keys()):
                if any(tells_address(part.payload[name] or "", street) for street in streets):
                    part.payload[name] = ""
                    part.doubts.append((name, SAYS_THE_ADDRESS, True))

    def _said(self, column: str, cell: Any) -> int:
        answer = self.answers.get(column, {})
        if answer.get("say") == HIDE and confidentiality.header(column) is not Header.NOTHING:
            shows = confidentiality.header(column) is Header.SHOWS
            return confidentiality.visibility(confidentiality.read(cell, shows=shows).value, self.level) or 0
        if not confidentiality.says(cell):
            return 0
        if answer.get("say") == HIDE:
            return self.level
        text = fold(cell)[:200]
        if text not in answer.get("texts", ()):
            known = self.clues.setdefault(column, {})
            if len(known) < _KEPT:
                known.setdefault(text, text_of(cell)[:200])
        return 0

    def check(self) -> None:
        """Raise Undecided where something was met that nobody has answered for."""
        if self.clues:
            names = ", ".join(f"« {name} »" for name in self.clues)
            raise Undecided(
                f"Ce fichier semble parler d'adresses confidentielles ({names}) : dites ce qu'il en est."
            )


def watch_of(run: ImportRun) -> Watch:
    """What looks through a run's rows for words of confidential addresses, with what was answered of each."""
    return Watch(level_of(run), answers_of(run))


def answers_of(run: ImportRun) -> dict[str, Any]:
    """What was answered of this file, or of the last one of its source and format, which has no profile."""
    answers = run.settings.get("defaults", {}).get(ANSWERS, {})
    if answers or run.settings.get("columns") or run.source is None:
        return answers
    before = ImportRun.objects.filter(source=run.source, settings__format=run.settings.get("format"))
    last = before.exclude(pk=run.pk).filter(settings__defaults__has_key=ANSWERS).order_by("-pk").first()
    return last.settings["defaults"][ANSWERS] if last else {}


def cells_to_look_at(run: ImportRun, headers: Iterable[str]) -> list[tuple[int, str]]:
    """The columns where a word may say it: all but those that are read as saying it."""
    read = {column["name"] for column in run.settings.get("columns", []) if column["target"] == CONFIDENTIAL}
    return [(place, name) for place, name in enumerate(headers) if name not in read]


def unread(run: ImportRun) -> Iterator[str]:
    """The columns that no field is read from."""
    return (column["name"] for column in run.settings["columns"] if not column["target"])


def first_look(run: ImportRun, table: Table) -> None:
    """Note on the run what its first rows show already, so that it is asked with the columns."""
    watch = watch_of(run)
    watch.headers(unread(run))
    places = cells_to_look_at(run, table.headers)
    for number, cells in islice(table.rows(), SAMPLE_ROWS):
        watch.look(Record(number, []), [(name, cells[place]) for place, name in places if place < len(cells)])
    run.settings[CLUES] = watch.clues


def questions(run: ImportRun) -> list[dict[str, Any]]:
    """What is to be asked of the run's clues: by column, with some of the words met."""
    return [
        {"column": name, "texts": list(texts.values())[:_SHOWN], "more": max(len(texts) - _SHOWN, 0)}
        for name, texts in run.settings.get(CLUES, {}).items()
    ]


def remembered(run: ImportRun) -> list[dict[str, Any]]:
    """What was answered of this file, or of an edition of it, and is not asked again: by column of it, what
    was said and some of the words that it was said of."""
    columns = run.settings.get("columns")
    names = {column["name"] for column in columns} if columns else None
    asked = run.settings.get(CLUES, {})
    return [
        {"column": name, "say": answer["say"], "texts": answer.get("texts", [])[:_SHOWN]}
        for name, answer in answers_of(run).items()
        if name not in asked and (names is None or name in names)
    ]


def answered(run: ImportRun, said: Mapping[str, str]) -> dict[str, Any]:
    """The answers of the run with those that a person gives now to its clues, and instead of what is
    remembered, by column."""
    answers = {**answers_of(run)}
    for name in said.keys() & answers.keys():
        answers[name] = answers[name] | {"say": said[name]}
    for name, texts in run.settings.get(CLUES, {}).items():
        if name in said:
            before = answers.get(name, {}).get("texts", [])
            answers[name] = {"say": said[name], "texts": [*before, *texts][-_KEPT:]}
    return answers
