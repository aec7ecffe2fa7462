import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from accounts.models import Organisation, User
from accounts.roles import Role, role_of
from tests.factories import UserFactory


@pytest.mark.parametrize(
    ("fields", "role"),
    [
        ({}, Role.VISITOR),
        ({"is_professional": True}, Role.PROFESSIONAL),
        ({"is_staff": True}, Role.STAFF),
        ({"is_staff": True, "is_professional": True}, Role.STAFF),
        ({"is_staff": True, "is_active": False}, Role.VISITOR),
        ({"is_professional": True, "is_active": False}, Role.VISITOR),
    ],
)
def test_a_role_follows_from_the_account(fields, role):
    assert role_of(UserFactory.build(**fields)) is role


def test_nobody_is_a_visitor():
    assert role_of(AnonymousUser()) is Role.VISITOR
    assert role_of(None) is Role.VISITOR


@pytest.mark.django_db
def test_one_address_is_one_account_whatever_its_case(client):
    user = User.objects.create_user("Camille@Example.org", "mot de passe d'essai")
    assert user.email == "camille@example.org"
    assert client.login(username="CAMILLE@example.ORG", password="mot de passe d'essai")
    with pytest.raises(IntegrityError), transaction.atomic():
        User(email="CAMILLE@example.org").save()


@pytest.mark.django_db
def test_an_account_needs_an_address():
    with pytest.raises(ValueError, match="adresse électronique"):
        User.objects.create_user("")


@pytest.mark.django_db
def test_a_superuser_is_staff():
    user = User.objects.create_superuser("chef@example.org", "x")
    assert role_of(user) is Role.STAFF
    assert user.has_perm("mapping.change_structure")


@pytest.mark.django_db
def test_a_siren_has_nine_digits_and_one_owner():
    Organisation.objects.create(name="Sans SIREN")
    Organisation.objects.create(name="Sans SIREN non plus")
    Organisation.objects.create(name="A", siren="123456789")
    for siren in ("12345678", "12345678X", "123456789"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Organisation.objects.create(name="B", siren=siren)
