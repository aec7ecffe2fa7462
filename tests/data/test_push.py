"""A partner's program pushes a file: the same rehearsal as on the pages, and nothing that these refuse."""

import json
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import Organisation
from common.files.limits import MAX_BYTES
from data import tasks
from data.imports import jobs
from data.models import ImportRun, Source, StoredFile
from data.models.run import RunState
from mapping.models import Service, Status, Structure
from tests.accounts.test_tokens import token_for
from tests.data.digest import digest
from tests.data.samples import applied, csv_bytes, owned_by, row
from tests.data.test_data_inclusion import SERVICE, STRUCTURE
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

ADDRESS = "/api/v1/imports"
ROWS = csv_bytes([row(1), row(2)])
INCLUSION = json.dumps({"structures": [STRUCTURE], "services": [SERVICE]}).encode()


class Program(Client):
    """What calls the API with a token, and reads JSON."""

    def __init__(self, user, may_import=True):
        super().__init__(headers={"authorization": f"Bearer {token_for(user, may_import=may_import)}"})

    def push(self, content: bytes, kind: str = "text/csv", **said):
        """Send a file as the body, what is said of it in the address."""
        query = urlencode(said, doseq=True)
        return self.generic("POST", f"{ADDRESS}?{query}", content, kind)

    def act(self, run: dict, what: str, **said):
        return self.generic("POST", f"{run['url']}/{what}", json.dumps(said), "application/json")

    def answer(self, run: dict, **said):
        return self.generic("PATCH", run["url"], json.dumps(said), "application/json")


@pytest.fixture
def owner():
    organisation = Organisation.objects.create(name="Réseau des Essais")
    return UserFactory(is_professional=True, organisation=organisation)


@pytest.fixture
def program(owner):
    return Program(owner)


@pytest.fixture
def of_staff():
    return Program(UserFactory(is_staff=True))


def problem(answer, status: int) -> dict:
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), (
        answer.content
    )
    return answer.json()


def parameters(answer) -> set[str]:
    return {error["parameter"] for error in problem(answer, 400)["errors"]}


