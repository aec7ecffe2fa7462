"""The operator's logo and the emblems of those who pay, from the operator's own files."""

import pytest
from django.contrib.staticfiles import finders
from pytest_django.asserts import assertContains, assertNotContains

from common import emblems

pytestmark = pytest.mark.django_db

DEPARTMENT = {
    "image": "departement.svg",
    "name": "Département des Essais",
    "link": "https://www.example.org/",
}
UNION = {"image": "fonds/union.png", "name": "Cofinancé par l’Union"}


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    """A folder of the operator's with two pictures."""
    (tmp_path / "fonds").mkdir()
    for name in (DEPARTMENT["image"], UNION["image"]):
        (tmp_path / name).write_text("<svg/>")
    settings.STATICFILES_DIRS = [*settings.STATICFILES_DIRS, ("site", tmp_path)]
    emblems.is_there.cache_clear()
    finders.get_finder.cache_clear()
    yield tmp_path
    emblems.is_there.cache_clear()
    finders.get_finder.cache_clear()


def test_those_who_pay_are_at_the_foot_of_every_page_from_the_site_itself(client, settings):
    settings.SITE_FUNDERS = [DEPARTMENT, UNION]
    for path in ("/", "/ar/aide/", "/nulle-part/"):
        answer = client.get(path)
        status = answer.status_code
        assertContains(answer, 'src="/static/site/departement.svg"', status_code=status)
        assertContains(answer, 'alt="Département des Essais"', status_code=status)
        assertContains(answer, 'href="https://www.example.org/"', status_code=status)
        assertContains(answer, 'src="/static/site/fonds/union.png"', status_code=status)
    assert emblems.faults() == []


def test_the_operator_s_logo_is_a_file_of_theirs_or_a_path_of_the_site(client, settings):
    settings.SITE_LOGO = "departement.svg"
    assertContains(client.get("/"), 'src="/static/site/departement.svg"')
    settings.SITE_LOGO = "/static/img/logo.svg"
    assertContains(client.get("/"), 'src="/static/img/logo.svg"')


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("x", "un objet est attendu"),
        ({"image": 3, "name": "x"}, "un objet est attendu"),
        ({"image": "departement.svg"}, "« name » manque"),
        ({"image": "absent.svg", "name": "x"}, "« absent.svg » n’est pas là"),
        ({"image": "../.env", "name": "x"}, "n’est pas là"),
        ({"image": "/etc/passwd", "name": "x"}, "n’est pas là"),
        ({"image": "https://example.org/x.svg", "name": "x"}, "n’est pas là"),
        ({"image": "departement.svg", "name": "x", "link": "javascript:alert(1)"}, "n’est pas une adresse"),
    ],
)
def test_what_is_wrong_is_said_to_the_operator_and_left_out(client, settings, wrong, said):
    settings.SITE_FUNDERS = [wrong, UNION]
    (fault,) = emblems.faults()
    assert said in fault.msg
    assert "n° 1" in fault.msg
    answer = client.get("/")
    assertContains(answer, "union.png")
    assert answer.content.decode().count("static/site/") == 1


def test_a_logo_that_is_not_there_is_said_and_left_out(client, settings):
    settings.SITE_LOGO, settings.SITE_FUNDERS = "absent.svg", "x"
    assert [fault.msg.split(" :")[0] for fault in emblems.faults()] == ["SITE_LOGO", "SITE_FUNDERS"]
    assertContains(client.get("/"), "img/logo.svg")
    assertNotContains(client.get("/"), "absent")


def test_a_file_that_is_not_collected_yet_stops_no_page(client, settings, monkeypatch):
    def unknown(name):
        raise ValueError(f"Missing staticfiles manifest entry for {name}")

    monkeypatch.setattr(emblems, "static", unknown)
    settings.SITE_FUNDERS = [UNION]
    assert client.get("/").status_code == 200
