"""What anyone says of the directory without an account: to whom it goes, what is answered, what is kept."""

import re
import uuid
from datetime import timedelta
from html import unescape

import pytest
from django.conf import settings as site_settings
from django.core import mail as sent_by_django
from django.utils import timezone, translation
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django.asserts import assertContains, assertNotContains

from accounts.models import AmbassadorOf, Organisation
from common import robots, tasks
from common.models import Mail
from mapping import presentation
from mapping.models import Report, ReportAbout, ReportState, Status, Visibility
from mapping.reports import inbox
from tests.factories import StructureFactory, UserFactory, answers_for
from tests.forms import proven, sent_by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

SAID = "Le mardi, c’est fermé."
PROPOSE = "/proposer/"
LIST = "/professionnels/signalements/"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    class Clock:
        now = robots.now()

    one = Clock()
    monkeypatch.setattr(robots, "now", lambda: one.now)
    return one


@pytest.fixture
def structure():
    return StructureFactory(nom="Maison des Essais")


@pytest.fixture
def keeper(structure):
    return answers_for(UserFactory(is_professional=True, email="samira@example.org"), structure)


def path(structure) -> str:
    return f"{presentation.structure_path(structure.pk, structure.nom)}signaler/"


def send(client, clock, address, **said):
    form = sent_by(client.get(address).content, "signalement")
    clock.now += 20
    # What the browser answers meanwhile matters where limits are counted.
    if site_settings.LIMIT_FACTOR:
        form = proven(form, "ErrorForm")
    return client.post(address, form | said)


def an_error(client, clock, structure, **said):
    return send(client, clock, path(structure), **({"quoi": "horaires", "message": SAID} | said))


def leave() -> list:
    for job in ProcrastinateJob.objects.filter(task_name="common.deliver", status="todo").order_by("id"):
        tasks.deliver(**job.args)
    return sent_by_django.outbox


def report(structure=None, **fields) -> Report:
    about = ReportAbout.HOURS if structure else ReportAbout.MISSING
    said = {"about": about, "structure": structure, "text": SAID, "language": "fr"}
    return Report.objects.create(**(said | fields))


