"""`/api/v1/viewport`: bounded, exact and quick to say that nothing changed."""

import itertools
import json
import math
import random

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import QueryDict

from accounts.models import User
from accounts.roles import Role
from bench.statements import statements_sent
from layers.clusters import MAX_BYTES, MAX_FEATURES, draw
from layers.tiles import tile_box
from mapping.models import Service, Structure, Visibility
from mapping.vocabulary import THEMES
from search import filters
from search.engine import cells, plane
from search.models import SearchRow
from search.question import Box, Search
from search.tags import TAGS
from tests.factories import CommuneFactory, ServiceFactory, StructureFactory, point
from tests.search.test_search import VALUES, scattered

pytestmark = pytest.mark.django_db

MELUN = "bbox=2.4,48.3,2.9,48.8&zoom=11"


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


def parsed(query: str) -> Search:
    result = filters.parse(QueryDict(query))
    assert result.errors == {}
    return result.search


def drawn(query: str, role: Role = Role.VISITOR, *, counted: bool = True) -> dict:
    """The answer to a query, after what holds of every answer was checked."""
    search = parsed(query)
    box = search.window.bbox
    drawing = draw(search, role, box, search.window.zoom, counted=counted)
    answer = json.loads(drawing.text)
    features = answer["features"]
    assert drawing.features == answer["numberReturned"] == len(features) <= MAX_FEATURES
    assert len(drawing.text.encode()) <= MAX_BYTES
    assert sum(feature["properties"]["count"] for feature in features) == answer["numberMatched"]
    for i, (theme, count) in enumerate(answer["themes"].items()):
        assert sum(feature["properties"]["themes"][i] for feature in features) == count, theme
    for feature in features:
        lon, lat = feature["geometry"]["coordinates"]
        assert box.west <= lon <= box.east
        assert box.south <= lat <= box.north
        assert ("id" in feature["properties"]) == (feature["properties"]["count"] == 1)
    return answer


def by_hand(search: Search, themes: tuple[str, ...], rows: list[SearchRow]) -> set[tuple]:
    """The places found in the box, row by row in Python."""
    criteria, box = search.criteria, search.window.bbox
    wanted = []
    for name, kind in [
        ("publics", "public"),
        ("langues", "langue"),
        ("niveaux", "niveau"),
        ("types", "type"),
    ]:
        values = list(getattr(criteria, name))
        if values:
            values += ["tous-publics"] if name == "publics" else []
            wanted.append({TAGS[f"{kind}:{value}"] for value in values})
    wanted += [{TAGS["frais:gratuit"]}] if criteria.gratuit else []
    wanted += [{TAGS["accessible:oui"]}] if criteria.accessible else []
    wanted += [{TAGS[f"theme:{theme}"] for theme in themes}] if themes else []
    return {
        (row.structure_id, row.position.x, row.position.y)
        for row in rows
        if box.west <= row.position.x <= box.east
        and box.south <= row.position.y <= box.north
        and all(tags & set(row.tags) for tags in wanted)
    }


def random_query(choose: random.Random) -> str:
    west, south = 2.66 + choose.uniform(-0.5, 0.3), 48.539 + choose.uniform(-0.4, 0.2)
    parts = [
        f"bbox={west:.5f},{south:.5f}"
        f",{west + choose.uniform(0.02, 1):.5f},{south + choose.uniform(0.02, 1):.5f}",
        f"zoom={choose.randint(0, 19)}",
    ]
    for parameter, values in VALUES.items():
        if choose.random() < 0.3:
            parts += [f"{parameter}={value}" for value in choose.sample(values, choose.randint(1, 2))]
    parts += [f"{switch}=oui" for switch in ("gratuit", "accessible") if choose.random() < 0.2]
    return "&".join(parts)


