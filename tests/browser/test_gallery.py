"""Galleries in a browser: several sent at once, arrows, no scripts, a phone, Arabic, paper, axe."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from files import pictures
from mapping import writing
from mapping.models import PositionPrecision
from mapping.presentation import structure_path
from network.models import Audience, GalleryPhoto, PhotoState
from network.paths import path_of
from tests.browser.axe import faults
from tests.factories import ServiceFactory, StructureFactory, UserFactory, point
from tests.network.test_gallery import picture

ALT = "Douze personnes autour d’une table"


@pytest.fixture
def house(transactional_db, places):
    return ServiceFactory(
        structure=StructureFactory(
            nom="Maison ouverte",
            position=point(48.54, 2.66),
            commune_id="77288",
            position_precision=PositionPrecision.ADDRESS,
        )
    ).structure


@pytest.fixture
def photos(house):
    """Three photographs, of which the second may not be printed."""
    made = []
    for n in range(3):
        file = pictures.store(pictures.read(picture()), "photo.jpg")
        agreed = {"recognisable": True, "consent_who": "Zoé"} if n == 1 else {"recognisable": False}
        said = {"alt": f"{ALT} {n}", "legend": f"Photo n{n}", "state": PhotoState.SHOWN, "rank": n, **agreed}
        made.append(writing.create(GalleryPhoto(structure=house, file=file, **said)))
    return made


@pytest.fixture
def signed_in(visit, house):
    client = Client()
    client.force_login(UserFactory(is_professional=True, full_name="Ada Première"))

    def window(**options):
        opened = visit(**options)
        name = settings.SESSION_COOKIE_NAME
        opened.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": opened.base}])
        return opened

    return window


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_several_are_sent_at_once_described_and_seen(signed_in, visit, house, scripts):
    window = signed_in(java_script_enabled=scripts)
    page = window.open(f"/photos/structures/{house.pk}/ajouter/")
    files = [
        {"name": name, "mimeType": "image/jpeg", "buffer": content}
        for name, content in (
            ("une.jpg", picture().read()), ("lettre.jpg", b"rien"), ("deux.jpg", picture().read()),
        )
    ]  # fmt: skip
    page.get_by_label("photos").set_input_files(files)
    page.get_by_role("button", name="Envoyer, puis décrire").click()
    expect(page.get_by_text("lettre.jpg")).to_be_visible()
    expect(page.get_by_role("heading", name="Photo 2 sur 2")).to_be_visible()
    first = page.get_by_role("region", name="Photo 1 sur 2")
    first.get_by_label("ce que l’on voit").fill(ALT)
    first.get_by_role("radio", name="personne n’y est reconnaissable").check()
    # For the fewest, until somebody says otherwise.
    expect(first.get_by_label("qui la voit")).to_have_value(str(int(Audience.PROFESSIONALS)))
    first.get_by_label("qui la voit").select_option(label="tout le monde")
    page.get_by_role("button", name="Mettre en ligne").click()
    expect(page.get_by_text("Une photo est en ligne.")).to_be_visible()
    expect(page.get_by_role("heading", name="Photo 1 sur 1")).to_be_visible()
    seen = visit(java_script_enabled=scripts).open(f"/photos/structures/{house.pk}/")
    expect(seen.get_by_role("img", name=ALT)).to_be_visible()
    assert seen.locator(".gallery__item").count() == 1


def test_arrows_lead_to_the_photo_before_and_the_one_after(visit, photos):
    page = visit().open(path_of(photos[0]))
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", name="Photo n1")).to_be_visible()
    # Keys are listened to once the page's scripts are there.
    page.wait_for_load_state()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("heading", name="Photo n0")).to_be_visible()
    # In Arabic what follows stands on the left.
    page = visit().open("/ar" + path_of(photos[0]))
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("heading", name="Photo n1")).to_be_visible()


def test_without_scripts_links_do(visit, photos):
    page = visit(java_script_enabled=False).open(f"/photos/structures/{photos[0].structure_id}/")
    page.locator(".gallery__link").first.click()
    page.get_by_role("link", name="Photo suivante").click()
    expect(page.get_by_role("heading", name="Photo n1")).to_be_visible()


def test_a_photo_keeps_its_place_before_it_comes(visit, photos):
    window = visit()
    window.context.route("**/fichiers/**", lambda route: route.abort())
    page = window.open(path_of(photos[0]))
    box = page.locator(".gallery__large img").bounding_box()
    assert box["height"] > 200
    assert abs(box["width"] / box["height"] - photos[0].file.width / photos[0].file.height) < 0.1


def test_on_paper_stands_only_who_agreed(visit, photos):
    page = visit().open(f"/photos/structures/{photos[0].structure_id}/")
    page.emulate_media(media="print")
    assert page.locator(".gallery__item:visible").count() == 2


@pytest.mark.parametrize("language", ["", "/ar"], ids=["fr", "ar"])
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (375, "dark")])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(visit, photos, width, scheme, language):
    window = visit(viewport={"width": width, "height": 768}, color_scheme=scheme)
    house = photos[0].structure
    for path in (
        "/photos/", f"/photos/structures/{house.pk}/", path_of(photos[1]), f"{path_of(photos[1])}retrait/",
        structure_path(house.pk, house.nom),
    ):  # fmt: skip
        page = window.open(language + path)
        expect(page.locator("h1")).to_be_visible()
        assert faults(page) == "", path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


@pytest.mark.parametrize("width", [1280, 375])
def test_so_are_the_pages_where_they_are_sent(signed_in, photos, width):
    window = signed_in(viewport={"width": width, "height": 768})
    at = f"/photos/structures/{photos[0].structure_id}/"
    page = window.open(f"{at}ajouter/")
    assert faults(page) == ""
    page.get_by_label("photos").set_input_files(
        {"name": "une.jpg", "mimeType": "image/jpeg", "buffer": picture().read()}
    )
    page.get_by_role("button", name="Envoyer, puis décrire").click()
    expect(page.get_by_role("heading", name="Décrire les photos")).to_be_visible()
    assert faults(page) == ""
    draft = GalleryPhoto.objects.get(state=PhotoState.DRAFT)
    for path in (path_of(photos[0]), f"{path_of(photos[0])}modifier/", f"{path_of(draft)}retirer/", at):
        page = window.open(path)
        expect(page.locator("h1")).to_be_visible()
        assert faults(page) == "", path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
