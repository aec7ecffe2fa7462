"""The monthly bulletin: made in one press of what is new, edited, sent once to who wants it, kept."""

import re
from datetime import date, timedelta
from unittest import mock

import pytest
from django.core import mail as sent_mails
from django.db import connection
from django.utils import timezone

from accounts.models import AmbassadorOf
from common import robots
from common.delivery import deliver_due
from common.models import Mail, MailState
from history.models import Act
from mapping import writing
from mapping.models import Status, TemporaryClosure, Visibility
from network import quiet
from network.bulletins import sending, subscribing
from network.bulletins.forms import months
from network.bulletins.links import stop_of
from network.models import (
    Audience,
    Bulletin,
    BulletinItem,
    Event,
    News,
    QuietHours,
    Resource,
    State,
    Subscription,
)
from network.paths import path_of
from places.territories import TerritoryKind
from tests.factories import CommuneFactory, ServiceFactory, StructureFactory, UserFactory
from tests.network.factories import EventFactory
from tests.network.test_groups import professional

pytestmark = pytest.mark.django_db

LIST, NEW, MINE = "/reseau/bulletins/", "/reseau/bulletins/nouveau/", "/reseau/bulletins/recevoir/"
WHERE = {"territory_kind": "departement", "territory_code": "77"}
PURPOSES = ("bulletin", "bulletin des professionnels")


@pytest.fixture
def staff():
    return UserFactory(is_staff=True, full_name="Paule Préfecture", email="paule@example.org")


@pytest.fixture
def town():
    return CommuneFactory()


def today():
    return timezone.localdate()


def news(title, **said):
    said = {"starts_on": today(), "ends_on": today() + timedelta(days=20)} | said
    return News.objects.create(title=title, **WHERE, **said)


def begun(client, user, audience=Audience.PUBLIC, month=None, territory="77"):
    """The draft that one press makes, of this month."""
    client.force_login(user)
    month = month or today().replace(day=1)
    sent = {"territory": territory, "month": month.isoformat(), "audience": str(int(audience))}
    answer = client.post(NEW, sent)
    assert answer.status_code == 302, answer.content.decode()
    return Bulletin.objects.latest("pk")


def at(bulletin, end="preparer/"):
    return f"{LIST}{bulletin.pk}/{end}"


def form_of(client, bulletin):
    """What the editor's form holds, as a browser would send it."""
    form = client.get(at(bulletin)).context["form"]
    data = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in data.items() if value is not False}


def keeps(client, bulletin, **changed):
    data = form_of(client, bulletin) | changed
    return client.post(at(bulletin), {name: one for name, one in data.items() if one is not None})


def titles(client, bulletin):
    page = client.get(path_of(bulletin))
    assert page.status_code == 200
    return [line.title for part in page.context["content"].parts for line in part.lines]


def item(bulletin, number):
    return bulletin.items.get(number=number)


def wants(email="vera@exemple.fr", **said):
    return Subscription.objects.create(email=email, confirmed_at=timezone.now(), **WHERE, **said)


def waiting():
    held = Mail.objects.filter(purpose__in=PURPOSES, state=MailState.WAITING)
    return sorted(held.values_list("recipient", flat=True))


def sends(client, bulletin):
    assert client.post(at(bulletin, "envoyer/")).status_code == 302
    bulletin.refresh_from_db()
    return sending.send_due()


