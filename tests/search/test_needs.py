"""Several needs of one person in one question: each found as if it were asked alone, all of them together."""

import json

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.readers import VISITOR
from accounts.roles import Role
from bench.statements import statements_sent
from data.exports.selection import select
from layers.clusters import draw
from layers.tiles import tile
from mapping.vocabulary import THEME_BY_CODE
from places.lookup import codes_at
from search import criteria, engine, filters, registry
from search.question import Box, Criteria, Need, Place, Search
from tests.factories import ServiceFactory, StructureFactory, point
from tests.layers.mvt import points_of
from tests.search.test_every_filter import LISTS, SWITCHES, WORDS, Directory, asked, fill, metres, several

WORLD = Box(-180, -85, 180, 85)
ALL_ORDERS = ["distance", "pertinence", "renseignees"]
OWN_LISTS = [name for name in LISTS if name != "theme"]
OWN = [*OWN_LISTS, "gratuit", "accessible", "places", "ouvert"]


def value_of(name: str) -> st.SearchStrategy:
    if name in LISTS:
        return several[name]
    if name == "ouvert":
        return st.lists(st.sampled_from(["lundi", "jeudi", "dimanche"]), min_size=1, max_size=2, unique=True)
    return st.sampled_from(WORDS) if name == "q" else st.just("oui")


def values_of(names: list[str]) -> st.SearchStrategy:
    return st.fixed_dictionaries({name: value_of(name) for name in names})


@st.composite
def questions(draw_one) -> dict:
    """A place, two or three themes, few criteria of everything and of each theme."""
    themes = draw_one(st.lists(st.sampled_from(LISTS["theme"]), min_size=2, max_size=3, unique=True))
    persons = draw_one(
        st.lists(st.sampled_from([*OWN_LISTS, *SWITCHES, "ouvert", "q"]), max_size=2, unique=True).flatmap(
            values_of
        )
    )
    query = {
        "lat": f"{draw_one(st.integers(48_300_000, 48_900_000)) / 1e6:.6f}",
        "lon": f"{draw_one(st.integers(2_300_000, 3_100_000)) / 1e6:.6f}",
        "rayon_km": draw_one(st.sampled_from(["10", "30", "200"])),
        "theme": themes,
    } | persons
    for theme in themes:
        own = draw_one(st.lists(st.sampled_from(OWN), max_size=2, unique=True).flatmap(values_of))
        query |= {f"{name}.{theme}": value for name, value in own.items()}
    return query


def holds_of(name: str, theme: str, themes: list[str]) -> bool:
    """Whether what is asked of everybody is asked of a theme: a level is of French, where French is asked."""
    one = registry.BY_PARAMETER.get(name)
    return one is None or one.may_be_of((theme,)) or not any(one.may_be_of((other,)) for other in themes)


def alone(query: dict, theme: str) -> dict:
    """What a need asks, written as a question of its own."""
    shared = {
        name: value
        for name, value in query.items()
        if "." not in name and holds_of(name, theme, query["theme"])
    }
    own = {name.partition(".")[0]: value for name, value in query.items() if name.partition(".")[2] == theme}
    return shared | own | {"theme": [theme]}


