"""A second telephone of a structure is asked about, and kept where everybody reads it."""

import pytest
from django.urls import reverse

from data.imports import public_numbers, runs
from data.imports.values import contacts
from data.models.source import source_named
from mapping.models import Contact, Structure
from tests.data.samples import csv_bytes
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

ROWS = [
    {"Structure": "Les Amis du Mée", "Adresse": "185 avenue de la Libération", "CP": "77350",
     "Ville": "Le Mée-sur-Seine", "Tél. 1": "01 99 00 42 01", "Tél. 2": "06 39 98 42 02"},
    {"Structure": "Centre social Almont", "Adresse": "3 place Claude-Monet", "CP": "77000",
     "Ville": "Melun", "Tél. 1": "01 99 00 41 22", "Tél. 2": "01 99 00 41 23"},
    {"Structure": "Accueil Moissy", "Adresse": "1 rue Haute", "CP": "77550",
     "Ville": "Moissy-Cramayel", "Tél. 1": "01 99 00 42 55", "Tél. 2": ""},
]  # fmt: skip


@pytest.fixture
def staff(client):
    user = UserFactory(is_staff=True)
    client.force_login(user)
    return user


def run_of(rows, user=None):
    return runs.receive("recensement.csv", iter([csv_bytes(rows)]), None, user)


def written(run, mapping):
    runs.save_mapping(run, mapping, source_named("annuaire", "Annuaire"))
    runs.rehearse(run)
    runs.accept(run)
    return runs.apply(run)


def mapping_of(run, **more):
    return {one["name"]: one["target"] for one in run.settings["columns"] if one["target"]} | more


def test_a_second_column_of_telephones_is_asked_about(client, staff):
    run = run_of(ROWS, staff)
    second = next(one for one in run.settings["columns"] if one["name"] == "Tél. 2")
    assert (second["target"], second["proposal"]) == ("", "autre_telephone")
    page = client.get(reverse("import-columns", args=[run.pk])).content.decode()
    assert "Oui : un autre téléphone de la structure, que tout le monde lit" in page


def test_two_columns_that_are_both_called_telephone_keep_both_numbers(client, staff):
    run = run_of(ROWS, staff)
    names = [one["name"] for one in run.settings["columns"]]
    data = {
        f"colonne-{number}": "telephone" if name.startswith("Tél") else one["target"]
        for number, (name, one) in enumerate(zip(names, run.settings["columns"], strict=True))
    }
    data |= {f"question-{names.index('Tél. 2')}": "autre", "source": "Annuaire"}
    client.post(reverse("import-columns", args=[run.pk]), data)
    run.refresh_from_db()
    targets = {one["name"]: one["target"] for one in run.settings["columns"]}
    assert (targets["Tél. 1"], targets["Tél. 2"]) == ("telephone", "autre_telephone")


def test_the_second_number_is_kept_and_goes_with_the_next_edition():
    run = run_of(ROWS)
    written(run, mapping_of(run, **{"Tél. 2": "autre_telephone"}))
    first = Structure.objects.get(nom="Les Amis du Mée")
    assert (first.telephone, first.description) == ("01 99 00 42 01", "Autre téléphone : 06 39 98 42 02")
    assert Structure.objects.get(nom="Centre social Almont").description == "Autre téléphone : 01 99 00 41 23"
    assert Structure.objects.get(nom="Accueil Moissy").description == ""
    assert not Contact.objects.exists()
    run = run_of([{**ROWS[0], "Tél. 2": ""}, *ROWS[1:]])
    written(run, mapping_of(run, **{"Tél. 2": "autre_telephone"}))
    first.refresh_from_db()
    assert first.description == ""


def test_what_a_second_column_gives_a_person_is_theirs():
    run = run_of([{**ROWS[0], "Tél. 2": "Mme Essai 06 39 98 42 02"}, *ROWS[1:]])
    written(run, mapping_of(run, **{"Tél. 2": "autre_telephone"}))
    assert "06" not in Structure.objects.get(nom="Les Amis du Mée").description
    assert Contact.objects.get().telephone == "06 39 98 42 02"


def test_one_cell_keeps_its_fixed_numbers_and_no_mobile():
    found = public_numbers.read("01 99 00 41 22 / 01 99 00 41 23 ou 06 39 98 42 02")
    assert (found.public.value, found.others) == ("01 99 00 41 22", ("01 99 00 41 23",))
    assert any("06 39 98 42 02" in doubt.message and doubt.lost for doubt in found.public.doubts)


@pytest.mark.parametrize("text", ["06 39 98 42 02", "0639984202", "+33 6 39 98 42 02", "06.39.98.42.02"])
def test_numbers_kept_for_fiction_are_numbers(text):
    reading = contacts.telephone(text)
    assert (reading.value, reading.doubts) == ("06 39 98 42 02", ())


def test_a_number_of_mayotte_stays_one():
    assert contacts.telephone("06 39 69 12 34", "976").value == "0639 69 12 34"
