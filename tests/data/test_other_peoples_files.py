# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files of address books, forms, planning and training: whose a way to reach is, what a row is."""

import pytest

from data.imports.headings import short_names
from data.imports.values import asides_of_hours, contacts, coordinates, hours, persons, simple
from data.imports.vocabularies import LANGUES, PUBLICS, THEMATIQUES
from tests.data.samples import csv_bytes
from tests.data.test_laid_out import QUIET, STREETS, made, rehearsed, sheets, table, targets

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

WHO = ["Zoé Modèle", "Basile Témoin", "Irma Specimen", "Noé Patron", "Ève Gabarit", "Luce Étalon"]


def rows_of(run) -> str:
    return " ".join(str(one) for kind in ("structure", "service") for one in made(run, kind))


class TestPersons:
    def test_a_name_with_a_mobile_is_a_contact_and_nothing_public(self):
        cells = ["Zoé Modèle – 06 39 98 00 01", "02 61 91 00 02", "accueil@exemple.org"] * 2
        run = rehearsed(table("Structure", ("Inscriptions", cells)), "a.csv")
        assert "06 39 98" not in rows_of(run)
        assert (
            made(run, "contact")[0] | {"nom": "Zoé Modèle", "telephone": "06 39 98 00 01"}
            == made(run, "contact")[0]
        )
        assert {one.get("telephone") for one in made(run)} >= {"02 61 91 00 02"}

    def test_a_line_that_is_not_to_be_given_out_is_private_even_fixed(self):
        cells = [f"{who} <personne{len(who)}@exemple.org>" for who in WHO[:3]] + ["02 61 91 00 03"] * 3
        run = rehearsed(table("Structure", ("Ligne directe (ne pas diffuser)", cells)), "a.csv")
        assert "02 61 91" not in rows_of(run)
        assert "@exemple.org" not in rows_of(run)
        assert [one["nom"] for one in made(run, "contact")][:3] == WHO[:3]
        assert all(one["courriel"] for one in made(run, "contact")[:3])

    def test_a_full_name_beside_a_company_is_a_persons(self):
        names = [f"{who.split()[1].upper()} {who.split()[0]} (bénévole)" for who in WHO]
        rows = [
            {"Nom complet": name, "Entreprise": f"Association {quiet}", "Adresse": street, "Ville": "Melun",
             "Téléphone mobile": "06 39 98 00 04"}
            for name, quiet, street in zip(names, QUIET, STREETS, strict=True)
        ]  # fmt: skip
        run = rehearsed(csv_bytes(rows), "a.csv")
        assert targets(run) | {"Nom complet": "contact_nom", "Entreprise": "nom"} == targets(run)
        assert made(run, "contact")[0]["fonction"] == "bénévole"
        assert "06 39" not in rows_of(run)

    def test_first_and_last_names_in_english_are_of_one_person(self):
        first, last = [[who.split()[at] for who in WHO] for at in (0, 1)]
        mails = [f"{who.split()[1].lower()}@exemple.org" for who in WHO[:5]] + ["contact@exemple.org"]
        run = rehearsed(
            table(
                "Organization Name",
                ("First Name", first),
                ("Last Name", [*last[:5], ""]),
                ("E-mail 1 - Value", mails),
            ),
            "a.csv",
        )
        assert made(run, "contact")[0]["nom"] == WHO[0]
        assert "temoin@" not in rows_of(run)
        assert "témoin@" not in rows_of(run)

    def test_everybodys_mail_is_the_structures_where_the_row_names_nobody(self):
        mails = [f"{who.split()[1].lower()}@exemple.org" for who in WHO[:5]] + ["accueil@exemple.org"]
        run = rehearsed(table("Structure", ("Référent", [*WHO[:5], ""]), ("Mail", mails)), "a.csv")
        assert made(run)[-1]["courriel"] == "accueil@exemple.org"
        assert all(not one.get("courriel") for one in made(run)[:2])

    def test_how_to_reach_a_structure_is_called_contact_too(self):
        phones = [f"02 61 91 00 1{at}" for at in range(6)]
        run = rehearsed(table("Structure", ("Contact (téléphone)", phones)), "a.csv")
        assert [one["telephone"] for one in made(run)] == phones

    @pytest.mark.parametrize(
        ("text", "who"),
        [
            ("Modèle Z. : 06 39 98 00 01", "Modèle Z."),
            ("Mme Modèle 06 39 98 00 01", "Mme Modèle"),
            ("Centre Social – 02 61 91 00 01", ""),
            ("Standard Principal : 02 61 91 00 01", ""),
            ("02 61 91 00 01 (demander Mme Modèle)", ""),
            ("Zoé Modèle", ""),
        ],
    )
    def test_who_is_named_beside_a_number(self, text, who):
        assert persons.beside(text) == who

    def test_a_mail_between_angle_brackets_is_no_tag(self):
        assert simple.text("Zoé <zoe@exemple.org>", 100).value == "Zoé <zoe@exemple.org>"
        assert simple.text("<b>Ouvert</b> <a href='x'>ici</a>", 100).value == "Ouvert ici"


