"""Events on a map: of the weeks to come, where their readers see that they are, and listed beside."""

from datetime import timedelta

import pytest
from django.contrib.gis.geos import Point
from django.utils.timezone import localdate

from mapping.models import Visibility
from network.agenda.moved import Moved
from network.agenda.recurrence import Frequency, Recurrence
from network.events import on_map
from network.models import Audience
from network.paths import path_of
from places.models import Commune
from tests.factories import StructureFactory, UserFactory
from tests.network.factories import EventFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

HERE = Point(2.67, 48.545, srid=4326)
AT = {"position": HERE, "position_precision": "address", "position_origin": "x"}


def features(client, query=""):
    return client.get(f"/agenda/carte.geojson{query}").json()["features"]


def names(client, query=""):
    return [one["properties"]["nom"] for one in features(client, query)]


def test_each_event_is_once_at_its_next_time_and_leads_to_its_page(client):
    rule = Recurrence(Frequency.DAILY)
    held = EventFactory(title="Permanence", start_day=localdate(), recurrence=rule.to_json(), **AT)
    EventFactory(title="Dans longtemps", start_day=localdate() + timedelta(days=40), **AT)
    EventFactory(title="Annulé", is_cancelled=True, **AT)
    EventFactory(title="En ligne", online_link="https://visio.example/")
    (one,) = features(client)
    assert one["geometry"]["coordinates"] == [2.67, 48.545]
    assert one["properties"]["url"] == path_of(held)
    assert one["properties"]["quand"]
    page = client.get("/agenda/?vue=carte")
    assert [point["nom"] for point in page.context["points"]] == ["Permanence", "Dans longtemps"]
    said = page.content.decode()
    assert "En ligne" in said
    assert 'id="carte"' in said


def test_the_same_questions_are_asked_of_the_map(client):
    EventFactory(title="Écrire", themes=["francais"], **AT)
    EventFactory(title="Se loger", themes=["logement"], **AT)
    assert names(client, "?theme=logement") == ["Se loger"]
    assert names(client, "?lat=43&lon=5") == []
    page = client.get("/agenda/?vue=carte&theme=logement&lat=48.539&lon=2.66")
    (point,) = page.context["points"]
    assert "m" in point["distance"]
    assert "/agenda/?theme=logement&amp;lat=48.539&amp;lon=2.66&amp;vue=carte" in page.content.decode()


def test_nobody_learns_more_than_they_read(client):
    melun = Commune.objects.get(nom="Melun", departement_code="77")
    refuge = StructureFactory(nom="Refuge", commune=melun, address_visibility=Visibility.OWNERS, **AT)
    EventFactory(title="Au refuge", structure=refuge, commune=melun)
    EventFactory(title="Entre nous", audience=Audience.PROFESSIONALS, **AT)
    (one,) = features(client)
    assert one["properties"]["nom"] == "Au refuge"
    assert one["geometry"]["coordinates"] == [round(melun.point.x, 6), round(melun.point.y, 6)]
    assert "confidentielle" in one["properties"]["note"]
    client.force_login(UserFactory(is_professional=True))
    assert names(client) == ["Au refuge", "Entre nous"]


def test_one_that_is_elsewhere_this_once_has_no_marker_there(client):
    day = localdate() + timedelta(days=1)
    rule = Recurrence(Frequency.DATES, added=(day,))
    moved = [str(Moved(day, day, place="Ailleurs"))]
    EventFactory(start_day=day, recurrence=rule.to_json(), moved_days=moved, **AT)
    assert features(client) == []


def test_a_map_is_bounded_and_says_how_much_it_leaves_out(client, monkeypatch):
    monkeypatch.setattr(on_map, "MOST", 2)
    for number in range(5):
        EventFactory(start_day=localdate() + timedelta(days=number), **AT)
    answer = client.get("/agenda/carte.geojson").json()
    assert (len(answer["features"]), answer["plus"]) == (2, 3)


def test_the_search_offers_the_layer_off_and_the_agenda_beside_it(client):
    page = client.get("/?lat=48.539&lon=2.66").content.decode()
    assert 'data-overlay="/agenda/carte.geojson?departement=77"' in page
    assert 'href="/agenda/?departement=77"' in page
    box = page[page.index('id="calque-evenements"') :]
    assert "checked" not in box[: box.index(">")]
