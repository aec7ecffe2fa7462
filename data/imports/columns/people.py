# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which columns of a table are of the persons that it names, and which of the structures beside them."""

from dataclasses import replace
from typing import Any

from data.imports import headings
from data.imports.columns.evidence import Evidence
from data.imports.columns.judging import BY_NEIGHBOURS, CERTAIN, PLAUSIBLE, Choice
from data.imports.columns.neighbours import is_theirs
from data.imports.targets import BY_KEY
from data.imports.values import text_of
from places.folding import fold

# Where the neighbours of a column speak.
_NEIGHBOURS = 0.7
_FEW = 0.2
_NAMES_A_PERSON = 0.6
# What a column of kinds of telephones says of those that are a person's.
_MOBILE = frozenset({"mobile", "portable", "cell", "gsm", "perso", "home", "domicile"})


def of_persons(known: list[Evidence], choices: list[Choice]) -> list[Choice]:
    """The choices, where « Nom complet » is a person's: its cells are names of persons, and another column is
    called after who the row tells of (« Société »)."""
    found = []
    for choice in choices:
        one = known[choice.place]
        if choice.target.key == "nom" and _names_persons(one) and _other_that_names(known, choices, one):
            found.append(
                replace(
                    choice, target=BY_KEY["contact_nom"], why=BY_NEIGHBOURS, sure=True, score=choice.score
                )
            )
        else:
            found.append(choice)
    return found


def _names_persons(one: Evidence) -> bool:
    return one.people >= _NAMES_A_PERSON and one.organisations < _FEW


def _other_that_names(known: list[Evidence], choices: list[Choice], person: Evidence) -> bool:
    return any(
        one.place != person.place
        and one.cells
        and one.organisations > person.organisations
        and one.people < person.people
        and headings.names_who(one.name)
        and not headings.is_of_a_person(one.name)
        and not headings.said(one.name, BY_KEY["contact_fonction"])
        for one in known
    )


def check(known: list[Evidence], taken: dict[int, Choice]) -> None:
    """Whose an e-mail is, or a telephone, where the file names persons: theirs, and private; where it names
    none, « Contact (tél) » is how to reach the structure."""
    persons = [choice.place for choice in taken.values() if choice.target.key == "contact_nom"]
    for place, choice in list(taken.items()):
        used = {one.target.key for one in taken.values()}
        key = choice.target.key
        if key == "contact_telephone" and persons and not choice.sure:
            taken[place] = replace(choice, why=BY_NEIGHBOURS, sure=True)
        elif (
            key == "courriel"
            and "contact_courriel" not in used
            and is_theirs(known[place], [known[person] for person in persons])
        ):
            taken[place] = Choice(choice.score, place, BY_KEY["contact_courriel"], BY_NEIGHBOURS, True)
            _the_other_email(known, taken)
        elif not persons and choice.sure:
            _of_everybody(known[place], choice, used, taken)
    if persons:
        _their_mobile(known, taken)


def _of_everybody(one: Evidence, choice: Choice, used: set[str], taken: dict[int, Choice]) -> None:
    """Fixed telephones and « contact@ » under « Contact (tél) », in a file that names nobody."""
    if headings.is_of_a_person(one.name) or headings.is_private(one.name):
        return
    fixed = one.phones >= CERTAIN and one.mobiles == 0
    if choice.target.key == "contact_telephone" and fixed and "telephone" not in used:
        taken[one.place] = replace(choice, target=BY_KEY["telephone"])
    if choice.target.key == "contact_courriel" and one.of_everybody >= CERTAIN and "courriel" not in used:
        taken[one.place] = replace(choice, target=BY_KEY["courriel"])


def _the_other_email(known: list[Evidence], taken: dict[int, Choice]) -> None:
    """Where one e-mail is a person's, the other column of e-mails is the structure's."""
    for one in known:
        if one.emails >= CERTAIN and (one.place not in taken or not taken[one.place].sure):
            taken[one.place] = Choice(_NEIGHBOURS, one.place, BY_KEY["courriel"], BY_NEIGHBOURS, True)
            return


def _their_mobile(known: list[Evidence], taken: dict[int, Choice]) -> None:
    """A second column of telephones, of which the one before says « Mobile », is the person's of the row."""
    used = {choice.target.key for choice in taken.values()}
    if "contact_telephone" in used or "telephone" not in used:
        return
    for one in known:
        if (
            (one.place not in taken or not taken[one.place].sure)
            and one.phones >= CERTAIN
            and one.mobiles >= PLAUSIBLE
            and one.place
            and known[one.place - 1].share("*mobile kind", _says_mobile) >= CERTAIN
        ):
            taken[one.place] = Choice(
                _NEIGHBOURS, one.place, BY_KEY["contact_telephone"], BY_NEIGHBOURS, True
            )
            return


def _says_mobile(cell: Any) -> bool:
    return fold(text_of(cell)) in _MOBILE
