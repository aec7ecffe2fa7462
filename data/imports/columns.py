# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which column says what, by evidence: its name, its cells, how filled and how distinct it is, its neighbours.

Every column and every field are judged together; the surest pair is taken first. What is below certainty is
proposed and asked about, never read by itself (`Column.asked`).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from common.files import Table
from common.files.book import first_of
from data.imports import headings
from data.imports.evidence import DISTINCT, FILLED, Evidence, evidence_of
from data.imports.headings import EXACT, OWN_WORDS
from data.imports.neighbours import coordinates_of, numbers_a_street
from data.imports.targets import BY_KEY, DAYS, TARGETS, Target
from data.imports.values import text_of
from data.imports.vocabularies import THEMATIQUES
from places.folding import fold
from places.models import CommuneName

# What a geocoder adds to a file that it was given: its answers, not the source's words.
GEOCODER_PREFIX = "result_"
BY_NAME, BY_WORDS, BY_PART = "son nom", "les mots de son nom", "une partie de son nom"
BY_CONTENT, BY_NEIGHBOURS, BY_PERSON = "son contenu", "les colonnes voisines", "votre choix"
BY_FORMAT = "le format du fichier"
NOT_AN_IDENTIFIER = "pas un identifiant : des cellules sont vides, ou la même valeur revient"
A_COUNTER = "ne fait que numéroter les lignes"

