"""« Ce qui est demandé chez nous »: for those who answer for one structure."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from evaluation import closing, flushing
from evaluation.grid import numbers, weeks
from evaluation.grid.lines import Name
from evaluation.models import UseCell
from tests.evaluation.conftest import MELUN, MELUN_EPCI
from tests.factories import ServiceFactory, StructureFactory, UserFactory, answers_for
from tests.territory.test_pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


@pytest.fixture
def house():
    made = StructureFactory(nom="Maison des Essais", commune_id=MELUN)
    ServiceFactory(structure=made, thematiques=["lecture-ecriture-calcul--maitriser-le-francais"])
    return made


@pytest.fixture
def keeper(house) -> Client:
    client = Client()
    client.force_login(answers_for(UserFactory(is_professional=True), house))
    return client


def test_its_editors_read_what_was_done_with_it_month_by_month(keeper, house, cell):
    where = {"epci": MELUN_EPCI, "departement": "77"}
    cell(12, "appel", structure=house.pk, **where)
    cell(7, "message", "", date(2026, 9, 1), structure=house.pk, **where)
    cell(40, "appel", structure=house.pk + 1, **where)
    cell(90, "rien", commune=MELUN, **where)
    text = text_of(keeper.get(f"/structures/{house.pk}/demandes/"))
    assert "Ce qui est demandé : Maison des Essais" in text
    assert "Appels 12" in text
    assert "Messages par le site 7" in text
    assert "Itinéraires ouverts –" in text
    assert "octobre 2026 12 – – –" in text
    around = text[text.index("Ce qui est demandé autour") :]
    assert "Melun Val de Seine" in around
    assert "Apprendre le français 90 90" in around


def test_the_table_is_taken_away(keeper, house, cell):
    cell(12, "appel", structure=house.pk)
    answer = keeper.get(f"/structures/{house.pk}/demandes.csv")
    lines = answer.content.decode("utf-8-sig").split()
    assert lines == ["mois;appel;itineraire;imprime;message", "2026-10;12;;;"]
    assert keeper.get(f"/structures/{house.pk}/demandes.xlsx").status_code == 200
    assert keeper.get(f"/structures/{house.pk}/demandes.csv?periode=2031").status_code == 404


def test_before_a_month_is_over_the_page_says_so(keeper, house):
    text = text_of(keeper.get(f"/structures/{house.pk}/demandes/"))
    assert "Aucun mois n’est encore terminé" in text
    assert keeper.get(f"/structures/{house.pk}/demandes.csv").status_code == 404


def test_a_period_that_is_none_is_said(keeper, house, cell):
    cell(12, "appel", structure=house.pk)
    text = text_of(keeper.get(f"/structures/{house.pk}/demandes/?periode=demain"))
    assert "Ce n’est pas une période dont il y a des chiffres." in text
    assert "Appels 12" in text


def test_nobody_else_reads_it(client, house, cell):
    cell(12, "appel", structure=house.pk)
    path = f"/structures/{house.pk}/demandes/"
    assert client.get(path).status_code == 302
    client.force_login(UserFactory(is_professional=True))
    assert client.get(path).status_code == 404
    client.force_login(UserFactory(is_staff=True))
    assert client.get(path).status_code == 200


def test_its_page_leads_there_for_those_who_answer_for_it(client, keeper, house):
    link = f'href="/structures/{house.pk}/demandes/"'
    page = f"/structures/{house.pk}-{house.slug}/"
    assert link in keeper.get(page).content.decode()
    assert link not in client.get(page).content.decode()


def test_a_call_told_by_its_page_is_there_when_the_month_is_over(browser, keeper, house):
    for _each in range(6):
        browser.post(
            "/usage/",
            {"acte": "appel", "structure": house.pk, "theme": "francais"},
            headers={"sec-fetch-site": "same-origin"},
        )
    flushing.flush()
    assert "6" not in str(UseCell.objects.all())
    closing.close_months(date(2100, 1, 1))
    text = text_of(keeper.get(f"/structures/{house.pk}/demandes/"))
    assert "Appels 6" in text


def count(house, week, **n):
    numbers.add(house.pk, week, {Name("theme", "francais", way): many for way, many in n.items()})


def test_what_its_own_grid_counted_is_told_at_once_by_way_and_line(keeper, house):
    week = weeks.monday(timezone.localdate())
    count(house, week, accueil=3, telephone=2)
    numbers.add(house.pk, week, {Name("public", "femmes"): 4, Name("langue", "uk"): 1})
    page = keeper.get(f"/structures/{house.pk}/demandes/")
    text = text_of(page)
    assert "Demandes 5 À l’accueil 3 Au téléphone 2 À distance 0" in text
    assert f"{weeks.text(week)} 5 3 2 0" in text
    assert "Apprendre le français 5 3 2 0" in text
    assert "Femmes 4" in text
    assert "ukrainien 1" in text
    assert "columns-plot" in page.content.decode()
    assert "Imprimer cette page" in text


def test_its_weeks_are_added_up_by_month_quarter_and_year(keeper, house):
    # A week is of the month of its Thursday: that of 29 June is of July.
    count(house, date(2026, 6, 22), accueil=1)
    count(house, date(2026, 6, 29), accueil=2)
    count(house, date(2025, 12, 29), distance=4)
    path = f"/structures/{house.pk}/demandes/"
    text = text_of(keeper.get(f"{path}?periode=2026&par=mois"))
    assert "janvier 2026 4 0 0 4" in text
    assert "juin 2026 1 1 0 0" in text
    assert "juillet 2026 2 2 0 0" in text
    assert "mars 2026 0 0 0 0" in text
    text = text_of(keeper.get(f"{path}?periode=2026&par=trimestre"))
    assert "1er trimestre 2026 4 0 0 4" in text
    assert "3e trimestre 2026 2 2 0 0" in text
    assert "2026 7 3 0 4" in text_of(keeper.get(f"{path}?periode=2026&par=annee"))
    text = text_of(keeper.get(f"{path}?periode=2026-T2"))
    assert "du 22 au 28 juin 2026 1 1 0 0" in text
    assert "29 juin" not in text


def test_what_the_site_counts_stands_beside_for_the_months_that_are_over(keeper, house, cell):
    cell(12, "appel", structure=house.pk)
    count(house, date(2026, 11, 9), accueil=6)
    text = text_of(keeper.get(f"/structures/{house.pk}/demandes/"))
    assert "novembre 2026 6 6 0 0" in text or "du 9 au 15 novembre 2026 6 6 0 0" in text
    assert "octobre 2026 12 – – –" in text
    text = text_of(keeper.get(f"/structures/{house.pk}/demandes/?periode=2026-11"))
    assert "Aucun mois de cette période n’est encore terminé" in text
    assert keeper.get(f"/structures/{house.pk}/demandes.csv?periode=2026-11").status_code == 404
    assert keeper.get(f"/structures/{house.pk}/demandes.csv?periode=2026-T4").status_code == 200
