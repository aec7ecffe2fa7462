"""Signing in by token: its owner's eyes on every route that takes one, and a plain refusal otherwise."""

import datetime
import io
import logging
import re

import pytest
from django.contrib.auth import get_user
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from django.views.debug import ExceptionReporter

from accounts.models import ApiToken
from accounts.tokens import BY_NETWORK
from mapping.models import Contact, Structure
from tests.factories import ContactFactory, ServiceFactory, UserFactory
from tests.upgrade.databases import dump

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

WRONG = ["unknown", "expired", "revoked", "of who left", "empty"]


def token_for(user, **fields) -> str:
    token = ApiToken(user=user, name="essai", **fields)
    text = token.renew()
    token.save()
    return text


def bearer(text: str) -> dict:
    return {"headers": {"authorization": f"Bearer {text}"}}


def wrong_token(how: str, user) -> str:
    """The text of a token of this user that signs nobody in."""
    past = timezone.now() - datetime.timedelta(minutes=1)
    fields = {"expired": {"expires_at": past}, "revoked": {"revoked_at": past}}.get(how, {})
    return {"unknown": "reperes_inconnu", "empty": ""}.get(how) or (
        "" if how == "empty" else token_for(user, **fields)
    )


def assert_refused(answer):
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"]
    assert 'error="invalid_token"' in answer["WWW-Authenticate"]
    assert answer["Cache-Control"] == "private, no-store"


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
@pytest.mark.parametrize("how", WRONG)
def test_a_token_that_is_not_valid_is_refused_by_a_problem(client, address, how):
    user = UserFactory(is_professional=True, is_active=how != "of who left")
    assert_refused(client.get(address, **bearer(wrong_token(how, user))))


@pytest.mark.parametrize("address", ROUTES)
def test_what_a_token_is_answered_is_kept_nowhere(client, address, places):
    """What is public for everyone else too: the next token shown may be refused."""
    answer = client.get(address, **bearer(token_for(UserFactory(is_professional=True))))
    assert answer["Cache-Control"] == "private, no-store"
    assert "Authorization" in answer["Vary"]
    assert "Authorization" in client.get(address)["Vary"]


@pytest.mark.parametrize("how", WRONG)
@pytest.mark.parametrize("method", ["patch", "put", "delete", "post"])
def test_a_token_that_is_not_valid_writes_nothing(client, contact, method, how):
    """Nor where a session that may is open beside it."""
    text = wrong_token(how, UserFactory(is_staff=True, is_active=how != "of who left"))
    client.force_login(UserFactory(is_staff=True))
    structure = f"/api/v1/structures/{contact.structure_id}"
    addresses = {"post": ["/api/v1/structures", f"{structure}/contacts"], "put": [structure]}
    before = (list(Structure.objects.values()), list(Contact.objects.values()))
    for address in addresses.get(method, [structure, f"/api/v1/contacts/{contact.pk}"]):
        answer = getattr(client, method)(
            address, {"nom": "Autre"}, content_type="application/json", **bearer(text)
        )
        assert_refused(answer)
    assert (list(Structure.objects.values()), list(Contact.objects.values())) == before


def test_who_shows_nothing_is_asked_for_a_token_where_they_write(client, contact):
    answer = client.patch(f"/api/v1/contacts/{contact.pk}", {"nom": "Autre"}, content_type="application/json")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer ")
    assert "error=" not in answer["WWW-Authenticate"]
    assert answer["Content-Type"] == "application/problem+json"


def test_a_token_revoked_or_expired_is_refused_from_the_next_request_on(client, contact):
    asked = bearer(token_for(UserFactory(is_professional=True)))
    for ended in ({"revoked_at": timezone.now()}, {"expires_at": timezone.now()}):
        ApiToken.objects.update(revoked_at=None, expires_at=timezone.now() + datetime.timedelta(days=1))
        assert client.get(f"/api/v1/structures/{contact.structure_id}", **asked).status_code == 200
        ApiToken.objects.update(**ended)
        assert_refused(client.get(f"/api/v1/structures/{contact.structure_id}", **asked))


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


@pytest.mark.django_db(transaction=True)
def test_the_text_of_a_token_is_nowhere_in_the_database(client):
    """However it was made, used right and wrong."""
    owner, made = UserFactory(is_staff=True), io.StringIO()
    call_command("api_token", "faire", owner.email, "Tableau", stdout=made, stderr=io.StringIO())
    texts = [made.getvalue().strip(), made_in_the_administration(client, owner)]
    client.logout()
    statuses = [client.get(ROUTES[0], **bearer(text)).status_code for text in (*texts, f"{texts[0]}x")]
    assert statuses == [200, 200, 401]
    assert all(len(text) > 40 for text in texts)
    kept = dump(connection.settings_dict["NAME"], "--data-only", "--exclude-table=data_france_*").decode()
    assert ApiToken.digest_of(texts[0]) in kept, "the test would see it"
    for text in texts:
        for form in (text, text.removeprefix("reperes_"), text.encode().hex()):
            assert form not in kept


def test_the_text_of_a_token_is_in_no_log_nor_report(client, caplog, monkeypatch):
    caplog.set_level(logging.DEBUG)
    text = made_in_the_administration(client, UserFactory(is_professional=True))
    client.logout()
    client.raise_request_exception = False
    asked, wrong = bearer(text), bearer(f"{text}x")
    assert client.get(ROUTES[0], **asked).status_code == 200
    assert client.get(ROUTES[0], **wrong).status_code == 401

    def fails(*_arguments, **_named):
        raise RuntimeError("essai")

    for where, headers in (("search.api.ThemeCollection.get", asked), ("accounts.tokens.limits.take", wrong)):
        with monkeypatch.context() as patch:
            patch.setattr(where, fails)
            assert client.get("/api/v1/themes", **headers).status_code == 500
    reports = [
        ExceptionReporter(record.request, *record.exc_info)
        for record in caplog.records
        if record.exc_info and hasattr(record, "request")
    ]
    assert len(reports) == 2
    told = [caplog.text, *(one.get_traceback_html() + one.get_traceback_text() for one in reports)]
    assert "Token refused" in told[0]
    for one in told:
        assert text.removeprefix("reperes_") not in one


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


def made_in_the_administration(client, owner) -> str:
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    form = {"user": owner.pk, "name": "Essai", "expires_at_0": "01/01/2100", "expires_at_1": "00:00"}
    answer = client.post("/admin/accounts/apitoken/add/", form)
    assert answer["Cache-Control"] == "private, no-store"
    text = re.search(r"reperes_[\w-]+", answer.content.decode())[0]
    assert text not in str([answer.cookies, dict(client.session)])
    return text


def test_the_administration_shows_a_token_once_and_revokes_it(client):
    text = made_in_the_administration(client, UserFactory())
    staff = get_user(client)
    token = ApiToken.objects.get()
    assert text not in client.get("/admin/").content.decode()
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


def test_the_description_of_the_api_says_that_a_wrong_token_is_refused_everywhere(client):
    schema = client.get("/api/v1/schema", HTTP_ACCEPT="application/vnd.oai.openapi+json").json()
    said = [
        operation["responses"]["401"]
        for path in schema["paths"].values()
        for method, operation in path.items()
        if method in ("get", "post", "put", "patch", "delete")
    ]
    assert len(said) > 12
    for one in said:
        assert list(one["content"]) == ["application/problem+json"]
        assert "WWW-Authenticate" in one["headers"]
