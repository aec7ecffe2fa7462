"""A structure's page and those around it: what axe can judge, a thumb, a keyboard, a sheet of paper."""

import io
import re

import brotli
import pypdfium2
import pytest
from django.conf import settings
from playwright.sync_api import expect

from mapping.models import Structure
from tests.browser.axe import SCHEMES, faults
from tests.factories import ServiceFactory, StructureFactory, point

ASKED = "lat=48.53998&lon=2.66085&theme=francais&niveau=A1&garde_enfants=oui&ouvert=jeudi-soir"
PAGES = {
    "structure": "/structures/{id}/?" + ASKED,
    "comparison": "/comparer/?id={id}&id={other}&" + ASKED,
    "sheet": "/fiche-a-imprimer/?id={id}&" + ASKED,
    "help": "/aide/",
    "sign in": "/connexion/",
    "legal": "/mentions-legales/",
    "privacy": "/donnees-personnelles/",
    "site map": "/plan-du-site/",
}


@pytest.fixture
def full(directory):
    """A structure whose page has all that such a page may have, with something to complete it near by."""
    lesson, other = Structure.objects.filter(nom__startswith="Cours").order_by("nom")[:2]
    ServiceFactory(
        structure=lesson,
        nom="Cours du soir",
        niveaux=["alpha", "A1"],
        garde_enfants=None,
        horaires_accueil="Mo 19:00-21:00",
        places_restantes=0,
        description="Un.\n\nDeux.",
    )
    job = StructureFactory(nom="Mission emploi", position=point(48.55, 2.66))
    ServiceFactory(structure=job, thematiques=["trouver-un-emploi--maintien-dans-lemploi"])
    return {"id": lesson.id, "other": other.id}


@pytest.mark.parametrize("language", ["", "/ar"], ids=["fr", "ar"])
@pytest.mark.parametrize("width", [1366, 375])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(visit, full, width, language):
    window = visit(viewport={"width": width, "height": 768})
    for name, path in PAGES.items():
        page = window.open(language + path.format(**full))
        expect(page.locator("h1")).to_be_visible()
        for details in page.locator("details.service:not([open]) > summary").all():
            details.click()
        assert faults(page, SCHEMES) == "", name
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name


def test_a_thumb_finds_the_call_the_way_and_the_sending_at_the_bottom(visit, full):
    page = visit(viewport={"width": 375, "height": 740}, has_touch=True).open(
        PAGES["structure"].format(**full)
    )
    for end in ("0", "document.body.scrollHeight"):
        page.evaluate(f"scrollTo(0, {end})")
        for act in (
            page.get_by_role("link", name="Appeler"),
            page.locator(".actions__main").get_by_role("link", name="Y aller"),
            page.locator(".send > summary"),
        ):
            expect(act).to_be_in_viewport(ratio=1)
            box = act.bounding_box()
            assert box["height"] >= 40
            assert box["y"] > 660
    page.locator(".send > summary").click()
    expect(page.get_by_role("link", name="Par SMS")).to_be_in_viewport(ratio=1)
    # What is last on the page is not under the bar.
    last = page.locator(".footer p").last
    last.scroll_into_view_if_needed()
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    assert last.bounding_box()["y"] + last.bounding_box()["height"] < 740 - 56


def test_services_open_and_a_message_is_sent_by_keyboard_alone(visit, full):
    page = visit().open(PAGES["structure"].format(**full))
    closed = page.locator("details.service:not([open])")
    expect(closed).to_have_count(1)
    closed.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator("details.service[open]")).to_have_count(2)
    page.locator(".send > summary").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Par SMS")).to_be_focused()


def test_it_is_set_aside_and_taken_back(visit, full):
    page = visit().open(PAGES["structure"].format(**full))
    button = page.get_by_role("button", name="Mettre de côté")
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_the_way_back_is_the_very_list(visit, full, scripts):
    page = visit(java_script_enabled=scripts).open(
        PAGES["structure"].format(**full).replace("&garde_enfants=oui", "")
    )
    page.locator("a.back").click()
    expect(page).to_have_url(re.compile(r"/\?.*niveau=A1"))


def test_on_paper_it_is_one_page_with_every_service_and_its_address(visit, full):
    page = visit().open(PAGES["structure"].format(**full))
    expect(page.locator("h1")).to_be_visible()
    document = pypdfium2.PdfDocument(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))
    assert len(document) == 1
    told = document[0].get_textpage().get_text_range()
    for text in (
        "Cours numéro 1",
        "Atelier du jeudi",
        "Cours du soir",
        "A1",
        "lundi",
        f"/structures/{full['id']}-",
    ):
        assert text in told, text


@pytest.mark.parametrize(("width", "most"), [(375, 4_200), (1366, 14_000)])
def test_its_own_scripts_are_light_and_the_map_comes_when_it_is_near(visit, full, width, most):
    window = visit(viewport={"width": width, "height": 740})
    asked = []
    window.page.on("request", lambda request: asked.append(request.url))
    page = window.open(PAGES["structure"].format(**full))
    expect(page.locator("[data-pick]")).to_be_enabled()
    if width > 1000:
        expect(page.locator("#carte.leaflet-container")).to_be_visible()
    own = {url.split("/static/")[1] for url in asked if re.search(r"/static/js/[\w-]+(\.\w+)?\.js", url)}
    weights = [
        len(brotli.compress((settings.BASE_DIR / "static" / name).read_bytes()))
        for name in (re.sub(r"\.[0-9a-f]{12}(?=\.js)", "", one) for one in own)
    ]
    assert sum(weights) <= most
    page.locator("#y-aller").scroll_into_view_if_needed()
    expect(page.locator("#carte.leaflet-container")).to_be_visible()
