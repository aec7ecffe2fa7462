"""Which column says what, and what a row is: by evidence, with doubt said."""

import io
import json

import openpyxl
import pytest
from django.urls import reverse

from common.files import Table
from data.imports import columns, runs
from data.models import ImportRow, ImportRun
from data.models.run import Action
from mapping.models import Service, Structure
from tests.data.samples import applied, csv_bytes, received, rehearsed, row
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

STREETS = ["rue des Écoles", "avenue Thiers", "place Henri IV", "impasse du Four"]


def read(headers: list[str], *lines: list) -> dict[str, str]:
    """The field of each column, « ? » before what is only proposed."""
    found = columns.recognise(Table("", tuple(headers), lambda: iter(enumerate(lines, start=2))))
    return {one.name: f"?{one.proposal}" if one.proposal else one.target for one in found}


def lines(*columns_: list) -> list[list]:
    return [list(cells) for cells in zip(*columns_, strict=True)]


NAMES = ["Secours", "Entraide", "Accueil du quartier", "Maison pour tous"]


class TestName:
    @pytest.mark.parametrize("header", ["Asso", "Nom asso", "Association"])
    def test_who_offers_is_the_name_and_what_is_offered_is_none(self, header):
        workshops = ["ASL débutants", "FLE A1", "ASL", "Cours du samedi"]
        read_as = read(
            [header, "Adresse", "Ville", "Intitulé atelier"],
            *lines(NAMES, STREETS, ["Melun"] * 4, workshops),
        )
        assert read_as[header] == "nom"
        assert read_as["Intitulé atelier"] != "nom"


# Names without a word that organisations are called by.
QUIET = ["Les Tilleuls", "Bol d'air", "Trait d'union", "Main tendue"]
WORKSHOPS = ["ASL débutants", "Cuisine du monde", "Atelier du samedi"]


def workshops(header: str, commune: str = "Melun") -> list[dict]:
    """Rows of workshops of which no column is surely the structure's name."""
    return [
        {"Intitulé atelier": workshop, header: name, "Adresse": street, "Ville": commune}
        for name, street in zip(QUIET, STREETS, strict=True)
        for workshop in WORKSHOPS
    ]


class TestWhichColumnIsTheName:
    def asked(self, client, header: str) -> tuple[str, ImportRun]:
        client.force_login(UserFactory(is_staff=True))
        run = runs.receive("a.csv", iter([csv_bytes(workshops(header))]), None)
        return reverse("import-columns", args=[run.pk]), run

    def test_every_plausible_column_is_offered_best_first(self, client):
        address, run = self.asked(client, "Repère")
        page = client.get(address).content.decode()
        assert "Quelle colonne est le nom de la structure ?" in page
        assert columns.may_be_the_name(run.settings["columns"]) == ["Repère", "Intitulé atelier"]
        assert page.index("« Repère » : Les Tilleuls") < page.index("« Intitulé atelier » : ASL")

    def test_what_a_row_is_is_asked_at_once(self, client):
        page = client.get(self.asked(client, "Repère")[0]).content.decode()
        assert "Que dit une ligne de ce tableau ?" in page

    def test_the_other_one_is_taken_and_the_first_is_what_it_offers(self, client):
        address, run = self.asked(client, "Repère")
        number = [column["name"] for column in run.settings["columns"]].index("Repère")
        data = {f"colonne-{n}": c["target"] for n, c in enumerate(run.settings["columns"])}
        data |= {"source": "x", "le_nom": str(number), "lignes": "service"}
        data["colonne-0"] = "service_nom"
        client.post(address, data | {"question-0": "autre"})
        run.refresh_from_db()
        assert run.counts[Action.CREATE] == len(NAMES)
        assert ImportRow.objects.filter(run=run, kind="service").count() == len(NAMES) * len(WORKSHOPS)

    def test_silence_is_no_answer(self, client):
        address, run = self.asked(client, "Repère")
        data = {f"colonne-{n}": c["target"] for n, c in enumerate(run.settings["columns"])}
        answer = client.post(address, data | {"source": "x", "lignes": "service"})
        assert answer.status_code == 422
        assert "Dites quelle colonne est le nom" in answer.content.decode()

    def test_a_column_that_nobody_thought_of_has_its_rows_asked_about(self, client):
        client.force_login(UserFactory(is_staff=True))
        given = [{"Nom": row["Intitulé atelier"] + row["Repère"], **row} for row in workshops("Repère")]
        run = runs.receive("a.csv", iter([csv_bytes(given)]), None)
        address = reverse("import-columns", args=[run.pk])
        assert "Que dit une ligne" not in client.get(address).content.decode()
        wanted = {"Nom": "", "Repère": "nom", "Adresse": "adresse", "Ville": "commune"}
        data = {f"colonne-{n}": wanted.get(c["name"], "") for n, c in enumerate(run.settings["columns"])} | {
            f"question-{n}": "autre" if c["name"] in wanted and wanted[c["name"]] else "non"
            for n, c in enumerate(run.settings["columns"])
        }
        answer = client.post(address, data | {"source": "x"})
        assert answer.status_code == 422
        assert "Dites ce qu&#39;est une ligne" in answer.content.decode()
        assert client.post(address, data | {"source": "x", "lignes": "structure"}).status_code == 302


