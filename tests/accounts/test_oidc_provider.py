"""Signing in by ProConnect, played by `oidc-provider`: a server that others wrote, and that is strict."""

import json
import os
import re
import subprocess
import time
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user

from accounts import proconnect
from accounts.models import Organisation, OrganisationMembership, User
from accounts.roles import Role, role_of
from tests.accounts import oidc
from tests.factories import UserFactory

SITE = "https://reperes.example.org"
GO, BACK, HOME = "/connexion/proconnect/", "/connexion/proconnect/retour/", "/"
EMAIL = "camille@ministere.example.org"
SCRIPT = Path(__file__).with_name("oidc_provider.mjs")
PATIENCE_S = 60

pytestmark = pytest.mark.django_db


class Provider:
    """The server as it runs; `person` is who signs in there from then on."""

    def __init__(self, issuer: str, file: Path):
        self.issuer, self._file = issuer, file

    def tell(self, **changed) -> None:
        self.person = {
            "sub": "sub-1",
            "email": "Camille@Ministere.example.org",
            "given_name": "Camille",
            "usual_name": "Essai",
            "siret": "13002526500013",
        } | changed
        self._file.write_text(json.dumps(self.person))


class Browser(httpx.Client):
    """Somebody's browser: keeps the server's cookies, and follows it until it leads elsewhere."""

    def __init__(self, issuer: str):
        super().__init__(timeout=PATIENCE_S)
        self.issuer = issuer

    def until_sent_back(self, answer: httpx.Response) -> str:
        """The address of the site that it ends at. `was_asked` tells whether they had to sign in there."""
        self.was_asked = False
        while True:
            assert answer.is_redirect, answer.text
            # As a browser does it: from the address of the page that says so.
            following = answer.url.join(answer.headers["Location"])
            if not str(following).startswith(f"{self.issuer}/"):
                return str(following)
            self.was_asked |= following.path.startswith("/interaction/")
            answer = self.get(following)


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    home = tmp_path_factory.mktemp("oidc-provider")
    person, said = home / "person.json", home / "said.txt"
    told = {
        "CLIENT_ID": oidc.CLIENT,
        "CLIENT_SECRET": oidc.SECRET,
        "BACK": f"{SITE}{BACK}",
        "HOME": f"{SITE}{HOME}",
        "PERSON": str(person),
    }
    with said.open("w") as output:
        pipes = {"stdin": subprocess.PIPE, "stdout": output, "stderr": output}
        process = subprocess.Popen(["node", SCRIPT], env=os.environ | told, **pipes)
    try:
        yield Provider(_address(process, said), person)
    finally:
        process.stdin.close()
        process.wait(PATIENCE_S)


def _address(process: subprocess.Popen, said: Path) -> str:
    """Where it answers, once it does: where its discovery document says so."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and process.poll() is None:
        found = re.search(r"^http://127\.0\.0\.1:\d+$", said.read_text(), re.MULTILINE)
        if found:
            document = httpx.get(f"{found[0]}/.well-known/openid-configuration", timeout=PATIENCE_S)
            assert document.json()["issuer"] == found[0]
            return found[0]
        time.sleep(0.05)
    process.kill()
    pytest.fail(f"oidc-provider does not start; `make test` installs it.\n{said.read_text()}")


@pytest.fixture
def provider(running, settings):
    settings.PROCONNECT_ISSUER = running.issuer
    settings.PROCONNECT_CLIENT_ID, settings.PROCONNECT_SECRET = oidc.CLIENT, oidc.SECRET
    settings.REQUIRE_SECOND_FACTOR = True
    settings.SITE_URL = SITE
    proconnect._configured.cache_clear()
    proconnect._keys.cache_clear()
    running.tell()
    return running


@pytest.fixture
def browser(provider):
    with Browser(provider.issuer) as browser:
        yield browser


def sign_in(client, browser, go=GO, **asked):
    """Go to ProConnect and come back: the site's answer to who comes back."""
    answer = client.get(go, asked)
    assert answer.status_code == 302
    back = urlsplit(browser.until_sent_back(browser.get(answer["Location"])))
    assert f"{back.scheme}://{back.netloc}{back.path}" == f"{SITE}{BACK}"
    assert "error" not in parse_qs(back.query)
    return client.get(f"{back.path}?{back.query}")


