# SPDX-License-Identifier: AGPL-3.0-or-later
"""The communes of a report as a spreadsheet: CSV that a French Excel opens as columns, and XLSX."""

import csv
import io
import math
from collections.abc import Iterable, Iterator
from datetime import date

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from territory import assumptions, nearest, words
from territory.report import Report, Row
from territory.zone_figures import Zones

# What a spreadsheet would take for a formula; a name of a commune or of a structure may begin so.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_STATES = {
    "loin": _("loin"),
    "limite": _("limite"),
    "proche": _("à portée"),
    "inconnu": _("donnée manquante"),
}
# Where nothing is within reach, and where nobody knows: never the same cell.
NOTHING, UNKNOWN = _("aucun"), ""

Cell = str | int | float | date | None


def header(report: Report) -> list[str]:
    """The names of the columns."""
    people = report.view.demand.name if report.view.demand else _("habitants")
    return [
        _("code commune"),
        _("commune"),
        _("département"),
        _("intercommunalité"),
        people,
        _("distance au plus proche (m)"),
        _("distance au plus proche (km)"),
        _("lieu le plus proche"),
        _("minutes en voiture (%(how)s)") % {"how": report.minutes.quality},
        *(_("lieux à %(km)s km") % {"km": km} for km in report.radii_km),
        _("places pour 10 000 (E2SFCA)"),
        _("état"),
        _("au-delà du seuil"),
        _("fiches dans la commune"),
        _("dernière revue"),
        _("sources"),
    ]


def lines(report: Report) -> Iterator[list[Cell]]:
    """One line a commune, all of them, those too far first, in the order of the view; then those whose people
    are not counted, so that the column adds up to what was uploaded.
    """
    near = nearest.of(report.assessment, [row.code for row in report.rows])
    for row in sorted(report.rows, key=lambda row: not row.beyond):
        yield _line(row, near[row.code].structure.nom if row.code in near else UNKNOWN)
    if report.uncounted:
        width = len(header(report))
        for who, count in report.uncounted.lines():
            yield [UNKNOWN, who, UNKNOWN, UNKNOWN, _number(count, 0), *[UNKNOWN] * (width - 5)]


def _line(row: Row, nearest_name: str) -> list[Cell]:
    return [
        row.code,
        row.name,
        row.departement,
        row.epci,
        _number(row.people, 0),
        _number(row.distance_m, 0),
        _number(row.distance_m / 1000, 1),
        nearest_name,
        _number(row.minutes, 0),
        *(_number(count, 0) for count in row.within),
        _number(row.e2sfca, 4),
        str(_STATES[row.state]),
        _("oui") if row.beyond else _("non"),
        row.known.records,
        row.known.latest or UNKNOWN,
        ", ".join(map(words.source_name, row.known.sources)),
    ]


def _number(value: float, digits: int) -> Cell:
    if math.isnan(value):
        return UNKNOWN
    if math.isinf(value):
        return str(NOTHING)
    return round(value, digits) if digits else round(value)


def about(report: Report) -> list[tuple[str, str]]:
    """What was asked, when, and how: (title, text) lines that travel with the figures."""
    return [
        *assumptions.lines(report),
        (_("constat"), report.sentence),
        *([(_("non compté"), str(report.uncounted))] if report.uncounted else []),
        (_("vue"), report.view.link()),
        *((_("méthode"), line) for line in report.method),
        *((_("source"), line) for line in report.sources),
    ]


def as_csv(report: Report) -> bytes:
    """UTF-8 with its mark, semicolons, decimal commas; what looks like a formula is quoted."""
    return csv_of(header(report), lines(report))


def zones_as_csv(report: Report) -> bytes:
    """The zones that a view draws, in the same writing. ValueError where it draws none."""
    return csv_of(zone_header(report), zone_lines(report))