@pytest.mark.usefixtures("places")
class SeveralNeeds(TestCase):
    """Against a plain reading of the directory, as all filters are (`test_every_filter`)."""

    @classmethod
    def setUpTestData(cls) -> None:
        fill(seed=21, structures=160)
        cls.directory = Directory()

    def expected(self, query: dict) -> dict[tuple, set[str]]:
        """Places, as a structure and a position, with the needs that each meets."""
        origin = float(query["lon"]), float(query["lat"])
        here = set(codes_at(*origin).all())
        places: dict[tuple, set[str]] = {}
        for theme in query["theme"]:
            for key in self.directory.found(alone(query, theme), here):
                if metres(origin, key[1]) <= float(query["rayon_km"]) * 1000:
                    places.setdefault(key, set()).add(theme)
        return places

    @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(query=questions())
    def test_the_list_is_every_place_that_meets_a_need_once_nearest_first(self, query):
        expected = self.expected(query)
        origin = float(query["lon"]), float(query["lat"])
        nearest = sorted((round(metres(origin, place), 4), id) for id, place in expected)
        search = asked(query)
        answer = engine.run(search, Role.VISITOR)
        assert answer.total == engine.total(search, Role.VISITOR) == len(expected), query
        found = answer.items()
        assert [one["id"] for one in found] == [id for _distance, id in nearest[:20]]
        met = engine.met(search, Role.VISITOR, found)
        for one in found:
            key = (one["id"], tuple(one["geometry"]["coordinates"]))
            themes = {id_place: needs for id_place, needs in expected.items() if _same(id_place, key)}
            assert set(met.by(one)) == set().union(*themes.values()), query

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(query=questions())
    def test_each_need_is_answered_as_if_it_were_asked_alone(self, query):
        search = asked(query)
        found = engine.by_need(search, Role.VISITOR)
        assert [need.theme for need in found.needs] == query["theme"]
        expected = self.expected(query)
        assert found.total == len(expected)
        for need in found.needs:
            own = asked(alone(query, need.theme))
            assert need.search == own
            assert need.answer == engine.run(own, Role.VISITOR)
            assert need.found == sum(need.theme in themes for themes in expected.values())
            bare = {name: value for name, value in query.items() if name in ("lat", "lon", "rayon_km")}
            bare |= {"theme": [need.theme]} | ({"hors_zone": "oui"} if "hors_zone" in query else {})
            assert need.without_criteria == engine.total(asked(bare), Role.VISITOR)
            assert all(need.theme in found.met_by(feature) for feature in need.answer.items())
        assert [(one.theme, one.found, one.without_criteria) for one in found.needs] == [
            (one.theme, one.found, one.without_criteria) for one in engine.counts(search, Role.VISITOR)
        ]

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        query=questions(),
        order=st.sampled_from(ALL_ORDERS),
        limit=st.integers(1, 7),
    )
    def test_following_pages_tell_every_place_exactly_once(self, query, order, limit):
        walked: list[tuple] = []
        cursor = None
        while True:
            paging = {"limit": str(limit), "tri": order} | ({"cursor": cursor} if cursor else {})
            page = engine.run(asked(query | paging), Role.VISITOR)
            walked += [(one["id"], tuple(one["geometry"]["coordinates"])) for one in page.items()]
            if page.next is None:
                break
            cursor = str(page.next)
        assert len(walked) == len(set(walked)) == len(self.expected(query))

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(query=questions(), zoom=st.integers(0, 16))
    def test_maps_tiles_and_files_hold_the_same_places(self, query, zoom):
        query = query | {"rayon_km": "200"}
        search = asked(query)
        expected = self.expected(query)
        drawn = draw(search, Role.VISITOR, WORLD, zoom)
        assert drawn.total == len(expected)
        counted = json.loads(drawn.text)["themes"]
        of_each = {theme: sum(theme in themes for themes in expected.values()) for theme in query["theme"]}
        assert counted == of_each
        points = points_of(tile(search, Role.VISITOR, 0, 0, 0), 0, 0, 0)
        assert sum(one["count"] for one in points) == len(expected)
        chosen = select(search, VISITOR)
        assert {id for id, _place in expected} <= set(chosen.structures)
        for theme in query["theme"]:
            on_its_own = select(asked(alone(query, theme)), VISITOR)
            assert {
                service for service, themes in chosen.met.items() if theme in themes
            } == on_its_own.services

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(query=questions(), name=st.sampled_from(list(LISTS)))
    def test_a_count_says_what_the_list_would_be(self, query, name):
        search = asked(query)
        facets = engine.facets(search, Role.VISITOR)
        for value in LISTS[name]:
            # What is of one theme alone goes with it.
            changed = search.asking(registry.BY_PARAMETER[name].name, (value,))
            assert facets[name].get(value, 0) == engine.total(changed, Role.VISITOR), (
                query,
                name,
                value,
            )

    @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(query=questions())
    def test_services_at_a_distance_are_those_of_each_need_together(self, query):
        search = asked(query)
        features, count = engine.remote(search, Role.VISITOR, 1000)
        each = {
            theme: {one["id"] for one in engine.remote(asked(alone(query, theme)), Role.VISITOR, 1000)[0]}
            for theme in query["theme"]
        }
        assert {one["id"] for one in features} == set().union(*each.values())
        assert count == len(features)
        met = engine.met(search, Role.VISITOR, features, remote=True)
        for one in features:
            assert set(met.by(one)) == {theme for theme, ids in each.items() if one["id"] in ids}

    @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(query=questions())
    def test_known_structures_are_told_by_need_too(self, query):
        structures = [structure.pk for _service, structure, _place, _stands in self.directory.services]
        search = asked(query)
        met = engine.needs_of_services(search, Role.VISITOR, structures)
        for theme in query["theme"]:
            own = engine.services_asked_for(asked(alone(query, theme)), Role.VISITOR, structures)
            assert {service for service, themes in met.items() if theme in themes} == own
        assert engine.services_asked_for(search, Role.VISITOR, structures) == frozenset(met)

    @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(query=questions())
    def test_what_cannot_be_said_of_hours_is_counted_of_the_needs_that_ask(self, query):
        unsettled = engine.unsettled(asked(query), Role.VISITOR)
        asking = [alone(query, theme) for theme in query["theme"] if "ouvert" in alone(query, theme)]
        if not asking:
            assert unsettled is None
            return
        of_each = [engine.unsettled(asked(one), Role.VISITOR) for one in asking]
        for state in ("appointment", "uncertain", "unknown"):
            counts = [getattr(one, state) for one in of_each]
            assert max(counts) <= getattr(unsettled, state) <= sum(counts)

    @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(query=questions())
    def test_ways_out_of_one_need_leave_the_others_as_they_are(self, query):
        search = asked(query)
        for theme in query["theme"]:
            for way in engine.relaxations(search, Role.VISITOR, theme):
                assert way.search.criteria.themes == search.criteria.themes
                (own,) = [one for one in way.search.needs() if one.criteria.themes == (theme,)]
                assert engine.total(own, Role.VISITOR) == way.total > 0
                for other in set(query["theme"]) - {theme} if "." in way.parameter else ():
                    assert way.search.own_of(other) == search.own_of(other)


