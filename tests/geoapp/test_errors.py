"""Errors under the addresses of programs are problem documents, whatever went wrong."""

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import translation

from search.api import Facets, ThemeCollection

pytestmark = pytest.mark.django_db


def assert_problem(answer, status: int) -> None:
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert answer.json()["title"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/api/", 404),
        ("get", "/api/v1", 404),
        ("get", "/api/v1/", 404),
        ("get", "/api/v2/structures", 404),
        ("post", "/api/v1/nulle-part", 404),
        ("get", "/api/v1/structures/abc", 404),
        ("get", "/tiles/structures/a/b/c.mvt", 404),
        ("delete", "/api/v1/facets", 405),
        ("put", "/api/v1/themes", 405),
        ("trace", "/api/v1/viewport", 405),
    ],
)
def test_what_is_not_there_or_not_done(method, path, status):
    # Forms are checked as in a browser, which programs are not.
    client = Client(enforce_csrf_checks=True)
    assert_problem(getattr(client, method)(path), status)


@pytest.mark.parametrize(("view", "path"), [(Facets, "/api/v1/facets"), (ThemeCollection, "/api/v1/themes")])
def test_a_defect_of_ours(monkeypatch, view, path):
    def broken(*_arguments):
        raise ZeroDivisionError

    monkeypatch.setattr(view, "get", broken)
    answer = Client(raise_request_exception=False).get(path)
    assert_problem(answer, 500)
    assert "ZeroDivisionError" not in answer.content.decode()


def test_a_host_that_is_not_ours(client):
    assert_problem(client.get("/api/v1/themes", headers={"host": "ailleurs.example"}), 400)


def test_people_still_get_a_page(client):
    answer = client.get("/nulle-part/")
    assert answer.status_code == 404
    assert answer["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("name", ["refused.html", "500.html", "400.html"])
def test_a_page_of_trouble_leads_back_in_the_reader_s_language(language, name):
    with translation.override(language):
        page = render_to_string(name, {"title": "x", "message": "y"})
        assert f'href="{reverse("home")}"' in page
