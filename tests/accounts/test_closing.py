"""Closing an account: what is personal goes from every table, what was contributed stays without a name."""

import pytest
from django.contrib.sessions.models import Session
from django.db import connection

from accounts import charter, closing, organisations
from accounts.models import AmbassadorOf, JoinRequest, Membership, Organisation, Profile, User
from common import outbox
from common.limits import Limit
from common.models import Mail
from common.outbox import Purpose
from history.models import Act
from mapping.models import HoldingRequest
from mapping.trace import name_of
from mapping.writing import change
from tests.accounts.test_tokens import token_for
from tests.factories import StructureFactory, UserFactory

pytestmark = pytest.mark.django_db
NAME, EMAIL, PHONE = "Zénobie Introuvable", "zenobie.introuvable@example.org", "06 98 76 54 32"


@pytest.fixture
def leaver(client):
    user = UserFactory(full_name=NAME, email=EMAIL, is_professional=True)
    one = Organisation.objects.create(name="Une")
    organisations.join(user, one, Membership.As.REFERENT)
    Profile.objects.create(user=user, trade="juriste", phone=PHONE)
    AmbassadorOf.objects.create(user=user, kind="departement", code="77")
    JoinRequest.objects.create(user=user, message=f"Je suis {NAME}")
    charter.accept(user, charter.publish("Je m’engage.", UserFactory(is_staff=True)))
    token_for(user)
    client.force_login(user)
    outbox.send(Purpose("essai", Limit("essai", 1, 1)), EMAIL, "Bonjour", f"Bonjour {NAME}")
    HoldingRequest.objects.create(
        structure=StructureFactory(), organisation=one, user=user, message=f"Je suis {NAME}"
    )
    change(StructureFactory(organisation=one), {"description": "Écrite par qui part."}, user)
    return user


def everything_kept() -> str:
    """Every value of every table of ours and Django's, as one text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            " AND tablename !~ '^(data_france|places|spatial|mapping_tag|procrastinate)'"
        )
        tables = [name for (name,) in cursor.fetchall()]
        rows = []
        for table in tables:
            cursor.execute(f"SELECT coalesce(string_agg(t::text, chr(10)), '') FROM \"{table}\" t")
            rows.append(cursor.fetchone()[0])
    return "\n".join(rows)


def test_nothing_personal_is_left_anywhere(leaver):
    assert NAME in everything_kept()
    closing.close(leaver)
    kept = everything_kept()
    for word in (NAME, EMAIL, PHONE, "juriste"):
        assert word not in kept


def test_what_was_contributed_stays_under_a_neutral_name(leaver):
    closing.close(leaver)
    act = Act.objects.get(by=leaver.pk)
    assert str(act.by) == "ancien membre"
    assert name_of(act.by) == "ancien membre"


def test_nobody_signs_in_any_more(client, leaver):
    assert client.get("/professionnels/").status_code == 200
    closing.close(leaver)
    assert client.get("/professionnels/").status_code == 302
    assert not Session.objects.exists()
    leaver.refresh_from_db()
    assert not leaver.has_usable_password()
    assert not leaver.is_active


def test_the_last_administrator_stays():
    chief = UserFactory(is_staff=True, is_superuser=True)
    with pytest.raises(closing.LastAdministrator):
        closing.close(chief)
    UserFactory(is_staff=True, is_superuser=True)
    closing.close(chief)
    assert not User.objects.get(pk=chief.pk).is_superuser


def test_the_page_wants_the_address_and_says_who_is_left_alone(client, leaver):
    page = client.get("/mon-compte/fermer/").content.decode()
    assert "n’a plus de référent" in page
    answer = client.post("/mon-compte/fermer/", {"adresse": "autre@example.org"})
    assert answer.status_code == 422
    assert User.objects.get(pk=leaver.pk).is_active
    answer = client.post("/mon-compte/fermer/", {"adresse": EMAIL.upper()})
    page = answer.content.decode()
    assert "Votre compte est fermé" in page
    assert "Un dernier courriel part" in page
    (mail,) = Mail.objects.filter(recipient=EMAIL)
    assert "Votre compte est fermé" in mail.text
    assert NAME not in mail.text
    assert not User.objects.get(pk=leaver.pk).is_active
    assert client.get("/mon-compte/profil/").status_code == 302


def test_the_address_may_register_again(leaver):
    closing.close(leaver)
    assert User.objects.create_user(EMAIL).pk != leaver.pk