class TestSaying:
    def test_every_page_of_a_structure_leads_to_it_and_every_page_to_proposing(self, client, structure):
        page = client.get(presentation.structure_path(structure.pk, structure.nom))
        assertContains(page, f'href="{path(structure)}"')
        for address in ("/", "/aide/", "/par-ou-commencer/", "/comparer/"):
            assertContains(client.get(address), f'href="{PROPOSE}"')

    def test_an_error_is_kept_and_thanked_for(self, client, clock, structure):
        answer = an_error(client, clock, structure)
        assertContains(answer, "Merci.")
        assertContains(answer, SAID)
        kept = Report.objects.get()
        assert (kept.about, kept.structure_id, kept.text, kept.reply_to) == (
            "horaires",
            structure.pk,
            SAID,
            "",
        )
        assert kept.state == ReportState.NEW

    def test_a_missing_structure_is_proposed(self, client, clock):
        said = {"nom": "Café des mots", "lieu": "Melun", "message": "On y parle français.", "contact": ""}
        assertContains(send(client, clock, PROPOSE, **said), "Merci.")
        kept = Report.objects.get()
        assert (kept.about, kept.structure_id) == (ReportAbout.MISSING, None)
        assert (kept.name, kept.place, kept.text) == ("Café des mots", "Melun", "On y parle français.")

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"quoi": ""}, "Choisissez ce qui est faux."),
            ({"quoi": "manque"}, "Choisissez ce qui est faux."),
            ({"message": " "}, "Écrivez ce qui ne va pas"),
            ({"message": "x" * 2001}, "2000 caractères au plus"),
            ({"courriel": "camille"}, "nom@exemple.fr"),
            ({"site_internet": "http://spam"}, "comme par un robot"),
            ({"jeton": "x"}, "n’a pas pu être vérifiée"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_typed_is_lost(self, client, clock, structure, changes, said):
        answer = an_error(client, clock, structure, **changes)
        assert answer.status_code == 422
        text = unescape(answer.content.decode())
        assert said in text
        assert changes.get("message", SAID).strip() in text
        assert not Report.objects.exists()

    def test_nothing_is_chosen_beforehand(self, client, clock, structure):
        form = sent_by(client.get(path(structure)).content, "signalement")
        assert "quoi" not in form
        clock.now += 20
        assert client.post(path(structure), form).status_code == 422

    def test_sent_too_soon_or_again_it_is_kept_once(self, client, clock, structure):
        form = sent_by(client.get(path(structure)).content, "signalement") | {
            "quoi": "horaires",
            "message": SAID,
        }
        assertContains(client.post(path(structure), form), "parti trop vite", status_code=422)
        clock.now += 20
        for _ in range(3):
            assert client.post(path(structure), form).status_code == 200
        assert Report.objects.count() == 1

    def test_there_is_a_limit_and_it_says_when_to_come_back(self, client, clock, structure, settings):
        settings.LIMIT_FACTOR = 1
        answers = [an_error(client, clock, structure, REMOTE_ADDR="192.0.2.7") for _ in range(6)]
        assert [one.status_code for one in answers] == [200] * 5 + [429]
        assert int(answers[-1]["Retry-After"]) > 0
        assertContains(answers[-1], SAID, status_code=429)

    @pytest.mark.parametrize("status", [Status.DRAFT, Status.CLOSED])
    def test_what_visitors_do_not_see_is_not_reported_on(self, client, status):
        assert client.get(path(StructureFactory(status=status))).status_code == 404

    @pytest.mark.parametrize("language", ["en", "ar", "uk"])
    def test_in_every_language(self, client, structure, language):
        page = client.get(f"/{language}{path(structure)}").content.decode()
        assert "Signaler une erreur" not in page
        assert "Qu’est-ce qui est faux" not in page
        assert "Ce qu’on y propose" not in client.get(f"/{language}{PROPOSE}").content.decode()

    def test_a_hidden_address_is_nowhere_on_it(self, client):
        refuge = StructureFactory(adresse="7 rue Introuvable", address_visibility=Visibility.OWNERS)
        assertNotContains(client.get(path(refuge)), "Introuvable")


class TestWhoReadsIt:
    def test_whoever_keeps_the_structure_and_staff_and_nobody_else(self, client, structure, keeper):
        of_theirs, proposal = report(structure), report(name="Café des mots", place="Melun")
        table = [
            (keeper, {of_theirs.pk}),
            (UserFactory(is_professional=True), set()),
            (UserFactory(is_staff=True), {of_theirs.pk, proposal.pk}),
            (UserFactory(), set()),
        ]
        for user, expected in table:
            client.force_login(user)
            answer = client.get(LIST)
            assert {one.pk for one in inbox.shown_to(user)} == expected
            for one in (of_theirs, proposal):
                assert client.get(f"{LIST}{one.pk}/").status_code == (
                    200
                    if one.pk in expected
                    else 403
                    if not user.is_professional and not user.is_staff
                    else 404
                )
            if user.is_professional or user.is_staff:
                assert (SAID in unescape(answer.content.decode())) == bool(expected)

    @pytest.mark.parametrize(
        ("written", "parts"),
        [
            ("12 rue du Marché, 77000 Melun", ("12 rue du Marché", "77000", "Melun")),
            ("12 rue du Marché, Melun", ("12 rue du Marché", "", "Melun")),
            ("Melun", ("", "", "Melun")),
            ("77000 Melun", ("", "77000", "Melun")),
            ("Melun (77000)", ("", "77000", "Melun")),
        ],
    )
    def test_the_ambassador_of_where_it_is_is_told_and_adds_it_from_what_was_written(
        self, client, clock, written, parts
    ):
        near, far = (UserFactory(is_professional=True) for _ in range(2))
        AmbassadorOf.objects.create(user=near, kind="departement", code="77")
        AmbassadorOf.objects.create(user=far, kind="departement", code="13")
        send(client, clock, PROPOSE, nom="Le Fil", lieu=written, message="Couture", contact="01 64 52 00 00")
        one = Report.objects.get()
        client.force_login(far)
        assert client.get(f"{LIST}{one.pk}/").status_code == 404
        client.force_login(near)
        page = unescape(client.get(f"{LIST}{one.pk}/").content.decode())
        assert "Ce qui ne va pas" not in page
        assert "La structure est dans l’annuaire" in page
        form = client.get(re.search(r'href="(/structures/nouvelle/[^"]*)"', page)[1]).context["form"]
        names = ("nom", "adresse", "code_postal", "commune_nom", "telephone")
        assert tuple(form.initial.get(name, "") for name in names) == ("Le Fil", *parts, "01 64 52 00 00")

    def test_a_visitor_is_led_to_sign_in(self, client):
        assert client.get(LIST).url.startswith("/connexion/")

    def test_whoever_keeps_it_is_told_without_a_word_of_it(self, client, clock, structure, keeper):
        colleague = UserFactory(is_professional=True, organisation=Organisation.objects.create(name="Autre"))
        an_error(client, clock, structure, courriel="camille@example.org")
        (mail,) = leave()
        assert mail.to == ["samira@example.org"]
        assert colleague.email not in str(mail.recipients())
        kept = Report.objects.get()
        assert f"http://testserver{LIST}{kept.pk}/" in mail.body
        for private in (SAID, "mardi", "camille", structure.nom):
            assert private not in mail.body + mail.subject

    def test_the_team_is_told_where_nobody_keeps_it(self, client, clock, structure, settings):
        settings.SITE_CONTACT = "equipe@example.org"
        UserFactory(is_professional=True)
        an_error(client, clock, structure)
        assert [one.to for one in leave()] == [["equipe@example.org"]]

    def test_a_flood_fills_no_mailbox(self, client, clock, structure, keeper, settings):
        settings.LIMIT_FACTOR = 1
        for number in range(8):
            client.post(
                path(structure),
                proven({"jeton": robots.new_token()}, "ErrorForm")
                | {"quoi": "autre", "message": f"n° {number}"},
                REMOTE_ADDR=f"192.0.2.{number}",
            )
            clock.now += 20
        assert Report.objects.count() == 8
        assert Mail.objects.count() == 4


class TestAnswering:
    def answer(self, client, one, **said):
        return client.post(f"{LIST}{one.pk}/", said)

    def test_whoever_left_an_address_is_answered_in_their_language(self, client, structure, keeper):
        one = report(structure, reply_to="camille@example.org", language="en")
        client.force_login(keeper)
        assert self.answer(client, one, decision="fait", reponse="Le mardi a été enlevé.").status_code == 302
        (mail,) = leave()
        assert mail.to == ["camille@example.org"]
        assert "Le mardi a été enlevé." in mail.body
        with translation.override("en"):
            assert translation.gettext("Bonjour,") in mail.body
        assert "l’annuaire a été corrigé" not in mail.body
        one.refresh_from_db()
        assert (one.state, one.answered_by, one.reply_to) == (ReportState.DONE, keeper, "")

    def test_nothing_is_decided_beforehand(self, client, structure, keeper):
        one = report(structure)
        client.force_login(keeper)
        answer = self.answer(client, one, reponse="Une réponse tapée")
        assert answer.status_code == 422
        assertContains(answer, "Choisissez ce que vous avez décidé", status_code=422)
        assertContains(answer, "Une réponse tapée", status_code=422)
        one.refresh_from_db()
        assert one.state == ReportState.NEW

    def test_two_answer_at_once_and_one_answer_leaves(self, client, structure, keeper):
        one = report(structure, reply_to="camille@example.org")
        inbox.settle(one, ReportState.REFUSED, "", UserFactory(is_staff=True))
        client.force_login(keeper)
        self.answer(client, one, decision="fait")
        assertContains(client.get(LIST), "entre-temps")
        one.refresh_from_db()
        assert one.state == ReportState.REFUSED
        assert leave() == []

    def test_it_may_wait_again(self, client, structure, keeper):
        one = report(structure)
        client.force_login(keeper)
        self.answer(client, one, decision="refuse")
        assertNotContains(client.get(LIST), SAID)
        assertContains(client.get(f"{LIST}?etat=repondus"), SAID)
        client.post(f"{LIST}{one.pk}/rouvrir/")
        assertContains(client.get(LIST), SAID)

    def test_others_change_nothing(self, client, structure):
        one = report(structure)
        client.force_login(UserFactory(is_professional=True))
        assert self.answer(client, one, decision="fait").status_code == 404
        assert client.post(f"{LIST}{one.pk}/rouvrir/").status_code == 404
        assert client.get(f"{LIST}{uuid.uuid4()}/").status_code == 404
        one.refresh_from_db()
        assert one.state == ReportState.NEW

    def test_it_is_forgotten_a_month_after_the_answer(self, structure, keeper):
        one, waiting = report(structure), report(structure)
        inbox.settle(one, ReportState.DONE, "", keeper)
        assert inbox.forget() == 0
        Report.objects.filter(pk=one.pk).update(answered_at=timezone.now() - timedelta(days=31))
        assert inbox.forget() == 1
        assert list(Report.objects.all()) == [waiting]
        Report.objects.update(created_at=timezone.now() - timedelta(days=366))
        assert inbox.forget() == 1

    def test_the_list_takes_the_same_queries_however_long(
        self, client, structure, keeper, django_assert_max_num_queries
    ):
        client.force_login(keeper)
        for _ in range(12):
            report(structure)
        with django_assert_max_num_queries(9):
            client.get(LIST)
