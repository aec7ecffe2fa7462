"""The search at the size of France: how PostgreSQL goes about it, and that its answers are true."""

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import TestCase
from geopy.distance import geodesic
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from accounts.roles import Role
from bench import plans
from bench.statements import statement_of, statements_sent
from layers.clusters import draw
from layers.tiles import tile, tile_box
from mapping.models import Structure
from mapping.vocabulary import THEME_BY_CODE
from search import engine, filters
from search.engine import cells
from search.models import SearchRow
from search.question import Box, Search
from search.tags import TAGS
from tests.factories import CommuneFactory

# Ten times as many as there are town halls.
PLACES = 350_000
COMMON, RARE = "numerique", "francais"
# One place in three, and one in 175.
EVERY = {COMMON: 3, RARE: 175}
# A row must say something of its area: that it is not known keeps nobody out.
UNKNOWN_AREA = TAGS["zone:inconnue"]
CARDS = (
    "INSERT INTO mapping_card (structure_id, service_id, role_min, role_max, said)"
    " SELECT id, 0, 0, 2, jsonb_build_object('nom', nom) FROM mapping_structure"
)


def fill_france() -> None:
    """350,000 structures scattered over metropolitan France, with the rows that triggers would derive.

    The triggers rest meanwhile: the plans are looked at, not the derivation.
    """
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE mapping_structure DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE mapping_service DISABLE TRIGGER USER")
        cursor.execute("SELECT setseed(0.5)")
        empty = {
            field.column: ""
            for field in Structure._meta.concrete_fields
            if field.get_internal_type() in ("CharField", "TextField") and not field.null
        }
        plain = dict.fromkeys(empty, "''") | {
            "id": "n",
            "source": "'tests'",
            "source_id": "n::text",
            "nom": "'Lieu ' || n",
            "position": "ST_SetSRID(ST_MakePoint(-4 + 12 * random(), 43 + 7 * random()), 4326)::geography",
            "position_precision": "'address'",
            "status": "'published'",
            "address_visibility": "0",
            "is_example": "false",
            "reseaux_porteurs": "'{}'",
            "created_at": "now()",
            "updated_at": "now()",
        }
        cursor.execute(
            f"INSERT INTO mapping_structure ({', '.join(plain)}) "
            f"SELECT {', '.join(plain.values())} FROM generate_series(1, {PLACES}) AS n"
        )
        derived = f"position, position_precision, false, '{{{UNKNOWN_AREA}}}', 0, 2 FROM mapping_structure"
        into = (
            "INSERT INTO mapping_searchrow "
            "(theme, structure_id, position, position_precision, own_place, tags, role_min, role_max)"
        )
        cursor.execute(f"{into} SELECT 0, id, {derived}")
        for theme, every in EVERY.items():
            cursor.execute(f"{into} SELECT {THEME_BY_CODE[theme].id}, id, {derived} WHERE id % {every} = 0")
        cursor.execute(CARDS)
        for table in ("structure", "searchrow", "card"):
            cursor.execute(f"ANALYZE mapping_{table}")


