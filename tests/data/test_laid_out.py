# SPDX-License-Identifier: AGPL-3.0-or-later
"""How people lay out and word their tables: what is read of each without anybody choosing anything."""

import io

import openpyxl
import pytest

from data.imports import losses, runs
from data.imports.values import coordinates, english, hours, persons, together
from data.imports.values.annotations import annotated
from data.models import ImportRow, ImportRun
from data.models.source import source_named
from tests.data.samples import csv_bytes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

# Names that hold no word by which organisations are known.
QUIET = ["Les Tilleuls", "Bol d'air", "Trait d'union", "Main tendue", "Coquelicot", "Le Pas de côté"]
STREETS = [
    "3 rue des Écoles",
    "12 avenue Thiers",
    "5 place Henri IV",
    "1 impasse du Four",
    "8 rue Basse",
    "2 quai Nord",
]


def sheets(**lines: list[list]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in lines.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def rehearsed(content: bytes, name: str = "a.xlsx") -> ImportRun:
    run = runs.receive(name, iter([content]))
    mapping = {column["name"]: column["target"] for column in run.settings["columns"] if column["target"]}
    runs.save_mapping(run, mapping, run.source or source_named("annuaire", "Annuaire"))
    runs.rehearse(run)
    return run


def targets(run: ImportRun) -> dict[str, str]:
    return {column["name"]: column["target"] for column in run.settings["columns"] if column["target"]}


def made(run: ImportRun, kind: str = "structure") -> list[dict]:
    rows = ImportRow.objects.filter(run=run, kind=kind, action="create").order_by("pk")
    return [row.payload for row in rows]


def table(header: str, *more: tuple[str, list]) -> bytes:
    rows = [
        {header: name, "Adresse": street, "Ville": "Melun"} | {key: cells[at] for key, cells in more}
        for at, (name, street) in enumerate(zip(QUIET, STREETS, strict=True))
    ]
    return csv_bytes(rows)


class TestName:
    @pytest.mark.parametrize(
        "header", ["Opérateur", "Partenaires", "Qui ?", "Company", "Comment s'appelle votre association ?"]
    )
    def test_a_column_called_after_who_is_the_name(self, header):
        run = rehearsed(table(header), "a.csv")
        assert targets(run)[header] == "nom"
        assert len(made(run)) == len(QUIET)

    def test_where_two_may_be_and_neither_says_so_one_question_is_asked(self):
        run = runs.receive(
            "a.csv", iter([table("Repère", ("Signe", ["Chêne", "Hêtre", "Saule", "Pin", "Orme", "If"]))])
        )
        assert "nom" not in targets(run).values()
        assert "nom" in [column["proposal"] for column in run.settings["columns"]]

    def test_the_same_opinion_on_all_rows_is_no_name(self):
        again = ["favorable"] * 10 + ["réservé"] * 2
        rows = [
            {"Décision": one, "Adresse": f"{at} rue Basse", "Ville": "Melun"} for at, one in enumerate(again)
        ]
        run = runs.receive("a.csv", iter([csv_bytes(rows)]))
        assert all(column["target"] != "nom" != column["proposal"] for column in run.settings["columns"])

    def test_part_of_a_web_address_is_no_name(self):
        slugs = [f"fiche-{at}-du-lieu" for at in range(6)]
        run = rehearsed(table("fiche_title", ("fiche_name", slugs)), "a.csv")
        assert targets(run)["fiche_title"] == "nom"
        assert made(run)[0]["nom"] == QUIET[0]

    @pytest.mark.parametrize(
        ("name", "said"),
        [
            ("Les Tilleuls (à confirmer)", ("Les Tilleuls", "à confirmer")),
            ("NOUVEAU : Bol d'air", ("Bol d'air", "NOUVEAU")),
            ("Main tendue – fermée depuis mars", ("Main tendue", "fermée depuis mars")),
            ("Nouveau souffle", ("Nouveau souffle", "")),
            ("Foyer (Melun)", ("Foyer (Melun)", "")),
        ],
    )
    def test_what_is_noted_beside_a_name_is_none_of_it(self, name, said):
        assert annotated(name) == said

    def test_an_antenna_set_back_is_of_the_structure_above(self):
        rows = [
            {"Structure": name, "Adresse": street, "Ville": "Melun"}
            for name, street in zip(["Bol d'air", "  - Antenne de Meaux"], STREETS, strict=False)
        ]
        assert [one["nom"] for one in made(rehearsed(csv_bytes(rows), "a.csv"))] == [
            "Bol d'air", "Bol d'air – Antenne de Meaux",
        ]  # fmt: skip


class TestColumns:
    def test_what_neighbours_begin_with_is_left_out(self):
        rows = [
            {"fiche_nom": name, "fiche_adresse": street, "fiche_ville": "Melun"}
            for name, street in zip(QUIET, STREETS, strict=True)
        ]
        assert set(targets(rehearsed(csv_bytes(rows), "a.csv")).values()) >= {"nom", "adresse", "commune"}

    def test_days_by_their_first_letters(self):
        days = dict.fromkeys(("L", "Ma", "Me", "J", "V"), "9-12 / 14-17")
        rows = [{"Structure": name, "Ville": "Melun"} | days for name in QUIET]
        assert (
            made(rehearsed(csv_bytes(rows), "a.csv"))[0]["horaires_accueil"]
            == "Mo-Fr 09:00-12:00,14:00-17:00"
        )

    def test_days_and_hours_of_a_workshop_in_columns_of_their_own(self):
        rows = [
            {"Structure": name, "Ville": "Melun", "Atelier": work, "Jours": day, "De": "9h", "À": "11h"}
            for name in QUIET
            for work, day in (("Couture", "lundi"), ("Théâtre", "mardi et jeudi"))
        ]
        run = rehearsed(csv_bytes(rows), "a.csv")
        assert [one["horaires_accueil"] for one in made(run, "service")[:2]] == [
            "Mo 09:00-11:00", "Tu,Th 09:00-11:00",
        ]  # fmt: skip
        assert not any(one.get("horaires_accueil") for one in made(run))

    def test_the_place_comes_before_the_seat(self):
        rows = [
            {
                "Association": name,
                "Adresse du siège": "9 rue du Siège, 77100 Meaux",
                "Local": f"{street}, 77000 Melun",
            }
            for name, street in zip(QUIET, STREETS, strict=True)
        ]
        run = rehearsed(csv_bytes(rows), "a.csv")
        assert targets(run).get("Adresse du siège") is None
        assert made(run)[0]["adresse"] == STREETS[0]

    def test_values_with_their_codes_are_read_by_their_labels(self):
        rows = [
            {"Structure": name, "Ville": "Melun", "PMR": ("1 - Oui", "0 - Non")[at % 2]}
            for at, name in enumerate(QUIET)
        ]
        assert [one["accessible"] for one in made(rehearsed(csv_bytes(rows), "a.csv"))[:2]] == [True, False]

    def test_a_number_of_the_register_is_no_telephone(self):
        rows = [
            {"Structure": name, "Ville": "Melun", "Numéro": f"W77200{at}345"} for at, name in enumerate(QUIET)
        ]
        assert not any(one.get("telephone") for one in made(rehearsed(csv_bytes(rows), "a.csv")))


class TestTables:
    def test_cards_one_below_the_other_are_a_structure_each(self):
        lines = [
            line
            for name, street in zip(QUIET, STREETS, strict=True)
            for line in (["Nom :", name], ["Adresse :", street], ["Ville :", "Melun"], [None, None])
        ]
        run = rehearsed(sheets(Fiches=lines))
        assert [one["nom"] for one in made(run)] == QUIET
        assert made(run)[1]["adresse"] == STREETS[1]

    def test_a_title_between_the_rows_of_a_sheet_is_no_structure(self):
        def page(names: list[str]) -> list[list]:
            first = [["Structure", "Adresse", "Ville"], [names[0], STREETS[0], "Melun"]]
            return [*first, ["Page 1 sur 2"], *([name, STREETS[1], "Melun"] for name in names[1:])]

        run = rehearsed(sheets(Nord=page(QUIET[:3]), Sud=page(QUIET[3:])))
        assert sorted(one["nom"] for one in made(run)) == sorted(QUIET)

    def test_idem_is_what_the_cell_above_says(self):
        rows = [
            {"Structure": "Bol d'air", "Adresse": STREETS[0], "Ville": "Melun", "Atelier": "Couture"},
            {"Structure": "idem", "Adresse": "″", "Ville": "//", "Atelier": "Théâtre"},
        ]
        run = rehearsed(csv_bytes(rows), "a.csv")
        assert [one["nom"] for one in made(run)] == ["Bol d'air"]
        assert {one["nom"] for one in made(run, "service")} == {"Couture", "Théâtre"}

    def test_what_idem_carries_is_told_on_its_row_with_the_line_that_says_it(self):
        rows = [
            {"Structure": "Bol d'air", "Adresse": STREETS[0], "Ville": "Melun", "Tél": "01 64 52 89 00"},
            {"Structure": "Quai 9", "Adresse": "idem", "Ville": "//", "Tél": "01 64 52 89 01"},
            {"Structure": "Halte", "Adresse": "″", "Ville": "Meaux", "Tél": "01 64 52 89 02"},
        ]
        run = rehearsed(csv_bytes(rows), "a.csv")
        told = {row.number: [text for _name, text, _lost in row.doubts] for row in run.rows.all()}
        assert told[2] == []
        assert told[3] == [
            f"« idem » : comme à la ligne 2, « {STREETS[0]} ».",
            "« // » : comme à la ligne 2, « Melun ».",
        ]
        assert told[4] == [f"« ″ » : comme à la ligne 2, « {STREETS[0]} »."]
        assert losses.rows_of(run, "doutes").count() == 2

    def test_tables_under_headers_of_their_own_are_read_together(self):
        first = [
            ["Structure", "Adresse", "Ville"],
            *([*cells, "Melun"] for cells in zip(QUIET[:3], STREETS, strict=False)),
        ]
        second = [
            ["Tél.", "Association", "Commune"],
            *(["01 64 52 89 00", name, "Melun"] for name in QUIET[3:]),
        ]
        run = rehearsed(sheets(Guide=[["1. Se loger"], *first, [], ["2. Se nourrir"], *second]))
        assert sorted(one["nom"] for one in made(run)) == sorted(QUIET)
        assert sum(1 for one in made(run) if one.get("telephone")) == 3

    def test_sheets_of_one_kind_under_other_names_are_read_together(self):
        content = sheets(
            Droits=[
                ["Structure", "Adresse", "Ville"],
                *([*cells, "Melun"] for cells in zip(QUIET[:3], STREETS, strict=False)),
            ],
            Langue=[["Commune", "Organisme", "Rue"], *(["Melun", name, "8 rue Basse"] for name in QUIET[3:])],
        )
        assert sorted(one["nom"] for one in made(rehearsed(content))) == sorted(QUIET)

    def test_the_sheet_that_names_rows_is_read_rather_than_the_figures(self):
        content = sheets(
            Chiffres=[["Étiquettes de lignes", "Total"], ["Melun", 4], ["Meaux", 2]],
            Liste=[
                ["Nom", "Adresse", "Ville"],
                *([*cells, "Melun"] for cells in zip(QUIET, STREETS, strict=True)),
            ],
        )
        run = rehearsed(content)
        assert len(made(run)) == len(QUIET)
        assert any("« Chiffres »" in note for note in run.notes)


class TestCells:
    def test_whose_a_mobile_is_goes_to_professionals_alone(self):
        phones = ["01 64 52 89 00"] * 5 + ["06 44 60 12 34 (Mme Exemple, le soir)"]
        run = rehearsed(table("Structure", ("Téléphone", phones)), "a.csv")
        assert made(run)[-1]["telephone"] == ""
        assert [(one["nom"], one["telephone"]) for one in made(run, "contact")] == [
            ("Mme Exemple", "06 44 60 12 34")
        ]
        assert "06 44" not in str(made(run))

    def test_an_email_is_theirs_whose_name_it_has(self):
        assert persons.of_email("z.modele@exemple.org (Zoé Modèle)", "z.modele@exemple.org") == "Zoé Modèle"
        assert persons.of_email("contact@exemple.org (Zoé Modèle)", "contact@exemple.org") == ""

    def test_a_cell_that_says_everything_is_taken_apart(self):
        said = together.apart(
            "4 rue du Port, 77000 Melun. Tél. 01 64 52 89 00. Ouvert le lundi 9h-12h. Sonner au 2"
        )
        assert (said.address, said.hours, said.rest) == (
            "4 rue du Port, 77000 Melun",
            "le lundi 9h-12h",
            "Sonner au 2",
        )

    @pytest.mark.parametrize(
        ("text", "point"),
        [
            ("48°30'00\"N 2°30'00\"E", (48.5, 2.5)),
            ("48,5 N / 2,25 E", (48.5, 2.25)),
            ("long 2.25 lat 48.5", (48.5, 2.25)),
            ("48,54, 2,25", (48.54, 2.25)),
        ],
    )
    def test_a_point_written_by_hand(self, text, point):
        assert coordinates.by_hand(text) == point

    @pytest.mark.parametrize("text", ["01 64 52 89 00", "12/03/2024", "2 E", "rue 12"])
    def test_what_is_no_point(self, text):
        assert coordinates.by_hand(text) is None

    def test_hours_in_english(self):
        assert english.as_french("Sat 10:00 AM - 1:00 PM") == "samedi 10h00 - 13h00"
        assert (
            hours.read("Mon 9:00 AM - 12:00 PM; Fri 2:00 PM - 4:30 PM").value
            == "Mo 09:00-12:00; Fr 14:00-16:30"
        )

    def test_a_cross_among_hours_is_a_closed_day_and_that_is_said(self):
        reading = hours.read_days({0: "9-12", 1: "X", 2: "sur RDV"})
        assert reading.value == 'Mo 09:00-12:00; We "sur rendez-vous"'
        assert "mardi" in reading.doubts[0].message

    def test_hours_of_seasons_under_headings_that_say_their_months(self):
        said = [("Hiver (octobre à avril)", "lundi 9h-12h"), ("Été (mai à septembre)", "mardi 9h-12h")]
        assert hours.of_seasons(said).value == "Oct-Apr Mo 09:00-12:00; May-Sep Tu 09:00-12:00"

    def test_dates_with_their_month_first_are_told_by_a_day_that_is_no_month(self):
        days = ["03/28/2024", "01/02/2024", "12/25/2023", "05/06/2024", "07/31/2024", "02/01/2024"]
        run = rehearsed(table("Structure", ("Mis à jour le", days)), "a.csv")
        assert [one["date_maj"] for one in made(run)][:2] == ["2024-03-28", "2024-01-02"]

    def test_entities_of_web_pages_are_letters(self):
        rows = [
            {"Structure": "L&#039;&Eacute;toile", "Ville": "Melun"},
            {"Structure": "R & B", "Ville": "Melun"},
        ]
        assert [one["nom"] for one in made(rehearsed(csv_bytes(rows), "a.csv"))] == ["L'Étoile", "R & B"]
