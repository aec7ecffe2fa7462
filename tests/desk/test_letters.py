"""Writing to the team and to a structure: what leaves, what is refused and how, what is not kept."""

import re
from html import unescape

import pytest
from django.conf import settings as site_settings
from django.core import mail as sent_by_django
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django.asserts import assertContains, assertNotContains

from common import outbox, robots, tasks
from common.models import Mail, MailState
from desk.letters import offers
from desk.letters.forms import Reply, StructureForm, reply_of
from mapping.models import Status, Visibility
from tests.factories import ContactFactory, ServiceFactory, StructureFactory, UserFactory
from tests.forms import proven, sent_by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

TEAM = "equipe@example.org"
WRITE = "/ecrire/"
LETTER = {
    "sujet": "question",
    "message": "Où est la mairie ?\nMerci.",
    "nom": "Camille",
    "reponse": "camille@example.org",
}


@pytest.fixture(autouse=True)
def _team(settings):
    settings.SITE_CONTACT = TEAM


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still, and is put forward by hand."""

    class Clock:
        now = robots.now()

        def forward(self, seconds: float) -> None:
            self.now += seconds

    one = Clock()
    monkeypatch.setattr(robots, "now", lambda: one.now)
    return one


@pytest.fixture
def structure():
    return StructureFactory(
        nom="Maison des Essais", courriel="maison@example.org", telephone="01 99 00 00 01"
    )


def fields_of(answer) -> dict[str, str]:
    """What a browser would send of the page's form, as it is filled in."""
    return {name: value.strip() for name, value in sent_by(answer.content, "lettre").items()}


def send(client, clock, path=WRITE, **changes):
    """Open the form, take the time to fill it in, send it."""
    form = fields_of(client.get(path))
    clock.forward(20)
    # What the browser answers meanwhile matters where limits are counted.
    if site_settings.LIMIT_FACTOR:
        form = proven(form, "TeamForm" if path == WRITE else "StructureForm")
    return client.post(path, form | LETTER | changes)


def leave() -> list:
    """Let the workers do their work; what left."""
    for job in ProcrastinateJob.objects.filter(task_name="common.deliver", status="todo").order_by("id"):
        tasks.deliver(**job.args)
    return sent_by_django.outbox


def text(answer) -> str:
    return unescape(re.sub(r"<[^>]+>|\s+", " ", answer.content.decode()))


def test_a_question_reaches_the_team_and_is_not_kept(client, clock, structure):
    path = offers.page(f"/structures/{structure.pk}-maison-des-essais/").path
    answer = send(client, clock, f"{WRITE}?page={path}")
    assert answer.status_code == 200
    assertContains(answer, "Message envoyé")
    assertContains(answer, "Où est la mairie ?")
    (mail,) = leave()
    assert (mail.to, mail.reply_to) == ([TEAM], ["camille@example.org"])
    assert mail.subject == "Repères : une question"
    for said in ("Où est la mairie ?\nMerci.", "Camille", f"Maison des Essais – http://testserver{path}"):
        assert said in mail.body
    kept = Mail.objects.get()
    assert kept.state == MailState.SENT
    assert "mairie" not in str(vars(kept))


def test_sent_again_by_a_reload_it_leaves_once(client, clock):
    form = fields_of(client.get(WRITE)) | LETTER
    clock.forward(20)
    for _ in range(3):
        assertContains(client.post(WRITE, form), "Message envoyé")
    assert len(leave()) == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"message": " "}, "Écrivez votre message."),
        ({"message": "x" * 4001}, "4000 caractères au plus"),
        ({"message": "a\x00b"}, "nul"),
        ({"sujet": ""}, "Choisissez pourquoi vous écrivez."),
        ({"sujet": "autre"}, "Choisissez pourquoi vous écrivez."),
        ({"reponse": ""}, "Dites comment vous répondre"),
        ({"reponse": "camille"}, "Écrivez une adresse électronique (nom@exemple.fr) ou un téléphone"),
        ({"reponse": "a@b@c"}, "Écrivez une adresse électronique (nom@exemple.fr) ou un téléphone"),
        ({"reponse": "12"}, "Écrivez une adresse électronique (nom@exemple.fr) ou un téléphone"),
        ({"reponse": "a@example.org\nBcc: b@example.org"}, "Écrivez sur une seule ligne."),
        ({"nom": "Camille\r\nBcc: b@example.org"}, "Écrivez sur une seule ligne."),
        ({"nom": "x" * 101}, "100"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, clock, changes, said):
    answer = send(client, clock, **changes)
    assert answer.status_code == 422
    assert said in text(answer)
    assert "n’est pas parti" in text(answer)
    assert not Mail.objects.exists()
    kept = fields_of(answer)
    assert {name: kept[name] for name in ("message", "nom") if name not in changes} == {
        name: LETTER[name] for name in ("message", "nom") if name not in changes
    }


