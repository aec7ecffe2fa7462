"""What goes out in the field's standards is valid by them, and tells of nothing that nobody knows."""

import csv
import io
import json
import re
import zipfile
from datetime import UTC, date, datetime

import pytest
from data_inclusion.schema import v1
from django.urls import reverse
from django.utils import timezone

from accounts.readers import STAFF, VISITOR
from bench.round_trip import directory
from data.exports.offered import formats
from data.exports.selection import Selection
from data.imports.values import contacts
from data.numbering import international, region_of
from mapping.models import Service, ShownChange, Structure, Visibility
from tests.factories import ServiceFactory, StructureFactory, point

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

DIGITAL = "numerique--acceder-a-une-connexion-internet"
PAPERS = "difficultes-administratives-ou-juridiques--accompagnement-aux-demarches-administratives"
HERE = {"departement": "77"}


def out(kind: str, reader=STAFF) -> bytes:
    numbers = sorted(Structure.objects.filter(status="published").values_list("pk", flat=True))
    pieces = formats()[kind].write(Selection(numbers, None, reader))
    return b"".join(piece if isinstance(piece, bytes) else piece.encode() for piece in pieces)


def places(reader=STAFF) -> list[dict]:
    return list(csv.DictReader(io.StringIO(out("mediation-numerique", reader).decode(), newline="")))


def inclusion(reader=STAFF) -> dict:
    return json.loads(out("data-inclusion", reader))


# The constraints of the national schema of places of digital mediation (Table Schema, version 1).
REQUIRED = ("id", "pivot", "nom", "commune", "code_postal", "adresse", "date_maj", "services")
PATTERNS = {
    "pivot": r"\d{14}",
    "code_postal": r"\d{5}",
    "code_insee": r"([013-9]\d|2[AB1-9])\d{3}",
    "telephone": r"(\+33|\+590|\+594|\+262|\+596|\+269|\+687|\+689|\+508|\+681)(\d){6,9}",
    "date_maj": r"\d{4}-\d\d-\d\d",
    "latitude": r"-?\d+(\.\d+)?",
    "longitude": r"-?\d+(\.\d+)?",
    "presentation_resume": r"(?s).{0,280}",
}
WORDS = {
    "services": {
        "Aide aux démarches administratives", "Maîtrise des outils numériques du quotidien",
        "Accès internet et matériel informatique", "Acquisition de matériel informatique à prix solidaire",
    },
    "publics_specifiquement_adresses": {"Jeunes", "Étudiants", "Familles et/ou enfants", "Seniors", "Femmes"},
    "frais_a_charge": {"Gratuit", "Payant"},
    "dispositif_programmes_nationaux": {"France Services", "Aidants Connect", "Conseillers numériques"},
    "modalites_acces": {"Se présenter", "Téléphoner", "Contacter par mail", "Prendre un RDV en ligne"},
}  # fmt: skip


@pytest.mark.parametrize("reader", [STAFF, VISITOR], ids=["staff's", "public"])
def test_a_rich_directory_is_valid_in_each_standard(reader):
    directory.make(120)
    rows = places(reader)
    assert len(rows) > 40
    assert len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        assert all(row[name] for name in REQUIRED), row
        for name, pattern in PATTERNS.items():
            assert not row[name] or re.fullmatch(pattern, row[name]), (name, row[name])
        for name, words in WORDS.items():
            assert not row[name] or set(row[name].split("|")) <= words, (name, row[name])
    document = inclusion(reader)
    assert document["non_conformes"] == {"structures": 0, "services": 0, "sans_date": 0}
    assert len([v1.Structure(**record) for record in document["structures"]]) == 120
    assert len([v1.Service(**record) for record in document["services"]]) == Service.objects.count()


def test_a_date_is_the_source_s_else_that_of_the_last_change_and_never_today(client):
    told = StructureFactory(date_maj=date(2025, 3, 1), commune__code="77288")
    changed = StructureFactory(date_maj=None, commune__code="77288")
    unknown = StructureFactory(date_maj=None, commune__code="77288")
    for structure in (told, changed, unknown):
        ServiceFactory(structure=structure, thematiques=[DIGITAL], date_maj=None)
    own = ServiceFactory(structure=changed, date_maj=date(2024, 6, 1))
    ShownChange.objects.filter(structure=changed).update(at=datetime(2025, 7, 9, 23, 30, tzinfo=UTC))
    ShownChange.objects.filter(structure=unknown).delete()
    # The day in Paris.
    expected = {told.nom: "2025-03-01", changed.nom: "2025-07-10"}
    assert {row["nom"]: row["date_maj"] for row in places()} == expected
    document = inclusion()
    assert {one["nom"]: one["date_maj"] for one in document["structures"]} == expected
    services = {one["id"].split("--")[1]: one["date_maj"] for one in document["services"]}
    assert services[own.source_id] == "2024-06-01"
    assert sorted(services.values()) == ["2024-06-01", "2025-03-01", "2025-07-10"]
    assert document["non_conformes"] == {"structures": 0, "services": 1, "sans_date": 1}
    assert timezone.localdate().isoformat() not in out("data-inclusion").decode()
    page = client.get(reverse("exports"), HERE).content.decode()
    assert "1 structure n’y est pas : ni sa source ni l’historique de l’annuaire ne disent" in page
    assert "1 lieu n’y est pas, faute d’une date" in page


