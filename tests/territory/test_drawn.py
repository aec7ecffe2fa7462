"""The one drawing: it fills its box, its names cover nothing, and it is the same on the page and on paper."""

import re
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree as xml

import pytest
from django.contrib.gis.geos import Polygon
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from common.rectangles import Rectangle
from territory import report, results, view
from territory.classes import COLOURS
from territory.drawn.ground import ground
from territory.drawn.legend import Entry, placed
from territory.drawn.names import Town, Writing, length, size_of, whole_cities, written
from territory.drawn.picture import Mark, as_svg
from territory.scope import Scope

SVG = "{http://www.w3.org/2000/svg}"


def base(places, scope=None):
    return ground(scope or Scope("departement", "77"), 2154, ("77",), results.edition())


@pytest.fixture
def drawn(db, places, two_lessons):
    def draw(query: str = "departement=77&theme=francais", **options) -> xml.Element:
        found = report.make(view.read(QueryDict(query)).view)
        return xml.fromstring(as_svg(found, **options))

    return draw


@pytest.mark.django_db
def test_the_territory_fills_its_box(places):
    found = base(places)
    west, low, east, high = found.shape.extent
    assert (east - west) / found.width >= 0.87
    assert (high - low) / found.height >= 0.96


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "code", "epsg"), [("epci", "200072130", 2154), ("departement", "974", 2975)]
)
def test_every_shape_keeps_its_own_proportions(places, kind, code, epsg):
    found = ground(Scope(kind, code), epsg, (), results.edition())
    west, _low, east, _high = found.shape.extent
    assert (east - west) / found.width >= 0.87
    assert max(found.width, found.height) <= 641


def test_steps_of_lightness_are_those_of_the_design():
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05

    steps = [light(one) / light(other) for one, other in pairwise(COLOURS)]
    assert steps == [pytest.approx(step, abs=0.02) for step in (1.25, 1.65, 1.93, 2.24)]


def test_every_commune_is_drawn_once_in_the_colour_of_its_class(drawn):
    communes = drawn().find(f"{SVG}g[@class='plan__communes']")
    assert len(communes) == 507
    assert {path.get("fill") for path in communes} <= set(COLOURS)
    assert "hab." in communes[0].find(f"{SVG}title").text


def test_it_is_the_same_drawing_on_paper_but_for_what_only_a_screen_chooses(drawn):
    screen, paper = drawn(), drawn(on_paper=True)
    assert paper.get("viewBox").split()[:3] == screen.get("viewBox").split()[:3]
    kinds = {group.get("class") for group in screen.iter(f"{SVG}g")}
    assert kinds - {group.get("class") for group in paper.iter(f"{SVG}g")} == {
        "plan__names plan__names--narrow"
    }
    assert not list(paper.iter(f"{SVG}title"))


def test_sites_are_numbered_and_named(drawn):
    marks = [Mark("Mormant", 2.89, 48.61), Mark("Rebais", 3.23, 48.85)]
    found = drawn(marks=marks)
    numbers = [
        group.find(f"{SVG}text").text for group in found.iter(f"{SVG}g") if group.get("class") == "plan__site"
    ]
    assert numbers == ["1", "2"]
    names = [text.text for text in found.iter(f"{SVG}text")]
    assert {"Mormant", "Rebais"} <= set(names)


def test_no_style_is_written_in_it(drawn):
    assert "style=" not in xml.tostring(drawn(), encoding="unicode")


def test_the_largest_towns_are_named_and_some_from_next_door(drawn):
    names = drawn().find(f"{SVG}g[@class='plan__names']")
    said = [text.text for text in names if text.get("class") in ("plan__town", "plan__next")]
    assert {"Meaux", "Melun", "Chelles"} <= set(said)
    beyond = [
        text.text for text in names if text.get("class") == "plan__next" and not text.get("letter-spacing")
    ]
    assert 0 < len(beyond) <= 4
    spaced = [text.text for text in names if text.get("letter-spacing")]
    assert "AISNE" in spaced


@given(
    st.lists(
        st.builds(
            Town,
            st.text("abcdefghijklmnop-", min_size=1, max_size=18),
            st.floats(0, 540),
            st.floats(0, 640),
            st.integers(0, 90_000).map(float),
            st.booleans(),
        ),
        max_size=40,
    ),
    st.lists(st.tuples(st.floats(0, 540), st.floats(0, 640)), max_size=20),
    st.sampled_from([1.0, 1.6]),
)
def test_no_name_covers_another_name_or_a_symbol_or_leaves_the_drawing(towns, symbols, scale):
    taken = [Rectangle.around(x, y, 10, 10) for x, y in symbols]
    names = written(Writing(540, 640, list(taken)), towns, most=26, scale=scale)
    boxes = []
    for name in names:
        half = length(name.text, name.size, is_bold=name.is_bold) / 2
        middle = name.y - 0.36 * name.size
        box = Rectangle(name.x - half, middle - 0.6 * name.size, name.x + half, middle + 0.6 * name.size)
        assert min(box.left, box.top) >= -1e-6
        assert box.right <= 540
        assert box.bottom <= 640 + 1e-6
        assert not any(box.overlaps(each) for each in taken)
        boxes.append(box)
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))
    assert sum(name.is_light for name in names) <= 4


