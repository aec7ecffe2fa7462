"""The one filter: what a query string means, and what is said of one that means nothing."""

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from mapping import vocabulary
from search import registry
from search.criterion import FieldsOfHere
from search.filters import MAX_LIMIT, PARAMETERS, SearchForm, asked_by, parse
from search.question import Box, Criteria, Cursor, Place, Search, Window
from tests.factories import CommuneFactory, point

EVERYTHING = Criteria(
    **{one.name: one.codes[:2] for one in registry.CHOICES.values() if not isinstance(one, FieldsOfHere)},
    **{one.name: True for one in registry.SWITCHES.values()},
    champs=("soins-du-corps",),
    ouvert="jeudi-soir",
    q="atelier",
)

pytestmark = pytest.mark.django_db


def errors(query: str) -> dict[str, list[str]]:
    return parse(QueryDict(query)).errors


def test_an_empty_query_is_a_search_for_everything():
    assert parse(QueryDict("")).search == Search()
    assert errors("") == {}


def test_every_parameter_reaches_the_search():
    parsed = parse(
        QueryDict("theme=sante&theme=droits&lat=48.5&lon=2.5&rayon_km=5&limit=3&cursor=12.5~7~9&vue=carte")
    )
    assert parsed.errors == {}
    assert parsed.search == Search(
        Criteria(("sante", "droits")), Place(48.5, 2.5, 5.0), Window(3, Cursor(12.5, 7, 9), "carte")
    )


def test_a_theme_given_twice_counts_once():
    assert parse(QueryDict("theme=sante&theme=sante")).search.criteria.themes == ("sante",)


def test_a_commune_is_searched_around_its_point():
    CommuneFactory(code="99001", nom="Essai")
    place = parse(QueryDict("commune=99001&rayon_km=7")).search.place
    assert place.commune == "99001"
    assert (place.lat, place.lon, place.radius_km) == (48.5390, 2.6600, 7)


def test_a_commune_without_a_point_asks_for_coordinates():
    CommuneFactory(code="99002", nom="Sans point", point=None, point_source="")
    assert "donnez lat et lon" in errors("commune=99002")["commune"][0]


@pytest.mark.parametrize(
    ("query", "parameter", "expected"),
    [
        ("lat=91&lon=2", "lat", "entre -90 et 90"),
        ("lat=-90.01&lon=2", "lat", "entre -90 et 90"),
        ("lat=48&lon=181", "lon", "entre -180 et 180"),
        ("lat=nan&lon=2", "lat", "entre -90 et 90"),
        ("lat=inf&lon=2", "lat", "entre -90 et 90"),
        ("lat=48,5&lon=2", "lat", "point décimal"),
        ("lat=abc&lon=2", "lat", "entre -90 et 90"),
        ("lat=48", "lon", "il faut les deux"),
        ("lon=2", "lat", "il faut les deux"),
        ("lat=&lon=2", "lat", "il faut les deux"),
        ("lat=2.66&lon=48.54", "lat", "inversés"),
        ("lat=55.5&lon=-21.1", "lat", "inversés"),
        ("rayon_km=0", "rayon_km", "entre 0.1 et 200"),
        ("rayon_km=-3", "rayon_km", "entre 0.1 et 200"),
        ("rayon_km=1e9", "rayon_km", "entre 0.1 et 200"),
        ("rayon_km=beaucoup", "rayon_km", "kilomètres"),
        ("theme=inconnu", "theme", "« inconnu » n'existe pas ; les valeurs sont : francais, droits"),
        ("public=martiens", "public", "les valeurs sont : tous-publics"),
        ("reseau=x", "reseau", "/api/v1/schema"),
        ("gratuit=non", "gratuit", "« oui » est attendu"),
        ("theme=%3Cscript%3E", "theme", "« <script> »"),
        ("commune=00000", "commune", "code INSEE"),
        ("commune=750566", "commune", "5 caractères"),
        ("commune=77%00", "commune", "caractère nul"),
        ("limit=0", "limit", f"entre 1 et {MAX_LIMIT}"),
        ("limit=1001", "limit", f"entre 1 et {MAX_LIMIT}"),
        ("limit=dix", "limit", f"entre 1 et {MAX_LIMIT}"),
        ("cursor=12", "cursor", "« next »"),
        ("cursor=nan~1~1", "cursor", "« next »"),
        ("cursor=-1~1~1", "cursor", "« next »"),
        ("vue=globe", "vue", "« liste » ou « carte »"),
        ("lat=1&lat=2&lon=3", "lat", "qu'une fois"),
        ("couleur=bleu", "couleur", "paramètre inconnu ; les paramètres sont : lat, lon"),
    ],
)
def test_a_malformed_parameter_is_named_with_what_it_accepts(query, parameter, expected):
    found = errors(query)
    assert list(found) == [parameter]
    assert expected in found[parameter][0]


def test_a_commune_and_coordinates_together_are_refused():
    CommuneFactory()
    assert "pas les deux" in errors("commune=77900&lat=48&lon=2")["commune"][0]


