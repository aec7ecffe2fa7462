"""A place counts for the communes that its services take, as in the search."""

import re

import numpy as np
import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon
from hypothesis import given, settings
from hypothesis import strategies as st

from search.question import Criteria
from territory import areas, change, indicators
from territory.assessment import Assessment, assess
from territory.question import Question
from territory.scope import Scope
from territory.supply import Supply
from tests.factories import ServiceFactory
from tests.territory.conftest import FRENCH as FRENCH_LESSONS
from tests.territory.conftest import MELUN, PROVINS, lesson
from tests.territory.test_pages import text_of

NEMOURS = (48.2686, 2.6942)
SCOPE, FRENCH = Scope("departement", "77"), Criteria(themes=("francais",))


def of(code: str, criteria: Criteria = FRENCH) -> tuple[Assessment, int]:
    found = assess(Question(SCOPE, criteria))
    return found, found.people.codes.tolist().index(code)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("zone", "is_taken"),
    [
        ([], True),
        (["france"], True),
        (["77"], True),
        (["77333"], True),
        (["75", "77333"], True),
        (["77359"], False),
        (["91"], False),
        (["200072130"], False),
    ],
)
def test_a_place_is_no_ones_nearest_whose_area_leaves_them_out(places, zone, is_taken):
    """Nemours (77333) has a place that takes Perthes (77359) alone: its own nearest is elsewhere."""
    lesson(MELUN)
    lesson(NEMOURS, zone_eligibilite=zone)
    found, nemours = of("77333")
    assert (found.distance_m[nemours] < 2_000) is np.bool_(is_taken)
    assert found.counts[nemours, 0] == is_taken
    assert (found.e2sfca[nemours] > 0) is np.bool_(is_taken)


@pytest.mark.django_db
def test_a_place_takes_whom_one_of_its_services_takes(places):
    here = lesson(NEMOURS, zone_eligibilite=["77359"]).structure
    ServiceFactory(structure=here, thematiques=FRENCH_LESSONS, zone_eligibilite=["77333"])
    found, nemours = of("77333")
    assert found.distance_m[nemours] < 2_000


@pytest.mark.django_db
def test_an_area_drawn_takes_the_communes_whose_point_it_covers(places):
    around = Polygon.from_bbox((3.2, 48.5, 3.4, 48.6))
    lesson(PROVINS, zone_polygon=MultiPolygon(around, srid=4326))
    found, provins = of("77379")
    nemours = found.people.codes.tolist().index("77333")
    assert found.distance_m[provins] < 2_000
    assert np.isinf(found.distance_m[nemours])


@pytest.mark.django_db
def test_who_asks_so_counts_what_an_area_leaves_out(places):
    lesson(NEMOURS, zone_eligibilite=["77359"])
    found, nemours = of("77333", Criteria(themes=("francais",), out_of_zone=True))
    assert found.distance_m[nemours] < 2_000


@pytest.mark.django_db
def test_opening_for_everyone_reaches_those_whom_an_area_left_out(places):
    lesson(NEMOURS, zone_eligibilite=["77359"])
    found, nemours = of("77333")
    after = change.with_sites(found, [NEMOURS[::-1]], [30]).after
    assert after.distance_m[nemours] < 2_000


@pytest.mark.django_db
def test_the_page_says_how_many_places_take_some_communes_only_and_offers_to_count_them(staff, places):
    lesson(MELUN)
    lesson(NEMOURS, zone_eligibilite=["77359"])
    lesson(PROVINS, zone_eligibilite=["77"])
    text = text_of(staff.get("/territoire/"))
    assert "1 lieu sur 3 ne prend que certaines communes" in text
    every = staff.get("/territoire/?hors_zone=oui")
    assert "Les zones desservies ne sont pas prises en compte" in text_of(every)
    assert re.search(r'<option value="oui"\s+selected>Ne pas en tenir compte', every.content.decode())


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "?hors_zone=oui", "?seuil_min=20&public=refugies-bpi"])
def test_a_communes_search_has_the_filter_and_the_distance_of_the_page(staff, client, places, query):
    lesson(NEMOURS, nom="Leçons réservées", zone_eligibilite=["77359"])
    answer = staff.get(f"/territoire/communes/{query}{'&' if query else '?'}communes=toutes")
    link = re.search(r'href="(/\?[^"]*commune=77333[^"]*)"', answer.content.decode())[1].replace("&amp;", "&")
    row = next(row for row in answer.context["rows"] if row.code == "77333")
    assert answer.context["view"].criteria == client.get(link).context["search"].criteria
    assert client.get(link).context["search"].place.radius_km == pytest.approx(
        answer.context["view"].threshold_km, abs=0.001
    )
    assert ("Leçons réservées" in client.get(link).content.decode()) is not row.beyond


@settings(deadline=None)
@given(st.data())
def test_by_groups_is_as_one_by_one(data):
    """Nearest and counts of any places and areas are those of each commune with the places that take it."""
    coordinate = st.floats(-20_000, 20_000)
    points = st.lists(st.tuples(coordinate, coordinate), max_size=8)
    people_at = np.array(data.draw(points), dtype=float).reshape(-1, 2)
    places_at = np.array(data.draw(points), dtype=float).reshape(-1, 2)
    tag = st.integers(1, 4)
    tags = np.array(
        data.draw(st.lists(st.tuples(tag, tag), min_size=len(people_at), max_size=len(people_at))), dtype=int
    ).reshape(-1, 2)
    takes = tuple(data.draw(st.lists(st.frozensets(tag), min_size=1, max_size=3, unique=True)))
    number = st.integers(-1, len(takes) - 1)
    area = np.array(data.draw(st.lists(number, min_size=len(places_at), max_size=len(places_at))), dtype=int)
    supply = Supply(places_at, np.ones(len(places_at)), np.arange(len(places_at)), area, takes)
    metres, numbers = areas.nearest(tags, people_at, supply, places_at, 2)
    counts = areas.count_within(tags, people_at, supply, places_at)
    allowed = areas.pairs_taken(tags, supply)
    for i, point in enumerate(people_at):
        mine = [
            j for j in range(len(places_at)) if area[j] < 0 or takes[area[j]].intersection(tags[i].tolist())
        ]
        away = np.sort(np.hypot(*(places_at[mine] - point).T))
        expected = np.concatenate([away, [np.inf, np.inf]])[:2]
        assert np.allclose(metres[i], expected)
        assert [each in mine for each in numbers[i] if each >= 0] == [True] * int(np.isfinite(expected).sum())
        assert (
            counts[i].tolist() == indicators.count_within(people_at[i : i + 1], places_at[mine])[0].tolist()
        )
        if allowed is not None:
            every = np.arange(len(places_at))
            assert np.flatnonzero(allowed(np.full(len(every), i), every)).tolist() == mine
