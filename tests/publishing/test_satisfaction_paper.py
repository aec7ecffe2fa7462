"""The three questions to a visitor on paper: a code each, in the visitor's language."""

import re

import pypdfium2
import pytest
from django.test import Client

from evaluation.satisfaction import codes
from evaluation.satisfaction.models import Partner, VisitCode
from tests.factories import StructureFactory, UserFactory, answers_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
CODE = re.compile(rf"[{codes.ALPHABET}]{{5}}-[{codes.ALPHABET}]{{5}}")


@pytest.fixture
def house():
    return StructureFactory(nom="Maison des Essais")


@pytest.fixture
def keeper(house) -> Client:
    client = Client()
    client.force_login(answers_for(UserFactory(is_professional=True), house))
    return client


def pages_of(answer) -> list[str]:
    assert answer["Content-Type"] == "application/pdf"
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(answer.content)]


def test_sheets_have_the_questions_and_a_code_each_that_opens_them(keeper, house):
    partner = Partner.objects.create(structure=house, label="CAF")
    sent = {"nombre": "3", "langue": "fr", "sur": "feuilles", "partenaire": partner.pk}
    pages = pages_of(keeper.post(f"/structures/{house.pk}/satisfaction/papier/", sent))
    assert len(pages) == 2
    printed = CODE.findall("".join(pages))
    assert len(set(printed)) == 3
    assert "Diriez-vous à un ami de venir ici" in pages[0].replace("\r\n", " ")
    held = codes.find(printed[0])
    assert held is not None
    assert held.partner == partner
    assert Client().get(f"/avis/{printed[0]}/").status_code == 200


def test_cards_are_eight_on_a_page_and_in_the_language_that_is_chosen(keeper, house):
    sent = {"nombre": "9", "langue": "uk", "sur": "cartes"}
    pages = pages_of(keeper.post(f"/structures/{house.pk}/satisfaction/papier/", sent))
    assert len(pages) == 2
    assert len(CODE.findall(pages[0])) == 8
    assert "Ваша думка" in pages[0]


@pytest.mark.parametrize(
    ("number", "said"), [("", "Dites combien."), ("0", "Au moins une."), ("900", "100 au plus à la fois.")]
)
def test_a_number_that_is_none_is_said_and_makes_no_code(keeper, house, number, said):
    sent = {"nombre": number, "langue": "fr", "sur": "feuilles"}
    answer = keeper.post(f"/structures/{house.pk}/satisfaction/papier/", sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not VisitCode.objects.exists()