def csv_of(titles: list[str], rows: Iterable[list[Cell]]) -> bytes:
    """A table: UTF-8 with its mark, semicolons, decimal commas; what looks like a formula is quoted."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(titles)
    for line in rows:
        writer.writerow([_plain(cell) for cell in line])
    return ("\N{BYTE ORDER MARK}" + out.getvalue()).encode()


def group_header() -> list[str]:
    """The names of the columns of the intercommunalités, or of the groups that the view asks for."""
    return [
        _("groupe"),
        _("habitants"),
        _("trop loin"),
        _("part trop loin (%)"),
        _("communes"),
        _("communes trop loin"),
        _("distance moyenne (km)"),
        _("la plus proche (km)"),
        _("la plus loin (km)"),
    ]


def group_lines(report: Report) -> Iterator[list[Cell]]:
    """One line a group, those with the most people too far first."""
    for group in report.groups:
        found = group.totals
        yield [
            group.name,
            _known(found.people_known, 0),
            _known(found.beyond_known, 0),
            _known(None if found.share_beyond is None else 100 * found.share_beyond, 1),
            found.communes,
            found.communes_beyond,
            *(
                _known(None if metres is None else metres / 1000, 1)
                for metres in (found.mean_m, group.lowest_m, group.highest_m)
            ),
        ]


def _known(value: float | None, digits: int) -> Cell:
    return UNKNOWN if value is None else _number(value, digits)


def zone_header(report: Report) -> list[str]:
    """The names of the columns of the zones; people only where the file says them."""
    zones = _zones(report)
    limit = words.limit(report.assessment.question)
    return [
        _("code de la zone"),
        _("zone"),
        *([_("habitants, selon le fichier")] if zones.tells_people else []),
        _("lieux dans la zone"),
        _("lieux à %(limit)s ou moins") % {"limit": limit},
        _("distance au plus proche (m)"),
        _("thèmes sans lieu à %(limit)s ou moins") % {"limit": limit},
    ]


def zone_lines(report: Report) -> Iterator[list[Cell]]:
    """One line a zone of the territory."""
    zones = _zones(report)
    for zone in zones.figures:
        people: list[Cell] = [UNKNOWN if zone.people is None else _number(zone.people, 0)]
        yield [
            zone.code,
            zone.name,
            *(people if zones.tells_people else []),
            zone.inside,
            zone.within,
            str(NOTHING) if zone.nearest_m is None else round(zone.nearest_m),
            ", ".join(zone.lacking),
        ]


def _zones(report: Report) -> Zones:
    if report.zones is None:
        raise ValueError("the view draws no zones")
    return report.zones


def _plain(cell: Cell) -> str:
    if isinstance(cell, float):
        return f"{cell:g}".replace(".", ",")
    if isinstance(cell, date):
        return cell.isoformat()
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text


def as_xlsx(report: Report) -> bytes:
    """A workbook: the communes, the zones where there are any, and what they say and how it was worked
    out."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Communes"))
    sheet.freeze_panes = "C2"
    titles = header(report)
    # What is below the communes is no part of what is sorted.
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(titles))}{len(report.rows) + 1}"
    for number, width in enumerate([13, 28, 13, 38, 14, 14, 14, 38, *[14] * (len(titles) - 8)], start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append([_bold(sheet, title) for title in titles])
    for line in lines(report):
        sheet.append([_cell(sheet, cell) for cell in line])
    groups = book.create_sheet(_("Groupes") if report.view.grouping else _("Intercommunalités"))
    groups.column_dimensions["A"].width = 46
    groups.append([_bold(groups, title) for title in group_header()])
    for line in group_lines(report):
        groups.append([_cell(groups, cell) for cell in line])
    if report.zones:
        zones = book.create_sheet(_("Zones"))
        zones.append([_bold(zones, title) for title in zone_header(report)])
        for line in zone_lines(report):
            zones.append([_cell(zones, cell) for cell in line])
    notes = book.create_sheet(_("Lisez-moi"))
    notes.column_dimensions["A"].width, notes.column_dimensions["B"].width = 18, 120
    for title, text in about(report):
        notes.append([_bold(notes, title), _cell(notes, text)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet, value: Cell):
    """A cell whose text is text, whatever it begins with."""
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, date):
        cell.number_format = "DD/MM/YYYY"
    if isinstance(value, str):
        cell.data_type = "s"
    return cell


def _bold(sheet, text: str):
    cell = _cell(sheet, text)
    cell.font = Font(bold=True)
    return cell
