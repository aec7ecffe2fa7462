# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which column says what, by evidence: its name, its cells, how filled and distinct it is, its neighbours.

Every column and every field are judged together; the surest pair is taken first. What is below certainty is
proposed and asked about, never read by itself (`Column.asked`).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from common.files import Table
from common.files.book import first_of
from data.imports import headings, people
from data.imports.asides import is_aside
from data.imports.evidence import DISTINCT, FILLED, Evidence, evidence_of
from data.imports.headings import EXACT, OWN_WORDS
from data.imports.judging import (
    BY_CONTENT,
    BY_NAME,
    BY_NEIGHBOURS,
    CERTAIN,
    PROPOSED,
    Choice,
    as_the_name,
    by_content,
    by_name,
    is_weak,
    may_identify,
)
from data.imports.naming import surest
from data.imports.neighbours import (
    coordinates_of,
    days_of,
    holds_a_function,
    name_of_a_person,
    numbers_a_street,
)
from data.imports.targets import (
    BY_KEY,
    DAYS,
    OTHER_PHONE,
    PLAIN_DATES,
    SERVICE_KEYS,
    SESSION_BEGINNINGS,
    SESSION_KEYS,
    TARGETS,
    Target,
)
from data.imports.values import text_of
from data.imports.vocabularies import THEMATIQUES
from places.folding import fold
from places.models import CommuneName

# What our own exports call where a record comes from.
_OF_ORIGIN = frozenset({"id", "source"})
# What a geocoder adds to a file that it was given: its answers, not the source's words.
GEOCODER_PREFIX = "result_"
BY_PERSON = "votre choix"
BY_FORMAT = "le format du fichier"
NOT_AN_IDENTIFIER = "pas un identifiant : des cellules sont vides, ou la même valeur revient"
FUNDERS = "dit qui finance : l'annuaire ne le dit pas, la colonne n'est pas reprise"
A_COUNTER = "ne fait que numéroter les lignes"