def test_names_are_written_by_population():
    assert [size_of(people) for people in (30_000, 25_000, 7_000, 900)] == [
        (15, True),
        (15, True),
        (13, False),
        (12, False),
    ]


def test_a_city_of_arrondissements_is_named_once():
    towns = [Town("Paris 15e Arrondissement", 1, 1, 230_000), Town("Paris 1er Arrondissement", 2, 2, 16_000)]
    assert [town.name for town in whole_cities(towns)] == ["Paris"]


@pytest.mark.django_db
def test_the_operator_s_logo_is_in_the_drawing_on_screen_and_on_paper(drawn, settings):
    settings.SITE_OPERATOR, settings.SITE_LOGO = "Préfecture d’essai", "/static/img/logo.svg"
    on_screen = drawn().find(f".//{SVG}image")
    assert on_screen.get("href") == "/static/img/logo.svg"
    on_paper = drawn(on_paper=True).find(f".//{SVG}image")
    assert re.match(r"data:image/svg\+xml;base64,", on_paper.get("href"))


def test_where_no_corner_is_empty_the_legend_is_under_the_drawing_or_the_page_s_own(drawn):
    """The intercommunalité of Meaux reaches into each corner."""
    asked = "epci=200072130&theme=francais"
    paper, screen = drawn(asked, on_paper=True), drawn(asked)
    assert screen.get("class") == "plan plan--bare"
    assert screen.find(f"{SVG}g[@class='plan__legend']") is None
    assert len(paper.find(f"{SVG}g[@class='plan__legend']")) > 5
    assert float(paper.get("height")) > float(screen.get("height"))


@pytest.mark.django_db
def test_without_a_logo_the_operator_is_named(drawn, settings):
    settings.SITE_OPERATOR, settings.SITE_LOGO = "Préfecture d’essai", ""
    assert "Préfecture d’essai" in [text.text for text in drawn().iter(f"{SVG}text")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("scope", "epsg"),
    [
        (Scope("departement", "77"), 2154),
        (Scope("departement", "91"), 2154),
        (Scope("departement", "2A"), 2154),
        (Scope("departement", "974"), 2975),
        (Scope("epci", "200072130"), 2154),
    ],
)
@pytest.mark.parametrize("operator", ["", "Préfecture d’essai"])
def test_no_legend_hides_a_part_of_the_territory(places, scope, epsg, operator):
    """In an empty corner, or under the drawing; the operator's name too."""
    found = ground(scope, epsg, (), results.edition())
    legend = placed(found, [Entry(n, "de 20 km à 30 km, trop loin") for n in range(5)], operator=operator)
    for box in filter(None, (legend.box, legend.sign)):
        over = Polygon.from_bbox((box.left, -box.bottom, box.right, -box.top))
        assert found.shape.intersection(over).area < 0.001 * over.area


@pytest.mark.django_db
def test_numbered_pins_are_explained(drawn):
    found = drawn(marks=[Mark("Mormant", 2.89, 48.61)], on_paper=True)
    said = [text.text for text in found.iter(f"{SVG}text")]
    assert "lieu à ouvrir" in said


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_the_seat_and_the_large_towns_are_named_before_all_others(scale):
    """Even where dots are thick around the seat, and whatever its neighbours' sizes."""
    dots = [Rectangle.around(x, y, 10, 10) for x in range(180, 330, 14) for y in range(230, 290, 14)]
    towns = [
        Town("Paris", 20, 260, 2_000_000, is_next_door=True),
        Town("Meaux", 260, 100, 55_000),
        Town("Melun", 255, 260, 40_000, is_seat=True),
        Town("Cesson", 250, 262, 10_000),
    ]
    names = [name.text for name in written(Writing(520, 614, list(dots)), towns, most=3, scale=scale)]
    assert names[0] == "Melun"
    assert names.index("Meaux") < names.index("Paris")


def test_the_page_s_palette_is_the_printed_one():
    """Tokens of the light are the colours of print; those of the dark are others, and five too."""
    tokens = (Path(__file__).parents[2] / "static/css/tokens.css").read_text()
    told = re.findall(r"--class-(\d): (#\w+);", tokens)
    assert tuple(colour for _number, colour in told[:5]) == COLOURS
    assert [number for number, _colour in told] == [*"0123401234"]
