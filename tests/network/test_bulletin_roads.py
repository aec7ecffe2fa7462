"""Bulletins by the roads that people take: who subscribes by its page receives it, its writers try it on
themselves, what it tells is told whole and in its order."""

import re
from datetime import datetime, time, timedelta

import pytest
from django.core import mail as sent_mails
from django.utils import timezone

from common import kept_mails, robots
from common.delivery import deliver_due
from common.models import Mail
from network.agenda.recurrence import Frequency, Recurrence
from network.bulletins import gathering, sending, subscribing
from network.bulletins.facts import days_ahead
from network.models import Audience, Bulletin, Event, Subscription
from network.paths import path_of
from tests.factories import StructureFactory, UserFactory
from tests.network.factories import EventFactory
from tests.network.test_bulletins import (
    LIST,
    MINE,
    WHERE,
    at,
    begun,
    form_of,
    item,
    keeps,
    news,
    sends,
    staff,
    titles,
    today,
    town,
    waiting,
    wants,
)
from tests.network.test_groups import professional

pytestmark = pytest.mark.django_db

__all__ = ["staff", "town"]


def subscribes(client, user):
    """Choose the bulletins of the département by the page."""
    client.force_login(user)
    client.post(MINE, {"territory": "77"})
    assert Subscription.objects.filter(user=user).exists()


def example(email):
    return UserFactory(is_professional=True, is_example=True, password="!", email=email)


class TestWhoReceivesIt:
    @pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.PROFESSIONALS])
    def test_an_account_that_subscribed_by_the_page_is_sent_it(self, client, staff, town, audience):
        ada, bob = professional("Ada", email="ada@example.org"), professional("Bob", email="bob@example.org")
        gone = professional("Eve", email="eve@example.org")
        for one in (ada, bob, gone):
            subscribes(client, one)
        # One stopped by the page; one is no professional any more.
        client.post(MINE, {"retirer": str(Subscription.objects.get(user=gone).pk)})
        bob.is_professional = False
        bob.save()
        news("Une nouvelle", audience=audience)
        bulletin = begun(client, staff, audience)
        expected = ["ada@example.org"] + ["bob@example.org"] * (audience == Audience.PUBLIC)
        count = f"{len(expected)} abonné"
        assert count in client.get(at(bulletin)).content.decode()
        assert f"Envoyer à {count}" in client.get(at(bulletin, "envoyer/")).content.decode()
        assert sends(client, bulletin) == len(expected)
        assert waiting() == expected

    def test_in_a_try_the_accounts_of_the_try_are_sent_it(self, client, staff, town, settings, tmp_path):
        subscribing.subscribe(example("lea@example.org"), "departement", "77")
        news("Une nouvelle")
        bulletin = begun(client, staff)
        # Elsewhere their addresses are nobody's.
        assert "personne n’y est encore abonné" in client.get(at(bulletin, "envoyer/")).content.decode()
        settings.EMAIL_BACKEND, settings.KEPT_MAILS = kept_mails.BACKEND, tmp_path / "mails"
        assert "Envoyer à 1 abonné" in client.get(at(bulletin, "envoyer/")).content.decode()
        assert sends(client, bulletin) == 1
        assert waiting() == ["lea@example.org"]


