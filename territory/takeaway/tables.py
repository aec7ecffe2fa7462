# SPDX-License-Identifier: AGPL-3.0-or-later
"""The communes of a report as a spreadsheet: CSV that a French Excel opens as columns, and XLSX."""

import csv
import io
import math
from collections.abc import Iterable, Iterator

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from territory import words
from territory.freshness import RECORDS
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

Cell = str | int | float | None


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
    """One line a commune, all of them, in the order of the view; then those whose people are not counted, so
    that the column adds up to what was uploaded.
    """
    for row in report.rows:
        yield _line(row)
    if report.uncounted:
        width = len(header(report))
        for who, count in report.uncounted.lines():
            yield [UNKNOWN, who, UNKNOWN, UNKNOWN, _number(count, 0), *[UNKNOWN] * (width - 5)]


def _line(row: Row) -> list[Cell]:
    return [
        row.code,
        row.name,
        row.departement,
        row.epci,
        _number(row.people, 0),
        _number(row.distance_m, 0),
        _number(row.minutes, 0),
        *(_number(count, 0) for count in row.within),
        _number(row.e2sfca, 4),
        str(_STATES[row.state]),
        _("oui") if row.beyond else _("non"),
        row.known.records,
        row.known.latest.isoformat() if row.known.latest else UNKNOWN,
        ", ".join(row.known.sources),
    ]


def _number(value: float, digits: int) -> Cell:
    if math.isnan(value):
        return UNKNOWN
    if math.isinf(value):
        return str(NOTHING)
    return round(value, digits) if digits else round(value)


def about(report: Report) -> list[tuple[str, str]]:
    """What was asked, when, and how: (title, text) lines that travel with the figures."""
    asked = report.view
    return [
        (_("territoire"), report.name),
        (_("recherche"), report.subject),
        (_("trop loin au-delà de"), words.limit(report.assessment.question)),
        (_("fiches comptées"), str(dict(RECORDS)[asked.records])),
        (_("constat"), report.sentence),
        *([(_("non compté"), str(report.uncounted))] if report.uncounted else []),
        (_("calculé le"), timezone.localtime(report.made_at).strftime("%d/%m/%Y %H:%M")),
        (_("vue"), asked.link()),
        *((_("méthode"), line) for line in report.method),
        *((_("source"), line) for line in report.sources),
    ]


def as_csv(report: Report) -> bytes:
    """UTF-8 with its mark, semicolons, decimal commas; what looks like a formula is quoted."""
    return _csv(header(report), lines(report))


def zones_as_csv(report: Report) -> bytes:
    """The zones that a view draws, in the same writing. ValueError where it draws none."""
    return _csv(zone_header(report), zone_lines(report))


def _csv(titles: list[str], rows: Iterable[list[Cell]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(titles)
    for line in rows:
        writer.writerow([_plain(cell) for cell in line])
    return ("\N{BYTE ORDER MARK}" + out.getvalue()).encode()


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
        ]


def _zones(report: Report) -> Zones:
    if report.zones is None:
        raise ValueError("the view draws no zones")
    return report.zones


def _plain(cell: Cell) -> str:
    if isinstance(cell, float):
        return f"{cell:g}".replace(".", ",")
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
    for number, width in enumerate([13, 28, 13, 38, *[14] * (len(titles) - 4)], start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append([_bold(sheet, title) for title in titles])
    for line in lines(report):
        sheet.append([_cell(sheet, cell) for cell in line])
    if report.zones:
        zones = book.create_sheet(_("Zones"))
        zones.append([_bold(zones, title) for title in zone_header(report)])
        for line in zone_lines(report):
            zones.append([_cell(zones, cell) for cell in line])
    notes = book.create_sheet(_("Lire"))
    notes.column_dimensions["A"].width, notes.column_dimensions["B"].width = 18, 120
    for title, text in about(report):
        notes.append([_bold(notes, title), _cell(notes, text)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet, value: Cell):
    """A cell whose text is text, whatever it begins with."""
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
    return cell


def _bold(sheet, text: str):
    cell = _cell(sheet, text)
    cell.font = Font(bold=True)
    return cell
