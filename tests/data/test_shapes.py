"""Files of shapes that nobody announced: what is made of them without a person choosing anything."""

import io
import json

import openpyxl
import pytest

from data.imports import asides, runs
from data.models import ImportRow, ImportRun
from data.models.run import Action
from data.models.source import source_named
from tests.data.samples import csv_bytes, row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


def rehearsed(content: bytes, name: str) -> ImportRun:
    run = runs.receive(name, iter([content]))
    mapping = {column["name"]: column["target"] for column in run.settings["columns"] if column["target"]}
    runs.save_mapping(run, mapping, run.source or source_named("annuaire", "Annuaire"))
    runs.rehearse(run)
    return run


def workbook(fill) -> bytes:
    book = openpyxl.Workbook()
    fill(book, book.active)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def targets(run: ImportRun) -> dict[str, str]:
    return {column["name"]: column["target"] for column in run.settings["columns"] if column["target"]}


def payload(run: ImportRun, number: int, kind: str = "structure", table: str = "") -> dict:
    rows = ImportRow.objects.filter(run=run, number=number, kind=kind)
    return (rows.get(table=table) if table else rows.get()).payload


def test_a_titled_workbook_with_a_counter_and_a_total():
    def fill(book, sheet):
        sheet.append(["ANNUAIRE DU SUD"])
        sheet.merge_cells("A1:F1")
        sheet.append([])
        sheet.append(
            ["N°", "STRUCTURE", "Adresse complète", "Tél. / Fax", "Jours et heures d'ouverture", "N° SIRET"]
        )
        sheet.append(
            [
                1,
                "Secours",
                "12 bis, rue du Général Leclerc - 77000 MELUN",
                "01.64.52.89.00",
                "lundi 9h-12h",
                73282932000074.0,
            ]
        )
        sheet.append([2, "Entraide", "3 place Henri IV, 77100 Meaux", "0160000000", "sur RDV", None])
        sheet.append([None, "TOTAL", 2])

    run = rehearsed(workbook(fill), "annuaire.xlsx")
    second = payload(run, 5)
    assert (second["adresse"], second["code_postal"], second["code_insee"]) == (
        "3 place Henri IV",
        "77100",
        "77284",
    )
    assert payload(run, 4)["siret"] == "73282932000074"
    refused = ImportRow.objects.get(run=run, action=Action.REFUSE)
    assert refused.reason == "Cette ligne est un total, pas une structure."


@pytest.mark.parametrize(
    ("second", "is_total"),
    [
        ("60 ateliers", True),
        ("412", True),
        ("", True),
        ("structures", True),
        ("Melun", False),
        ("12 rue du Lac", False),
    ],
)
def test_a_total_counts_whatever_it_counts(second, is_total):
    headers = ("Nom", "Adresse", "CP", "Ville", "Tél", "Mail")
    assert bool(asides.aside(["TOTAL", second, "", "", "", ""], headers, "TOTAL", 6)) == is_total


def test_headers_in_english_between_tabs():
    content = (
        "Organization name\tStreet\tZip code\tCity\tPhone number\tEmail address\tOpening hours\tWebsite\n"
        "Welcome House\t4 rue de la Gare\t77000\tMelun\t+33 1 64 52 89 00\ta@example.org\tMo-Fr 09:00-17:00\t"
        "example.org\n"
    )
    found = payload(rehearsed(content.encode(), "list.tsv"), 2)
    assert (found["nom"], found["adresse"], found["code_insee"]) == (
        "Welcome House",
        "4 rue de la Gare",
        "77288",
    )
    assert (found["telephone"], found["horaires_accueil"]) == ("01 64 52 89 00", "Mo-Fr 09:00-17:00")


def test_an_address_cut_into_columns_in_another_encoding():
    content = (
        "CODE_STRUCT;RAISON_SOCIALE;NUM_VOIE;TYPE_VOIE;LIB_VOIE;CP;VILLE;X_WGS84;Y_WGS84;PRESTATIONS\r\n"
        "A1;Épicerie solidaire;12;RUE;DES ÉCOLES;77000;MELUN;2,6600;48,5400;Aide alimentaire\r\n"
        "A2;Régie de quartier;3;AV;THIERS;77000;MELUN;2,6551;48,5382;Insertion\r\n"
    )
    run = rehearsed(content.encode("latin-1"), "export.csv")
    found = payload(run, 2)
    assert (found["nom"], found["adresse"]) == ("Épicerie solidaire", "12 RUE DES ÉCOLES")
    assert found["position_precision"] != "commune"
    assert payload(run, 2, "service")["thematiques"] == ["equipement-et-alimentation--alimentation"]
    # What no thématique says is kept as it was written.
    assert payload(run, 3, "service")["description"] == "Insertion"