class TestWhatItTells:
    @pytest.fixture(autouse=True)
    def few(self, monkeypatch):
        """Three lines of a sort, so that more of them are few."""
        monkeypatch.setattr(gathering, "MOST", 3)

    def test_the_newest_structures_are_told_with_how_many_there_are_and_a_page_of_all(
        self, client, staff, town
    ):
        for name in ("Zoé", "Yves", "Xavier", "Anne", "Bruno"):
            StructureFactory(nom=name, commune=town)
        bulletin = begun(client, staff)
        assert titles(client, bulletin) == ["Bruno", "Anne", "Xavier"]
        for path in (path_of(bulletin), at(bulletin, "courriel/"), at(bulletin, "courriel.txt")):
            page = client.get(path).content.decode()
            assert "3 sur 5" in page
            assert "Les 5 nouvelles structures du mois" in page
        every = client.get(f"{path_of(bulletin)}?rubrique=nouvelle").content.decode()
        places = [every.index(f">{name}<") for name in ("Bruno", "Anne", "Xavier", "Yves", "Zoé")]
        assert places == sorted(places)
        # Two more are chosen in one press, and then nothing is left to say.
        assert "3 sur 5" in client.get(at(bulletin)).content.decode()
        keeps(client, bulletin, suivantes="nouvelle")
        assert titles(client, bulletin) == ["Bruno", "Anne", "Xavier", "Yves", "Zoé"]
        assert "sur 5" not in client.get(path_of(bulletin)).content.decode()

    def test_the_page_of_all_holds_nothing_that_its_readers_do_not_read(self, client, staff, town):
        for name in ("Zoé", "Yves", "Xavier", "Anne"):
            StructureFactory(nom=name, commune=town)
        hidden = StructureFactory(nom="zqbrouillon", commune=town, status="draft")
        bulletin = begun(client, staff)
        page = client.get(f"{path_of(bulletin)}?rubrique=nouvelle").content.decode()
        assert hidden.nom not in page
        client.logout()
        assert client.get(f"{path_of(bulletin)}?rubrique=nouvelle").status_code == 404

    def test_events_stand_in_the_order_of_the_days_that_are_told(self, client, staff):
        """One that repeats is told at its next date, and stands there, whatever was over this morning."""
        Event.objects.all().delete()
        first = today()
        EventFactory(title="Demain", start_day=first + timedelta(days=1), **WHERE)
        EventFactory(title="Après-demain", start_day=first + timedelta(days=2), **WHERE)
        bulletin = begun(client, staff)
        assert titles(client, bulletin) == ["Demain", "Après-demain"]
        # Put off after it was drafted, it stands at its new day.
        Event.objects.filter(title="Demain").update(start_day=first + timedelta(days=3))
        assert titles(client, bulletin) == ["Après-demain", "Demain"]
        assert "Monter" not in client.get(at(bulletin)).content.decode()


class TestTryingIt:
    def test_one_sends_it_to_oneself_as_it_would_leave_and_it_counts_for_nothing(self, client, staff):
        news("Une nouvelle", summary="En bref.")
        bulletin = begun(client, staff)
        subscribes(client, staff)
        wants()
        answer = keeps(client, bulletin, text="Bonjour.", puis="essai")
        assert answer.status_code == 302
        trial = Mail.objects.get()
        assert trial.recipient == staff.email
        assert trial.subject.startswith("[Essai] ")
        bulletin.refresh_from_db()
        assert bulletin.is_draft
        client.post(at(bulletin, "envoyer/"), {"essai": "oui"})
        assert Mail.objects.count() == 2
        assert sends(client, bulletin) == 2
        real = Mail.objects.get(purpose="bulletin", recipient=staff.email)
        assert "Bonjour." in real.text
        assert (trial.text, trial.html, trial.unsubscribe) == (real.text, real.html, real.unsubscribe)
        assert trial.subject == f"[Essai] {real.subject}"

    def test_there_is_an_end_to_it_that_is_told(self, client, staff, settings):
        settings.LIMIT_FACTOR = 1
        news("Une nouvelle")
        bulletin = begun(client, staff)
        for _turn in range(31):
            client.post(at(bulletin, "envoyer/"), {"essai": "oui"})
        assert Mail.objects.filter(purpose=sending.TRIAL.name).count() == 30

    def test_who_does_not_make_it_does_not_try_it(self, client, staff):
        news("Une nouvelle")
        bulletin = begun(client, staff)
        client.force_login(professional("Ada"))
        assert client.post(at(bulletin, "envoyer/"), {"essai": "oui"}).status_code == 403
        assert not Mail.objects.exists()


