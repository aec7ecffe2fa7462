"""Our own exports, corrected in a spreadsheet or not, coming back through an import."""

import csv
import io
import json
from datetime import date

import openpyxl
import pytest
from django.urls import reverse

from accounts.readers import STAFF, VISITOR
from data.exports import (
    columns,
    csv_file,
    data_inclusion,
    data_package,
    geojson,
    mediation_numerique,
    xlsx,
)
from data.exports.selection import Selection
from data.imports import runs
from data.imports.own import cells
from data.models import ImportRow, ImportRun
from data.models.run import Action
from data.models.source import source_named
from history.models import Event
from mapping.models import Contact, Service, Status, Structure, Visibility
from search.criterion import Table
from tests.amounts import amount
from tests.data.digest import digest
from tests.data.samples import csv_bytes, row
from tests.factories import ContactFactory, ServiceFactory, StructureFactory, UserFactory, point

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

FRENCH = "lecture-ecriture-calcul--maitriser-le-francais"
DIGITAL = "numerique--acceder-a-une-connexion-internet"
WRITERS = {
    "csv": (csv_file.lines, "export.csv"),
    "xlsx": (xlsx.chunks, "export.xlsx"),
    "geojson": (geojson.lines, "export.geojson"),
    "data-inclusion": (data_inclusion.lines, "export.json"),
    "mediation-numerique": (mediation_numerique.lines, "export-mn.csv"),
    "data-package": (data_package.chunks, "export.zip"),
}


@pytest.fixture
def directory():
    """A structure that says everything, one that says little, one with two services, and a shelter."""
    full = StructureFactory(
        source="dora", source_id="47", nom="Centre social  Le Tournesol", description="Une\n\nassociation.",
        siret="73282932000074", commune__code="77288", commune_nom="MELUN", adresse="1 Rue  Haute",
        complement_adresse="Bât. B", code_postal="77000", position=point(48.539999, 2.6600001),
        telephone="01 64 52 89 00", courriel="a@example.org", site_web="https://example.org/?a=1&b=2",
        horaires_accueil="Mo-Fr 08:30-12:30; PH off", reseaux_porteurs=["mission-locale", "ccas-cias"],
        lien_source="https://example.org/s", date_maj=date(2026, 2, 14), accessible=True,
    )  # fmt: skip
    service = ServiceFactory(
        structure=full, source="dora", source_id="77", nom="Atelier", description="Des cours.",
        type="atelier", thematiques=[FRENCH, DIGITAL], frais="payant", frais_precisions="10 €",
        publics=["femmes", "jeunes"], modes_accueil=["en-presentiel"], telephone="01 64 52 89 01",
        modes_mobilisation=["telephoner"], zone_eligibilite=["77288"], volume_horaire_hebdomadaire=2.5,
        capacite=12, places_restantes=3, langues=["ar"],
    )  # fmt: skip
    ContactFactory(structure=full, service=service, nom="Camille Essai", telephone="06 12 34 56 78")
    bare = StructureFactory(
        source="autre", source_id="9", date_maj=None, commune__code="77284", commune_nom="", position=None,
        telephone="", nom="=Somme & Cie",
    )  # fmt: skip
    ServiceFactory(structure=bare, thematiques=[DIGITAL], description="")
    several = StructureFactory(nom="Maison, ou presque", position=point(48.55, 2.66), commune__code="77288")
    for name in ("Accueil", "Cours"):
        ServiceFactory(structure=several, nom=name, thematiques=[DIGITAL])
    refuge = StructureFactory(
        nom="Refuge", adresse="12 rue du Secret", position=point(48.5401, 2.67), commune__code="77288",
        address_visibility=Visibility.PROFESSIONALS, siret="35600000000048", source="annuaire",
        source_id="35600000000048",
    )  # fmt: skip
    ServiceFactory(structure=refuge, thematiques=[DIGITAL])
    return full


def exported(kind: str, reader=STAFF) -> bytes:
    write, _name = WRITERS[kind]
    numbers = sorted(Structure.objects.filter(status=Status.PUBLISHED).values_list("pk", flat=True))
    pieces = write(Selection(numbers, None, reader))
    return b"".join(piece if isinstance(piece, bytes) else piece.encode() for piece in pieces)


def rehearsed(kind: str, content: bytes, user=None) -> ImportRun:
    run = runs.receive(WRITERS[kind][1], iter([content]), user=user)
    assert run.settings["format"] == "reperes"
    if run.source is None:
        run.source = source_named("le-mien", "Le mien")
        run.source.owner = user
        run.source.save()
        run.save()
    runs.rehearse(run)
    return run