def test_a_national_register_with_lambert_coordinates():
    content = (
        "nofinesset;rs;rslongue;numvoie;typvoie;voie;ligneacheminement;telephone;coordxet;coordyet\n"
        "770000001;CMP;CENTRE MEDICO PSYCHOLOGIQUE;2;R;DE LA POSTE;77000 MELUN;0164528900;675000.0;"
        "6826000.0\n"
    )
    run = rehearsed(content.encode(), "finess.csv")
    found = payload(run, 2)
    assert (found["adresse"], found["code_postal"], found["commune_nom"]) == (
        "2 R DE LA POSTE",
        "77000",
        "Melun",
    )
    assert (found["nom"], found["position_precision"]) == ("CENTRE MEDICO PSYCHOLOGIQUE", "address")
    assert ImportRow.objects.get(run=run, kind="structure").key == "770000001"


def test_a_sheet_for_each_commune():
    def fill(book, sheet):
        sheet.title = "Melun"
        for number, current in enumerate((sheet, book.create_sheet("Meaux"))):
            current.append(["Nom de la structure", "Adresse", "Téléphone"])
            current.append([f"Centre {number}", "1 rue Haute", "01 64 52 89 00"])

    run = rehearsed(workbook(fill), "communes.xlsx")
    assert run.counts[Action.CREATE] == 2
    assert payload(run, 2, table="Meaux")["code_insee"] == "77284"
    assert "lues ensemble" in run.notes[0]


def test_names_of_columns_on_two_lines_keep_a_person_s_telephone_private():
    def fill(book, sheet):
        sheet.append(["Thème", "Structure", None, "Contact", None, None])
        sheet.merge_cells("B1:C1")
        sheet.merge_cells("D1:F1")
        sheet.append([None, "Nom", "Adresse", "Nom", "Tél", "Mail"])
        sheet.append(["Santé", "PMI", "1 rue A 77000 Melun", "Dr Essai", "0164528900", "pmi@example.org"])
        sheet.append([None, "CPAM", "2 rue B 77000 Melun", None, "0164528901", None])
        sheet.merge_cells("A3:A4")

    run = rehearsed(workbook(fill), "groupes.xlsx")
    assert targets(run) == {
        "Thème": "thematiques",
        "Structure Nom": "nom",
        "Structure Adresse": "adresse",
        "Contact Nom": "contact_nom",
        "Contact Tél": "contact_telephone",
        "Contact Mail": "contact_courriel",
    }
    assert "telephone" not in payload(run, 3)


def test_columns_without_a_name_that_says_anything():
    content = (
        "Intitulé,Lieu,Joindre,Ecrire,Quand\n"
        '"Atelier couture","8 rue des Lilas, 77000 Melun",0164528900,couture@example.org,"lundi 14h-16h"\n'
        '"Club lecture","9 rue des Lilas, 77000 Melun",0164528901,lecture@example.org,"mardi 14h-16h"\n'
    )
    found = payload(rehearsed(content.encode(), "ateliers.csv"), 2)
    assert (found["nom"], found["code_insee"], found["horaires_accueil"]) == (
        "Atelier couture",
        "77288",
        "Mo 14:00-16:00",
    )


def test_the_answer_of_an_api():
    content = {
        "meta": {"count": 1, "pages": [1]},
        "results": [
            {
                "uuid": "a",
                "label": {"fr": "Point conseil"},
                "address": {
                    "street": "5 rue X",
                    "zipCode": "77000",
                    "city": {"name": "Melun", "insee": "77288"},
                },
                "geo": {"lat": 48.5412, "lng": 2.6612},
                "openingHours": ["Mo-Fr 09:00-12:00"],
            }
        ],
    }
    found = payload(rehearsed(json.dumps(content).encode(), "api.json"), 1)
    assert (found["nom"], found["adresse"], found["commune_nom"]) == ("Point conseil", "5 rue X", "Melun")
    assert (found["code_insee"], found["position_precision"]) == ("77288", "address")


