"""Signing in by a code, as a person meets it, and what reads their mail, and who guesses."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user
from django.db.models import F
from django.test import Client

from accounts import codes
from accounts.models import User
from common.models import Allowance, Mail
from mapping.patrol.blocking import block, unblock
from tests.accounts.mailbox import code_for, last, wrong
from tests.factories import UserFactory

PAGE, CODE = "/connexion/", "/connexion/code/"
EMAIL, NOBODY = "camille@example.org", "absente@example.org"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def limited(settings):
    settings.LIMIT_FACTOR = 1


@pytest.fixture
def camille():
    return UserFactory(email=EMAIL, full_name="Camille Essai", is_professional=True)


def ask(client, email=EMAIL, **more):
    return client.post(PAGE, {"email": email, **more})


def test_a_code_typed_where_it_was_asked_signs_in_and_leads_on(client, camille):
    asked = ask(client, " Camille@Example.ORG ", next="/imports/")
    assert (asked.status_code, asked["Location"]) == (302, CODE)
    assert EMAIL in client.get(CODE).content.decode()
    answer = client.post(CODE, {"code": code_for(EMAIL)})
    assert (answer.status_code, answer["Location"]) == (302, "/imports/")
    assert get_user(client) == camille
    assert client.post("/deconnexion/").status_code == 302
    assert client.get("/professionnels/").status_code == 302


@pytest.mark.parametrize("way", ["{}", " {} ", "{}.", "compact", "dashed", "arabic"])
def test_a_code_is_read_however_it_is_written(client, camille, way):
    ask(client)
    code = code_for(EMAIL)
    arabic = code.translate({ord(str(digit)): chr(0x660 + digit) for digit in range(10)})
    ways = {"compact": code.replace(" ", ""), "dashed": code.replace(" ", "-"), "arabic": arabic}
    client.post(CODE, {"code": ways.get(way, way).format(code)})
    assert get_user(client) == camille


def test_signing_in_by_a_code_shows_that_the_address_is_theirs(client, camille):
    EmailAddress.objects.create(user=camille, email="ancienne@example.org", verified=True, primary=True)
    ask(client)
    client.post(CODE, {"code": code_for(EMAIL)})
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [(EMAIL, True, True)]


def test_a_code_serves_once(client, camille):
    ask(client)
    code = code_for(EMAIL)
    client.post(CODE, {"code": code})
    client.post("/deconnexion/")
    assert client.post(CODE, {"code": code})["Location"] == PAGE


def test_a_code_opens_nothing_in_another_browser(client, camille):
    ask(client)
    stranger = Client()
    ask(stranger)
    codes_sent = [re.search(r"\d{4} \d{4}", mail.text)[0] for mail in Mail.objects.order_by("created_at")]
    stranger.post(CODE, {"code": codes_sent[0]})
    assert not get_user(stranger).is_authenticated
    client.post(CODE, {"code": codes_sent[0]})
    assert get_user(client) == camille


def test_the_mail_holds_no_way_in(client, camille):
    """Programs that look at mails follow links and send the forms they find there."""
    ask(client)
    addresses = re.findall(r"https?://\S+", last(EMAIL).text)
    assert addresses
    assert not any(word in address for address in addresses for word in ("connexion", "code", "?"))
    for address in addresses:
        for scanner in (Client(), Client(HTTP_USER_AGENT="Mozilla/5.0 SafeLinks")):
            page = scanner.get(address, follow=True).content.decode()
            scanner.post(address, {})
            for form in re.findall(r'<form[^>]*action="([^"]*)"', page):
                scanner.post(form.split("#")[0] or address, {"code": code_for(EMAIL)})
            assert not get_user(scanner).is_authenticated
    client.post(CODE, {"code": code_for(EMAIL)})
    assert get_user(client) == camille


def test_a_code_is_tried_five_times_at_most(client, camille):
    ask(client)
    code = code_for(EMAIL)
    pages = [client.post(CODE, {"code": wrong(code)}).content.decode() for _ in range(5)]
    assert [f"Il reste {left} essai" in page for left, page in zip((4, 3, 2, 1), pages, strict=False)] == [
        True
    ] * 4
    assert "Ce code ne sert plus" in pages[4]
    answer = client.post(CODE, {"code": code})
    assert answer["Location"] == PAGE
    assert not get_user(client).is_authenticated


def test_tries_are_counted_whatever_the_limits_of_the_site_are(client, camille, settings):
    settings.LIMIT_FACTOR = 0
    ask(client)
    code = code_for(EMAIL)
    for _ in range(5):
        client.post(CODE, {"code": wrong(code)})
    client.post(CODE, {"code": code})
    assert not get_user(client).is_authenticated


def test_a_code_is_useful_for_a_quarter_of_an_hour(client, camille, monkeypatch):
    ask(client)
    now = codes.time.time()
    monkeypatch.setattr(codes.time, "time", lambda: now + 901)
    assert client.post(CODE, {"code": code_for(EMAIL)})["Location"] == PAGE
    monkeypatch.setattr(codes.time, "time", lambda: now + 890)
    client.post(CODE, {"code": code_for(EMAIL)})
    assert get_user(client) == camille


def test_asking_again_makes_the_code_before_useless(client, camille):
    ask(client)
    before = code_for(EMAIL)
    ask(client)
    client.post(CODE, {"code": before})
    assert not get_user(client).is_authenticated


# Said of the moment of the answer.
_OF_THE_MOMENT = ("Content-Length", "Retry-After", "Expires")


def dated(page: str) -> str:
    """A page without what is drawn anew for each form."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)
    # How long to wait depends on how long this test took so far.
    page = re.sub(r"[Rr]éessayez dans \d+ \w+", "", page)
    return re.sub(r'nonce="[^"]+"', "", page)


