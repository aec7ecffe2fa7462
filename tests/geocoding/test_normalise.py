import pytest
from hypothesis import given
from hypothesis import strategies as st

from geocoding.normalise import normalise
from geocoding.normalise.repair import mend
from geocoding.normalise.streets import expand, significant

WRITINGS = [
    # address, postcode, city -> number and street, postcode, town
    (
        ("12 bis, RUE DU GAL DE GAULLE", "1000", "BOURG EN BRESSE CEDEX 9"),
        ("12 bis", "rue du general de gaulle", "01000", "BOURG EN BRESSE"),
    ),
    (
        ("45 AVENUE MAGINOT---01000-BOURG EN BRESSE", "", ""),
        ("45", "avenue maginot", "01000", "BOURG EN BRESSE"),
    ),
    (("04 66 34 59 27 2 Place de l'Arboux", "30000", "Nîmes"), ("2", "place de l arboux", "30000", "Nîmes")),
    (
        ("Maison des associations, Bât. B, 3ème étage, 5-9 Rue des Papetiers BP 123", "77000", "MELUN"),
        ("5", "rue des papetiers", "77000", "MELUN"),
    ),
    (
        ("BP 47827 2 Rue des Magnolias", "90160", "Bessoncourt Cedex"),
        ("2", "rue des magnolias", "90160", "Bessoncourt"),
    ),
    (
        ("C/O Mme Dupont 7 av. Jean JaurÃ¨s", "75011", "PARIS 11"),
        ("7", "avenue jean jaures", "75011", "PARIS 11"),
    ),
    (("Centre social 11 R THIERS", "", "90000 Belfort"), ("11", "rue thiers", "90000", "Belfort")),
    (
        ("Résidence Les Tilleuls\n8 à 10 all. des Lilas\n90000 Belfort", "", ""),
        ("8", "allee des lilas", "90000", "Belfort"),
    ),
    (("12 rue de Paris Belfort", "90000", "Belfort"), ("12", "rue de paris", "90000", "Belfort")),
    (("3 rue de Belfort", "90800", "Belfort"), ("3", "rue de belfort", "90800", "Belfort")),
    (("72 Faubourg de France", "90000", "Belfort"), ("72", "faubourg de france", "90000", "Belfort")),
    (("12 rue de la Paix, Melun, 77000", "", ""), ("12", "rue de la paix", "77000", "Melun")),
    (("2 rue du 8 Mai 1945", "90 000", "Belfort"), ("2", "rue du 8 mai 1945", "90000", "Belfort")),
    (("n° 14 , Chem. des Prés", "90000", "Belfort"), ("14", "chemin des pres", "90000", "Belfort")),
    (("12 B rue Marceau, Appt 12", "69003", "Lyon 3ème"), ("12 b", "rue marceau", "69003", "Lyon 3ème")),
    (("15 Route Territoriale N°1", "98835", "Dumbéa"), ("15", "route territoriale n 1", "98835", "Dumbéa")),
    (("1 rue de l'?glise", "90000", "Belfort"), ("1", "rue de l eglise", "90000", "Belfort")),
    (
        ("1 rue de l\ufffdObservatoire", "90000", "Belfort"),
        ("1", "rue de l observatoire", "90000", "Belfort"),
    ),
    (("12 rue Thiers 54700 Pont-à-Mousson", "", ""), ("12", "rue thiers", "54700", "Pont-à-Mousson")),
    (("Mairie, 69470 Cours-la-Ville", "", ""), ("", "mairie", "69470", "Cours-la-Ville")),
    (("54700 Pont-à-Mousson, 12 rue Thiers", "", ""), ("12", "rue thiers", "54700", "Pont-à-Mousson")),
    (("45B12 - 2 Rue Thiers", "90000", "Belfort"), ("2", "rue thiers", "90000", "Belfort")),
    (("Box 12 - 9 rue Thiers", "90000", "Belfort"), ("9", "rue thiers", "90000", "Belfort")),
    (("14 - Rue des Acacias", "90000", "Belfort"), ("14", "rue des acacias", "90000", "Belfort")),
    (("18/bis rue Thiers", "90000", "Belfort"), ("18 bis", "rue thiers", "90000", "Belfort")),
    (("24, 32 et 34 rue Thiers", "90000", "Belfort"), ("24", "rue thiers", "90000", "Belfort")),
    (("20 au 22, rue Thiers", "90000", "Belfort"), ("20", "rue thiers", "90000", "Belfort")),
    (("Quatre-vingt-quatre rue Thiers", "90000", "Belfort"), ("84", "rue thiers", "90000", "Belfort")),
    (("Rue Thiers, au 1", "90000", "Belfort"), ("1", "rue thiers", "90000", "Belfort")),
    (("No 35 bis - rue Thiers", "90000", "Belfort"), ("35 bis", "rue thiers", "90000", "Belfort")),
    (("RD1 - 8 rue Thiers", "90000", "Belfort"), ("8", "rue thiers", "90000", "Belfort")),
    (("Bât. F, Cage F 6 rue Thiers", "90000", "Belfort"), ("6", "rue thiers", "90000", "Belfort")),
    (("Bât A 2, 12 rue Thiers", "90000", "Belfort"), ("12", "rue thiers", "90000", "Belfort")),
    (("8\r\nrue Thiers [La Croix]", "90000", "Belfort"), ("8", "rue thiers", "90000", "Belfort")),
    (("6 rue Thiers_x000D_\nChamp Rond", "90000", "Belfort"), ("6", "rue thiers", "90000", "Belfort")),
    (("90330 Chaux - 5 rue sous le Bois", "", ""), ("5", "rue sous le bois", "90330", "Chaux")),
    (("Giromagny 90200 37 rue du Rosemont", "", ""), ("37", "rue du rosemont", "90200", "Giromagny")),
    (("BELFORT (90000) / 11 rue du Tramway", "", ""), ("11", "rue du tramway", "90000", "BELFORT")),
    (("90100, 28 rue de la Croix", "", ""), ("28", "rue de la croix", "90100", "")),
    (("Rue N° 5", "98800", "Nouméa"), ("", "rue n 5", "98800", "Nouméa")),
    (("Rue des Lilas 12 bis", "90000", "Belfort"), ("12 bis", "rue des lilas", "90000", "Belfort")),
    (("rue du 8 mai 1945", "90000", "Belfort"), ("", "rue du 8 mai 1945", "90000", "Belfort")),
    (("Route Territoriale N°1", "98835", "Dumbéa"), ("", "route territoriale n 1", "98835", "Dumbéa")),
    (("Belfort", "90000", "12 rue des Lilas"), ("12", "rue des lilas", "90000", "Belfort")),
    (("Mairie place de l'Eglise", "90400", "Andelnans"), ("", "place de l eglise", "90400", "Andelnans")),
]