class TestSending:
    def test_a_table_is_rehearsed_and_nothing_is_written(self, program):
        answer = program.push(ROWS, source="Annuaire du club", nom="club.csv")
        run = answer.json()
        assert (answer.status_code, run["state"], run["counts"]["create"]) == (201, "rehearsed", 2)
        assert (run["source"]["nom"], run["file"]) == ("Annuaire du club", "club.csv")
        assert answer["Location"] == run["url"]
        assert not Structure.objects.exists()

    def test_then_it_is_written_and_taken_back(self, program):
        before = digest()
        run = program.push(ROWS, source="Club").json()
        done = program.act(run, "apply")
        assert (done.status_code, done.json()["state"]) == (200, "applied")
        assert Structure.objects.filter(source="club").count() == 2
        undone = program.act(run, "undo").json()
        assert (undone["state"], undone["left"]) == ("undone", [])
        assert digest() == before
        assert program.act(run, "redo").json()["state"] == "applied"

    def test_what_is_asked_twice_is_done_once(self, program):
        run = program.push(ROWS, source="Club").json()
        for what in ("apply", "apply", "undo", "undo", "redo", "redo"):
            assert program.act(run, what).status_code == 200
        assert Structure.objects.filter(source="club").count() == 2

    def test_a_form_says_the_same_as_a_body(self, program):
        sent = {"fichier": SimpleUploadedFile("club.csv", ROWS), "source": "Club"}
        run = program.post(ADDRESS, sent).json()
        assert (run["file"], run["source"]["nom"], run["state"]) == ("club.csv", "Club", "rehearsed")

    @pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded"])
    def test_data_inclusion_is_known_whatever_its_type_is_said_to_be(self, program, kind):
        run = program.push(INCLUSION, kind, source="Les nôtres").json()
        assert run["told"]["Format"] == "data·inclusion v1"
        assert program.act(run, "apply").json()["state"] == "applied"
        # In the name of who sent it, whatever producer it names.
        assert Service.objects.get().structure.source == "les-notres"

    def test_it_is_on_the_page_of_who_sent_it_too(self, program, owner, client):
        run = program.push(ROWS, source="Club").json()
        client.force_login(owner)
        assert client.get(run["page"]).status_code == 200
        assert run["file"] in client.get(reverse("imports")).content.decode()

    def test_a_large_file_is_left_to_the_workers(self, program, monkeypatch):
        monkeypatch.setattr(jobs, "MAX_BYTES_AT_ONCE", 0)
        monkeypatch.setattr(jobs, "MAX_ROWS_AT_ONCE", 0)
        answer = program.push(ROWS, source="Club")
        run = answer.json()
        assert (answer.status_code, run["doing"], run["state"]) == (202, "rehearse", "received")
        assert run["progress"]["forgotten"] is False
        assert problem(program.act(run, "apply"), 409)["detail"].startswith("Quelque chose est en cours")
        tasks.carry(run=run["id"])
        assert program.get(run["url"]).json()["state"] == "rehearsed"
        assert program.act(run, "apply").status_code == 202
        tasks.carry(run=run["id"])
        assert program.get(run["url"]).json()["state"] == "applied"


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("content", "said", "parameter"),
        [
            (b"", {"source": "Club"}, "fichier"),
            (b"%PDF-1.7", {"source": "Club"}, "fichier"),
            (ROWS, {}, "source"),
            (ROWS, {"source": "Club", "colone": "Nom=nom"}, "colone"),
            (ROWS, {"source": "Club", "colonne": "Nulle part=nom"}, "colonne"),
            (ROWS, {"source": "Club", "colonne": "Nom=intitulé"}, "colonne"),
            (ROWS, {"source": "Club", "colonne": "Nom"}, "colonne"),
            (ROWS, {"source": "Club", "confidentiel": "Nom=peut-être"}, "confidentiel"),
            (ROWS, {"source": "Club", "complet": "peut-être"}, "complet"),
            (ROWS, {"source": ["Club", "Ville"]}, "source"),
            (ROWS, {"source": "a\0b"}, "source"),
            (ROWS, {"source": "Club", "lignes": "service"}, "lignes"),
            (ROWS, {"source": "Club", "lignes": "n'importe"}, "lignes"),
            (ROWS, {"source": "Club", "supprimees": "fermer"}, "supprimees"),
            (ROWS, {"source": "Club", "questions": "ignorer"}, "questions"),
        ],
    )
    def test_is_named_and_leaves_nothing_behind(self, program, content, said, parameter):
        assert parameters(program.push(content, **said)) == {parameter}
        assert not ImportRun.objects.exists()
        assert not StoredFile.objects.exists()

    def test_a_form_without_its_file(self, program):
        assert parameters(program.post(ADDRESS, {"source": "Club"})) == {"fichier"}

    @pytest.mark.parametrize("kind", ["text/csv", "multipart/form-data; boundary=x"])
    def test_a_body_that_is_too_large_is_not_read(self, program, kind):
        answer = program.generic(
            "POST", f"{ADDRESS}?source=Club", b"x", kind, CONTENT_LENGTH=str(MAX_BYTES * 2)
        )
        assert "Mo" in problem(answer, 413)["detail"]

    def test_anothers_source(self, program):
        owned_by(UserFactory(is_professional=True), applied(ROWS).source)
        answer = program.push(csv_bytes([row(3)]), source="Annuaire")
        assert "appartient à" in problem(answer, 400)["errors"][0]["detail"]
        assert parameters(answer) == {"source"}

    def test_an_import_of_somebody_else_is_not_there(self, program, of_staff):
        run = of_staff.push(ROWS, source="Club").json()
        nowhere = {**run, "url": f"{ADDRESS}/999999"}
        for act in (
            lambda one: program.get(one["url"]),
            lambda one: program.get(f"{one['url']}/rows"),
            lambda one: program.answer(one, complet=True),
            lambda one: program.act(one, "apply"),
            lambda one: program.act(one, "undo"),
            lambda one: program.act(one, "redo"),
            lambda one: program.delete(one["url"]),
        ):
            assert problem(act(run), 404) == problem(act(nowhere), 404)
        assert program.get(ADDRESS).json()["imports"] == []

    @pytest.mark.parametrize("fields", [{}, {"is_professional": True, "is_active": False}])
    def test_who_is_no_professional_sends_nothing(self, fields):
        answer = Program(UserFactory(**fields)).push(ROWS, source="Club")
        assert answer.status_code in (401, 403)
        assert not ImportRun.objects.exists()

    def test_nobody_sends_nothing(self, client):
        assert problem(client.post(ADDRESS), 401)

    def test_a_token_that_was_not_made_for_it_reads_and_no_more(self, owner, program):
        run = program.push(ROWS, source="Club").json()
        reading = Program(owner, may_import=False)
        assert reading.get(run["url"]).json()["state"] == "rehearsed"
        for answer in (
            reading.push(ROWS, source="Club"),
            reading.answer(run, complet=True),
            reading.act(run, "apply"),
            reading.delete(run["url"]),
        ):
            assert "jeton" in problem(answer, 403)["detail"]
        assert ImportRun.objects.get().state == RunState.REHEARSED


