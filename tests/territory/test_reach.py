"""Minutes on the page, by whatever the site has, and what is said when it has nothing."""

import json

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from geocoding import travel
from geocoding.travel import Away, IgnIsochrones, ValhallaMatrix
from search.question import Criteria
from territory import reach
from territory.assessment import assess
from territory.models import TravelArea
from territory.question import Question
from territory.scope import Scope
from tests.territory.test_pages import text_of

pytestmark = pytest.mark.django_db


class Roads:
    """A client that answers as Valhalla does: a minute a hundredth of a degree of longitude."""

    def __init__(self, broken: bool = False):
        self.broken, self.calls = broken, 0

    def get_json(self, _url: str, **query) -> dict:
        self.calls += 1
        if self.broken:
            raise travel.GeopyError("hors service")
        asked = json.loads(query["json"])
        rows = [
            [{"time": 60 * 100 * abs(one["lon"] - other["lon"])} for other in asked["targets"]]
            for one in asked["sources"]
        ]
        return {"sources_to_targets": rows}


class Areas:
    """A client that answers as the Géoplateforme does: a square of a hundredth of a degree a minute."""

    def __init__(self, fail_after: int = 10**9):
        self.calls, self.fail_after = 0, fail_after

    def get_json(self, _url: str, **query) -> dict:
        self.calls += 1
        if self.calls > self.fail_after:
            raise travel.GeopyError("trop de demandes")
        lon, lat = map(float, query["point"].split(","))
        half = query["costValue"] / 100
        ring = [[lon - half, lat - half], [lon + half, lat - half], [lon + half, lat + half]]
        ring += [[lon - half, lat + half], ring[0]]
        return {"geometry": {"type": "Polygon", "coordinates": [ring]}}


@pytest.fixture
def assessment(two_lessons):
    return assess(Question(Scope("departement", "77"), Criteria(themes=("francais",))))


def use(monkeypatch, service):
    monkeypatch.setattr(travel, "provider", lambda: service)


def test_without_a_provider_minutes_are_estimated_and_said_to_be(assessment, monkeypatch):
    use(monkeypatch, None)
    found = reach.to_nearest(assessment)
    assert found.quality == reach.ESTIMATED
    assert np.allclose(found.values, travel.estimate(assessment.distance_m))
    assert "Grand Paris" in found.note


def test_by_road_the_nearest_is_the_quickest_of_the_near_ones(assessment, monkeypatch):
    client = Roads()
    use(monkeypatch, ValhallaMatrix(client))
    found = reach.to_nearest(assessment)
    lon = assessment.people.lonlat[:, 0]
    quickest = 100 * np.abs(lon[:, None] - assessment.supply.lonlat[None, :, 0]).min(axis=1)
    assert found.quality == reach.ROADS
    assert np.allclose(found.values, quickest)
    assert client.calls == -(-507 // 12)


def test_a_provider_that_is_down_leaves_the_estimate_and_says_so(staff, two_lessons, monkeypatch):
    use(monkeypatch, ValhallaMatrix(Roads(broken=True)))
    text = text_of(staff.get("/territoire/"))
    assert "Le calcul d'itinéraires ne répond pas (hors service)" in text
    assert "En voiture, estimé" in text


def test_the_page_says_when_minutes_are_by_road(staff, two_lessons, monkeypatch):
    use(monkeypatch, ValhallaMatrix(Roads()))
    text = text_of(staff.get("/territoire/"))
    assert "En voiture, calculé par la route" in text
    assert "Valhalla" in text


def test_areas_are_asked_once_each_and_kept(assessment, monkeypatch):
    client = Areas()
    service = IgnIsochrones(client)
    use(monkeypatch, service)
    assert reach.to_nearest(assessment).quality == reach.ESTIMATED
    assert client.calls == 0
    assert reach.fetch_areas(assessment, service) == 12
    assert reach.fetch_areas(assessment, service) == 0
    assert client.calls == 12
    found = reach.to_nearest(assessment)
    assert found.quality == reach.AREAS
    melun = assessment.people.codes.tolist().index("77288")
    assert found.values[melun] == 10
    assert set(np.unique(found.values)) <= {10, 15, 20, 30, np.inf}
    assert client.calls == 12


def test_what_was_answered_before_a_failure_is_kept(assessment):
    with pytest.raises(Away):
        reach.fetch_areas(assessment, IgnIsochrones(Areas(fail_after=5)))
    assert TravelArea.objects.count() == 5
    assert reach.fetch_areas(assessment, IgnIsochrones(Areas())) == 7


def test_the_command_says_what_it_fetched_and_what_it_could_not(two_lessons, monkeypatch, capsys):
    use(monkeypatch, None)
    with pytest.raises(CommandError, match="ign"):
        call_command("fetch_travel_areas", "--departement=77")
    use(monkeypatch, IgnIsochrones(Areas(fail_after=1)))
    with pytest.raises(CommandError, match="Relancez"):
        call_command("fetch_travel_areas", "--departement=77", "--theme=francais")
    use(monkeypatch, IgnIsochrones(Areas()))
    call_command("fetch_travel_areas", "--departement=77", "--theme=francais")
    assert "francais : 11 zones demandées." in capsys.readouterr().out