def changes(run: ImportRun) -> dict[str, dict]:
    """What a run would change, by name of record and field; nothing else may happen."""
    rows = ImportRow.objects.filter(run=run)
    assert not rows.exclude(action__in=[Action.SAME, Action.CHANGE]).exists()
    return {f"{one.kind} {one.target}": one.changes for one in rows if one.changes}


def csv_rows(content: bytes, delimiter: str) -> list[dict]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=delimiter))


def edited_csv(content: bytes, named: str, delimiter: str = ";", **cells: str) -> bytes:
    rows = csv_rows(content, delimiter)
    for one in rows:
        if one["nom"].lstrip("'") == named:
            one.update(cells)
    file = io.StringIO()
    writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


def edited_workbook(content: bytes, sheet: str, named: str, **cells) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    page = book[sheet]
    columns = [cell.value for cell in page[1]]
    for line in page.iter_rows(min_row=2):
        if line[columns.index("nom")].value == named:
            for name, value in cells.items():
                line[columns.index(name)].value = value
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("reader", [STAFF, VISITOR], ids=["staff's", "public"])
@pytest.mark.parametrize("kind", WRITERS)
def test_an_export_that_nobody_touched_changes_nothing(directory, kind, reader):
    before = digest()
    run = rehearsed(kind, exported(kind, reader))
    assert changes(run) == {}
    # Who may not see an address is not told of a place that has no other.
    hidden = kind == "mediation-numerique" and reader is VISITOR
    assert run.counts[Action.SAME] == (3 if hidden else 4)
    assert not ImportRow.objects.filter(run=run).exclude(doubts=[]).exists()
    runs.accept(run)
    runs.apply(run)
    assert digest() == before
    assert not Event.objects.filter(act__run=run.pk).exists()


EDITS = [
    ("nom", "Le Tournesol", "nom", "Le Tournesol"),
    ("description", "Autre chose.", "description", "Autre chose."),
    ("siret", "35600000000048", "siret", "35600000000048"),
    ("adresse", "2 rue Basse", "adresse", "2 rue Basse"),
    ("complement_adresse", "", "complement_adresse", ""),
    ("telephone", "01 64 00 00 00", "telephone", "01 64 00 00 00"),
    ("courriel", "b@example.org", "courriel", "b@example.org"),
    ("site_web", "", "site_web", ""),
    ("horaires_accueil", "Mo 09:00-12:00", "horaires_accueil", "Mo 09:00-12:00"),
    ("accessible", "non", "accessible", False),
    ("reseaux_porteurs", "mission-locale", "reseaux_porteurs", ["mission-locale"]),
    ("lien_source", "https://example.org/t", "lien_source", "https://example.org/t"),
    ("date_maj", "01/03/2026", "date_maj", "2026-03-01"),
]


@pytest.mark.parametrize(("column", "cell", "field", "value"), EDITS, ids=[one[0] for one in EDITS])
def test_a_cell_that_was_edited_is_the_one_change(directory, column, cell, field, value):
    content = edited_csv(exported("csv"), "Centre social  Le Tournesol", **{column: cell})
    found = changes(rehearsed("csv", content))
    assert list(found) == [f"structure {directory.pk}"]
    ((name, (_old, new)),) = found[f"structure {directory.pk}"].items()
    assert (name, new) == (field, value)


SERVICE_EDITS = [
    ("thematiques", FRENCH, [FRENCH]),
    ("publics", "femmes", ["femmes"]),
    ("modes_accueil", "a-distance", ["a-distance"]),
    ("langues", "ar|uk", ["ar", "uk"]),
    ("services", "Atelier du lundi", "Atelier du lundi"),
]


@pytest.mark.parametrize(("column", "cell", "value"), SERVICE_EDITS, ids=[one[0] for one in SERVICE_EDITS])
def test_of_a_structure_with_one_service_the_line_s_cells_are_the_service_s(directory, column, cell, value):
    service = directory.services.get()
    content = edited_csv(exported("csv"), "Centre social  Le Tournesol", **{column: cell})
    found = changes(rehearsed("csv", content))
    assert list(found) == [f"service {service.pk}"]
    ((_name, (_old, new)),) = found[f"service {service.pk}"].items()
    assert new == value


def test_what_a_line_says_of_several_services_is_told_and_not_written(directory):
    run = rehearsed(
        "csv", edited_csv(exported("csv"), "Maison, ou presque", thematiques=f"{DIGITAL}|{FRENCH}")
    )
    assert changes(run) == {}
    told = ImportRow.objects.exclude(doubts=[]).get(run=run)
    assert "plusieurs services" in told.doubts[0][1]


