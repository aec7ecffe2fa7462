"""A structure's poster and leaflet, as anybody may have them."""

import html

import pypdfium2
import pytest
from django.urls import reverse

from bench.printed import EUROPE
from common.emblems import Picture
from mapping.models import PositionPrecision, Visibility
from publishing.book import reread
from publishing.posters import pages, told
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


@pytest.mark.parametrize("name", ["poster", "leaflet", "posters", "leaflets"])
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
    several = name.endswith("s")
    said = text(client.get(reverse(name), {"id": refuge.pk}) if several else got(client, name, refuge))
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


def test_several_structures_put_aside_are_one_file_in_their_order(client, house):
    other = StructureFactory(nom="Autre lieu")
    ServiceFactory(structure=other, nom="Permanence")
    draft = StructureFactory(nom="Brouillon", status="draft")
    asked = {"id": [other.pk, draft.pk, house.pk], "note.1": "à voir", "theme": "francais"}
    answer = client.get(reverse("posters"), asked)
    assert sides(answer) == [(210, 297), (210, 297)]
    first, second = reread.pages_of(answer.content)
    assert "Autre lieu" in first
    assert "Permanence" in first
    assert "Maison #[des] *langues*" in " ".join(second.split())
    assert "Brouillon" not in text(answer)
    assert sides(client.get(reverse("posters"), asked | {"format": "a3"})) == [(297, 420)] * 2
    folded = client.get(reverse("leaflets"), asked)
    assert sides(folded) == [(297, 210)] * 4
    assert "Permanence" in reread.pages_of(folded.content)[1]
    assert b"/StructTreeRoot" in answer.content
    for none in ({}, {"id": [draft.pk]}, {"id": "x"}):
        assert client.get(reverse("posters"), none).status_code == 404


def test_letters_are_as_large_as_each_structure_lets_them_be(client, house):
    """One that says much makes no other smaller."""
    full = StructureFactory(nom="Plein")
    for number in range(30):
        ServiceFactory(structure=full, nom=f"Atelier n° {number}", conditions_acces="Être inscrit. " * 30)
    both = client.get(reverse("posters"), {"id": [full.pk, house.pk]})
    told_of = reread.pages_of(both.content)
    assert len(told_of) == 2
    assert "autres services" in told_of[0]
    alone = reread.pages_of(got(client, "poster", house).content)
    assert told_of[1].split() == alone[0].split()


def test_those_put_aside_lead_to_it_from_the_sheet_and_the_tray(client, house):
    sheet = html.unescape(client.get(reverse("print-sheet"), {"id": house.pk}).content.decode())
    listed = client.get("/", {"lat": "48.54", "lon": "2.66"}).content.decode()
    for name in ("posters", "leaflets"):
        assert f'href="{reverse(name)}?id={house.pk}"' in sheet
        assert f'formaction="{reverse(name)}"' in listed


def test_who_signs_in_prints_what_a_search_finds(client, house, monkeypatch):
    other = StructureFactory(nom="Autre lieu")
    ServiceFactory(structure=other)
    address, folded = reverse("searched-posters"), reverse("searched-leaflets")
    query = "theme=francais"
    assert client.get(f"{address}?{query}").status_code == 302
    client.force_login(UserFactory())
    assert client.get(f"{address}?{query}").status_code == 403
    client.force_login(UserFactory(is_professional=True))
    found = client.get(f"{address}?{query}&format=a3")
    assert sides(found) == [(297, 420)] * 2
    assert "Autre lieu" in reread.pages_of(found.content)[0]
    assert sides(client.get(f"{folded}?{query}")) == [(297, 210)] * 4
    page = html.unescape(client.get(f"{reverse('exports')}?{query}").content.decode())
    for link in (f"{address}?{query}", f"{address}?{query}&format=a3", f"{folded}?{query}"):
        assert f'href="{link}"' in page
    monkeypatch.setattr(pages, "MOST", 1)
    many = client.get(f"{address}?{query}", follow=True)
    assert many.redirect_chain[-1][0] == f"{reverse('exports')}?{query}"
    assert "trouve 2 structures : 1 au plus" in many.content.decode()
    assert "aucune structure" in client.get(f"{address}?theme=sante", follow=True).content.decode()
    assert "zut" in client.get(f"{address}?zut=1", follow=True).content.decode()


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
