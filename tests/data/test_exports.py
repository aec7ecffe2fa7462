"""What leaves the directory: the page's own answer, in each format, with what the reader may see."""

import csv
import io
import json
import pkgutil
import re
import sys
from datetime import date, timedelta
from html import escape
from types import ModuleType

import openpyxl
import pytest
from data_inclusion.schema import v1
from django.urls import reverse
from django.utils import timezone

from data import exports
from data.exports import columns
from data.exports.offered import Format, formats
from data.imports import runs
from mapping.models import Contact, Service, Session, Structure, Visibility
from tests.data.samples import received
from tests.factories import ContactFactory, ServiceFactory, StructureFactory, UserFactory, point

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

FRENCH = "lecture-ecriture-calcul--maitriser-le-francais"
HEALTH = "sante--acces-aux-soins"
HERE = {"lat": "48.539", "lon": "2.66"}


@pytest.fixture
def directory():
    first = StructureFactory(nom="Cours du quartier", position=point(48.54, 2.66), commune__code="77288")
    ServiceFactory(structure=first, nom="Atelier", thematiques=[FRENCH], publics=["femmes"])
    ServiceFactory(structure=first, nom="Soins", thematiques=[HEALTH])
    ContactFactory(structure=first, nom="Camille Privée", telephone="06 00 00 00 00")
    second = StructureFactory(nom="Centre de santé", position=point(48.55, 2.66), commune__code="77288")
    ServiceFactory(structure=second, thematiques=[HEALTH])
    refuge = StructureFactory(
        nom="Refuge", adresse="12 rue du Secret", position=point(48.5401, 2.67), commune__code="77288",
        address_visibility=Visibility.PROFESSIONALS, siret="73282932000074",
    )  # fmt: skip
    ServiceFactory(structure=refuge, thematiques=[FRENCH])
    return first


def fetched(client, kind: str, **query) -> bytes:
    answer = client.get(reverse("export", args=[kind]), query)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def csv_rows(content: bytes, delimiter=";") -> list[dict]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=delimiter))


def test_a_file_holds_what_the_page_lists_whatever_its_pages(client, directory):
    for query in (HERE, HERE | {"theme": "francais"}, HERE | {"q": "santé"}, HERE | {"rayon_km": "1"}):
        found = client.get("/api/v1/structures", query).json()
        names = {feature["properties"]["nom"] for feature in found["features"]}
        assert {row["nom"] for row in csv_rows(fetched(client, "csv", **query, limit="1"))} == names


def test_only_the_services_found_are_in_it(client, directory):
    rows = csv_rows(fetched(client, "csv", **HERE, theme="francais"))
    assert {row["nom"]: row["services"] for row in rows}["Cours du quartier"] == "Atelier"


def test_a_file_tells_the_services_found_from_the_others(client, directory):
    asked = HERE | {"theme": "francais"}
    rows = {row["nom"]: row for row in csv_rows(fetched(client, "csv", **asked))}
    assert rows["Cours du quartier"]["autres_services"] == "Soins"
    assert rows["Refuge"]["autres_services"] == ""
    document = json.loads(fetched(client, "geojson", **asked))
    told = {feature["properties"]["nom"]: feature["properties"] for feature in document["features"]}
    assert told["Cours du quartier"]["services"] == ["Atelier"]
    assert told["Cours du quartier"]["autres_services"] == ["Soins"]
    book = openpyxl.load_workbook(io.BytesIO(fetched(client, "xlsx", **asked)))
    header, *lines = book["Services"].iter_rows(values_only=True)
    services = [dict(zip(header, line, strict=True)) for line in lines]
    of_first = {
        one["nom"]: one["correspond_a_la_recherche"]
        for one in services
        if one["structure_numero"] == directory.id
    }
    assert of_first == {"Atelier": "oui", "Soins": "non"}


def test_without_a_question_every_service_is_one_that_was_found(client, directory):
    assert {row["autres_services"] for row in csv_rows(fetched(client, "csv", **HERE))} == {""}


def test_a_wrong_parameter_is_told_and_makes_no_file(client, directory):
    answer = client.get(reverse("export", args=["csv"]), {"rayon_km": "beaucoup", "x": "1"})
    assert answer.status_code == 400
    assert {error["parameter"] for error in answer.json()["errors"]} == {"rayon_km", "x"}
    assert client.get(reverse("export", args=["pdf"])).status_code == 404