class TestOnePress:
    def test_it_tells_what_is_new_in_the_territory_and_nothing_of_elsewhere(self, client, staff, town):
        new = StructureFactory(nom="Maison neuve", commune=town)
        StructureFactory(nom="Maison d’ailleurs", commune=CommuneFactory(code="01900", departement_code="01"))
        told = news("Une nouvelle")
        sheet = Resource.objects.create(title="Une fiche", kind="procedure", **WHERE)
        event = EventFactory(title="Un atelier", start_day=today() + timedelta(days=1), **WHERE)
        offer = news("Une salle", side="offre", what="salle", consent=True)
        TemporaryClosure.objects.create(
            structure=new, first_day=today(), last_day=today() + timedelta(days=3), reason="travaux"
        )
        News.objects.create(
            title="De loin",
            starts_on=today(),
            ends_on=today(),
            territory_kind="departement",
            territory_code="01",
        )
        bulletin = begun(client, staff)
        found = titles(client, bulletin)
        for title in ("Maison neuve", told.title, sheet.title, event.title, offer.title):
            assert title in found
        assert found.count("Maison neuve") == 2
        assert not {"Maison d’ailleurs", "De loin"} & set(found)
        assert bulletin.title.startswith("Bulletin d")

    def test_what_changed_is_said_by_name_without_any_value(self, client, staff, town):
        house = StructureFactory(nom="Maison connue", commune=town)
        service = ServiceFactory(structure=house, nom="Cours du soir")
        self.forget()
        writing.change(house, {"telephone": "01 99 00 00 77"}, staff)
        writing.change(service, {"frais": "gratuit"}, staff)
        writing.change(house, {"description": "zqdescription"}, staff)
        bulletin = begun(client, staff)
        page = client.get(path_of(bulletin)).content.decode()
        assert "Ce qui a changé" in page
        assert "téléphone" in page
        assert "Cours du soir" in page
        assert "coût" in page
        assert "01 99 00 00 77" not in page
        assert "zqdescription" not in page

    def forget(self):
        """Have what is there be there since long."""
        with connection.cursor() as cursor:
            cursor.execute("UPDATE history_act SET at = at - interval '90 days'")

    def test_what_changed_and_went_back_is_no_news(self, client, staff, town):
        house = StructureFactory(nom="Maison connue", commune=town)
        self.forget()
        writing.change(house, {"telephone": "01 99 00 00 77"}, staff)
        writing.change(house, {"telephone": "01 99 00 00 01"}, staff)
        assert titles(client, begun(client, staff)) == []

    def test_pressed_twice_the_draft_is_the_same(self, client, staff):
        news("Une nouvelle")
        begun(client, staff)
        client.post(NEW, {"territory": "77", "month": today().replace(day=1).isoformat(), "audience": "0"})
        assert Bulletin.objects.count() == 1

    def test_a_month_without_news_makes_an_empty_draft(self, client, staff):
        bulletin = begun(client, staff)
        assert bulletin.items.count() == 0
        assert "Rien de nouveau" in client.get(at(bulletin)).content.decode()

    def test_the_months_are_this_one_and_three_before(self):
        found = months(date(2027, 2, 3))
        assert [one.isoformat() for one in found] == ["2027-02-01", "2027-01-01", "2026-12-01", "2026-11-01"]


class TestWhoMakesIt:
    def test_a_professional_does_not_and_is_told_who_does(self, client):
        client.force_login(professional("Ada Première"))
        answer = client.get(NEW)
        assert answer.status_code == 403
        assert "ambassadeurs" in answer.content.decode()

    def test_an_ambassador_does_of_their_territory_alone(self, client, town):
        user = professional("Anna Ambassadrice")
        AmbassadorOf.objects.create(user=user, kind=TerritoryKind.DEPARTEMENT.value, code="77")
        news("Une nouvelle")
        bulletin = begun(client, user)
        assert titles(client, bulletin) == ["Une nouvelle"]
        CommuneFactory(code="01900", nom="Loin", departement_code="01")
        sent = {"territory": "01", "month": today().replace(day=1).isoformat(), "audience": "0"}
        answer = client.post(NEW, sent)
        assert answer.status_code == 422
        assert "ambassadeur" in answer.content.decode()

    def test_a_draft_is_nobody_s_outside_of_the_network(self, client, staff):
        bulletin = begun(client, staff)
        client.logout()
        assert client.get(path_of(bulletin)).status_code == 404
        assert client.get(at(bulletin, "courriel/")).status_code == 302
        assert client.get(f"{LIST}{bulletin.pk}.pdf").status_code == 404


