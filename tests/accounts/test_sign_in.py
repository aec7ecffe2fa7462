"""Signing in as a person meets it, and as one who guesses passwords does."""

import logging
from datetime import timedelta

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import F
from django.test import Client

from accounts import attempts
from accounts.models import User
from common import costly
from common.clients import Client as Asker
from common.costly import SIGN_IN, Places
from common.models import Allowance
from tests.factories import UserFactory

PAGE = "/connexion/"
PASSWORD = "un mot de passe long"
EMAIL = "camille@example.org"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def limited(settings, monkeypatch):
    settings.LIMIT_FACTOR = 1
    settings.COSTLY_PLACES = 1
    # What is tried is how often, not how hard each is.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(costly, "_places", Places())


@pytest.fixture
def camille(limited):
    return User.objects.create_user(EMAIL, PASSWORD, full_name="Camille Essai")


def sign_in(client, password, email=EMAIL, **extra):
    return client.post(PAGE, {"username": email, "password": password}, **extra)


def mistake(client, times, email=EMAIL, **extra):
    return [sign_in(client, f"faux {n}", email, **extra).status_code for n in range(times)]


def test_after_many_wrong_passwords_the_right_one_waits_too(client, camille):
    assert mistake(client, 10) == [200] * 10
    answer = sign_in(client, PASSWORD)
    page = answer.content.decode()
    assert answer.status_code == 429
    assert 1 <= int(answer["Retry-After"]) <= 90
    assert "réessayez dans 2 minutes" in page
    assert EMAIL in page
    assert PASSWORD not in page
    assert "_auth_user_id" not in client.session
    Allowance.objects.update(whole_at=F("whole_at") - timedelta(seconds=91))
    assert sign_in(client, PASSWORD).status_code == 302


def from_everywhere(client, times):
    for number in range(times):
        mistake(client, 1, REMOTE_ADDR=f"198.51.{number // 200}.{number % 200 + 1}")


def test_from_everywhere_one_account_is_one_account(client, camille):
    from_everywhere(client, attempts.BY_ACCOUNT.count)
    assert sign_in(client, PASSWORD, REMOTE_ADDR="203.0.113.1").status_code == 429


def test_a_stranger_s_mistakes_keep_nobody_out(client, camille):
    for _ in range(5):
        mistake(client, 30, REMOTE_ADDR="198.51.100.1")
    assert sign_in(client, PASSWORD, REMOTE_ADDR="203.0.113.1").status_code == 302


def test_strangers_of_everywhere_do_not_keep_out_who_signed_in_on_this_device(client, camille):
    assert sign_in(client, PASSWORD).status_code == 302
    client.post("/deconnexion/")
    stranger = Client()
    from_everywhere(stranger, attempts.BY_ACCOUNT.count)
    # Nor does who shares the network.
    mistake(stranger, 20)
    assert sign_in(stranger, PASSWORD).status_code == 429
    assert sign_in(client, PASSWORD).status_code == 302


def test_a_device_that_is_known_guesses_no_more_than_another(client, camille):
    sign_in(client, PASSWORD)
    client.post("/deconnexion/")
    assert mistake(client, 11)[-1] == 429
    assert sign_in(client, PASSWORD).status_code == 429


def test_a_device_is_known_to_the_accounts_that_signed_in_on_it_alone(client, camille):
    User.objects.create_user("dominique@example.org", PASSWORD)
    sign_in(client, PASSWORD, "dominique@example.org")
    client.post("/deconnexion/")
    from_everywhere(Client(), attempts.BY_ACCOUNT.count)
    assert sign_in(client, PASSWORD).status_code == 429
    client.cookies[attempts.COOKIE] = "fait-main"
    assert sign_in(client, PASSWORD).status_code == 429


@pytest.mark.parametrize("written", ["CAMILLE@example.org", "camılle@example.org", " camille@EXAMPLE.org"])
def test_one_account_is_one_however_it_is_written(client, camille, written):
    mistake(client, 10, written)
    assert sign_in(client, PASSWORD).status_code == 429


def test_one_address_that_tries_many_accounts_is_stopped_and_others_are_not(client, camille):
    for number in range(attempts.BY_NETWORK.count):
        mistake(client, 1, f"absent-{number}@example.org")
    assert sign_in(client, PASSWORD).status_code == 429
    assert sign_in(client, PASSWORD, REMOTE_ADDR="198.51.100.1").status_code == 302