# Fields whose names are given to columns of names as often: « Dispositif », « Réseau ».
_ALSO_NAMES = frozenset({"reseaux_porteurs", "porteur"})
# Names of which so many differ at most come on several rows; an activity is said in a few words.
_COME_AGAIN, _A_FEW_WORDS = 0.8, 60
# What is sure stands so far before what is only asked.
_SURE_FIRST = 0.2
_HOURS_BESIDE = {"session_heures": "heures_de", "session_heure_fin": "heures_a"}
_VISITED = frozenset({"adresse", "telephone", "courriel", "code_postal", "commune", "joindre"})
_EACH_ONE = 0.95
_NAMES_DIFFER, _OF_ORGANISATIONS = 0.8, 0.3
# Where the neighbours of a column speak.
_NEIGHBOURS = 0.7


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file: what it was taken for and why, with some of what it holds.

    `filled` of the `rows` looked at are. Where `asked`, `proposal` is what it may be and it is not read.
    `may_name` is how plausible it is that it is the name of the row, where no column surely is.
    """

    name: str
    target: str = ""
    why: str = ""
    filled: int = 0
    samples: tuple[str, ...] = ()
    rows: int = 0
    proposal: str = ""
    may_name: float = 0.0

    @property
    def asked(self) -> bool:
        """Whether a person has to say what it is."""
        return bool(self.proposal)


def recognise(table: Table) -> list[Column]:
    """Every column of a table, each with the field that it was taken for, or that is proposed, or none."""
    known = evidence_of(table.headers, records_of(table))
    funders = {one.place for one in known if headings.is_of_funders(one.name)}
    choices = [choice for choice in _choices(known) if choice.place not in funders]
    taken = _assign(choices)
    names = _may_be_the_name(known, taken)
    if names:
        # What else each of them may be, since one alone is the name.
        taken = _assign([choice for choice in choices if choice.target.key != "nom"])
        best = max(names, key=lambda place: (names[place], -place))
        read = {choice.target.key for choice in taken.values() if choice.sure}
        sure = surest({one.place: one for one in known}, names, read)
        best = best if sure is None else sure
        taken[best] = Choice(names[best], best, BY_KEY["nom"], BY_CONTENT, sure is not None)
        names = names if sure is None else {}
    _check_activity(known, taken)
    _check_identifier(known, taken)
    people.check(known, taken)
    _check_second_numbers(known, taken)
    _check_sessions(known, taken)
    if table.parted and (
        parted := _of_sheets(known[-1].cells, {choice.target.key for choice in taken.values()})
    ):
        taken[known[-1].place] = Choice(_NEIGHBOURS, known[-1].place, parted, BY_CONTENT, True)
    found = [
        replace(_column(one, taken.get(one.place)), may_name=round(names.get(one.place, 0.0), 3))
        for one in known
    ]
    return [replace(one, why=FUNDERS) if headings.is_of_funders(one.name) else one for one in found]


def may_be_the_name(kept: Iterable[dict[str, Any]]) -> list[str]:
    """The columns that may be the name of the row, best first, of what a run remembers of its columns; none
    where one surely is."""
    found = list(kept)
    if any(column["target"] == "nom" for column in found):
        return []
    plausible = [column for column in found if column.get("may_name") and not column["target"]]
    return [column["name"] for column in sorted(plausible, key=lambda one: -one["may_name"])]


def _may_be_the_name(known: list[Evidence], taken: dict[int, Choice]) -> dict[int, float]:
    """How plausible each column is as the name of its row, where none surely is."""
    if any(choice.target.key == "nom" and choice.sure for choice in taken.values()):
        return {}
    free = [one for one in known if _is_free(one, taken.get(one.place))]
    found = {one.place: score for one in free if (score := as_the_name(one))}
    if found:
        return found
    # « Service », where nothing else says whose: what is told of is that.
    services = [one for one in known if one.place in taken and taken[one.place].target.key == "service_nom"]
    return {
        one.place: score
        for one in services
        if one.distinct >= _NAMES_DIFFER
        and (score := as_the_name(one))
        and one.organisations >= _OF_ORGANISATIONS
    }


def _is_free(one: Evidence, choice: Choice | None) -> bool:
    """Whether a column may still be the name: it is surely nothing else, or by its name alone what none of
    its cells say."""
    if choice is None or not choice.sure:
        return True
    return choice.target.key in _ALSO_NAMES and not one.looks_like(choice.target)


def records_of(table: Table) -> list[list[Any]]:
    """The first rows of a table, without titles, totals and headers that come again."""
    rows = [cells for _number, cells in first_of(table.rows())]
    return [cells for cells in rows if not is_aside(cells, table.headers)] or rows


def mapped(table: Table, mapping: dict[str, str]) -> list[Column]:
    """The columns of a table under a mapping that a person or a format gave, by name of column."""
    columns = []
    for one in evidence_of(table.headers, records_of(table)):
        target = mapping.get(one.name, "")
        why = BY_PERSON if target else ""
        columns.append(Column(one.name, target, why, len(one.cells), one.samples, one.rows))
    return columns


def targets(kept: Iterable[dict[str, Any]]) -> dict[str, str]:
    """The field of each column that is read, of what a run remembers of its columns."""
    return {column["name"]: column["target"] for column in kept if column["target"]}


def identifies_throughout(table: Table, place: int, nom: int | None) -> bool:
    """Whether a column is filled and distinct in the whole table, or the same for one name alone."""
    rows, filled = 0, 0
    said: set[int] = set()
    pairs: set[int] = set()
    for _number, cells in table.rows():
        text = text_of(cells[place]) if place < len(cells) else ""
        name = fold(text_of(cells[nom])) if nom is not None and nom < len(cells) else ""
        # Titles and totals have no identifier.
        if nom is not None and not name:
            continue
        rows += 1
        if text:
            filled += 1
            said.add(hash(text))
            pairs.add(hash((text, name)))
    if not rows or filled < FILLED * rows - 1:
        return False
    repeated = nom is not None and not is_weak(table.headers[place])
    return len(said) >= DISTINCT * filled - 1 or (repeated and len(pairs) <= 1.01 * len(said))


def signature(headers: Iterable[str]) -> str:
    """What a profile remembers of a file's shape: its columns, whatever their order."""
    return "|".join(sorted({fold(name) for name in headers}))