class TestWriting:
    @pytest.fixture
    def bulletin(self, client, staff):
        self.news = [news("Alpha", summary="La première."), news("Bêta", summary="La seconde.")]
        return begun(client, staff)

    def test_each_line_is_kept_dropped_moved_or_said_otherwise(self, client, bulletin):
        alpha, beta = (item(bulletin, one.pk) for one in self.news)
        keeps(client, bulletin, **{f"phrase_{alpha.pk}": "Dit autrement.", "text": "Bonjour **à tous**."})
        page = client.get(path_of(bulletin)).content.decode()
        assert "Dit autrement." in page
        assert "La première." not in page
        assert "<strong>à tous</strong>" in page
        keeps(client, bulletin, descendre=str(alpha.pk))
        assert titles(client, bulletin) == ["Bêta", "Alpha"]
        keeps(client, bulletin, **{f"garde_{beta.pk}": None})
        assert titles(client, bulletin) == ["Alpha"]

    def test_a_page_is_added_by_its_address_where_its_readers_read_it(self, client, bulletin, town):
        house = StructureFactory(nom="Maison ajoutée", commune=town)
        where = f"http://testserver/structures/{house.pk}-{house.slug}/"
        keeps(client, bulletin, adresse=where, ajouter="oui")
        assert "Maison ajoutée" in titles(client, bulletin)
        assert "Structures à connaître" in client.get(path_of(bulletin)).content.decode()
        again = keeps(client, bulletin, adresse=where, ajouter="oui")
        assert "déjà sa ligne" in again.content.decode()
        inside = news("Entre nous", audience=Audience.PROFESSIONALS)
        draft = StructureFactory(nom="zqbrouillon", commune=town, status=Status.DRAFT)
        for address in (
            path_of(inside),
            f"/structures/{draft.pk}-x/",
            "/aide/",
            "n’importe quoi",
            "http://[",
        ):
            answer = keeps(client, bulletin, adresse=address, ajouter="oui")
            assert answer.status_code == 422, address
            assert bulletin.items.count() == 3

    def test_two_people_who_write_at_once_lose_nothing(self, client, bulletin, staff):
        alpha, beta = (item(bulletin, one.pk) for one in self.news)
        mine = form_of(client, bulletin)
        keeps(client, bulletin, **{f"phrase_{alpha.pk}": "De l’une.", "title": "Son titre"})
        # Another line is in nobody's way; the same one is told with both texts.
        answer = client.post(at(bulletin), mine | {f"phrase_{beta.pk}": "De l’autre."})
        assert answer.status_code == 302
        answer = client.post(at(bulletin), mine | {f"phrase_{alpha.pk}": "Autrement."})
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "De l’une." in page
        assert "Autrement." in page
        alpha.refresh_from_db()
        beta.refresh_from_db()
        assert (alpha.sentence, beta.sentence) == ("De l’une.", "De l’autre.")
        assert Bulletin.objects.get(pk=bulletin.pk).title == "Son titre"

    def test_a_structure_that_closed_is_told_by_staff_who_choose_it_and_by_nobody_else(
        self, client, bulletin, staff, town
    ):
        house = StructureFactory(nom="zqfermée", commune=town)
        hidden = StructureFactory(nom="zqcachée", commune=town, address_visibility=Visibility.OWNERS)
        for one in (house, hidden):
            writing.close(one, staff)
        Bulletin.objects.all().delete()
        bulletin = begun(client, staff)
        assert "zqfermée" not in titles(client, bulletin)
        page = client.get(at(bulletin)).content.decode()
        assert "zqfermée" in page
        assert "zqcachée" not in page
        one = item(bulletin, house.pk)
        ambassador = professional("Anna Ambassadrice")
        AmbassadorOf.objects.create(user=ambassador, kind="departement", code="77")
        client.force_login(ambassador)
        assert "zqfermée" not in client.get(at(bulletin)).content.decode()
        client.force_login(staff)
        keeps(client, bulletin, **{f"garde_{one.pk}": "on"})
        assert "zqfermée" in titles(client, bulletin)