class TestRemarks:
    @pytest.mark.parametrize("header", ["Remarques", "Observations", "Commentaire interne", "Notes"])
    def test_are_not_made_public_where_nobody_answers(self, header):
        given = [row(n) | {header: f"Ne répond plus {n}, à rappeler en mars"} for n in range(3)]
        assert not rehearsed(csv_bytes(given)).rows.filter(payload__has_key="description").exists()

    @pytest.mark.parametrize("header", ["Remarques", "Commentaire interne"])
    def test_are_made_public_by_a_person_alone(self, client, header):
        given = [row(n) | {header: f"Ne répond plus {n}, à rappeler en mars"} for n in range(3)]
        client.force_login(UserFactory(is_staff=True))
        run = runs.receive("a.csv", iter([csv_bytes(given)]), None)
        number = [column["name"] for column in run.settings["columns"]].index(header)
        address = reverse("import-columns", args=[run.pk])
        page = client.get(address).content.decode()
        assert f"Tout le monde peut-il lire « {header} » ?" in page
        assert page.index('value="non"') < page.index('value="oui"')
        data = {f"colonne-{n}": c["target"] for n, c in enumerate(run.settings["columns"])}
        client.post(address, data | {"source": "x", f"question-{number}": "oui"})
        assert run.rows.filter(payload__description__startswith="Ne répond plus").count() == 3


class TestIdentifier:
    def test_the_number_of_a_house_is_none(self):
        found = read(
            ["Nom", "Numéro", "Voie", "Ville"], *lines(NAMES, [12, 3, "5 bis", 12], STREETS, ["Melun"] * 4)
        )
        assert (found["Numéro"], found["Voie"]) == ("numero", "adresse")

    @pytest.mark.parametrize(
        ("header", "cells"),
        [
            ("Code", ["FR", "FR", "FR", "FR"]),
            ("Référence", ["a", "", "", "b"]),
            ("N°", [1, 2, 3, 4]),
            ("Code", ["77288", "77284", "77186", "77131"]),
        ],
    )
    def test_what_is_empty_or_comes_twice_or_only_counts_or_is_of_a_place_is_none(self, header, cells):
        found = read(["Nom", "Adresse", "Ville", header], *lines(NAMES, STREETS, ["Melun"] * 4, cells))
        assert found[header] not in ("id", "numero")

    def test_a_telephone_under_a_number_s_name_is_a_telephone(self):
        phones = [f"01 64 52 89 0{n}" for n in range(4)]
        assert read(["Nom", "Numéro"], *lines(NAMES, phones))["Numéro"] == "telephone"

    def test_what_differs_on_every_row_is_one(self):
        assert read(["Nom", "Code"], *lines(NAMES, ["K12", "K13", "L2", "M7"]))["Code"] == "id"

    def test_distinct_places_that_share_a_number_are_all_made(self):
        same = [
            {"Nom": f"Lieu {n}", "Code": "33", "Adresse": f"{n} rue A", "Ville": "Melun"} for n in range(5)
        ]
        assert rehearsed(csv_bytes(same)).counts[Action.CREATE] == 5