class TestSums:
    def test_random_boxes_and_filters_count_every_place_once(self):
        scattered(seed=3)
        choose = random.Random(4)
        rows = list(SearchRow.objects.filter(theme=0, role_min=0).order_by("id"))
        found = 0
        for _ in range(120):
            query = random_query(choose)
            search, answer = parsed(query), drawn(query)
            themes = search.criteria.themes
            assert answer["numberMatched"] == len(by_hand(search, themes, rows)), query
            for theme, count in answer["themes"].items():
                assert count == len(by_hand(search, (theme,), rows)), (query, theme)
            found += answer["numberMatched"]
        assert found > 500

    def test_counts_kept_by_cell_say_what_the_rows_say(self):
        scattered(seed=5, count=100)
        cells.merge()
        Service.objects.filter(
            pk__in=list(Service.objects.order_by("pk").values_list("pk", flat=True)[:9])
        ).delete()
        choose = random.Random(6)
        for zoom in range(12):
            for theme in ("", "&theme=sante"):
                west, south = choose.uniform(1.8, 2.6), choose.uniform(48, 48.5)
                query = (
                    f"bbox={west},{south},{west + choose.uniform(0.1, 1.5)},{south + choose.uniform(0.1, 1)}"
                )
                query += f"&zoom={zoom}{theme}"
                assert drawn(query) == drawn(query, counted=False)

    def test_a_box_on_lines_of_the_grid_is_read_from_counts_alone(self):
        scattered(seed=7, count=100)
        cells.merge()
        Service.objects.filter(
            pk__in=list(Service.objects.order_by("pk").values_list("pk", flat=True)[:9])
        ).delete()
        for zoom in range(12):
            level = zoom + 2
            x, y = (int(place(side, level)) for place, side in ((plane.column, 2.66), (plane.row, 48.54)))
            end = 2**level - 1
            first = tile_box(level, max(x - 3, 0), min(y + 1, end))
            last = tile_box(level, min(x + 2, end), max(y - 2, 0))
            box = first.west, first.south, last.east, last.north
            for theme in ("", "&theme=sante"):
                query = f"bbox={','.join(f'{side:.9f}' for side in box)}&zoom={zoom}{theme}"
                with statements_sent() as sent:
                    answer = drawn(query)
                said = " ".join(sql for sql, _values in sent)
                assert "mapping_searchrow" not in said, query
                assert "mapping_cell" in said, query
                assert answer == drawn(query, counted=False), query
                assert answer["numberMatched"] > 0

    def test_a_place_on_the_very_edge_is_in_the_box(self):
        StructureFactory(position=point(48.5, 2.5))
        for box in ("2.5,48.5,3,49", "2,48,2.5,48.5", "2.4,48.5,2.6,48.6"):
            for zoom in (3, 8, 17):
                assert drawn(f"bbox={box}&zoom={zoom}")["numberMatched"] == 1

    def test_the_south_of_a_wide_box_is_not_cut_by_a_great_circle(self):
        for lon in range(-5, 10):
            StructureFactory(position=point(41.0, lon + 0.5))
        assert drawn("bbox=-5,41,10,51&zoom=6")["numberMatched"] == 15
        assert drawn("bbox=-5,41,10,51&zoom=6&accessible=oui")["numberMatched"] == 0
        assert drawn("bbox=-5,41,10,51&zoom=6", counted=False)["numberMatched"] == 15

    def test_the_ends_of_the_world(self):
        for lat, lon in [(90, 0), (-90, 0), (0, 180), (0, -180), (88, 179.9), (0, 0)]:
            StructureFactory(position=point(lat, lon))
        for zoom in (0, 5, 12):
            assert drawn(f"bbox=-180,-90,180,90&zoom={zoom}")["numberMatched"] == 6
            assert drawn(f"bbox=170,-1,180,1&zoom={zoom}")["numberMatched"] == 1
            assert drawn(f"bbox=-180,87,180,90&zoom={zoom}")["numberMatched"] == 2
        assert drawn("bbox=10,10,10.0000001,10.0000001&zoom=19")["numberMatched"] == 0

    def test_only_who_may_come_from_there_and_no_circle(self, places):
        ServiceFactory(nom="ici", zone_eligibilite=["77"])
        ServiceFactory(nom="ailleurs", zone_eligibilite=["13"])
        assert drawn(MELUN)["numberMatched"] == 2
        for here in ("&lat=48.54&lon=2.66", "&lat=48.54&lon=2.66&rayon_km=0.1", "&lat=48.96&lon=2.88"):
            assert drawn(MELUN + here)["numberMatched"] == 1
            assert drawn(MELUN + here + "&hors_zone=oui")["numberMatched"] == 2