class TestCells:
    def test_machines_have_addresses_that_are_no_sites_and_times_are_no_numbers(self):
        assert contacts.url("198.51.100.7").value == ""
        assert contacts.url("exemple.org").value == "https://exemple.org"
        assert contacts.telephone("04-11-2024 10:02:11").value == ""

    def test_what_is_dialled_after_a_number_is_not_lost(self):
        assert contacts.telephone("02 61 91 00 01 puis 3").left
        assert not contacts.telephone("Tél. : 02 61 91 00 01").left

    @pytest.mark.parametrize(
        ("vocabulary", "text", "codes"),
        [
            (PUBLICS, "femmes + seniors", ["femmes", "seniors"]),
            (PUBLICS, "femmes et réfugiés", ["femmes", "refugies-bpi"]),
            (PUBLICS, "Seniors (+ 65 ans)", ["seniors"]),
            (LANGUES, "FR, UA", ["fr", "uk"]),
            (THEMATIQUES, "FLE + REAAP", None),
        ],
    )
    def test_several_values_joined_by_a_sign_or_a_word(self, vocabulary, text, codes):
        reading = vocabulary.read(text)
        assert not reading.unknown
        assert codes is None or reading.value == codes

    def test_what_brackets_say_beside_a_value_is_kept(self):
        reading = PUBLICS.read("réfugiés (programme Tremplin)")
        assert reading.value == ["refugies-bpi"]
        assert reading.beside == ("réfugiés (programme Tremplin)",)

    def test_days_of_programs_and_points_of_maps(self):
        assert str(simple.day("March 3, 2025 4:08 PM").value) == "2025-03-03"
        assert str(simple.day("20250303").value) == "2025-03-03"
        for text in ("48,5 / 2,5", "[48.5, 2.5]", "https://www.openstreetmap.org/#map=17/48.5/2.5"):
            point = coordinates.read(text, None)
            assert (point.lat, point.lon) == (48.5, 2.5)

    @pytest.mark.parametrize(
        ("text", "osm", "beside"),
        [
            ("jeudi 9h-12h (bureau 4)", "Th 09:00-12:00", True),
            ("jeudi 9h-12h, arriver dix minutes avant", "Th 09:00-12:00", True),
            ("vend. 14h‑16h", "Fr 14:00-16:00", False),
            ("toute l'année, le lundi 9h-12h", "Mo 09:00-12:00", False),
            (
                "lundi 9h-12h, pas de permanence pendant les vacances scolaires",
                "Mo 09:00-12:00; SH off",
                False,
            ),
            ("Tue, Thu 9:00-12:00 & 14:00-17:00", "Tu,Th 09:00-12:00,14:00-17:00", False),
        ],
    )
    def test_hours_and_what_stands_beside_them(self, text, osm, beside):
        reading = hours.read(text)
        assert reading.value == osm
        assert bool(reading.beside) is beside

    def test_what_changes_hours_is_no_remark(self):
        assert asides_of_hours.without("lundi 9h-12h (sauf en août)")[1] == ""
        assert hours.is_kept(hours.read("lundi 9h-12h (sur convocation)"))

    def test_cells_to_be_filled_in_and_examples_make_nothing(self):
        run = rehearsed(
            table("Structure", ("Tél", ["02 61 91 00 01"] * 6)).replace(
                STREETS[1].encode(), "à compléter".encode()
            ),
            "a.csv",
        )
        assert made(run)[1]["adresse"] == ""
        lines = [["Structure", "Adresse", "Ville"], ["Ex. : Asso", "Ex. : 1 rue", "Ex. : Melun"]]
        lines += [[name, street, "Melun"] for name, street in zip(QUIET, STREETS, strict=True)]
        content = sheets(A=lines)
        assert [one["nom"] for one in made(rehearsed(content))] == QUIET


