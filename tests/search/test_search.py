"""The contract of the one search, case by case (docs/search.md)."""

import random
from dataclasses import replace

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.http import QueryDict
from geopy.distance import geodesic

from accounts.roles import Role
from search import engine, filters, registry
from search.question import Search, Window
from search.tags import FRANCE, SIGNATURE_BITS, TAGS, numbered, zone_tag
from tests.factories import ServiceFactory, StructureFactory, point

pytestmark = pytest.mark.django_db

# In the middle of Melun, whose codes are these.
HERE = "lat=48.5390&lon=2.6600"
COMMUNE, EPCI, DEPARTEMENT = "77288", "247700057", "77"


def parsed(query: str) -> Search:
    result = filters.parse(QueryDict(query))
    assert result.errors == {}
    return result.search


def found(query: str, role: Role = Role.VISITOR) -> list[str]:
    """The services found, in the order of the list."""
    answer = engine.run(parsed(query), role)
    assert answer.total == answer.returned
    return [name for item in answer.items() for name in item["properties"]["services"]]


def service(name: str, **fields):
    return ServiceFactory(nom=name, **fields)


class TestCriteria:
    """Values of one parameter are alternatives; parameters must hold together, of one service."""

    @pytest.mark.parametrize(
        ("parameter", "field", "value", "other"),
        [
            ("thematique", "thematiques", "sante--acces-aux-soins", "sante--addictions"),
            ("public", "publics", "femmes", "jeunes"),
            ("langue", "langues", "ar", "uk"),
            ("niveau", "niveaux", "A1", "B2"),
            ("mode", "modes_accueil", "en-presentiel", "a-distance"),
        ],
    )
    def test_a_value_of_a_list_is_asked_for(self, parameter, field, value, other):
        service("oui", **{field: [value]})
        service("les deux", **{field: [value, other]})
        if parameter != "mode":
            service("autre", **{field: [other]})
        service("rien", **{field: []})
        assert sorted(found(f"{HERE}&{parameter}={value}")) == ["les deux", "oui"]
        both = found(f"{HERE}&{parameter}={value}&{parameter}={other}")
        assert sorted(both) == sorted({"les deux", "oui"} | ({"autre"} if parameter != "mode" else set()))

    def test_everyone_is_also_the_public_that_is_asked_for(self):
        service("femmes", publics=["femmes"])
        service("tous", publics=["tous-publics"])
        service("jeunes", publics=["jeunes"])
        service("non précisé", publics=[])
        assert sorted(found(f"{HERE}&public=femmes")) == ["femmes", "tous"]
        assert sorted(found(f"{HERE}&public=femmes&public=jeunes")) == ["femmes", "jeunes", "tous"]

    def test_free_means_said_to_be_free(self):
        service("gratuit", frais="gratuit")
        service("payant", frais="payant")
        service("inconnu", frais="")
        assert found(f"{HERE}&gratuit=oui") == ["gratuit"]

    def test_the_type_of_a_service(self):
        service("atelier", type="atelier")
        service("formation", type="formation")
        assert found(f"{HERE}&type=atelier") == ["atelier"]

    def test_what_belongs_to_the_structure(self):
        service("oui", structure=StructureFactory(accessible=True, reseaux_porteurs=["communes"]))
        service("non", structure=StructureFactory(accessible=False))
        service("inconnu", structure=StructureFactory(accessible=None))
        assert found(f"{HERE}&accessible=oui") == ["oui"]
        assert found(f"{HERE}&reseau=communes") == ["oui"]

    def test_places_left(self):
        service("oui", places_restantes=2, capacite=5)
        service("complet", places_restantes=0, capacite=5)
        service("inconnu")
        assert found(f"{HERE}&places=oui") == ["oui"]

    def test_conditions_must_hold_of_one_and_the_same_service(self):
        structure = StructureFactory()
        service("arabe payant", structure=structure, langues=["ar"], frais="payant")
        service("gratuit sans arabe", structure=structure, frais="gratuit")
        assert found(f"{HERE}&langue=ar&gratuit=oui") == []
        service("les deux", structure=structure, langues=["ar"], frais="gratuit")
        assert found(f"{HERE}&langue=ar&gratuit=oui") == ["les deux"]

    def test_a_thematique_is_found_under_its_theme_and_not_under_another(self):
        service("soins", thematiques=["sante--acces-aux-soins"])
        assert found(f"{HERE}&thematique=sante--acces-aux-soins&theme=sante") == ["soins"]
        assert found(f"{HERE}&thematique=sante--acces-aux-soins&theme=logement") == []

    @pytest.mark.parametrize(
        ("change", "query"),
        [
            ({"publics": ["femmes"]}, "public=femmes"),
            ({"langues": ["ar"]}, "langue=ar"),
            ({"niveaux": ["A1"]}, "niveau=A1"),
            ({"frais": "gratuit"}, "gratuit=oui"),
            ({"type": "atelier"}, "type=atelier"),
            ({"modes_accueil": ["en-presentiel"]}, "mode=en-presentiel"),
            ({"places_restantes": 3}, "places=oui"),
            ({"thematiques": ["sante--addictions"]}, "thematique=sante--addictions"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_an_edit_is_found_at_once(self, change, query):
        edited = service("modifié")
        assert found(f"{HERE}&{query}") == []
        type(edited).objects.filter(pk=edited.pk).update(**change)
        assert found(f"{HERE}&{query}") == ["modifié"]


@pytest.mark.usefixtures("places")
class TestServiceArea:
    """Who may come: codes and drawings alike; unknown is said to be unknown."""

    SQUARE = MultiPolygon(Polygon.from_bbox((2.6, 48.5, 2.7, 48.6)), srid=4326)
    ELSEWHERE = MultiPolygon(Polygon.from_bbox((3.6, 48.5, 3.7, 48.6)), srid=4326)

    @staticmethod
    def zones(query: str) -> dict[str, str]:
        return {
            item["properties"]["services"][0]: item["properties"]["zone"]
            for item in engine.run(parsed(query), Role.VISITOR).items()
        }

    @pytest.fixture
    def areas(self):
        for name, fields in {
            "commune": {"zone_eligibilite": [COMMUNE]},
            "département": {"zone_eligibilite": ["75", DEPARTEMENT]},
            "france": {"zone_eligibilite": ["france"]},
            "pays": {"zone_eligibilite": ["99100"]},
            "inconnue": {},
            "dessinée ici": {"zone_polygon": self.SQUARE},
            "dessinée ailleurs": {"zone_polygon": self.ELSEWHERE},
            "autre commune": {"zone_eligibilite": ["77284"]},
            "autre département": {"zone_eligibilite": ["13"]},
            "codes ailleurs, dessin ici": {"zone_eligibilite": ["13"], "zone_polygon": self.SQUARE},
            "codes ici, dessin ailleurs": {"zone_eligibilite": [COMMUNE], "zone_polygon": self.ELSEWHERE},
        }.items():
            service(name, **fields)

    def test_what_excludes_the_person_is_left_out_and_what_is_unknown_says_so(self, areas):
        assert self.zones(HERE) == {
            "commune": "couvre",
            "département": "couvre",
            "france": "couvre",
            "pays": "couvre",
            "inconnue": "inconnue",
            "dessinée ici": "couvre",
            "codes ailleurs, dessin ici": "couvre",
            "codes ici, dessin ailleurs": "couvre",
        }

    def test_what_is_out_of_the_area_is_shown_and_marked_when_asked_for(self, areas):
        zones = self.zones(f"{HERE}&hors_zone=oui")
        assert len(zones) == 11
        assert {name for name, zone in zones.items() if zone == "hors"} == {
            "dessinée ailleurs",
            "autre commune",
            "autre département",
        }

    def test_an_epci_is_an_area(self, areas):
        from places.lookup import codes_at

        codes = codes_at(2.66, 48.539)
        assert codes.commune == COMMUNE
        service("epci", zone_eligibilite=[codes.epci])
        assert self.zones(HERE)["epci"] == "couvre"

    def test_the_area_is_judged_where_the_person_is_not_where_the_place_is(self):
        service("pour Meaux", zone_eligibilite=["77284"])
        assert found(f"{HERE}&rayon_km=50") == []
        assert found("lat=48.9606&lon=2.8789&rayon_km=100") == ["pour Meaux"]

    def test_totals_agree_with_the_list(self, areas):
        for query in (HERE, f"{HERE}&hors_zone=oui"):
            answer = engine.run(parsed(query), Role.VISITOR)
            assert answer.total == answer.returned == engine.total(parsed(query), Role.VISITOR)

    def test_a_person_at_sea_is_refused_by_no_area(self):
        service(
            "marseille", zone_eligibilite=["13055"], position=point(43.2, 5.2), position_precision="address"
        )
        (item,) = engine.run(parsed("lat=43.0&lon=5.0&rayon_km=50"), Role.VISITOR).items()
        assert item["properties"]["zone"] is None

    def test_remote_services_are_a_group_of_their_own(self):
        service("à distance ici", modes_accueil=["a-distance"], zone_eligibilite=[DEPARTEMENT])
        service("à distance ailleurs", modes_accueil=["a-distance"], zone_eligibilite=["13"])
        service("à distance, zone inconnue", modes_accueil=["a-distance"])
        service("les deux", modes_accueil=["a-distance", "en-presentiel"])
        assert found(HERE) == ["les deux"]
        features, count = engine.remote(parsed(HERE), Role.VISITOR)
        assert [feature["properties"]["services"] for feature in features] == [["à distance ici"]]
        assert count == 1
        assert features[0]["properties"]["distance_m"] is None

    def test_remote_services_meet_the_same_criteria(self):
        service("arabe", modes_accueil=["a-distance"], zone_eligibilite=["france"], langues=["ar"])
        service("français", modes_accueil=["a-distance"], zone_eligibilite=["france"], langues=["fr"])
        features, count = engine.remote(parsed(f"{HERE}&langue=ar&theme=francais"), Role.VISITOR)
        assert (features[0]["properties"]["services"], count) == (["arabe"], 1)

    def test_the_most_local_remote_service_comes_first(self):
        service(
            "france",
            structure=StructureFactory(nom="A"),
            modes_accueil=["a-distance"],
            zone_eligibilite=["france"],
        )
        service(
            "ici",
            structure=StructureFactory(nom="B"),
            modes_accueil=["a-distance"],
            zone_eligibilite=[COMMUNE],
        )
        features, _count = engine.remote(parsed(HERE), Role.VISITOR)
        assert [feature["properties"]["nom"] for feature in features] == ["B", "A"]


class TestRelaxing:
    def test_each_single_condition_is_weighed(self):
        service("près, payant", frais="payant", langues=["ar"])
        service(
            "loin, gratuit",
            frais="gratuit",
            langues=["ar"],
            position=point(48.9, 2.66),
            position_precision="address",
        )
        asked = parsed(f"{HERE}&gratuit=oui&langue=ar&rayon_km=5")
        assert engine.run(asked, Role.VISITOR).total == 0
        relaxed = {r.parameter: r for r in engine.relaxations(asked, Role.VISITOR)}
        assert set(relaxed) == {"gratuit", "rayon_km"}
        assert relaxed["rayon_km"].search.place.radius_km == 50
        for relaxation in relaxed.values():
            assert engine.run(relaxation.search, Role.VISITOR).total == relaxation.total == 1

    def test_nothing_is_promised_where_nothing_would_be_found(self):
        assert engine.relaxations(parsed(f"{HERE}&gratuit=oui"), Role.VISITOR) == []


VALUES = {
    "theme": ["francais", "sante", "droits"],
    "public": ["femmes", "jeunes", "tous-publics"],
    "langue": ["ar", "fr", "uk"],
    "niveau": ["A1", "B1"],
    "type": ["atelier", "formation"],
}


def scattered(seed: int, count: int = 150) -> None:
    """Services with random fields around Melun, several to a structure and to a place."""
    choose = random.Random(seed)
    thematiques = {
        "francais": "lecture-ecriture-calcul--maitriser-le-francais",
        "sante": "sante--acces-aux-soins",
        "droits": "difficultes-administratives-ou-juridiques--accompagnement-pour-lacces-aux-droits",
    }

    def some(values, most=2):
        return choose.sample(values, choose.randint(0, most))

    structures = [
        StructureFactory(
            position=point(48.539 + choose.uniform(-0.3, 0.3), 2.66 + choose.uniform(-0.4, 0.4)),
            accessible=choose.choice([True, False, None]),
        )
        for _ in range(count // 3)
    ]
    for _ in range(count):
        publics = ["tous-publics"] if choose.random() < 0.3 else some(["femmes", "jeunes"])
        away = choose.random() < 0.2
        ServiceFactory(
            structure=choose.choice(structures),
            thematiques=[thematiques[theme] for theme in some(list(thematiques))],
            publics=publics,
            langues=some(["ar", "fr", "uk"]),
            niveaux=some(["A1", "B1"]),
            type=choose.choice(["atelier", "formation", ""]),
            frais=choose.choice(["gratuit", "payant", ""]),
            position=point(48.539 + choose.uniform(-0.3, 0.3), 2.66 + choose.uniform(-0.4, 0.4))
            if away
            else None,
            position_precision="address" if away else "",
        )


def random_query(choose: random.Random) -> str:
    parts = [
        f"lat={48.539 + choose.uniform(-0.2, 0.2):.5f}",
        f"lon={2.66 + choose.uniform(-0.3, 0.3):.5f}",
        f"rayon_km={choose.choice([3, 8, 20, 50])}",
    ]
    for parameter, values in VALUES.items():
        if choose.random() < 0.35:
            parts += [f"{parameter}={value}" for value in choose.sample(values, choose.randint(1, 2))]
    for switch in ("gratuit", "accessible", "hors_zone"):
        if choose.random() < 0.25:
            parts.append(f"{switch}=oui")
    return "&".join(parts)


def test_pages_totals_and_facets_agree_for_random_filters():
    scattered(seed=1)
    choose = random.Random(2)
    for _ in range(120):
        query = random_query(choose)
        asked = parsed(f"{query}&limit=1000")
        answer = engine.run(asked, Role.VISITOR)
        distances = [item["properties"]["distance_m"] for item in answer.items()]
        assert answer.total == answer.returned == len(distances), query
        assert distances == sorted(distances)
        origin = (asked.place.lat, asked.place.lon)
        for item in answer.items():
            longitude, latitude = item["geometry"]["coordinates"]
            assert item["properties"]["distance_m"] == pytest.approx(
                geodesic(origin, (latitude, longitude)).m, abs=1
            )
        facets = engine.facets(asked, Role.VISITOR)
        for parameter, values in VALUES.items():
            for value in values:
                alone = asked.asking(registry.BY_PARAMETER[parameter].name, (value,))
                assert facets[parameter].get(value, 0) == engine.total(alone, Role.VISITOR), (
                    query,
                    parameter,
                    value,
                )


def test_small_pages_are_the_big_one_cut_up():
    scattered(seed=3)
    choose = random.Random(4)
    for _ in range(10):
        query = random_query(choose)
        whole = [_key(item) for item in engine.run(parsed(f"{query}&limit=1000"), Role.VISITOR).items()]
        pieces, asked = [], parsed(f"{query}&limit=7")
        while True:
            answer = engine.run(asked, Role.VISITOR)
            pieces += [_key(item) for item in answer.items()]
            assert answer.total == len(whole)
            if not answer.next:
                break
            asked = replace(asked, window=Window(7, answer.next))
        assert pieces == whole
        assert len(set(whole)) == len(whole)


@pytest.mark.parametrize("limit", [1, 4, 20, 100])
def test_the_total_is_the_same_whether_or_not_the_list_sees_all_there_is(limit):
    moved = StructureFactory(nom="deux lieux")
    for n in range(30):
        ServiceFactory(position=point(48.54 + n / 1000, 2.66), position_precision="address")
    for lat in (48.55, 48.56, 48.56):
        ServiceFactory(structure=moved, position=point(lat, 2.67), position_precision="address")
    ServiceFactory(thematiques=["sante--acces-aux-soins"])
    for query, places in (
        (HERE, 33),
        (f"{HERE}&theme=francais", 32),
        (f"{HERE}&theme=francais&theme=sante", 33),
    ):
        assert engine.run(parsed(f"{query}&limit={limit}"), Role.VISITOR).total == places
        assert engine.total(parsed(query), Role.VISITOR) == places


def _key(item: dict) -> tuple:
    return item["id"], tuple(item["geometry"]["coordinates"])


def test_words_have_numbers_of_their_own():
    assert len(set(TAGS.values())) == len(TAGS)
    assert all(1_000 <= number < 901_000 for number in TAGS.values())


def test_no_word_is_another_to_the_index():
    bits = [number % SIGNATURE_BITS for number in [*TAGS.values(), zone_tag(FRANCE)]]
    assert len(set(bits)) == len(bits)


def test_a_word_has_its_number_whatever_the_words_after_it():
    keys = [f"public:{code}" for code in "abcdefghij"]
    numbers = numbered(keys)
    assert numbered(keys[:5]) == dict(list(numbers.items())[:5])
    assert numbered(f"theme:{n}" for n in range(900)).keys() == {f"theme:{n}" for n in range(900)}


@pytest.mark.parametrize(
    "code", ["77288", "2A004", "97411", "75", "2B", "974", "200054781", "france", "99100"]
)
def test_sql_and_python_number_territories_alike(code):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT mapping_zone_tag(%s)", [code])
        assert cursor.fetchone() == (zone_tag(code),)


@pytest.mark.parametrize("code", ["", "1", "1234", "7728é", "12345678X", "77 88", "abcde\n"])
def test_what_is_no_code_of_a_territory_has_no_number(code):
    with pytest.raises(ValueError, match="not the code"):
        zone_tag(code)
