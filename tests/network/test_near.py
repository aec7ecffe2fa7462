"""The agenda near a place: asked as the search is, measured to what the reader may see, nothing lost."""

from datetime import timedelta

import pytest
from django.contrib.gis.geos import Point
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from mapping.models import Session, Status, Visibility
from network.events import near
from network.models import Audience, Event
from places.models import Commune
from search.question import Place
from tests.factories import ServiceFactory, StructureFactory, UserFactory
from tests.network.factories import EventFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

MELUN = "lat=48.539&lon=2.66"
HERE, FAR = Point(2.67, 48.545, srid=4326), Point(2.95, 48.96, srid=4326)
VIEWS = ["/agenda/?", "/agenda/?vue=semaine&", "/agenda/?vue=mois&", "/agenda/trimestre/?"]
OUTSIDE = ["/agenda/agenda.ics?", "/reseau/flux/agenda.atom?"]


def held(title, **more):
    return EventFactory(title=title, start_day=localdate(), **more)


def at(point):
    return {"position": point, "position_precision": "address", "position_origin": "x"}


def commune(name):
    return Commune.objects.get(nom=name, departement_code="77")


@pytest.mark.parametrize("address", [*VIEWS, *OUTSIDE])
def test_every_way_to_read_the_agenda_keeps_to_what_is_near(client, address):
    held("Tout près", **at(HERE), commune=commune("Melun"))
    held("Très loin", **at(FAR))
    held("Au village", commune=commune("Melun"))
    said = client.get(f"{address}{MELUN}&rayon_km=10").content.decode()
    assert "Tout près" in said
    assert "Au village" in said
    assert "Très loin" not in said
    said = client.get(f"{address}commune={commune('Melun').code}&rayon_km=200").content.decode()
    assert "Très loin" in said


def test_each_line_says_how_far(client):
    held("Tout près", **at(HERE))
    for view in VIEWS[:3]:
        assert "990 m" in client.get(f"{view}{MELUN}").content.decode().replace("\N{NO-BREAK SPACE}", " "), (
            view
        )
    assert "990" not in client.get("/agenda/").content.decode()


def test_what_is_nowhere_or_online_is_told_apart(client):
    held("Visioconférence", online_link="https://visio.example/")
    held("Partout", territory_kind="departement", territory_code="77")
    held("Loin et en ligne", **at(FAR), online_link="https://visio.example/")
    held("Ici et en ligne", **at(HERE), online_link="https://visio.example/")
    for view in VIEWS[:3]:
        page = client.get(f"{view}{MELUN}&rayon_km=10")
        said = page.content.decode()
        assert "Sans lieu précis, ou en ligne" in said
        assert {one.event.title for one in page.context["apart"]} == {
            "Visioconférence", "Partout", "Loin et en ligne",
        }  # fmt: skip
    assert "Sans lieu précis" not in client.get("/agenda/").content.decode()


def test_a_place_that_is_typed_leads_to_its_point_and_keeps_the_rest(client):
    answer = client.get("/agenda/?vue=mois&theme=francais&adresse=Melun&rayon_km=5")
    assert answer.status_code == 302
    assert "lat=48.5" in answer["Location"]
    assert "rayon_km=5" in answer["Location"]
    assert "theme=francais" in answer["Location"]
    assert "vue=mois" in answer["Location"]
    assert "adresse" not in answer["Location"]
    page = client.get(answer["Location"])
    assert "à moins de 5" in page.content.decode()
    field = page.context["near"].text
    assert "Melun" in field
    # Sent again as it stands the place stays; emptied, it goes.
    again = client.get(f"{answer['Location']}&adresse={field}")
    assert "lat=48.5" in again["Location"]
    assert "lat" not in client.get(f"{answer['Location']}&adresse=")["Location"]


def test_a_place_that_is_not_understood_gets_the_words_of_the_search(client):
    held("Tout près", **at(HERE))
    asked = "/?adresse=Zzyzzx&theme=francais"
    said = client.get(asked).context["errors"]["adresse"][0]
    page = client.get(f"/agenda/?adresse=Zzyzzx&{MELUN}")
    assert page.status_code == 200
    assert page.context["asked"].told["adresse"] == said
    assert 'value="Zzyzzx"' in page.content.decode()
    for wrong in ("lat=99&lon=2", "lat=48", "commune=99999", f"{MELUN}&rayon_km=x"):
        answer = client.get(f"/agenda/?{wrong}")
        assert answer.status_code == 200
        assert answer.context["asked"].told["adresse"], wrong
    assert client.get("/agenda/?adresse=Seine-et-Marne")["Location"] == "/agenda/?territoire=77"
    assert client.get("/agenda/?adresse=%00").status_code in (200, 302)


def test_a_confidential_structure_is_at_the_point_of_its_commune(client):
    hidden = StructureFactory(
        nom="Halte", commune=commune("Melun"), address_visibility=Visibility.OWNERS, **at(FAR)
    )
    held("Chez elle", structure=hidden, commune=commune("Melun"))
    near_by = "lat={0.y}&lon={0.x}&rayon_km=3"
    assert "Chez elle" not in client.get(f"/agenda/?{near_by.format(FAR)}").content.decode()
    centre = commune("Melun").point
    page = client.get(f"/agenda/?{near_by.format(centre)}").content.decode()
    assert "Chez elle" in page
    assert "moins de 50" in page


def test_a_structure_that_the_event_s_readers_do_not_see_counts_by_the_commune_of_the_event(client):
    draft = StructureFactory(status=Status.DRAFT, **at(FAR))
    held("Discret", structure=draft, commune=commune("Melun"))
    assert "Discret" in client.get(f"/agenda/?{MELUN}&rayon_km=5").content.decode()
    client.force_login(UserFactory(is_professional=True))
    held("Entre nous", structure=StructureFactory(**at(HERE)), audience=Audience.PROFESSIONALS)
    assert "Entre nous" in client.get(f"/agenda/?{MELUN}&rayon_km=5").content.decode()


def test_sessions_of_services_are_near_too(client):
    for name, point in (("Cours d’ici", HERE), ("Cours de là-bas", FAR)):
        service = ServiceFactory(nom=name, structure=StructureFactory(**at(point)))
        Session.objects.create(
            service=service, first_day=localdate(), last_day=localdate() + timedelta(days=9)
        )
    page = client.get(f"/agenda/?{MELUN}&rayon_km=10").content.decode()
    assert "Cours d’ici" in page
    assert "Cours de là-bas" not in page


def test_the_list_asks_as_many_questions_whatever_it_holds(client):
    def questions():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(f"/agenda/?{MELUN}").status_code == 200
        return len(asked)

    held("Une", structure=StructureFactory(**at(HERE)))
    held("En ligne", online_link="https://visio.example/")
    questions()
    few = questions()
    for number in range(20):
        held(f"Encore {number}", structure=StructureFactory(**at(HERE)))
        held(f"Là {number}", **at(HERE))
    assert questions() == few


def test_an_address_near_by_is_found_by_the_index_of_points():
    Event.objects.bulk_create(
        EventFactory.build(
            position=Point(1 + n % 500 / 100, 44 + n // 500 / 10, srid=4326), position_precision="address"
        )
        for n in range(6_000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE network_event")
        found = Event.objects.filter(near.within(Place(48.5, 2.66, 10)))
        plan = found.explain()
    assert "position" in plan
    assert "Index Scan" in plan
    assert "Seq Scan on network_event " not in plan, plan