class TestPreparingIt:
    @pytest.fixture
    def bulletin(self, client, staff):
        self.news = [news(title, starts_on=today()) for title in "EDCBA"]
        return begun(client, staff)

    def lines(self, bulletin):
        return {one: item(bulletin, held.pk) for one, held in zip("EDCBA", self.news, strict=True)}

    def test_lines_go_to_the_places_that_are_typed_at_once(self, client, bulletin):
        assert "".join(titles(client, bulletin)) == "ABCDE"
        line = self.lines(bulletin)
        keeps(client, bulletin, **{f"place_{line['E'].pk}": "1", f"place_{line['A'].pk}": "4"})
        assert "".join(titles(client, bulletin)) == "EBCAD"
        keeps(client, bulletin, **{f"place_{line['E'].pk}": "99"})
        assert "".join(titles(client, bulletin)) == "BCADE"
        answer = keeps(client, bulletin, **{f"place_{line['B'].pk}": "0"})
        assert answer.status_code == 422
        assert "1 est la première place" in answer.content.decode()

    def test_an_old_page_that_moves_nothing_moves_nothing_back(self, client, bulletin):
        line = self.lines(bulletin)
        mine = form_of(client, bulletin)
        keeps(client, bulletin, **{f"place_{line['E'].pk}": "1"})
        client.post(at(bulletin), mine | {"text": "Un mot."})
        assert "".join(titles(client, bulletin)) == "EABCD"

    def test_a_whole_sort_is_dropped_and_kept_in_one_press(self, client, bulletin):
        keeps(client, bulletin, oter="actualite")
        assert titles(client, bulletin) == []
        keeps(client, bulletin, garder="actualite")
        assert len(titles(client, bulletin)) == 5

    def test_what_is_looked_at_next_is_what_was_typed(self, client, bulletin):
        for puis, end in (("envoyer", "envoyer/"), ("courriel", "courriel/"), ("texte", "courriel.txt")):
            answer = keeps(client, bulletin, title=f"Titre {puis}", puis=puis)
            assert answer["Location"] == at(bulletin, end)
            assert f"Titre {puis}" in client.get(answer["Location"]).content.decode()

    def test_a_long_sort_is_folded_and_opens_on_the_line_that_was_moved(self, client, bulletin):
        assert not re.search(r'id="partie-actualite"\s+open', client.get(at(bulletin)).content.decode())
        moved = self.lines(bulletin)["C"].pk
        answer = keeps(client, bulletin, monter=str(moved))
        page, _sign, anchor = answer["Location"].partition("#")
        assert anchor == f"ligne-{moved}"
        assert re.search(r'id="partie-actualite"\s+open', client.get(page).content.decode())


class TestItsMails:
    def test_paragraphs_of_the_opening_words_stay_apart_in_the_mail_in_words(self, client, staff):
        news("Une nouvelle")
        bulletin = begun(client, staff)
        keeps(client, bulletin, text="Un.\n\nDeux.\n\n- trois\n- quatre")
        assert "Un.\n\nDeux.\n\ntrois\nquatre" in client.get(at(bulletin, "courriel.txt")).content.decode()

    def test_the_mail_begins_by_the_name_of_the_site_and_keeps_its_style_when_shown(
        self, client, staff, settings
    ):
        news("Une nouvelle")
        bulletin = begun(client, staff)
        answer = client.get(at(bulletin, "courriel/"))
        page = answer.content.decode()
        assert page.index(settings.SITE_NAME) < page.index("<h1>")
        assert "max-width" in page
        assert "prefers-color-scheme: dark" in page
        assert "'sha256-" in answer["Content-Security-Policy"]
        assert "unsafe" not in answer["Content-Security-Policy"]

    def test_each_mail_is_stopped_by_one_press_of_a_programme(self, client, staff):
        ada = professional("Ada", email="ada@example.org")
        subscribes(client, ada)
        news("Une nouvelle")
        sends(client, begun(client, staff))
        Mail.objects.update(due_at=timezone.now())
        deliver_due()
        (message,) = sent_mails.outbox
        assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        path = re.fullmatch(r"<https?://[^/]+(/\S+)>", message.extra_headers["List-Unsubscribe"])[1]
        client.logout()
        assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
        assert not Subscription.objects.exists()

    def test_an_address_is_asked_in_the_language_of_the_page_it_was_given_on(self, client, town, monkeypatch):
        monkeypatch.setattr(robots, "QUICKEST_S", 0)
        page = f"/en{LIST}"
        form = client.get(page).context["form"]
        client.post(page, {"jeton": form["jeton"].value(), "territoire": "77", "courriel": "v@exemple.fr"})
        letter = Mail.objects.get()
        assert "Someone asked" in letter.text
        assert "/en/reseau/bulletins/abonnement/" in letter.text

    def test_nothing_is_said_to_stop_in_one_click_where_there_are_two(self, client, town):
        assert "d’un clic" not in client.get(LIST).content.decode()