class TestTheSameFileTwice:
    def test_is_one_import(self, program):
        first = program.push(ROWS, source="Club").json()
        answer = program.push(ROWS, source="Club")
        assert (answer.status_code, answer.json()["id"]) == (200, first["id"])
        assert "déjà" in answer.json()["already"]
        assert (ImportRun.objects.count(), StoredFile.objects.count()) == (1, 1)

    def test_also_once_it_is_written(self, program):
        first = program.push(ROWS, source="Club").json()
        program.act(first, "apply")
        assert program.push(ROWS, source="club").json()["id"] == first["id"]

    def test_is_another_one_where_that_is_said_or_it_was_undone(self, program):
        first = program.push(ROWS, source="Club").json()
        assert program.push(ROWS, source="Club", nouveau="oui").json()["id"] != first["id"]
        program.act(first, "apply")
        program.act(first, "undo")
        ImportRun.objects.exclude(pk=first["id"]).delete()
        assert program.push(ROWS, source="Club").status_code == 201

    def test_is_news_once_another_came_after_it(self, program):
        first = program.push(ROWS, source="Club").json()
        program.act(first, "apply")
        program.act(program.push(csv_bytes([row(1), row(3)]), source="Club").json(), "apply")
        assert program.push(ROWS, source="Club").json()["id"] != first["id"]

    def test_of_another_source_is_another_file(self, program):
        first = program.push(ROWS, source="Club").json()
        assert program.push(ROWS, source="Ville").json()["id"] != first["id"]

    def test_of_somebody_else_is_never_said(self, program, of_staff):
        of_staff.push(ROWS, source="Club de la préfecture")
        assert program.push(ROWS, source="Le mien").status_code == 201

    def test_said_to_be_read_otherwise_is_rehearsed_so(self, program):
        first = program.push(ROWS, source="Club").json()
        again = program.push(ROWS, source="Club", colonne="telephone=").json()
        assert again["id"] == first["id"]
        assert {"column": "telephone", "field": ""} in again["columns"]


