"""Second factors: who must show one, what that opens, how they are set up, used and taken off."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth import get_user
from django.test import Client

from accounts.models import User
from common.models import Mail
from tests.accounts.mailbox import code_for, wrong
from tests.accounts.test_tokens import bearer, token_for
from tests.factories import UserFactory

STAFF_PAGES = ["/territoire/", "/admin/", "/composants/"]
EMAIL = "chef@example.org"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_service(settings):
    settings.REQUIRE_SECOND_FACTOR, settings.LIMIT_FACTOR = True, 1


@pytest.fixture
def chief():
    return UserFactory(email=EMAIL, is_staff=True, is_superuser=True)


def sign_in(client, email=EMAIL, **more):
    client.post("/connexion/", {"email": email, **more})
    return client.post("/connexion/code/", {"code": code_for(email)})


def now(secret: str, ahead: int = 0) -> str:
    """The code that an application shows."""
    counter = int(time.time()) // 30 + ahead
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def set_up(client) -> str:
    """Give the account an application; its secret."""
    page = client.get("/mon-compte/application/").content.decode()
    secret = re.search(r'<code class="secret"[^>]*>(\w+)</code>', page)[1]
    answer = client.post("/mon-compte/application/", {"code": now(secret)})
    assert answer["Location"] == "/mon-compte/codes-de-secours/"
    return secret


def test_staff_are_professionals_until_they_show_a_second_factor(client, chief):
    assert sign_in(client)["Location"] == "/professionnels/"
    assert client.get("/professionnels/").status_code == 200
    answer = client.get("/territoire/?vue=1")
    assert answer["Location"] == "/mon-compte/second-facteur/?next=/territoire/%3Fvue%3D1"
    page = client.get(answer["Location"]).content.decode()
    assert "/mon-compte/cles/" in page
    assert "/mon-compte/application/" in page
    assert (
        client.get("/admin/accounts/user/", follow=True)
        .redirect_chain[-1][0]
        .startswith("/mon-compte/second-facteur/")
    )
    set_up(client)
    codes = client.get("/mon-compte/codes-de-secours/").content.decode()
    assert len(re.findall(r"<code>\d{8}</code>", codes)) == 10
    assert 'href="/admin/accounts/user/"' in codes
    assert client.get("/territoire/").status_code == 200
    assert client.get("/admin/accounts/user/").status_code == 200


def test_what_is_the_prefecture_s_stays_closed_on_every_road(client, chief, places):
    from tests.factories import StructureFactory

    structure = StructureFactory(nom="Foyer", description="Texte ancien")
    sign_in(client)
    address = f"/api/v1/structures/{structure.pk}"
    body = {"properties": {"nom": "Nom nouveau"}}
    assert client.patch(address, body, content_type="application/json").status_code == 403
    assert client.get("/admin/mapping/structure/").status_code == 302
    set_up(client)
    assert client.patch(address, body, content_type="application/json").status_code == 200


def test_programs_that_show_a_token_are_not_asked(client, chief):
    from tests.factories import StructureFactory

    address = f"/api/v1/structures/{StructureFactory().pk}"
    body = {"properties": {"nom": "Nom nouveau"}}
    answer = client.patch(address, body, content_type="application/json", **bearer(token_for(chief)))
    assert answer.status_code == 200


@pytest.mark.parametrize("fields", [{}, {"is_professional": True}])
def test_others_are_not_asked(client, fields):
    UserFactory(email="camille@example.org", **fields)
    sign_in(client, "camille@example.org")
    assert get_user(client).is_authenticated
    answer = client.get("/territoire/")
    assert answer.status_code == 403


def test_nobody_is_asked_where_the_site_does_not_require_it(client, chief, settings):
    settings.REQUIRE_SECOND_FACTOR = False
    sign_in(client)
    assert client.get("/territoire/").status_code == 200


def test_signing_in_again_asks_for_the_application_s_code(client, chief):
    sign_in(client)
    secret = set_up(client)
    client.post("/deconnexion/")
    answer = sign_in(client, next="/territoire/")
    assert answer["Location"] == "/connexion/second-facteur/"
    assert not get_user(client).is_authenticated
    assert "cle" not in client.get("/connexion/second-facteur/").content.decode().split("<form")[1][:200]
    refused = client.post("/connexion/second-facteur/", {"code": wrong(now(secret, 40))[-6:]})
    assert "Ce n’est pas le bon code" in refused.content.decode()
    assert not get_user(client).is_authenticated
    answer = client.post("/connexion/second-facteur/", {"code": now(secret, 1)})
    assert answer["Location"] == "/territoire/"
    assert client.get("/territoire/").status_code == 200


def test_a_password_alone_does_not_pass_a_second_factor(client, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    User.objects.create_user(EMAIL, "un mot de passe long", is_staff=True)
    client.post("/connexion/", {"username": EMAIL, "password": "un mot de passe long"})
    secret = set_up(client)
    client.post("/deconnexion/")
    answer = client.post("/connexion/", {"username": EMAIL, "password": "un mot de passe long"})
    assert answer["Location"] == "/connexion/second-facteur/"
    assert client.get("/professionnels/").status_code == 302
    client.post("/connexion/second-facteur/", {"code": now(secret, 1)})
    assert client.get("/territoire/").status_code == 200


def test_a_recovery_code_serves_once(client, chief):
    sign_in(client)
    set_up(client)
    code = re.search(r"<code>(\d{8})</code>", client.get("/mon-compte/codes-de-secours/").content.decode())[1]
    for opens in (True, False):
        client.post("/deconnexion/")
        sign_in(client)
        client.post("/connexion/second-facteur/", {"code": code})
        assert get_user(client).is_authenticated is opens


def test_guesses_of_a_second_factor_are_limited(client, chief):
    sign_in(client)
    secret = set_up(client)
    for _ in range(2):
        # Beginning again gives no more of them.
        client.post("/deconnexion/")
        sign_in(client)
        pages = [
            client.post("/connexion/second-facteur/", {"code": "000000"}).content.decode() for _ in range(6)
        ]
    assert "Réessayez dans" in pages[-1]
    client.post("/connexion/second-facteur/", {"code": now(secret, 1)})
    assert not get_user(client).is_authenticated


def test_a_session_from_before_shows_the_factor_that_the_account_has(client, chief):
    sign_in(client)
    secret = set_up(client)
    other = Client()
    other.force_login(chief)
    asked = other.get("/territoire/", follow=True)
    assert asked.redirect_chain[-1][0].startswith("/mon-compte/confirmer/?facteur=oui")
    assert "Recevoir un code par courriel" not in asked.content.decode()
    told = {"next": "/territoire/", "facteur": "oui"}
    assert other.post("/mon-compte/confirmer/", told | {"courriel": "oui"}).status_code == 400
    assert other.post("/mon-compte/confirmer/", told | {"code": now(secret, 1)})["Location"] == "/territoire/"
    assert other.get("/territoire/").status_code == 200


def test_taking_the_last_factor_off_closes_what_it_opened(client, chief):
    sign_in(client)
    set_up(client)
    assert client.get("/territoire/").status_code == 200
    assert "Retirer l’application" in client.get("/mon-compte/application/retirer/").content.decode()
    assert client.post("/mon-compte/application/retirer/")["Location"] == "/mon-compte/securite/"
    assert not Authenticator.objects.exists()
    assert client.get("/territoire/").status_code == 302


def test_a_factor_changes_only_for_who_has_just_shown_who_they_are(client, chief, monkeypatch):
    sign_in(client)
    later = time.time() + 1000
    monkeypatch.setattr("time.time", lambda: later)
    answer = client.get("/mon-compte/application/")
    assert answer["Location"] == "/mon-compte/confirmer/?next=%2Fmon-compte%2Fapplication%2F"
    page = client.get(answer["Location"]).content.decode()
    assert "Recevoir un code par courriel" in page
    asked = client.post("/mon-compte/confirmer/", {"courriel": "oui", "next": "/mon-compte/application/"})
    assert asked["Location"] == "/mon-compte/confirmer/code/"
    refused = client.post("/mon-compte/confirmer/code/", {"code": wrong(code_for(EMAIL))})
    assert "Il reste 4 essais" in refused.content.decode()
    confirmed = client.post(
        "/mon-compte/confirmer/code/", {"code": code_for(EMAIL), "next": "/mon-compte/application/"}
    )
    assert confirmed["Location"] == "/mon-compte/application/"
    set_up(client)


def test_the_owner_is_told_by_mail(client, chief, django_capture_on_commit_callbacks):
    sign_in(client)
    with django_capture_on_commit_callbacks(execute=True):
        set_up(client)
    assert "Une application de codes a été ajoutée" in Mail.objects.get(purpose="sécurité d’un compte").text


def test_the_secret_of_an_application_is_not_in_the_database(client, chief):
    sign_in(client)
    secret = set_up(client)
    kept = Authenticator.objects.get(type="totp").data
    assert secret not in str(kept)
    codes = client.get("/mon-compte/codes-de-secours/").content.decode()
    seed = str(Authenticator.objects.get(type="recovery_codes").data)
    assert not any(code in seed for code in re.findall(r"<code>(\d{8})</code>", codes))


def test_someone_else_s_key_is_not_found(client, chief):
    key = Authenticator.objects.create(user=UserFactory(), type="webauthn", data={"name": "Autre"})
    sign_in(client)
    for path in (f"/mon-compte/cles/{key.pk}/retirer/", f"/mon-compte/cles/{key.pk}/nom/"):
        assert client.get(path).status_code == client.post(path, {"name": "x"}).status_code == 404