class TestWhatReadersMayRead:
    """Nothing that its readers could not read, when it is drafted, when it is sent, and after."""

    def test_a_public_one_holds_nothing_of_professionals_and_theirs_does(self, client, staff):
        news("zqréservée", audience=Audience.PROFESSIONALS)
        public = begun(client, staff)
        assert titles(client, public) == []
        inside = begun(client, staff, Audience.PROFESSIONALS)
        assert titles(client, inside) == ["zqréservée"]

    def test_what_is_hidden_after_the_draft_does_not_leave(self, client, staff, town):
        held, house = news("zqnouvelle"), StructureFactory(nom="zqmaison", commune=town)
        other = news("Qui reste")
        bulletin = begun(client, staff)
        keeps(client, bulletin, **{f"phrase_{item(bulletin, held.pk).pk}": "zqphrase"})
        wants()
        News.objects.filter(pk=held.pk).update(audience=Audience.PROFESSIONALS)
        writing.change(house, {"status": Status.DRAFT}, staff)
        page = client.get(at(bulletin, "envoyer/")).content.decode()
        assert "2 autres ne partent pas" in page
        assert sends(client, bulletin) == 1
        letter = Mail.objects.get(purpose="bulletin")
        for text in (letter.text, letter.html, letter.subject):
            assert "zq" not in text
        assert other.title in letter.text

    def test_nor_is_what_is_hidden_later_told_by_the_page_that_is_kept(self, client, staff, town):
        house = StructureFactory(nom="zqmaison", commune=town)
        bulletin = begun(client, staff)
        sends(client, bulletin)
        client.logout()
        assert titles(client, bulletin) == ["zqmaison"]
        writing.change(house, {"status": Status.DRAFT}, staff)
        assert titles(client, bulletin) == []

    def test_a_sentence_of_what_changed_since_is_read_again_first(self, client, staff):
        held = news("Alpha", summary="Lundi.")
        bulletin = begun(client, staff)
        one = item(bulletin, held.pk)
        keeps(client, bulletin, **{f"phrase_{one.pk}": "Venez lundi."})
        News.objects.filter(pk=held.pk).update(summary="Mardi.")
        assert "La page a changé" in client.get(at(bulletin)).content.decode()
        client.post(at(bulletin, "envoyer/"))
        bulletin.refresh_from_db()
        assert bulletin.is_draft
        keeps(client, bulletin, **{f"phrase_{one.pk}": "Venez mardi."})
        sends(client, bulletin)
        assert not bulletin.is_draft

    def test_a_confidential_address_is_in_no_bulletin(self, client, staff, town):
        StructureFactory(
            nom="Refuge", adresse="9 rue zqsecrète", commune=town, address_visibility=Visibility.OWNERS
        )
        bulletin = begun(client, staff)
        wants()
        sends(client, bulletin)
        letter = Mail.objects.get(purpose="bulletin")
        assert "Refuge" in letter.text
        assert "zqsecrète" not in letter.text + letter.html


