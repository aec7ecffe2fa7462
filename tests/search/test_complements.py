"""What completes a service near by: the table, and whom it names."""

import re

import pytest
from django.conf import settings

from accounts.roles import Role
from mapping.models import Visibility
from mapping.vocabulary import THEME_BY_CODE
from search.complements import COMPLETED_BY, MOST, complements, themes_completing
from tests.factories import ServiceFactory, StructureFactory, point

HERE = (48.54, 2.66)
JOB = ["trouver-un-emploi--maintien-dans-lemploi"]
CHILDREN = ["famille--garde-denfants"]
FRENCH = ["lecture-ecriture-calcul--maitriser-le-francais"]


def at(km: float, thematiques, **fields):
    structure = StructureFactory(position=point(HERE[0] + km / 111.2, HERE[1]), **fields)
    ServiceFactory(structure=structure, thematiques=thematiques)
    return structure


def told(structure, themes=("francais",), offered=("francais",), role=Role.VISITOR, **more):
    return complements(structure.id, HERE, themes, offered, role, **more)


def test_the_table_speaks_of_themes_that_exist_and_of_others_only():
    assert set(COMPLETED_BY) == set(THEME_BY_CODE)
    for code, others in COMPLETED_BY.items():
        assert code not in others
        assert set(others) <= set(THEME_BY_CODE)
        assert len(set(others)) == len(others)


def test_the_documentation_says_the_same():
    said = (settings.BASE_DIR / "docs/search.md").read_text().split("## What completes a service")[1]
    table = said.split("\n## ")[0]
    rows = re.findall(r"^\| `([\w-]+)` \| (.+) \|$", table, re.MULTILINE)
    assert {code: tuple(re.findall(r"`([\w-]+)`", others)) for code, others in rows} == COMPLETED_BY


def test_what_the_structure_has_itself_completes_nothing():
    assert themes_completing(["francais"], ["francais", "emploi"]) == ["famille", "mobilite", "numerique"]
    assert themes_completing([], []) == []


@pytest.mark.django_db
@pytest.mark.usefixtures("places")
class TestNearby:
    def test_each_theme_has_its_nearest_before_any_has_two(self):
        lesson = at(0, FRENCH)
        near, other, childcare = at(0.5, JOB), at(1, JOB), at(3, CHILDREN)
        assert [one.structure_id for one in told(lesson)] == [near.id, childcare.id, other.id]
        assert [one.theme.code for one in told(lesson)] == ["emploi", "famille", "emploi"]

    def test_itself_and_what_is_far_are_not_told(self):
        lesson = at(0, FRENCH + JOB)
        at(5.5, JOB)
        assert told(lesson, offered=("francais",)) == []

    def test_never_more_than_a_few(self):
        lesson = at(0, FRENCH)
        for km in range(1, MOST + 2):
            at(km, JOB)
        assert len(told(lesson)) == MOST

    def test_a_structure_that_gives_two_things_is_told_once(self):
        lesson, centre = at(0, FRENCH), at(1, JOB)
        ServiceFactory(structure=centre, thematiques=CHILDREN)
        assert [one.structure_id for one in told(lesson)] == [centre.id]

    @pytest.mark.parametrize(
        ("name", "thematiques"),
        [
            (
                "Préparer son retour",
                ["souvrir-a-linternational--sorganiser-suite-a-son-retour-en-france", *JOB],
            ),
            ("Aide au retour volontaire", JOB),
            ("Retour au pays d'origine", JOB),
        ],
    )
    def test_nobody_is_shown_the_way_back(self, name, thematiques):
        lesson = at(0, FRENCH)
        other = StructureFactory(position=point(HERE[0] + 0.001, HERE[1]))
        ServiceFactory(structure=other, nom=name, thematiques=thematiques)
        assert told(lesson) == []
        ServiceFactory(structure=other, nom="Retour à l'emploi", thematiques=JOB)
        assert [one.service for one in told(lesson)] == ["Retour à l'emploi"]

    def test_who_asks_is_who_they_take(self):
        lesson, centre = at(0, FRENCH), at(1, [])
        ServiceFactory(structure=centre, thematiques=JOB, publics=["jeunes"])
        assert told(lesson, publics=("femmes",)) == []
        assert told(lesson, publics=("jeunes",))

    def test_what_is_not_published_is_not_told_and_a_refuge_only_by_its_commune(self, client):
        lesson = at(0, FRENCH)
        at(1, JOB, status="draft")
        assert told(lesson) == []
        refuge = at(1, JOB, address_visibility=Visibility.PROFESSIONALS)
        (one,) = told(lesson)
        assert (one.lat, one.lon) != (refuge.position.y, refuge.position.x)
        (seen,) = told(lesson, role=Role.PROFESSIONAL)
        assert (seen.lat, seen.lon) == pytest.approx((refuge.position.y, refuge.position.x), abs=1e-5)

    def test_two_queries_whatever_is_near(self, django_assert_num_queries):
        lesson = at(0, FRENCH)
        for km in (1, 2, 3, 4):
            at(km, JOB)
            at(km, CHILDREN)
        with django_assert_num_queries(2):
            told(lesson)

    def test_nothing_is_asked_where_nothing_could_be_told(self, django_assert_num_queries):
        lesson = at(0, FRENCH)
        with django_assert_num_queries(0):
            assert complements(lesson.id, None, ["francais"], [], Role.VISITOR) == []
            assert told(lesson, themes=()) == []
