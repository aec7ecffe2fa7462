"""Files made to exhaust the site, brought to `/territoire/depots/`: refused in words, at no cost."""

import pytest

from tests.common import bombs
from tests.common.memory import growth
from tests.territory.test_pages import text_of
from tests.territory.test_uploads import send, zone

pytestmark = pytest.mark.django_db

# Django's own parser keeps a file of a few megabytes, and Python what it has once used.
MOST = 50


@pytest.mark.parametrize("kind", ["population", "regroupement"])
@pytest.mark.parametrize("name", bombs.TABLES)
def test_a_bomb_among_tables_is_refused_in_words(staff, places, kind, name):
    content, said = bombs.TABLES[name]
    _warm(staff)
    with growth() as grown:
        answer = send(staff, kind, "a.xlsx", content)
    assert answer.status_code == 400
    assert "error" in answer.content.decode()
    assert said in text_of(answer)
    assert grown.megabytes < MOST


@pytest.mark.parametrize("name", bombs.ZONES)
def test_a_bomb_among_zones_is_refused_in_words(staff, places, name):
    content, said = bombs.ZONES[name]
    _warm(staff)
    with growth() as grown:
        answer = send(staff, "zones", "a.geojson", content)
    assert answer.status_code == 400
    assert said in text_of(answer)
    assert grown.megabytes < MOST


def test_a_number_of_any_length_is_no_degree(staff, places):
    answer = send(staff, "zones", "a.geojson", zone([10**400, 48], [3, 48], [3, 49]))
    assert answer.status_code == 400
    assert "degrés" in text_of(answer)


def _warm(staff) -> None:
    """What a first upload loads is no growth of the next."""
    send(staff, "population", "a.csv", b"77288;1\n")
    send(staff, "population", "a.csv", b"77288;" + b"1" * 3_000_000)