def test_those_who_know_their_password_are_never_too_many(client, camille):
    for _ in range(attempts.BY_NETWORK.count + 5):
        assert sign_in(client, PASSWORD).status_code == 302
        client.logout()


def test_a_mistake_is_forgotten_once_signed_in(client, camille):
    for _ in range(3):
        mistake(client, 9)
        assert sign_in(client, PASSWORD).status_code == 302
        client.logout()


def test_whether_an_account_exists_is_told_by_nothing(client, camille, caplog):
    told = []
    for email in (EMAIL, "personne@example.org"):
        caplog.clear()
        pages = [sign_in(client, "faux secret", email).content.decode() for _ in range(11)]
        alerts = [page.split('role="alert"')[1].split("</div>")[0] for page in pages]
        lines = [record.getMessage() for record in caplog.records if record.name == "accounts.sign_in"]
        assert "secret" not in caplog.text
        assert email not in " ".join(lines)
        # The same account has the same name in every line.
        (name,) = {line.split("account ")[1].split(",")[0] for line in lines}
        told.append((alerts, [line.replace(name, "") for line in lines]))
    assert told[0] == told[1]
    assert len(told[0][1]) == 11


def test_a_failure_is_logged_with_the_address_it_came_from(client, camille, caplog):
    with caplog.at_level(logging.WARNING):
        mistake(client, 1, REMOTE_ADDR="198.51.100.9")
    assert "Sign-in failed" in caplog.text
    assert "198.51.100.9" in caplog.text


def test_who_finds_it_full_is_told_when_to_come_back(client, camille, monkeypatch):
    monkeypatch.setattr(costly._places, "_is_waited_for", True)
    with costly._places.enter(SIGN_IN, Asker("somebody")):
        answer = sign_in(client, PASSWORD)
    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
    assert "Réessayez dans 2 secondes" in answer.content.decode()


def test_the_page_calls_the_site_by_its_name(client, settings):
    settings.SITE_NAME = "Boussole 77"
    page = client.get(PAGE, HTTP_HOST="localhost").content.decode()
    assert "<title>Se connecter – Boussole 77</title>" in " ".join(page.split())
    assert "localhost</" not in page.replace("</option>", "")


class TestAdministration:
    """One page to sign in, whatever was asked."""

    def test_leads_to_the_site_s_own_page_and_back(self, client, camille):
        camille.is_staff = True
        camille.save()
        asked = client.get("/admin/mapping/structure/", follow=True)
        assert asked.redirect_chain[-1][0] == "/connexion/?next=/admin/mapping/structure/"
        answer = client.post(
            PAGE, {"username": EMAIL, "password": PASSWORD, "next": "/admin/mapping/structure/"}
        )
        assert answer["Location"] == "/admin/mapping/structure/"

    def test_has_no_other_door(self, client, camille):
        answer = client.post("/admin/login/", {"username": EMAIL, "password": PASSWORD})
        assert answer["Location"] == "/connexion/?next=/admin/"
        assert "_auth_user_id" not in client.session

    def test_says_that_it_is_reserved_rather_than_ask_again(self, client, camille):
        client.force_login(camille)
        assert client.get("/admin/", follow=True).status_code == 403

    @pytest.mark.parametrize(
        "url", ["//example.org/", "https://example.org/", "/admin/login/?next=/admin/login/"]
    )
    def test_leads_nowhere_else(self, client, url):
        client.force_login(UserFactory(is_staff=True, is_superuser=True))
        assert client.get("/admin/login/", {"next": url})["Location"] == "/admin/"


@pytest.mark.parametrize(
    "password", ["1", "court1234", "123456789012345", "camille@example.org", "q1w2e3r4t5y6"]
)
def test_a_weak_password_is_refused(camille, password):
    with pytest.raises(ValidationError):
        validate_password(password, camille)


def test_the_administration_refuses_a_weak_password(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    weak = {"email": "nouveau@example.org", "password1": "1", "password2": "1", "usable_password": "true"}
    page = client.post("/admin/accounts/user/add/", weak).content.decode()
    assert not User.objects.filter(email="nouveau@example.org").exists()
    assert "12" in page
    strong = weak | {"password1": PASSWORD, "password2": PASSWORD}
    client.post("/admin/accounts/user/add/", strong)
    assert User.objects.filter(email="nouveau@example.org").exists()