class TestQuestions:
    WORDS = csv_bytes([row(1), row(2, Remarques="Ne pas publier l'adresse")])

    def test_words_of_confidential_addresses_are_asked_about_and_answered(self, program):
        run = program.push(self.WORDS, source="Club").json()
        assert (run["state"], [q["parameter"] for q in run["questions"]]) == ("received", ["confidentiel"])
        assert run["questions"][0]["column"] == "Remarques"
        assert problem(program.act(run, "apply"), 409)
        answered = program.answer(run, confidentiel=["Remarques=cacher"]).json()
        assert (answered["state"], answered["questions"]) == ("rehearsed", [])
        program.act(run, "apply")
        assert Structure.objects.filter(address_visibility__gt=0).count() == 1

    def test_its_page_proposes_the_source_that_the_program_named(self, program, owner, client):
        run = program.push(self.WORDS, source="Annuaire du club").json()
        client.force_login(owner)
        assert 'value="Annuaire du club"' in client.get(run["page"], follow=True).content.decode()

    def test_may_be_answered_with_the_file(self, program):
        run = program.push(self.WORDS, source="Club", confidentiel="Remarques=rien").json()
        assert run["state"] == "rehearsed"

    REMARKS = tuple(f"Un texte assez long pour être une description du lieu numéro {n}." for n in range(4))

    def doubtful(self) -> bytes:
        return csv_bytes(
            [{"Nom": f"Maison {n}", "Ville": "Melun", "Divers": said} for n, said in enumerate(self.REMARKS)]
        )

    def test_a_column_in_doubt_is_asked_about(self, program):
        run = program.push(self.doubtful(), source="Club").json()
        asked = run["questions"][0]
        assert (run["state"], asked["parameter"], asked["column"]) == ("received", "colonne", "Divers")
        assert asked["field"] == "description"
        answered = program.answer(run, colonne=["Divers=description"]).json()
        assert (answered["state"], answered["questions"]) == ("rehearsed", [])

    def test_a_column_in_doubt_may_be_left_out(self, program):
        run = program.push(self.doubtful(), source="Club", questions="laisser").json()
        assert (run["state"], run["questions"]) == ("rehearsed", [])
        assert {"column": "Divers", "field": ""} in run["columns"]

    def test_what_a_row_is_is_asked_where_nothing_says_it(self, program):
        shared = {"Association": "Entraide", "Adresse": "1 rue Haute", "Ville": "Melun"}
        content = csv_bytes([{**shared, "Remarque": name} for name in ("Cours", "Couture", "Cuisine")])
        run = program.push(content, source="Club").json()
        assert "lignes" in {one["parameter"] for one in run["questions"]}
        answered = program.answer(run, lignes="service", colonne=["Remarque=service_nom"]).json()
        assert (answered["state"], answered["counts"]["create"]) == ("rehearsed", 1)

    def test_the_next_edition_is_asked_nothing(self, program):
        program.push(self.WORDS, source="Club", confidentiel="Remarques=cacher")
        more = csv_bytes([row(1), row(2, Remarques="Ne pas publier l'adresse"), row(4)])
        run = program.push(more).json()
        assert (run["state"], run["source"]["code"]) == ("rehearsed", "club")

    def test_an_answer_that_is_none_is_said_to_be(self, program):
        run = program.push(self.WORDS, source="Club").json()
        assert parameters(program.generic("PATCH", run["url"], "[]", "application/json")) == {"corps"}
        assert parameters(program.answer(run, source=3)) == {"source"}
        assert parameters(program.answer(run, colonne=["x=nom"])) == {"colonne"}