class PlansAtTheSizeOfFrance(TestCase):
    """For a theme that is common and one that is rare, in a town and far from everything."""

    @classmethod
    def setUpTestData(cls) -> None:
        CommuneFactory()
        fill_france()
        cells.rebuild()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE mapping_cell, mapping_celldelta")

    def each_plan(self, kinds=("literal", "generic"), suffix: str = ""):
        """Plans for both themes, near and far, each with the words that tell which one it is."""
        plan_of = {"literal": plans.literal_plan, "generic": plans.generic_plan}
        for theme in (COMMON, RARE):
            for radius_km in (5, 20, 200):
                statement = statement_of(f"theme={theme}&lat=48.5390&lon=2.6600&rayon_km={radius_km}{suffix}")
                for kind in kinds:
                    plan = plan_of[kind](statement.sql, statement.parameters)
                    yield plan, f"{theme}, {radius_km} km, {kind}:\n{plans.explain(plan)}"

    def test_a_plan_kept_for_every_value_walks_to_the_nearest_in_the_composite_index(self):
        for plan, said in self.each_plan(kinds=["generic"]):
            assert plans.walks_nearest_first(plan), said

    def test_with_values_known_the_composite_index_still_bounds_every_read_by_theme(self):
        for plan, said in self.each_plan():
            assert plans.bounded_by_theme(plan), said

    def test_a_following_page_and_a_second_theme_are_bounded_by_theme_too(self):
        for suffix in ("&cursor=5000.5~12~0", "&theme=sante"):
            for plan, said in self.each_plan(suffix=suffix):
                assert plans.bounded_by_theme(plan), said

    def test_a_habit_is_asked_of_what_the_theme_bounds(self):
        for suffix in ("&ouvert=soir", f"&theme={COMMON}&theme={RARE}&ouvert.{RARE}=week-end"):
            for plan, said in self.each_plan(suffix=suffix):
                assert plans.bounded_by_theme(plan), said

    def test_what_is_asked_of_one_need_alone_bounds_what_is_read_of_its_theme(self):
        needs = f"&theme={COMMON}&theme={RARE}&niveau.{COMMON}=A1&public.{RARE}=femmes"
        for plan, said in self.each_plan(suffix=needs):
            assert plans.bounded_by_theme(plan), said
            for node in plans.nodes(plan):
                if node.get("Index Name") == plans.INDEX:
                    assert node["Index Cond"].count("@@") == 2, said
        for plan, said in self.each_plan(kinds=["generic"], suffix=needs):
            assert plans.walks_nearest_first(plan), said

    def test_where_only_a_theme_is_asked_what_is_around_is_counted_by_cell(self):
        for plan, said in self.each_plan():
            assert plans.counts_by_cell(plan) is not said.startswith((f"{COMMON}, 200", f"{RARE}, 200")), said
        for plan, said in self.each_plan(suffix="&public=femmes"):
            assert not plans.counts_by_cell(plan), said

    def test_an_order_by_relevance_and_five_filters_walk_the_same_way(self):
        for suffix in ("&tri=pertinence", "&public=femmes&langue=ar&gratuit=oui&accessible=oui&places=oui"):
            for plan, said in self.each_plan(kinds=["generic"], suffix=suffix):
                assert plans.walks_nearest_first(plan), said

    def test_a_territory_is_read_within_its_theme(self):
        statement = statement_of(f"theme={RARE}&departement=77")
        for plan_of in (plans.literal_plan, plans.generic_plan):
            plan = plan_of(statement.sql, statement.parameters)
            assert plans.bounded_by_theme(plan), plans.explain(plan)
            # A box around the territory keeps the index from reading elsewhere.
            for node in plans.nodes(plan):
                if node.get("Index Name") == plans.INDEX:
                    assert "&&" in node["Index Cond"], plans.explain(plan)
                    assert "@@" in node["Index Cond"], plans.explain(plan)

    def test_looking_beyond_every_radius_walks_in_the_composite_index(self):
        nearest, (statement,) = sent_by(engine.nearest_beyond)
        assert nearest
        for plan_of in (plans.literal_plan, plans.generic_plan):
            assert plans.walks_nearest_first(plan_of(*statement))

    def test_a_view_of_whole_cells_reads_their_counts_and_no_row(self):
        for theme in (f"theme={COMMON}", f"theme={RARE}", ""):
            for plan, said in plans_of_views(theme, tile_box(9, 259, 176)):
                assert plans.reads_counts_of_cells(plan), said
                assert plans.reads_no_table_whole(plan), said
                assert not any(node.get("Relation Name") == plans.TABLE for node in plans.nodes(plan)), said

    def test_a_view_with_an_edge_reads_counts_inside_and_rows_by_cell_along_it(self):
        for theme in (f"theme={COMMON}", f"theme={RARE}", ""):
            for plan, said in plans_of_views(theme, Box(1.9, 48.1, 3.4, 49.2)):
                assert plans.reads_counts_of_cells(plan), said
                assert plans.counts_by_cell(plan), said
                assert plans.reads_no_table_whole(plan), said

    def test_a_view_of_any_other_search_reads_rows_within_their_theme(self):
        for suffix, by_cell in (("", True), ("&public=femmes", False), ("&departement=77", False)):
            place = "" if "departement" in suffix else "&lat=48.5390&lon=2.6600"
            for plan, said in plans_of_views(f"theme={COMMON}{place}{suffix}", Box(1.9, 48.1, 3.4, 49.2)):
                assert plans.counts_by_cell(plan) is by_cell, said
                assert plans.bounded_by_theme(plan), said
                assert plans.reads_no_table_whole(plan), said

    def test_a_tile_reads_rows_by_cell_and_where_it_holds_too_many_their_counts(self):
        for z, x, y in ((9, 259, 176), (4, 8, 5), (13, 4149, 2827)):
            with statements_sent() as sent:
                tile(filters.parse(QueryDict(f"theme={COMMON}")).search, Role.VISITOR, z, x, y)
            for plan, said in plans_of(sent, f"{z}/{x}/{y}"):
                assert plans.reads_no_table_whole(plan), said
                assert plans.counts_by_cell(plan) or plans.reads_counts_of_cells(plan), said

    def test_facets_totals_and_services_at_a_distance_stay_within_their_theme(self):
        for asking in (engine.facets, engine.total, engine.totals, engine.remote):
            _answer, sent = sent_by(asking)
            assert sent
            for statement in sent:
                for plan_of in (plans.literal_plan, plans.generic_plan):
                    plan = plan_of(*statement)
                    assert plans.bounded_by_theme(plan), plans.explain(plan)


