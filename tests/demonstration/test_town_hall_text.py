import pytest
from hypothesis import given
from hypothesis import strategies as st
from opening_hours import OpeningHours

from demonstration.town_hall_text import (
    AddressParts,
    email,
    opening_hours,
    split_address,
    telephone,
    website,
)
from demonstration.town_halls import town_hall_name

DAYS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "29 rue de l'Église\n77440 Le Plessis-Placy",
            AddressParts("29 rue de l'Église", "", "77440", "Le Plessis-Placy"),
        ),
        ("\n33580 Rimons", AddressParts("", "", "33580", "Rimons")),
        ("Hôtel de ville\n1 rue X\n77000 Melun", AddressParts("1 rue X", "Hôtel de ville", "77000", "Melun")),
        ("1 rue X", AddressParts("1 rue X")),
        ("", AddressParts()),
        (None, AddressParts()),
    ],
)
def test_an_address_is_split_into_street_postcode_and_city(text, parts):
    assert split_address(text) == parts


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ([["lundi", "vendredi", [["09:00:00", "12:00:00"]]]], "Mo-Fr 09:00-12:00"),
        (
            [
                ["lundi", "mardi", [["09:00:00", "12:00:00"]]],
                ["jeudi", "jeudi", [["09:00:00", "12:00:00"]]],
                ["samedi", "samedi", [["10:00:00", "12:00:00"]]],
            ],
            "Mo-Tu,Th 09:00-12:00; Sa 10:00-12:00",
        ),
        ([["lundi", "lundi", [["08:00:00", "12:00:00"], ["18:00:00", "18:00:00"]]]], "Mo 08:00-12:00"),
        (
            [["lundi", "lundi", [["14:00:00", "17:00:00"], ["09:00:00", "12:00:00"]]]],
            "Mo 09:00-12:00,14:00-17:00",
        ),
        ([["lundi", "lundi", [["09:00:00", "12:00:00"], ["11:00:00", "13:00:00"]]]], "Mo 09:00-13:00"),
        ([["samedi", "lundi", [["09:00:00", "12:00:00"]]]], "Mo,Sa-Su 09:00-12:00"),
        ([["lundi", "lundi", [["14:00:00", "09:00:00"]]]], ""),
        ([], ""),
        (None, ""),
    ],
)
def test_hours_are_written_in_the_syntax_of_openstreetmap(value, expected):
    assert opening_hours(value) == expected


@pytest.mark.parametrize(
    ("text", "departement", "expected"),
    [
        ("0324714563", "08", "03 24 71 45 63"),
        ("01 64 24 60 43", "77", "01 64 24 60 43"),
        ("0262 20 00 20", "974", "0262 20 00 20"),
        ("30 13", "13", ""),
        ("03 22 88 365 0", "80", "03 22 88 36 50"),
        ("03 90 6", "67", ""),
        ("", "77", ""),
    ],
)
def test_a_telephone_number_is_written_as_dialled_or_dropped(text, departement, expected):
    assert telephone(text, departement) == expected


def test_a_malformed_email_or_site_is_dropped():
    assert email("mairie-chouvigny.fr") == ""
    assert email(" mairie@melun.fr ") == "mairie@melun.fr"
    assert website("https:/www.troussencourt.fr") == ""
    assert website("www.bajus.fr") == "http://www.bajus.fr"
    assert website("javascript:alert(1)") == ""


@pytest.mark.parametrize(
    ("nom", "type_nom", "expected"),
    [
        ("Melun", 0, "Mairie de Melun"),
        ("Avon", 1, "Mairie d'Avon"),
        ("Havre", 2, "Mairie du Havre"),
        ("Courneuve", 3, "Mairie de La Courneuve"),
        ("Ulis", 4, "Mairie des Ulis"),
        ("Haÿ-les-Roses", 5, "Mairie de L'Haÿ-les-Roses"),
        ("Abymes", 4, "Mairie des Abymes"),
        ("Marseille 1er Arrondissement", 0, "Mairie du 1er arrondissement de Marseille"),
        ("Paris 11e Arrondissement", 0, "Mairie du 11e arrondissement de Paris"),
    ],
)
def test_a_town_hall_is_named_with_the_right_article(nom, type_nom, expected):
    assert town_hall_name(nom, type_nom) == expected


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12) | st.sampled_from(DAYS),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=20,
)
times = st.times().map(str)
likely_hours = st.lists(
    st.tuples(
        st.sampled_from(DAYS), st.sampled_from(DAYS), st.lists(st.tuples(times, times).map(list), max_size=3)
    ).map(list),
    max_size=8,
)


@given(json_values | likely_hours)
def test_any_hours_give_text_that_parses_or_nothing(value):
    if text := opening_hours(value):
        OpeningHours(text)


@given(json_values)
def test_no_detail_of_a_source_ever_raises(value):
    split_address(value)
    telephone(value, "77")
    email(value)
    website(value)


@given(st.text())
def test_a_postcode_is_five_digits_or_nothing(text):
    postcode = split_address(text).postcode
    assert postcode == "" or (len(postcode) == 5 and postcode.isascii() and postcode.isdigit())