@pytest.mark.parametrize(("typed", "read"), WRITINGS, ids=[typed[0][:40] for typed, _read in WRITINGS])
def test_an_address_is_taken_apart_however_it_is_written(typed, read):
    address, postcode, city = typed
    found = normalise(address, postcode=postcode, city=city)
    assert (found.house, found.street, found.postcode, found.town) == read


def test_what_was_typed_is_kept_beside_what_was_understood():
    found = normalise("BP 12 11 R THIERS", postcode="90000", city="BELFORT CEDEX")
    assert found.raw == "BP 12 11 R THIERS\n90000\nBELFORT CEDEX"


def test_a_departement_in_the_place_of_a_postcode_is_a_hint():
    assert normalise("1 rue X", postcode="75", city="Paris").departement == "75"
    assert normalise("1 rue X", city="Belfort (90)").departement == "90"


def test_the_other_end_of_a_range_is_kept():
    assert normalise("5-9 rue des Papetiers").other_numbers == ("9",)
    assert normalise("12 - 14 rue des Papetiers").other_numbers == ("14",)


@pytest.mark.parametrize(
    "text", ["BP", "Rue du BP", "1", "----", "\n\n", "75011", "?", "É", "12", "bis", "12 bis"]
)
def test_scraps_are_no_reason_to_fail(text):
    normalise(text)


def test_damaged_encodings_are_put_right():
    assert mend("Ã‰cole Ã  cÃ´tÃ©") == "École à côté"
    assert mend("Rue de l&#39;&Eacute;glise") == "Rue de l'Église"
    assert mend("Château d’Eau") == "Château d'Eau"


def test_abbreviations_are_written_out():
    assert expand("BD DU GAL LECLERC") == "boulevard du general leclerc"
    assert expand("Rte de St Germain") == "route de saint germain"
    assert significant("AV. DE LA RÉPUBLIQUE") == ("avenue", ("republique",))
    assert significant("rue du onze novembre") == significant("Rue du 11 Novembre")


@given(st.text(max_size=300), st.text(max_size=30), st.text(max_size=60))
def test_no_text_makes_it_fail_and_the_raw_text_is_always_there(address, postcode, city):
    found = normalise(address, postcode=postcode, city=city)
    assert found.raw == "\n".join(part for part in (address, postcode, city) if part.strip())
    assert found.postcode == "" or (len(found.postcode) == 5 and found.postcode.isdigit())
    assert found.number == "" or found.number.isdigit()
    assert "  " not in found.query


@given(st.text(max_size=200))
def test_mending_twice_changes_nothing(text):
    once = mend(text)
    assert mend(once) == once


@given(
    st.integers(1, 999),
    st.sampled_from(["rue", "avenue", "boulevard", "place", "impasse"]),
    st.lists(
        st.sampled_from(["lilas", "acacias", "tilleuls", "gambetta", "thiers", "jaures", "moulin"]),
        min_size=1,
        max_size=3,
    ),
    st.sampled_from(["", "BP 12, ", "Bât. A, ", "Centre social, ", "3ème étage, ", "01 64 52 00 00 "]),
    st.sampled_from(["", " BP 123", ", CS 20456", ", escalier 2", " (entrée par la cour)"]),
)
def test_a_number_and_a_street_survive_what_stands_around_them(number, way, words, before, after):
    street = f"{way} {' '.join(words)}"
    found = normalise(f"{before}{number} {street}{after}", postcode="77000", city="Melun")
    assert (found.number, found.street) == (str(number), street)


def test_a_street_in_the_column_beside_is_found_there():
    found = normalise("Centre social", complement="12 rue des Lilas", postcode="90000", city="Belfort")
    assert (found.number, found.street) == ("12", "rue des lilas")
    found = normalise("12 rue des Lilas", complement="Résidence du Parc", postcode="90000", city="Belfort")
    assert (found.number, found.street) == ("12", "rue des lilas")