def met(email: str) -> list[tuple]:
    """Everything that a person meets who asks a code for an address, the address itself left out."""
    client, seen = Client(), []
    answers = [ask(client, email), client.get(CODE)]
    answers += [client.post(CODE, {"code": "1234 5678"}) for _ in range(6)]
    answers += [ask(client, email) for _ in range(6)]
    for answer in answers:
        headers = {name: value for name, value in answer.headers.items() if name not in _OF_THE_MOMENT}
        policy = re.sub(r"'nonce-[^']+'", "", headers.pop("Content-Security-Policy", ""))
        body = dated(answer.content.decode()).replace(email, "…")
        cookies = {name: (morsel["max-age"], morsel["path"]) for name, morsel in answer.cookies.items()}
        seen.append((answer.status_code, headers, policy, body, cookies))
    return seen


def test_whether_an_account_exists_changes_no_byte(camille):
    # As long as the other one, so that the lengths are the same too.
    assert len(EMAIL) == len(NOBODY)
    known, nobody = met(EMAIL), met(NOBODY)
    assert known == nobody
    assert [answer[0] for answer in known][:2] == [302, 200]
    assert known[-1][0] == 429
    sent = [Mail.objects.filter(recipient=email).count() for email in (EMAIL, NOBODY)]
    assert sent[0] == sent[1] > 1


def test_who_has_no_account_is_told_so_by_mail_alone(client, camille):
    UserFactory(email="partie@example.org", is_active=False)
    for email in (NOBODY, "partie@example.org"):
        ask(client, email)
        assert "aucun compte ne l’utilise" in last(email).text
        assert not re.search(r"\d{4} \d{4}", last(email).text)
        assert "/inscription/" in last(email).text


@pytest.fixture
def blocked():
    user = UserFactory(email="bloquee@example.org", is_professional=True)
    block(user, UserFactory(is_staff=True), "Vandalisme")
    return user


def test_who_is_blocked_is_told_so_by_mail_alone(client, blocked, settings):
    settings.SITE_CONTACT = "contact@pref.example"
    ask(client, blocked.email)
    told = last(blocked.email)
    assert "suspendu" in told.subject
    assert "son compte est suspendu" in told.text
    assert "contact@pref.example" in told.text
    assert "Vandalisme" not in told.text
    assert not re.search(r"\d{4} \d{4}|/inscription/|aucun compte", told.text)
    settings.SITE_CONTACT = ""
    ask(Client(), blocked.email)
    assert "écrivez à la préfecture" in last(blocked.email).text
    # Given back, it signs in as before.
    unblock(blocked, UserFactory(is_staff=True), "")
    ask(client, blocked.email)
    client.post(CODE, {"code": code_for(blocked.email)})
    assert get_user(client) == blocked


def test_that_an_account_is_blocked_changes_no_byte(blocked):
    assert len(blocked.email) == len(NOBODY)
    assert met(blocked.email) == met(NOBODY)