# Where only content speaks, and where the neighbours do.
_CONTENT, _NEIGHBOURS = 0.45, 0.7
# The share of filled cells that must look like the field, and more where only content speaks.
_PLAUSIBLE, _CERTAIN = 0.5, 0.9
# A name that says this much is sure by itself: two of three words, the first among them.
_SURE = 0.5
# A column less filled than this gives way to a fuller one.
_SPARSE = 0.3
# Names of columns that are used for an address or a town as often as for a name.
_VAGUE = frozenset({"lieu", "site", "localisation", "libelle", "intitule", "titre", "lieux", "endroit", "ou"})
# Names of columns that are an identifier only where nothing else is numbered by them.
_WEAK_IDENTIFIERS = frozenset(
    {"numero", "code", "ref", "reference", "cle", "n", "no", "num", "n ordre", "numero d ordre", "ordre"}
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file: what it was taken for and why, with some of what it holds.

    `filled` of the `rows` looked at are. Where `asked`, `proposal` is what it may be and it is not read.
    """

    name: str
    target: str = ""
    why: str = ""
    filled: int = 0
    samples: tuple[str, ...] = ()
    rows: int = 0
    proposal: str = ""

    @property
    def asked(self) -> bool:
        """Whether a person has to say what it is."""
        return bool(self.proposal)


@dataclass(frozen=True, slots=True)
class _Choice:
    """That a column may be a field: how likely, why, and whether that is sure."""

    score: float
    place: int
    target: Target
    why: str
    sure: bool


def recognise(table: Table) -> list[Column]:
    """Every column of a table, each with the field that it was taken for, or that is proposed, or none."""
    rows = [cells for _number, cells in first_of(table.rows())]
    known = evidence_of(table.headers, rows)
    taken = _assign(_choices(known))
    _check_identifier(known, taken)
    if table.parted and (
        parted := _of_sheets(known[-1].cells, {choice.target.key for choice in taken.values()})
    ):
        taken[known[-1].place] = _Choice(_CONTENT, known[-1].place, parted, BY_CONTENT, True)
    return [_column(one, taken.get(one.place)) for one in known]


def mapped(table: Table, mapping: dict[str, str]) -> list[Column]:
    """The columns of a table under a mapping that a person or a format gave, by name of column."""
    rows = [cells for _number, cells in first_of(table.rows())]
    columns = []
    for one in evidence_of(table.headers, rows):
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
    repeated = nom is not None and not _is_weak(table.headers[place])
    return len(said) >= DISTINCT * filled - 1 or (repeated and len(pairs) <= 1.01 * len(said))


def signature(headers: Iterable[str]) -> str:
    """What a profile remembers of a file's shape: its columns, whatever their order."""
    return "|".join(sorted({fold(name) for name in headers}))


def _column(one: Evidence, choice: _Choice | None) -> Column:
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


def _assign(choices: list[_Choice]) -> dict[int, _Choice]:
    """The surest pairs first, each column once, each field once unless it takes several columns."""
    taken: dict[int, _Choice] = {}
    used: set[str] = set()
    for choice in sorted(choices, key=lambda one: (-one.score, one.place)):
        if choice.place not in taken and (choice.target.many or choice.target.key not in used):
            taken[choice.place] = choice
            used.add(choice.target.key)
    return taken


def _choices(known: list[Evidence]) -> list[_Choice]:
    choices = []
    for one in known:
        if one.name.casefold().startswith(GEOCODER_PREFIX):
            continue
        named = [choice for target in TARGETS if (choice := _by_name(one, target))]
        choices += named
        best = max((choice.score for choice in named), default=0.0)
        choices += list(_by_content(one, best))
    choices += list(_by_neighbours(known, choices))
    return choices


def _by_name(one: Evidence, target: Target) -> _Choice | None:
    said = headings.said(one.name, target)
    if target.key in DAYS and headings.day_of(one.name, DAYS) == target.key:
        said = max(said, 0.97)
    if not said or (target.key == "id" and not _may_identify(one)):
        return None
    if not one.cells:
        # An empty column is what its name says, where no filled one is.
        return _Choice(said - 0.9, one.place, target, BY_NAME, True) if said >= OWN_WORDS else None
    if target.key == "numero" and (one.counts or one.houses < _PLAUSIBLE):
        return None
    share = one.looks_like(target)
    is_vocabulary = target.looks is None and share is not None
    if share is not None and share < _PLAUSIBLE and not is_vocabulary and target.needs_look:
        if not (target.key == "horaires" and said >= OWN_WORDS and _speaks_of_time(one)):
            return None
    if is_vocabulary and (share or 0) < _PLAUSIBLE and (said < OWN_WORDS or one.numbers >= _PLAUSIBLE):
        return None
    sure = (
        said >= OWN_WORDS or (said >= _SURE and share is None) or ((share or 0) >= _CERTAIN and target.alone)
    )
    # Any words may be a name.
    confirmed = one.communes if target.key == "commune" else (share or 0)
    sure = sure or (confirmed >= _CERTAIN and said >= (_SURE if target.key == "nom" else 0.4))
    if target.key == "id":
        sure = sure or (one.is_identifying and not one.counts)
    score = said + (share or 0) / 10
    vague = fold(one.name) in _VAGUE
    if target.key == "nom":
        score += _as_a_name(one, vague)
    if target.key == "contact_nom" and fold(one.name) in ("contact", "contacts", "coordonnees"):
        # Who it is of cannot be told from a number alone: private until somebody says.
        sure = one.people >= _PLAUSIBLE or one.phones + one.emails < 0.2
    score -= 0.35 * (1 - min(1.0, one.fill / _SPARSE))
    if said >= 0.95:
        why = BY_NAME
    else:
        why = BY_WORDS if said >= OWN_WORDS else BY_PART
    return _Choice(score, one.place, target, why, sure)


def _as_a_name(one: Evidence, vague: bool) -> float:
    """What speaks for a column being the name of its row, beyond its name: different from row to row."""
    found = 0.1 * one.distinct - 0.1
    if vague and max(one.streets, one.communes) >= _PLAUSIBLE:
        found -= 0.6
    if one.titled >= _PLAUSIBLE or one.phones >= _PLAUSIBLE or one.emails >= _PLAUSIBLE:
        found -= 0.6
    return found


def _speaks_of_time(one: Evidence) -> bool:
    """Whether cells are about days and hours, whoever may read them."""
    words = re.compile(
        r"\d\s*h|\d:\d|\b(?:lun|mar|mer|jeu|ven|sam|dim)|\b(?:rdv|rendez|matin|midi|soir|ferme|ouvert|jour)",
        re.IGNORECASE,
    )
    return one.share("*time", lambda cell: bool(words.search(text_of(cell)))) >= _PLAUSIBLE


def _by_content(one: Evidence, named: float) -> Iterator[_Choice]:
    """What cells alone say, where the name of the column does not say it better."""
    if len(one.cells) < 2 or headings.is_of_a_person(one.name):
        return
    both = min(one.phones, one.emails)
    if both >= 0.3 and "joindre" in BY_KEY:
        sure = "contact" not in fold(one.name)
        yield _Choice(1.2 if sure else 0.9, one.place, BY_KEY["joindre"], BY_CONTENT, sure)
    for target in TARGETS:
        share = one.looks_like(target) if target.alone else None
        if share is not None and share >= _CERTAIN:
            yield _Choice(_CONTENT, one.place, target, BY_CONTENT, True)
    if one.streets >= 0.8 and one.length < 120:
        yield _Choice(_CONTENT - 0.02, one.place, BY_KEY["adresse"], BY_CONTENT, True)
    if one.communes >= _CERTAIN and named < _SURE:
        yield _Choice(_CONTENT - 0.03, one.place, BY_KEY["commune"], BY_CONTENT, True)
    if headings.is_unnamed(one.name) and one.codes_of_communes >= _CERTAIN:
        yield _Choice(_CONTENT - 0.04, one.place, BY_KEY["code_postal"], BY_CONTENT, False)
    # Below: proposed, never read by itself.
    for key in ("thematiques", "publics", "langues", "niveaux", "modes_accueil", "frais", "reseaux_porteurs"):
        if (one.looks_like(BY_KEY[key]) or 0) >= 0.7 and one.distinct < 0.9:
            yield _Choice(0.2, one.place, BY_KEY[key], BY_CONTENT, False)
    if one.length >= 40 and one.fill >= 0.2 and not one.emails and not one.phones and not one.people:
        yield _Choice(0.1, one.place, BY_KEY["description"], BY_CONTENT, False)


def _by_neighbours(known: list[Evidence], choices: list[_Choice]) -> Iterator[_Choice]:
    """Columns that are something because of those beside: the number of a street, a pair of coordinates."""
    surest: dict[int, float] = {}
    for choice in choices:
        surest[choice.place] = max(surest.get(choice.place, 0.0), choice.score)
    for place in numbers_a_street(known):
        yield _Choice(EXACT + 0.05, place, BY_KEY["numero"], BY_NEIGHBOURS, True)
    for latitude, longitude in coordinates_of(known):
        # A name that says something else is believed.
        if max(surest.get(latitude, 0.0), surest.get(longitude, 0.0)) < _NEIGHBOURS:
            yield _Choice(_NEIGHBOURS, latitude, BY_KEY["latitude"], BY_NEIGHBOURS, True)
            yield _Choice(_NEIGHBOURS, longitude, BY_KEY["longitude"], BY_NEIGHBOURS, True)


def _may_identify(one: Evidence) -> bool:
    """Whether cells are no part of an address, no way to reach anybody, no date, no place."""
    if not one.cells:
        return True
    return not (
        max(one.emails, one.phones, one.dates, one.streets) >= _PLAUSIBLE
        or one.within(-180, 180) >= _PLAUSIBLE
        or (_is_weak(one.name) and one.codes_of_communes >= _PLAUSIBLE)
    )


def _is_weak(name: str) -> bool:
    return not _WEAK_IDENTIFIERS.isdisjoint(headings.spellings(name))


def _check_identifier(known: list[Evidence], taken: dict[int, _Choice]) -> None:
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
            and re.search(r"\b(?:id|code|ref|num|numero|identifiant)\b", fold(one.name))
            and _may_identify(one)
            and _identifies(known, one, by_key)
            and max(map(len, one.texts)) <= 60
        ):
            taken[one.place] = _Choice(_CONTENT, one.place, BY_KEY["id"], BY_CONTENT, True)
            return


def _identifies(known: list[Evidence], one: Evidence, by_key: dict[str, int]) -> bool:
    """Filled and distinct; or, under a name that leaves no doubt, the same for the same name alone."""
    if not one.cells:
        return True
    weak = _is_weak(one.name)
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
