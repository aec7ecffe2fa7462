import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geocoding.where import Ambiguous, Found, NotFound, resolve
from places.models import Commune

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places_loaded")]


@pytest.mark.parametrize("typed", ["Melun", "melun (77)", "77000 Melun", "MELUN CEDEX"])
def test_a_commune_is_found_without_a_remark(typed):
    where = resolve(typed)
    assert isinstance(where, Found)
    assert (where.commune_code, where.precision, where.note) == ("77288", "commune", "")
    assert where.label == "Melun (77)"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("12 rue de la Paix, 77000 Melun", "77288"),
        ("12 rue de la Paix 77000 Melun", "77288"),
        ("12 rue de la Paix Melun", "77288"),
        ("12 rue de la Paix, Melun", "77288"),
        ("10 rue Saint Denis Vaux le Pénil", "77487"),
        ("place de l'église, le mée s/seine", "77285"),
        ("3 bis rue de Paris 75011 Paris", "75111"),
        ("12 rue de la Paix 77000 Melum", "77288"),
    ],
)
def test_the_commune_at_the_end_of_an_address_is_found_and_the_street_said_not_to_be(typed, code):
    where = resolve(typed)
    assert isinstance(where, Found)
    assert (where.commune_code, where.precision) == (code, "commune")
    assert "La rue n'est pas localisée" in where.note


@pytest.mark.parametrize("typed", ["12 rue de Paris", "avenue de Melun", "rue Chelles"])
def test_a_street_named_after_a_town_is_not_taken_for_the_town(typed):
    assert isinstance(resolve(typed), Ambiguous)


def test_a_street_alone_is_not_found():
    assert isinstance(resolve("12 rue de la Paix"), NotFound)


@pytest.mark.parametrize("typed", ["48.54, 2.66", "48.54 2.66", "48.54;2.66", "48,54 2,66", " 48.54,2.66 "])
def test_coordinates_are_a_point(typed):
    where = resolve(typed)
    assert isinstance(where, Found)
    assert (where.lat, where.lon, where.precision, where.commune_code) == (48.54, 2.66, "point", "77288")


@pytest.mark.parametrize("typed", ["2.66, 48.54", "999.9, 2.6", "52.52, 13.40"])
def test_coordinates_out_of_france_are_refused_with_the_order_to_write_them_in(typed):
    where = resolve(typed)
    assert isinstance(where, NotFound)
    assert "d'abord la latitude" in where.reason


def test_a_name_that_several_communes_bear_is_the_persons_choice():
    where = resolve("Saint-Denis", departement="77")
    assert isinstance(where, Ambiguous)
    assert [candidate.label for candidate in where.candidates][:2] == [
        "Saint-Denis (93)",
        "Saint-Denis (974)",
    ]


def test_the_home_departement_wins_and_it_is_said_that_there_are_others():
    where = resolve("Chelles", departement="77")
    assert isinstance(where, Found)
    assert where.commune_code == "77108"
    assert "D'autres communes" in where.note
    assert isinstance(resolve("Chelles"), Ambiguous)


def test_a_postcode_of_several_communes_is_the_persons_choice():
    where = resolve("77000")
    assert isinstance(where, Ambiguous)
    assert len(where.candidates) == 4
    assert resolve("77350 Boissettes").commune_code == "77038"


def test_a_typing_error_is_repaired_and_said():
    where = resolve("st fargeau pontierry")
    assert isinstance(where, Found)
    assert where.note == "Nous avons compris « Saint-Fargeau-Ponthierry »."


def test_a_name_half_typed_is_not_taken_for_another():
    where = resolve("chele", departement="77")
    assert isinstance(where, Ambiguous)
    assert "Chelles (77)" in [candidate.label for candidate in where.candidates]


def test_a_commune_without_a_position_says_so():
    where = resolve("Chalinargues")
    assert isinstance(where, NotFound)
    assert "n'est pas connue" in where.reason
    assert Commune.objects.get(code="15035").point is None


@pytest.mark.parametrize("typed", ["", "   ", "\x00", "zzzzzz", "x" * 201, "x" * 10_000])
def test_what_is_nowhere_has_a_reason(typed):
    where = resolve(typed)
    assert isinstance(where, NotFound)
    assert where.reason.endswith(".")


@pytest.mark.parametrize("typed", ["<script>alert(1)</script>", "'; DROP TABLE places_commune; --", "%%%"])
def test_rubbish_is_never_taken_for_a_place(typed):
    assert not isinstance(resolve(typed), Found)


def test_a_text_that_is_too_long_is_told_the_limit():
    assert "200 caractères" in resolve("m" * 201).reason


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(max_size=220) | st.from_regex(r"[0-9]{1,3}[.,][0-9]+[ ,;][0-9]{1,3}[.,][0-9]+", fullmatch=True)
)
def test_no_text_makes_it_fail(text):
    assert isinstance(resolve(text, departement="77"), Found | Ambiguous | NotFound)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("saint", "Saint-Fargeau-Ponthierry (77)"),
        ("montereau", "Montereau-Fault-Yonne (77)"),
        ("la ferté", "La Ferté-sous-Jouarre (77)"),
    ],
)
def test_the_beginning_of_a_name_from_here_is_not_taken_for_a_commune_far_away(typed, offered):
    where = resolve(typed, departement="77")
    assert isinstance(where, Ambiguous)
    assert offered in [candidate.label for candidate in where.candidates]


@pytest.mark.parametrize("typed", ["Paris", "45260 Montereau", "Montereau (45)"])
def test_a_whole_name_that_nothing_here_begins_with_is_found_far_away(typed):
    assert isinstance(resolve(typed, departement="77"), Found)
