"""What a program that reads without signing in is spared, and what it still gets."""

import pytest

from tests.factories import ContactFactory, ServiceFactory, UserFactory

pytestmark = pytest.mark.django_db

ASKED = "/api/v1/structures?lat=48.539&lon=2.66"
NOTHING = "default-src 'none'; frame-ancestors 'none'"


@pytest.mark.parametrize(
    "address",
    [
        ASKED,
        "/api/v1/themes",
        "/api/v1/viewport?bbox=2,48,3,49&zoom=9",
        "/api/v1/structures?lat=pas-un-nombre",
        "/tiles/structures/9/259/176.mvt",
        "/api/v1/nulle-part",
    ],
)
def test_what_is_no_page_may_load_nothing_and_is_not_the_same_for_who_is_signed_in(client, address):
    answer = client.get(address)
    assert answer.headers["Content-Security-Policy"] == NOTHING
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Cookie" in answer.headers["Vary"]
    assert not answer.cookies


def test_a_page_keeps_its_own_policy(client):
    assert "nonce-" in client.get("/?lat=48.539&lon=2.66").headers["Content-Security-Policy"]


def test_no_session_is_looked_for_where_there_is_none(client, django_assert_num_queries):
    ServiceFactory()
    client.get(ASKED)
    with django_assert_num_queries(1):
        client.get(ASKED)


def test_who_is_signed_in_is_known_to_the_api(client):
    structure = ServiceFactory().structure
    ContactFactory(structure=structure)
    address = f"/api/v1/structures/{structure.pk}"
    assert not client.get(address).json()["properties"]["contacts"]
    client.force_login(UserFactory(is_professional=True))
    assert client.get(address).json()["properties"]["contacts"]
    assert client.get(ASKED).headers["Content-Security-Policy"] != NOTHING


def test_a_writer_who_is_not_signed_in_is_refused(client):
    answer = client.post("/api/v1/structures", {"nom": "X"}, content_type="application/json")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer ")
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_an_answer_of_the_api_is_json_whatever_is_accepted(client):
    for accepted in ("text/html", "application/xml", "*/*"):
        answer = client.get("/api/v1/themes", headers={"accept": accepted})
        assert answer.headers["Content-Type"] == "application/json"


def test_the_api_speaks_one_language_and_its_answers_are_the_same_for_every_reader(client):
    asked = {"accept-language": "ar", "cookie": "django_language=uk"}
    answer = client.get("/api/v1/structures?lat=beaucoup", headers=asked)
    assert answer.headers["Content-Language"] == "fr"
    assert "Accept-Language" not in answer.headers["Vary"]
    assert "point décimal" in str(answer.json())