def test_who_has_no_digital_theme_is_no_place_of_digital_mediation(client):
    hall = StructureFactory(nom="Mairie", commune__code="77288")
    ServiceFactory(structure=hall, thematiques=[PAPERS])
    hub = StructureFactory(nom="Espace numérique", commune__code="77288")
    ServiceFactory(structure=hub, thematiques=[PAPERS, DIGITAL])
    refuge = StructureFactory(
        nom="Refuge", commune__code="77288", address_visibility=Visibility.PROFESSIONALS,
        position=point(48.54, 2.66),
    )  # fmt: skip
    ServiceFactory(structure=refuge, thematiques=[DIGITAL])
    (row,) = places(VISITOR)
    assert row["nom"] == "Espace numérique"
    assert row["services"] == "Aide aux démarches administratives|Accès internet et matériel informatique"
    assert [row["nom"] for row in places()] == ["Espace numérique", "Refuge"]
    page = " ".join(client.get(reverse("exports"), HERE).content.decode().split())
    assert "1 lieu de médiation numérique." in page
    assert "1 structure n’y est pas : aucun de ses services trouvés n’a un thème du numérique." in page
    assert "1 lieu n’y est pas, faute d’une adresse que vous puissiez voir." in page
    assert client.get("/ar/telecharger/", HERE).status_code == 200
    wrong = client.get(reverse("exports"), {"rayon_km": "beaucoup"})
    assert wrong.status_code == 200
    assert 'role="alert"' in wrong.content.decode()


@pytest.mark.parametrize(
    ("phone", "called"),
    [
        ("01 64 52 89 00", "+33164528900"),
        ("0262 20 12 34", "+262262201234"),
        ("0692 12 34 56", "+262692123456"),
        ("0269 61 12 34", "+262269611234"),
        ("0639 69 12 34", "+262639691234"),
        ("0590 82 12 34", "+590590821234"),
        ("0690 12 34 56", "+590690123456"),
        ("0594 30 12 34", "+594594301234"),
        ("0596 60 12 34", "+596596601234"),
        ("+269 773 12 34", "+2697731234"),
        ("+687 25.12.34", "+687251234"),
        ("+33 1 64 52 89 00", "+33164528900"),
        ("3949", ""), ("115", ""), ("", ""), ("116 117", ""), ("01 64", ""),
    ],
)  # fmt: skip
def test_a_number_is_called_from_anywhere_as_its_country_says(phone, called):
    assert international(phone) == called
    assert region_of("01 64 52 89 00") == ""
    structure = StructureFactory(telephone=phone, commune__code="77288")
    ServiceFactory(structure=structure, thematiques=[DIGITAL])
    (row,) = places()
    assert row["telephone"] == called
    (record,) = inclusion()["structures"]
    assert record.get("telephone", "") == phone


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("+262262201234", "0262 20 12 34"), ("0262201234", "0262 20 12 34"), (262201234, "0262 20 12 34"),
        ("262201234", "0262 20 12 34"), ("+596596601234", "0596 60 12 34"),
        ("0639 69 12 34", "0639 69 12 34"),
        ("164528900", "01 64 52 89 00"), (3949, "3949"), ("115", "115"), ("+269 773 12 34", "+269 773 12 34"),
    ],
)  # fmt: skip
def test_a_number_overseas_is_read_wherever_it_is_written(cell, written):
    assert contacts.telephone(cell).value == written


def test_no_two_formats_give_a_file_of_one_name(client):
    ServiceFactory(structure=StructureFactory(commune__code="77288"))
    names = []
    for kind in formats():
        answer = client.get(reverse("export", args=[kind]), HERE)
        b"".join(answer.streaming_content)
        names.append(answer["Content-Disposition"])
    assert len(set(names)) == len(names)


def test_a_data_package_describes_each_column_as_its_cells_are(client):
    directory.make(30)
    package = zipfile.ZipFile(io.BytesIO(out("data-package")))
    described = json.loads(package.read("datapackage.json"))
    assert [one["path"] for one in described["resources"]] == [
        "structures.csv",
        "services.csv",
        "contacts.csv",
    ]
    readers = {
        "integer": int, "number": float, "string": str, "date": date.fromisoformat,
        "boolean": {"oui": True, "non": False}.__getitem__,
    }  # fmt: skip
    for resource in described["resources"]:
        content = package.read(resource["path"])
        assert resource["bytes"] == len(content)
        rows = list(csv.DictReader(io.StringIO(content.decode(), newline="")))
        fields = resource["schema"]["fields"]
        assert rows
        assert [field["name"] for field in fields] == list(rows[0])
        for row in rows:
            for field in fields:
                if cell := row[field["name"]]:
                    readers[field["type"]](cell)
    public = zipfile.ZipFile(io.BytesIO(out("data-package", VISITOR)))
    assert public.read("contacts.csv").count(b"\r\n") == 1