class TestNames:
    def test_the_name_of_the_place_is_surer_than_its_type(self):
        kinds = ["Mairie", "Association", "Mairie", "Association"]
        for headers in (
            ["Type de lieu", "Nom du lieu ou de la structure *"],
            ["Nature de la structure", "Nom de la structure"],
        ):
            assert read(headers, *lines(kinds, NAMES))[headers[1]] == "nom"
            assert read(headers, *lines(kinds, NAMES))[headers[0]] != "nom"

    def test_the_name_of_the_owner_is_not_the_place_s(self):
        owners = ["M. Essai", "Mme Preuve", "M. Test", "Mme Épreuve"]
        found = read(["Nom du propriétaire", "Nom de l'établissement"], *lines(owners, NAMES))
        assert found["Nom de l'établissement"] == "nom"
        assert found["Nom du propriétaire"] != "nom"

    def test_a_place_called_lieu_may_be_a_name_a_town_or_a_street(self):
        assert read(["Lieu"], *lines(NAMES))["Lieu"] == "nom"
        assert read(["Nom", "Lieu"], *lines(NAMES, STREETS))["Lieu"] == "adresse"
        assert (
            read(["Nom", "Lieu"], *lines(NAMES, ["Melun", "Meaux", "Provins", "Dijon"]))["Lieu"] == "commune"
        )

    def test_the_filled_one_of_two_of_one_name_wins(self):
        phones = [f"01 64 52 89 0{n}" for n in range(4)]
        found = read(["Nom", "Téléphone", "Téléphone (2)"], *lines(NAMES, [""] * 4, phones))
        assert (found["Téléphone"], found["Téléphone (2)"]) == ("", "telephone")


class TestPeople:
    def test_nom_beside_prenom_is_a_person_s_and_their_e_mail_private(self):
        people = ["Essai", "Preuve", "Test", "Épreuve"]
        emails = [f"a.{name.lower()}@example.org" for name in ("essai", "preuve", "test", "epreuve")]
        found = read(["NOM", "Prénom", "Structure", "Mail"], *lines(people, ["Ana"] * 4, NAMES, emails))
        assert list(found.values()) == ["contact_nom", "contact_nom", "nom", "contact_courriel"]

    def test_a_mobile_telephone_without_a_person_is_asked_about(self):
        phones = [f"06 12 34 56 7{n}" for n in range(4)]
        assert read(["Nom", "Portable"], *lines(NAMES, phones))["Portable"] == "?contact_telephone"
        found = read(["Nom", "Référent", "Portable"], *lines(NAMES, ["Mme Essai"] * 4, phones))
        assert found["Portable"] == "contact_telephone"


class TestCoordinates:
    NORTH, EAST = [48.5399, 48.5412, 48.5501, 48.5388], [2.6600, 2.6551, 2.6712, 2.6689]

    @pytest.mark.parametrize("swapped", [False, True])
    def test_two_columns_without_a_name_are_coordinates_in_either_order(self, swapped):
        pair = [self.EAST, self.NORTH] if swapped else [self.NORTH, self.EAST]
        found = read(["Nom", "Colonne 2", "Colonne 3"], *lines(NAMES, *pair))
        assert list(found.values())[1:] == (
            ["longitude", "latitude"] if swapped else ["latitude", "longitude"]
        )

    def test_metres_of_lambert_93_are_too(self):
        pair = [675000.5, 676000.1, 674500, 675800], [6826000, 6827000.2, 6825500, 6826800]
        found = read(["Nom", "Est", "Nord"], *lines(NAMES, *pair))
        assert (found["Est"], found["Nord"]) == ("longitude", "latitude")

    def test_no_telephone_is_made_of_a_latitude(self):
        found = read(["Nom", "Colonne 2"], *lines(NAMES, ["45.7301763", "45.7301764", "45.7301", "45.73018"]))
        assert found["Colonne 2"] != "telephone"
        run = rehearsed(csv_bytes([{"nom": "A", "ville": "Melun", "telephone": "45.7301763"}] * 2))
        assert "telephone" not in ImportRow.objects.filter(run=run, action=Action.CREATE).get().payload

    def test_dates_are_no_siret(self):
        dates = ["2024-01-15T10:00:00", "2024-02-15T10:00:00", "2024-03-15T10:00:00", "2024-04-15T10:00:00"]
        assert read(["Nom", "Enregistré"], *lines(NAMES, dates))["Enregistré"] != "siret"


