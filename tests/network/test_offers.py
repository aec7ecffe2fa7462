"""Offers and requests: written through the frame, listed by what they are, answered to who holds them."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.closing import close
from accounts.models import AmbassadorOf, Organisation, OrganisationMembership
from common.models import Mail
from history.context import acting
from history.models import Act, Cause, Event
from history.undoing import undo
from mapping.models import Visibility
from network.kinds import NEWS
from network.models import Audience, News, Reply, ReplyState, State
from network.offers import forgetting, replying, rules
from network.paths import path_of
from places.models import Commune
from tests.factories import CommuneFactory, StructureFactory, UserFactory

pytestmark = pytest.mark.django_db

LIST, NEW = "/reseau/offres/", "/reseau/offres/nouvelle/"
WORDS = "Nous venons avec zqgourdes"


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


def announced(title="Une annonce", side="offre", what="autre", starts=-1, ends=10, **said):
    said = {"consent": True, "starts_on": in_days(starts), "ends_on": in_days(ends)} | said
    return News.objects.create(title=title, side=side, what=what, **said)


def member_of(organisation, **fields):
    user = UserFactory(is_professional=True, **fields)
    OrganisationMembership.objects.create(organisation=organisation, user=user)
    return user


@pytest.fixture
def ours():
    return Organisation.objects.create(name="Les nôtres")


@pytest.fixture
def member(ours):
    return member_of(ours, full_name="Membre d’ici")


@pytest.fixture
def room(ours):
    return announced("Salle de quarante places", what="salle", organisation=ours)


@pytest.fixture
def professional(client):
    user = UserFactory(is_professional=True, full_name="Zibeline Emprunteuse")
    client.force_login(user)
    return user


def said(client, path=LIST):
    return client.get(path).content.decode()


def page_of(client, user, offer):
    client.force_login(user)
    return said(client, path_of(offer))


def sent(**changed):
    fields = {
        "version": "0", "side": "offre", "what": "salle", "title": "Salle à prêter", "summary": "",
        "text": "Avec cuisine.", "starts_on": in_days(0).isoformat(), "ends_on": in_days(30).isoformat(),
        "audience": "0", "organisation": "", "consent": "on", "link": "", "structure": "", "commune": "",
        "territory": "",
    } | changed  # fmt: skip
    return {name: value for name, value in fields.items() if value is not None}


def borrowed(offer, user, first, last, **more):
    return replying.reply(offer.pk, user, days=(in_days(first), in_days(last)), **more)[0]


def days_of(first, last, **more):
    return {"du": in_days(first).isoformat(), "au": in_days(last).isoformat(), "message": WORDS} | more


class TestWriting:
    def test_a_professional_offers_and_everyone_reads(self, client, professional):
        assert "Proposer" in said(client)
        assert "Demander" in said(client, f"{NEW}?sens=demande")
        answer = client.post(NEW, sent())
        held = News.objects.get()
        assert answer.status_code == 302
        assert answer["Location"].endswith(f"/reseau/offres/{held.pk}-{held.slug}/")
        client.logout()
        page = said(client)
        assert "Salle à prêter" in page
        assert "Salle, espace" in page
        assert client.get(path_of(held)).status_code == 200

    def test_what_is_offered_is_chosen_and_consent_is_asked(self, client, professional):
        answer = client.post(NEW, sent(what="", consent=None))
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "choisissez ce qui est proposé ou demandé" in page
        assert "accord de qui propose ou demande" in page
        assert not News.objects.exists()

    def test_where_it_is_is_a_structure_or_a_commune(self, client, professional):
        melun = CommuneFactory(code="77288", nom="Melun", departement_code="77")
        structure = StructureFactory(nom="Médiathèque Astrolabe", commune=melun)
        client.post(NEW, sent(structure=f"n° {structure.pk}"))
        held = News.objects.get()
        assert (held.structure, held.commune) == (structure, melun)
        page = said(client, path_of(held))
        assert "Médiathèque Astrolabe" in page
        assert f"/structures/{structure.pk}-" in page

    def test_a_confidential_structure_is_told_without_its_address(self, client, professional):
        commune = CommuneFactory(code="77288", nom="Melun", departement_code="77")
        house = StructureFactory(
            nom="Maison discrète",
            adresse="7 rue zqcachée",
            commune=commune,
            address_visibility=Visibility.PROFESSIONALS,
        )
        client.post(NEW, sent(structure=f"n° {house.pk}"))
        held = News.objects.get()
        assert held.commune == commune
        client.logout()
        page = said(client, path_of(held))
        assert "Maison discrète, Melun" in page
        assert "zqcachée" not in page

    def test_two_editors_are_told_of_each_other(self, client, professional):
        held = announced("Une", what="materiel")
        path = f"/reseau/actualites/{held.pk}/modifier/"
        version = client.get(path).context["version"]
        News.objects.filter(pk=held.pk).update(title="La leur")
        fields = sent(
            title="La mienne", what="materiel", text="", starts_on=held.starts_on.isoformat(),
            ends_on=held.ends_on.isoformat(), version=version,
        )  # fmt: skip
        answer = client.post(path, fields)
        assert answer.status_code == 409
        assert "La leur" in answer.content.decode()
        assert "La mienne" in answer.content.decode()

    def test_it_is_withdrawn_and_comes_back(self, client, professional, room):
        client.post(f"/reseau/actualites/{room.pk}/retirer/")
        room.refresh_from_db()
        assert room.state == State.WITHDRAWN
        client.logout()
        assert client.get(path_of(room)).status_code == 404

    def test_what_is_found_leaves_the_list_says_so_and_opens_again(self, client, professional, room):
        assert "C’est pris" in said(client, path_of(room))
        page = client.post(f"/reseau/offres/{room.pk}/clore/", follow=True).content.decode()
        assert "Annonce close le" in page
        assert "Annuler cette modification" in page
        assert room.title not in said(client)
        assert room.title in said(client, f"{LIST}?closes=oui")
        client.logout()
        assert "C’est pris" in said(client, path_of(room))
        client.force_login(professional)
        client.post(f"/reseau/offres/{room.pk}/clore/", {"rouvrir": "1"})
        assert room.title in said(client)
        assert Act.objects.filter(by=professional, cause=Cause.EDIT).count() == 2

    def test_the_address_that_an_announcement_had_among_news_leads_to_its_page(self, client, room):
        answer = client.get(f"/reseau/actualites/{room.pk}-{room.slug}/")
        assert (answer.status_code, answer["Location"]) == (301, path_of(room))
        news = News.objects.create(title="Une nouvelle", ends_on=in_days(2))
        assert client.get(f"/reseau/offres/{news.pk}-{news.slug}/")["Location"] == path_of(news)


class TestReading:
    def test_it_is_told_from_its_day_to_its_end(self, client):
        announced("Du jour", starts=0, ends=0)
        hidden = [announced("Finie", ends=-1, starts=-9), announced("Plus tard", starts=2, ends=9)]
        page = said(client)
        assert "Du jour" in page
        for one in hidden:
            assert one.title not in page
            assert client.get(path_of(one)).status_code == 404

    def test_what_is_for_professionals_is_theirs(self, client, professional):
        held = announced("Pour nous quetzal", audience=Audience.PROFESSIONALS)
        pages = (
            LIST, f"{LIST}?mots=quetzal", "/", "/reseau/", "/reseau/actualites/", "/sitemap-news.xml",
            "/reseau/flux/tout.atom", "/reseau/flux/offres.atom",
        )  # fmt: skip
        assert "quetzal" in said(client)
        assert "quetzal" in said(client, "/reseau/")
        client.logout()
        for page in pages:
            assert "Pour nous" not in said(client, page), page
        assert client.get(path_of(held)).status_code == 404

    def test_by_side_kind_theme_and_words_with_counts(self, client):
        announced("Salle des fêtes", what="salle", themes=["droits"])
        announced("Recherche bénévoles", side="demande", what="benevoles", text="Des cours d’été.")
        for query, shown, hidden in (
            ("sens=offre", "Salle des fêtes", "Recherche b"),
            ("quoi=benevoles", "Recherche b", "Salle des"),
            ("theme=droits", "Salle des fêtes", "Recherche b"),
            ("mots=FETE", "Salle des fêtes", "Recherche b"),
            ("mots=cours+ete", "Recherche b", "Salle des"),
        ):
            page = said(client, f"{LIST}?{query}")
            assert shown in page, query
            assert hidden not in page, query
        answer = client.get(f"{LIST}?sens=offre&quoi=benevoles")
        assert "0 annonce" in answer.content.decode()
        assert answer.context["counts"] == {"sens": {"demande": 1}, "quoi": {"salle": 1}}
        assert "ne veut rien dire ici" in said(client, f"{LIST}?quoi=licorne")

    @pytest.mark.usefixtures("places")
    def test_by_territory_it_is_where_its_commune_is_or_where_it_holds(self, client):
        announced("À Melun", commune=Commune.objects.get(code="77288"))
        announced("Au département", territory_kind="departement", territory_code="77")
        announced("À Cahors", commune=Commune.objects.get(code="46042"))
        page = said(client, f"{LIST}?territoire=77")
        assert "À Melun" in page
        assert "Au département" in page
        assert "À Cahors" not in page
        feed = said(client, "/reseau/flux/offres.atom?departement=46")
        assert "À Cahors" in feed
        assert "À Melun" not in feed

    def test_where_nothing_is_announced_one_is_offered_to_write(self, client, professional):
        page = said(client, f"{LIST}?mots=licorne")
        assert "Aucune annonce ne répond" in page
        assert "le réseau le lit aussitôt" in page
        client.logout()
        assert "aussitôt" not in said(client)

    def test_home_shows_the_latest_three_and_feeds_follow_them(self, client):
        for n in range(4):
            announced(f"Annonce numéro {n}", starts=n - 6)
        News.objects.create(title="Une nouvelle", ends_on=in_days(2))
        home = said(client, "/reseau/")
        assert all(f"Annonce numéro {n}" in home for n in (1, 2, 3))
        assert "Annonce numéro 0" not in home
        assert "Annonce numéro" not in said(client, "/reseau/flux/actualites.atom")
        assert "Annonce numéro 0" in said(client, "/reseau/flux/offres.atom")
        assert "Annonce numéro 0" in said(client, "/reseau/flux/tout.atom")
        assert LIST in said(client, "/sitemap-pages.xml")
        assert LIST in said(client, "/plan-du-site/")

    @pytest.mark.parametrize("language", ["en", "ar", "uk"])
    def test_it_is_read_in_every_language(self, client, language, room):
        page = path_of(room)
        assert client.get(f"/{language}{LIST}").status_code == 200
        assert client.get(f"/{language}{page}").status_code == 200


class TestAnswering:
    def test_who_borrows_is_read_by_who_holds_it_and_told_of_the_decision(
        self, client, professional, member, room
    ):
        page = client.post(f"/reseau/offres/{room.pk}/repondre/", days_of(3, 5), follow=True)
        assert "Votre réponse est envoyée" in page.content.decode()
        held = Reply.objects.get()
        assert (held.user, held.organisation, held.state) == (professional, room.organisation, "waiting")
        (letter,) = Mail.objects.all()
        assert letter.recipient == member.email
        assert room.title in letter.subject
        assert path_of(room) in letter.text
        assert "zqgourdes" not in letter.text
        assert professional.full_name not in letter.text
        page = page_of(client, member, room)
        assert professional.full_name in page
        assert "zqgourdes" in page
        client.post(
            f"/reseau/offres/reponses/{held.pk}/decider/", {"accepter": "1", "mot": "Les clés zqclés"}
        )
        letter = Mail.objects.get(recipient=professional.email)
        assert "acceptée" in letter.subject
        assert "zqclés" not in letter.text
        assert "zqclés" in page_of(client, professional, room)

    def test_others_read_which_days_are_taken_and_not_by_whom(self, client, professional, member, room):
        held = borrowed(room, professional, 3, 5, message=WORDS)
        replying.decide(held.pk, ReplyState.ACCEPTED)
        page = page_of(client, UserFactory(is_professional=True), room)
        assert "Jours pris" in page
        assert "Pris du" in page
        for private in (professional.full_name, professional.email, "zqgourdes"):
            assert private not in page
        client.logout()
        page = said(client, path_of(room))
        assert "Pris du" not in page
        assert "compte de professionnel" in page

    def test_days_that_are_taken_are_refused_by_their_name_and_nothing_typed_is_lost(
        self, client, professional, member, room
    ):
        replying.decide(borrowed(room, UserFactory(is_professional=True), 4, 6).pk, ReplyState.ACCEPTED)
        answer = client.post(f"/reseau/offres/{room.pk}/repondre/", days_of(6, 8))
        assert answer.status_code == 409
        page = answer.content.decode()
        assert "Déjà pris du" in page
        assert "zqgourdes" in page
        assert client.post(f"/reseau/offres/{room.pk}/repondre/", days_of(7, 8)).status_code == 302

    def test_a_loan_over_another_is_not_accepted_and_the_word_is_kept(self, client, member, room):
        first, second = (borrowed(room, UserFactory(is_professional=True), 3, 5 + n) for n in range(2))
        replying.decide(first.pk, ReplyState.ACCEPTED)
        client.force_login(member)
        answer = client.post(
            f"/reseau/offres/reponses/{second.pk}/decider/", {"accepter": "1", "mot": "zqmot"}
        )
        assert answer.status_code == 409
        assert "Déjà pris du" in answer.content.decode()
        assert "zqmot" in answer.content.decode()
        second.refresh_from_db()
        assert second.state == "waiting"

    def test_the_database_itself_refuses_a_day_that_is_taken(self, room):
        first, second = (borrowed(room, UserFactory(is_professional=True), 3 + n, 5) for n in range(2))
        Reply.objects.filter(pk=first.pk).update(state="accepted")
        with pytest.raises(IntegrityError), transaction.atomic():
            Reply.objects.filter(pk=second.pk).update(state="accepted")

    @pytest.mark.parametrize(
        ("typed", "problem"),
        [
            (days_of(-1, 3), "Un jour à venir"),
            (days_of(5, 3), "avant le premier"),
            (days_of(1, 300), "Six mois au plus"),
            ({"du": "", "au": "", "message": WORDS}, "Du"),
        ],
    )
    def test_days_that_cannot_be_are_told_beside_their_field(
        self, client, professional, room, typed, problem
    ):
        answer = client.post(f"/reseau/offres/{room.pk}/repondre/", typed)
        assert answer.status_code == 422
        assert problem in answer.content.decode()
        assert "zqgourdes" in answer.content.decode()
        assert not Reply.objects.exists()

    def test_an_answer_is_heard_once_and_taken_back_by_its_author_alone(
        self, client, professional, ours, member
    ):
        asked = announced("Cherche un formateur", side="demande", what="savoir-faire", organisation=ours)
        path = f"/reseau/offres/{asked.pk}/repondre/"
        assert "Nous pouvons aider" in said(client, path_of(asked))
        for _again in range(2):
            client.post(path, {"message": WORDS})
        held = Reply.objects.get()
        withdrawal = f"/reseau/offres/reponses/{held.pk}/retirer/"
        client.force_login(member)
        assert client.post(withdrawal).status_code == 404
        client.force_login(professional)
        assert "Retirer ma réponse" in said(client, path_of(asked))
        client.post(withdrawal)
        held.refresh_from_db()
        assert held.state == "withdrawn"
        assert "retirée" in Mail.objects.filter(recipient=member.email).latest("created_at").subject
        client.force_login(member)
        client.post(f"/reseau/offres/reponses/{held.pk}/decider/", {"accepter": "1"})
        held.refresh_from_db()
        assert held.state == "withdrawn"

    def test_a_request_for_training_says_how_many_ask_for_it_and_not_who(self, client, ours):
        asked = announced("Formation demandée", side="demande", what="formation", organisation=ours)
        other = Organisation.objects.create(name="Voisine discrète")
        for user in (member_of(other), member_of(other)):
            client.force_login(user)
            client.post(f"/reseau/offres/{asked.pk}/repondre/", {"envie": "aussi", "pour": other.pk})
        giver = UserFactory(is_professional=True)
        client.force_login(giver)
        client.post(f"/reseau/offres/{asked.pk}/repondre/", {"envie": "donner", "message": WORDS})
        assert rules.interested(asked) == 1
        page = page_of(client, UserFactory(is_professional=True), asked)
        assert "1 organisation" in page
        assert "Voisine" not in page

    def test_who_wrote_what_no_organisation_holds_is_told(self, client, professional):
        client.post(NEW, sent())
        held = News.objects.get()
        borrower = UserFactory(is_professional=True, full_name="Emprunteur d’ailleurs")
        borrowed(held, borrower, 1, 2)
        assert Mail.objects.get().recipient == professional.email
        assert borrower.full_name in page_of(client, professional, held)
        assert borrower.full_name not in page_of(client, UserFactory(is_professional=True), held)

    def test_an_answer_is_told_to_who_holds_it_the_ambassador_and_staff(
        self, client, professional, member, room
    ):
        News.objects.filter(pk=room.pk).update(territory_kind="departement", territory_code="77")
        room.refresh_from_db()
        held = borrowed(room, professional, 3, 5, message=WORDS)
        ambassador = UserFactory(is_professional=True)
        AmbassadorOf.objects.create(user=ambassador, kind="departement", code="77")
        decision = f"/reseau/offres/reponses/{held.pk}/decider/"
        for user in (member, ambassador, UserFactory(is_staff=True)):
            assert "zqgourdes" in page_of(client, user, room)
        for user in (UserFactory(is_professional=True), UserFactory()):
            assert "zqgourdes" not in page_of(client, user, room)
            assert client.post(decision, {"accepter": "1"}).status_code in (403, 404)
        held.refresh_from_db()
        assert held.state == "waiting"

    def test_who_takes_an_announcement_over_is_not_told_who_answered_before(self, client, professional, room):
        borrowed(room, professional, 3, 5, message=WORDS)
        theirs = Organisation.objects.create(name="Une autre")
        taker = member_of(theirs)
        News.objects.filter(pk=room.pk).update(organisation=theirs)
        assert "zqgourdes" not in page_of(client, taker, room)

    @pytest.mark.parametrize(
        "closed",
        [
            {"closed_on": in_days(0)},
            {"ends_on": in_days(-1), "starts_on": in_days(-9)},
            {"state": "withdrawn"},
        ],
    )
    def test_nobody_answers_what_is_closed(self, client, professional, room, closed):
        News.objects.filter(pk=room.pk).update(**closed)
        client.post(f"/reseau/offres/{room.pk}/repondre/", days_of(1, 2))
        assert not Reply.objects.exists()

    def test_a_visitor_and_an_account_of_no_role_answer_nothing(self, client, room):
        path = f"/reseau/offres/{room.pk}/repondre/"
        assert client.post(path, days_of(1, 2)).status_code == 302
        client.force_login(UserFactory())
        assert client.post(path, days_of(1, 2)).status_code == 403
        assert not Reply.objects.exists()

    def test_who_waits_is_told_that_it_is_closed(self, client, professional, member, room):
        held = borrowed(room, UserFactory(is_professional=True), 3, 5)
        Mail.objects.all().delete()
        client.post(f"/reseau/offres/{room.pk}/clore/")
        (letter,) = Mail.objects.all()
        assert letter.recipient == held.user.email
        assert "close" in letter.subject


class TestForgetting:
    def test_answers_are_forgotten_three_months_after_the_end(self, professional, room):
        borrowed(room, professional, 1, 2)
        other = announced("Autre", organisation=room.organisation)
        replying.reply(other.pk, professional)
        for offer in (room, other):
            News.objects.filter(pk=offer.pk).update(starts_on=in_days(-200), ends_on=in_days(-80))
        Reply.objects.filter(news=room).update(first_day=in_days(-90), last_day=in_days(-85))
        assert forgetting.forget_due() == 0
        News.objects.filter(pk=other.pk).update(ends_on=in_days(-100))
        assert forgetting.forget_due() == 1
        assert Reply.objects.get().news == room

    def test_a_loan_that_is_over_is_forgotten_though_its_announcement_goes_on(self, professional, room):
        borrowed(room, professional, 1, 2)
        Reply.objects.update(first_day=in_days(-110), last_day=in_days(-100))
        assert forgetting.forget_due() == 1

    def test_a_loan_to_come_is_kept_after_its_announcement_and_what_waited_is_not(self, professional, room):
        held = borrowed(room, professional, 1, 2)
        borrowed(room, UserFactory(is_professional=True), 8, 9)
        replying.decide(held.pk, ReplyState.ACCEPTED)
        News.objects.filter(pk=room.pk).update(starts_on=in_days(-200), closed_on=in_days(-100))
        assert forgetting.forget_due() == 1
        assert Reply.objects.get() == held

    def test_they_go_with_the_account_and_those_that_it_was_sent_stay(self, professional, client):
        client.post(NEW, sent())
        offer = News.objects.get()
        other = UserFactory(is_professional=True)
        borrowed(offer, professional, 1, 2)
        borrowed(offer, other, 4, 5)
        close(professional)
        assert Reply.objects.get().user == other

    def test_they_are_in_no_history(self, professional, room):
        before = Event.objects.count()
        held = borrowed(room, professional, 1, 2)
        replying.decide(held.pk, ReplyState.ACCEPTED, "Oui")
        replying.withdraw(held.pk)
        assert Event.objects.count() == before


@pytest.mark.django_db(transaction=True)
def test_the_same_days_are_lent_once(room, monkeypatch):
    """Both have looked for what is in the way before either writes, unless one waits for the other."""
    both = threading.Barrier(2)
    take = replying._locked

    def locked(number):
        # Who would not wait for the lock is held back until the other is as far.
        both.wait(timeout=30)
        return take(number)

    waiting = [borrowed(room, UserFactory(is_professional=True), 3 + n, 5) for n in range(2)]
    monkeypatch.setattr(replying, "_locked", locked)
    ends = []

    def accept(number):
        try:
            ends.append(replying.decide(number, ReplyState.ACCEPTED).state)
        except replying.Taken as taken:
            ends.append(len(taken.days))
        finally:
            connection.close()

    threads = [threading.Thread(target=accept, args=(one.pk,)) for one in waiting]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert sorted(ends, key=str) == [1, "accepted"]


class TestWhatAnnouncementsWere:
    """An installed site's announcements said `is_announcement`, a column that is no more."""

    def test_the_history_of_before_is_told_and_its_acts_are_taken_back(self, client):
        user = UserFactory(is_professional=True)
        with acting(Cause.EDIT, user):
            held = announced("Une chambre")
        with acting(Cause.EDIT, user):
            News.objects.filter(pk=held.pk).update(title="Une grande chambre")
        changed = Event.objects.filter(kind=NEWS.number, object=held.pk, operation="U").get()
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL history.erasing = 'yes'")
            cursor.execute(
                "UPDATE history_event SET before = before || '{\"is_announcement\": false}',"
                " after = after || '{\"is_announcement\": true}' WHERE id = %s",
                [changed.pk],
            )
        client.force_login(user)
        page = said(client, f"/reseau/{held.pk}/historique/")
        assert "Annonce de quelqu’un" in page
        back = client.post(
            f"/reseau/{held.pk}/retablir/",
            {"evenement": changed.pk, "champs": "is_announcement"},
            follow=True,
        )
        assert back.status_code == 200
        assert not undo(changed.act, user).left
        held.refresh_from_db()
        assert held.title == "Une chambre"
