"""A « ? » that stands in an address says that nobody was sure of it: no place is accepted by itself."""

import pytest

from geocoding.normalise import normalise

QUESTIONED = [
    "12 ? rue Thiers",
    "12 rue Thiers ?",
    "12 rue Thiers (?)",
    "12 rue Thiers ??",
    "12 ou 14 ? rue Thiers",
    "rue Thiers, ?",
    "rue Thiers, 12 ?",
    "12 rue Thiers\u00a0?",
    "? 12 rue Thiers",
    "?",
]
WHOLE = [
    "12 rue Thiers",
    "Rue de l'?cole",
    "12 rue de la Libert?",
    "R?e Thiers",
    "12?4 rue Thiers",
]


@pytest.mark.parametrize("typed", QUESTIONED)
def test_a_question_mark_that_stands_alone_is_seen(typed):
    assert normalise(typed).is_questioned


@pytest.mark.parametrize("typed", WHOLE)
def test_one_that_stands_for_a_letter_or_a_figure_is_no_question(typed):
    assert not normalise(typed).is_questioned


def test_one_in_the_cell_of_the_town_is_seen_too():
    assert normalise("12 rue Thiers", postcode="90000", city="Belfort ?").is_questioned
