"""« Ce qui est demandé chez nous »: for those who answer for one structure."""

from datetime import date

import pytest
from django.test import Client

from evaluation import closing, flushing
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