def test_the_workbook_corrects_services_and_people_one_by_one(directory):
    service, contact = directory.services.get(), Contact.objects.get()
    content = edited_workbook(
        exported("xlsx"), "Services", "Atelier", capacite=20, frais_precisions=None, frais="gratuit"
    )
    content = edited_workbook(content, "Contacts", "Camille Essai", nom="Camille Autre")
    content = edited_workbook(content, "Structures", "Refuge", telephone="01 64 00 00 09")
    refuge = Structure.objects.get(nom="Refuge")
    assert changes(rehearsed("xlsx", content)) == {
        f"structure {refuge.pk}": {"telephone": [refuge.telephone, "01 64 00 00 09"]},
        f"service {service.pk}": {
            "capacite": [12, 20],
            "frais_precisions": ["10 €", ""],
            "frais": ["payant", "gratuit"],
        },
        f"contact {contact.pk}": {"nom": ["Camille Essai", "Camille Autre"]},
    }


def test_a_line_added_to_the_workbook_is_made(directory):
    book = openpyxl.load_workbook(io.BytesIO(exported("xlsx")))
    columns = [cell.value for cell in book["Services"][1]]
    added = {"structure_numero": directory.pk, "nom": "Permanence", "thematiques": FRENCH}
    book["Services"].append([added.get(name) for name in columns])
    columns = [cell.value for cell in book["Structures"][1]]
    added = {"nom": "Un lieu neuf", "commune": "Melun", "code_postal": "77000", "adresse": "3 rue Neuve"}
    book["Structures"].append([added.get(name) for name in columns])
    file = io.BytesIO()
    book.save(file)
    run = rehearsed("xlsx", file.getvalue())
    assert run.counts[Action.CREATE] == 1
    runs.accept(run)
    runs.apply(run)
    assert Service.objects.get(nom="Permanence").structure == directory
    assert Structure.objects.get(nom="Un lieu neuf").commune_id == "77288"


def test_the_standards_take_one_correction_and_keep_what_they_cannot_say(directory):
    document = json.loads(exported("data-inclusion"))
    structure = next(one for one in document["structures"] if one["id"] == "dora--47")
    structure["telephone"] = "01 64 00 00 00"
    found = changes(rehearsed("data-inclusion", json.dumps(document).encode()))
    assert found == {f"structure {directory.pk}": {"telephone": ["01 64 52 89 00", "01 64 00 00 00"]}}
    content = edited_csv(
        exported("mediation-numerique"), "Centre social Le Tournesol", ",", courriels="c@example.org"
    )
    content = edited_csv(content, "Centre social  Le Tournesol", ",", courriels="c@example.org")
    found = changes(rehearsed("mediation-numerique", content))
    assert found == {f"structure {directory.pk}": {"courriel": ["a@example.org", "c@example.org"]}}


@pytest.mark.parametrize("kind", WRITERS)
def test_a_public_file_never_doubles_a_shelter_nor_takes_its_address_away(directory, kind):
    run = rehearsed(kind, exported(kind, VISITOR))
    runs.accept(run)
    runs.apply(run)
    refuge = Structure.objects.get(nom="Refuge")
    assert (refuge.adresse, refuge.siret) == ("12 rue du Secret", "35600000000048")
    assert Structure.objects.count() == 4


def test_a_number_that_may_not_be_seen_is_told_as_one_that_is_not_there(directory):
    content = exported("csv")
    draft = Structure.objects.get(nom="Refuge")
    Structure.objects.filter(pk=draft.pk).update(status=Status.DRAFT)
    professional = UserFactory(is_professional=True)
    run = rehearsed("csv", content, professional)
    hidden = ImportRow.objects.get(run=run, action=Action.REFUSE)
    gone = edited_csv(content, "Refuge", numero="99999999")
    again = rehearsed("csv", gone, professional)
    missing = ImportRow.objects.get(run=again, action=Action.REFUSE)
    assert (hidden.reason, hidden.payload) == (missing.reason, missing.payload)


def test_what_a_professional_may_not_see_is_neither_shown_nor_written(directory, client):
    Structure.objects.filter(nom="Refuge").update(address_visibility=Visibility.OWNERS)
    professional = UserFactory(is_professional=True)
    client.force_login(professional)
    run = rehearsed("csv", edited_csv(exported("csv"), "Refuge", adresse="9 rue Fausse"), professional)
    assert changes(run) == {}
    page = client.get(reverse("import", args=[run.pk]), {"lignes": "same"}).content.decode()
    assert "rue du Secret" not in page
    assert Structure.objects.get(nom="Refuge").adresse == "12 rue du Secret"