class TestSeveralThings:
    def test_a_telephone_and_an_e_mail_in_one_cell_go_where_they_belong(self):
        cells = ["01 64 52 89 00 / a@example.org", "01 64 52 89 01 - b@example.org", "c@example.org"]
        rows = [
            {"Nom": name, "Ville": "Melun", "Tél / mail": cell}
            for name, cell in zip(NAMES, cells, strict=False)
        ]
        run = rehearsed(csv_bytes(rows))
        first = ImportRow.objects.get(run=run, kind="structure", number=2).payload
        assert (first["telephone"], first["courriel"]) == ("01 64 52 89 00", "a@example.org")

    def test_a_person_s_number_does_not_stay_in_their_name(self):
        rows = [{"Nom": NAMES[0], "Ville": "Melun", "Référent": "Mme Essai 06 12 34 56 78"}]
        run = rehearsed(csv_bytes(rows))
        contact = ImportRow.objects.get(run=run, kind="contact").payload
        assert (contact["nom"], contact["telephone"]) == ("Mme Essai", "06 12 34 56 78")

    def test_mornings_and_afternoons_are_one_day(self):
        rows = [
            {"Nom": NAMES[0], "Ville": "Melun", "Lundi matin": "9h-12h", "Lundi après-midi": "14h-17h"}
        ] * 1
        run = rehearsed(csv_bytes(rows))
        assert ImportRow.objects.get(run=run).payload["horaires_accueil"] == "Mo 09:00-12:00,14:00-17:00"

    def test_a_postcode_at_the_end_of_the_street_is_taken_where_the_town_has_its_column(self):
        rows = [{"Nom": "A", "Adresse": "12 rue des Écoles 77000 Melun", "Commune": "Melun"}]
        found = ImportRow.objects.get(run=rehearsed(csv_bytes(rows))).payload
        assert (found["adresse"], found["code_postal"]) == ("12 rue des Écoles", "77000")


def test_what_is_below_certainty_is_asked_about_and_not_read():
    remarks = [f"Un texte assez long pour être une description du lieu numéro {n}." for n in range(4)]
    found = read(["Nom", "Divers"], *lines(NAMES, remarks))
    assert found["Divers"] == "?description"
    run = received(csv_bytes([{"Nom": a, "Ville": "Melun", "Divers": b} for a, b in lines(NAMES, remarks)]))
    runs.rehearse(run)
    assert not any("description" in row.payload for row in ImportRow.objects.filter(run=run))


def test_the_page_asks_says_why_and_how_filled_and_takes_no_silence_for_an_answer(client):
    client.force_login(UserFactory(is_staff=True))
    remarks = [f"Un texte assez long pour être une description du lieu numéro {n}." for n in range(3)]
    rows = [{"Nom": a, "Ville": "Melun", "Divers": b} for a, b in lines(NAMES, [*remarks, ""])]
    run = runs.receive("a.csv", iter([csv_bytes(rows)]))
    address = reverse("import-columns", args=[run.pk])
    page = client.get(address).content.decode()
    assert "La colonne « Divers » est-elle « Description » ?" in page
    assert "75&nbsp;%" in page
    assert "son nom" in page
    sent = {f"colonne-{n}": c["target"] for n, c in enumerate(run.settings["columns"])} | {"source": "a"}
    answer = client.post(address, sent)
    assert answer.status_code == 422
    assert "Dites ce qu&#39;est « Divers »" in answer.content.decode()
    client.post(address, sent | {"question-2": "oui"})
    assert ImportRow.objects.filter(run=run, payload__description=remarks[0]).exists()


def test_a_known_format_adds_to_what_is_recognised():
    rows = [
        {
            "pivot": "", "nom": "Un lieu", "commune": "Melun",
            "services": "Aide aux démarches administratives",
            "lundi": "9h-12h", "lon": "2.66", "lat": "48.54",
        }
    ]  # fmt: skip
    run = received(csv_bytes(rows))
    assert run.settings["format"] == "mediation-numerique"
    found = {column["name"]: column["target"] for column in run.settings["columns"]}
    assert (found["lundi"], found["lon"], found["lat"]) == ("lundi", "longitude", "latitude")
    assert found["services"] == "thematiques"


