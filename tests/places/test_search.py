import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from places.search import communes_named, search_communes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places_loaded")]


def codes(text, **options):
    return [match.commune.code for match in search_communes(text, **options)]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Melun", "77288"),
        ("MELUN", "77288"),
        ("  melun ", "77288"),
        ("Melun (77)", "77288"),
        ("melun 77", "77288"),
        ("77000 Melun", "77288"),
        ("Melun 77000", "77288"),
        ("Melun cedex", "77288"),
        ("77288", "77288"),
        ("le mee sur seine", "77285"),
        ("Mée sur Seine", "77285"),
        ("LE MEE S/SEINE", "77285"),
        ("vaux-le-penil", "77487"),
        ("l'hay les roses", "94038"),
        ("st fargeau ponthierry", "77407"),
        ("ponthierry", "77407"),
        ("2A004", "2A004"),
        ("paris", "75056"),
        ("Paris 11", "75111"),
        ("paris 11e", "75111"),
        ("PARIS 11ème", "75111"),
        ("Paris 1er", "75101"),
        ("Lyon 03", "69383"),
        ("75011", "75111"),
        ("75011 Paris", "75111"),
        ("Marseille (13)", "13055"),
        ("Marseille 13", "13213"),
        ("Saint-Denis (974)", "97411"),
    ],
)
def test_the_first_commune_is_the_one_meant(typed, code):
    assert codes(typed)[0] == code


@pytest.mark.parametrize("typed", ["melun 77", "Melun (77)", "77000 melun", "paris 11", "75011"])
def test_a_name_with_its_departement_or_postcode_is_sure(typed):
    assert search_communes(typed)[0].is_exact


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("meulun", "77288"),
        ("fontainbleau", "77186"),
        ("chele", "77108"),
        ("st fargeau pontierry", "77407"),
        ("77000 Melum", "77288"),
        ("Montereau faut yonne", "77305"),
    ],
)
def test_typing_errors_are_forgiven(typed, code):
    assert code in codes(typed, departement="77")
    assert search_communes(typed, departement="77")[0].score < 1


def test_a_postcode_gives_all_its_communes_the_most_peopled_first():
    assert codes("77000") == ["77288", "77487", "77389", "77255"]


def test_the_postcode_is_given_when_it_is_known():
    assert search_communes("Melun")[0].postcode == "77000"
    assert search_communes("93210 Saint-Denis")[0].postcode == "93210"
    assert search_communes("Saint-Denis (93)")[0].postcode is None


def test_population_breaks_ties_and_the_home_departement_comes_before():
    assert codes("Montreuil")[0] == "93048"
    assert codes("Montreuil", departement="28")[0] == "28267"
    assert codes("chelles")[0] == "77108"
    assert codes("chelles", departement="60")[0] == "60145"


def test_an_old_commune_finds_the_one_that_took_it_in():
    # Saint-Ouen-sur-Maire gave its name up to Écouché-les-Vallées.
    match = search_communes("Saint-Ouen-sur-Maire")[0]
    assert match.commune.nom == "Écouché-les-Vallées"
    assert match.score < 1


def test_a_postcode_and_a_name_that_disagree_give_both_and_neither_is_sure():
    matches = search_communes("93100 Melun")
    assert {"77288", "93048"} <= {match.commune.code for match in matches}
    assert not any(match.is_exact for match in matches)


def test_what_begins_as_typed_comes_before_what_only_looks_like_it():
    found = search_communes("montev", 8, "77")
    assert found[0].commune.nom == "Montévrain"
    assert [match.score for match in found] == sorted((match.score for match in found), reverse=True)


def test_the_beginning_of_a_name_is_enough():
    assert "77186" in codes("fontaineb")
    assert codes("mel", departement="77")[0] == "77288"
    assert len(codes("m", limit=5)) == 5


@pytest.mark.parametrize(
    "typed", ["", " ", "zzzzzz", "\x00", "'; DROP TABLE", "%", "_", "(", "باريس", "-- 5"]
)
def test_nothing_is_found_where_nothing_is_named(typed):
    assert search_communes(typed) == [] or search_communes(typed)[0].score < 1


def test_a_nul_byte_in_a_name_is_passed_over():
    assert codes("me\x00lun") == codes("me lun")
    assert codes("Melun\x00")[0] == "77288"


def test_no_more_than_the_limit_and_no_commune_twice():
    for limit in (0, 1, 3, 8):
        found = codes("saint", limit=limit)
        assert len(found) == limit == len(set(found))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=300))
def test_no_text_makes_the_search_fail(text):
    matches = search_communes(text, limit=3, departement="77")
    assert all(0 < match.score <= 1 for match in matches)
    anywhere = [match.score for match in search_communes(text, limit=3)]
    assert anywhere == sorted(anywhere, reverse=True)


def test_names_are_looked_up_together(django_assert_num_queries):
    with django_assert_num_queries(1):
        found = communes_named(["melun", "saint denis", "nulle part"])
    assert set(found) == {"melun", "saint denis"}
    # La Réunion's has more people than the one beside Paris.
    assert found["saint denis"][0].commune.code == "97411"