def plans_of_views(query: str, box: Box):
    """Both plans of each statement that draws a search in a box at zoom 9, with the words that tell them."""
    with statements_sent() as sent:
        draw(filters.parse(QueryDict(query)).search, Role.VISITOR, box, 9)
    yield from plans_of(sent, query)


def plans_of(sent: list[tuple[str, dict]], query: str):
    """Both plans of each statement of ours: what a territory is, is looked for beside it."""
    ours = [statement for statement in sent if statement[0].lstrip().startswith("WITH")]
    assert ours
    for statement in ours:
        for plan_of in (plans.literal_plan, plans.generic_plan):
            plan = plan_of(*statement)
            yield plan, f"{query}, {plan_of.__name__}:\n{plans.explain(plan)}"


def sent_by(asking) -> tuple[object, list[tuple[str, dict]]]:
    """What a search for the rare theme around Melun answers, and the statements that it sends with their
    values."""
    parsed = filters.parse(QueryDict(f"theme={RARE}&lat=48.5390&lon=2.6600"))
    with statements_sent() as sent:
        answer = asking(parsed.search, Role.VISITOR)
    return answer, sent


def asked(lat: float, lon: float, themes: list[str], radius_km: float, limit: int) -> Search:
    query = QueryDict(mutable=True)
    query.update({"lat": lat, "lon": lon, "rayon_km": radius_km, "limit": limit})
    query.setlist("theme", themes)
    parsed = filters.parse(query)
    assert not parsed.errors, parsed.errors
    return parsed.search


