"""Searches that found nothing, beside the people of the territory and as a weight of where to open."""

from datetime import date

import numpy as np
import pytest
from django.core.cache import cache

from territory import siting, unmet
from territory.people import People
from territory.siting import COVERAGE, Problem
from territory.unmet import Unmet
from tests.territory.test_pages import text_of

# Melun Val de Seine, and Val d’Europe, far from any lesson.
MELUN, VAL_D_EUROPE = "247700057", "247700339"
MONTHS = (date(2025, 11, 1), date(2026, 10, 1))
# Three communes of an EPCI, one of another, one whose people are not known.
FIVE = People(
    np.array(["1", "2", "3", "4", "5"]),
    ["un", "deux", "trois", "quatre", "cinq"],
    np.array(["77"] * 5),
    np.array(["a", "a", "a", "b", "c"]),
    np.array([""] * 5),
    np.zeros((5, 2)),
    np.array([300.0, 100.0, 900.0, 50.0, np.nan]),
    np.array([300.0, 100.0, 900.0, 50.0, np.nan]),
)


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()


@pytest.fixture
def searches(monkeypatch):
    """Says what was searched, by EPCI; the themes that were asked for are noted."""
    asked = []

    def say(nothing, all_of):
        def source(themes):
            asked.append(tuple(themes))
            return Unmet(*MONTHS, nothing, all_of)

        monkeypatch.setattr(unmet, "_sources", [source])
        return asked

    monkeypatch.setattr(unmet, "_sources", [])
    return say


def test_searches_of_an_epci_are_shared_between_its_communes_that_are_too_far():
    told = Unmet(*MONTHS, {"a": 8, "b": 5, "c": 5, "z": 9}, {})
    lacking = np.array([True, True, False, False, True])
    assert unmet.weights(told, FIVE, lacking).tolist() == [6.0, 2.0, 0.0, 0.0, 0.0]


def test_searches_whose_commune_is_known_count_there_or_where_it_is_near_nowhere():
    told = Unmet(*MONTHS, {"a": 38}, {}, {"2": 20, "3": 10})
    lacking = np.array([True, True, False, False, True])
    assert unmet.weights(told, FIVE, lacking).tolist() == [6.0, 22.0, 0.0, 0.0, 0.0]


def test_a_weight_moves_the_site_to_where_it_is_and_leaves_everyone_alone():
    at = np.array([[0.0, 0.0], [100_000.0, 0.0]])
    problem = Problem(at, np.array([900.0, 100.0]), np.full(2, 50_000.0), at)
    weighed = Problem(at, problem.people, problem.today_m, at, weights=np.array([0.0, 30.0]))
    assert siting.choose(problem, 1, COVERAGE, 10_000).sites == (0,)
    chosen = siting.choose(weighed, 2, COVERAGE, 10_000)
    assert (chosen.sites, chosen.gain) == ((1,), 30.0)
    everyone, _left = siting.fewest(weighed, 10_000)
    assert sorted(everyone.sites) == [0, 1]


@pytest.mark.django_db
def test_the_page_tells_searches_beside_people_and_who_is_not_counted(staff, two_lessons, searches):
    asked = searches({MELUN: 12}, {MELUN: 340})
    text = text_of(staff.get("/territoire/?theme=francais"))
    assert "Ce qui est cherché ici sans être trouvé" in text
    assert "de novembre 2025 à octobre 2026, pour ce thème : 340, dont 12 sans réponse" in text
    assert "Qui ne cherche pas ici n’est pas compté" in text
    line = text[text.index("Sans réponse, pour 10 000 habitants") :]
    assert line.index("Melun Val de Seine") < line.index("340") < line.index("12")
    assert asked[-1] == ("francais",)


@pytest.mark.django_db
def test_without_a_month_nothing_of_searches_is_shown(staff, two_lessons, searches):
    text = text_of(staff.get("/territoire/"))
    assert "Ce qui est cherché ici" not in text
    page = text_of(staff.get("/territoire/ouvrir/"))
    assert "Ce qui compte" not in page
    assert "Les recherches restées sans réponse ne peuvent pas encore compter : aucun mois" in page
    assert "paraîtra le 1er" in page