def test_an_error_of_a_record_may_be_told_without_saying_who_one_is(client, clock):
    assertContains(send(client, clock, sujet="erreur", reponse="", nom=""), "Message envoyé")
    (mail,) = leave()
    assert mail.reply_to == []
    assert mail.body.replace("\r", "") == (
        "Sujet : Une erreur sur une fiche\nDe : sans nom\nAucune réponse n’est attendue.\n\n"
        f"{'-' * 40}\n{LETTER['message']}\n{'-' * 40}\n"
    )


def test_a_telephone_is_an_answer_too(client, clock):
    assertContains(send(client, clock, reponse="06 12 34 56 78"), "par téléphone")
    (mail,) = leave()
    assert mail.reply_to == []
    assert "06 12 34 56 78" in mail.body


def test_who_goes_too_fast_or_too_slow_is_told_and_sends_it_again(client, clock):
    form = fields_of(client.get(WRITE)) | LETTER
    answer = client.post(WRITE, form)
    assertContains(answer, "trop vite", status_code=422)
    clock.forward(10)
    form = fields_of(answer)
    assert form["message"].replace("\r", "") == LETTER["message"]
    clock.forward(2 * 86_400)
    answer = client.post(WRITE, form)
    assertContains(answer, "ouverte longtemps", status_code=422)
    form = fields_of(answer)
    clock.forward(10)
    assertContains(client.post(WRITE, form), "Message envoyé")
    assert len(leave()) == 1


def test_who_fills_what_nobody_sees_is_told_and_may_send_it_again(client, clock):
    answer = send(client, clock, site_internet="http://example.org")
    assertContains(answer, "Un champ caché a été rempli", status_code=422)
    form = fields_of(answer)
    assert form["site_internet"] == ""
    clock.forward(10)
    assertContains(client.post(WRITE, form), "Message envoyé")


@pytest.mark.parametrize("token", ["", "x", "x:y:z", "é"])
def test_a_token_of_nobody_is_none(client, clock, token):
    assertContains(send(client, clock, jeton=token), "n’a pas pu être vérifiée", status_code=422)
    assert not Mail.objects.exists()


def test_a_client_who_writes_much_waits_and_loses_nothing(client, clock, settings):
    settings.LIMIT_FACTOR = 1
    for _ in range(5):
        assertContains(send(client, clock), "Message envoyé")
    answer = send(client, clock)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 60
    assert "Réessayez dans" in text(answer)
    assert fields_of(answer)["message"].replace("\r", "") == LETTER["message"]


@pytest.mark.parametrize(
    "page",
    [
        "https://ailleurs.example.org/",
        "//ailleurs.example.org/",
        "javascript:alert(1)",
        "/nulle-part/",
        "/" * 400,
        "/structures/\n",
        "x",
    ],
)
def test_a_page_that_is_none_of_ours_is_not_repeated(client, page):
    answer = client.get(WRITE, {"page": page})
    assert answer.status_code == 200
    assert answer.context["page"] is None


def test_a_page_is_named_as_visitors_see_it_whoever_asks(client):
    hidden = StructureFactory(nom="Brouillon secret", status=Status.DRAFT)
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    answer = client.get(WRITE, {"page": f"/structures/{hidden.pk}-brouillon-secret/"})
    assertNotContains(answer, "Brouillon secret")


