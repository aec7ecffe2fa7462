# SPDX-License-Identifier: AGPL-3.0-or-later
"""What follows the name of a street is cut away; the name and the number never change."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geocoding.normalise import normalise
from geocoding.normalise.cuts import cut_at_noise
from geocoding.normalise.streets import LINKS, significant


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("12 rue des Essais face à la mairie", "rue des essais"),
        ("12 rue des Essais lieu-dit Les Prés", "rue des essais"),
        ("12 rue des Essais rés. Les Tilleuls", "rue des essais"),
        ("12 rue des Essais imm. Le Forum", "rue des essais"),
        ("12 rue des Essais bât. Les Érables esc. 2", "rue des essais"),
        ("12 rue des Essais et 14 rue du Contrôle", "rue des essais"),
        ("12 rue des Essais ou 16", "rue des essais"),
        ("12 rue des Essais & 3 impasse du Contrôle", "rue des essais"),
        ("12 rue du 8 mai 1945 résidence du Parc", "rue du 8 mai 1945"),
        ("12 rue des Essais à l'angle de la rue Foch", "rue des essais"),
    ],
)
def test_what_follows_the_street_is_cut(typed, kept):
    address = normalise(typed)
    shorter = address.cut()
    assert shorter is not None
    assert (shorter.street, shorter.house) == (kept, "12")
    assert not shorter.is_number_in_doubt


@pytest.mark.parametrize(
    "street",
    [
        "rue de la residence",
        "chemin residence du parc",
        "place du 11 novembre et 8 mai 1945",
        "rue pierre et marie curie",
        "rue saint bat",
        "rue du face",
        "residence les tilleuls",
        "za des pres",
        "les essais face a la mairie",
        "",
    ],
)
def test_a_mark_that_belongs_to_the_name_is_not_cut(street):
    assert cut_at_noise(street) == street


def test_a_number_that_cannot_be_read_stays_in_doubt():
    shorter = normalise("1? rue des Essais et 14 rue du Contrôle").cut()
    assert shorter is None or shorter.is_number_in_doubt


_WORDS = st.sampled_from(
    re.findall(
        r"\S+",
        "12 8 1945 bis rue impasse de la des et ou mai residence lieu dit face a mairie thiers foch pres bat"
        " esc 2 b lot za imm saint general rés. bât. & + , - n° 45B12",
    )
)


@given(st.lists(_WORDS, max_size=14).map(" ".join))
def test_a_cut_changes_neither_the_number_nor_the_street_kept(typed):
    address = normalise(typed)
    shorter = address.cut()
    if shorter is None:
        return
    assert (shorter.number, shorter.repetition, shorter.other_numbers) == (
        address.number,
        address.repetition,
        address.other_numbers,
    )
    words, kept = address.street.split(), shorter.street.split()
    assert kept == words[: len(kept)], "words are taken away at the end alone"
    assert len(kept) < len(words)
    assert significant(shorter.street)[0] == significant(address.street)[0]
    assert set(significant(shorter.street)[1]) - LINKS, "something is still named"
    assert not kept[-1].isdigit() or words[len(kept) - 2 : len(kept)] == kept[-2:]


@given(st.text(max_size=120))
def test_no_text_makes_a_cut_fail(text):
    shorter = normalise(text).cut()
    assert shorter is None or shorter.street