class TestSending:
    @pytest.fixture
    def bulletin(self, client, staff):
        news("Une nouvelle", summary="En bref.")
        return begun(client, staff)

    def test_it_goes_once_to_who_wants_it_and_is_published(self, client, bulletin, staff):
        ada = professional("Ada Première", email="ada@example.org")
        subscribing.subscribe(ada, "departement", "77")
        wants()
        Subscription.objects.create(email="ada@EXAMPLE.org", confirmed_at=timezone.now(), **WHERE)
        Subscription.objects.create(email="peut-etre@exemple.fr", **WHERE)
        Subscription.objects.create(
            email="loin@exemple.fr",
            confirmed_at=timezone.now(),
            territory_kind="departement",
            territory_code="01",
        )
        assert sends(client, bulletin) == 2
        assert waiting() == ["ada@example.org", "vera@exemple.fr"]
        # Pressed again, or taken up by another worker, nothing more.
        assert client.post(at(bulletin, "envoyer/")).status_code == 403
        Bulletin.objects.update(handed_at=None)
        assert sending.send_due() == 0
        assert len(waiting()) == 2
        client.logout()
        assert "Une nouvelle" in client.get(path_of(bulletin)).content.decode()
        assert bulletin.title in client.get(LIST).content.decode()

    def test_the_mail_says_it_in_text_and_html_and_is_dressed_to_be_ended(self, client, bulletin):
        wants()
        sends(client, bulletin)
        deliver_due()
        message = next(one for one in sent_mails.outbox if "Bulletin" in one.subject)
        html = message.alternatives[0][0]
        for text in (message.body, html):
            assert "Une nouvelle" in text
            assert "En bref." in text
            assert f"{LIST}{bulletin.pk}.pdf" in text
        assert re.fullmatch(r"<https?://\S+/arreter/>", message.extra_headers["List-Unsubscribe"])
        assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    def test_a_worker_that_dies_in_the_middle_sends_each_once(self, client, bulletin):
        for number in range(6):
            wants(f"p{number}@exemple.fr")
        client.post(at(bulletin, "envoyer/"))
        does, count = sending.outbox.send, iter(range(99))

        def dies(*arguments, **options):
            if next(count) == 3:
                raise KeyboardInterrupt
            return does(*arguments, **options)

        with mock.patch.object(sending.outbox, "send", dies), pytest.raises(KeyboardInterrupt):
            sending.send_due()
        assert len(waiting()) == 3
        sending.send_due()
        assert waiting() == [f"p{number}@exemple.fr" for number in range(6)]
        assert Bulletin.objects.get().handed_at is not None

    def test_one_bad_address_stops_nothing(self, client, bulletin):
        wants("a@exemple.fr")
        bad = wants("b@exemple.fr")
        Subscription.objects.filter(pk=bad.pk).update(email="ni queue ni tête")
        wants("c@exemple.fr")
        assert sends(client, bulletin) == 2
        assert waiting() == ["a@exemple.fr", "c@exemple.fr"]
        assert Bulletin.objects.get().handed_at is not None

    def test_who_unsubscribes_between_the_press_and_the_sending_receives_nothing(self, client, bulletin):
        one, other = wants("a@exemple.fr"), wants("b@exemple.fr")
        client.post(at(bulletin, "envoyer/"))
        subscribing.end(one)
        sending.send_due()
        assert waiting() == ["b@exemple.fr"]
        # What waits in the outbox is taken back too.
        subscribing.end(other)
        assert waiting() == []
        sending.send_due()
        assert waiting() == []

    def test_what_is_for_professionals_goes_to_no_one_else(self, client, staff):
        news("Entre nous", audience=Audience.PROFESSIONALS)
        ada, bob = professional("Ada", email="ada@example.org"), professional("Bob", email="bob@example.org")
        for one in (ada, bob):
            subscribing.subscribe(one, "departement", "77")
        wants()
        bulletin = begun(client, staff, Audience.PROFESSIONALS)
        assert sends(client, bulletin) == 2
        assert waiting() == ["ada@example.org", "bob@example.org"]
        # Who is no professional any more receives nothing of what waits.
        bob.is_professional = False
        bob.save()
        assert waiting() == ["ada@example.org"]
        client.logout()
        assert client.get(path_of(bulletin)).status_code == 404
        assert bulletin.title not in client.get(LIST).content.decode()

    def test_it_waits_for_the_end_of_quiet_hours(self, client, bulletin, monkeypatch):
        monkeypatch.setattr(quiet, "usual", lambda: QuietHours(first=0, last=23, rests=False))
        wants()
        now = timezone.localtime()
        if now.hour == 23:
            pytest.skip("the one hour of the day that is not quiet here")
        sends(client, bulletin)
        due = timezone.localtime(Mail.objects.get(purpose="bulletin").due_at)
        assert (due.hour, due.minute) == (23, 0)
        deliver_due()
        assert waiting() == ["vera@exemple.fr"]

    def test_it_is_not_changed_any_more_and_a_correction_is_sent(self, client, bulletin, staff):
        wants()
        sends(client, bulletin)
        assert client.get(at(bulletin)).status_code == 403
        assert client.post(at(bulletin, "supprimer/")).status_code == 403
        client.post(at(bulletin, "corriger/"))
        correction = Bulletin.objects.get(corrects=bulletin)
        assert correction.title.startswith("Correction")
        client.post(at(bulletin, "corriger/"))
        assert Bulletin.objects.filter(corrects=bulletin).count() == 1
        assert sends(client, correction) == 1
        assert len(waiting()) == 2
        client.logout()
        page = client.get(path_of(bulletin)).content.decode()
        assert path_of(correction) in page

    def test_sending_is_not_undone_by_the_history(self, client, bulletin, staff):
        sends(client, bulletin)
        act = Act.objects.filter(by=staff).latest("pk")
        assert client.post(f"/reseau/{bulletin.pk}/annuler/{act.pk}/").status_code == 404
        assert Bulletin.objects.get(pk=bulletin.pk).state == State.PUBLISHED
        # The day on which it left is told.
        assert "Envoyé le" in client.get(f"/reseau/{bulletin.pk}/historique/").content.decode()

    def test_an_empty_one_does_not_leave(self, client, staff):
        News.objects.all().delete()
        Bulletin.objects.all().delete()
        bulletin = begun(client, staff)
        client.post(at(bulletin, "envoyer/"))
        bulletin.refresh_from_db()
        assert bulletin.is_draft


