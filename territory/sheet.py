# SPDX-License-Identifier: AGPL-3.0-or-later
"""A table by commune as prefectures have them: which column has the codes, which one the values.

Nothing is supposed of its shape: titles above, notes below, names of communes beside the codes, lines of
totals. Columns are told by what their cells hold, and by their names only where that leaves several.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from common.files import Grid, Unreadable, open_grids
from common.files.book import Row, first_of
from places.official import current_codes
from places.text import fold
from territory.codes import code_of, text_of
from territory.figures import is_figure, is_secret
from territory.refusal import MAX_BYTES, Refused, too_heavy

# Sheets of a workbook that are looked at.
_SHEETS = 12
# Columns of numbers that are no people, by their names.
_NOT_PEOPLE = frozenset(
    ("an", "annee", "annees", "year", "millesime", "date", "dep", "dept", "departement", "code departement",
     "code dep", "reg", "region", "code region", "epci", "siren", "code epci", "arr", "canton", "cv", "ze",
     "uu", "aav", "latitude", "longitude", "lat", "lon", "x", "y", "superficie", "surface", "part", "taux",
     "pourcentage", "code postal", "cp", "rang", "numero")
)  # fmt: skip
_POSTCODES = ("code postal", "codes postaux", "cp", "codepostal", "code post")
_NAMES = ("libgeo", "libelle", "commune", "nom", "nccenr", "ncc", "libcom", "nom commune", "lib com", "ville")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a file, and where its columns are: `codes` and `values` count from 0.

    `headers` are the names of the columns; `first` is the line where the communes begin. `notes` say what was
    chosen, in French.
    """

    grid: Grid
    codes: int
    values: int
    headers: dict[int, str]
    first: int
    notes: list[str] = field(default_factory=list)

    def cell(self, cells: list[Any], column: int) -> Any:
        """The cell of a row in that column; None where the row is shorter."""
        return cells[column] if column < len(cells) else None

    def rows(self) -> Iterator[Row]:
        """Every filled row of the sheet. Raises Refused."""
        try:
            yield from self.grid.rows()
        except Unreadable as refusal:
            raise Refused(str(refusal)) from None


@contextmanager
def opened(content: bytes, fits: Callable[[Any], bool], column: str = "") -> Iterator[Sheet]:
    """The sheet of a file that speaks of communes, and its columns.

    `fits` tells a cell that a value may be; `column` is the name of the one to read, where there are several.
    Raises Refused.
    """
    if len(content) > MAX_BYTES:
        raise Refused(too_heavy())
    with tempfile.NamedTemporaryFile(prefix="depot-") as file:
        file.write(content)
        file.flush()
        yield _found(Path(file.name), fits, column)


@dataclass(frozen=True, slots=True)
class _Sample:
    """The first rows of a sheet, the column of its codes, and the rows that have one."""

    grid: Grid
    rows: list[Row]
    codes: int
    communes: list[Row]
    known: int


def _found(path: Path, fits: Callable[[Any], bool], column: str) -> Sheet:
    try:
        grids = open_grids(path)
        samples = [_sample(grid) for grid in grids[:_SHEETS]]
    except Unreadable as refusal:
        raise Refused(str(refusal)) from None
    best = max(samples, key=lambda sample: (sample.known, len(sample.communes)))
    headers = _headers(best)
    named_so = "code" in (name := fold(headers.get(best.codes, ""))) or "insee" in name or name == "codgeo"
    if not best.communes or (2 * best.known < len(best.communes) and not named_so):
        raise Refused(_why_no_code(next((sample.rows for sample in samples if sample.rows), [])))
    if fold(headers.get(best.codes, "")) in _POSTCODES:
        raise Refused(
            _(
                "La colonne « %(name)s » donne des codes postaux : plusieurs communes en partagent un. "
                "Le code Insee de chaque commune est attendu (CODGEO)."
            )
            % {"name": headers[best.codes]}
        )
    notes = [_("Feuille lue : « %(name)s ».") % {"name": best.grid.name}] if len(grids) > 1 else []
    values, others = _values(best, headers, fits, column)
    if others:
        notes.append(_("Colonne lue : « %(name)s ».") % {"name": _named(headers, values)})
    return Sheet(best.grid, best.codes, values, headers, best.communes[0][0], notes)


def _sample(grid: Grid) -> _Sample:
    """The first rows of a sheet; the column of codes is the first of those that hold the most known ones."""
    rows = first_of(grid.rows())
    width = max((len(cells) for _line, cells in rows), default=0)
    found = {
        place: [code for _line, cells in rows if place < len(cells) and (code := code_of(cells[place]))]
        for place in range(width)
    }
    if len(held := [place for place, codes in found.items() if codes]) > 1:
        # A year looks like a code of the Aisne that lost its zero.
        found |= {place: [] for place in held if all("01900" <= code <= "02100" for code in found[place])}
    known = current_codes({code for codes in found.values() for code in codes})
    score = {place: sum(code in known for code in codes) for place, codes in found.items()}
    most = max(score.values(), default=0)
    best = next((place for place in score if most and score[place] >= 0.9 * most), None)
    if best is None:
        best = max(found, key=lambda place: len(found[place]), default=0)
    communes = [row for row in rows if best < len(row[1]) and code_of(row[1][best])]
    return _Sample(grid, rows, best, communes, most)


