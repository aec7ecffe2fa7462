import csv
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geocoding.communes import Gazetteer, Town, gazetteer, resolve_commune
from geocoding.normalise import normalise
from places.folding import fold

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places_loaded")]


def resolve(address="1 rue X", postcode="", city="", citycode="", departement=""):
    read = normalise(address, postcode=postcode, city=city, citycode=citycode)
    return resolve_commune(read, gazetteer(), departement)


@pytest.mark.parametrize(
    ("postcode", "city", "code"),
    [
        ("90000", "Belfort", "90010"),
        ("90000", "BELFORT CEDEX", "90010"),
        ("1000", "bourg en bresse", "01053"),
        ("90", "Belfort", "90010"),
        ("", "Belfort (90)", "90010"),
        ("75011", "Paris", "75111"),
        ("", "PARIS XI", "75111"),
        ("75", "Paris 11ème arrondissement", "75111"),
        ("69003", "LYON 3EME", "69383"),
        ("13001", "Marseille", "13201"),
        ("77000", "Belfrot", None),
        ("90000", "Belfrot", "90010"),
        ("77350", "Le Mée s/ Seine", "77285"),
        ("98800", "NOUMEA", "98818"),
        ("97133", "Saint Barthélemy", "97701"),
        ("97490", "Sainte-Clotilde", "97411"),
        ("98714", "Papeete", "98735"),
        ("77011", "Melun Cedex", "77288"),
    ],
)
def test_a_commune_is_found_from_its_postcode_and_name(postcode, city, code):
    found = resolve(postcode=postcode, city=city)
    assert (found.town.code if found.town else None) == code


def test_a_name_that_many_bear_waits_with_its_alternatives():
    found = resolve(city="Saint-Denis")
    assert found.town is None
    assert {"Saint-Denis (93)", "Saint-Denis (974)"} <= {str(town) for town in found.alternatives}
    assert "code postal" in found.reason


def test_the_departement_of_the_directory_decides_where_the_address_does_not():
    assert resolve(city="Chelles", departement="77").town.code == "77108"
    assert resolve(city="Chelles", departement="60").town.code == "60145"


def test_a_name_and_a_postcode_of_two_departements_are_a_persons_choice():
    found = resolve(postcode="88230", city="Bormes-les-Mimosas")
    assert found.town is None
    assert "Bormes-les-Mimosas (83)" in {str(town) for town in found.alternatives}


def test_a_postcode_of_another_commune_is_told_and_contested():
    found = resolve(postcode="77100", city="Melun")
    assert found.town.code == "77288"
    assert found.is_contested
    assert "Meaux (77)" in {str(town) for town in found.alternatives}


def test_the_end_of_an_address_may_be_its_commune_but_not_the_name_of_a_street():
    found = resolve("12 rue de la Paix Melun")
    assert (found.town.code, found.name_taken) == ("77288", "melun")
    assert resolve("12 avenue de Melun").town is None


def test_an_insee_code_is_believed_unless_all_speaks_against_it():
    assert resolve(citycode="90010").town.code == "90010"
    assert resolve(postcode="77000", city="Melun", citycode="90010").town is None


def test_every_unresolved_address_has_a_reason():
    for city, postcode in (("", ""), ("zzzz", ""), ("", "00000"), ("zzzz", "90400"), ("Chelles", "")):
        found = resolve(city=city, postcode=postcode)
        assert found.town is None
        assert found.reason.endswith((".", "?"))


def test_a_real_directory_is_resolved_to_its_own_insee_codes():
    file = Path(os.environ.get("REFERENCE_DATA", "../shared/data")) / "france_services_2024.csv"
    if not file.exists():
        pytest.skip("the reference file is not here; REFERENCE_DATA names its folder")
    known = gazetteer()
    right = wrong = 0
    with file.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        read = normalise(
            row["adresse"],
            postcode=row["code_postal"],
            city=row["lib_com"],
            complement=row["complement_adresse"],
        )
        found = resolve_commune(read, known)
        true = known.former_codes.get(row["insee_com"], row["insee_com"])
        if found.town is None:
            assert found.reason
        elif true in (found.town.code, found.town.parent):
            right += 1
        else:
            wrong += 1
    assert right / len(rows) >= 0.99
    assert wrong <= 2


SMALL = Gazetteer.of(
    [
        Town("77288", "Melun", "77", ("77000",)),
        Town("77108", "Chelles", "77", ("77500",)),
        Town("60145", "Chelles", "60", ("60350",)),
    ],
    [("77288", "melun", False), ("77108", "chelles", False), ("60145", "chelles", False)],
)


@given(st.text(max_size=60), st.text(max_size=8), st.text(max_size=40), st.sampled_from(["", "77", "2A"]))
def test_no_text_makes_it_fail_and_it_always_has_a_town_or_a_reason(address, postcode, city, departement):
    found = resolve_commune(normalise(address, postcode=postcode, city=city), SMALL, departement)
    assert found.town is not None or found.reason


@given(
    st.sampled_from(["Melun", "MELUN", "melun cedex", "Melun (77)", " Melun "]),
    st.sampled_from(["77000", "77", "77 000", "77000.0"]),
)
def test_case_and_figures_of_a_sure_commune_do_not_matter(city, postcode):
    assert resolve_commune(normalise("1 rue X", postcode=postcode, city=city), SMALL).town.nom == "Melun"
    assert fold(city)