class TestSubscribing:
    def asks(self, client, monkeypatch, email="vera@exemple.fr"):
        form = client.get(LIST).context["form"]
        shown = robots.now()
        monkeypatch.setattr(robots, "now", lambda: shown + 60)
        return (
            client.post(LIST, {"jeton": form["jeton"].value(), "territoire": "77", "courriel": email})
            .content.decode()
            .partition("<main")[2]
        )

    def test_anybody_does_by_an_address_that_they_confirm(self, client, town, monkeypatch):
        assert "Regardez vos courriels" in self.asks(client, monkeypatch)
        held = Subscription.objects.get()
        assert held.confirmed_at is None
        letter = Mail.objects.get()
        (link,) = re.findall(r"https?://[^/]+(/reseau/bulletins/abonnement/\S+/)", letter.text)
        # A program that opens links confirms nothing.
        client.get(link)
        held.refresh_from_db()
        assert held.confirmed_at is None
        assert "C’est confirmé" in client.post(link, {"confirmer": "oui"}).content.decode()
        held.refresh_from_db()
        assert held.confirmed_at is not None
        assert "oubli" in client.post(link, {"arreter": "oui"}).content.decode()
        assert not Subscription.objects.exists()

    def test_whoever_asks_is_not_told_whether_an_address_receives_it(self, client, town, monkeypatch):
        first = self.asks(client, monkeypatch)
        Subscription.objects.update(confirmed_at=timezone.now())
        assert self.asks(client, monkeypatch) == first
        assert Subscription.objects.count() == 1

    def test_one_press_in_a_mail_programme_ends_it(self, client, town):
        held = wants()
        path = re.sub(r"^https?://[^/]+", "", stop_of(held))
        assert client.get(path).status_code == 302
        assert Subscription.objects.exists()
        assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
        assert not Subscription.objects.exists()
        assert client.post(path).status_code == 404

    def test_a_member_chooses_territories(self, client, town):
        ada = professional("Ada Première")
        client.force_login(ada)
        assert client.post(MINE, {"territory": "77"}).status_code == 302
        assert client.post(MINE, {"territory": "nulle part"}).status_code == 422
        held = Subscription.objects.get(user=ada)
        assert "Seine-et-Marne" in client.get(MINE).content.decode()
        client.force_login(professional("Bob Second"))
        client.post(MINE, {"retirer": str(held.pk)})
        assert Subscription.objects.exists()
        client.force_login(ada)
        client.post(MINE, {"retirer": str(held.pk)})
        assert not Subscription.objects.exists()

    def test_what_nobody_confirmed_is_forgotten_in_a_week(self):
        old = timezone.now() - timedelta(days=8)
        Subscription.objects.create(email="a@exemple.fr", asked_at=old, **WHERE)
        Subscription.objects.create(email="b@exemple.fr", asked_at=old, confirmed_at=old, **WHERE)
        assert subscribing.forget_due() == 1

    def test_addresses_are_on_no_page(self, client, staff, town):
        wants("zqvera@exemple.fr")
        news("Une nouvelle")
        bulletin = begun(client, staff)
        pages = [at(bulletin), at(bulletin, "envoyer/"), path_of(bulletin), LIST, at(bulletin, "courriel/")]
        for path in pages:
            assert "zqvera" not in client.get(path).content.decode()


def test_its_lines_have_a_history_that_says_no_value(client, staff):
    held = news("Alpha")
    bulletin = begun(client, staff)
    keeps(client, bulletin, **{f"phrase_{item(bulletin, held.pk).pk}": "Dit autrement."})
    page = client.get(f"/reseau/{bulletin.pk}/historique/").content.decode()
    assert "Dit autrement." in page
    assert "une ligne" in page


def test_items_that_are_of_no_known_sort_are_refused():
    assert {one.value for one in BulletinItem.Source} == {
        *(
            "nouvelle",
            "changee",
            "structure",
            "fermeture",
            "fermee",
            "actualite",
            "rendez-vous",
            "session",
            "fiche",
        ),
        "annonce",
    }


def test_an_event_is_told_at_its_next_date(client, staff):
    Event.objects.all().delete()
    day = today() + timedelta(days=2)
    EventFactory(title="Un atelier", start_day=day, **WHERE)
    EventFactory(title="Passé", start_day=today() - timedelta(days=2), **WHERE)
    bulletin = begun(client, staff)
    assert titles(client, bulletin) == ["Un atelier"]
