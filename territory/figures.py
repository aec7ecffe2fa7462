# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers of people as they are written in France and elsewhere: a column is read whole, so that what one
cell leaves open the others settle.

« 1,234 » is 1.234 or 1 234. People are whole numbers and a column is written in one way: where no cell of it
says otherwise, it is 1 234; where one does, or where a commune would have more people than live in it, who
sent it is asked.
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from territory.refusal import Refused

# How Insee and its kin write that a number is not told.
SECRET = frozenset(
    ("", "s", "nd", "n/d", "na", "n.d.", "n.d", "nc", "n.c.", "ns", "c", "-", "–", "—", "/", "//", "///", "…",
     "...", "*", "secret", "so", "x")
)  # fmt: skip
_SPACES = re.compile("[\\s\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{FIGURE SPACE}\N{THIN SPACE}]+")
_GROUPED = re.compile(r"\d{1,3}(?: \d{3})+|\d{1,3}(?:'\d{3})+", re.ASCII)
_ONE_MARK = re.compile(r"(\d+)([.,])(\d+)", re.ASCII)
_MANY_MARKS = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})+", re.ASCII)
_BOTH_MARKS = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*([.,])\d+", re.ASCII)
# A commune of so many times its inhabitants is a misreading, not a year apart.
_TOO_MANY = 1.5


@dataclass(frozen=True, slots=True)
class Figure:
    """A cell that was found in a line of a file, and the population of its commune where it is known."""

    line: int
    cell: Any
    population: int | None = None


@dataclass(slots=True)
class _Marks:
    """What the cells of a column say of each mark: the first that has it for decimals, for thousands, and
    those that leave it open."""

    decimal: dict[str, Figure] = field(default_factory=dict)
    thousands: dict[str, Figure] = field(default_factory=dict)
    open: dict[str, list[Figure]] = field(default_factory=dict)
    # A cell that no mark was put in though it is long, or that is no whole number: thousands are not marked
    # here.
    against: Figure | None = None

    def see(self, figure: Figure, text: str) -> None:
        if found := _ONE_MARK.fullmatch(text):
            whole, mark, rest = found.groups()
            if len(rest) == 3 and len(whole) <= 3 and not whole.startswith("0"):
                self.open.setdefault(mark, []).append(figure)
            else:
                self.decimal.setdefault(mark, figure)
        elif found := _MANY_MARKS.fullmatch(text):
            self.thousands.setdefault(found[1], figure)
        elif (found := _BOTH_MARKS.fullmatch(text)) and found[1] != found[2]:
            self.thousands.setdefault(found[1], figure)
            self.decimal.setdefault(found[2], figure)
        elif len(text) > 3:
            self.against = self.against or figure

    def of_thousands(self) -> frozenset[str]:
        """The marks that part thousands. Raises Refused where the column does not say, or says both."""
        for mark in self.decimal:
            if mark in self.thousands:
                raise Refused(
                    _(
                        "Lignes %(a)d et %(b)d : « %(first)s » et « %(second)s » ne s'écrivent pas de la "
                        "même "
                        "façon. Écrivez tous les nombres sans séparateur de milliers."
                    )
                    % {
                        "a": self.decimal[mark].line,
                        "b": self.thousands[mark].line,
                        "first": shown(self.decimal[mark].cell),
                        "second": shown(self.thousands[mark].cell),
                    }
                )
        found = set(self.thousands)
        for mark, figures in self.open.items():
            if mark in self.decimal or mark in self.thousands:
                continue
            other = "." if mark == "," else ","
            if other in self.thousands:
                continue  # then this one is for decimals
            if other not in self.decimal:
                self._must_be_thousands(figures, other)
            found.add(mark)
        return frozenset(found)

    def _must_be_thousands(self, figures: Sequence[Figure], other: str) -> None:
        doubt = self.against or (self.open[other][0] if other in self.open else None)
        for figure in figures:
            people = float(re.sub(r"\D", "", written(figure.cell)))
            if figure.population is not None and people > _TOO_MANY * figure.population + 50:
                doubt = figure
        if doubt is None:
            return
        first = figures[0] if doubt not in figures else doubt
        text = shown(first.cell)
        raise Refused(
            _(
                "Ligne %(line)d : « %(text)s » peut se lire %(large)s ou %(small)s personnes, et la "
                "colonne ne "
                "permet pas de trancher (ligne %(doubt)d : « %(other)s »). Écrivez %(large)s sans "
                "séparateur, ou "
                "%(small)s avec toutes ses décimales dans toute la colonne."
            )
            % {
                "line": first.line,
                "text": text,
                "large": re.sub(r"\D", "", text),
                "small": text.replace(".", ",").rstrip("0").rstrip(","),
                "doubt": doubt.line,
                "other": shown(doubt.cell),
            }
        )


def is_figure(cell: Any) -> bool:
    """Whether a cell can be read as a number of people, whichever way its marks are meant."""
    if isinstance(cell, int | float):
        return not isinstance(cell, bool) and math.isfinite(cell) and cell >= 0
    text = written(cell)
    return bool(
        re.fullmatch(r"\d+", text, re.ASCII)
        or _ONE_MARK.fullmatch(text)
        or _MANY_MARKS.fullmatch(text)
        or ((both := _BOTH_MARKS.fullmatch(text)) and both[1] != both[2])
    )


def is_secret(cell: Any) -> bool:
    """Whether a cell says that its number is not told."""
    return cell is None or (isinstance(cell, str) and _spaced(cell).casefold() in SECRET)


def people(figures: Iterable[Figure]) -> tuple[list[float | None], frozenset[str]]:
    """The numbers of a column, None where one is not told, and the marks taken to part thousands.

    Raises Refused: a cell that is no number, or a mark that may mean two things.
    """
    column = list(figures)
    marks = _Marks()
    for figure in column:
        if is_secret(figure.cell):
            continue
        if not is_figure(figure.cell):
            raise Refused(
                _("Ligne %(line)d : « %(text)s » n'est pas un nombre de personnes.")
                % {"line": figure.line, "text": shown(figure.cell)}
            )
        if isinstance(figure.cell, str):
            text = written(figure.cell)
            if _GROUPED.search(_spaced(figure.cell)) and (found := _ONE_MARK.fullmatch(text)):
                marks.decimal.setdefault(found[2], figure)  # spaces part thousands already
            else:
                marks.see(figure, text)
        elif isinstance(figure.cell, float) and not figure.cell.is_integer():
            marks.against = marks.against or figure
    thousands = marks.of_thousands()
    return [_value(figure.cell, thousands) for figure in column], thousands & marks.open.keys()


def written(cell: Any) -> str:
    """The text of a cell without the spaces or apostrophes that part its thousands."""
    text = _spaced(str(cell)).replace("’", "'")
    found = _GROUPED.match(text)
    if found and (found.end() == len(text) or re.fullmatch(r"[.,]\d+", text[found.end() :], re.ASCII)):
        return re.sub(r"[ ']", "", text)
    return text


def shown(cell: Any) -> str:
    """A cell as it is quoted in a message."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return _spaced(str(cell))[:40]


def _spaced(text: str) -> str:
    return _SPACES.sub(" ", text).strip()


def _value(cell: Any, thousands: frozenset[str]) -> float | None:
    if is_secret(cell):
        return None
    if isinstance(cell, int | float):
        return float(cell)
    text = written(cell)
    for mark in thousands:
        text = text.replace(mark, "")
    value = float(text.replace(",", "."))
    if not math.isfinite(value):
        raise Refused(_("« %(text)s » n'est pas un nombre de personnes.") % {"text": shown(cell)})
    return value
