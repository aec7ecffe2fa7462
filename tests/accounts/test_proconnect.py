"""Signing in by ProConnect, played by a real server on loopback that has its particulars."""

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.contrib.auth import get_user

from accounts import proconnect
from accounts.models import Organisation, User
from accounts.roles import Role, role_of
from tests.accounts import oidc
from tests.factories import UserFactory

GO, BACK = "/connexion/proconnect/", "/connexion/proconnect/retour/"
EMAIL = "camille@ministere.example.org"

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings):
    server = oidc.serve()
    settings.PROCONNECT_ISSUER = server.issuer
    settings.PROCONNECT_CLIENT_ID, settings.PROCONNECT_SECRET = oidc.CLIENT, oidc.SECRET
    settings.REQUIRE_SECOND_FACTOR = True
    proconnect._configured.cache_clear()
    proconnect._keys.cache_clear()
    yield server
    server.shutdown()
    server.server_close()


def there(client, **asked) -> str:
    """Go to ProConnect and be sent back: the address to come back to."""
    answer = client.get(GO, asked)
    assert answer.status_code == 302
    back = urlsplit(httpx.get(answer["Location"]).headers["Location"])
    assert back.path == BACK
    return f"{back.path}?{back.query}"


def sign_in(client, **asked):
    return client.get(there(client, **asked))


def test_it_is_offered_only_where_it_is_set_up(client, settings):
    assert "ProConnect" not in client.get("/connexion/").content.decode()
    assert client.get(GO).status_code == client.get(BACK).status_code == 404


def test_whoever_comes_back_signs_in_and_is_led_on(client, server):
    user = UserFactory(email=EMAIL, is_professional=True)
    page = client.get("/connexion/?next=/imports/").content.decode()
    assert f'href="{GO}?next=/imports/"' in page
    answer = sign_in(client, next="/imports/")
    assert answer["Location"] == "/imports/"
    assert get_user(client) == user
    assert server.seen["acr_values"] == "eidas1"
    assert "siret" in server.seen["scope"]
    assert server.seen["state"] != server.seen["nonce"]


def test_who_has_no_account_gets_one_that_opens_nothing_yet(client, server):
    organisation = Organisation.objects.create(name="Direction", siren="130025265")
    assert sign_in(client)["Location"] == "/"
    user = get_user(client)
    assert (user.email, user.full_name, role_of(user)) == (EMAIL, "Camille Essai", Role.VISITOR)
    assert not user.has_usable_password()
    assert user.organisation == organisation
    assert SocialAccount.objects.get().extra_data["siret"] == "13002526500013"


@pytest.mark.parametrize("siret", ["", None, "99999999900011", "130025265"])
def test_without_an_organisation_that_is_known_nobody_joins_one(client, server, siret):
    Organisation.objects.create(name="Direction", siren="130025265")
    server.person["siret"] = siret
    sign_in(client)
    assert get_user(client).organisation is None


def test_another_sub_for_the_same_address_is_the_same_account(client, server):
    sign_in(client)
    first = get_user(client)
    client.logout()
    server.person["sub"] = "sub-2"
    sign_in(client)
    assert get_user(client) == first
    assert SocialAccount.objects.get().uid == "sub-2"
    assert User.objects.count() == 1


def test_another_address_for_the_same_sub_is_the_same_account(client, server):
    sign_in(client)
    first = get_user(client)
    client.logout()
    server.person["email"] = "nouvelle@ministere.example.org"
    sign_in(client)
    assert get_user(client) == first


def test_an_address_that_is_not_verified_opens_nobody_s_account(client, server):
    UserFactory(email=EMAIL, is_staff=True)
    server.person["email_verified"] = False
    assert sign_in(client)["Location"] == "/connexion/"
    assert not get_user(client).is_authenticated


def test_who_is_told_as_json_is_read_too(client, server):
    server.as_json = True
    sign_in(client)
    assert get_user(client).email == EMAIL