def fill_scattered() -> None:
    """300 structures over three degrees, a third of them with a second place and many side by side."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE mapping_structure DISABLE TRIGGER USER")
    structures = Structure.objects.bulk_create(
        Structure(source="tests", source_id=str(n), nom=f"Lieu {n}") for n in range(300)
    )
    ids = [structure.pk for structure in structures]
    rows = (
        "SELECT {theme}, id, ST_SetSRID(ST_MakePoint({lon}, {lat}), 4326)::geography, 'address', false,"
        " ARRAY[{area}], 0, 2"
    )
    into = (
        "INSERT INTO mapping_searchrow "
        "(theme, structure_id, position, position_precision, own_place, tags, role_min, role_max) "
    )
    # A grid of a tenth of a degree: many share a point, and distances tie.
    here = {"lon": "1 + mod(id * 7, 30) / 10.0", "lat": "47 + mod(id * 11, 30) / 10.0"}
    there = {"lon": "1 + mod(id * 13, 30) / 10.0", "lat": "47 + mod(id * 17, 30) / 10.0"}
    with connection.cursor() as cursor:
        for theme, every in ((0, 1), (THEME_BY_CODE[COMMON].id, 2), (THEME_BY_CODE[RARE].id, 9)):
            for place, only in ((here, every), (there, every * 3)):
                cursor.execute(
                    f"{into} {rows.format(theme=theme, area=UNKNOWN_AREA, **place)} FROM mapping_structure "
                    f"WHERE id = ANY (%s) AND mod(id, {only}) = 0",
                    [ids],
                )
        cursor.execute(CARDS)


class TrueAnswers(HypothesisTestCase):
    """Against distances computed outside the database."""

    @classmethod
    def setUpTestData(cls) -> None:
        fill_scattered()
        cls.rows = [
            (row.theme, row.structure_id, (row.position.y, row.position.x))
            for row in SearchRow.objects.order_by("pk")
        ]

    points = st.tuples(
        st.floats(46.5, 50.5, allow_nan=False).map(lambda value: round(value, 5)),
        st.floats(0.5, 4.5, allow_nan=False).map(lambda value: round(value, 5)),
    )
    themes = st.lists(st.sampled_from([COMMON, RARE]), unique=True)

    def nearest(self, point: tuple[float, float], themes: list[str], radius_km: float) -> dict[tuple, float]:
        """The geodesic distance in metres of each place within the radius, a structure at a point."""
        wanted = {THEME_BY_CODE[theme].id for theme in themes} or {0}
        found: dict[tuple, float] = {}
        for theme, structure, place in self.rows:
            if theme in wanted:
                metres = geodesic(point, place).m
                if metres <= radius_km * 1000:
                    found[structure, place] = metres
        return found

    @settings(max_examples=40, deadline=None)
    @given(point=points, themes=themes, radius_km=st.sampled_from([20, 60, 200]))
    def test_the_nearest_twenty_are_those_of_a_geodesic_computation_to_a_metre(
        self, point, themes, radius_km
    ):
        answer = engine.run(asked(*point, themes, radius_km, 20), Role.VISITOR)
        expected = self.nearest(point, themes, radius_km)
        found = [(one["id"], one["properties"]["distance_m"]) for one in answer.items()]
        # Places of one structure at one distance are interchangeable here.
        ordered = sorted((round(metres, 4), structure) for (structure, _place), metres in expected.items())
        assert answer.total == len(expected)
        assert len(found) == min(20, len(expected))
        # Equal to a tenth of a millimetre is a tie, which the number of the structure decides.
        assert [structure for structure, _metres in found] == [structure for _m, structure in ordered[:20]]
        for (_structure, metres), (true, _same) in zip(found, ordered, strict=False):
            assert metres == pytest.approx(true, abs=1)

    @settings(max_examples=15, deadline=None)
    @given(point=points, themes=themes, size=st.integers(1, 60))
    def test_pages_give_every_structure_once_in_the_order_of_one_great_page(self, point, themes, size):
        whole = engine.run(asked(*point, themes, 200, 1000), Role.VISITOR)
        pages, cursor = [], ""
        while cursor is not None:
            one = asked(*point, themes, 200, size)
            if cursor:
                query = one.query()
                query["cursor"] = cursor
                one = filters.parse(query).search
            answer = engine.run(one, Role.VISITOR)
            assert answer.total == whole.total
            pages += [_place(feature) for feature in answer.items()]
            cursor = str(answer.next) if answer.next else None
        assert pages == [_place(feature) for feature in whole.items()]
        assert len(pages) == len(set(pages)) == whole.total


def _place(feature: dict) -> tuple:
    return feature["id"], tuple(feature["geometry"]["coordinates"])