def _same(one: tuple, other: tuple) -> bool:
    return one[0] == other[0] and all(abs(a - b) < 2e-6 for a, b in zip(one[1], other[1], strict=True))


# What a need may ask of its own.
own_criteria = st.fixed_dictionaries(
    {},
    optional={
        "niveaux": st.lists(st.sampled_from(["A1", "B1", "alpha"]), min_size=1, unique=True).map(tuple),
        "publics": st.just(("femmes", "jeunes")),
        "langues": st.just(("ar",)),
        "gratuit": st.booleans(),
        "places": st.booleans(),
        "ouvert": st.sampled_from(["", "maintenant", "jeudi", "jeudi-soir"]),
    },
).map(lambda asked: Criteria(**asked))


class Links(TestCase):
    """A question with needs as a link."""

    @given(
        themes=st.lists(st.sampled_from(list(THEME_BY_CODE)), unique=True, max_size=4),
        person=own_criteria,
        own=st.dictionaries(st.sampled_from(list(THEME_BY_CODE)), own_criteria, max_size=4),
        words=st.sampled_from(["", "atelier"]),
    )
    def test_a_link_means_the_search_that_made_it(self, themes, person, own, words):
        criteria = Criteria(
            **{one.name: getattr(person, one.name) for one in registry.OF_A_NEED.values()},
            themes=tuple(themes),
            q=words,
        )
        search = Search(
            criteria, Place(48.5, 2.5), own=tuple(Need(theme, asked) for theme, asked in own.items())
        )
        parsed = filters.parse(QueryDict(search.query().urlencode()))
        assert parsed.errors == {}
        assert parsed.search == search
        assert hash(parsed.search) == hash(search)
        # Only what is asked for, in the order asked.
        level = "francais" if len(themes) > 1 and criteria.niveaux else ""
        assert [need.theme for need in search.own] == [
            theme for theme in themes if own.get(theme, Criteria()) != Criteria() or theme == level
        ]
        for theme, need in zip(themes, search.needs(), strict=False):
            assert need.own == ()
            assert need.criteria.themes == (theme,)
            for one in registry.OF_A_NEED.values():
                mine = getattr(own.get(theme, Criteria()), one.name)
                theirs = getattr(criteria, one.name)
                if not holds_of(one.parameter, theme, themes):
                    theirs = one.empty
                assert getattr(need.criteria, one.name) == (mine or theirs)
        assert len(search.needs()) == max(1, len(themes))

    @given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
    def test_no_suffix_raises(self, parameter, theme, value):
        query = QueryDict(mutable=True)
        query.setlist("theme", ["francais"])
        query[f"{parameter}.{theme}"] = value
        assert list(filters.parse(query).errors) == [f"{parameter}.{theme}"]