def analyse() -> None:
    """What autovacuum does on a real directory, and cannot do inside a test's transaction."""
    with connection.cursor() as cursor:
        for table in ("structure", "service", "searchrow", "card", "cell", "celldelta"):
            cursor.execute(f"ANALYZE mapping_{table}")


class TestBounds:
    @staticmethod
    def crowd(count: int) -> None:
        """A dense town and a scattered country, with long names and long hours."""
        choose = random.Random(7)
        commune = CommuneFactory()
        structures = [
            Structure(
                source="foule",
                source_id=str(i),
                nom=f"Association au nom assez long pour tenir de la place numéro {i} « é »"[: 40 + i % 40],
                commune=commune,
                position=point(
                    choose.gauss(48.54, 0.02 if i % 2 else 1.5), choose.gauss(2.66, 0.02 if i % 2 else 2)
                ),
                position_precision="address",
                telephone="+33 1 99 00 00 01",
                horaires_accueil="Mo-Fr 09:00-12:30,13:30-17:30; Sa 09:00-12:00" if i % 3 else "",
            )
            for i in range(count)
        ]
        made = Structure.objects.bulk_create(structures, batch_size=500)
        analyse()
        services = [
            Service(
                structure=structure,
                source="foule",
                source_id=str(i),
                nom="Atelier",
                thematiques=choose.sample(
                    ["sante--acces-aux-soins", "lecture-ecriture-calcul--maitriser-le-francais"], i % 3
                ),
            )
            for i, structure in enumerate(made)
        ]
        Service.objects.bulk_create(services, batch_size=500)
        analyse()

    def test_no_answer_is_too_large_nor_truncated(self):
        self.crowd(3000)
        # Each box with other themes from one zoom to the next.
        asked = [(), ("sante",), ("sante", "francais")]
        places = {themes: places_of(themes) for themes in asked}
        themes_in_turn = itertools.cycle(asked)
        for zoom in range(20):
            wide, high = (min(px * 360 / 256 / 2**zoom, most) / 2 for px, most in ((1280, 100), (500, 40)))
            for box in (
                (-10, 40, 15, 55),
                (-180, -90, 180, 90),
                (2.6, 48.5, 2.72, 48.58),
                (2.66 - wide, 48.54 - high, 2.66 + wide, 48.54 + high),
            ):
                themes = next(themes_in_turn)
                query = f"bbox={','.join(map(str, box))}&zoom={zoom}" + "".join(f"&theme={t}" for t in themes)
                total = box_total(parsed(query).window.bbox, places[themes])
                assert drawn(query)["numberMatched"] == total, query

    def test_clusters_stay_where_they_are_when_the_map_is_panned(self):
        self.crowd(1200)

        def clusters(west: float) -> dict[tuple, int]:
            answer = drawn(f"bbox={west},47,{west + 5},50&zoom=7")
            assert answer["cell_px"] == size
            return {
                tuple(f["geometry"]["coordinates"]): f["properties"]["count"]
                for f in answer["features"]
                if west + 1.5 < f["geometry"]["coordinates"][0] < west + 3.5
                and 47.5 < f["geometry"]["coordinates"][1] < 49.5
            }

        size = drawn("bbox=0,47,5,50&zoom=7")["cell_px"]
        first, second = clusters(0), clusters(0.37)
        both = {key for key in first if 1.87 < key[0] < 3.5}
        assert len(both) > 5
        assert all(second[key] == first[key] for key in both)

    def test_the_log_merges_itself_and_nothing_drifts(self):
        self.crowd(1200)
        assert cells.drift() == 0
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM mapping_celldelta")
            assert cursor.fetchone()[0] < 1000
        cells.merge()
        assert cells.drift() == 0