@pytest.mark.parametrize("kind", [*formats(), "atom"])
def test_nothing_private_leaves_for_a_visitor_nor_in_a_public_file(client, directory, kind):
    for signed_in in (False, True):
        if signed_in:
            client.force_login(UserFactory(is_staff=True))
        content = fetched(client, kind, **HERE, **({"diffusion": "publique"} if signed_in else {}))
        if kind in ("xlsx", "excel-a-lire"):
            book = openpyxl.load_workbook(io.BytesIO(content))
            content = str([list(row) for sheet in book for row in sheet.values]).encode()
        for secret in ("Camille Priv", "06 00 00 00 00", "rue du Secret", "73282932000074", "2.67"):
            assert secret.encode() not in content, (kind, secret)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "excel-a-lire", "geojson", "data-inclusion"])
def test_a_file_with_private_details_says_so_and_is_named_so(client, directory, kind):
    client.force_login(UserFactory(is_professional=True))
    answer = client.get(reverse("export", args=[kind]), HERE)
    content = b"".join(answer.streaming_content)
    if kind in ("xlsx", "excel-a-lire"):
        book = openpyxl.load_workbook(io.BytesIO(content))
        content = str([list(row) for sheet in book for row in sheet.values]).encode()
    if kind != "data-inclusion":
        assert b"Camille Priv" in content
    assert b"rue du Secret" in content
    assert b"ne le publiez pas" in content
    assert "usage-professionnel" in answer["Content-Disposition"]
    assert "private" in answer["Cache-Control"]


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3+cmd", "\t=1", " =1"])
def test_a_formula_is_neutralised_where_a_spreadsheet_reads_it(client, text):
    structure = StructureFactory(nom=f"{text} ", description=text, position=point(48.54, 2.66))
    ServiceFactory(structure=structure)
    (row,) = csv_rows(fetched(client, "csv"))
    assert row["description"] == f"'{text}"
    book = openpyxl.load_workbook(io.BytesIO(fetched(client, "xlsx")))
    cells = [cell for line in book["Structures"].iter_rows(min_row=2) for cell in line]
    assert not [cell for cell in cells if cell.data_type == "f"]


@pytest.mark.parametrize("text", ["|cmd", " |cmd", "＝1+1", "＋cmd", "－cmd", "＠SUM(1)"])
def test_what_some_spreadsheets_take_for_a_formula_is_neutralised_too(text):
    assert columns.safe(text) == f"'{text}"


def test_telephone_numbers_and_coordinates_are_no_formulas():
    assert [columns.safe(text) for text in ("+33 1 64 52 89 00", "-1.5", "Melun")] == [
        "+33 1 64 52 89 00",
        "-1.5",
        "Melun",
    ]


def test_the_workbook_is_typed_and_its_header_stays(client, directory):
    Structure.objects.update(date_maj=date(2026, 1, 2))
    book = openpyxl.load_workbook(io.BytesIO(fetched(client, "xlsx")))
    assert book.sheetnames == ["Lisez-moi", "Structures", "Services", "Contacts"]
    sheet = book["Structures"]
    assert sheet.freeze_panes == "A2"
    first = dict(zip([cell.value for cell in sheet[1]], [cell.value for cell in sheet[2]], strict=True))
    assert isinstance(first["latitude"], float)
    assert first["date_maj"].date() == date(2026, 1, 2)
    assert first["telephone"] == "01 99 00 00 01"


def test_the_workbook_to_read_says_in_words_a_row_a_service(client, directory):
    Service.objects.filter(nom="Atelier").update(horaires_accueil="Mo-Th 09:00-12:00", frais="gratuit")
    book = openpyxl.load_workbook(io.BytesIO(fetched(client, "excel-a-lire", departement="77")))
    headings, *lines = book.worksheets[0].values
    assert headings[:2] == ("Structure", "Service")
    assert not [name for name in headings if "_" in name]
    assert len(set(headings)) == len(headings)
    assert "Thème" not in headings
    rows = [dict(zip(headings, line, strict=True)) for line in lines]
    assert len([one for one in rows if one["Structure"] == "Cours du quartier"]) == 2
    one = next(one for one in rows if one["Service"] == "Atelier")
    assert one["Thèmes"] == "Apprendre le français"
    assert "Lundi" in one["Horaires"] or "lundi" in one["Horaires"]
    assert "09:00" not in one["Horaires"]
    said = " ".join(str(cell) for line in lines for cell in line if cell)
    assert "--" not in said
    assert "femmes" not in one.values()
    assert "Femmes" in one.values()


