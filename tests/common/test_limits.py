"""The one limiter: what is allowed at once, what comes back with time, and what happens without its table."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F

from common import limits
from common.limits import Limit, TooMany
from common.models import Allowance

FIVE = Limit("an essay", 5, 300)


@pytest.fixture(autouse=True)
def limited(settings):
    settings.LIMIT_FACTOR = 1


def taken(who="someone", times=20, **width) -> int:
    """How many of so many tries are allowed."""
    allowed = 0
    for _ in range(times):
        try:
            limits.take(FIVE, who, **width)
            allowed += 1
        except TooMany:
            break
    return allowed


def pass_time(seconds: float) -> None:
    Allowance.objects.update(whole_at=F("whole_at") - timedelta(seconds=seconds))


@pytest.mark.django_db
def test_so_many_at_once_then_one_as_time_passes():
    assert taken() == 5
    with pytest.raises(TooMany) as refused:
        limits.take(FIVE, "someone")
    assert refused.value.wait_s in (59, 60)
    assert "Réessayez dans" in str(refused.value)
    pass_time(60)
    assert taken() == 1
    pass_time(3600)
    assert taken() == 5


@pytest.mark.django_db
def test_each_has_their_own_and_many_have_more():
    assert taken("one") == taken("other") == 5
    assert taken("a prefecture", width=3) == 15


@pytest.mark.django_db
def test_what_did_not_matter_is_given_back():
    assert taken() == 5
    limits.give_back(FIVE, "someone")
    assert taken() == 1
    limits.forget(FIVE, "someone")
    assert taken() == 5


@pytest.mark.django_db
def test_nobody_can_be_read_in_what_is_kept():
    limits.take(FIVE, "camille@example.org")
    assert "camille" not in Allowance.objects.get().key


@pytest.mark.django_db
def test_what_ran_out_is_cleared_away(monkeypatch):
    taken("long ago", 1)
    pass_time(3600)
    monkeypatch.setattr(limits, "_CLEARED_EVERY", 1)
    limits.take(FIVE, "now")
    assert Allowance.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_are_twenty():
    """Each thread has a connection of its own, as each process has."""
    allowed, ready = [], threading.Barrier(8)

    def one():
        try:
            ready.wait()
            allowed.append(taken(times=5))
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(allowed) == 5


@pytest.mark.django_db
def test_without_its_table_nobody_is_limited_and_it_is_logged(caplog):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE common_allowance RENAME TO common_elsewhere")
    assert taken(times=8) == 8
    limits.forget(FIVE, "someone")
    assert "could not be kept" in caplog.text
    # The transaction of whoever asked goes on.
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "1 seconde"), (40, "40 secondes"), (60, "1 minute"), (61, "2 minutes"), (3000, "50 minutes")],
)
def test_a_wait_is_said_in_words(seconds, words):
    assert limits.wait_text(seconds) == words