def test_every_page_leads_to_the_form_and_says_which_it_was(client, structure):
    answer = client.get(f"/structures/{structure.pk}-maison-des-essais/", {"lat": "48.5", "lon": "2.6"})
    path = f"/ecrire/?sujet=erreur&amp;page=/structures/{structure.pk}-maison-des-essais/"
    # At the foot of the page; without where the reader was looking. The record itself has a form of its own.
    assertContains(answer, f'href="{path}"', count=1)
    form = client.get(unescape(path))
    assertContains(form, "Maison des Essais")
    assert fields_of(form)["sujet"] == "erreur"


@pytest.mark.parametrize("language", [code for code, _name in site_settings.LANGUAGES])
def test_the_forms_stand_in_each_language(client, clock, structure, language):
    prefix = "" if language == "fr" else f"/{language}"
    for path in (WRITE, f"/structures/{structure.pk}-maison-des-essais/ecrire/"):
        answer = client.get(prefix + path)
        assertContains(answer, f'<html lang="{language}"')
        assert send(client, clock, prefix + path).status_code == 200
    told = [mail.body for mail in leave()]
    name = dict(site_settings.LANGUAGES)[language]
    assert all((f"lisait le site : {name}" in body) == (language != "fr") for body in told)


def test_without_a_mail_server_the_address_is_given(client, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = outbox.SMTP, ""
    assertContains(client.get(WRITE), f"mailto:{TEAM}")
    assert client.post(WRITE, LETTER).status_code == 503
    assert not Mail.objects.exists()


def test_a_team_without_an_address_is_said_and_no_page_leads_to_it(client, settings):
    settings.SITE_CONTACT = ""
    assertContains(client.get(WRITE), "n’a pas encore donné d’adresse")
    assertNotContains(client.get("/"), "Signaler une erreur")
    settings.SITE_CONTACT = "01 99 00 00 00"
    assertContains(client.get(WRITE), "01 99 00 00 00")
    assertContains(client.get("/"), "Signaler une erreur")


def test_a_structure_is_written_to_without_its_address_being_shown(client, clock, structure):
    page = client.get(f"/structures/{structure.pk}-maison-des-essais/")
    path = f"/structures/{structure.pk}-maison-des-essais/ecrire/"
    assertContains(page, f'href="{path}"')
    assertNotContains(page, "maison@example.org")
    form = client.get(path)
    assertNotContains(form, "maison@example.org")
    answer = send(client, clock, path)
    assertContains(answer, "Votre message part vers : Maison des Essais.")
    assertNotContains(answer, "maison@example.org")
    (mail,) = leave()
    assert (mail.to, mail.reply_to) == (["maison@example.org"], ["camille@example.org"])
    assert "Quelqu’un vous écrit par le site Repères (http://testserver/)" in mail.body
    assert TEAM in mail.body
    # Who sends by the site is the site.
    assert "camille" not in mail.from_email


def test_a_structure_needs_to_know_how_to_answer(client, clock, structure):
    answer = send(client, clock, f"/structures/{structure.pk}-maison-des-essais/ecrire/", reponse="")
    assertContains(answer, "Dites comment vous répondre", status_code=422)


def test_a_service_is_written_to_at_its_own_address(client, clock, structure):
    service = ServiceFactory(structure=structure, nom="Atelier", courriel="atelier@example.org")
    elsewhere = ServiceFactory(nom="D’ailleurs", courriel="ailleurs@example.org")
    path = f"/structures/{structure.pk}-maison-des-essais/ecrire/"
    assertContains(client.get(path.removesuffix("ecrire/")), f'href="{path}?service={service.pk}"')
    send(client, clock, f"{path}?service={service.pk}")
    for other in (elsewhere.pk, "x", "9" * 40):
        send(client, clock, f"{path}?service={other}")
    assert [mail.to[0] for mail in leave()] == ["atelier@example.org"] + ["maison@example.org"] * 3


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"courriel": ""}, 404),
        ({"courriel": "pas une adresse"}, 404),
        ({"is_example": True}, 404),
        ({"status": Status.DRAFT}, 404),
    ],
)
def test_who_cannot_be_written_to_is_not(client, clock, structure, fields, status):
    for name, value in fields.items():
        setattr(structure, name, value)
    structure.save()
    path = f"/structures/{structure.pk}-maison-des-essais/ecrire/"
    assert client.get(path).status_code == status
    assert client.post(path, LETTER).status_code == status
    if "status" not in fields:
        assertContains(client.get(path), "01 99 00 00 01", status_code=404)
        assertNotContains(client.get(path.removesuffix("ecrire/")), '-essais/ecrire/"')
    assert not Mail.objects.exists()


