"""Every page and file, in another département and another theme: on islands, in one city, without people."""

import re

import numpy as np
import pytest

from search.question import Criteria
from territory import classes, report
from territory.scope import Scope
from territory.view import View
from tests.territory.conftest import lesson

pytestmark = pytest.mark.django_db

HEALTH = ["sante--acces-aux-soins"]
DEPARTEMENTS = ["13", "971", "976", "2A", "75"]
PATHS = [
    "",
    "ouvrir/",
    "et-si/",
    "france/",
    "contours.geojson",
    *(f"rapport.{end}" for end in ("csv", "xlsx", "geojson", "html")),
]


@pytest.fixture
def clinics(places):
    """Health in Marseille, Pointe-à-Pitre, Mamoudzou, Ajaccio and Paris."""
    for at in (
        (43.2965, 5.3698),
        (16.2411, -61.5331),
        (-12.7806, 45.2278),
        (41.9192, 8.7386),
        (48.8566, 2.3522),
    ):
        lesson(at, thematiques=HEALTH)


@pytest.mark.parametrize("departement", DEPARTEMENTS)
@pytest.mark.parametrize("path", PATHS)
def test_it_works_everywhere(staff, clinics, departement, path):
    answer = staff.get(f"/territoire/{path}", {"departement": departement, "theme": "sante", "sites": 1})
    assert answer.status_code == 200
    if path in ("", "ouvrir/"):
        page = re.sub(r"<script.*?</script>", "", answer.content.decode(), flags=re.DOTALL)
        assert not re.search(r"\b(nan|inf|None)\b", page)


@pytest.mark.parametrize("departement", ["971", "976", "2A"])
def test_an_island_measures_to_its_own_places(clinics, departement):
    view = View(Scope("departement", departement), Criteria(themes=("sante",)))
    found = report.make(view).assessment
    assert np.nanmin(found.distance_m) < 3_000
    assert np.nanmax(found.distance_m) < 130_000


def test_a_commune_without_known_people_has_no_colour(clinics):
    for measure in ("distance", "nombre", "e2sfca", "2sfca", "themes"):
        view = View(Scope("departement", "976"), Criteria(themes=("sante",)), measure=measure)
        assert set(report.make(view).classes.of) == {classes.MISSING}
