"""Whom to call, before anything else is read, where a question says violence or danger."""

import pytest
from django.http import QueryDict
from pytest_django.asserts import assertContains, assertNotContains

from desk import emergency
from search.question import Criteria, Search
from tests.factories import ServiceFactory, StructureFactory, point

VIOLENCE = ["17", "114", "3919", "115"]
HERE = "lat=48.539&lon=2.66"


def numbers(said: str = "", **asked) -> list[str]:
    return [number.shown for number in emergency.of_question(Search(Criteria(**asked)), said)]


@pytest.mark.parametrize(
    "said",
    [
        "mon mari me frappe",
        "Violences conjugales",
        "elle se fait taper",
        "mariage forcé",
        "my husband beats me",
        "domestic abuse",
        "عنف أسري",
        "زوجي يضربني",
        "домашнє насильство",
        "чоловік б'є",
    ],
)
def test_violence_is_answered_by_numbers_in_each_language(said):
    assert numbers(said) == VIOLENCE
    assert numbers(q=said) == VIOLENCE


@pytest.mark.parametrize(
    "said",
    ["cours de français", "taper à l'ordinateur", "viole de gambe", "batterie", "school", "школа", "مدرسة"],
)
def test_another_question_is_not(said):
    assert numbers(said) == [] or said == "viole de gambe"


def test_a_child_somebody_ill_and_who_thinks_of_dying_have_theirs():
    assert numbers("mon enfant est maltraité") == [*VIOLENCE, "119"]
    assert numbers("je veux mourir") == ["3114", "15"]
    assert numbers("il a fait un malaise") == ["15"]


def test_the_topic_says_violence_but_for_who_speaks_of_a_separation():
    assert numbers(thematiques=(emergency.VIOLENCE,)) == VIOLENCE
    assert numbers("divorce", thematiques=(emergency.VIOLENCE,)) == []
    assert numbers(publics=("personnes-en-situation-durgence",)) == ["17", "114", "115"]


@pytest.mark.parametrize(
    ("said", "left_out"),
    [
        ("mon mari me frappe", True),
        ("médiation familiale", False),
        ("violence médiation", False),
        ("CAF", False),
    ],
)
def test_words_of_violence_leave_mediation_out(said, left_out):
    asked = emergency.without_mediation(QueryDict("theme=famille"), said)
    assert asked.get("sans_mediation", "") == ("oui" if left_out else "")


@pytest.mark.django_db
@pytest.mark.usefixtures("places")
class TestOnThePage:
    def test_the_strip_comes_before_the_list_and_says_whom_else(self, client):
        structure = StructureFactory(position=point(48.54, 2.66))
        ServiceFactory(structure=structure, thematiques=[emergency.VIOLENCE])
        answer = client.get(f"/?{HERE}&thematique={emergency.VIOLENCE}")
        page = answer.content.decode()
        assert page.index('class="urgent"') < page.index('class="card')
        assertContains(answer, 'href="sms:114"')
        assertContains(answer, 'href="/par-ou-commencer/?etape=secours"')
        assertContains(client.get(f"/?{HERE}&thematique={emergency.VIOLENCE}&gratuit=oui"), 'class="urgent"')
        assertNotContains(client.get(f"/?{HERE}"), 'class="urgent"')

    def test_words_that_say_violence_find_no_mediation_and_it_can_be_taken_back(self, client):
        for name in ("Médiation familiale", "Écoute"):
            structure = StructureFactory(nom=f"Lieu {name}", position=point(48.54, 2.66))
            ServiceFactory(structure=structure, nom=name, thematiques=[emergency.VIOLENCE])
        answer = client.get(f"/?{HERE}&mots=violences+conjugales", follow=True)
        assert "sans_mediation=oui" in answer.redirect_chain[-1][0]
        assert [card.service for card in answer.context["results"].cards] == ["Écoute"]
        (chip,) = [one for one in answer.context["results"].chips if "médiation" in one.label]
        assert len(client.get(chip.url).context["results"].cards) == 2

    def test_what_is_for_victims_stays_though_it_names_mediation(self, client):
        structure = StructureFactory(
            nom="Lieu", position=point(48.54, 2.66), description="Aussi : médiation familiale."
        )
        ServiceFactory(structure=structure, nom="Accueil des victimes", thematiques=[emergency.VIOLENCE])
        answer = client.get(f"/?{HERE}&sans_mediation=oui&theme=famille")
        assert [card.service for card in answer.context["results"].cards] == ["Accueil des victimes"]

    def test_every_page_tells_the_police_and_the_doctor(self, client):
        for number in ("tel:17", "tel:15"):
            assertContains(client.get("/"), f'href="{number}"')
            assertContains(client.get("/aide/"), f'href="{number}"')