def test_a_table_laid_on_its_side_makes_no_structure_of_its_fields():
    found = read(
        ["Nom", "Secours", "Entraide"], *lines(["Adresse", "Code postal", "Commune"], *[["a", "b", "c"]] * 2)
    )
    assert found["Nom"] != "nom"


@pytest.mark.parametrize(("cell", "frais"), [("0 €", "gratuit"), ("10 €", "payant"), ("non", "")])
def test_nothing_to_pay_is_free_and_what_says_neither_is_told(cell, frais):
    run = rehearsed(csv_bytes([{"Nom": "A", "Ville": "Melun", "Atelier": "Couture", "Tarif": cell}]))
    made = ImportRow.objects.get(run=run, kind="service")
    assert made.payload["frais"] in (frais, "")
    assert made.payload["frais"] or made.payload.get("frais_precisions") or made.doubts


class TestRows:
    WORKSHOPS = ("Alphabétisation", "Cours de conversation", "Couture")

    def file(self, column: str = "Atelier", **values) -> bytes:
        shared = {"Association": "Entraide", "Adresse": "1 rue Haute", "Ville": "Melun"}
        return csv_bytes([{**shared, column: name, **values} for name in self.WORKSHOPS])

    @pytest.mark.parametrize("column", ["Atelier", "Activité"])
    def test_one_line_per_workshop_keeps_every_workshop(self, column):
        applied(self.file(column))
        structure = Structure.objects.get(nom="Entraide")
        assert sorted(structure.services.values_list("nom", flat=True)) == sorted(self.WORKSHOPS)
        # Again, and in another order, it is the same.
        again = rehearsed(
            b"\n".join([*self.file(column).splitlines()[:1], *self.file(column).splitlines()[:0:-1]])
        )
        assert {row.action for row in ImportRow.objects.filter(run=again)} <= {Action.SAME, Action.DOUBLE}

    def test_the_hours_of_each_workshop_are_its_own(self):
        shared = {"Association": "Entraide", "Adresse": "1 rue Haute", "Ville": "Melun"}
        hours = ("lundi 9h-12h", "mardi 14h-16h")
        applied(
            csv_bytes([{**shared, "Atelier": f"Cours {n}", "Horaires": said} for n, said in enumerate(hours)])
        )
        assert Structure.objects.get(nom="Entraide").horaires_accueil == ""
        found = Service.objects.filter(structure__nom="Entraide").order_by("nom")
        assert [one.horaires_accueil for one in found] == ["Mo 09:00-12:00", "Tu 14:00-16:00"]

    def test_what_two_lines_say_otherwise_of_one_structure_is_told(self):
        rows = [row(1, id=""), {**row(1, id=""), "telephone": "01 64 00 00 00"}]
        run = rehearsed(csv_bytes(rows))
        second = ImportRow.objects.get(run=run, kind="structure", number=3)
        assert second.action == Action.DOUBLE
        assert [name for name, _text, lost in second.doubts if lost] == ["telephone"]
        assert "La ligne 2 est la même structure" in second.reason

    def test_it_is_asked_where_nothing_says_what_differs(self):
        run = received(self.file("Remarque"))
        assert run.settings["rows"]["proposal"] == "service"
        assert run.settings["rows"]["why"].startswith("1 structures reviennent sur 3 lignes")


