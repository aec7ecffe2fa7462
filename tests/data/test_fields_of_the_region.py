"""A region's own fields in files: exports tell them, imports ask a person what each stands for."""

import csv
import io
import json

import pytest
from django.urls import reverse
from django.utils.translation import override
from openpyxl import load_workbook

from data.exports import columns
from data.imports import lessons, teachable
from data.imports.vocabularies import THEMATIQUES
from data.models import Source
from mapping.models import Service
from search import words_of_here
from tests import taxonomies
from tests.data.samples import csv_bytes, rehearsed, row
from tests.data.test_lessons import imported, teach, values_page
from tests.factories import ServiceFactory, UserFactory
from tests.taxonomies import ADMIN, CARE, FRENCH, MIND, region

__all__ = ["region"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


def body(answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def rows_of(client, **query) -> list[dict[str, str]]:
    text = body(client.get("/exports/csv", query)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def sheet_of(client, name: str, sheet: str) -> list[tuple]:
    book = load_workbook(io.BytesIO(body(client.get(f"/exports/{name}"))))
    return [tuple(cell.value for cell in row) for row in book[sheet].iter_rows()]


def feature_of(client) -> dict:
    (feature,) = json.loads(body(client.get("/exports/geojson")))["features"]
    return feature["properties"]


class TestExports:
    def test_a_line_a_structure_tells_the_fields_of_its_services(self, region, client):
        service = ServiceFactory(thematiques=[ADMIN])
        ServiceFactory(structure=service.structure, thematiques=[CARE])
        (row,) = rows_of(client)
        assert row["champs"].split("|") == ["Parler et comprendre", "Soigner son corps", "Bien vivre ici"]
        assert feature_of(client)["champs"] == row["champs"].split("|")

    def test_the_workbooks_tell_those_of_each_service(self, region, client):
        ServiceFactory(thematiques=[FRENCH], nom="Atelier")
        head, line = sheet_of(client, "xlsx", "Services")
        assert dict(zip(head, line, strict=True))["champs"] == "Parler et comprendre"
        head, line = sheet_of(client, "excel-a-lire", "Services")
        assert dict(zip(head, line, strict=True))["Champs d’intervention"] == "Parler et comprendre"

    def test_where_no_list_is_shown_no_file_has_such_a_column(self, client):
        taxonomies.make(is_shown=False)
        ServiceFactory(thematiques=[FRENCH])
        assert "champs" not in rows_of(client)[0]
        assert "champs" not in sheet_of(client, "xlsx", "Services")[0]
        assert "champs" not in feature_of(client)

    def test_the_column_is_in_the_words_of_the_region_whoever_reads(self, region):
        region.fields.update(label_en="English")
        taxonomies.shown.forget()
        service = ServiceFactory(thematiques=[CARE])
        with override("en"):
            assert columns.fields_told([service]) == [["Soigner son corps"]]

    def test_a_file_of_ours_that_comes_back_changes_nothing_by_that_column(self, region, client):
        client.force_login(UserFactory(is_staff=True))
        ServiceFactory(thematiques=[CARE])
        content = body(client.get("/exports/csv"))
        run = rehearsed(content.replace(b"Soigner son corps", b"Autre chose"))
        assert run.counts.get("change", 0) == 0


class TestImports:
    def test_a_field_of_one_thematique_is_read_by_itself(self, region):
        words_of_here.begin()
        assert THEMATIQUES.read("Soigner son corps").value == [CARE]

    def test_a_field_that_is_called_as_the_lexicon_calls_something_else_is_asked_about(self, region):
        region.fields.filter(code="soins-du-corps").update(label="Maîtriser le français")
        taxonomies.shown.forget()
        words_of_here.begin()
        assert THEMATIQUES.read("Maîtriser le français").value == []
        offered = teachable.meanings_of("thematiques", "maitriser le francais")
        assert {code for codes in offered for code in codes} == {CARE, FRENCH}

    def test_a_field_that_stands_for_something_else_from_now_on_is_read_so(self, region):
        words_of_here.begin()
        assert THEMATIQUES.read("Soigner son corps").value == [CARE]
        region.fields.filter(code="soins-du-corps").update(thematiques=[MIND])
        taxonomies.shown.forget()
        words_of_here.begin()
        assert THEMATIQUES.read("Soigner son corps").value == [MIND]

    def test_a_field_of_several_is_asked_about_with_those_that_it_stands_for(self, region):
        words_of_here.begin()
        reading = THEMATIQUES.read("Parler et comprendre")
        assert reading.value == []
        assert reading.unknown == ("Parler et comprendre",)
        offered = teachable.meanings_of("thematiques", "parler et comprendre")
        assert {code for codes in offered for code in codes} == {FRENCH, ADMIN}

    def test_what_a_person_answers_is_remembered_by_the_source(self, region):
        words_of_here.begin()
        source = Source.objects.create(code="club", nom="Club")
        lessons.teach_value(source, "thematiques", "Parler et comprendre", [FRENCH])
        known = lessons.of_source(source).vocabulary("thematiques", THEMATIQUES)
        assert known.read("Parler et comprendre").value == [FRENCH]

    def test_a_column_of_fields_is_recognised_asked_about_and_written_as_a_person_says(self, region, client):
        client.force_login(UserFactory(is_professional=True))
        rows = [
            row(nom=f"Association {n}", **{"Champ d'intervention": name})
            for n, name in enumerate(("Soigner son corps", "Parler et comprendre", "Bien vivre ici"))
        ]
        run = imported(client, csv_bytes(rows))
        read_as = {one["name"]: one["target"] for one in run.settings["columns"]}
        assert read_as["Champ d'intervention"] == "thematiques"
        page = " ".join(values_page(client, run).split())
        assert "Peut-être" in page
        assert "Parler et comprendre" in page
        assert '<th scope="row"> Soigner son corps' not in page, "one thématique is no question"
        teach(client, run, thematiques=("parler et comprendre", FRENCH, ADMIN))
        client.post(reverse("import-apply", args=[run.pk]))
        said = {one.structure.nom: one.thematiques for one in Service.objects.select_related("structure")}
        assert said["Association 0"] == [CARE]
        assert set(said["Association 1"]) == {FRENCH, ADMIN}
        assert said["Association 2"] == []
        assert "Bien vivre ici" in Service.objects.get(structure__nom="Association 2").description

    def test_where_no_list_is_shown_the_words_say_nothing(self):
        words_of_here.begin()
        assert THEMATIQUES.read("Soigner son corps").value == []
