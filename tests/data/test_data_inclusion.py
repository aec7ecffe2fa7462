"""data·inclusion files as they come: what the package warns of, refuses, and what that costs."""

import io
import json
import zipfile

import openpyxl
import pytest

from data.imports import runs
from data.models import ImportRow
from data.models.run import Action
from mapping.models import Contact, Service, Structure
from tests.data.samples import received

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

STRUCTURE = {
    "source": "dora",
    "id": "dora--1",
    "nom": "Centre social",
    "date_maj": "2026-01-01",
    "commune": "Melun",
    "code_postal": "77000",
    "code_insee": "77288",
}
SERVICE = {
    "source": "dora",
    "id": "dora--s1",
    "structure_id": "dora--1",
    "nom": "Atelier",
    "date_maj": "2026-01-01",
    "description": "Des cours pour adultes.",
    "thematiques": ["sante--acces-aux-soins"],
}


def rehearsed(structures=(STRUCTURE,), services=(SERVICE,)):
    content = json.dumps({"structures": list(structures), "services": list(services)}).encode()
    run = received(content, "export.json")
    runs.rehearse(run)
    return run


def test_it_is_known_without_a_mapping_and_keeps_its_quality_score():
    run = rehearsed()
    assert run.settings["format"] == "data-inclusion"
    assert run.counts[Action.CREATE] == 1
    assert 0 < run.quality <= 1
    runs.apply(run)
    service = Service.objects.get(source="dora", source_id="s1")
    assert (service.structure.source_id, service.structure.commune_id) == ("1", "77288")


def test_warnings_are_kept_apart_from_errors():
    run = rehearsed([{**STRUCTURE, "nom": "Centre social.", "courriel": "pas-un-courriel"}])
    row = ImportRow.objects.get(run=run, kind="structure")
    assert row.action == Action.CREATE
    assert {(name, lost) for name, _message, lost in row.doubts} == {("nom", False), ("courriel", True)}
    assert row.payload["courriel"] == ""


def test_an_error_on_a_required_field_refuses_the_record_and_its_services():
    run = rehearsed([{**STRUCTURE, "nom": "C"}])
    refused = ImportRow.objects.filter(run=run, action=Action.REFUSE).order_by("kind")
    assert [(row.kind, row.reason) for row in refused] == [
        ("service", "Sa structure n'est ni dans le fichier ni dans l'annuaire."),
        ("structure", "« nom » : texte trop court."),
    ]


def test_an_unknown_value_costs_itself_alone():
    run = rehearsed(
        services=[{**SERVICE, "thematiques": ["sante--acces-aux-soins", "n-existe-pas"], "frais": "cher"}]
    )
    row = ImportRow.objects.get(run=run, kind="service")
    assert (row.payload["thematiques"], row.payload["frais"]) == (["sante--acces-aux-soins"], "")
    assert len(row.doubts) == 2


def test_services_alone_join_the_structures_of_an_earlier_import():
    runs.apply(rehearsed(services=[]))
    run = rehearsed(
        structures=[{**STRUCTURE, "id": "dora--2"}], services=[{**SERVICE, "contact_nom_prenom": "Camille"}]
    )
    runs.apply(run)
    contact = Contact.objects.get()
    assert (contact.service.source_id, contact.structure.source_id) == ("s1", "1")


def test_a_service_that_the_next_edition_drops_is_removed_and_undone():
    runs.apply(rehearsed(services=[SERVICE, {**SERVICE, "id": "dora--s2"}]))
    run = rehearsed()
    runs.apply(run)
    assert list(Service.objects.values_list("source_id", flat=True).order_by("source_id")) == ["s1"]
    runs.undo(run.pk)
    assert Service.objects.count() == 2


def test_a_workbook_of_two_sheets_is_the_same():
    book = openpyxl.Workbook()
    for name, record in (
        ("structures", STRUCTURE),
        ("services", {**SERVICE, "thematiques": "sante--acces-aux-soins"}),
    ):
        sheet = book.create_sheet(name)
        sheet.append(list(record))
        sheet.append(list(record.values()))
    book.remove(book.active)
    file = io.BytesIO()
    book.save(file)
    run = received(file.getvalue(), "export.xlsx")
    runs.rehearse(run)
    runs.apply(run)
    assert Structure.objects.get(source="dora").services.get().thematiques == ["sante--acces-aux-soins"]


MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
)


def test_an_opendocument_sheet_is_read(tmp_path):
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
            for value in line
        )
        + "</table:table-row>"
        for line in (["Nom", "Commune"], ["Centre social", "Melun"])
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="Liste">{cells}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", content)
    run = received(file.getvalue(), "liste.ods")
    assert run.notes == []
    assert run.told["Fichier"] == "LibreOffice (.ods)"
    assert runs.rehearse(run).counts[Action.CREATE] == 1