def errors(query: str) -> dict[str, list[str]]:
    return filters.parse(QueryDict(query)).errors


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "parameter", "expected"),
    [
        ("theme=francais&niveau.logement=A1", "niveau.logement", "« logement » n'est pas demandé"),
        ("niveau.francais=A1", "niveau.francais", "ajoutez « theme=francais »"),
        ("theme=francais&niveau.chinois=A1", "niveau.chinois", "les thèmes sont : francais, droits"),
        ("theme=francais&niveau.=A1", "niveau.", "n'est pas un thème"),
        ("theme=francais&q.francais=atelier", "q.francais", "vaut pour tous les besoins"),
        ("theme=francais&theme.francais=logement", "theme.francais", "vaut pour tous les besoins"),
        ("theme=francais&hors_zone.francais=oui", "hors_zone.francais", "vaut pour tous les besoins"),
        ("theme=francais&rayon_km.francais=5", "rayon_km.francais", "vaut pour tous les besoins"),
        ("theme=francais&epci.francais=247700057", "epci.francais", "vaut pour tous les besoins"),
        ("theme=francais&couleur.francais=bleu", "couleur.francais", "paramètre inconnu"),
        ("theme=francais&niveau.francais=Z9", "niveau.francais", "les valeurs sont : alpha"),
        ("theme=francais&gratuit.francais=non", "gratuit.francais", "« oui » est attendu"),
        ("theme=francais&ouvert.francais=hier", "ouvert.francais", "jeudi-soir"),
        (
            "theme=francais&gratuit.francais=oui&gratuit.francais=oui",
            "gratuit.francais",
            "qu'une fois",
        ),
    ],
)
def test_what_cannot_be_of_one_need_is_named(client, query, parameter, expected):
    found = errors(query)
    assert list(found) == [parameter]
    assert expected in found[parameter][0]
    answer = client.get(f"/api/v1/structures?{query}")
    assert answer.status_code == 400
    assert parameter in answer.content.decode()


def test_a_value_of_a_need_is_read_as_any_other():
    parsed = filters.parse(QueryDict("theme=FRANCAIS&niveau.francais=a1&niveau.francais=B1"))
    assert not parsed.errors
    assert parsed.search.own == (Need("francais", Criteria(niveaux=("A1", "B1"))),)


def test_what_every_criterion_may_be_asked_of():
    """A new criterion of a service or of a structure may be asked of one need without another line."""
    assert set(registry.BY_PARAMETER) - set(registry.OF_A_NEED) == {
        "theme",
        "hors_zone",
        "sans_mairies",
        "sans_mediation",
        "q",
        "epci",
        "departement",
        "territoire",
    }


def test_another_theme_takes_away_what_was_of_the_first():
    search = asked({"theme": ["francais", "logement"], "niveau.francais": ["A1"], "public": ["femmes"]})
    assert search.asking("themes", ("logement",)).own == ()
    assert (
        search.only_need("francais").query().urlencode() == "theme=francais&public=femmes&niveau.francais=A1"
    )
    assert search.asking("niveaux", (), "francais") == asked(
        {"theme": ["francais", "logement"], "public": ["femmes"]}
    )
    with pytest.raises(ValueError, match="sante"):
        search.asking("niveaux", ("A1",), "sante")


def test_chips_stand_beside_every_need_that_they_narrow():
    search = asked(
        {
            "theme": ["francais", "logement"],
            "niveau.francais": ["A1"],
            "public.logement": ["femmes"],
            "public": ["jeunes"],
            "gratuit": "oui",
            "lat": "48.5",
            "lon": "2.6",
        }
    )
    counted = [engine.Counted("francais", 3, 6), engine.Counted("logement", 1001, 1001)]
    first, second = criteria.needs(search, counted, lambda changed: changed.query().urlencode())
    assert [(chip.label, chip.parameter, chip.is_own) for chip in first.chips] == [
        ("A1, débutant", "niveau.francais", True),
        ("Jeunes", "public", False),
        ("Gratuit", "gratuit", False),
    ]
    # What the need asks of its own stands in the place of what is asked of everything.
    assert [(chip.label, chip.is_own) for chip in second.chips] == [("Femmes", True), ("Gratuit", False)]
    assert (first.text, second.text) == ("3 / 6", "plus de 1 000 / plus de 1 000")
    (free,) = [chip.url for chip in first.chips if chip.parameter == "gratuit"]
    assert free == next(chip.url for chip in second.chips if chip.parameter == "gratuit")
    assert filters.parse(QueryDict(free)).search == search.asking("gratuit", False)
    assert filters.parse(QueryDict(first.alone_url)).search == search.only_need("francais")
    assert "niveau.francais=A1" in first.alone_url
    assert filters.parse(QueryDict(first.without_url)).search.criteria.themes == ("logement",)
    flat = [chip.label for chip in criteria.chips(search, lambda _search: "")]
    assert flat == ["Jeunes", "Gratuit", "A1, débutant (Apprendre le français)", "Femmes (Logement)"]