class TestAsides:
    def test_titles_totals_notes_and_the_header_again_are_told(self):
        header = ["Nom", "Adresse", "Ville", "Téléphone"]
        good = ["Secours", "1 rue A", "Melun", "01 64 52 89 00"]
        text = "\n".join(
            ",".join(cells)
            for cells in (header, good, ["SECTEUR SUD", "", "", ""], header, [*["Entraide"], *good[1:]],
                          ["Total : 2 structures", "", "", ""], ["* sur rendez-vous uniquement", "", "", ""])
        )  # fmt: skip
        run = rehearsed(text.encode())
        told = dict(ImportRow.objects.filter(run=run, action=Action.REFUSE).values_list("number", "reason"))
        assert {number: reason.split(",")[0].split(" :")[0] for number, reason in told.items()} == {
            3: "Cette ligne ne contient qu'un titre ou une note",
            4: "Cette ligne répète les noms des colonnes.",
            6: "Cette ligne est un total",
            7: "Cette ligne ne contient qu'un titre ou une note",
        }
        assert run.counts[Action.CREATE] == 2

    def test_letters_that_are_lost_are_told_and_those_that_can_be_mended_are(self):
        run = rehearsed(csv_bytes([row(1, nom="H\ufffdtel social"), row(2, nom="MÃ©diathÃ¨que")]))
        first, second = ImportRow.objects.filter(run=run, kind="structure").order_by("number")
        assert "des lettres de ce texte ont été perdues" in first.doubts[0][1]
        assert second.payload["nom"] == "Médiathèque"

    def test_the_other_sheets_of_a_workbook_are_told_and_may_be_chosen(self, client):
        book = openpyxl.Workbook()
        book.active.title = "Structures"
        for cells in (["Nom", "Ville"], ["Secours", "Melun"]):
            book.active.append(cells)
        other = book.create_sheet("Permanences")
        for cells in (["Association", "Commune", "Téléphone"], ["Entraide", "Meaux", "01 64 52 89 00"]):
            other.append(cells)
        file = io.BytesIO()
        book.save(file)
        run = runs.receive("a.xlsx", iter([file.getvalue()]))
        assert "Seul est lu : « Structures ». Ce fichier contient aussi « Permanences »." in run.notes
        client.force_login(UserFactory(is_staff=True))
        address = reverse("import-columns", args=[run.pk])
        client.post(address, {"feuille": "Permanences", "choisir": "oui"})
        assert ImportRun.objects.get(pk=run.pk).settings["table"] == "Permanences"


class TestDataInclusion:
    STRUCTURE = {"nom": "Un lieu", "date_maj": "2026-01-15", "commune": "Melun", "code_insee": "77288"}

    def test_identifiers_are_unique_within_their_source_alone(self):
        given = [
            {
                **self.STRUCTURE,
                "source": source,
                "id": "1",
                "nom": f"Lieu de {source}",
                "code_postal": "77000",
            }
            for source in ("dora", "soliguide")
        ]
        run = runs.receive("di.json", iter([json.dumps({"structures": given}).encode()]))
        counts = runs.rehearse(run).counts
        assert (counts[Action.CREATE], counts[Action.REFUSE]) == (2, 0)

    def test_version_0_is_told_apart_and_read(self):
        structure = {
            **self.STRUCTURE, "source": "dora", "id": "s", "code_postal": "77000", "typologie": "CCAS",
            "presentation_resume": "Une maison.", "horaires_ouverture": "Mo 09:00-12:00",
        }  # fmt: skip
        service = {
            "source": "dora", "id": "v", "structure_id": "s", "nom": "Cours", "date_maj": "2026-01-15",
            "presentation_resume": "Des cours de français.", "types": ["atelier"], "profils": ["femmes"],
            "thematiques": ["lecture-ecriture-calcul--maitriser-le-francais"], "frais": ["gratuit"],
            "modes_accueil": ["en-presentiel"], "rna": "W123",
        }  # fmt: skip
        document = {"structures": [structure], "services": [service]}
        run = runs.receive("di.json", iter([json.dumps(document).encode()]))
        assert run.told["Format"] == "data·inclusion v0"
        assert runs.rehearse(run).counts[Action.REFUSE] == 0
        made = ImportRow.objects.get(run=run, kind="structure").payload
        assert (made["reseaux_porteurs"], made["horaires_accueil"]) == (["ccas-cias"], "Mo 09:00-12:00")
        made = ImportRow.objects.get(run=run, kind="service")
        assert (made.payload["type"], made.payload["publics"], made.payload["frais"]) == (
            "atelier", ["femmes"], "gratuit",
        )  # fmt: skip
        assert any("version 0 sans équivalent" in text for _name, text, _lost in made.doubts)


