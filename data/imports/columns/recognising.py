# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which column says what: every one with the field that it was taken for, or that is proposed, or none."""

from dataclasses import replace
from typing import Any

from common.files import Table
from data.imports import headings
from data.imports.columns import people
from data.imports.columns.choices import NEIGHBOURS, assigned, choices_of
from data.imports.columns.column import A_COUNTER, FUNDERS, NOT_AN_IDENTIFIER, Column, records_of
from data.imports.columns.dating import check_sessions
from data.imports.columns.evidence import Evidence, evidence_of
from data.imports.columns.identifying import check_identifier
from data.imports.columns.judging import (
    BY_CONTENT,
    BY_NAME,
    BY_NEIGHBOURS,
    CERTAIN,
    PROPOSED,
    Choice,
    as_the_name,
)
from data.imports.columns.naming import surest
from data.imports.headings import OWN_WORDS
from data.imports.targets import BY_KEY, OTHER_PHONE, Target
from data.imports.values import text_of
from data.imports.vocabularies import THEMATIQUES
from places.folding import fold
from places.models import CommuneName

# Fields whose names are given to columns of names as often: « Dispositif », « Réseau ».
_ALSO_NAMES = frozenset({"reseaux_porteurs", "porteur"})
# Names of which so many differ at most come on several rows; an activity is said in a few words.
_COME_AGAIN, _A_FEW_WORDS = 0.8, 60
_NAMES_DIFFER, _OF_ORGANISATIONS = 0.8, 0.3


def recognise(table: Table) -> list[Column]:
    """Every column of a table, each with the field that it was taken for, or that is proposed, or none."""
    known = evidence_of(table.headers, records_of(table))
    funders = {one.place for one in known if headings.is_of_funders(one.name)}
    choices = [choice for choice in choices_of(known) if choice.place not in funders]
    taken = assigned(choices)
    names = _may_be_the_name(known, taken)
    if names:
        # What else each of them may be, since one alone is the name.
        taken = assigned([choice for choice in choices if choice.target.key != "nom"])
        best = max(names, key=lambda place: (names[place], -place))
        read = {choice.target.key for choice in taken.values() if choice.sure}
        sure = surest({one.place: one for one in known}, names, read)
        best = best if sure is None else sure
        taken[best] = Choice(names[best], best, BY_KEY["nom"], BY_CONTENT, sure is not None)
        names = names if sure is None else {}
    _check_activity(known, taken)
    check_identifier(known, taken)
    people.check(known, taken)
    _check_second_numbers(known, taken)
    check_sessions(known, taken)
    if table.parted and (
        parted := _of_sheets(known[-1].cells, {choice.target.key for choice in taken.values()})
    ):
        taken[known[-1].place] = Choice(NEIGHBOURS, known[-1].place, parted, BY_CONTENT, True)
    found = [
        replace(_column(one, taken.get(one.place)), may_name=round(names.get(one.place, 0.0), 3))
        for one in known
    ]
    return [replace(one, why=FUNDERS) if headings.is_of_funders(one.name) else one for one in found]


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