@pytest.fixture
def two_needs(db, places):
    """A place that teaches beginners and houses, one that only houses, one that teaches others."""
    both = StructureFactory(nom="Les deux", position=point(48.55, 2.66))
    ServiceFactory(structure=both, niveaux=["A1"])
    ServiceFactory(structure=both, thematiques=["logement-hebergement--acheter-un-logement"])
    houses = StructureFactory(nom="Loge", position=point(48.56, 2.66))
    ServiceFactory(structure=houses, thematiques=["logement-hebergement--acheter-un-logement"])
    teaches = StructureFactory(nom="Enseigne", position=point(48.57, 2.66))
    ServiceFactory(structure=teaches, niveaux=["B1"])
    return both, houses, teaches


QUESTION = "lat=48.539&lon=2.66&theme=francais&theme=logement&niveau.francais=A1"


def test_the_api_says_which_needs_each_place_meets(client, two_needs):
    both, houses, _teaches = two_needs
    answer = client.get(f"/api/v1/structures?{QUESTION}").json()
    assert [(one["id"], one["properties"]["besoins"]) for one in answer["features"]] == [
        (both.pk, ["francais", "logement"]),
        (houses.pk, ["logement"]),
    ]
    assert answer["numberMatched"] == 2
    assert answer["besoins"] == [
        {"theme": "francais", "trouves": 1, "sans_criteres": 2, "exact": True},
        {"theme": "logement", "trouves": 2, "sans_criteres": 2, "exact": True},
    ]


def test_the_next_page_keeps_the_needs(client, two_needs):
    first = client.get(f"/api/v1/structures?{QUESTION}&limit=1").json()
    second = client.get(first["next"]).json()
    assert [one["properties"]["nom"] for one in first["features"] + second["features"]] == [
        "Les deux",
        "Loge",
    ]
    assert second["next"] is None


def test_one_theme_says_nothing_of_needs(client, two_needs):
    answer = client.get("/api/v1/structures?lat=48.539&lon=2.66&theme=francais&niveau.francais=A1").json()
    assert "besoins" not in answer
    assert "besoins" not in answer["features"][0]["properties"]
    assert answer["numberMatched"] == 1


def test_a_criterion_of_a_need_takes_the_place_of_that_of_all(client, two_needs):
    asked_both = "lat=48.539&lon=2.66&theme=francais&theme=logement&niveau=A1&niveau.francais=B1"
    answer = client.get(f"/api/v1/structures?{asked_both}").json()
    assert "Enseigne" in [one["properties"]["nom"] for one in answer["features"]]


def test_a_level_asked_of_everybody_empties_no_other_need(two_needs):
    search = asked({"theme": ["francais", "logement"], "niveau": ["A1"], "lat": "48.539", "lon": "2.66"})
    assert search.query().urlencode().startswith("theme=francais&theme=logement&niveau.francais=A1")
    found = {
        need.theme: (need.found, need.without_criteria) for need in engine.by_need(search, Role.VISITOR).needs
    }
    assert found == {"francais": (1, 2), "logement": (2, 2)}
    # Where no theme may have it, it asks what it says.
    neither = asked({"theme": ["sante", "logement"], "niveau": ["A1"]})
    assert (neither.own, neither.criteria.niveaux) == ((), ("A1",))


