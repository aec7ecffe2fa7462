"""What an account's owner sees and changes of how it is signed in to."""

import pytest
from django.contrib.auth import get_user
from django.test import Client

from accounts import devices
from accounts.models import User
from tests.accounts.mailbox import code_for
from tests.factories import UserFactory

EMAIL = "camille@example.org"
PAGE, CLOSE, PASSWORD = "/mon-compte/securite/", "/mon-compte/connexions/fermer/", "/mon-compte/mot-de-passe/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " Version/18.0 Mobile/15E148 Safari/604.1"
)

pytestmark = pytest.mark.django_db


def signed_in(agent=FIREFOX, email=EMAIL) -> Client:
    client = Client(HTTP_USER_AGENT=agent)
    client.post("/connexion/", {"email": email})
    client.post("/connexion/code/", {"code": code_for(email)})
    assert get_user(client).is_authenticated
    return client


@pytest.fixture(autouse=True)
def camille(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return UserFactory(email=EMAIL, is_professional=True, full_name="Camille Essai")


def test_open_sessions_are_listed_and_closed_at_once():
    here, phone, other = signed_in(), signed_in(IPHONE), signed_in()
    page = here.get(PAGE).content.decode()
    assert "Safari sur iPhone" in page
    assert page.count("Firefox sur Windows") >= 2
    assert page.count("celle-ci") == 1
    number = page.split("Safari sur iPhone")[1].split('value="')[2].split('"')[0]
    assert here.post(CLOSE, {"session": number})["Location"] == PAGE
    assert phone.get("/professionnels/").status_code == 302
    assert here.get("/professionnels/").status_code == other.get("/professionnels/").status_code == 200
    here.post(CLOSE, {"session": "autres"})
    assert other.get("/professionnels/").status_code == 302
    assert here.get("/professionnels/").status_code == 200
    assert "Safari sur iPhone" not in here.get(PAGE).content.decode()


def test_one_signs_out_everywhere_at_once():
    here, phone = signed_in(), signed_in(IPHONE)
    UserFactory(email="autre@example.org")
    stranger = signed_in(email="autre@example.org")
    assert 'name="partout"' in here.get(PAGE).content.decode()
    said = here.post("/deconnexion/", {"partout": "oui"}).content.decode()
    assert "Vous êtes déconnecté partout" in said
    assert "1 connexion est fermée." in said
    for client in (here, phone):
        assert client.get("/professionnels/").status_code == 302
    assert get_user(stranger).is_authenticated


def test_signing_out_everywhere_from_one_s_only_device_speaks_of_no_other_and_in_each_language():
    alone = signed_in()
    said = alone.post("/deconnexion/", {"partout": "oui"}).content.decode()
    assert "Vous êtes déconnecté partout" in said
    assert "Sur les autres" not in said
    here, _phone = signed_in(), signed_in(IPHONE)
    said = here.post("/ar/deconnexion/", {"partout": "oui"}).content.decode()
    assert "connexion" not in said[said.index("<h1") : said.index("</main>")].replace("/connexion/", "")


def test_nobody_closes_a_session_of_others_nor_their_own_by_number():
    here = signed_in()
    own = here.get(PAGE).content.decode()
    UserFactory(email="autre@example.org")
    stranger = signed_in(email="autre@example.org")
    from allauth.usersessions.models import UserSession

    for one in UserSession.objects.all():
        assert stranger.post(CLOSE, {"session": one.pk}).status_code == 404
    assert stranger.post(CLOSE, {"session": "'"}).status_code == 404
    assert here.get(PAGE).status_code == 200
    assert "celle-ci" in own


def test_a_password_is_chosen_by_the_rules_changed_and_given_up(camille):
    here, other = signed_in(), signed_in()
    refused = here.post(PASSWORD, {"new_password1": "court", "new_password2": "court"}).content.decode()
    assert "12" in refused
    refused = here.post(PASSWORD, {"new_password1": "un mot de passe long", "new_password2": "un autre"})
    assert 'class="error"' in refused.content.decode()
    chosen = {"new_password1": "un mot de passe long", "new_password2": "un mot de passe long"}
    assert here.post(PASSWORD, chosen)["Location"] == PAGE
    assert here.get("/professionnels/").status_code == 200
    assert other.get("/professionnels/").status_code == 302
    new = Client()
    new.post("/connexion/", {"username": EMAIL, "password": "un mot de passe long"})
    assert get_user(new) == camille
    here.post(PASSWORD, {"retirer": "oui"})
    assert not User.objects.get().has_usable_password()
    assert here.get(PAGE).status_code == 200
    assert new.get("/professionnels/").status_code == 302


def test_the_header_of_every_page_says_who_and_lets_go():
    here = signed_in()
    for path in ("/", "/aide/", "/professionnels/", "/en/", PAGE):
        head = here.get(path).content.decode().split("</header>")[0]
        assert "Camille Essai" in head
        assert 'href="/professionnels/"' in head
        assert 'deconnexion/"' in head
    User.objects.update(is_professional=False)
    assert f'href="{PAGE}"' in here.get("/").content.decode().split("</header>")[0]


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (FIREFOX, "Firefox sur Windows"),
        (IPHONE, "Safari sur iPhone"),
        ("", "un navigateur"),
        ("curl/8", "un navigateur"),
    ],
)
def test_a_browser_is_told_in_a_few_words(agent, said):
    assert devices.words(agent) == said


@pytest.mark.parametrize("path", [PAGE, PASSWORD, "/mon-compte/cles/", "/mon-compte/second-facteur/"])
def test_these_pages_are_of_who_has_signed_in(client, path):
    assert client.get(path)["Location"].partition("?")[0] in ("/connexion/", "/mon-compte/confirmer/")
    assert client.get(path, follow=True).redirect_chain[-1][0].startswith("/connexion/")
