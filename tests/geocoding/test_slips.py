# SPDX-License-Identifier: AGPL-3.0-or-later
"""One slip is forgiven anywhere in a long name, and only where it makes no other name."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geocoding.likeness import Likeness, likeness
from geocoding.normalise.streets import as_asked, expand


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("reu des essais", "Rue des Essais"),
        ("ruedes essais", "Rue des Essais"),
        ("rue ds essais", "Rue des Essais"),
        ("rue dse essais", "Rue des Essais"),
        ("rue des rssais", "Rue des Essais"),
        ("chmein des pres", "Chemin des Prés"),
        ("avenu jean jaures", "Avenue Jean Jaurès"),
        ("rue des bios", "Rue des Bois"),
    ],
)
def test_a_slip_anywhere_is_one_slip(typed, found):
    assert likeness(typed, found) is Likeness.SLIP


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("rue du pont", "Rue du Port"),
        ("rue du lac", "Rue du Bac"),
        ("cour des essais", "Cours des Essais"),
        ("rue des moulins", "Rue du Moulin"),
        ("rue du moulins", "Rue du Moulin"),
        ("rue du 8 mai 1945", "Rue du 9 mai 1945"),
        ("rue du 8 mai 1945", "Rue du 8 mai 1944"),
        ("rue r2 pasteur", "Rue R3 Pasteur"),
        ("rue des cerisiers", "Rue des Merisiers"),
        ("rue chatillon dessous", "Rue Chatillon Dessus"),
        ("reu ney", "Rue Ney"),
        ("reu dse essais", "Rue des Essais"),
    ],
)
def test_another_name_is_no_slip(typed, found):
    assert likeness(typed, found) < Likeness.SLIP


@pytest.mark.parametrize(
    ("found", "cleaned"),
    [
        ("Rue Basse (Rd2)", "Rue Basse"),
        ("Rue Basse - Agnac", "Rue Basse"),
        ("Rue (Rd2)", "Rue (Rd2)"),
        ("Rue Basse - 2", "Rue Basse - 2"),
        ("Rue Marie-Curie", "Rue Marie-Curie"),
    ],
)
def test_what_a_provider_adds_is_no_part_of_the_name(found, cleaned):
    assert as_asked(found) == cleaned


def test_a_name_that_was_cleaned_is_near_and_bare_words_more_are_not():
    assert likeness("rue basse", "Rue Basse (Rd2)") is Likeness.NEAR
    assert likeness("rue basse", "Rue Basse Agnac") is Likeness.PART


_NAME = st.lists(
    st.sampled_from(re.findall(r"\w+", "des du la essais pont lilas 8 11 1945 mai rd2 jaures general")),
    min_size=1,
    max_size=5,
).map(lambda words: "Rue " + " ".join(words))
_LETTER = st.sampled_from("abcdefghijklmnopqrstuvwxyz0123456789 ")


@given(_NAME, st.data())
def test_names_with_other_figures_are_never_taken_for_each_other(name, data):
    place = data.draw(st.integers(0, len(name) - 1))
    kind = data.draw(st.sampled_from(("drop", "change", "insert", "swap")))
    letter = data.draw(_LETTER)
    typed = {
        "drop": name[:place] + name[place + 1 :],
        "change": name[:place] + letter + name[place + 1 :],
        "insert": name[:place] + letter + name[place:],
        "swap": name[:place] + name[place : place + 2][::-1] + name[place + 2 :],
    }[kind]
    asked, found = expand(typed), expand(name)
    if re.findall(r"\d+", asked) != re.findall(r"\d+", found):
        assert likeness(asked, name) is not Likeness.SLIP


@given(
    st.text(alphabet="abe s8", min_size=8, max_size=16), st.text(alphabet="abe s8", min_size=8, max_size=16)
)
def test_no_two_names_make_it_fail(one, other):
    is_slip = likeness(expand(one), other) is Likeness.SLIP
    assert not is_slip or re.findall(r"\d+", expand(one)) == re.findall(r"\d+", expand(other))