def test_files_have_a_column_of_the_needs_that_a_place_meets(client, two_needs):
    lines = b"".join(client.get(f"/exports/csv?{QUESTION}").streaming_content).decode().splitlines()
    head, *rows = [line.split(";") for line in lines]
    at = head.index("besoins")
    assert [row[at] for row in rows] == ["francais|logement", "logement"]
    document = json.loads(b"".join(client.get(f"/exports/geojson?{QUESTION}").streaming_content))
    assert [one["properties"]["besoins"] for one in document["features"]] == [
        ["francais", "logement"],
        ["logement"],
    ]
    one_theme = b"".join(client.get("/exports/csv?theme=francais").streaming_content).decode()
    assert "besoins" not in one_theme.splitlines()[0]


def test_a_map_that_is_kept_is_kept_for_its_own_needs(client, two_needs):
    view = "bbox=2,48,3,49&zoom=9&theme=francais&theme=logement"
    of_beginners = client.get(f"/api/v1/viewport?{view}&niveau.francais=A1").json()
    of_all = client.get(f"/api/v1/viewport?{view}").json()
    assert (of_beginners["numberMatched"], of_all["numberMatched"]) == (2, 3)


def test_one_need_asks_what_one_theme_asks(two_needs):
    """A question of one theme, its criteria its own or not, is the same statement, once."""
    own = asked({"theme": ["francais"], "niveau.francais": ["A1"], "lat": "48.539", "lon": "2.66"})
    plain = asked({"theme": ["francais"], "niveau": ["A1"], "lat": "48.539", "lon": "2.66"})
    sent = []
    for search in (own, plain):
        with statements_sent() as statements:
            engine.run(search, Role.VISITOR)
            engine.facets(search, Role.VISITOR)
        sent.append([sql for sql, _parameters in statements])
    assert sent[0] == sent[1]


def test_how_many_statements_an_answer_by_need_takes(two_needs):
    needs = {"theme": ["francais", "logement"], "lat": "48.539", "lon": "2.66"}
    for query, most in [
        (needs | {"theme": ["francais"]}, 1),
        (needs | {"theme": ["francais"], "niveau": ["A1"]}, 2),
        # A list each, the places counted once, and which needs each place meets.
        (needs, 4),
        # And the numbers without criteria.
        (needs | {"niveau.francais": ["A1"]}, 5),
    ]:
        with statements_sent() as statements:
            engine.by_need(asked(query), Role.VISITOR)
        assert len(statements) == most, query


@pytest.mark.parametrize("query", ["", "theme=francais", "theme=francais&niveau=A1&tri=pertinence"])
def test_the_api_asks_nothing_more_where_one_theme_is_asked(client, two_needs, query):
    with statements_sent() as statements:
        client.get(f"/api/v1/structures?lat=48.539&lon=2.66&{query}")
    assert len(statements) == 1


def test_more_than_a_thousand_is_said_of_a_need_too(two_needs, monkeypatch):
    """Counting goes on until it knows, or knows that there are more than are counted."""
    monkeypatch.setattr("search.engine.nearest._COUNT_ROWS", 1)
    search = asked({"theme": ["francais", "logement"], "lat": "48.539", "lon": "2.66"})
    assert engine.totals(search, Role.VISITOR) == {"francais": 2, "logement": 2}


def test_a_way_out_says_of_which_need_it_is(two_needs):
    query = {"theme": ["francais", "logement"], "niveau.francais": ["C1"], "lat": "48.539", "lon": "2.66"}
    search = asked(query)
    found = engine.relaxations(search, Role.VISITOR, "francais")
    (way,) = criteria.ways_out(found, search, lambda changed: changed.query().urlencode())
    assert way.label == "Sans « C1, autonome » pour « Apprendre le français »"
    assert (way.found, filters.parse(QueryDict(way.url)).search.own) == ("2 structures", ())
    alone = search.only_need("francais")
    (way,) = criteria.ways_out(engine.relaxations(alone, Role.VISITOR), alone, lambda _changed: "")[:1]
    assert way.label == "Sans « C1, autonome »"


def test_the_nearest_beyond_the_circle_meets_one_of_the_needs(two_needs):
    near = {"theme": ["francais", "logement"], "niveau.francais": ["B1"], "lat": "48.539", "lon": "2.66"}
    nearest = engine.nearest_beyond(asked(near | {"rayon_km": "0.5"}), Role.VISITOR)
    assert nearest["properties"]["nom"] == "Les deux"
    assert nearest["properties"]["services"] != []
    strict = near | {"niveau.logement": ["C1"], "rayon_km": "0.5"}
    assert engine.nearest_beyond(asked(strict), Role.VISITOR)["properties"]["nom"] == "Enseigne"
