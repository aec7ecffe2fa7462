"""A region's own fields as a filter: one of the thématiques of a field, wherever the filter goes."""

import itertools
import time

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django.asserts import assertContains, assertNotContains

from accounts.roles import Role
from mapping.models import Taxonomy, TaxonomyField
from mapping.taxonomies import shown
from search import engine, filters, understood
from search.question import Search
from tests import taxonomies
from tests.factories import ServiceFactory, StructureFactory, point
from tests.search.test_every_filter import fill
from tests.taxonomies import ADMIN, CARE, FIELDS, FRENCH, MIND, RIGHTS, region

__all__ = ["region"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

TOPICS = {code: topics for code, _label, topics in FIELDS}
HERE = {"lat": "48.54", "lon": "2.66"}


def parsed(query: str) -> filters.Parsed:
    return filters.parse(QueryDict(query))


def found(query: str) -> list[int]:
    search = parsed(query).search
    return [feature["id"] for feature in engine.run(search, Role.VISITOR).items()]


def service(*topics: str, **more):
    structure = StructureFactory(position=point(48.54, 2.66), position_precision="address")
    return ServiceFactory(structure=structure, thematiques=list(topics), **more)


class TestWhatAFieldAsks:
    def test_a_field_is_one_of_its_thematiques(self, region):
        french, rights, health = service(FRENCH), service(RIGHTS), service(CARE)
        admin = service(ADMIN)
        assert set(found("champ=parler-et-comprendre")) == {french.structure_id, admin.structure_id}
        assert found("champ=soins-du-corps") == [health.structure_id]
        both = "champ=soins-du-corps&champ=bien-vivre"
        assert set(found(both)) == {health.structure_id, admin.structure_id}
        assert rights.structure_id not in found(f"{both}&champ=parler-et-comprendre")

    def test_one_service_must_have_the_field_and_all_the_rest(self, region):
        free, paid = service(FRENCH, frais="gratuit"), service(FRENCH, frais="payant")
        assert found("champ=parler-et-comprendre&gratuit=oui") == [free.structure_id]
        assert paid.structure_id in found("champ=parler-et-comprendre")
        assert found(f"champ=parler-et-comprendre&thematique={ADMIN}") == []

    def test_a_field_may_be_of_one_need_alone(self, region):
        french, care = service(FRENCH), service(CARE)
        mind = service(MIND)
        asked = "theme=francais&theme=sante&champ.sante=soins-du-corps"
        assert set(found(asked)) == {french.structure_id, care.structure_id}
        assert mind.structure_id in found("theme=francais&theme=sante")
        assert parsed(asked).search.query().urlencode() == asked

    def test_a_field_without_thematiques_finds_nothing(self, region):
        service(FRENCH)
        region.fields.create(code="vide", label="Rien encore", rank=9)
        shown.forget()
        assert parsed("champ=vide").errors == {}
        assert found("champ=vide") == []

    @pytest.mark.parametrize("asked", ["champ=inconnu", "champ=soins-du-corps&champ=inconnu"])
    def test_an_unknown_field_is_told_with_those_that_there_are(self, region, client, asked):
        (message,) = parsed(asked).errors["champ"]
        assert "« inconnu » n'existe pas" in message
        assert "parler-et-comprendre, soins-du-corps, bien-vivre" in message
        assert client.get(f"/api/v1/structures?{asked}").status_code == 400

    def test_where_no_list_is_shown_the_parameter_says_so(self, client):
        (message,) = parsed("champ=soins-du-corps").errors["champ"]
        assert "ne montre pas de champs" in message
        answer = client.get("/api/v1/structures", {"champ": "soins-du-corps"})
        assert answer.status_code == 400
        assert [one["parameter"] for one in answer.json()["errors"]] == ["champ"]

    def test_a_list_that_is_only_prepared_asks_nothing(self, client):
        taxonomies.make(is_shown=False)
        assert "champ" in parsed("champ=soins-du-corps").errors

    def test_capitals_do_not_count(self, region):
        assert parsed("champ=Soins-Du-Corps").search.criteria.champs == ("soins-du-corps",)


class TestUnion(TestCase):
    """`champ=X` is the union of what its thématiques find, in every answer."""

    @classmethod
    def setUpTestData(cls):
        fill(22)
        ServiceFactory.create_batch(3, thematiques=[ADMIN], structure__position=point(48.54, 2.66))
        ServiceFactory.create_batch(3, thematiques=[MIND, CARE], structure__position=point(48.5, 2.6))

    def setUp(self):
        super().setUp()
        taxonomies.make()

    def tearDown(self):
        Taxonomy.objects.all().delete()
        shown.forget()
        shown.shown()
        super().tearDown()

    @given(
        codes=st.sets(st.sampled_from(list(TOPICS)), min_size=1),
        themes=st.sets(st.sampled_from(["francais", "sante", "droits"]), max_size=2),
        more=st.fixed_dictionaries(
            {},
            optional={
                "gratuit": st.just("oui"),
                "langue": st.sampled_from(["ar", "fr"]),
                "public": st.sampled_from(["femmes", "demandeurs-asile"]),
                "ouvert": st.sampled_from(["jeudi", "samedi"]),
            },
        ),
        place=st.sampled_from([{}, HERE, {**HERE, "rayon_km": "5"}, {"departement": "77"}]),
    )
    @settings(suppress_health_check=[HealthCheck.too_slow], max_examples=40)
    def test_a_field_finds_the_union_of_its_thematiques(self, codes, themes, more, place):
        def search(**asked) -> Search:
            query = QueryDict(mutable=True)
            for name, values in {"theme": themes, **more, **place, **asked}.items():
                query.setlist(name, [values] if isinstance(values, str) else sorted(values))
            found = filters.parse(query)
            assert found.errors == {}
            return found.search

        topics = {topic for code in codes for topic in TOPICS[code]}
        by_field, by_topics = search(champ=codes, limit="1000"), search(thematique=topics, limit="1000")
        one, other = (engine.run(asked, Role.VISITOR) for asked in (by_field, by_topics))
        assert [item["id"] for item in one.items()] == [item["id"] for item in other.items()]
        assert one.total == other.total
        each = {
            (item["id"], str(item["geometry"]))
            for topic in topics
            for item in engine.run(search(thematique=[topic], limit="1000"), Role.VISITOR).items()
        }
        assert {(item["id"], str(item["geometry"])) for item in one.items()} == each


class TestCounts:
    @pytest.mark.parametrize(
        "asked",
        [
            "",
            "gratuit=oui",
            "champ=soins-du-corps",
            "champ=soins-du-corps&langue=ar",
            "theme=francais&theme=sante",
            "theme=francais&theme=sante&champ.sante=soins-du-corps",
            "theme=francais&theme=sante&champ=bien-vivre&niveau=A1",
        ],
    )
    def test_each_field_counts_what_the_list_would_have(self, region, asked):
        fill(7, structures=60)
        ServiceFactory(thematiques=[ADMIN, MIND], structure__position=point(48.54, 2.66))
        search = parsed(f"{asked}&lat=48.54&lon=2.66").search
        counts = engine.facets(search, Role.VISITOR)["champ"]
        for code in TOPICS:
            alone = engine.run(search.asking("champs", (code,)), Role.VISITOR).total
            assert counts.get(code, 0) == alone, code
        assert any(counts.values())

    def test_the_other_counts_are_the_same_with_a_list_and_without(self):
        fill(7, structures=60)
        search = parsed("lat=48.54&lon=2.66&gratuit=oui").search
        before = engine.facets(search, Role.VISITOR)
        assert "champ" not in before
        made = taxonomies.make()
        after = engine.facets(search, Role.VISITOR)
        made.delete()
        shown.forget()
        shown.shown()
        assert {name: counts for name, counts in after.items() if name != "champ"} == before


class TestWhatItCosts:
    def test_who_asks_no_field_asks_the_database_nothing_more(self, client):
        service(FRENCH)
        address = "/api/v1/structures?theme=francais&lat=48.54&lon=2.66"

        def asked(more: str = "") -> int:
            with CaptureQueriesContext(connection) as asked:
                assert client.get(f"{address}{more}").status_code == 200
            return len(asked)

        before = asked()
        made = taxonomies.make()
        # Read once, by whoever asks for a field; by nobody else.
        assert asked() == before
        assert asked("&champ=parler-et-comprendre") == before + 1
        assert asked("&champ=parler-et-comprendre") == asked("&champ=soins-du-corps") == before
        made.delete()
        shown.forget()
        shown.shown()

    def test_a_field_is_asked_of_the_index_as_thematiques_are(self, region):
        one = engine.conditions.of(parsed("champ=parler-et-comprendre&lat=48.5&lon=2.6").search, Role.VISITOR)
        other = engine.conditions.of(
            parsed(f"thematique={FRENCH}&thematique={ADMIN}&lat=48.5&lon=2.6").search, Role.VISITOR
        )
        assert one == other
        assert one.parameters["themes"] == other.parameters["themes"]
        assert set(one.parameters["tags"].strip("()").split("|")) == set(
            other.parameters["tags"].strip("()").split("|")
        )


class TestOnThePage:
    def test_the_form_offers_the_fields_as_the_region_writes_them(self, region, client):
        service(FRENCH)
        page = client.get("/", HERE)
        assertContains(page, "Champs d’intervention")
        assertContains(page, 'id="champ-soins-du-corps"')
        assertContains(page, "Soigner son corps")

    def test_where_none_is_shown_the_form_offers_none(self, client):
        taxonomies.make(is_shown=False)
        service(FRENCH)
        assertNotContains(client.get("/", HERE), 'name="champ"')

    def test_a_label_that_changes_changes_on_the_page(self, region, client):
        service(FRENCH)
        assertContains(client.get("/", HERE), "Soigner son corps")
        TaxonomyField.objects.filter(code="soins-du-corps").update(label="Santé du corps")
        shown.forget()
        page = client.get("/", HERE)
        assertContains(page, "Santé du corps")
        assertNotContains(page, "Soigner son corps")

    def test_what_is_asked_has_a_chip_and_the_card_says_that_it_holds(self, region, client):
        service(FRENCH)
        page = client.get("/", {**HERE, "champ": "parler-et-comprendre"})
        assertContains(page, "Parler et comprendre")
        assertContains(page, "parler et comprendre")  # on the card, within a sentence

    def test_a_field_is_said_in_the_readers_language_where_somebody_translated_it(self, region):
        region.fields.filter(code="soins-du-corps").update(label_en="Care for oneself")
        shown.forget()
        with override("en"):
            assert [str(one) for one in shown.shown().fields][:2] == [
                "Parler et comprendre",
                "Care for oneself",
            ]
        assert str(shown.shown().fields[1]) == "Soigner son corps"

    def test_an_empty_list_of_answers_offers_to_leave_the_field_out(self, region, client):
        service(FRENCH)
        page = client.get("/", {**HERE, "champ": "soins-du-corps"})
        assertContains(page, "Sans « Soigner son corps »")

    def test_a_link_that_means_nothing_is_told_on_the_page(self, region, client):
        service(FRENCH)
        page = client.get("/", {**HERE, "champ": "inconnu"})
        assert page.status_code in (200, 400)
        assertContains(page, "inconnu", status_code=page.status_code)

    def test_every_page_of_answers_takes_it(self, region, client):
        held = service(CARE)
        other = service(FRENCH)
        query = {**HERE, "champ": "soins-du-corps"}
        for path in (
            "/api/v1/structures",
            "/api/v1/viewport",
            "/exports/csv",
            "/exports/geojson",
            "/exports/atom",
            "/api/v1/facets",
        ):
            more = {"bbox": "2.6,48.5,2.7,48.6", "zoom": "17"} if "viewport" in path else {}
            answer = client.get(path, {**query, **more})
            assert answer.status_code == 200, path
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            if "facets" not in path:
                assert str(held.structure_id).encode() in body or held.structure.nom.encode() in body, path
                assert other.structure.nom.encode() not in body, path


class TestWords:
    def test_what_the_region_calls_a_field_is_understood(self, region):
        with_words = understood.asked_by(QueryDict(mutable=True), "bien vivre ici gratuit")
        assert with_words.getlist("champ") == ["bien-vivre"]
        assert with_words["gratuit"] == "oui"
        assert understood.label_of("champ", "bien-vivre") == "Bien vivre ici"

    def test_it_is_suggested_while_one_types(self, region, client):
        answer = client.get("/api/v1/suggestions", {"q": "bien viv"}).json()["suggestions"]
        assert ["champ", "bien-vivre"] in [ask for one in answer for ask in one["criteres"]]


@pytest.mark.django_db(transaction=True)
class TestEveryProcess:
    """The database tells what changed when a transaction ends: these end."""

    def test_a_change_by_any_road_is_known_at_once_at_no_query_more(self, region):
        assert [one.code for one in shown.shown().fields] == list(TOPICS)
        with CaptureQueriesContext(connection) as asked:
            for _n in range(3):
                shown.shown()
        assert len(asked) == 0
        with connection.cursor() as cursor:
            cursor.execute("UPDATE mapping_taxonomyfield SET label = 'Autrement' WHERE code = 'bien-vivre'")
        for _try in itertools.repeat(None, 50):
            if shown.shown().fields[2].name == "Autrement":
                break
            time.sleep(0.02)
        assert shown.shown().fields[2].name == "Autrement"

    def test_kept_drawings_of_the_map_follow_the_list(self, region, client):
        held, other = service(CARE), service(FRENCH)
        asked = {**HERE, "champ": "soins-du-corps", "bbox": "2.6,48.5,2.7,48.6", "zoom": "17"}

        def drawn() -> list[int]:
            features = client.get("/api/v1/viewport", asked).json()["features"]
            return [one["properties"]["id"] for one in features]

        first = client.get("/api/v1/viewport", asked)
        assert drawn() == [held.structure_id]
        TaxonomyField.objects.filter(code="soins-du-corps").update(thematiques=[FRENCH])
        shown.forget()
        assert drawn() == [other.structure_id]
        again = client.get("/api/v1/viewport", asked, headers={"If-None-Match": first["ETag"]})
        assert again.status_code == 200