@pytest.mark.parametrize(
    ("amr", "opens"), [(None, False), (["pwd"], False), (["pwd", "mfa"], True), ([], False)]
)
def test_a_second_factor_shown_there_counts_here_and_a_missing_amr_does_not(client, server, amr, opens):
    UserFactory(email=EMAIL, is_staff=True)
    server.amr = amr
    sign_in(client)
    assert client.get("/professionnels/").status_code == 200
    assert (client.get("/territoire/").status_code == 200) is opens


def spoilt(server, how):
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def change(of, **values):
        server.spoil = lambda kind, claims: claims | (values if kind == of else {})

    {
        "nonce": lambda: change("id", nonce="autre"),
        "issuer": lambda: change("id", iss="https://ailleurs.example.org"),
        "audience": lambda: change("id", aud="un autre site"),
        "old": lambda: change("id", exp=1),
        "userinfo of another site": lambda: change("userinfo", aud="un autre site"),
        "userinfo of somebody else": lambda: change("userinfo", sub="sub-9"),
        "unknown key": lambda: server.__dict__.update(
            keys={"b": other}, signs_with="b", jwks=lambda: {"keys": []}
        ),
        "forged": lambda: server.__dict__.update(keys={"a": other}),
        "secret": lambda: None,
    }[how]()


@pytest.mark.parametrize(
    "how",
    [
        "nonce",
        "issuer",
        "audience",
        "old",
        "userinfo of another site",
        "userinfo of somebody else",
        "unknown key",
        "forged",
        "secret",
    ],
)
def test_what_is_not_as_it_was_asked_signs_nobody_in(client, server, settings, how, caplog):
    UserFactory(email=EMAIL, is_professional=True)
    if how == "forged":
        # The keys are known from before.
        sign_in(client)
        client.logout()
    if how == "secret":
        settings.PROCONNECT_SECRET = "faux"
    spoilt(server, how)
    page = client.get(there(client), follow=True)
    assert page.redirect_chain[-1][0] == "/connexion/"
    assert "La connexion par ProConnect n’a pas abouti" in page.content.decode()
    assert not get_user(client).is_authenticated
    assert "ProConnect: " in caplog.text


def test_new_keys_are_learnt(client, server):
    sign_in(client)
    client.logout()
    server.keys["b"] = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    server.signs_with = "b"
    sign_in(client)
    assert get_user(client).email == EMAIL


def test_coming_back_serves_once_and_in_the_browser_that_left(client, server, django_user_model):
    from django.test import Client

    address = there(client)
    stranger = Client()
    assert stranger.get(address)["Location"] == "/connexion/"
    assert client.get(address.replace("state=", "state=x"))["Location"] == "/connexion/"
    assert client.get(address)["Location"] == "/connexion/"
    assert not django_user_model.objects.exists()
    assert sign_in(client)["Location"] == "/"


@pytest.mark.parametrize("query", ["", "?error=access_denied&state=x", "?code=x&state=x"])
def test_whoever_comes_back_with_nothing_is_told_so(client, server, query):
    assert client.get(f"{BACK}{query}")["Location"] == "/connexion/"


def test_nobody_is_led_elsewhere(client, server):
    assert sign_in(client, next="https://example.org/")["Location"] == "/"


def test_where_it_does_not_answer_the_page_says_so(client, server, settings):
    settings.PROCONNECT_ISSUER = "http://127.0.0.1:9"
    page = client.get(GO, follow=True).content.decode()
    assert "n’a pas abouti" in page


def test_leaving_leads_to_leaving_it_too(client, server):
    sign_in(client)
    page = client.post("/deconnexion/").content.decode()
    assert not get_user(client).is_authenticated
    href = page.split('href="' + server.issuer)[1].split('"')[0].replace("&amp;", "&")
    told = parse_qs(urlsplit(href).query)
    assert urlsplit(href).path == "/session/end"
    assert told["id_token_hint"]
    assert told["state"]
    assert told["post_logout_redirect_uri"] == ["http://testserver/"]


def test_an_account_that_was_closed_stays_closed(client, server):
    UserFactory(email=EMAIL, is_active=False)
    assert sign_in(client)["Location"] == "/connexion/"
    assert not get_user(client).is_authenticated