def _column(one: Evidence, choice: Choice | None) -> Column:
    filled, samples = len(one.cells), one.samples
    if choice is None:
        return Column(one.name, "", _why_not(one), filled, samples, one.rows)
    share = one.looks_like(choice.target)
    why = choice.why
    if share is not None and choice.target.key not in ("nom", "commune", "adresse"):
        why = f"{why} ; {share:.0%} des cellules y ressemblent".replace("%", "\N{NO-BREAK SPACE}%")
    if choice.sure:
        return Column(one.name, choice.target.key, why, filled, samples, one.rows)
    return Column(one.name, "", why, filled, samples, one.rows, choice.target.key)


def _why_not(one: Evidence) -> str:
    """What is said of a column that looks like an identifier and is none."""
    if one.cells and headings.said(one.name, BY_KEY["id"]) >= OWN_WORDS:
        return A_COUNTER if one.counts else NOT_AN_IDENTIFIER
    return ""


def _assign(choices: list[Choice]) -> dict[int, Choice]:
    """The surest pairs first, each column once, each field once unless it takes several columns."""
    taken: dict[int, Choice] = {}
    used: set[str] = set()
    for choice in sorted(choices, key=lambda one: (-one.score - _SURE_FIRST * one.sure, one.place)):
        if choice.place not in taken and (choice.target.many or choice.target.key not in used):
            taken[choice.place] = choice
            used.add(choice.target.key)
    return taken


def _choices(known: list[Evidence]) -> list[Choice]:
    choices = []
    for one in known:
        if one.name.casefold().startswith(GEOCODER_PREFIX):
            continue
        named = [choice for target in TARGETS if (choice := by_name(one, target))]
        choices += named
        best = max((choice.score for choice in named), default=0.0)
        choices += list(by_content(one, best))
    # Whatever their cells look like, what our exports call so is no text of the record.
    origins = {one.place for one in known if fold(one.name) in _OF_ORIGIN}
    choices = [one for one in choices if one.place not in origins or one.target.key == "id"]
    choices += list(_by_neighbours(known, choices))
    return people.of_persons(known, _without_seats(known, _settled(choices)))


def _without_seats(known: list[Evidence], choices: list[Choice]) -> list[Choice]:
    """Where a structure is visited comes before its seat, where both have a column and each row is one."""
    names = [one for one in choices if one.target.key == "nom" and one.sure]
    if not names or known[max(names, key=lambda one: one.score).place].distinct < _EACH_ONE:
        return choices
    visited = {
        (one.target.key if one.target.key != "cp_commune" else "commune")
        for one in choices
        if one.sure and not headings.is_of_the_seat(known[one.place].name)
    }
    return [
        one
        for one in choices
        if one.target.key not in _VISITED & visited or not headings.is_of_the_seat(known[one.place].name)
    ]


def _settled(choices: list[Choice]) -> list[Choice]:
    """What a column surely is by its cells, where its name says the same without being sure, is sure."""
    sure = {(one.place, one.target.key) for one in choices if one.sure}
    return [
        one if one.sure or (one.place, one.target.key) not in sure else replace(one, sure=True)
        for one in choices
    ]


def _by_neighbours(known: list[Evidence], choices: list[Choice]) -> Iterator[Choice]:
    """Columns that are something because of those beside: the number of a street, a pair of coordinates."""
    surest: dict[int, float] = {}
    for choice in choices:
        surest[choice.place] = max(surest.get(choice.place, 0.0), choice.score)
    for place in numbers_a_street(known):
        yield Choice(EXACT + 0.05, place, BY_KEY["numero"], BY_NEIGHBOURS, True)
    for place in name_of_a_person(known):
        yield Choice(EXACT + 0.2, place, BY_KEY["contact_nom"], BY_NEIGHBOURS, True)
    for place in holds_a_function(known):
        yield Choice(EXACT + 0.2, place, BY_KEY["contact_nom"], BY_NEIGHBOURS, True)
    for place, day in days_of(known):
        yield Choice(EXACT + 0.2, place, BY_KEY[DAYS[day]], BY_NEIGHBOURS, True)
    for latitude, longitude in coordinates_of(known):
        # A name that says something else is believed.
        if max(surest.get(latitude, 0.0), surest.get(longitude, 0.0)) < _NEIGHBOURS:
            yield Choice(_NEIGHBOURS, latitude, BY_KEY["latitude"], BY_NEIGHBOURS, True)
            yield Choice(_NEIGHBOURS, longitude, BY_KEY["longitude"], BY_NEIGHBOURS, True)