class TestTables:
    def test_columns_are_called_under_the_heading_that_they_share(self):
        names = [
            "Nous accueillons Hommes",
            "Nous accueillons Familles",
            "Nom de la structure",
            "Nom de la commune",
        ]
        assert short_names(names) == ["Hommes", "Familles", "Nom de la structure", "Nom de la commune"]

    def test_a_list_of_one_column_is_read_block_by_block(self):
        lines = [["Nos adresses"], []]
        for at, (name, street) in enumerate(zip(QUIET, STREETS, strict=True)):
            lines += [[name], [street], ["77000 MELUN"], [f"Tél. : 02 61 91 00 2{at}"], ["Cours du soir"], []]
        found = made(rehearsed(sheets(A=lines)))
        assert [(one["nom"], one["adresse"]) for one in found] == list(zip(QUIET, STREETS, strict=True))
        assert found[0]["telephone"] == "02 61 91 00 20"
        assert found[0]["commune_nom"] == "Melun"
        assert "Cours du soir" in found[0]["description"]

    def test_rows_that_a_page_broke_are_whole_again(self):
        lines = [["Structure", "Adresse", "Téléphone"]]
        for name, street in zip(QUIET, STREETS, strict=True):
            lines += [["Association", street, "02 61 91 00 01"], [name, "77000 Melun", ""]]
        found = made(rehearsed(sheets(A=lines)))
        assert [one["nom"] for one in found] == [f"Association {name}" for name in QUIET]
        assert {one["code_postal"] for one in found} == {"77000"}

    def test_opening_and_closing_a_column_each(self):
        days = [f"{day} {edge}" for day in ("Lundi", "Mardi", "Jeudi") for edge in ("début", "fin")]
        lines = [["Structure", "Adresse", "Ville", *days]]
        lines += [[name, street, "Melun", "9h", "12h", "", "", "14h", "17h30"]
                  for name, street in zip(QUIET, STREETS, strict=True)]  # fmt: skip
        assert made(rehearsed(sheets(A=lines)))[0]["horaires_accueil"] == "Mo 09:00-12:00; Th 14:00-17:30"

    def test_places_side_by_side_are_rows(self):
        heads = ["Structure", "Lieu 1 : adresse", "Ville", "Lieu 2 : adresse", "Ville"]
        lines = [heads] + [
            [name, street, "Melun", f"9{street}", "Melun"]
            for name, street in zip(QUIET, STREETS, strict=True)
        ]
        found = made(rehearsed(sheets(A=lines)))
        assert len(found) == 2 * len(QUIET)
        assert [one["adresse"] for one in found[:2]] == [STREETS[0], f"9{STREETS[0]}"]

    def test_the_title_of_a_sheet_is_the_structure_of_its_rows(self):
        lines = [["Maison des associations de Melun"], ["3 rue du Port, 77000 Melun – Tél. 02 61 91 00 01"],
                 [],
                 ["Qui reçoit", "Jours", "Heures"],
                 ["Notaire", "lundi", "9h-12h"], ["Avocate", "mardi", "14h-16h"],
                 ["Médiatrice", "jeudi", "9h-11h"],
                 ["Écrivaine publique", "vendredi", "9h-11h"]]  # fmt: skip
        run = rehearsed(sheets(A=lines))
        structures = {one["nom"] for one in made(run)} | {one["telephone"] for one in made(run)}
        assert structures == {"Maison des associations de Melun", "02 61 91 00 01"}
        assert [one["nom"] for one in made(run, "service")] == [
            "Notaire",
            "Avocate",
            "Médiatrice",
            "Écrivaine publique",
        ]
        assert made(run, "service")[1]["horaires_accueil"] == "Tu 14:00-16:00"

    def test_headings_cut_at_ten_letters(self):
        lines = [["NOM", "ADRESSE", "CODE_POSTA"]] + [
            [n, s, "77000"] for n, s in zip(QUIET, STREETS, strict=True)
        ]
        assert targets(rehearsed(sheets(A=lines)))["CODE_POSTA"] == "code_postal"
