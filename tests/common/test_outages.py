"""A database that is away, or that takes too long, costs a request little, and the next ones nothing."""

import psycopg
import pytest
from django.contrib.gis.db.backends.postgis.base import DatabaseWrapper as PostGISWrapper
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import RequestFactory

from common.postgis import bounds
from common.postgis.base import is_hung_up
from common.postgis.beside import connect_beside
from common.postgis.breaker import RETRY_SECONDS, Breaker
from geoapp.outage import DatabaseTrouble


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_after_a_failure_one_request_at_a_time_finds_out_whether_the_database_is_back():
    clock = Clock()
    breaker = Breaker(clock)
    assert breaker.admits()
    assert breaker.failed()
    assert not breaker.admits()
    clock.now = RETRY_SECONDS
    assert [breaker.admits(), breaker.admits(), breaker.admits()] == [True, False, False]
    assert not breaker.failed(), "it is no news"
    clock.now = 2 * RETRY_SECONDS
    assert breaker.admits()
    assert breaker.succeeded()
    assert [breaker.admits(), breaker.admits()] == [True, True]


def test_who_learns_nothing_leaves_its_turn_to_the_next():
    clock = Clock()
    breaker = Breaker(clock)
    breaker.failed()
    clock.now = RETRY_SECONDS
    assert breaker.admits()
    breaker.given_up()
    assert breaker.admits()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "trouble", [psycopg.OperationalError("hung up while it was taught"), KeyboardInterrupt()]
)
def test_a_turn_that_ends_in_anything_is_given_back(monkeypatch, trouble):
    """A request that fails in a way of its own, while it finds out, keeps nobody out afterwards."""
    connection.ensure_connection()
    connection.close()
    breaker = connection._breakers[connection.pool]
    breaker._failed_at = breaker._clock() - RETRY_SECONDS

    def fails(*args, **options):
        raise trouble

    with monkeypatch.context() as patched:
        patched.setattr(PostGISWrapper, "get_new_connection", fails)
        with pytest.raises((OperationalError, KeyboardInterrupt)):
            connection.ensure_connection()
    monkeypatch.setattr(connection.pool, "get_stats", lambda: {"pool_available": 0})
    connection.ensure_connection()
    assert not breaker.is_open


@pytest.fixture
def bounded():
    """A process that answers requests, with a connection opened as one."""
    bounds.answer_requests()
    connection.close()
    yield
    bounds.answer_requests(False)
    connection.close()


@pytest.mark.django_db(transaction=True)
class TestConnections:
    def test_one_that_the_server_ended_is_told_from_one_that_rests(self):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            number = cursor.fetchone()[0]
        resting = connection.connection
        assert not is_hung_up(resting)
        with connect_beside() as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [number])
        assert is_hung_up(resting)
        connection.close()

    def test_a_request_is_never_lent_one_that_the_server_ended(self, client):
        """As after a restart of the database: nobody sees an error for it."""
        assert client.get("/api/v1/facets").status_code == 200
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            number = cursor.fetchone()[0]
        connection.close()
        with connect_beside() as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [number])
        assert client.get("/api/v1/facets").status_code == 200

    def test_where_visitors_are_answered_statements_are_bounded(self, settings, bounded):
        def bound() -> str:
            with connection.cursor() as cursor:
                cursor.execute("SHOW statement_timeout")
                return cursor.fetchone()[0]

        usual = settings.DATABASES["default"]["BOUNDS"]["statement_timeout"]
        if connection.pool is not None:
            connection.close_pool()
        assert bound() == usual
        with bounds.long_statements(600):
            assert bound() == "10min"
        assert bound() == usual
        if connection.pool is not None:
            connection.close()
            connection.close_pool()

    def test_commands_and_jobs_are_not_bounded(self):
        with connection.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            assert cursor.fetchone()[0] == "0"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/api/v1/structures"])
def test_a_statement_that_takes_too_long_is_a_designed_answer(path):
    with pytest.raises(OperationalError) as raised, connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '1ms'; SELECT pg_sleep(1)")
    answer = DatabaseTrouble(lambda request: HttpResponse()).process_exception(
        RequestFactory().get(path), raised.value
    )
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