@pytest.mark.parametrize("kind", ["csv", "xlsx", "geojson"])
def test_a_professional_s_own_file_comes_back_under_the_source_that_it_names(directory, kind):
    professional = UserFactory(is_professional=True)
    mine = source_named("les-ateliers", "Les ateliers")
    mine.owner = professional
    mine.save()
    Structure.objects.update(source=mine.code)
    run = runs.receive(WRITERS[kind][1], iter([exported(kind)]), user=professional)
    assert run.source == mine
    other = runs.receive(WRITERS[kind][1], iter([exported(kind)]), user=UserFactory(is_professional=True))
    assert other.source is None


@pytest.mark.parametrize("record", list(Table))
def test_every_column_of_the_workbook_is_read_back_or_only_told(record):
    written = {Table.STRUCTURE: columns.STRUCTURE, Table.SERVICE: columns.SERVICE}[record]
    names = {name for name, _read in written} - cells.PLACE - cells.ONLY_TOLD - {"adresse_confidentielle"}
    assert names <= cells.readers(record).keys()


def test_how_a_file_is_read_does_not_tell_of_a_draft(directory):
    content = exported("csv")
    Structure.objects.update(status=Status.DRAFT)
    for user in (UserFactory(is_professional=True), None):
        run = runs.receive("export.csv", iter([content]), user=user)
        assert run.settings["format"] == "reperes-csv"


def test_a_file_of_another_directory_is_read_like_any_other(directory):
    content = edited_csv(exported("csv"), "Centre social  Le Tournesol")
    Structure.objects.update(source="ailleurs", nom="Une autre")
    run = runs.receive("export.csv", iter([content]))
    assert run.settings["format"] == "reperes-csv"


def test_what_cannot_be_read_leaves_what_is_there_and_is_told(directory):
    for column, cell in {
        "code_postal": "7700O",
        "longitude": "févr-66",
        "siret": "8,3E+13",
        "nom": "",
    }.items():
        run = rehearsed("csv", edited_csv(exported("csv"), "Centre social  Le Tournesol", **{column: cell}))
        assert changes(run) == {}, column
        (told,) = ImportRow.objects.filter(run=run).exclude(doubts=[])
        assert told.target == directory.pk


def test_a_text_that_lost_its_letters_on_the_way_is_never_written(directory):
    Structure.objects.filter(pk=directory.pk).update(description="مركز المدينة")
    content = exported("csv").decode("utf-8-sig").encode("cp1252", "replace")
    assert changes(rehearsed("csv", content)) == {}
    text = content.decode("cp1252").replace("???? ???????", "Le centre : ???? ???????")
    assert "Le centre" in text
    run = rehearsed("csv", text.encode("cp1252"))
    assert changes(run) == {}
    (told,) = ImportRow.objects.filter(run=run).exclude(doubts=[])
    assert "Des lettres ont été perdues" in told.doubts[0][1]


def test_a_column_that_no_file_corrects_is_told(directory):
    content = exported("mediation-numerique")
    for column in ("presentation_resume", "typologie"):
        edited = edited_csv(content, "Centre social  Le Tournesol", ",", **{column: "Autrement"})
        run = rehearsed("mediation-numerique", edited)
        assert changes(run) == {}
        (told,) = ImportRow.objects.filter(run=run).exclude(doubts=[])
        assert told.doubts[0][0] == column


@pytest.mark.slow
def test_many_structures_go_out_and_come_back_unchanged():
    """Each of the sixty kinds of lines every day, a thousand lines in a thorough run."""
    many = amount(60, 1000)
    made = runs.receive("mille.csv", iter([csv_bytes([_line(number) for number in range(many)])]))
    mapping = {column["name"]: column["target"] for column in made.settings["columns"] if column["target"]}
    runs.save_mapping(made, mapping, source_named("mille", "Mille"))
    runs.rehearse(made)
    runs.apply(made)
    before = digest()
    for kind in WRITERS:
        run = rehearsed(kind, exported(kind))
        assert changes(run) == {}, kind
        assert run.counts[Action.SAME] == (many if kind != "mediation-numerique" else many // 2)
    assert digest() == before


def _line(number: int) -> dict:
    theme = "Accès internet et matériel informatique" if number % 2 else "Cours de français"
    return row(
        number, thematiques=theme, horaires="Lundi 9h-12h" if number % 3 else "sur rendez-vous",
        contact=f"Personne {number}" if number % 4 == 0 else "", publics="Femmes" if number % 5 else "",
    )  # fmt: skip
