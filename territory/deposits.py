# SPDX-License-Identifier: AGPL-3.0-or-later
"""What staff bring by commune: a number of people, or the name of a group, read, checked and gathered.

Anything wrong raises `Refused`, whose message says in French what was expected, and in which line.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from places.models import Commune
from places.official import cities_of_arrondissements, current_codes
from territory import words
from territory.cities import whole_or_parts
from territory.codes import code_of, is_wider, loose_code, says_all, says_total, text_of
from territory.figures import Figure, is_figure, people, shown
from territory.plurals import ngettext
from territory.refusal import Refused
from territory.sheet import Sheet, opened

__all__ = ["MAX_LINES", "Refused", "Table", "groups", "numbers"]

MAX_LINES = 60_000
# What is said of several communes names this many.
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Table:
    """A column by the code of today's communes.

    `left` has the values under the codes that no commune has, `missing` counts the communes without a value,
    and `notes` say in French what had to be understood.
    """

    values: dict = field(default_factory=dict)
    left: dict = field(default_factory=dict)
    missing: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def unknown(self) -> list[str]:
        """The codes that no commune has, in order."""
        return sorted(self.left)


@dataclass(slots=True)
class _Lines:
    """The lines of a sheet: those of communes, in order, and those that add others up."""

    sheet: Sheet
    communes: list[tuple[int, str, Any]] = field(default_factory=list)
    everyone: set[int] = field(default_factory=set)
    totals: list[tuple[int, str, Any, int]] = field(default_factory=list)
    wider: int = 0
    texts: int = 0
    years: set[str] = field(default_factory=set)


def numbers(name: str, content: bytes, column: str = "") -> Table:
    """People by commune, from a table with a column of codes and one of numbers; Insee's usual shapes are
    read.

    Several lines of one commune are added up, and so are those of the communes that became part of it. A
    secret or empty number is missing. `column` is the one to read, where several hold numbers. `name` is the
    file's: what it is, is told by its content. Raises Refused.
    """
    with opened(content, is_figure, column) as sheet:
        lines = _lines(sheet, is_figure)
    notes = list(sheet.notes)
    current = current_codes({code for _line, code, _cell in lines.communes})
    population = dict(
        Commune.objects.filter(code__in=set(current.values())).values_list("code", "population")
    )
    cells = [
        Figure(line, cell, population.get(current.get(code, ""))) for line, code, cell in lines.communes
    ] + [Figure(line, cell) for line, _label, cell, _at in lines.totals]
    read, marks = people(cells)
    for mark in sorted(marks):
        example = next(each for each in cells if isinstance(each.cell, str) and mark in each.cell)
        notes.append(
            _("« %(mark)s » sépare les milliers : « %(text)s » est lu %(n)s.")
            % {"mark": mark, "text": shown(example.cell), "n": words.number(read[cells.index(example)])}
        )
    found, totals = read[: len(lines.communes)], read[len(lines.communes) :]
    by_code, left = _added(lines, found, current, notes)
    values = {code: value for code, value in by_code.items() if value is not None}
    missing = len(by_code) - len(values)
    told = whole_or_parts(values, notes)
    _compare(lines, found, totals, sum(told.values()) + sum(left.values()), notes)
    if not told:
        raise Refused(
            _("Aucun nombre n'est donné : toutes les valeurs sont vides ou secrètes.")
            if missing
            else _("Aucune ligne ne parle d'une commune connue : le code Insee est attendu.")
        )
    _mostly_known(current, lines)
    return Table(told, left, missing, [*notes, *_of_texts(lines)])


def groups(name: str, content: bytes, column: str = "") -> Table:
    """A group's name by commune, from a table with a column of codes and one of names.

    The name of a city is that of its arrondissements too. Raises Refused.
    """
    with opened(content, _is_name, column) as sheet:
        lines = _lines(sheet, lambda _cell: False)
    current = current_codes({code for _line, code, _cell in lines.communes})
    own: dict[str, str | None] = {}
    of_parts: dict[str, set[str]] = defaultdict(set)
    left: dict[str, str] = {}
    for line, code, cell in lines.communes:
        group = text_of(cell)[:80] or None
        today = current.get(code)
        if today is None:
            left[code] = group or ""
        elif today != code:
            of_parts[today] |= {group} if group else set()
        elif own.get(code) and group and own[code] != group:
            raise Refused(
                _("Ligne %(line)d : la commune %(code)s est déjà dite plus haut, dans « %(group)s ».")
                % {"line": line, "code": code, "group": own[code]}
            )
        else:
            own[code] = group or own.get(code)
    for today, named in of_parts.items():
        if not own.get(today) and len(named) > 1:
            raise Refused(
                _("La commune %(code)s réunit d'anciennes communes de groupes différents : %(groups)s.")
                % {"code": today, "groups": ", ".join(sorted(named))}
            )
        own[today] = own.get(today) or next(iter(named), None)
    values = {code: group for code, group in own.items() if group}
    for city, parts in cities_of_arrondissements().items():
        if city in values:
            values = dict.fromkeys(parts, values[city]) | values
    if not values:
        raise Refused(_("Aucune ligne ne parle d'une commune connue : le code Insee est attendu."))
    return Table(values, left, len(own) - sum(map(bool, own.values())), list(sheet.notes))


def _is_name(cell: Any) -> bool:
    return bool(text_of(cell))


def _lines(sheet: Sheet, is_value) -> _Lines:
    """What each line of a sheet is. Raises Refused for a value that no commune is given for."""
    found = _Lines(sheet)
    for line, cells in sheet.rows():
        code = code_of(sheet.cell(cells, sheet.codes))
        cell = _short(sheet.cell(cells, sheet.values))
        if code is None and line >= sheet.first:
            code = loose_code(sheet.cell(cells, sheet.codes))
        if code is None:
            _beside(found, line, cells, cell, is_value)
            continue
        if len(found.communes) == MAX_LINES:
            raise Refused(_("Trop de lignes : %(n)d au plus.") % {"n": MAX_LINES})
        found.communes.append((line, code, cell))
        others = [each for place, each in enumerate(cells) if place not in (sheet.codes, sheet.values)]
        if any(map(says_all, others)):
            found.everyone.add(line)
        found.years |= {text for each in others if len(found.years) < 4 and _is_year(text := text_of(each))}
    return found


def _beside(found: _Lines, line: int, cells: list[Any], cell: Any, is_value) -> None:
    """A line without a commune: a title, a note, a total, or something that would be lost."""
    sheet = found.sheet
    place = sheet.cell(cells, sheet.codes)
    if not is_value(cell):
        found.texts += 1
    elif label := next((text_of(each) for each in cells if says_total(each)), ""):
        found.totals.append((line, label[:60], cell, len(found.communes)))
    elif is_wider(place):
        found.wider += 1
    elif line < sheet.first and (_is_year(text_of(cell)) or not text_of(place)):
        found.texts += 1
    elif text_of(place):
        raise Refused(
            _("Ligne %(line)d : « %(text)s » n'est pas un code de commune à cinq caractères.")
            % {"line": line, "text": text_of(place)[:40]}
        )
    else:
        raise Refused(
            _("Ligne %(line)d : %(text)s personnes sans code de commune. Donnez-en un, ou effacez la ligne.")
            % {"line": line, "text": shown(cell)}
        )


def _short(cell: Any) -> Any:
    return cell[:120] if isinstance(cell, str) else cell


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isdigit() and "1900" <= text <= "2100"


def _added(
    lines: _Lines, found: list[float | None], current: dict[str, str], notes: list[str]
) -> tuple[dict[str, float | None], dict[str, float]]:
    """Numbers by commune of today, None where none is told, and those under codes of no commune."""
    parts: dict[str, list[tuple[int, str, float | None]]] = defaultdict(list)
    for (line, code, _cell), value in zip(lines.communes, found, strict=True):
        parts[code].append((line, code, value))
    repeated = sorted(code for code, held in parts.items() if len(held) > 1)
    if repeated and len(lines.years) > 1:
        raise Refused(
            _("Ce fichier compte les mêmes communes pour plusieurs années (%(years)s) : gardez-en une.")
            % {"years": ", ".join(sorted(lines.years))}
        )
    for code, held in parts.items():
        # A line of everyone in a commune stands for its parts: women, men, ages.
        if whole := [each for each in held if each[0] in lines.everyone]:
            parts[code] = whole
    _say_added(parts, current, notes)
    by_code: dict[str, float | None] = {}
    left: dict[str, float] = {}
    partly = set()
    for code, held in parts.items():
        told = [value for _line, _code, value in held if value is not None]
        today = current.get(code)
        if today is None:
            left[code] = sum(told)
            continue
        if len(told) < len(held) and (told or by_code.get(today) is not None):
            partly.add(today)
        before = by_code.get(today)
        by_code[today] = (before or 0) + sum(told) if told else before
    if partly:
        notes.append(
            _("Un minimum seulement, une partie étant secrète ou vide : %(codes)s.")
            % {"codes": _some(sorted(partly))}
        )
    return by_code, left


def _say_added(parts: dict[str, list], current: dict[str, str], notes: list[str]) -> None:
    """Say which communes are the sum of several lines, and of several codes."""
    repeated = sorted(code for code, held in parts.items() if len(held) > 1)
    if repeated:
        notes.append(
            ngettext(
                "%(n)d commune a plusieurs lignes, additionnées : %(codes)s.",
                "%(n)d communes ont plusieurs lignes, additionnées : %(codes)s.",
                len(repeated),
            )
            % {"n": len(repeated), "codes": _some(repeated)}
        )
    former = sorted(code for code in parts if current.get(code, code) != code)
    if former:
        notes.append(
            ngettext(
                "%(n)d ancien code est compté avec la commune d'aujourd'hui : %(codes)s.",
                "%(n)d anciens codes sont comptés avec la commune d'aujourd'hui : %(codes)s.",
                len(former),
            )
            % {"n": len(former), "codes": _some([f"{code} → {current[code]}" for code in former])}
        )


def _some(codes: list[str]) -> str:
    return ", ".join(codes[:_NAMED]) + ("…" if len(codes) > _NAMED else "")


def _compare(
    lines: _Lines, found: list[float | None], totals: list[float | None], kept: float, notes: list[str]
) -> None:
    """Say of a line of totals that it is not what lines add up to: neither all, nor those since the last."""
    told = [value or 0 for value in found]
    since = 0
    for (line, label, _cell, place), total in zip(lines.totals, totals, strict=True):
        if total is None:
            continue
        sums = (kept, sum(told), sum(told[since:place]), sum(told[:place]))
        # Each number may be rounded by itself where any has decimals.
        slack = 0.5 if all(value.is_integer() for value in map(float, told)) else 0.5 * len(told)
        since = place
        if any(abs(total - each) <= slack for each in sums):
            continue
        notes.append(
            _(
                "Ligne %(line)d, « %(label)s » : %(total)s personnes, mais les lignes des communes en font "
                "%(sum)s. Ce total n'est pas compté."
            )
            % {"line": line, "label": label, "total": words.number(total), "sum": words.number(kept)}
        )


def _mostly_known(current: dict[str, str], lines: _Lines) -> None:
    codes = {code for _line, code, _cell in lines.communes}
    lost = sorted(codes - current.keys())
    if len(lost) > 2 and 2 * len(lost) > len(codes):
        raise Refused(
            _(
                "%(n)d codes sur %(all)d ne sont ceux d'aucune commune (%(codes)s). Sont-ce des codes "
                "postaux ? Le "
                "code Insee (CODGEO) est attendu."
            )
            % {"n": len(lost), "all": len(codes), "codes": _some(lost)}
        )


def _of_texts(lines: _Lines) -> list[str]:
    found = []
    if lines.wider:
        found.append(
            ngettext(
                "%(n)d ligne de département ou de région n'est pas comptée.",
                "%(n)d lignes de départements ou de régions ne sont pas comptées.",
                lines.wider,
            )
            % {"n": lines.wider}
        )
    return found