def test_places_of_openstreetmap():
    tags = {
        "name": "CCAS",
        "addr:housenumber": "3",
        "addr:street": "Rue Z",
        "addr:city": "Melun",
        "wheelchair": "yes",
    }
    content = {
        "version": 0.6,
        "elements": [{"type": "node", "id": 1, "lat": 48.5412, "lon": 2.6612, "tags": tags}],
    }
    found = payload(rehearsed(json.dumps(content).encode(), "overpass.json"), 1)
    assert (found["nom"], found["adresse"], found["accessible"]) == ("CCAS", "3 Rue Z", True)


def test_a_whole_map_of_umap_with_its_layers():
    def feature(name, lon, lat):
        return {
            "type": "Feature",
            "properties": {"name": name},
            "geometry": {"type": "Point", "coordinates": [lon, lat]},
        }

    layers = [
        {"type": "FeatureCollection", "features": [feature("Bus santé", 2.6612, 48.5412)]},
        {"type": "FeatureCollection", "features": [feature("Cours de français", 2.6712, 48.5312)]},
    ]
    run = rehearsed(json.dumps({"type": "umap", "layers": layers}).encode(), "carte.umap")
    assert run.told["Format"] == "Carte uMap ou GeoJSON"
    assert [payload(run, number)["nom"] for number in (1, 2)] == ["Bus santé", "Cours de français"]


def test_schema_org():
    content = [
        {
            "@type": "Organization",
            "name": "Ligue",
            "address": {"streetAddress": "1 rue Q", "postalCode": "77000", "addressLocality": "Melun"},
            "openingHoursSpecification": [{"dayOfWeek": "Monday", "opens": "09:00", "closes": "12:00"}],
        }
    ]
    found = payload(rehearsed(json.dumps(content).encode(), "schema.json"), 1)
    assert (found["adresse"], found["horaires_accueil"]) == ("1 rue Q", "Mo 09:00-12:00")


def test_what_is_said_beside_a_telephone_is_kept_as_text():
    run = rehearsed(csv_bytes([row(1, telephone="01 64 52 89 00 (le matin)")]), "a.csv")
    said = payload(run, 2)
    assert said["telephone"] == "01 64 52 89 00"
    assert said["description"] == "Téléphone : 01 64 52 89 00 (le matin)"
    assert "gardé comme texte" in str(ImportRow.objects.get(run=run).doubts)


@pytest.mark.parametrize("number", ["07 12 34 56 78", "06 12 34 56 78", "0612345678"])
def test_a_telephone_inside_the_name_of_a_person_is_theirs(number):
    run = rehearsed(csv_bytes([row(1) | {"Référent": f"Inès {number}"}]), "a.csv")
    said = payload(run, 2, "contact")
    assert said["nom"] == "Inès"
    assert said["telephone"].replace(" ", "") == number.replace(" ", "")


def test_the_latest_date_of_a_place_is_kept_and_an_older_one_told():
    rows = [row(1) | {"MAJ": day} for day in ("02/03/2024", "05/06/2025")]
    run = rehearsed(csv_bytes([*rows, rows[0] | {"telephone": "01 64 52 89 09"}]), "a.csv")
    assert payload(run, 2)["date_maj"] == "2025-06-05"
    told = ImportRow.objects.get(run=run, number=4, kind="structure").doubts
    assert ["date_maj", "« 2024-03-02 » : la ligne 2 dit autre chose, qui est gardé.", False] in told


def test_every_morning_is_of_days_that_nobody_named():
    rows = [
        row(n) | {"Horaires": hours}
        for n, hours in enumerate(
            ["tous les matins 9h-12h", "tous les matins 9h-12h sauf le dimanche", "tous les jours 9h-12h"]
        )
    ]
    run = rehearsed(csv_bytes(rows), "a.csv")
    read = [payload(run, n)["horaires_accueil"] for n in (2, 3, 4)]
    assert read == ["tous les matins 9h-12h", "Mo-Sa 09:00-12:00", "Mo-Su 09:00-12:00"]
    assert "aucun jour n'est écrit" in str(ImportRow.objects.get(run=run, number=2).doubts)