def test_a_structure_that_is_written_to_much_is_left_in_peace(client, clock, structure, settings):
    settings.LIMIT_FACTOR = 1
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    path = f"/structures/{structure.pk}-maison-des-essais/ecrire/"
    answers = []
    for number in range(21):
        client.defaults["HTTP_X_FORWARDED_FOR"] = f"192.0.2.{number}"
        answers.append(send(client, clock, path).status_code)
    assert answers == [200] * 20 + [429]


def test_an_old_link_leads_to_the_form_of_today(client, structure):
    answer = client.get(f"/structures/{structure.pk}-autrefois/ecrire/?service=1")
    assert (answer.status_code, answer.url) == (
        301,
        f"/structures/{structure.pk}-maison-des-essais/ecrire/?service=1",
    )


def test_a_professional_reads_the_address_and_may_write_too(client, structure):
    client.force_login(UserFactory(is_professional=True))
    page = client.get(f"/structures/{structure.pk}-maison-des-essais/")
    assertContains(page, "mailto:maison@example.org")
    assertContains(page, "ecrire/")


def test_without_a_mail_server_a_structure_s_address_is_shown_as_before(client, structure, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = outbox.SMTP, ""
    page = client.get(f"/structures/{structure.pk}-maison-des-essais/")
    assertContains(page, "mailto:maison@example.org")
    assertNotContains(page, "Écrire à cette structure")


@pytest.mark.parametrize(
    "account", [None, {"is_professional": True}, {"is_staff": True, "is_superuser": True}]
)
@pytest.mark.parametrize("public", ["", "maison@example.org"])
def test_a_hidden_address_opens_nothing_to_anybody(client, clock, account, public):
    """The same bytes, and the same mail, whatever the addresses are that visitors do not see."""
    refuge = StructureFactory(
        nom="Refuge", courriel=public, address_visibility=Visibility.OWNERS, adresse="7 rue Cachée"
    )
    contact = ContactFactory(structure=refuge, courriel="", courriel_visibility=Visibility.PROFESSIONALS)
    if account:
        client.force_login(UserFactory(**account))
    path = f"/structures/{refuge.pk}-refuge/ecrire/"
    seen = []
    for hidden, street in (("", "7 rue Cachée"), ("camille@refuge.example.org", "9 rue Inconnue")):
        contact.courriel = hidden
        contact.save()
        refuge.adresse = street
        refuge.save()
        answer = send(client, clock, path)
        seen.append((answer.status_code, re.sub(r"(csrfmiddlewaretoken|jeton|nonce)[^>]*", "", text(answer))))
        assert not re.search("rue Cachée|rue Inconnue", text(answer))
    assert seen[0] == seen[1]
    mails = leave()
    assert [mail.to for mail in mails] == ([["maison@example.org"]] * 2 if public else [])
    assert all("rue" not in mail.body and "n’en connaît que la commune" in mail.body for mail in mails)


class Replies(TestCase):
    """Whatever is typed is an address, a number, or told to be neither."""

    @given(st.text(max_size=60))
    def test_a_reply_is_one_line_that_can_be_answered(self, typed):
        form = StructureForm({"message": "x", "reponse": typed, "jeton": robots.new_token()})
        form.is_valid()
        if "reponse" in form.errors:
            return
        reply = form.cleaned_data["reponse"]
        assert reply != Reply()
        assert (reply.email + reply.phone).isprintable()
        assert bool(reply.email) != bool(reply.phone)
        if reply.email:
            assert outbox.is_address(reply.email)


@pytest.mark.parametrize(
    ("typed", "reply"),
    [
        ("", Reply()),
        ("camille@example.org", Reply(email="camille@example.org")),
        ("0612345678", Reply(phone="0612345678")),
        ("+380 44 123 45 67", Reply(phone="+380 44 123 45 67")),
    ],
)
def test_what_a_reply_may_be(typed, reply):
    assert reply_of(typed) == reply