def places_of(themes: tuple[str, ...]) -> set[tuple[int, float, float]]:
    """Each place of these themes, row by row in Python: its structure, its longitude and its latitude."""
    numbers = [theme.id for theme in THEMES if theme.code in themes] or [0]
    rows = SearchRow.objects.filter(theme__in=numbers).order_by("id").values_list("structure_id", "position")
    return {(structure, position.x, position.y) for structure, position in rows}


def box_total(box: Box, places: set[tuple[int, float, float]]) -> int:
    return sum(box.west <= x <= box.east and box.south <= y <= box.north for _structure, x, y in places)


class TestEdits:
    def test_edits_count_at_once_and_leave_no_drift(self):
        scattered(seed=8, count=60)
        choose = random.Random(9)
        for step in range(25):
            structure = choose.choice(list(Structure.objects.order_by("pk")))
            match step % 5:
                case 0:
                    structure.position = point(48.5 + choose.uniform(-1, 1), 2.6)
                    structure.save()
                case 1:
                    Structure.objects.filter(pk=structure.pk).update(
                        address_visibility=Visibility.PROFESSIONALS
                    )
                case 2:
                    structure.services.update(thematiques=["sante--addictions"])
                case 3:
                    structure.services.all().delete()
                case 4:
                    structure.delete()
            if step == 12:
                cells.merge()
            for role in Role:
                query = "bbox=0,46,6,51&zoom=6"
                assert drawn(query, role) == drawn(query, role, counted=False)
        assert cells.drift() == 0

    def test_a_drift_is_found_and_mended(self):
        scattered(seed=8, count=30)
        cells.merge()
        with connection.cursor() as cursor:
            cursor.execute("UPDATE mapping_cell SET places = places + 1 WHERE level = 9 AND theme = 0")
        assert cells.drift() > 0
        cells.rebuild()
        assert cells.drift() == 0

    def test_a_confidential_place_is_drawn_at_its_commune_for_whoever_may_not_see_it(self):
        StructureFactory(position=point(48.61, 2.81), address_visibility=Visibility.PROFESSIONALS)
        at = {}
        for role in Role:
            (feature,) = drawn(MELUN, role)["features"]
            at[role] = feature["geometry"]["coordinates"]
            assert feature["properties"].get("adresse_confidentielle", False) == (role is Role.VISITOR)
        assert at == {
            Role.VISITOR: [2.66, 48.539],
            Role.PROFESSIONAL: [2.81, 48.61],
            Role.STAFF: [2.81, 48.61],
        }
        assert drawn("bbox=2.8,48.6,2.82,48.62&zoom=15")["numberMatched"] == 0


