"""Signing in by token: its owner's eyes on every route that takes one, and a plain refusal otherwise."""

import datetime
import io
import re

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import ApiToken
from accounts.tokens import BY_NETWORK
from tests.factories import ContactFactory, ServiceFactory, UserFactory

pytestmark = pytest.mark.django_db

NEAR = "lat=48.539&lon=2.66"
ROUTES = [
    f"/api/v1/structures?{NEAR}",
    f"/api/v1/facets?{NEAR}",
    "/api/v1/viewport?bbox=2,48,3,49&zoom=9",
    "/api/v1/themes",
    "/api/v1/nulle-part",
    "/tiles/structures/9/259/176.mvt",
    f"/exports/csv?{NEAR}",
    "/couches/communes/77.geojson",
]


def token_for(user, **fields) -> str:
    token = ApiToken(user=user, name="essai", **fields)
    text = token.renew()
    token.save()
    return text


def bearer(text: str) -> dict:
    return {"headers": {"authorization": f"Bearer {text}"}}


@pytest.fixture
def contact():
    return ContactFactory(structure=ServiceFactory().structure, nom="Camille Privée")


def test_a_token_gives_its_owners_role_and_is_kept_nowhere(client, contact):
    asked = bearer(token_for(UserFactory(is_professional=True)))
    for address in (f"/api/v1/structures/{contact.structure_id}", f"/exports/csv?{NEAR}"):
        answer = client.get(address, **asked)
        body = b"".join(answer) if answer.streaming else answer.content
        assert "Camille Privée" in body.decode()
        assert answer["Cache-Control"] == "private, no-store"
        assert "Authorization" in answer["Vary"]
        assert not answer.cookies
        without = client.get(address)
        body = b"".join(without) if without.streaming else without.content
        assert "Camille" not in body.decode()
        assert "Authorization" in without["Vary"]


@pytest.mark.parametrize("address", ROUTES)
def test_the_owner_of_a_token_is_known_on_every_route(client, address, monkeypatch):
    staff = UserFactory(is_staff=True)
    assert client.get(address, **bearer(token_for(staff))).wsgi_request.user == staff


@pytest.mark.parametrize("address", ROUTES)
@pytest.mark.parametrize("how", ["unknown", "expired", "revoked", "of who left", "empty"])
def test_a_token_that_is_not_valid_is_refused_by_a_problem(client, address, how):
    user = UserFactory(is_professional=True, is_active=how != "of who left")
    past = timezone.now() - datetime.timedelta(minutes=1)
    fields = {"expired": {"expires_at": past}, "revoked": {"revoked_at": past}}.get(how, {})
    text = {"unknown": "reperes_inconnu", "empty": ""}.get(how) if how in ("unknown", "empty") else None
    answer = client.get(address, **bearer(token_for(user, **fields) if text is None else text))
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert 'error="invalid_token"' in answer["WWW-Authenticate"]
    assert answer["Cache-Control"] == "private, no-store"


def test_a_token_speaks_before_a_session(client, contact):
    client.force_login(UserFactory(is_staff=True))
    address = f"/api/v1/structures/{contact.structure_id}"
    assert client.get(address).json()["properties"]["contacts"]
    assert not client.get(address, **bearer(token_for(UserFactory()))).json()["properties"]["contacts"]
    assert client.get(address, **bearer("faux")).status_code == 401


@pytest.mark.parametrize("scheme", ["Basic Y2FtaWxsZTptb3Q=", "Digest x", "Bearertrop x"])
def test_another_scheme_is_not_ours_and_changes_nothing(client, contact, scheme):
    answer = client.get(f"/api/v1/structures?{NEAR}", headers={"authorization": scheme})
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"


def test_a_token_writes_without_a_cookie_nor_its_check(client, contact):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    address = f"/api/v1/structures/{contact.structure_id}"
    body = {"properties": {"nom": "Nom nouveau"}}
    for text, status in (
        (token_for(UserFactory(is_professional=True)), 403),
        (token_for(UserFactory(is_staff=True)), 200),
        ("faux", 401),
    ):
        answer = strict.patch(address, body, content_type="application/json", **bearer(text))
        assert answer.status_code == status
    strict.force_login(UserFactory(is_staff=True))
    assert strict.patch(address, body, content_type="application/json").status_code == 403


def test_a_token_opens_no_page(client):
    answer = client.get("/professionnels/", **bearer(token_for(UserFactory(is_staff=True))))
    assert answer.status_code == 302


def test_wrong_tokens_are_limited_and_the_right_one_is_not(client, settings):
    settings.LIMIT_FACTOR = 1
    right = bearer(token_for(UserFactory()))
    statuses = [client.get(ROUTES[0], **bearer(f"faux{n}")).status_code for n in range(BY_NETWORK.count + 3)]
    assert statuses == [401] * BY_NETWORK.count + [429] * 3
    assert client.get(ROUTES[0], **right).status_code == 200


def test_the_text_of_a_token_is_nowhere_in_the_database():
    text = token_for(UserFactory())
    assert len(text) > 40
    assert text not in str(list(ApiToken.objects.values()))


def test_the_command_makes_lists_and_revokes(client):
    user = UserFactory(is_professional=True)
    made = io.StringIO()
    call_command(
        "api_token", "faire", user.email.upper(), "Tableau", jours=3, stdout=made, stderr=io.StringIO()
    )
    text = made.getvalue().strip()
    assert client.get(ROUTES[0], **bearer(text)).status_code == 200
    listed = io.StringIO()
    call_command("api_token", "lister", user.email, stdout=listed)
    assert "Tableau\tvalable" in listed.getvalue()
    assert text not in listed.getvalue()
    call_command("api_token", "revoquer", str(user.api_tokens.get().pk), stdout=io.StringIO())
    assert client.get(ROUTES[0], **bearer(text)).status_code == 401
    for wrong in (["faire", "nul@example.org", "x"], ["revoquer", "0"], ["faire", user.email, " "]):
        with pytest.raises(CommandError):
            call_command("api_token", *wrong)


def test_the_administration_shows_a_token_once_and_revokes_it(client):
    staff, owner = UserFactory(is_staff=True, is_superuser=True), UserFactory()
    client.force_login(staff)
    form = {"user": owner.pk, "name": "Essai", "expires_at_0": "01/01/2100", "expires_at_1": "00:00"}
    page = client.post("/admin/accounts/apitoken/add/", form, follow=True).content.decode()
    text = re.search(r"reperes_[\w-]+", page)[0]
    token = ApiToken.objects.get()
    assert text not in client.get(f"/admin/accounts/apitoken/{token.pk}/change/").content.decode()
    client.logout()
    assert client.get(ROUTES[0], **bearer(text)).status_code == 200
    client.force_login(staff)
    client.post("/admin/accounts/apitoken/", {"action": "revoke", "_selected_action": [token.pk]})
    assert client.get(ROUTES[0], **bearer(text)).status_code == 401


def test_the_description_of_the_api_says_how(client):
    schema = client.get("/api/v1/schema", HTTP_ACCEPT="application/vnd.oai.openapi+json").json()
    assert schema["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    assert {"token": []} in schema["paths"]["/api/v1/structures"]["get"]["security"]