def test_the_work_is_the_same_with_an_account_and_without(client, camille, blocked):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for email in (EMAIL, NOBODY, blocked.email):
        with CaptureQueriesContext(
            connection,
        ) as caught:
            ask(Client(), email)
        counts.append(len(caught))
    assert len(set(counts)) == 1


def test_strangers_who_ask_for_codes_do_not_keep_the_owner_out(client, camille):
    ask(client)
    client.post(CODE, {"code": code_for(EMAIL)})
    client.post("/deconnexion/")
    for number in range(25):
        Client().post(PAGE, {"email": EMAIL}, REMOTE_ADDR=f"198.51.100.{number + 1}")
    assert Client().post(PAGE, {"email": EMAIL}, REMOTE_ADDR="203.0.113.1").status_code == 429
    assert ask(client).status_code == 302
    client.post(CODE, {"code": code_for(EMAIL)})
    assert get_user(client) == camille


def test_guesses_are_limited_over_all_codes(camille):
    """Ten of one account from one network, whatever number of codes was asked for."""
    statuses = []
    for _ in range(3):
        client = Client()
        ask(client)
        statuses += [client.post(CODE, {"code": wrong(code_for(EMAIL))}).status_code for _ in range(5)]
    assert statuses == [200] * 10 + [429] * 5
    Allowance.objects.update(whole_at=F("whole_at") - timedelta(seconds=91))
    assert client.post(CODE, {"code": code_for(EMAIL)}).status_code == 302


@pytest.mark.parametrize(
    "url",
    ["//example.org/", "https://example.org/", "javascript:alert(1)", "/\\example.org", "http:///x.org"],
)
def test_nobody_is_led_elsewhere(client, camille, url):
    ask(client, next=url)
    assert client.post(CODE, {"code": code_for(EMAIL)})["Location"] == "/professionnels/"


@pytest.mark.parametrize("typed", ["", "camille", "a@b", "camille@example.org, autre@example.org"])
def test_an_address_that_is_none_is_refused_in_words(client, typed):
    page = ask(client, typed).content.decode()
    assert "adresse électronique" in page
    assert 'class="error"' in page
    assert not Mail.objects.exists()


def test_without_a_mail_server_the_password_is_what_is_left(client, camille, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", ""
    assert "Recevoir un code" not in client.get(PAGE).content.decode()
    answer = ask(client)
    assert answer.status_code == 503
    assert "par mot de passe" in answer.content.decode()


def test_the_code_is_in_no_session_nor_log(client, camille, caplog):
    ask(client)
    code = code_for(EMAIL).replace(" ", "")
    assert code not in str(dict(client.session))
    client.post(CODE, {"code": wrong(code)})
    assert code not in caplog.text
    assert wrong(code) not in caplog.text


@pytest.mark.parametrize("language", ["en", "ar", "uk"])
def test_it_is_done_in_every_language(client, camille, language):
    page = client.get(f"/{language}/connexion/").content.decode()
    asked = client.post(f"/{language}/connexion/", {"email": EMAIL})
    assert asked["Location"] == f"/{language}/connexion/code/"
    assert f'action="/{language}/connexion/"' in page
    assert client.post(asked["Location"], {"code": code_for(EMAIL)})["Location"] == "/professionnels/"


def test_an_account_that_was_closed_meanwhile_stays_closed(client, camille):
    ask(client)
    code = code_for(EMAIL)
    User.objects.update(is_active=False)
    assert "Ce code ne sert plus" in client.post(CODE, {"code": code}).content.decode()
    assert not get_user(client).is_authenticated


@pytest.mark.django_db(transaction=True)
def test_five_tries_are_five_however_many_come_at_once(settings):
    """Each request reads the session before it counts: twelve at once must not find the same tries left."""
    from concurrent.futures import ThreadPoolExecutor
    from threading import Barrier

    from django.db import connection

    settings.LIMIT_FACTOR = 0
    UserFactory(email=EMAIL)
    client = Client()
    ask(client)
    code, cookies, meet = code_for(EMAIL), client.cookies, Barrier(12)

    def guess(number):
        mine = Client()
        mine.cookies = cookies
        meet.wait()
        try:
            return mine.post(CODE, {"code": f"{number:08d}"}).content.decode()
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        pages = list(pool.map(guess, range(12)))
    left = sorted(int(found[1]) for page in pages if (found := re.search(r"Il reste (\d) essai", page)))
    assert left == [1, 2, 3, 4]
    client.post(CODE, {"code": code})
    assert not get_user(client).is_authenticated
