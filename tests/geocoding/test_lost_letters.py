"""A lost letter is forgiven at its own place in the street's name, and a figure never is."""

import pytest

from geocoding.likeness import Likeness, likeness
from geocoding.normalise import normalise


def like(typed: str, found: str) -> Likeness:
    address = normalise(typed)
    return likeness(address.street, found, address.street_guessed_otherwise)


@pytest.mark.parametrize("typed", ["Rue de l'�cole", "Rue de l'?cole", "Rue de l'��cole"])
def test_a_letter_lost_is_any_letter_at_its_place(typed):
    assert like(typed, "Rue de l'École") is Likeness.NEAR


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("30 Voie des Ramiers, 97215 Rivi�re-Sal�e", "Voie du Damier"),
        ("Rue des Ch�nes", "Rue des Charmes"),
        ("Rue des Ch�nes verts", "Rue des Chênes vers"),
        ("Rue des Ch�nes Dumont", "Rue des Chênes Duront"),
        ("Rue �", "Rue A"),
        ("Rue B�a", "Rue B2a"),
    ],
)
def test_another_street_is_not_forgiven(typed, found):
    assert like(typed, found) < Likeness.WAYLESS


@pytest.mark.parametrize(
    "typed",
    [
        "1� Rue Thiers",
        "�2 Rue Thiers",
        "?2 Rue Thiers",
        "1?2 Rue Thiers",
        "� Rue Thiers",
    ],
)
def test_a_number_that_cannot_be_read_is_in_doubt(typed):
    assert normalise(typed).is_number_in_doubt


@pytest.mark.parametrize(
    "typed",
    [
        "12 Rue Thiers",
        "Rue du 8 Mai 1945",
        "0 Rue Thiers",
        "Rue de l'�cole",
        "12 Rue de l'�cole, 90000 Belfort",
        "12 bis Rue Thiers, 2e étage",
        "5-9 Rue Thiers",
        "BP 12, Rue Thiers, 90000 Belfort",
    ],
)
def test_a_number_that_is_read_or_absent_is_not_in_doubt(typed):
    assert not normalise(typed).is_number_in_doubt


@pytest.mark.parametrize("typed", ["R?e de l'École", "All?e des Chênes", "?venue du Parc"])
def test_the_kind_of_way_may_have_lost_a_letter(typed):
    whole = {"R": "Rue de l'École", "A": "Allée des Chênes", "?": "Avenue du Parc"}[typed[0]]
    assert like(typed, whole) >= Likeness.NEAR