def test_the_workbook_to_read_is_in_the_order_of_the_list_and_says_how_far(client, directory):
    book = openpyxl.load_workbook(io.BytesIO(fetched(client, "excel-a-lire", **HERE)))
    headings, *lines = book.worksheets[0].values
    column = headings.index("Distance (km)")
    told = [line[column] for line in lines if line[column] is not None]
    assert told
    assert told == sorted(told)
    listed = [card.name for card in client.get("/", HERE).context["results"].cards]
    assert list(dict.fromkeys(line[0] for line in lines))[: len(listed)] == listed
    about = [cell for line in book["Lisez-moi"].values for cell in line if cell]
    assert any("/?" in str(cell) and "lat=" in str(cell) for cell in about)
    without = openpyxl.load_workbook(io.BytesIO(fetched(client, "excel-a-lire", departement="77")))
    assert "Distance (km)" not in next(without.worksheets[0].values)


def test_how_far_a_confidential_place_is_is_told_to_who_may_know_where_it_stands(client, directory):
    def told() -> float:
        sheet = openpyxl.load_workbook(io.BytesIO(fetched(client, "excel-a-lire", **HERE))).worksheets[0]
        headings, *lines = sheet.values
        line = next(line for line in lines if line[0] == "Refuge")
        return line[headings.index("Distance (km)")]

    assert told() >= 1
    client.force_login(UserFactory(is_professional=True))
    assert told() == 0.7


def test_excel_is_offered_beside_the_list_without_opening_anything(client, directory):
    page = client.get("/", HERE).content.decode()
    tools = page[page.index('class="answer__tools"') : page.index('class="results"')]
    assert 'href="/exports/excel-a-lire?' in tools


def test_geojson_is_well_formed_and_comes_back_through_an_import(client, directory):
    content = fetched(client, "geojson", **HERE)
    document = json.loads(content)
    assert document["type"] == "FeatureCollection"
    assert len(document["features"]) == 3
    run = received(content, "carte.geojson")
    assert run.settings["format"] == "reperes"


def test_data_inclusion_is_valid_by_its_own_package(client, directory):
    client.force_login(UserFactory(is_staff=True))
    document = json.loads(fetched(client, "data-inclusion"))
    assert document["non_conformes"] == {"structures": 0, "services": 0, "sans_date": 0}
    structures = [v1.Structure(**record) for record in document["structures"]]
    services = [v1.Service(**record) for record in document["services"]]
    assert len(structures) == 3
    assert {service.structure_id for service in services} == {structure.id for structure in structures}


def test_data_inclusion_goes_out_comes_in_and_goes_out_the_same(client):
    everything()
    client.force_login(UserFactory(is_staff=True))
    first = fetched(client, "data-inclusion")
    for model in (Contact, Service, Structure):
        model.objects.all().delete()
    run = received(first, "export.json")
    counts = runs.rehearse(run).counts
    assert counts["create"] == 2
    assert counts["refuse"] == 0
    runs.apply(run)
    assert fetched(client, "data-inclusion") == first


def everything() -> None:
    """Two structures whose every data·inclusion field says something."""
    full = StructureFactory(
        source="dora", source_id="AidantsConnect:2024-47BXY", nom="Centre social  Le Tournesol",
        description="Une\n\nassociation.",
        siret="73282932000074", commune__code="77288", commune_nom="MELUN", adresse="1 Rue  Haute",
        complement_adresse="Bât. B",
        position=point(48.539999, 2.6600001), courriel="a@example.org", site_web="https://example.org/?a=1&b=2",
        horaires_accueil="Mo-Fr 08:30-12:30; PH off", accessibilite_lieu="https://acceslibre.beta.gouv.fr/x/",
        reseaux_porteurs=["mission-locale", "ccas-cias"], lien_source="https://example.org/s",
        date_maj=date(2026, 2, 14),
    )  # fmt: skip
    service = ServiceFactory(
        structure=full, source="dora", source_id="77", nom="Atelier",
        description="Des cours pour adultes.", type="atelier",
        thematiques=[FRENCH, HEALTH], frais="payant", frais_precisions="10 €", publics=["femmes", "jeunes"],
        publics_precisions="Majeurs", conditions_acces="Aucune", modes_accueil=["en-presentiel",
        "a-distance"],
        zone_eligibilite=["77288", "200057958", "77"], telephone="+33 1 64 52 89 00",
        courriel="b@example.org",
        lien_mobilisation="https://example.org/rdv", modes_mobilisation=["telephoner"],
        mobilisable_par=["usagers"],
        mobilisation_precisions="Appeler le matin", volume_horaire_hebdomadaire=2.5, nombre_semaines=10,
        horaires_accueil="We 14:00-16:00", lien_source="https://example.org/v", date_maj=date(2026, 2, 15),
        adresse="3 rue Basse", code_postal="77000", commune_nom="Melun", commune=full.commune,
        position=point(48.55, 2.65),
    )  # fmt: skip
    ContactFactory(structure=full, service=service, nom="Camille Essai")
    bare = StructureFactory(
        source="autre", source_id="1", date_maj=None, commune__code="77284", commune_nom="", position=None
    )
    ServiceFactory(structure=bare, source="autre", source_id="1", thematiques=[HEALTH], description="")


