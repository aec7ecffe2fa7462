"""News: told from a day to another to whom they are for, written through the frame, followed by feeds."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AmbassadorOf
from history.models import Act
from network.models import Audience, Event, News, Resource, State
from places.territories import TerritoryKind
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

NEW = "/reseau/actualites/nouvelle/"
LIST = "/reseau/actualites/"


def news(title="Une nouvelle", starts=-1, ends=10, **said):
    today = timezone.localdate()
    return News.objects.create(
        title=title, starts_on=today + timedelta(days=starts), ends_on=today + timedelta(days=ends), **said
    )


@pytest.fixture
def professional(client):
    user = UserFactory(is_professional=True)
    client.force_login(user)
    return user


def sent(**changed):
    today = timezone.localdate()
    fields = {
        "version": "0", "title": "Atelier déplacé", "summary": "", "text": "Salle B.", "link": "",
        "starts_on": today.isoformat(), "ends_on": (today + timedelta(days=5)).isoformat(),
        "audience": "0", "territory": "",
    } | changed  # fmt: skip
    return {name: value for name, value in fields.items() if value is not None}


def said(client, path=LIST):
    return client.get(path).content.decode()


class TestReading:
    def test_it_is_told_from_its_day_to_its_end(self, client):
        shown = [news("Du jour", 0, 0), news("En cours")]
        hidden = [news("Finie", -9, -1), news("Plus tard", 2, 9), news("Retirée", state=State.WITHDRAWN)]
        page = said(client)
        assert all(one.title in page for one in shown)
        assert not any(one.title in page for one in hidden)
        for one in hidden:
            assert client.get(f"{LIST}{one.pk}-{one.slug}/").status_code == 404

    def test_a_theme_is_chosen_within_the_territory_of_the_address_and_each_is_taken_off(self, client):
        news("Ici", themes=["droits"], territory_kind="departement", territory_code="77")
        page = said(client, f"{LIST}?departement=77&theme=sante")
        assert "Rien de nouveau" in page
        assert f'href="{LIST}?theme=droits&amp;departement=77"' in page
        assert f'href="{LIST}?theme=sante"' in page
        assert f'href="{LIST}?departement=77"' in page
        assert "1 actualité<" in " ".join(
            said(client, f"{LIST}?departement=77&theme=droits").split()
        ).replace(" <", "<")

    def test_what_is_for_professionals_is_theirs(self, client, professional):
        held = news("Pour nous quetzal", audience=Audience.PROFESSIONALS, is_spotlight=True)
        path = f"{LIST}{held.pk}-{held.slug}/"
        assert "quetzal" in said(client)
        assert client.get(path).status_code == 200
        client.logout()
        for page in (
            LIST,
            "/",
            "/reseau/",
            "/reseau/flux/tout.atom",
            "/reseau/flux/actualites.atom",
            "/sitemap-news.xml",
        ):
            assert "quetzal" not in client.get(page).content.decode(), page
        assert client.get(path).status_code == 404

    def test_by_theme(self, client):
        news("Des droits", themes=["droits"])
        news("Du logement", themes=["logement"])
        page = said(client, f"{LIST}?theme=droits")
        assert "Des droits" in page
        assert "Du logement" not in page

    def test_what_is_put_forward_is_on_the_home_page(self, client):
        news("Mise en avant", is_spotlight=True)
        news("Ordinaire")
        page = said(client, "/")
        assert "Mise en avant" in page
        assert "Ordinaire" not in page

    def test_whoever_may_edit_it_still_finds_what_has_ended(self, client, professional):
        held = news("Finie", -9, -1)
        page = client.get(f"{LIST}{held.pk}-{held.slug}/").content.decode()
        assert "Terminée : elle n’est plus montrée" in page


class TestWriting:
    def test_a_professional_writes_and_everyone_reads(self, client, professional):
        answer = client.post(NEW, sent())
        held = News.objects.get()
        assert answer.status_code == 302
        assert answer["Location"].endswith(f"/{held.pk}-{held.slug}/")
        assert (held.title, held.text) == ("Atelier déplacé", "Salle B.")
        client.logout()
        assert "Atelier déplacé" in said(client)

    def test_a_visitor_is_led_to_sign_in(self, client):
        assert client.post(NEW, sent()).status_code == 302
        assert not News.objects.exists()

    def test_an_end_before_the_beginning_is_told_beside_it(self, client, professional):
        answer = client.post(NEW, sent(ends_on="2020-01-01"))
        assert answer.status_code == 422
        assert "la fin est avant le début" in answer.content.decode()

    def test_staff_and_ambassadors_put_forward_and_others_do_not(self, client, professional):
        client.post(NEW, sent(is_spotlight="on"))
        assert not News.objects.get().is_spotlight
        AmbassadorOf.objects.create(user=professional, kind=TerritoryKind.DEPARTEMENT, code="77")
        client.post(NEW, sent(title="Deux", is_spotlight="on"))
        assert News.objects.get(title="Deux").is_spotlight

    def test_two_editors_are_told_of_each_other(self, client, professional):
        held = news("Une")
        path = f"/reseau/actualites/{held.pk}/modifier/"
        page = client.get(path)
        version = page.context["version"]
        fields = sent(
            title="La mienne", starts_on=held.starts_on.isoformat(), ends_on=held.ends_on.isoformat(), text=""
        )
        News.objects.filter(pk=held.pk).update(title="La leur")
        answer = client.post(path, fields | {"version": version})
        assert answer.status_code == 409
        assert "La leur" in answer.content.decode()
        assert "La mienne" in answer.content.decode()

    def test_it_is_withdrawn_and_comes_back(self, client, professional):
        held = news()
        path = f"/reseau/actualites/{held.pk}/retirer/"
        assert client.get(path).status_code == 200
        client.post(path)
        held.refresh_from_db()
        assert held.state == State.WITHDRAWN
        client.post(path)
        held.refresh_from_db()
        assert held.state == State.PUBLISHED
        assert Act.objects.filter(by=professional).count() == 2


class TestFeeds:
    def test_all_of_it_by_kind_theme_and_territory(self, client):
        news("Nouvelle droits", themes=["droits"])
        Resource.objects.create(title="Fiche droits", themes=["droits"])
        Resource.objects.create(title="Fiche logement", themes=["logement"])
        Event.objects.create(title="Forum droits", themes=["droits"], start_day=timezone.localdate())
        every = said(client, "/reseau/flux/tout.atom")
        assert all(
            title in every for title in ("Nouvelle droits", "Fiche droits", "Fiche logement", "Forum droits")
        )
        some = said(client, "/reseau/flux/fiches.atom?theme=droits")
        assert "Fiche droits" in some
        assert "Fiche logement" not in some
        assert "Forum" not in some
        assert client.get("/reseau/flux/nimporte.atom").status_code == 404

    def test_whoever_asks_it_holds_what_visitors_read(self, client, professional):
        news("Pour nous", audience=Audience.PROFESSIONALS)
        Resource.objects.create(title="Interne", audience=Audience.PROFESSIONALS)
        assert "<entry" not in said(client, "/reseau/flux/tout.atom")