class TestWhatWaitsForSomebody:
    @pytest.fixture
    def many(self, program):
        run = program.push(csv_bytes([row(n) for n in range(40)]), source="Club", complet="oui").json()
        program.act(run, "apply")
        return run

    def test_what_closes_too_much_waits_for_staff_and_says_where(self, program, of_staff, many):
        run = program.push(csv_bytes([row(n) for n in range(20)]), source="Club", complet="oui").json()
        assert run["waits_for"] == ["retenu"]
        refused = problem(program.act(run, "apply"), 409)
        assert "préfecture" in refused["detail"]
        assert refused["page"] == run["page"]
        mine = {"repetition": run["repetition"], "accepter": ["retenu"]}
        assert problem(program.act(run, "apply", **mine), 409)["waits_for"] == ["retenu"]
        assert not Structure.objects.filter(status=Status.CLOSED).exists()
        assert problem(of_staff.act(run, "apply"), 409)
        assert of_staff.act(run, "apply", **mine).json()["state"] == "applied"
        assert Structure.objects.filter(status=Status.CLOSED).count() == 20

    def test_what_loses_rows_waits_for_whoever_writes_it(self, program, client, owner):
        rows = [row(n) for n in range(20)] + [row(n, nom="") for n in range(20, 25)]
        run = program.push(csv_bytes(rows), source="Club").json()
        assert run["waits_for"] == ["refused"]
        refused = problem(program.act(run, "apply"), 409)
        client.force_login(owner)
        assert client.get(refused["page"]).status_code == 200
        assert not Structure.objects.exists()
        assert parameters(program.act(run, "apply", accepter=["refused"])) == {"repetition"}
        answer = program.act(run, "apply", accepter=["refused"], repetition="une autre")
        assert "répété de nouveau" in problem(answer, 409)["detail"]
        done = program.act(run, "apply", accepter=["refused"], repetition=run["repetition"])
        assert done.json()["state"] == "applied"

    def test_each_refused_row_says_its_number_and_why(self, program):
        rows = [row(1), row(2, nom=""), row(3, telephone="01 64 52 89")]
        run = program.push(csv_bytes(rows), source="Club").json()
        assert [(one["row"], one["detail"]) for one in run["refused"]] == [(3, "Cette ligne n'a pas de nom.")]
        told = program.get(run["rows"]).json()
        assert [(one["row"], one["field"], one["refused"]) for one in told["rows"]] == [
            (3, "", True),
            (4, "telephone", False),
        ]
        page = program.get(run["rows"] + "?limit=1").json()
        assert [one["row"] for one in page["rows"]] == [3]
        assert [one["row"] for one in program.get(page["next"]).json()["rows"]] == [4]
        assert parameters(program.get(run["rows"] + "?limit=0")) == {"limit"}
        assert parameters(program.get(run["rows"] + "?cursor=x")) == {"cursor"}

    def test_a_directory_that_changed_meanwhile_is_shown_again(self, program):
        run = program.push(ROWS, source="Club").json()
        Source.objects.filter(code="club").update(never_writes=[])
        other = program.push(csv_bytes([row(1), row(5)]), source="Club").json()
        program.act(other, "apply")
        assert "a changé" in problem(program.act(run, "apply"), 409)["detail"]
        assert program.act(run, "apply").json()["state"] == "applied"


class TestBetween:
    def test_one_that_was_not_written_is_dropped_and_one_that_was_is_not(self, program):
        run = program.push(ROWS, source="Club").json()
        program.act(run, "apply")
        assert "annulé" in problem(program.delete(run["url"]), 409)["detail"]
        other = program.push(csv_bytes([row(9)]), source="Club").json()
        assert program.delete(other["url"]).status_code == 204
        assert [one["id"] for one in program.get(ADDRESS).json()["imports"]] == [run["id"]]

    def test_what_was_not_written_is_not_undone(self, program):
        run = program.push(ROWS, source="Club").json()
        assert problem(program.act(run, "undo"), 409)
        assert problem(program.act(run, "redo"), 409)

    def test_a_list_goes_on(self, program):
        for name in ("Un", "Deux", "Trois"):
            program.push(ROWS, source=name)
        first = program.get(f"{ADDRESS}?limit=2").json()
        rest = program.get(first["next"]).json()
        names = [one["source"]["nom"] for one in first["imports"] + rest["imports"]]
        assert (names, rest["next"]) == (["Trois", "Deux", "Un"], None)

    def test_what_answers_is_what_the_schema_describes(self, program):
        run = program.push(ROWS, source="Club").json()
        schema = APIClient().get("/api/v1/schema", {"format": "json"}).json()
        described = schema["components"]["schemas"]["ImportTold"]
        assert run.keys() == described["properties"].keys() - {"already"}
        paths = {path for path in schema["paths"] if path.startswith(ADDRESS)}
        assert len(paths) == 6

    def test_reading_an_import_costs_the_same_however_long_it_is(
        self, program, django_assert_max_num_queries
    ):
        short = program.push(csv_bytes([row(1), row(2, nom="")]), source="Court").json()
        rows = [row(n) for n in range(60)] + [row(n, nom="") for n in range(60, 99)]
        long = program.push(csv_bytes(rows), source="Long").json()
        for run in (short, long):
            with django_assert_max_num_queries(6):
                program.get(run["url"])
