"""A structure's poster and leaflet, as anybody may have them."""

import pypdfium2
import pytest
from django.urls import reverse

from bench.printed import EUROPE
from common.emblems import Picture
from mapping.models import PositionPrecision, Visibility
from publishing.book import reread
from publishing.posters import told
from tests.factories import ServiceFactory, StructureFactory, UserFactory, point

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    house = StructureFactory(nom="Maison #[des] *langues*", horaires_accueil="Mo-Fr 09:00-12:00")
    ServiceFactory(structure=house, nom="Cours du soir", publics=["femmes"], frais="gratuit")
    return house


def got(client, name, structure, **asked):
    return client.get(reverse(f"structure-{name}", args=[structure.pk]), asked)


def text(answer) -> str:
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    return " ".join("\n".join(reread.pages_of(answer.content)).replace("\u200b", "").split())


def sides(answer) -> list[tuple[int, int]]:
    document = pypdfium2.PdfDocument(answer.content)
    try:
        return [tuple(round(side / 72 * 25.4) for side in page.get_size()) for page in document]
    finally:
        document.close()


def test_a_poster_tells_what_is_done_there_for_whom_when_and_where(client, house):
    said = text(got(client, "poster", house))
    for words in (
        *("Maison #[des] *langues*", "Cours du soir", "Femmes", "Gratuit", "1 rue des Essais"),
        *("9 h – 12 h", "01\N{NO-BREAK SPACE}99".replace("\N{NO-BREAK SPACE}", " ")),
    ):
        assert words in said.replace("\N{NO-BREAK SPACE}", " ")


def test_a_poster_is_one_page_of_the_size_that_was_asked_for(client, house):
    assert sides(got(client, "poster", house)) == [(210, 297)]
    assert sides(got(client, "poster", house, format="a3")) == [(297, 420)]
    assert got(client, "poster", house, format="a1").status_code == 404


def test_a_leaflet_is_two_sides_to_fold(client, house):
    answer = got(client, "leaflet", house)
    assert sides(answer) == [(297, 210), (297, 210)]
    assert "Cours du soir" in text(answer)


@pytest.mark.parametrize("name", ["poster", "leaflet"])
def test_many_services_and_a_long_name_stay_on_the_paper(client, name):
    house = StructureFactory(nom="Anticonstitutionnellement" * 6)
    for number in range(30):
        ServiceFactory(structure=house, nom=f"Atelier n° {number}", conditions_acces="Être inscrit. " * 30)
    answer = got(client, name, house)
    assert len(sides(answer)) == (1 if name == "poster" else 2)
    assert "autres services" in text(answer)


@pytest.mark.parametrize("name", ["poster", "leaflet"])
def test_a_structure_that_says_nothing_has_a_sheet_all_the_same(client, name):
    bare = StructureFactory(nom="Lieu", adresse="", telephone="", position=None)
    assert "Lieu" in text(got(client, name, bare))


@pytest.mark.parametrize("name", ["poster", "leaflet"])
def test_paper_carries_no_confidential_address_whoever_asks(client, name):
    refuge = StructureFactory(
        nom="Refuge",
        adresse="13 rue Secrete",
        position=point(48.5712, 2.7033),
        position_precision=PositionPrecision.ADDRESS,
        address_visibility=Visibility.PROFESSIONALS,
    )
    ServiceFactory(structure=refuge, adresse="14 rue Secrete", position=point(48.5713, 2.7034))
    client.force_login(UserFactory(is_professional=True))
    said = text(got(client, name, refuge))
    assert "Refuge" in said
    assert "Secrete" not in said
    assert " km" not in said


@pytest.mark.parametrize("name", ["poster", "leaflet"])
def test_a_draft_has_no_sheet(client, name):
    assert got(client, name, StructureFactory(status="draft")).status_code == 404


def test_the_emblems_of_those_who_pay_are_on_it_and_one_that_is_no_picture_is_left_out(
    client, house, monkeypatch
):
    given = [Picture("Union européenne (FAMI)", EUROPE), Picture("Autre", b"GIF89a")]
    monkeypatch.setattr(told.emblems, "pictures", lambda: given)
    answer = got(client, "poster", house)
    assert answer.status_code == 200
    assert "Avec le soutien de Union européenne (FAMI)." in text(answer)


def test_its_page_leads_to_it(client, house):
    page = client.get(reverse("structure", args=[house.pk, house.slug])).content.decode()
    for name in ("poster", "leaflet"):
        assert f'href="{reverse(f"structure-{name}", args=[house.pk])}"' in page


def test_a_sheet_is_tagged_in_french_with_a_title(client, house):
    content = got(client, "leaflet", house).content
    assert b"/StructTreeRoot" in content
    assert b"/Lang(fr)" in content
    document = pypdfium2.PdfDocument(content)
    try:
        assert document.get_metadata_value("Title") == house.nom
    finally:
        document.close()


@pytest.mark.parametrize("name", ["poster", "leaflet"])
def test_the_same_sheet_asked_for_again_is_the_same_to_the_byte(client, house, name):
    first, again = got(client, name, house), got(client, name, house)
    assert first.content == again.content
