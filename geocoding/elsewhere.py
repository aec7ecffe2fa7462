# SPDX-License-Identifier: AGPL-3.0-or-later
"""The communes of a postcode: the only one that has an address whose town nobody wrote, and those that have
an address which its own commune has not."""

from geocoding.candidate import Candidate, Kind
from geocoding.case import Case, number_of
from geocoding.communes import Gazetteer, Resolution, Town
from geocoding.likeness import Likeness
from geocoding.providers.ask import Ask
from geocoding.verdict import EXACT

# Lines of the table after which the address may well be in a neighbouring commune.
_NOT_HERE = frozenset({"nothing-found", "town-only", "other-commune", "other-street", "part-of-street"})
_STREETS = (Kind.HOUSE, Kind.STREET, Kind.LOCALITY)


def only_town(case: Case, found: list[Candidate], known: Gazetteer) -> Resolution | None:
    """Return the one commune of the postcode that has this very street with this very number.

    None where a town was written, where no commune has it, and where another has a street of that name, with
    whatever number.
    """
    if not case.resolution.is_unnamed or not case.address.number or case.address.is_number_in_doubt:
        return None
    codes = known.postcodes.get(case.address.postcode, frozenset())
    alike = [(one, case.likeness_to(one)) for one in found if one.kind in _STREETS]
    having = {one.citycode for one, street in alike if street >= Likeness.SLIP}
    exact = {
        one.citycode
        for one, street in alike
        if street is Likeness.SAME and number_of(case.address, one) == EXACT
    }
    if len(having) != 1 or exact != having or not having <= codes:
        return None
    return Resolution(
        known.towns[having.pop()],
        note="Aucune commune n'est écrite : c'est la seule de ce code postal qui a cette rue et ce numéro.",
    )


def ask_elsewhere(case: Case, line: str, known: Gazetteer) -> Ask | None:
    """Return the question that finds an address in the other communes of its postcode.

    None where the postcode has no other, or where the line of the table says that its street is known here.
    """
    town = case.resolution.town
    if town is None or line not in _NOT_HERE:
        return None
    postcode = case.address.postcode or (town.postcodes[0] if len(town.postcodes) == 1 else "")
    if not known.postcodes.get(postcode, frozenset()) - {town.code, town.parent}:
        return None
    return Ask((case.address.cut() or case.address).query, postcode=postcode)


def offered(case: Case, town: Town, found: list[Candidate]) -> list[Candidate]:
    """Return those answers that bear the street's name in another commune, the houses with its number first.

    They are to choose from, never to accept: the address says that it is in `town`.
    """
    read = case.asked_as(case.address.cut() or case.address, ())
    there = [
        one
        for one in found
        if one.kind in _STREETS
        and one.citycode not in (town.code, town.parent)
        and read.likeness_to(one) >= Likeness.SLIP
    ]
    return sorted(there, key=lambda one: number_of(case.address, one) != EXACT)


def note_of(case: Case, first: Candidate) -> str:
    """What is said of the first place offered, in French."""
    what = "Cette adresse" if number_of(case.address, first) == EXACT else "Cette rue"
    return f"{what} existe dans une autre commune : {first.city or first.citycode}."