class TestLaid:
    """Tables as people lay them out on a sheet."""

    def sheet(self, *lines_: list) -> bytes:
        book = openpyxl.Workbook()
        for line in lines_:
            book.active.append(line)
        file = io.BytesIO()
        book.save(file)
        return file.getvalue()

    def test_a_column_per_structure_is_read_column_by_column(self):
        run = rehearsed(
            self.sheet(
                ["Nom", "Secours", "Entraide"],
                ["Adresse", "1 rue des Écoles", "2 avenue Thiers"],
                ["Ville", "Melun", "Meaux"],
                ["Téléphone", "01 64 52 89 00", "01 64 52 89 01"],
            )
        )
        made = {
            one.payload["nom"]: one.payload for one in ImportRow.objects.filter(run=run, kind="structure")
        }
        assert made["Entraide"]["adresse"] == "2 avenue Thiers"
        assert made["Secours"]["telephone"] == "01 64 52 89 00"
        assert any("une colonne par structure" in note for note in run.notes)

    def test_tables_side_by_side_are_read_one_below_the_other(self):
        run = rehearsed(
            self.sheet(
                ["ASSOCIATIONS", None, None, None, "SERVICES PUBLICS", None, None],
                ["Nom", "Adresse", "Ville", None, "Nom", "Adresse", "Ville"],
                ["Secours", "1 rue des Écoles", "Melun", None, "Mairie de Meaux", "2 place Thiers", "Meaux"],
                ["Entraide", "3 rue du Four", "Melun", None, None, None, None],
            )
        )
        made = {
            one.payload["nom"]: one.payload for one in ImportRow.objects.filter(run=run, kind="structure")
        }
        assert made.keys() == {"Secours", "Entraide", "Mairie de Meaux"}
        assert made["Mairie de Meaux"]["adresse"] == "2 place Thiers"

    @pytest.mark.parametrize("header", [["Nom", None, None, None, "Site"], None])
    def test_columns_without_names_are_what_they_hold(self, header):
        towns = ["Melun", "Meaux", "Provins", "Melun", "Meaux", "Provins"]
        rows_ = [
            [f"Association {word}", f"{n} rue des Écoles", 77000 + n, town, f"https://{n}.example.org"]
            for n, (word, town) in enumerate(zip("ABCDEF", towns, strict=True), start=1)
        ]
        run = received(self.sheet(*([header] if header else []), *rows_))
        assert run.state != "refused"
        found = [column["target"] for column in run.settings["columns"]]
        assert (found[0], found[1], found[4]) == ("nom", "adresse", "site_web")
        assert run.settings["columns"][0]["filled"] == 6

    def test_a_title_above_is_still_no_header(self):
        run = received(
            self.sheet(["Annuaire", "2026"], ["Nom", "Ville", "Tél"], ["Secours", "Melun", "01 64 52 89 00"])
        )
        assert [column["name"] for column in run.settings["columns"]] == ["Nom", "Ville", "Tél"]


class TestOfTheRow:
    def test_quand_is_when_what_the_row_tells_of_takes_place(self):
        run = rehearsed(
            csv_bytes(
                [
                    {"Qui": f"Association {one}", "Où": f"{n} rue A", "Commune": "Melun (77000)",
                     "Quand": "mardi 14h-16h", "Sujet": "surendettement"}
                    for n, one in enumerate("ABC", start=1)
                ]
            )
        )  # fmt: skip
        structure = ImportRow.objects.filter(run=run, kind="structure").first()
        service = ImportRow.objects.filter(run=run, kind="service").first()
        assert "horaires_accueil" not in structure.payload
        assert service.payload["horaires_accueil"] == "Tu 14:00-16:00"
        assert service.payload["thematiques"]

    def test_a_column_named_after_a_value_is_ticked(self):
        run = rehearsed(
            csv_bytes(
                [
                    {"Nom": "Secours", "Ville": "Melun", "Femmes": "X", "Jeunes": ""},
                    {"Nom": "Entraide", "Ville": "Meaux", "Femmes": "✓", "Jeunes": "x"},
                    {"Nom": "Accueil", "Ville": "Melun", "Femmes": "non", "Jeunes": "oui"},
                ]
            )
        )
        made = {one.payload["nom"]: one.payload for one in ImportRow.objects.filter(run=run, kind="service")}
        publics = {nom: sorted(payload["publics"]) for nom, payload in made.items()}
        assert publics == {"Secours": ["femmes"], "Entraide": ["femmes", "jeunes"], "Accueil": ["jeunes"]}

    def test_a_second_name_beside_a_function_is_a_person_s(self):
        people = ["Essai Ana", "Preuve Max", "Test Lou", "Épreuve Zoé"]
        found = read(["Nom", "Nom (2)", "Fonction"], *lines(NAMES, people, ["responsable"] * 4))
        assert list(found.values()) == ["nom", "contact_nom", "contact_fonction"]

    def test_metres_of_la_reunion_are_coordinates(self):
        y, x = ["7680836.72", "7646707.47", "7673974.83"], ["359607.23", "346004.89", "366812.33"]
        found = read(["Nom", "Y (RGR92)", "X (RGR92)"], *lines(NAMES[:3], y, x))
        assert list(found.values()) == ["nom", "latitude", "longitude"]


