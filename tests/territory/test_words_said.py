"""What a page says of its number: how sure it is, and whom it counts."""

import re

import pytest

from territory import words
from territory.models import Scenario
from tests.territory.conftest import MELUN, lesson
from tests.territory.test_pages import text_of

pytestmark = pytest.mark.django_db


def test_numbers_stay_whole_and_drawings_as_they_are():
    nbsp = "\N{NO-BREAK SPACE}"
    page = '<path d="M12 345 6 789z"/>Places pour 10 000 à 20 km, « ici »'
    assert words.unbroken(page) == (
        f'<path d="M12 345 6 789z"/>Places pour 10{nbsp}000 à 20{nbsp}km, «{nbsp}ici{nbsp}»'
    )


def people(text: str) -> int:
    return int(re.sub(r"\D", "", text))


@pytest.mark.parametrize(
    ("query", "high", "low"),
    [("?seuil_km=20", "seuil_km=22", "seuil_km=18"), ("?seuil_min=20", "seuil_min=22", "seuil_min=18")],
)
def test_the_number_lies_between_two_that_the_page_itself_would_tell(staff, two_lessons, query, high, low):
    text = text_of(staff.get(f"/territoire/{query}"))
    unit = "km" if "km" in query else "min en voiture"
    found = re.search(rf"Entre ([\d ]+) et ([\d ]+) selon que la limite est 22 ou 18 {unit}\.", text)
    told = [people(staff.get(f"/territoire/?{each}").context["headline"].number) for each in (high, low)]
    assert [people(found[1]), people(found[2])] == told
    assert "hésite" not in text


def test_all_inhabitants_are_counted_whomever_the_services_are_for(staff, two_lessons):
    lesson(MELUN, publics=["refugies-bpi"])
    page = staff.get("/territoire/?theme=francais&public=refugies-bpi")
    text = text_of(page)
    assert "services pour réfugiés (BPI)" in page.context["headline"].question
    assert "habitants (tous), soit" in text
    assert "services pour réfugiés (BPI)" in page.context["service"]
    opening = text_of(staff.get("/territoire/ouvrir/?theme=francais&public=refugies-bpi"))
    assert "habitants (tous) de plus à portée" in opening
    assert "services pour réfugiés (BPI)" in opening
    assert "habitants (tous)" not in text_of(staff.get("/territoire/?theme=francais"))


def test_what_if_says_how_far_is_too_far_and_offers_communes(staff, two_lessons):
    page = staff.get("/territoire/et-si/?seuil_km=15")
    assert "plus de 15 km, en ligne droite" in text_of(page)
    assert '<option value="Nangis"></option>' in page.content.decode()
    assert {"Chelles", "Meaux"} <= {name for name, *_rest in page.context["map"]["towns"]}


def test_a_scenario_has_a_link_to_copy_and_a_way_to_go(staff, two_lessons):
    kept = Scenario.objects.create(name="Essai", sites=[], query="departement=77")
    path = f"/territoire/et-si/{kept.pk}/"
    html = staff.get(path).content.decode()
    assert f'data-copy="http://testserver{path}"' in html
    assert html.rindex('<details class="take-away"', 0, html.index('name="retirer"')) > 0
    answer = staff.post(path, {"retirer": "oui"}, follow=True)
    assert not Scenario.objects.exists()
    assert "Scénario « Essai » supprimé." in text_of(answer)


def test_a_question_whose_few_sites_are_all_that_help_says_so(staff, places):
    lesson(MELUN)
    page = staff.get("/territoire/ouvrir/?seuil_km=90&sites=3&habitants_min=0")
    said = page.context["said"]
    if said:
        assert len(page.context["answer"].sites) < 3
        assert "lieux demandés" in said.fewer
        assert said.goal.startswith(f"Où ouvrir {len(page.context['answer'].sites)} lieu")
