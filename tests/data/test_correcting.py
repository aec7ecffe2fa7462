"""Refused and doubtful rows go out as a workbook, and come back corrected: those rows, and no other."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from data.imports import runs
from data.models import ImportRow, ImportRun, StoredFile
from data.models.run import Action, RunState
from history.models import Event
from mapping.models import Service, Status, Structure
from tests.data.digest import digest
from tests.data.samples import csv_bytes, owned_by, received
from tests.data.test_data_inclusion import SERVICE
from tests.data.test_data_inclusion import STRUCTURE as INCLUDED
from tests.data.test_pages import professional  # noqa: F401
from tests.data.test_round_trip import edited_workbook, exported
from tests.factories import StructureFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


def line(number: int, **values) -> dict:
    """A line of a file without identifiers."""
    return {
        "nom": f"Association du quartier {number}",
        "adresse": f"{number} rue des Essais",
        "code_postal": "77000",
        "commune": "Melun",
        "telephone": f"01 64 52 89 {number:02}",
        "horaires": "lundi 9h-12h",
        **values,
    }


GOOD = [line(number) for number in range(1, 9)]
FILE = csv_bytes([*GOOD, line(20, nom=""), line(21, telephone="01 64 52"), line(22, horaires="9h et 14h")])


def mine(user, content: bytes = FILE, **values) -> ImportRun:
    run = received(content)
    owned_by(user, run.source)
    ImportRun.objects.filter(pk=run.pk).update(user=user, **values)
    run.refresh_from_db()
    runs.rehearse(run)
    return run


def taken_out(client, run) -> list[list]:
    """The lines of the workbook, its header first."""
    answer = client.get(reverse("import-workbook", args=[run.pk]))
    assert answer.status_code == 200
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    return [list(cells) for cells in book.active.iter_rows(values_only=True)]


def brought_back(client, run, lines: list[list]):
    book = Workbook()
    for cells in lines:
        book.active.append(cells)
    file = io.BytesIO()
    book.save(file)
    sent = {"classeur": SimpleUploadedFile("a-corriger.xlsx", file.getvalue())}
    return client.post(reverse("import-correct", args=[run.pk]), sent, follow=True)


def changed(lines: list[list], number: int, **values) -> list[list]:
    """The same lines, those cells of the row `number` written over."""
    header = lines[0]
    found = [list(cells) for cells in lines]
    for cells in found:
        if cells[0] == number:
            for name, value in values.items():
                cells[header.index(name)] = value
    return found


def test_the_workbook_has_the_rows_that_are_not_right_with_the_columns_of_the_file_and_why(
    client,
    professional,  # noqa: F811
):
    run = mine(professional)
    header, *lines = taken_out(client, run)
    assert header == [f"Ligne du fichier (import {run.pk})", "Pourquoi", *line(1)]
    assert [cells[0] for cells in lines] == [10, 11, 12]
    assert lines[0][1] == "Cette ligne n'a pas de nom."
    assert lines[1][1].startswith("Téléphone : « 01 64 52 »")
    assert lines[2][1].startswith("Horaires d'accueil : Horaires gardés en toutes lettres")
    assert lines[0][4] == "77000"


def test_brought_back_before_anything_is_written_it_goes_on_with_the_same_import(client, professional):  # noqa: F811
    run = mine(professional)
    lines = changed(taken_out(client, run), 10, nom="La retrouvée")
    page = brought_back(client, run, lines).content.decode()
    assert "1 ligne corrigée est reprise" in page
    assert "2 lignes sont restées comme elles étaient" in page
    run.refresh_from_db()
    assert ImportRun.objects.count() == 1
    assert (run.state, run.counts[Action.CREATE], run.counts[Action.REFUSE]) == (RunState.REHEARSED, 11, 0)
    assert not Structure.objects.filter(source="annuaire").exists()
    # What is left to correct goes out again, and adds to what was.
    again = changed(taken_out(client, run), 11, telephone="01 64 52 89 21")
    assert [cells[0] for cells in again[1:]] == [11, 12]
    brought_back(client, run, again)
    client.post(reverse("import-apply", args=[run.pk]))
    names = set(Structure.objects.filter(source="annuaire").values_list("nom", flat=True))
    assert "La retrouvée" in names
    assert Structure.objects.get(nom="Association du quartier 21").telephone == "01 64 52 89 21"
    assert StoredFile.objects.count() == 1


def test_brought_back_after_it_touches_those_rows_alone_and_twice_does_nothing_more(client, professional):  # noqa: F811
    run = mine(professional, whole=True)
    lines = taken_out(client, run)
    runs.apply(run)
    before = {one.pk: one.updated_at for one in Structure.objects.filter(source="annuaire")}
    assert len(before) == 10
    # The address itself was wrong: it is still the same structure.
    lines = changed(lines, 10, nom="La retrouvée")
    lines = changed(lines, 12, adresse="22 bis rue des Essais", horaires="mardi 14h-17h")
    answer = brought_back(client, run, lines)
    child = ImportRun.objects.exclude(pk=run.pk).get()
    assert answer.redirect_chain[-1][0] == reverse("import", args=[child.pk])
    counts = {action: child.counts[action] for action in ("create", "change", "same", "close", "refuse")}
    assert counts == {"create": 1, "change": 1, "same": 0, "close": 0, "refuse": 0}
    assert len(before) == Structure.objects.filter(source="annuaire").count()
    client.post(reverse("import-apply", args=[child.pk]))
    corrected = Structure.objects.get(nom="Association du quartier 22")
    assert (corrected.adresse, corrected.horaires_accueil) == ("22 bis rue des Essais", "Tu 14:00-17:00")
    assert Structure.objects.filter(source="annuaire").count() == 11
    assert not Structure.objects.filter(status=Status.CLOSED).exists()
    others = Structure.objects.filter(pk__in=before).exclude(pk=corrected.pk)
    assert {one.pk: one.updated_at for one in others} == {
        number: at for number, at in before.items() if number != corrected.pk
    }
    written = digest()
    brought_back(client, run, lines)
    again = ImportRun.objects.exclude(pk__in=[run.pk, child.pk]).get()
    assert (again.counts[Action.SAME], again.rows_read) == (2, 2)
    client.post(reverse("import-apply", args=[again.pk]))
    assert digest() == written


def test_the_other_services_of_a_structure_stay_when_one_of_its_rows_is_corrected(client, professional):  # noqa: F811
    place = {"nom": "Le centre", "adresse": "1 rue des Essais", "code_postal": "77000", "commune": "Melun"}
    workshops = [
        {**place, "service_nom": name, "telephone": number}
        for name, number in (
            ("Couture", "01 64 52 89 01"),
            ("Français", "01 64"),
            ("Jardin", "01 64 52 89 03"),
        )
    ]
    filler = [
        {
            **place,
            "nom": f"La maison {n}",
            "adresse": f"{n} rue Haute",
            "service_nom": "Accueil",
            "telephone": f"01 64 52 88 {n:02}",
        }
        for n in range(1, 9)
    ]
    run = received(csv_bytes([*filler, *workshops]))
    run.settings["defaults"] = {"_rows": "service"}
    owned_by(professional, run.source)
    run.user = professional
    run.save()
    runs.rehearse(run)
    runs.apply(run)
    services = set(Service.objects.filter(structure__nom="Le centre").values_list("pk", "nom"))
    assert {name for _number, name in services} == {"Couture", "Français", "Jardin"}
    lines = changed(taken_out(client, run), 11, telephone="01 64 52 89 02")
    assert 11 in [cells[0] for cells in lines]
    brought_back(client, run, lines)
    child = ImportRun.objects.exclude(pk=run.pk).get()
    client.post(reverse("import-apply", args=[child.pk]))
    assert set(Service.objects.filter(structure__nom="Le centre").values_list("pk", "nom")) == services
    assert Structure.objects.filter(nom="Le centre").count() == 1
    assert child.counts["rows"] == 1


@pytest.mark.parametrize("before", [True, False], ids=["before writing", "once it is applied"])
def test_the_next_edition_takes_no_correction_back_and_tells_it(client, professional, before):  # noqa: F811
    run = mine(professional, csv_bytes([*GOOD, line(22, horaires="9h et 14h")]))
    if not before:
        runs.apply(run)
    brought_back(
        client, run, changed(taken_out(client, run), 10, horaires="lundi 9h-12h", telephone="01 64 52 89 99")
    )
    last = ImportRun.objects.order_by("-pk").first()
    if before:
        runs.rehearse(last)
    runs.apply(ImportRun.objects.get(pk=last.pk))
    corrected = Structure.objects.get(nom="Association du quartier 22")
    assert (corrected.horaires_accueil, corrected.telephone) == ("Mo 09:00-12:00", "01 64 52 89 99")
    told = []
    for telephone in ("01 64 52 89 22", "01 64 52 89 22", "01 64 52 89 23"):
        edition = csv_bytes([*GOOD, line(22, horaires="9h et 14h", telephone=telephone)])
        again = runs.receive("annuaire.csv", iter([edition]), run.source, professional)
        runs.rehearse(again)
        told.append(sorted(again.rows.get(kind="structure", number=10).kept))
        runs.apply(again)
        corrected.refresh_from_db()
        assert (corrected.horaires_accueil, corrected.telephone) == ("Mo 09:00-12:00", "01 64 52 89 99")
    assert told == [["horaires_accueil", "telephone"], [], ["telephone"]]


def test_a_correction_may_be_corrected_again(client, professional):  # noqa: F811
    run = mine(professional, csv_bytes([*GOOD, line(22, horaires="9h et 14h")]))
    runs.apply(run)
    for telephone in ("01 64 52 89 98", "01 64 52 89 99"):
        brought_back(client, run, changed(taken_out(client, run), 10, telephone=telephone))
        runs.apply(ImportRun.objects.order_by("-pk").first())
        assert Structure.objects.get(nom="Association du quartier 22").telephone == telephone


def test_undoing_the_correction_leaves_the_import_as_it_was(client, professional):  # noqa: F811
    run = mine(professional)
    runs.apply(run)
    before = digest()
    lines = changed(taken_out(client, run), 10, nom="La retrouvée")
    brought_back(client, run, lines)
    child = ImportRun.objects.exclude(pk=run.pk).get()
    runs.apply(child)
    assert runs.undo(child.pk).left_by_undo == []
    assert digest() == before


@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        (lambda lines: [cells[1:] for cells in lines], "manque"),
        (lambda lines: [cells[:-1] for cells in lines], "Il manque à ce classeur : « horaires »"),
        (lambda lines: [lines[0], ["douze", *lines[1][1:]]], "n&#39;est pas un numéro de ligne"),
        (
            lambda lines: [["Ligne du fichier (import 999999)", *lines[0][1:]], *lines[1:]],
            "corrige l&#39;import 999999",
        ),
        (lambda lines: [lines[0], [900, *lines[1][1:]]], "n&#39;a pas de ligne 900"),
        (lambda lines: lines, "Aucune ligne de ce classeur n&#39;a été changée"),
    ],
)
def test_a_workbook_that_is_not_that_one_is_told_and_changes_nothing(client, professional, spoilt, said):  # noqa: F811
    run = mine(professional)
    page = brought_back(client, run, spoilt(taken_out(client, run))).content.decode()
    assert said in page
    run.refresh_from_db()
    assert (run.corrected, ImportRun.objects.count()) == ({}, 1)


def test_it_is_not_taken_for_a_new_file(client, professional):  # noqa: F811
    run = mine(professional)
    content = b"".join(client.get(reverse("import-workbook", args=[run.pk])).streaming_content)
    answer = client.post(reverse("imports"), {"fichier": SimpleUploadedFile("a-corriger.xlsx", content)})
    assert f"lignes de l&#39;import {run.pk}" in answer.content.decode()
    assert ImportRun.objects.count() == 1


def test_nobody_else_takes_it_out_or_brings_it_back(client, professional):  # noqa: F811
    run = mine(professional)
    lines = taken_out(client, run)
    client.force_login(UserFactory(is_professional=True))
    assert client.get(reverse("import-workbook", args=[run.pk])).status_code == 404
    assert brought_back(client, run, lines).status_code == 404


class TestFormatsOfSeveralTables:
    """data·inclusion and our own exports: a sheet a table, its rows alone."""

    STRUCTURES = (
        {**INCLUDED, "id": "dora--1"},
        {**INCLUDED, "id": "dora--2", "nom": ""},
        {**INCLUDED, "id": "dora--3", "courriel": "pas-un-courriel",
         "reseaux_porteurs": ["ccas-cias", "mission-locale"]},
    )  # fmt: skip
    SERVICES = (
        {**SERVICE, "id": "dora--s1", "structure_id": "dora--1"},
        {**SERVICE, "id": "dora--s2", "structure_id": "dora--2"},
        {**SERVICE, "id": "dora--s3", "structure_id": "dora--3",
         "thematiques": ["sante--acces-aux-soins", "inconnue"]},
    )  # fmt: skip

    @pytest.fixture
    def staff(self, client):
        client.force_login(UserFactory(is_staff=True))

    def inclusion(self) -> ImportRun:
        content = {"structures": list(self.STRUCTURES), "services": list(self.SERVICES)}
        run = received(json.dumps(content).encode(), "export.json")
        runs.rehearse(run)
        return run

    def sheets(self, client, run) -> dict[str, list[list]]:
        answer = client.get(reverse("import-workbook", args=[run.pk]))
        book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
        return {sheet.title: [list(cells) for cells in sheet.iter_rows(values_only=True)] for sheet in book}

    def back(self, client, run, sheets: dict[str, list[list]]):
        book = Workbook()
        book.remove(book.active)
        for name, lines in sheets.items():
            sheet = book.create_sheet(name)
            for cells in lines:
                sheet.append(cells)
        file = io.BytesIO()
        book.save(file)
        sent = {"classeur": SimpleUploadedFile("a-corriger.xlsx", file.getvalue())}
        return client.post(reverse("import-correct", args=[run.pk]), sent, follow=True)

    def test_each_table_has_its_sheet_with_its_own_columns(self, client, staff):
        found = self.sheets(client, self.inclusion())
        assert found.keys() == {"structures", "services"}
        header, *lines = found["structures"]
        assert header[1:4] == ["Pourquoi", "source", "id"]
        assert [line[header.index("id")] for line in lines] == ["dora--2", "dora--3"]
        assert "« nom »" in lines[0][1]
        header, *lines = found["services"]
        assert [line[header.index("id")] for line in lines] == ["dora--s2", "dora--s3"]

    def test_what_was_corrected_stands_in_place_of_the_file(self, client, staff):
        run = self.inclusion()
        found = self.sheets(client, run)
        number = found["structures"][1][0]
        found["structures"] = changed(found["structures"], number, nom="La retrouvée")
        page = self.back(client, run, found).content.decode()
        assert "1 ligne corrigée est reprise" in page
        run.refresh_from_db()
        assert (run.counts[Action.CREATE], run.counts[Action.REFUSE]) == (3, 0)
        assert not ImportRow.objects.filter(run=run, action=Action.REFUSE).exists()

    def test_once_it_is_applied_a_structure_brings_its_services_along_and_can_be_taken_back(
        self, client, staff
    ):
        run = self.inclusion()
        runs.accept(run)
        runs.apply(run)
        before = digest()
        assert Service.objects.count() == 2
        found = self.sheets(client, run)
        found["structures"] = changed(found["structures"], found["structures"][1][0], nom="La retrouvée")
        self.back(client, run, found)
        other = ImportRun.objects.latest("pk")
        assert (other.corrects_id, other.counts[Action.CREATE]) == (run.pk, 1)
        runs.apply(other)
        assert Service.objects.get(source_id="s2").structure.nom == "La retrouvée"
        assert (Structure.objects.count(), Service.objects.count()) == (3, 3)
        runs.undo(other.pk)
        assert digest() == before

    def test_a_corrected_service_changes_nothing_beside(self, client, staff):
        run = self.inclusion()
        runs.accept(run)
        runs.apply(run)
        found = self.sheets(client, run)
        number = next(line[0] for line in found["services"] if line[3] == "dora--s3")
        themes = "sante--acces-aux-soins, sante--sante-mentale"
        found["services"] = changed(found["services"], number, thematiques=themes)
        self.back(client, run, found)
        other = ImportRun.objects.latest("pk")
        runs.apply(other)
        assert len(Service.objects.get(source_id="s3").thematiques) == 2
        structure = Structure.objects.get(source_id="3")
        assert sorted(structure.reseaux_porteurs) == ["ccas-cias", "mission-locale"]
        assert Structure.objects.filter(status=Status.PUBLISHED).count() == 2

    def test_what_nobody_touched_is_not_taken_up(self, client, staff):
        run = self.inclusion()
        page = self.back(client, run, self.sheets(client, run)).content.decode()
        assert "Aucune ligne de ce classeur n&#39;a été changée" in page

    def test_our_own_export_corrected_and_corrected_again(self, client, staff):
        one = StructureFactory(nom="Un", commune__code="77288", telephone="01 64 52 89 00")
        StructureFactory(nom="Deux", commune__code="77284", telephone="01 64 52 89 01")
        content = edited_workbook(exported("xlsx"), "Structures", "Un", telephone="01 64")
        run = received(content, "export.xlsx")
        assert run.settings["format"] == "reperes"
        runs.rehearse(run)
        found = self.sheets(client, run)
        ((name, lines),) = found.items()
        assert len(lines) == 2
        found[name] = changed(lines, lines[1][0], telephone="01 64 00 00 00")
        self.back(client, run, found)
        run.refresh_from_db()
        runs.apply(run)
        one.refresh_from_db()
        assert one.telephone == "01 64 00 00 00"
        assert Event.objects.filter(act__run=run.pk, operation="U").count() == 1
