# SPDX-License-Identifier: AGPL-3.0-or-later
"""When the structure or the service of a row is open: in one cell, a column a day, a column a season."""

from data.imports.records.record import Part
from data.imports.records.row import Row, tell
from data.imports.targets import DAYS
from data.imports.values import Reading, hours, simple, text_of


def fill_hours(row: Row, part: Part) -> None:
    """Say when a part is open; what could not be understood is told."""
    days = [day for day in DAYS if row.has(day)]
    if row.has("horaires_saison") or (row.has("jours") and not days):
        _fill(part, _by_parts(row))
        return
    ticked = {day: simple.yes_no(row.cell(day)).value for day in days if text_of(row.cell(day))}
    beside = next((name for name in ("horaires", "heures_de") if row.has(name)), "")
    if beside and days and None not in ticked.values():
        # Days are ticked, their hours are beside.
        named = ", ".join(day for day, said in ticked.items() if said)
        _fill(part, hours.read(f"{named} {text_of(row.cell(beside))}".strip()))
        return
    if row.has("horaires"):
        reading = hours.read(row.cell("horaires"), standard=row.layout.standard_hours)
        tell("horaires_accueil", reading, part)
        if reading.value or not days:
            part.payload["horaires_accueil"] = reading.value
    if days and not part.payload.get("horaires_accueil"):
        # A morning and an afternoon may have a column each.
        cells = {day: [text_of(cell) for cell in row.cells(day)] for day in days}
        _fill(part, hours.read_days({DAYS.index(day): " / ".join(cells[day]) for day in days}))


def _fill(part: Part, reading: Reading) -> None:
    tell("horaires_accueil", reading, part)
    part.payload["horaires_accueil"] = reading.value


def _by_parts(row: Row) -> Reading:
    """The hours of a season a column, or of days, hours and a period a column each."""
    if not row.has("horaires_saison"):
        cells = [text_of(row.cell(name)) for name in ("jours", "heures_de", "heures_a", "periode")]
        more = text_of(row.cell("horaires"))
        return hours.together(cells[0], cells[1] or more, cells[2], cells[3]) if any(cells) else Reading("")
    said = [
        (row.layout.headers[place], text)
        for name in ("horaires", "horaires_saison")
        for place in row.layout.places.get(name, ())
        if (text := text_of(row.cell_at(place)))
    ]
    return hours.of_seasons(said)