class TestWhatWasSent:
    def test_a_second_correction_says_so_and_begins_with_what_the_first_said(self, client, staff):
        news("Une nouvelle")
        bulletin = begun(client, staff)
        sends(client, bulletin)
        client.post(at(bulletin, "corriger/"))
        first = Bulletin.objects.get(corrects=bulletin)
        keeps(client, first, text="Le premier correctif.", **{f"phrase_{first.items.get().pk}": "Corrigée."})
        sends(client, first)
        # From the bulletin or from its correction, the second one is the same.
        client.post(at(bulletin, "corriger/"))
        client.post(at(first, "corriger/"))
        second = Bulletin.objects.get(corrects=bulletin, sent_at=None)
        assert second.title == f"Correction 2 : {bulletin.title}"[:150]
        assert second.text == "Le premier correctif."
        assert second.items.get().sentence == "Corrigée."
        sends(client, second)
        client.logout()
        for older in (bulletin, first):
            assert path_of(second) in client.get(path_of(older)).content.decode()
        assert path_of(first) not in client.get(path_of(second)).content.decode().partition("<h1")[0]

    def test_the_list_tells_days_and_a_page_elsewhere_says_that_it_is_in_french(self, client, staff):
        news("Une nouvelle")
        bulletin = begun(client, staff)
        assert re.search(r"commencé le \d+", client.get(f"/ar{LIST}").content.decode())
        sends(client, bulletin)
        client.logout()
        day = datetime.strftime(timezone.localtime(), "%Y")
        assert re.search(rf"envoyé le \d+ \S+ {day}", client.get(LIST).content.decode())
        assert "in French" in client.get(f"/en{path_of(bulletin)}").content.decode()

    def test_visitors_find_it_among_what_the_network_tells(self, client, town):
        tabs = client.get("/reseau/").content.decode().partition('class="tabs"')[2].partition("</ul>")[0]
        assert f'href="{LIST}"' in tabs
        assert f'href="{LIST}"' in client.get("/").content.decode()


def test_what_is_over_this_morning_and_held_again_stands_at_its_next_day(client, staff):
    """The moment by which events are ordered is the one that is told."""
    Event.objects.all().delete()
    now = timezone.localtime()
    if now.hour < 3:
        pytest.skip("nothing of today is over yet")
    EventFactory(
        title="Chaque semaine",
        start_day=today(),
        start_time=time(0, 10),
        end_time=time(0, 40),
        recurrence=Recurrence(Frequency.WEEKLY, weekdays=((0, today().weekday()),)).to_json(),
        **WHERE,
    )
    EventFactory(title="Demain", start_day=today() + timedelta(days=1), **WHERE)
    bulletin = begun(client, staff)
    assert days_ahead(bulletin)[0] == today()
    assert titles(client, bulletin) == ["Demain", "Chaque semaine"]
