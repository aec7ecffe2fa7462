# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which columns are the days and hours of sessions, since a date may be of anything."""

from data.imports.columns.choices import NEIGHBOURS
from data.imports.columns.evidence import Evidence
from data.imports.columns.judging import BY_CONTENT, BY_NAME, BY_NEIGHBOURS, CERTAIN, PROPOSED, Choice
from data.imports.headings import EXACT
from data.imports.targets import BY_KEY, PLAIN_DATES, SERVICE_KEYS, SESSION_BEGINNINGS, SESSION_KEYS
from places.folding import fold

_HOURS_BESIDE = {"session_heures": "heures_de", "session_heure_fin": "heures_a"}


def check_sessions(known: list[Evidence], taken: dict[int, Choice]) -> None:
    """Dates are of sessions where their name says so, where a service is beside, or where one structure comes
    again on other dates; elsewhere they are of anything, and what they may be is asked."""
    mine = [place for place, choice in taken.items() if choice.target.key in SESSION_KEYS]
    if not mine:
        return
    places = {choice.target.key: place for place, choice in taken.items() if choice.sure}
    begins = places.get("session_debut")
    ends = BY_KEY["session_fin"]
    for one in known if begins is not None and "session_fin" not in places else ():
        if one.cells and one.said(ends) >= EXACT and not (one.place in taken and taken[one.place].sure):
            # Days that begin without their ends would end on the day itself.
            taken[one.place] = Choice(EXACT, one.place, ends, BY_NAME, True)
            places["session_fin"] = one.place
            mine.append(one.place)
    if begins is not None and _are_of_sessions(known, places, begins):
        return
    for place in mine:
        key = taken[place].target.key
        del taken[place]
        if key in _HOURS_BESIDE and known[place].looks_like(BY_KEY["heures_de"]) == 1.0:
            # « Heure », « De » and « À » beside « Jours », where nothing has a date.
            taken[place] = Choice(NEIGHBOURS, place, BY_KEY[_HOURS_BESIDE[key]], BY_NEIGHBOURS, True)
            continue
        if known[place].dates >= CERTAIN and "date_maj" not in places:
            taken[place] = Choice(PROPOSED, place, BY_KEY["date_maj"], BY_CONTENT, False)
            places["date_maj"] = place


def _are_of_sessions(known: list[Evidence], places: dict[str, int], begins: int) -> bool:
    name = fold(known[begins].name)
    if name not in SESSION_BEGINNINGS | PLAIN_DATES:
        return True
    services = places.keys() & SERVICE_KEYS - SESSION_KEYS
    if "nom" in places and services:
        found: dict[str, set[str]] = {}
        for row, said in known[places["nom"]].by_row.items():
            found.setdefault(fold(said), set()).add(known[begins].by_row.get(row, ""))
        if any(len(dates - {""}) > 1 for dates in found.values()):
            return True
    return name in SESSION_BEGINNINGS and "session_fin" in places and "service_nom" in services
