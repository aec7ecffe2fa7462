"""The réseau's home: what is new, held this week, read again; who does what where, counted by the engine."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from accounts.models import Profile
from accounts.roles import Role
from network.models import Audience, Event, Notepad, Resource, Topic
from network.week import to_come
from network.who_where import table
from search import engine
from search.question import Criteria, Search
from tests.factories import ServiceFactory, StructureFactory, UserFactory

pytestmark = pytest.mark.django_db


def event(title="Café", days=1, **said):
    return Event.objects.create(title=title, start_day=timezone.localdate() + timedelta(days=days), **said)


class TestAgenda:
    def test_the_seven_days_to_come(self, client):
        event("Demain", 1)
        event("Dans dix jours", 10)
        event("Hier", -1)
        event("Annulé", 1, is_cancelled=True)
        event("Exposition", -3, end_day=timezone.localdate() + timedelta(days=2))
        page = client.get("/reseau/").content.decode()
        assert "Demain" in page
        assert "Exposition" in page
        assert not any(word in page for word in ("Dans dix jours", "Hier", "Annulé"))

    def test_what_comes_again_is_told_each_time_but_on_cancelled_days(self):
        today = timezone.localdate()
        from network.agenda.sentence import understood

        held = understood("tous les jours", today)
        event("Chaque jour", 0, recurrence=held.to_json(), cancelled_days=[today + timedelta(days=2)])
        days = [one.day for one in to_come(Role.VISITOR)]
        assert len(days) == 6
        assert today + timedelta(days=2) not in days

    def test_professionals_events_are_theirs(self, client):
        held = event("Réunion quetzal", audience=Audience.PROFESSIONALS)
        path = f"/agenda/{held.pk}-{held.slug}/"
        for page in ("/reseau/", "/", "/agenda/", "/reseau/flux/agenda.atom", "/sitemap-events.xml"):
            assert "quetzal" not in client.get(page).content.decode(), page
        assert client.get(path).status_code == 404
        client.force_login(UserFactory(is_professional=True))
        assert "quetzal" in client.get("/agenda/").content.decode()
        assert client.get(path).status_code == 200

    def test_an_event_says_when_and_where_to_search_engines(self, client):
        held = event("Forum", 1, start_time=time(10), end_time=time(17), place_name="Salle du Manège")
        page = client.get(f"/agenda/{held.pk}-{held.slug}/").content.decode()
        assert '"@type": "Event"' in page
        assert "T10:00:00" in page
        assert "Salle du Manège" in page


class TestHome:
    def test_what_the_public_sees_and_what_professionals_see(self, client):
        Resource.objects.create(title="Fiche ouverte")
        Resource.objects.create(title="Fiche interne", audience=Audience.PROFESSIONALS)
        page = client.get("/reseau/").content.decode()
        assert "Fiche ouverte" in page
        assert "Fiche interne" not in page
        assert "Annuaire des professionnels" not in page
        user = UserFactory(is_professional=True)
        Profile.objects.create(user=user, is_findable=True)
        Profile.objects.create(user=UserFactory(is_professional=True))
        client.force_login(user)
        page = client.get("/reseau/").content.decode()
        assert "Fiche interne" in page
        assert "Annuaire des professionnels" in page
        assert "1 professionnel" in page

    def test_what_is_in_the_network_is_found_first_and_structures_are_one_button_away(self, client):
        Resource.objects.create(title="Renouveler son titre de séjour")
        Notepad.objects.create(title="Titre de séjour : ce que nous savons", audience=Audience.PROFESSIONALS)
        Topic.objects.create(title="Un titre de séjour perdu ?", audience=Audience.PROFESSIONALS)
        home = client.get("/reseau/").content.decode()
        form = home.split('role="search"')[0].rsplit("<form", 1)[1]
        assert 'action="/reseau/"' in form
        assert "Une structure, sur la carte" in home
        page = client.get("/reseau/?mots=titre+de+séjour").content.decode()
        assert "Renouveler son titre de séjour" in page
        assert "ce que nous savons" not in page
        assert "perdu" not in page
        client.force_login(UserFactory(is_professional=True))
        page = client.get("/reseau/?mots=titre+de+séjour").content.decode()
        for title in ("Renouveler son titre de séjour", "ce que nous savons", "Un titre de séjour perdu ?"):
            assert title in page
        assert "Rien de ce que vous lisez" in client.get("/reseau/?mots=zqnullepart").content.decode()

    def test_it_is_in_the_header_the_map_of_the_site_and_the_sitemap(self, client):
        for path in ("/", "/plan-du-site/"):
            page = client.get(path).content.decode()
            assert 'href="/reseau/"' in page
            assert 'href="/fiches/"' in page
        assert "/reseau/" in client.get("/sitemap-pages.xml").content.decode()

    @pytest.mark.parametrize(
        "path", ["/reseau/", "/reseau/actualites/", "/reseau/qui-fait-quoi/", "/agenda/"]
    )
    @pytest.mark.parametrize("language", ["en", "ar", "uk"])
    def test_it_is_read_in_every_language(self, client, path, language):
        assert client.get(f"/{language}{path}").status_code == 200


class TestTable:
    def test_its_counts_are_those_of_the_lists_that_it_leads_to(self, melun):
        made = table("77")
        row = next(row for row in made.rows if row.code == "247700057")
        for cell in row.cells:
            asked = Search(Criteria(themes=(cell.theme.code,), epci=row.code, sans_mairies=True))
            assert cell.count == engine.total(asked, Role.VISITOR), cell
        assert sum(cell.count for cell in row.cells) > 0
        assert made.holes > 0

    def test_what_nobody_does_has_a_word(self, client, melun):
        page = client.get("/reseau/qui-fait-quoi/").content.decode()
        assert 'matrix__count--none">0' in page
        assert "personne" in page
        assert "epci=247700057" in page

    def test_a_draft_is_not_counted(self, melun):
        before = [cell.count for row in table("77").rows for cell in row.cells]
        hidden = StructureFactory(commune=melun, status="draft")
        ServiceFactory(structure=hidden)
        assert [cell.count for row in table("77").rows for cell in row.cells] == before


@pytest.fixture
def melun():
    from places.models import Commune

    commune = Commune.objects.filter(code="77288").first()
    if commune is None:
        pytest.skip("the places are not loaded")
    ServiceFactory(structure=StructureFactory(commune=commune))
    return commune