def _check_activity(known: list[Evidence], taken: dict[int, Choice]) -> None:
    """« Objet », in few words that come back, beside structures that come again: what each row offers."""
    places = {choice.target.key: place for place, choice in taken.items() if choice.sure}
    if "nom" not in places or "service_nom" in places or known[places["nom"]].distinct > _COME_AGAIN:
        return
    for place, choice in taken.items():
        one = known[place]
        if (
            choice.target.key == "description"
            and choice.sure
            and one.length <= _A_FEW_WORDS
            and one.fill >= CERTAIN
            and one.distinct <= _COME_AGAIN
            and (headings.is_offered(one.name) or not headings.is_a_remark(one.name))
        ):
            taken[place] = Choice(choice.score, place, BY_KEY["service_nom"], BY_NEIGHBOURS, True)
            return


def _check_second_numbers(known: list[Evidence], taken: dict[int, Choice]) -> None:
    """« Tél. 2 » beside « Tél. 1 »: asked about, for it may be anybody's."""
    if not any(choice.target.key == "telephone" and choice.sure for choice in taken.values()):
        return
    telephone, other = BY_KEY["telephone"], BY_KEY[OTHER_PHONE]
    for one in known:
        if (
            one.place not in taken
            and one.cells
            and (one.looks_like(telephone) or 0) >= CERTAIN
            and one.said(telephone)
        ):
            taken[one.place] = Choice(PROPOSED, one.place, other, BY_NAME, False)


def _check_sessions(known: list[Evidence], taken: dict[int, Choice]) -> None:
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
            taken[place] = Choice(_NEIGHBOURS, place, BY_KEY[_HOURS_BESIDE[key]], BY_NEIGHBOURS, True)
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


def _check_identifier(known: list[Evidence], taken: dict[int, Choice]) -> None:
    """Keep an identifier that identifies; else the first column named like one that does."""
    by_key = {choice.target.key: place for place, choice in taken.items()}
    place = by_key.get("id")
    if place is not None:
        if _identifies(known, known[place], by_key):
            return
        del taken[place]
    for one in known:
        if (
            one.place not in taken
            and one.cells
            and re.search(r"\b(?:id|code|ref|num|numero|identifiant|rna|finess)\b", fold(one.name))
            and may_identify(one)
            and _identifies(known, one, by_key)
            and max(map(len, one.texts)) <= 60
        ):
            taken[one.place] = Choice(_NEIGHBOURS, one.place, BY_KEY["id"], BY_CONTENT, True)
            return


def _identifies(known: list[Evidence], one: Evidence, by_key: dict[str, int]) -> bool:
    """Filled and distinct; or, under a name that leaves no doubt, the same for the same name alone."""
    if not one.cells:
        return True
    weak = is_weak(one.name)
    if len(one.cells) == 1 == one.rows:
        return not weak or not one.texts[0].isdigit()
    if one.is_identifying:
        return not (weak and one.counts)
    if weak or one.fill < 0.99 or "nom" not in by_key:
        return False
    names = known[by_key["nom"]]
    if len(names.cells) != len(one.cells):
        return False
    pairs = set(zip(one.texts, map(fold, names.texts), strict=True))
    return len(pairs) <= 1.01 * len(set(one.texts))


def _of_sheets(cells: list[Any], used: set[str]) -> Target | None:
    """What the names of a workbook's sheets are: communes or themes, where all of them are."""
    names = {text_of(cell) for cell in cells}
    folded = {fold(name) for name in names}
    communes = set(CommuneName.objects.filter(name__in=folded).values_list("name", flat=True))
    if "commune" not in used and communes == folded:
        return BY_KEY["commune"]
    if "thematiques" not in used and all(THEMATIQUES.read(name).value for name in names):
        return BY_KEY["thematiques"]
    return None
