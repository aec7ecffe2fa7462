"""What is typed is looked for at home first, and never taken elsewhere without a word."""

import pytest

from geocoding.suggest import communes
from geocoding.where import Ambiguous, Found, NotFound, resolve
from places.models import Commune

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places_loaded")]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("bri comte robert", "77053"),
        ("vaires sue marne", "77479"),
        ("lagnysurmarne", "77243"),
    ],
)
def test_one_slip_in_a_name_of_home_finds_it(typed, code):
    where = resolve(typed, "77")
    assert isinstance(where, Found)
    assert where.commune_code == code
    assert "Nous avons compris" in where.note


def test_a_far_exact_name_does_not_hide_the_commune_of_home():
    assert communes("provin", "77")[0].commune_code == "77379"
    where = resolve("provin", "77")
    assert isinstance(where, Ambiguous)
    assert [one.label for one in where.candidates][:2] == ["Provins (77)", "Provin (59)"]


def test_a_name_that_is_only_far_away_is_found_and_said_to_be_elsewhere():
    where = resolve("Marseille", "77")
    assert isinstance(where, Found)
    assert where.commune_code == "13055"
    assert "Bouches-du-Rhône" in where.note


def test_the_whole_country_is_at_home_everywhere():
    assert resolve("Marseille").note == ""


@pytest.mark.parametrize(
    "typed", ["gare de lyon", "hôpital Marc Jacquet", "CAF", "centre commercial Carré Sénart"]
)
def test_a_named_place_is_no_commune(typed):
    where = resolve(typed, "77")
    assert isinstance(where, NotFound)
    assert not communes(typed, "77") or typed == "CAF"


@pytest.mark.parametrize("typed", ["gare de Melun", "mairie de melun", "hôpital de Melun"])
def test_the_commune_of_a_named_place_is_offered_and_not_taken(typed):
    where = resolve(typed, "77")
    assert isinstance(where, Ambiguous)
    assert [one.commune_code for one in where.candidates] == ["77288"]
    assert "n'est pas localisé" in where.candidates[0].note


def test_a_named_place_of_a_commune_without_a_position_is_no_empty_choice():
    Commune.objects.filter(code="77288").update(point=None, point_source="")
    where = resolve("gare de Melun", "77")
    assert isinstance(where, NotFound)
    assert "Melun" in where.reason


def test_a_slip_in_a_short_name_is_a_choice_with_the_right_one_first():
    assert communes("meaxu", "77")[0].commune_code == "77284"
    where = resolve("meaxu", "77")
    assert (where if isinstance(where, Found) else where.candidates[0]).commune_code == "77284"


def test_the_town_of_home_comes_before_a_village_next_door_that_bears_its_first_word():
    assert [one.commune_code for one in communes("lagny", "77")][:1] == ["77243"]
    assert communes("saint denis", "77")[0].label == "Saint-Denis (93)"


def test_a_word_that_begins_a_commune_of_home_is_no_named_place():
    assert isinstance(resolve("chateau", "77"), Ambiguous)
    assert resolve("chateau landn", "77").commune_code == "77099"


@pytest.mark.parametrize(("typed", "code"), [("meulin", "77288"), ("mouax", "77284"), ("povins", "77379")])
def test_a_short_name_of_home_with_two_slips_is_the_first_of_the_choices(typed, code):
    assert communes(typed, "77")[0].commune_code == code
    where = resolve(typed, "77")
    assert (where if isinstance(where, Found) else where.candidates[0]).commune_code == code


def test_two_slips_in_a_short_name_are_never_taken_alone():
    where = resolve("meulin", "77")
    assert isinstance(where, Ambiguous)
    assert len(where.candidates) > 1


def test_a_name_that_is_whole_somewhere_brings_no_names_of_home_with_two_slips():
    assert "Melun (77)" not in [one.label for one in communes("meudon", "77")]
