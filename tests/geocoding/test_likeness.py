import pytest

from geocoding.likeness import Likeness, likeness

SAME = [
    ("bd du gal de gaulle", "Boulevard du Général de Gaulle"),
    ("rue jean jaures", "Rue Jean-Jaurès"),
    ("rue du onze novembre", "Rue du 11 Novembre"),
    ("rue de l eglise", "Rue de l’Église"),
    ("lotissement les pres", "Les Prés"),
]
NEAR = [
    ("rue thires", "Rue Thiers"),
    ("rue jules masenet", "Rue Jules Massenet"),
    ("rue j jaures", "Rue Jean Jaurès"),
    ("rue foch", "Rue du Maréchal Foch"),
]
OTHER = [
    ("rue des lilas", "Impasse des Lilas"),
    ("rue du moulin", "Rue des Moulins"),
    ("rue du 8 mai 1945", "Rue du 9 mai 1945"),
    ("rue la bayonnaise", "Rue de la Maconnaise"),
    ("rue foch", "Rue Roch"),
    ("avenue maginot", "Avenue Jean Moulin"),
    ("rue des versennes", "Rue des Véronnes"),
    ("rue julesromarins", "Rue Jules Romains"),
    ("rue thiers", ""),
    ("", "Rue Thiers"),
]


@pytest.mark.parametrize(("asked", "found"), SAME)
def test_the_same_street_is_known_however_it_is_written(asked, found):
    assert likeness(asked, found) is Likeness.SAME


@pytest.mark.parametrize(("asked", "found"), NEAR)
def test_a_slip_or_an_initial_is_near(asked, found):
    assert likeness(asked, found) is Likeness.NEAR


@pytest.mark.parametrize(("asked", "found"), OTHER)
def test_another_street_is_never_taken_for_this_one(asked, found):
    assert likeness(asked, found) is Likeness.OTHER


def test_a_part_of_a_name_is_only_a_part():
    assert likeness("avenue maginot", "Avenue André Maginot") is Likeness.PART


def test_a_name_without_its_kind_of_way_says_so():
    assert likeness("gambetta", "Rue Gambetta") is Likeness.WAYLESS


def test_letters_that_were_lost_are_forgiven_and_no_more():
    assert (
        likeness("rue de l ecole franeaise", "Rue de l'École Française", "rue de l qcole franqaise")
        is Likeness.NEAR
    )
    assert (
        likeness("rue de l ecole anglaise", "Rue de l'École Française", "rue de l qcole anglaise")
        is Likeness.OTHER
    )