def _why_no_code(rows: list[Row]) -> str:
    """What is wrong with a file without any code: the first line that has something beside a number."""
    for line, cells in rows:
        filled = [cell for cell in cells if text_of(cell)]
        if any(map(is_figure, filled)) or len(rows) == 1:
            text = text_of(filled[0])[:40]
            if code_of(filled[0]):
                return _(
                    "Aucune ligne ne parle d'une commune connue : « %(text)s », ligne %(line)d, n'en est "
                    "pas le "
                    "code Insee. Est-ce un code postal ?"
                ) % {"line": line, "text": text}
            return _(
                "Ligne %(line)d : « %(text)s » n'est pas un code de commune à cinq caractères. Une colonne "
                "de "
                "codes Insee (CODGEO) est attendue."
            ) % {"line": line, "text": text}
    return _("Aucune ligne ne parle d'une commune connue : une colonne de codes Insee (CODGEO) est attendue.")


def _headers(sample: _Sample) -> dict[int, str]:
    """The names of the columns: the last row above the communes that has something over their codes."""
    first = sample.communes[0][0] if sample.communes else 0
    above = [
        cells
        for line, cells in sample.rows
        if line < first and sample.codes < len(cells) and text_of(cells[sample.codes])
    ]
    if not above:
        return {}
    return {place: text_of(cell)[:80] for place, cell in enumerate(above[-1]) if text_of(cell)}


def _named(headers: dict[int, str], place: int) -> str:
    return headers.get(place) or _("colonne %(n)d") % {"n": place + 1}


def _values(
    sample: _Sample, headers: dict[int, str], fits: Callable[[Any], bool], column: str
) -> tuple[int, list[int]]:
    """The column of values, and the others that it could have been. Raises Refused."""
    width = max(len(cells) for _line, cells in sample.communes)
    others = [place for place in range(width) if place != sample.codes]
    if column:
        asked = [place for place in others if fold(_named(headers, place)) == fold(column)]
        if not asked:
            raise Refused(
                _("Il n'y a pas de colonne « %(name)s ». Colonnes du fichier : %(all)s.")
                % {"name": column[:80], "all": _list(headers, others)}
            )
        return asked[0], []
    if not others:
        raise Refused(
            _("Ligne %(line)d : un code de commune et une valeur sont attendus.")
            % {"line": sample.communes[0][0]}
        )
    fitting = [place for place in others if _mostly(sample, place, fits)]
    if len(fitting) > 1:
        named = [place for place in fitting if not _is_aside(headers.get(place, ""), fits)]
        fitting = [place for place in named if not _are_years(sample, place)] or named or fitting
    if len(fitting) > 1:
        raise Refused(
            _(
                "Plusieurs colonnes peuvent être celle à lire : %(all)s. Donnez le nom de la bonne dans le "
                "champ "
                "« Colonne »."
            )
            % {"all": _list(headers, fitting)}
        )
    place = fitting[0] if fitting else _likely(sample, headers, others)
    return place, [other for other in others if other != place and _mostly(sample, other, is_figure)]


def _list(headers: dict[int, str], places: list[int]) -> str:
    named = [f"« {_named(headers, place)} »" for place in places[:12]]
    return ", ".join(named) + ("…" if len(places) > 12 else "")


def _mostly(sample: _Sample, place: int, fits: Callable[[Any], bool]) -> bool:
    """Whether a column holds such values, and little else."""
    cells = [cells[place] for _line, cells in sample.communes if place < len(cells)]
    told = [cell for cell in cells if not is_secret(cell)]
    good = sum(map(fits, told))
    return good > 0 and 2 * good >= len(told)


def _is_aside(header: str, fits: Callable[[Any], bool]) -> bool:
    """Whether a column is beside the matter by its name: a year, a département, the name of the commune."""
    name = fold(header)
    if fits is is_figure:
        return name in _NOT_PEOPLE or "%" in header or name.startswith(("part ", "taux "))
    return name in _NAMES


def _are_years(sample: _Sample, place: int) -> bool:
    texts = [text_of(cells[place]) for _line, cells in sample.communes if place < len(cells)]
    return all(len(text) == 4 and text.isdigit() and "1900" <= text <= "2100" for text in texts if text)


def _likely(sample: _Sample, headers: dict[int, str], others: list[int]) -> int:
    """The column that should have held values, to say what it holds instead; the last that is no name."""
    filled = [
        place for place in others if any(text_of(c[place]) for _line, c in sample.communes if place < len(c))
    ]
    left = [place for place in filled if fold(headers.get(place, "")) not in _NAMES]
    return (left or filled or others)[-1]