@pytest.mark.parametrize("cell", ["adhésion 10 €", "5 euros par mois", "cotisation annuelle"])
def test_what_has_to_be_paid_is_not_free(cell):
    run = rehearsed(csv_bytes([{"Nom": "A", "Ville": "Melun", "Atelier": "Couture", "Tarif": cell}]))
    made = ImportRow.objects.get(run=run, kind="service").payload
    assert (made["frais"], made["frais_precisions"]) == ("payant", cell)


def test_lines_that_count_others_are_no_structures():
    content = csv_bytes(
        [
            *(
                {"N°": n, "Nom": f"Association {n}", "Adresse": f"{n} rue X", "Ville": "Melun"}
                for n in range(1, 9)
            ),
            {"N°": "8", "Nom": "TOTAL structures", "Adresse": "", "Ville": ""},
            {"N°": "17", "Nom": "dont FLE", "Adresse": "", "Ville": ""},
            {"N°": "3", "Nom": "Nb d'ateliers", "Adresse": "", "Ville": ""},
        ]
    )
    run = rehearsed(content)
    assert run.counts["create"] == 8
    assert run.rows.filter(action="refuse", reason__contains="total").count() == 3


class TestValuesUnderAnotherName:
    """« Type », « Nature »: a column that says whose values it holds is asked about as those."""

    @pytest.mark.parametrize("name", ["Type", "Type de structure", "Nature"])
    def test_kinds_of_holders_are_offered_as_who_holds_it(self, name):
        column = self._read(name, "médiathèque", "association", "CCAS", "mairie")
        assert (column.target, column.proposal) == ("", "porteur")

    @pytest.mark.parametrize("name", ["Type", "Type de service"])
    def test_what_is_taught_is_offered_as_thematiques(self, name):
        column = self._read(name, "Alphabétisation", "FLE", "numérique", "conversation")
        assert (column.target, column.proposal) == ("", "thematiques")

    def test_initials_do_not_say_that_a_column_is_another(self):
        column = self._read("Type", "ACI", "EI", "AI", "GEIQ", "ETTI")
        assert (column.target, column.proposal) == ("type", "")

    def test_types_of_services_stay_types(self):
        assert self._read("Type de service", "atelier", "formation", "information").target == "type"

    @staticmethod
    def _read(name, *values):
        rows = [
            (n + 2, [f"Structure {n}", f"{n} rue des Lilas", "77000", "Melun", values[n % len(values)]])
            for n in range(12)
        ]
        table = Table("f", ("Nom", "Adresse", "CP", "Ville", name), lambda: iter(rows))
        return columns.recognise(table)[-1]


def test_initials_of_what_is_done_are_no_networks():
    rows = [
        {
            "Structure": f"Association {n % 4}",
            "Dispositif": word,
            "Intitulé": f"Atelier {n}",
            "Ville": "Melun",
        }
        for n, word in enumerate(("ASL", "PAD", "FLE", "ASL", "Alpha", "PAD", "ASL", "BPI"))
    ]
    run = received_as_is(rows)
    column = next(one for one in run.settings["columns"] if one["name"] == "Dispositif")
    assert (column["target"], column["proposal"]) == ("", "thematiques")


def received_as_is(rows):
    return runs.receive("recensement.csv", iter([csv_bytes(rows)]))
