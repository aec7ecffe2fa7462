"""Accounts opened from the command line."""

import io

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from accounts.roles import Role, role_of
from common.models import Mail
from demonstration import people
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_service(settings):
    settings.SITE_URL, settings.LIMIT_FACTOR = "https://reperes.example.org/", 1


def run(*arguments, **options) -> str:
    out = io.StringIO()
    call_command(*arguments, **options, stdout=out, stderr=out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("option", "role"),
    [([], Role.VISITOR), (["--professional"], Role.PROFESSIONAL), (["--staff"], Role.STAFF)],
)
def test_whoever_is_invited_has_an_account_and_a_mail_that_says_where_to_sign_in(option, role):
    said = run("invite", "Camille@Example.org", "noe@example.org", *option)
    assert said.count("compte ouvert") == 2
    for email in ("camille@example.org", "noe@example.org"):
        user = User.objects.get(email=email)
        assert (role_of(user), user.has_usable_password()) == (role, False)
        assert "https://reperes.example.org/connexion/" in Mail.objects.get(recipient=email).text


def test_an_account_that_exists_keeps_what_it_is():
    UserFactory(email="camille@example.org", is_professional=True)
    assert "laissé tel quel" in run("invite", "CAMILLE@example.org", "--staff")
    assert role_of(User.objects.get()) is Role.PROFESSIONAL


def test_one_bad_address_does_not_stop_the_others():
    with pytest.raises(CommandError, match="refusées : 1"):
        run("invite", "pas une adresse", "noe@example.org")
    assert User.objects.get().email == "noe@example.org"


def test_nobody_is_invited_to_nowhere(settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", ""
    with pytest.raises(CommandError, match="EMAIL_HOST"):
        run("invite", "noe@example.org")
    settings.SITE_URL = ""
    with pytest.raises(CommandError, match="SITE_URL"):
        run("invite", "noe@example.org")
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("visitor", (Role.VISITOR, False)),
        ("professional", (Role.PROFESSIONAL, False)),
        ("staff", (Role.STAFF, False)),
        ("administrator", (Role.STAFF, True)),
    ],
)
def test_an_account_is_promoted_and_taken_back(role, expected):
    UserFactory(email="camille@example.org", is_staff=True, is_superuser=True)
    run("promote", "camille@EXAMPLE.org", "--role", role)
    user = User.objects.get()
    assert (role_of(user), user.is_superuser) == expected


def test_who_has_no_account_or_an_example_is_not_promoted(settings):
    with pytest.raises(CommandError, match="Aucun compte"):
        run("promote", "noe@example.org", "--role", "staff")
    with pytest.raises(CommandError, match="essai"):
        run("promote", people.account("inscrit").email, "--role", "staff")
