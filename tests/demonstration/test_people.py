"""Accounts of a try: one button each on one's own machine, nothing anywhere else."""

import re

import pytest
from django.contrib.auth import authenticate, get_user
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client

from accounts import checks
from accounts.models import Organisation, User
from accounts.roles import Role, role_of
from accounts.trying import is_try
from common import kept_mails, outbox
from common.limits import Limit
from common.models import Mail
from common.outbox import Purpose
from demonstration import people
from demonstration.examples import SOURCE
from mapping.models import Structure
from tests.accounts.test_tokens import bearer, token_for
from tests.factories import StructureFactory

PAGE, MAILS = "/essai/", "/essai/courriels/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(settings):
    """A browser on the machine that runs the site for a try."""
    settings.DEBUG, settings.LIKE_IN_SERVICE = True, True
    return Client(HTTP_HOST="localhost:8000", REMOTE_ADDR="127.0.0.1")


def enter(client, key, **extra):
    return client.post(PAGE, {"compte": key}, **extra)


@pytest.mark.parametrize(
    ("key", "role", "opens"),
    [
        ("inscrit", Role.VISITOR, "/"),
        ("professionnelle", Role.PROFESSIONAL, "/professionnels/"),
        ("referent", Role.PROFESSIONAL, "/professionnels/"),
        ("ambassadrice", Role.PROFESSIONAL, "/professionnels/"),
        ("prefecture", Role.STAFF, "/professionnels/"),
        ("administratrice", Role.STAFF, "/professionnels/"),
    ],
)
def test_a_button_enters_as_each_role(here, settings, key, role, opens):
    settings.REQUIRE_SECOND_FACTOR = True
    page = here.get(PAGE).content.decode()
    assert f'value="{key}"' in page
    assert not User.objects.exists()
    assert enter(here, key)["Location"] == opens
    user = get_user(here)
    assert (role_of(user), user.is_example, user.has_usable_password()) == (role, True, False)
    assert "exemple" in str(user)
    assert here.get(opens).status_code == 200
    if role is Role.STAFF:
        assert here.get("/imports/").status_code == 200
    assert enter(here, "inscrit").status_code == 302
    assert get_user(here).email == "inscrit@exemple.invalid"


def test_entering_twice_is_one_account(here):
    for _ in range(2):
        enter(here, "referent")
    assert User.objects.count() == 1
    assert get_user(here).organisation_memberships.get().role == "referent"


def test_the_organisation_of_the_examples_runs_some_of_the_invented_places(here):
    invented = [StructureFactory(source=SOURCE, is_example=True) for _ in range(4)]
    enter(here, "referent")
    enter(here, "professionnelle")
    held = Structure.objects.filter(organisation__name=people.ORGANISATION)
    assert set(held) == set(invented[:3])


def test_an_account_that_is_none_of_them_is_refused_in_words(here):
    answer = enter(here, "chef")
    assert answer.status_code == 400
    assert "Ce compte n’est pas de ceux de l’essai" in answer.content.decode()


@pytest.mark.parametrize("page", [PAGE, MAILS])
@pytest.mark.parametrize(
    "asked",
    [
        {"REMOTE_ADDR": "203.0.113.9"},
        {"HTTP_HOST": "reperes.example.org"},
        {"HTTP_HOST": "localhost.example.org"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"REMOTE_ADDR": ""},
    ],
)
def test_from_elsewhere_there_is_no_such_page(here, settings, page, asked):
    settings.ALLOWED_HOSTS = ["*"]
    assert here.get(page, **asked).status_code == 404
    assert enter(here, "administratrice", **asked).status_code == 404
    assert not User.objects.exists()
    assert "Comptes d’essai" not in here.get("/aide/", **asked).content.decode()


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]:8000"])
def test_on_one_s_own_machine_the_foot_of_each_page_leads_there(here, settings, host):
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
    assert 'href="/essai/"' in here.get("/aide/", HTTP_HOST=host).content.decode()


def test_without_debug_there_is_no_such_page_and_nobody_goes_on(here, settings):
    enter(here, "administratrice")
    assert get_user(here).is_superuser
    settings.DEBUG = False
    assert here.get(PAGE).status_code == here.get(MAILS).status_code == 404
    assert here.get("/professionnels/").status_code == 302
    assert here.get("/admin/").status_code == 302


def test_a_session_of_an_example_is_nobody_s_from_elsewhere(here, settings):
    settings.ALLOWED_HOSTS = ["*"]
    enter(here, "administratrice")
    assert here.get("/professionnels/").status_code == 200
    for asked in ({"REMOTE_ADDR": "203.0.113.9"}, {"HTTP_HOST": "reperes.example.org"}):
        assert here.get("/professionnels/", **asked).status_code == 302