def test_mediation_numerique_has_its_thirty_two_columns(client, directory):
    Service.objects.filter(nom="Atelier").update(thematiques=["numerique--acceder-a-une-connexion-internet"])
    rows = csv_rows(fetched(client, "mediation-numerique"), ",")
    assert len(rows[0]) == 32
    assert [row["services"] for row in rows] == ["Accès internet et matériel informatique"]
    assert rows[0]["telephone"] == "+33199000001"


def test_cards_are_escaped_and_folded(client):
    ServiceFactory(
        structure=StructureFactory(nom="Aide; et accueil, " + "é" * 80, position=point(48.54, 2.66))
    )
    text = fetched(client, "vcard").decode()
    assert r"FN:Aide\; et accueil\, " in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert text.count("BEGIN:VCARD") == text.count("END:VCARD") == 1


def test_the_calendar_holds_the_sessions_to_come(client, directory):
    service = Service.objects.get(nom="Atelier")
    today = timezone.localdate()
    Session.objects.create(service=service, first_day=today, last_day=today + timedelta(days=3))
    Session.objects.create(
        service=service, first_day=today - timedelta(days=9), last_day=today - timedelta(days=8)
    )
    text = fetched(client, "icalendar").decode()
    assert text.count("BEGIN:VEVENT") == 1


def test_the_feed_has_the_latest_first_for_a_theme(client, directory):
    text = fetched(client, "atom", theme="sante").decode()
    assert "Centre de santé" in text
    assert "Refuge" not in text


def test_the_results_page_links_to_the_same_search(client, directory):
    page = client.get("/", HERE | {"theme": "francais"}).content.decode()
    assert "/exports/xlsx?theme=francais&amp;lat=48.539&amp;lon=2.66" in page


def test_the_number_of_queries_grows_with_batches_and_not_with_structures(
    client, directory, django_assert_max_num_queries
):
    for _number in range(30):
        ServiceFactory(structure=StructureFactory(position=point(48.54, 2.66)))
    with django_assert_max_num_queries(8):
        fetched(client, "csv")


def test_the_page_offers_every_format(client, directory):
    page = client.get("/", HERE).content.decode()
    for one in formats().values():
        assert re.search(rf'href="/exports/{one.name}\?[^"]+">{re.escape(escape(str(one.label)))}</a>', page)
        assert fetched(client, one.name, **HERE)


def test_a_module_with_a_format_is_offered_without_another_line(client, directory, monkeypatch):
    added = ModuleType("data.exports.names")
    added.FORMAT = Format(
        "noms", "Noms", 99, "txt", "text/plain", lambda selection: (f"{n}\n" for n in selection.structures)
    )
    monkeypatch.setitem(sys.modules, added.__name__, added)
    here = [*pkgutil.iter_modules(exports.__path__), pkgutil.ModuleInfo(None, "names", False)]
    monkeypatch.setattr(pkgutil, "iter_modules", lambda _path: here)
    formats.cache_clear()
    try:
        assert 'href="/exports/noms?' in client.get("/", HERE).content.decode()
        assert fetched(client, "noms", **HERE).decode().split() == [
            row["numero"] for row in csv_rows(fetched(client, "csv", **HERE))
        ]
    finally:
        formats.cache_clear()