def sign_out(client, browser, leave="/deconnexion/") -> str:
    """Leave the site, then ProConnect by the site's link: the address that one ends at."""
    page = client.post(leave).content.decode()
    assert not get_user(client).is_authenticated
    link = re.search(f'href="({re.escape(browser.issuer)}/[^"]+)"', page)
    form = browser.get(unescape(link[1]))
    assert form.status_code == 200, form.text
    action, xsrf = (re.search(rf'{name}="([^"]+)"', form.text)[1] for name in ("action", "value"))
    return browser.until_sent_back(browser.post(action, data={"xsrf": xsrf, "logout": "yes"}))


def test_who_somebody_is_comes_as_a_signed_token(client, browser, monkeypatch):
    told, ask = [], proconnect._asked

    def noted(*arguments, **named):
        told.append(ask(*arguments, **named))
        return told[-1]

    monkeypatch.setattr(proconnect, "_asked", noted)
    sign_in(client, browser)
    [who] = [answer for answer in told if answer.headers["Content-Type"].startswith("application/jwt")]
    assert jwt.get_unverified_header(who.text)["alg"] == "RS256"
    assert get_user(client).email == EMAIL


def test_whoever_has_an_account_finds_it_and_is_led_on(client, browser):
    user = UserFactory(email=EMAIL, is_professional=True)
    assert sign_in(client, browser, next="/imports/")["Location"] == "/imports/"
    assert browser.was_asked
    assert get_user(client) == user
    assert SocialAccount.objects.get().extra_data == {"siret": "13002526500013", "acr": "eidas1"}


def test_who_has_none_gets_one_that_opens_nothing_yet(client, browser):
    assert sign_in(client, browser)["Location"] == HOME
    user = get_user(client)
    assert (user.email, user.full_name, role_of(user)) == (EMAIL, "Camille Essai", Role.VISITOR)
    assert not user.has_usable_password()
    assert user.organisation is None


def test_a_siret_makes_one_a_member_of_the_organisation_that_has_its_siren(client, browser):
    organisation = Organisation.objects.create(name="Direction", siren="130025265")
    Organisation.objects.create(name="Une autre", siren="130025266")
    sign_in(client, browser)
    membership = OrganisationMembership.objects.get()
    assert (membership.user, membership.organisation) == (get_user(client), organisation)
    client.logout()
    sign_in(client, browser)
    assert OrganisationMembership.objects.count() == 1


@pytest.mark.parametrize("siret", [None, "", "99999999900011"])
def test_without_a_siret_that_is_known_nobody_joins_an_organisation(client, browser, provider, siret):
    Organisation.objects.create(name="Direction", siren="130025265")
    provider.tell(siret=siret)
    sign_in(client, browser)
    assert get_user(client).is_authenticated
    assert not OrganisationMembership.objects.exists()


def test_another_sub_for_the_same_address_is_the_same_account(client, browser, provider):
    sign_in(client, browser)
    first = get_user(client)
    sign_out(client, browser)
    provider.tell(sub="sub-2")
    sign_in(client, browser)
    assert get_user(client) == first
    assert SocialAccount.objects.get().uid == "sub-2"
    assert User.objects.count() == 1


@pytest.mark.parametrize(("amr", "opens"), [(None, False), (["pwd"], False), (["pwd", "mfa"], True)])
def test_a_second_factor_shown_there_counts_here_where_amr_says_it(client, browser, provider, amr, opens):
    UserFactory(email=EMAIL, is_staff=True)
    provider.tell(**({"amr": amr} if amr else {}))
    sign_in(client, browser)
    assert get_user(client).is_authenticated
    assert (client.get("/territoire/").status_code == 200) is opens


def test_leaving_the_site_alone_asks_for_nothing_when_one_comes_again(client, browser):
    sign_in(client, browser)
    client.logout()
    sign_in(client, browser)
    assert not browser.was_asked
    assert get_user(client).email == EMAIL


@pytest.mark.parametrize("language", ["", "/en", "/ar"])
def test_leaving_there_too_leads_home_and_asks_anew_when_one_comes_again(client, browser, language):
    """In every language: one address is declared, and the server refuses any other."""
    sign_in(client, browser, go=f"{language}{GO}")
    home = urlsplit(sign_out(client, browser, leave=f"{language}/deconnexion/"))
    assert f"{home.scheme}://{home.netloc}{home.path}" == f"{SITE}{HOME}"
    assert parse_qs(home.query)["state"]
    sign_in(client, browser)
    assert browser.was_asked
