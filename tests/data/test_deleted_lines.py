"""Lines that a person deleted from a file of ours: left alone, or closed and withdrawn where they say so."""

import io

import openpyxl
import pytest
from django.urls import reverse

from accounts.readers import STAFF, VISITOR
from data import extracts
from data.exports.selection import Selection
from data.imports import runs
from data.models import Extract, ImportRow, ImportRun
from data.models.run import Action, RunState
from data.models.source import source_named
from mapping.models import Contact, Service, Session, Status, Structure
from tests.data.digest import digest
from tests.data.samples import csv_bytes
from tests.data.test_round_trip import WRITERS, csv_rows, edited_workbook
from tests.factories import ContactFactory, ServiceFactory, StructureFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

DIGITAL = "numerique--acceder-a-une-connexion-internet"


@pytest.fixture
def directory():
    made = [StructureFactory(nom=f"Maison {number}", commune__code="77288") for number in range(8)]
    for structure in made:
        for name in ("Accueil", "Cours"):
            ServiceFactory(structure=structure, nom=name, thematiques=[DIGITAL])
        ContactFactory(structure=structure, nom=f"Personne de {structure.nom}")
    return made


@pytest.fixture
def staff(client):
    user = UserFactory(is_staff=True)
    client.force_login(user)
    return user


def taken_away(client, kind: str, **query) -> bytes:
    answer = client.get(reverse("export", args=[kind]), {"departement": "77", **query})
    return b"".join(answer.streaming_content)


def sent(client, kind: str, content: bytes) -> ImportRun:
    file = io.BytesIO(content)
    file.name = WRITERS[kind][1]
    answer = client.post(reverse("imports"), {"fichier": file})
    return ImportRun.objects.get(pk=int(answer["Location"].strip("/").split("/")[1]))


def said(client, run: ImportRun, what: str = "") -> ImportRun:
    client.post(
        reverse("import-rehearse", args=[run.pk]),
        {"source": "Export de Repères"} | ({"supprimees": what} if what else {}),
    )
    run.refresh_from_db()
    assert run.state == RunState.REHEARSED
    return run


def without(content: bytes, kind: str, named: str) -> bytes:
    """A file without the line of the structure of that name."""
    if kind == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(content))
        sheet = book["Structures"]
        names = [cell.value for cell in sheet[1]]
        for line in list(sheet.iter_rows(min_row=2)):
            if line[names.index("nom")].value == named:
                sheet.delete_rows(line[0].row)
        file = io.BytesIO()
        book.save(file)
        return file.getvalue()
    delimiter = ";" if kind == "csv" else ","
    return csv_bytes([row for row in csv_rows(content, delimiter) if row["nom"] != named], delimiter)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "mediation-numerique"])
def test_a_deleted_line_is_asked_about_and_left_unless_one_says_otherwise(client, directory, staff, kind):
    before = digest()
    run = sent(client, kind, without(taken_away(client, kind), kind, "Maison 3"))
    page = client.get(reverse("import", args=[run.pk])).content.decode()
    assert "1 structure" in page
    assert "Les laisser telles quelles" in page
    assert said(client, run).counts[Action.CLOSE] == 0
    assert digest() == before


@pytest.mark.parametrize("kind", ["csv", "xlsx", "mediation-numerique"])
def test_a_deleted_line_closes_its_structure_where_one_says_so_and_that_is_taken_back(
    client, directory, staff, kind
):
    before = digest()
    run = sent(client, kind, without(taken_away(client, kind), kind, "Maison 3"))
    assert said(client, run, "close").counts[Action.CLOSE] == 1
    page = client.get(reverse("import", args=[run.pk])).content.decode()
    assert "Maison 3" in page
    client.post(reverse("import-apply", args=[run.pk]), {"accepter": "oui"})
    closed = Structure.objects.filter(status=Status.CLOSED)
    assert [one.nom for one in closed] == ["Maison 3"]
    client.post(reverse("import-undo", args=[run.pk]))
    assert digest() == before


