"""A phone of 375 px in Arabic: nothing cut, nothing too small."""

import pytest
from playwright.sync_api import expect

from mapping.models import Structure

PHONE = {"width": 375, "height": 740}
INSIDE = """element => {
  const outer = element.closest("svg").getBoundingClientRect(), inner = element.getBoundingClientRect();
  return inner.width > 0 && inner.left >= outer.left && inner.right <= outer.right;
}"""


@pytest.fixture
def both(directory):
    first, second = Structure.objects.filter(nom__startswith="Cours").order_by("nom")[:2]
    return f"id={first.id}&id={second.id}"


@pytest.mark.parametrize("language", ["", "/ar"], ids=["fr", "ar"])
def test_two_columns_of_a_comparison_fit(visit, both, language):
    page = visit(viewport=PHONE).open(f"{language}/comparer/?{both}")
    table = page.locator(".compare__table")
    expect(table).to_be_visible()
    assert table.evaluate("box => box.scrollWidth <= box.clientWidth")
    for column in page.get_by_role("columnheader").all():
        expect(column).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("table")).to_be_visible()
    expect(page.get_by_role("rowheader").first).to_be_visible()


def test_long_names_of_places_and_towns_fit_the_narrowest_phone(visit, directory):
    Structure.objects.filter(nom__startswith="Cours").update(
        nom="Intercommunalités d'accompagnement", commune_nom="Saint-Fargeau-Ponthierry"
    )
    page = visit(viewport={"width": 320, "height": 640}).open("/?lat=48.53998&lon=2.66085&rayon_km=20")
    expect(page.locator(".card__way").last).to_contain_text("Saint-Fargeau-Ponthierry")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("language", ["", "/ar"], ids=["fr", "ar"])
def test_the_scale_of_the_drawing_is_whole(visit, both, language):
    page = visit(viewport=PHONE).open(f"{language}/fiche-a-imprimer/?{both}")
    expect(page.locator(".sketch__km").first).to_be_visible()
    assert page.locator(".sketch__km").first.evaluate(INSIDE)


def test_the_mark_of_an_example_is_as_large_as_the_text(visit, both):
    page = visit(viewport=PHONE).open(f"/ar/fiche-a-imprimer/?{both}")
    for media in ("screen", "print"):
        page.emulate_media(media=media)
        sizes = page.evaluate(
            "[document.querySelector('.handout .example'), document.querySelector('.handout__line')]"
            ".map(element => parseFloat(getComputedStyle(element).fontSize))"
        )
        assert sizes[0] >= sizes[1]