def test_addresses_in_a_mail_are_links_and_nothing_else_is(here):
    text = (
        "Ici : https://reperes.example.org/confirmer/a-b/?x=1&y=2.\n<script>alert(1)</script>"
        ' javascript:alert(1) ftp://example.org http://localhost:8000/essai/" onclick="x'
    )
    Mail.objects.create(recipient="a@example.org", subject="Essai", text=text)
    page = here.get(MAILS).content.decode()
    links = re.findall(r"<a ([^>]*)>([^<]*)</a>", page.split("<pre")[1].split("</pre>")[0])
    assert links == [
        (f'href="{address}" rel="noopener"', address)
        for address in (
            "https://reperes.example.org/confirmer/a-b/?x=1&amp;y=2",
            "http://localhost:8000/essai/",
        )
    ]
    assert "&lt;script&gt;" in page


def test_no_other_road_opens_an_example(here, settings):
    user = people.account("administratrice")
    text = token_for(user)
    here.post("/connexion/", {"email": user.email})
    assert "aucun compte" in Mail.objects.get().text
    for password in ("", "!", user.password, user.password[1:]):
        here.post("/connexion/", {"username": user.email, "password": password})
    assert not get_user(here).is_authenticated
    user.set_password("un mot de passe long")
    with pytest.raises(IntegrityError), transaction.atomic():
        user.save()
    assert Client().get("/api/v1/themes", **bearer(text)).status_code == 401
    settings.DEBUG = False
    assert here.get("/api/v1/themes", **bearer(text)).status_code == 401
    User.objects.filter(pk=user.pk).update(is_example=False)
    user.refresh_from_db()
    user.set_password("un mot de passe long")
    user.save()
    assert authenticate(username=user.email, password="un mot de passe long")


def test_a_site_in_service_is_not_ready_with_one_in_its_database():
    assert checks.no_example_accounts(None) == []
    people.account("professionnelle")
    people.account("ambassadrice")
    (error,) = checks.no_example_accounts(None)
    assert (error.id, error.is_serious()) == ("accounts.E001", True)
    call_command("remove_example_accounts", verbosity=0)
    assert checks.no_example_accounts(None) == []
    assert not Organisation.objects.filter(name=people.ORGANISATION).exists()


def test_the_mails_that_would_have_left_are_shown(here, settings, tmp_path):
    settings.EMAIL_BACKEND, settings.KEPT_MAILS = kept_mails.BACKEND, tmp_path / "mails"
    assert "Aucun courriel" in here.get(MAILS).content.decode()
    purpose = Purpose("essai", Limit("essai", 5, 900))
    outbox.send(purpose, "camille@example.org", "Sujet d’été", "Un texte <b>écrit</b>.\nÀ lire.")
    page = here.get(MAILS).content.decode()
    assert "en attente" in page
    from common import delivery

    delivery.deliver_due()
    page = here.get(MAILS).content.decode()
    assert "en attente" not in page
    for shown in ("camille@example.org", "Sujet d’été", "Un texte &lt;b&gt;écrit&lt;/b&gt;.\nÀ lire."):
        assert shown in page
    (file,) = (tmp_path / "mails").iterdir()
    assert file.stat().st_mode & 0o077 == 0


def test_a_mail_is_shown_as_its_reader_would_see_it_with_its_headers(here, settings, tmp_path):
    from common import delivery

    settings.EMAIL_BACKEND, settings.KEPT_MAILS = kept_mails.BACKEND, tmp_path / "mails"
    html = "<html><head><style>p { color: red; }</style></head><body><p>En HTML</p></body></html>"
    purpose, stop = Purpose("essai", Limit("essai", 5, 900)), "http://localhost/arreter/"
    outbox.send(purpose, "camille@example.org", "Sujet", "En texte.", html=html, unsubscribe=stop)
    # While it waits, and once it has left.
    for _turn in range(2):
        page = here.get(MAILS).content.decode()
        assert f"List-Unsubscribe: &lt;{stop}&gt;" in page
        assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in page
        (key,) = re.findall(r'href="\?html=(\w+)"', page)
        shown = here.get(MAILS, {"html": key})
        assert "<p>En HTML</p>" in shown.content.decode()
        assert "style-src 'sha256-" in shown["Content-Security-Policy"]
        delivery.deliver_due()
    assert here.get(MAILS, {"html": "autre"}).status_code == 404


def test_what_does_not_exist_is_said_in_the_site_s_words(here):
    for path in ("/nulle-part/", "/structures/999999-x/"):
        answer = here.get(path)
        assert answer.status_code == 404
        assert "DEBUG" not in answer.content.decode()
        assert "115" in answer.content.decode()


def test_a_try_is_one_s_own_machine(rf, settings):
    settings.DEBUG = True
    assert is_try(rf.get("/", HTTP_HOST="localhost", REMOTE_ADDR="::1"))
    settings.DEBUG = False
    assert not is_try(rf.get("/", HTTP_HOST="localhost", REMOTE_ADDR="127.0.0.1"))