def test_what_is_wrong_does_not_spoil_what_is_right():
    parsed = parse(QueryDict("theme=sante&theme=faux&lat=48.5&lon=2.5&limit=5&vue=mur"))
    assert set(parsed.errors) == {"theme", "vue"}
    assert parsed.search.place == Place(48.5, 2.5)
    assert parsed.search.window.limit == 5


def test_a_wrong_place_is_no_place():
    assert parse(QueryDict("lat=948&lon=2")).search.place is None
    assert parse(QueryDict("lat=48&lon=2&rayon_km=0")).search.place is None


def test_parameters_of_the_page_can_be_set_aside():
    assert parse(QueryDict("adresse=Melun"), ignore=frozenset({"adresse"})).errors == {}


def test_every_parameter_is_a_field_of_the_form_and_of_links():
    CommuneFactory()
    full = Search(
        EVERYTHING,
        Place(1.5, 2.5, 3.0),
        Window(4, Cursor(5.0, 6, 0, 740_000), "carte", "pertinence", Box(2.0, 48.0, 3.0, 49.0), 9),
    )
    with_commune = Search(place=Place(48.539, 2.66, commune="77900"))
    in_a_territory = Search(Criteria(epci="247700057", departement="77", territoire="secteur"))
    links = (full, with_commune, in_a_territory)
    # What makes sense for some of the themes alone is written as theirs.
    said = {name.partition(".")[0] for link in links for name in link.query()}
    assert said == PARAMETERS == set(SearchForm.base_fields)


def test_another_radius_starts_from_the_first_page():
    search = Search(place=Place(48, 2), window=Window(cursor=Cursor(1.0, 2)))
    assert search.within(50).place.radius_km == 50
    assert search.within(50).window.cursor is None
    with pytest.raises(ValueError, match="needs a place"):
        Search().within(5)


class Properties(TestCase):
    """Whatever is typed in an address bar."""

    @given(st.text(max_size=300))
    def test_no_query_string_raises(self, text):
        parse(QueryDict(text))

    @given(st.dictionaries(st.sampled_from(sorted(PARAMETERS)), st.text(max_size=40), max_size=6))
    def test_no_value_raises_and_a_refused_one_has_a_message(self, values):
        query = QueryDict(mutable=True)
        query.update(values)
        parsed = parse(query)
        assert all(message for messages in parsed.errors.values() for message in messages)
        if parsed.search.place:
            assert -90 <= parsed.search.place.lat <= 90
            assert -180 <= parsed.search.place.lon <= 180

    @given(
        criteria=st.fixed_dictionaries(
            {},
            optional={
                "publics": st.just(("femmes", "jeunes")),
                "langues": st.just(("ar",)),
                "gratuit": st.booleans(),
                "out_of_zone": st.booleans(),
            },
        ),
        themes=st.lists(st.sampled_from(list(vocabulary.THEME_BY_CODE)), unique=True, max_size=4),
        lat=st.decimals(41, 51, places=6),
        lon=st.decimals(-5, 9, places=6),
        radius=st.decimals("0.1", 200, places=1),
        limit=st.integers(1, MAX_LIMIT),
        cursor=st.none()
        | st.tuples(
            st.floats(0, 1e6, allow_subnormal=False), st.integers(0, 2**53), st.integers(0, 2**53)
        ).map(lambda pair: Cursor(*pair)),
        view=st.sampled_from(["liste", "carte"]),
    )
    def test_a_link_means_the_search_that_made_it(
        self, criteria, themes, lat, lon, radius, limit, cursor, view
    ):
        search = Search(
            Criteria(themes=tuple(themes), **criteria),
            Place(float(lat), float(lon), float(radius)),
            Window(limit, cursor, view),
        )
        parsed = parse(QueryDict(search.query().urlencode()))
        assert parsed.errors == {}
        assert parsed.search == search


@pytest.mark.parametrize(
    "query",
    [
        "",
        "theme=sante&lat=48.5&lon=2.6&rayon_km=5&theme=emploi",
        "q=%C3%A9t%C3%A9&public=femmes",
        "q=été",
        "lat=beaucoup&lon=2",
        "inconnu=1",
        "ouvert=jeudi-soir&gratuit=oui",
        "bbox=2,48,3,49&zoom=9&hors_zone=oui",
    ],
)
def test_an_address_read_again_says_the_same(rf, query):
    for _time in range(2):
        request = rf.get("/api/v1/structures", QUERY_STRING=query.encode().decode("latin-1"))
        assert asked_by(request) == parse(request.GET)


@pytest.mark.django_db
def test_a_commune_that_moved_is_found_where_it_is_now(rf):
    commune = CommuneFactory()
    asked = f"/api/v1/structures?commune={commune.code}"
    before = asked_by(rf.get(asked)).search.place
    commune.point = point(48.5, 2.5)
    commune.save()
    after = asked_by(rf.get(asked)).search.place
    assert (after.lon, after.lat) == (2.5, 48.5) != (before.lon, before.lat)