class TestHttp:
    URL = f"/api/v1/viewport?{MELUN}"

    def test_a_place_has_what_the_first_line_of_a_popup_needs(self, client):
        structure = StructureFactory(horaires_accueil="Mo-Fr 09:00-12:00")
        ServiceFactory(structure=structure)
        response = client.get(self.URL)
        assert response["Content-Type"] == "application/geo+json"
        (feature,) = response.json()["features"]
        themes = list(response.json()["themes"])
        assert [theme for theme, n in zip(themes, feature["properties"].pop("themes"), strict=True) if n] == [
            "francais"
        ]
        assert feature["properties"] == {
            "count": 1,
            "id": structure.pk,
            "nom": structure.nom,
            "telephone": structure.telephone,
            "horaires_accueil": "Mo-Fr 09:00-12:00",
        }

    def test_nothing_is_asked_twice_until_the_data_change(self, client, django_assert_num_queries):
        structure = StructureFactory()
        with django_assert_num_queries(1):
            first = client.get(self.URL)
        with django_assert_num_queries(1):
            kept = client.get(self.URL)
        assert (kept.content, kept["ETag"]) == (first.content, first["ETag"])
        with django_assert_num_queries(1):
            again = client.get(self.URL, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
        Structure.objects.filter(pk=structure.pk).update(nom="Autre nom")
        changed = client.get(self.URL, headers={"If-None-Match": first["ETag"]})
        assert changed.status_code == 200
        assert changed["ETag"] != first["ETag"]
        assert changed.json()["features"][0]["properties"]["nom"] == "Autre nom"
        Structure.objects.filter(pk=structure.pk).update(nom="Encore un autre")
        anyone = client.get(self.URL)
        assert anyone.json()["features"][0]["properties"]["nom"] == "Encore un autre"
        assert anyone["ETag"] not in (first["ETag"], changed["ETag"])

    def test_each_role_has_its_own_answer_and_professionals_theirs_alone(self, client):
        StructureFactory(position=point(48.61, 2.81), address_visibility=Visibility.PROFESSIONALS)
        visitor = client.get(self.URL)
        assert visitor["Cache-Control"] == "public, max-age=0, must-revalidate"
        client.force_login(User.objects.create(email="pro@example.org", is_professional=True))
        professional = client.get(self.URL, headers={"If-None-Match": visitor["ETag"]})
        assert professional.status_code == 200
        assert professional["Cache-Control"] == "private, no-store"
        assert "Cookie" in professional["Vary"]
        assert "Cookie" in visitor["Vary"]
        assert professional.content != visitor.content

    @pytest.mark.parametrize(
        ("query", "parameter", "says"),
        [
            ("zoom=3", "bbox", "nécessaire"),
            ("bbox=1,1,2,2", "zoom", "nécessaire"),
            ("bbox=1,1,2&zoom=3", "bbox", "quatre nombres"),
            ("bbox=2,1,1,2&zoom=3", "bbox", "chaque minimum"),
            ("bbox=1,1,1,2&zoom=3", "bbox", "chaque minimum"),
            ("bbox=nan,1,2,2&zoom=3", "bbox", "quatre nombres"),
            ("bbox=-inf,1,inf,2&zoom=3", "bbox", "quatre nombres"),
            ("bbox=179,1,181,2&zoom=3", "bbox", "-180 à 180"),
            ("bbox=1,1,2,91&zoom=3", "bbox", "-90 à 90"),
            ("bbox=1,1,2,2&zoom=20", "zoom", "entre 0 et 19"),
            ("bbox=1,1,2,2&zoom=-1", "zoom", "entre 0 et 19"),
            ("bbox=1,1,2,2&zoom=3.5", "zoom", "entre 0 et 19"),
            ("bbox=1,1,2,2&zoom=3&thema=x", "thema", "inconnu"),
        ],
    )
    def test_what_is_wrong_is_named(self, client, query, parameter, says):
        response = client.get(f"/api/v1/viewport?{query}")
        assert response.status_code == 400
        assert response["Content-Type"] == "application/problem+json"
        (error,) = response.json()["errors"]
        assert error["parameter"] == parameter
        assert says in error["detail"]


def test_a_box_and_a_zoom_survive_a_link():
    search = parsed("bbox=-1.5,41,10,51.25&zoom=6")
    assert search.query().urlencode() == "bbox=-1.5%2C41%2C10%2C51.25&zoom=6"
    assert parsed(search.query().urlencode()) == search


def test_the_counts_have_room_for_every_theme():
    assert max(theme.id for theme in THEMES) <= 12


def test_python_and_the_database_number_cells_alike(db):
    choose = random.Random(1)
    for _ in range(200):
        lon, lat, level = choose.uniform(-180, 180), choose.uniform(-90, 90), choose.randint(1, 24)
        with connection.cursor() as cursor:
            cursor.execute("SELECT mapping_cell_x(%s, %s), mapping_cell_y(%s, %s)", [lon, level, lat, level])
            x, y = cursor.fetchone()
        assert x == math.floor(plane.column(lon, level))
        assert abs(y + 0.5 - plane.row(lat, level)) <= 0.5 + 1e-6