def test_services_and_people_whose_line_was_deleted_are_withdrawn_but_for_what_hangs_on_them(
    client, directory, staff
):
    kept = directory[2].services.get(nom="Cours")
    Session.objects.create(service=kept, first_day="2026-09-01", last_day="2027-06-30")
    content = taken_away(client, "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(content))
    gone = {str(directory[1].services.get(nom="Cours").pk), str(kept.pk)}
    person = Contact.objects.get(structure=directory[4])
    for sheet, numbers in (("Services", gone), ("Contacts", {str(person.pk)})):
        for line in list(book[sheet].iter_rows(min_row=2)):
            if str(line[0].value) in numbers:
                book[sheet].delete_rows(line[0].row)
    file = io.BytesIO()
    book.save(file)
    run = sent(client, "xlsx", file.getvalue())
    page = client.get(reverse("import", args=[run.pk])).content.decode()
    assert "2 services, 1 contact" in page
    said(client, run, "close")
    removed = ImportRow.objects.filter(run=run, action=Action.DELETE)
    assert {(one.kind, one.target) for one in removed} == {
        ("service", directory[1].services.get(nom="Cours").pk),
        ("contact", person.pk),
    }
    client.post(reverse("import-apply", args=[run.pk]), {"accepter": "oui"})
    assert Service.objects.count() == 15
    assert not Contact.objects.filter(pk=person.pk).exists()


def test_what_the_file_never_held_is_not_told_as_deleted(client, directory, staff):
    content = taken_away(client, "xlsx")
    later = StructureFactory(nom="Ouverte depuis", commune__code="77288")
    ServiceFactory(structure=directory[0], nom="Ouvert depuis")
    run = sent(client, "xlsx", content)
    page = client.get(reverse("import", args=[run.pk])).content.decode()
    assert "aucune ligne n’y a été supprimée" in page
    assert said(client, run, "close").counts[Action.CLOSE] == 0
    assert not ImportRow.objects.filter(run=run).exclude(action=Action.SAME).exists()
    assert later.status == Status.PUBLISHED


def test_a_file_of_which_nobody_knows_the_extract_leaves_what_is_not_in_it(client, directory, staff):
    numbers = [one.pk for one in directory]
    pieces = WRITERS["csv"][0](Selection(numbers, None, STAFF))
    run = sent(client, "csv", without("".join(pieces).encode(), "csv", "Maison 3"))
    page = client.get(reverse("import", args=[run.pk])).content.decode()
    assert "On ne sait pas de quel extrait vient ce fichier" in page
    assert said(client, run, "close").counts[Action.CLOSE] == 0


def test_a_line_whose_name_was_garbled_is_no_deleted_line(client, directory, staff):
    content = edited_workbook(taken_away(client, "xlsx"), "Structures", "Maison 3", nom="Autre", id="autre")
    run = said(client, sent(client, "xlsx", content), "close")
    assert run.counts[Action.REFUSE] == 1
    assert run.counts[Action.CLOSE] == 0


def test_a_professional_closes_what_their_own_source_brought_and_nothing_else(client, directory):
    professional = UserFactory(is_professional=True)
    client.force_login(professional)
    content = without(taken_away(client, "csv"), "csv", "Maison 3")
    run = sent(client, "csv", content)
    run.source = source_named("la-mienne", "La mienne")
    run.source.owner = professional
    run.source.save()
    run.settings["defaults"] = {"_absent": "close"}
    run.save()
    runs.rehearse(run)
    assert run.counts[Action.CLOSE] == 0


def test_visitors_leave_no_trace_and_the_same_file_is_noted_once(client, directory):
    taken_away(client, "csv")
    assert not Extract.objects.exists()
    client.force_login(UserFactory(is_professional=True))
    for _time in range(2):
        taken_away(client, "csv")
    taken_away(client, "csv", diffusion="publique")
    assert sorted(Extract.objects.values_list("role", flat=True)) == [0, 1]
    assert {field.name for field in Extract._meta.get_fields()} == {
        "id", "format", "made_at", "role", "size", "numbers"
    }  # fmt: skip


def test_a_file_made_for_a_higher_role_is_nobody_else_s_to_recognise(directory):
    numbers = {one.pk for one in directory}
    extracts.keep("csv", Selection(sorted(numbers), None, STAFF))
    assert extracts.extract_of(numbers, ["csv"], VISITOR.role) is None
    assert extracts.extract_of(numbers, ["csv"], STAFF.role).size == 8


def test_what_a_workbook_added_is_not_removed_by_a_later_text_file(client, directory, staff):
    book = openpyxl.load_workbook(io.BytesIO(taken_away(client, "xlsx")))
    columns = [cell.value for cell in book["Services"][1]]
    added = {"structure_numero": directory[0].pk, "nom": "Permanence", "thematiques": DIGITAL}
    book["Services"].append([added.get(name) for name in columns])
    file = io.BytesIO()
    book.save(file)
    run = said(client, sent(client, "xlsx", file.getvalue()))
    client.post(reverse("import-apply", args=[run.pk]), {"accepter": "oui"})
    assert Service.objects.filter(nom="Permanence").exists()
    # A line with one service of another structure edited: the file speaks of services.
    Service.objects.filter(structure=directory[1], nom="Cours").delete()
    rows = csv_rows(taken_away(client, "csv"), ";")
    next(row for row in rows if row["nom"] == "Maison 1")["type"] = "atelier"
    run = said(client, sent(client, "csv", csv_bytes(rows, ";")))
    assert not ImportRow.objects.filter(run=run, action=Action.DELETE).exists()