@pytest.mark.django_db
def test_sites_answer_searches_where_these_are_what_counts(staff, two_lessons, searches):
    searches({VAL_D_EUROPE: 90}, {VAL_D_EUROPE: 120, MELUN: 50})
    by_people = staff.get("/territoire/ouvrir/?sites=1&habitants_min=0").context["answer"]
    page = staff.get("/territoire/ouvrir/?sites=1&habitants_min=0&ponderer=recherches")
    answer, text = page.context["answer"], text_of(page)
    assert (
        "Où ouvrir 1 lieu, pour répondre à 10 km ou moins au plus de recherches restées sans réponse ?"
        in text
    )
    assert "90 sans réponse sur 170" in text
    assert "Qui ne cherche pas sur ce site n’est pas compté" in text
    (site,) = answer.sites
    assert site.code != by_people.sites[0].code
    assert 0 < site.answers <= 90
    assert site.answers == pytest.approx(answer.advice.choice.gain)
    # People are told by the same count as everywhere else.
    assert site.adds == answer.change.reached < by_people.change.reached
    # What is asked is kept by every link of the page.
    assert "ponderer=recherches" in page.context["other_link"]
    note = staff.get("/territoire/ouvrir/note.pdf?sites=1&habitants_min=0&ponderer=recherches")
    assert note.status_code == 200
    assert "ouvrir-recherches" in note["Content-Disposition"]


@pytest.mark.django_db
def test_what_changed_in_the_searches_is_not_answered_from_what_was_kept(staff, two_lessons, searches):
    searches({VAL_D_EUROPE: 90}, {VAL_D_EUROPE: 120})
    first = staff.get("/territoire/ouvrir/?sites=1&ponderer=recherches").context["answer"]
    searches({VAL_D_EUROPE: 45}, {VAL_D_EUROPE: 120})
    second = staff.get("/territoire/ouvrir/?sites=1&ponderer=recherches").context["answer"]
    assert second.advice.choice.gain == pytest.approx(first.advice.choice.gain / 2)


@pytest.mark.django_db
@pytest.mark.parametrize("told", [True, False])
def test_where_no_search_is_known_the_page_says_so(staff, two_lessons, searches, told):
    if told:
        searches({}, {MELUN: 50})
    text = text_of(staff.get("/territoire/ouvrir/?ponderer=recherches"))
    assert "Aucune recherche restée sans réponse n’est connue ici pour ce service" in text
    assert "Ce qui compte" in text


@pytest.mark.django_db
def test_an_unknown_weight_is_said(staff, two_lessons):
    assert "ce n’est pas un des choix proposés" in text_of(staff.get("/territoire/ouvrir/?ponderer=visites"))


@pytest.mark.django_db
def test_sites_are_where_structures_count_demands_where_these_are_what_counts(
    staff, two_lessons, monkeypatch
):
    told = Unmet(*MONTHS, {}, {}, counted={VAL_D_EUROPE: 90, MELUN: 4})
    monkeypatch.setattr(unmet, "_sources", [lambda themes: told])
    text = text_of(staff.get("/territoire/?theme=francais"))
    assert "en ont compté 94 pour ce thème" in text
    assert "Où ouvrir, selon ces demandes" in text
    assert "Où ouvrir, selon ces recherches" not in text
    page = staff.get("/territoire/ouvrir/?sites=1&habitants_min=0&ponderer=demandes")
    answer, text = page.context["answer"], text_of(page)
    assert answer.answered == pytest.approx(90)
    assert "le plus de demandes que comptent les structures" in text
    assert "90 demandes comptées, environ, sur 94" in text
    assert "Demandes comptées" in text
    # Nothing of searches is told: they are no choice.
    assert "recherches restées sans réponse" not in text
    note = staff.get("/territoire/ouvrir/note.pdf?sites=1&habitants_min=0&ponderer=demandes")
    assert "ouvrir-demandes" in note["Content-Disposition"]
