"""From a process's memory to the months that are kept: exact, sealed, by several at once, whoever dies."""

import os
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, OperationalError, connection, connections, transaction
from django.utils import timezone

from common import counting
from common.counting import MOST_ACTS, Outcome, count
from evaluation import closing, flushing, ledger
from evaluation.models import OpenMonth, UseCell
from evaluation.small_cells import Cell, merged
from tests.evaluation.conftest import MELUN, MELUN_EPCI, SEINE_ET_MARNE
from tests.factories import StructureFactory
from tests.rooms import ROOT

# Bréau, of the Brie nangissienne: 300 people.
BREAU = "77052"


def kept() -> dict[Cell, int]:
    """The exact numbers of the months that are not closed."""
    found: Counter = Counter()
    for month in OpenMonth.objects.all():
        found.update(ledger.opened(month))
    return dict(found)


def test_counting_keeps_no_more_than_numbers_in_memory():
    for _each in range(7):
        count(Outcome.NOTHING, place=MELUN, theme="francais", day=date(2026, 10, 17))
    (counted,) = counting.taken().items()
    assert counted == ((date(2026, 10, 1), MELUN, "francais", "rien", 0), 7)
    assert counting.taken() == {}


def test_one_act_on_one_structure_counts_so_often_a_minute_and_no_more():
    for _each in range(MOST_ACTS + 30):
        count(Outcome.CALLED, structure=1)
        count(Outcome.NOTHING, place=MELUN)
    assert sorted(counting.taken().values()) == [MOST_ACTS, MOST_ACTS + 30]


def test_counting_by_many_threads_loses_nothing():
    def work():
        for _each in range(2_000):
            count(Outcome.NEAR, place=MELUN, theme="sante")

    threads = [threading.Thread(target=work) for _each in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(counting.taken().values()) == [16_000]


@pytest.mark.django_db
@pytest.mark.usefixtures("places")
def test_what_was_counted_is_kept_by_epci_and_by_commune_where_that_is_large():
    house = StructureFactory(commune_id=MELUN)
    for place in (MELUN, BREAU, MELUN_EPCI, SEINE_ET_MARNE, "", "99999", "nowhere"):
        count(Outcome.NOTHING, place=place, theme="francais")
    count(Outcome.CALLED, structure=house.pk, theme="francais")
    count(Outcome.CALLED, structure=987_654_321)
    assert flushing.flush()
    breau = next(cell.epci for cell in kept() if cell.epci not in ("", MELUN_EPCI))
    assert kept() == {
        Cell("rien", "francais", MELUN_EPCI, "77", 0, MELUN): 1,
        Cell("rien", "francais", breau, "77"): 1,
        Cell("rien", "francais", MELUN_EPCI, "77"): 1,
        Cell("rien", "francais", "", "77"): 1,
        Cell("rien", "francais"): 2,
        Cell("rien", "francais", "", "nowhere"): 1,
        Cell("appel", "francais", MELUN_EPCI, "77", house.pk): 1,
        Cell("appel", "aucun", "", "", 987_654_321): 1,
    }


@pytest.mark.django_db
def test_minutes_and_processes_add_up_to_what_was_counted():
    truth: Counter = Counter()
    for minute in range(5):
        for theme in ("francais", "sante"):
            for _each in range(minute + 1):
                count(Outcome.NEAR, theme=theme)
                truth[Cell("pres", theme)] += 1
        assert flushing.flush()
    assert kept() == truth


@pytest.mark.django_db
def test_what_is_sealed_says_nothing_and_its_size_hardly_more():
    sizes = set()
    for theme in ("francais", "sante", "logement"):
        count(Outcome.NOTHING, theme=theme)
        flushing.flush()
        sealed = bytes(OpenMonth.objects.get().sealed)
        assert b"francais" not in sealed
        assert b"rien" not in sealed
        sizes.add(len(sealed))
    assert len(sizes) == 1


@pytest.mark.django_db
def test_a_month_sealed_under_another_key_is_lost_and_counting_goes_on(settings):
    count(Outcome.NEAR, theme="francais")
    flushing.flush()
    settings.SECRET_KEY = "another" * 10
    count(Outcome.NEAR, theme="sante")
    assert flushing.flush()
    assert kept() == {Cell("pres", "sante"): 1}


@pytest.mark.django_db
def test_a_key_that_is_being_changed_opens_what_the_one_before_sealed(settings):
    count(Outcome.NEAR, theme="francais")
    flushing.flush()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 10
    assert kept() == {Cell("pres", "francais"): 1}


@pytest.mark.django_db
def test_what_the_database_could_not_keep_waits_for_the_next_minute(monkeypatch):
    def away(_counts):
        raise OperationalError("the database is away")

    count(Outcome.NEAR, theme="francais")
    with monkeypatch.context() as patched:
        patched.setattr(ledger, "add", away)
        assert not flushing.flush()
    count(Outcome.NEAR, theme="francais")
    assert flushing.flush()
    assert kept() == {Cell("pres", "francais"): 2}


@pytest.mark.django_db
def test_a_month_that_is_over_becomes_cells_of_five_and_its_exact_numbers_go():
    october, november = date(2026, 10, 31), date(2026, 11, 1)
    for _each in range(6):
        count(Outcome.NEAR, theme="francais", day=october)
    for theme in ("sante", "logement"):
        for _each in range(3):
            count(Outcome.NEAR, theme=theme, day=october)
    for day in (november, november):
        count(Outcome.NEAR, theme="francais", day=day)
    flushing.flush()
    truth = {cell: n for cell, n in kept().items() if n != 8}
    assert truth  # November's are among them, and stay.
    assert closing.close_months(november) == 1
    cells = UseCell.objects.order_by("theme").values_list("month", "outcome", "theme", "n")
    first = date(2026, 10, 1)
    assert list(cells) == [(first, "pres", "", 6), (first, "pres", "francais", 6)]
    assert [str(month) for month in OpenMonth.objects.all()] == ["2026-11"]
    assert kept() == {Cell("pres", "francais"): 2}
    assert closing.close_months(november) == 0


@pytest.mark.django_db
def test_what_a_process_hands_in_after_the_month_was_closed_is_judged_alone():
    october, november = date(2026, 10, 5), date(2026, 11, 2)
    for late in (9, 6, 4):
        for _each in range(late):
            count(Outcome.NEAR, theme="francais", day=october)
        flushing.flush()
        closing.close_months(november)
    assert list(UseCell.objects.values_list("n", flat=True)) == [15]


@pytest.mark.django_db
def test_closed_months_are_the_merged_truth_and_go_after_twenty_five_months(cell):
    for theme, n in (("francais", 30), ("sante", 4), ("logement", 2)):
        for _each in range(n):
            count(Outcome.NOTHING, place=MELUN, theme=theme, day=date(2026, 10, 9))
    flushing.flush()
    exact = kept()
    closing.close_months(date(2026, 11, 1))
    found = {
        Cell(one.outcome, one.theme, one.epci, one.departement, one.structure, one.commune): one.n
        for one in UseCell.objects.all()
    }
    assert found == merged(exact)
    cell(9, month=date(2024, 9, 1))
    cell(9, month=date(2024, 10, 1))
    assert closing.forget(date(2026, 11, 30)) == 1
    assert UseCell.objects.order_by("month").first().month == date(2024, 10, 1)


@pytest.mark.django_db
def test_the_database_refuses_a_number_under_five(cell):
    with pytest.raises(IntegrityError), transaction.atomic():
        cell(4)
    with pytest.raises(IntegrityError), transaction.atomic():
        cell(9, month=date(2026, 10, 2))


_CODE = """
import os, sys, time
import django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geoapp.settings")
from django.conf import settings
settings.DATABASES["default"]["NAME"] = os.environ["REPERES_TEST_DATABASE"]
django.setup()
from common.counting import Outcome, count
from evaluation import flushing
flushing.start(each_s=0.5)
for n in map(int, sys.stdin):
    for _ in range(n):
        count(Outcome.NEAR, theme="francais")
    print("counted", flush=True)
"""


# As granian's workers: a process of multiprocessing's, which ends without what `atexit` holds.
_WORKER = (
    _CODE.partition("flushing.start")[0]
    + """
import multiprocessing
def work():
    flushing.start()
    count(Outcome.NEAR, theme="sante")
one = multiprocessing.get_context("fork").Process(target=work)
one.start()
one.join()
"""
)


@pytest.mark.slow
def test_a_worker_that_is_told_to_stop_hands_in_what_it_counted(transactional_db):
    environment = {**os.environ, "DEBUG": "1", "REPERES_TEST_DATABASE": connection.settings_dict["NAME"]}
    subprocess.run([sys.executable, "-W", "ignore", "-c", _WORKER], cwd=ROOT, env=environment, check=True)
    assert kept() == {Cell("pres", "sante"): 1}


@pytest.fixture
def served(transactional_db):
    """A process that counts as many as it is told, and keeps it each half second."""
    environment = {**os.environ, "DEBUG": "1", "REPERES_TEST_DATABASE": connection.settings_dict["NAME"]}
    made = []

    def start() -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", _CODE],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        made.append(process)
        return process

    yield start
    for process in made:
        process.kill()
        process.wait(10)
        process.stdin.close()
        process.stdout.close()


def tell(process: subprocess.Popen, n: int) -> None:
    process.stdin.write(f"{n}\n")
    process.stdin.flush()
    assert process.stdout.readline() == "counted\n"


def in_all() -> int:
    return sum(kept().values())


def wait_for(n: int) -> None:
    until = time.monotonic() + 30
    while in_all() != n:
        assert time.monotonic() < until, in_all()
        time.sleep(0.05)


@pytest.mark.slow
def test_a_process_that_is_killed_loses_what_it_counted_since_the_last_flush_and_no_more(served):
    assert flushing.EACH_S <= 60
    one, other = served(), served()
    tell(one, 100)
    tell(other, 20)
    wait_for(120)
    tell(one, 7)
    one.kill()
    one.wait(10)
    tell(other, 3)
    # One that ends by itself hands in what it has.
    other.stdin.close()
    assert other.wait(30) == 0
    assert in_all() in (123, 130)


@pytest.mark.slow
def test_several_at_once_lose_nothing_of_each_other(transactional_db):
    def work():
        try:
            for _each in range(10):
                ledger.add({counting.Counted(date(2026, 10, 1), "", "francais", Outcome.NEAR): 3})
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert kept() == {Cell("pres", "francais"): 120}


@pytest.mark.django_db
def test_nothing_that_is_kept_is_finer_than_a_month_or_says_who(browser):
    """Whoever has the whole database has months, codes and numbers."""
    fields = {
        model._meta.model_name: {field.name: field.get_internal_type() for field in model._meta.fields}
        for model in (OpenMonth, UseCell)
    }
    assert fields == {
        "openmonth": {"month": "DateField", "sealed": "BinaryField"},
        "usecell": {
            "id": "BigAutoField",
            "month": "DateField",
            "outcome": "CharField",
            "theme": "CharField",
            "commune": "CharField",
            "epci": "CharField",
            "departement": "CharField",
            "structure": "PositiveBigIntegerField",
            "n": "PositiveIntegerField",
            "is_example": "BooleanField",
        },
    }
    yesterday = timezone.localdate() - timedelta(days=40)
    for _each in range(6):
        count(Outcome.NEAR, place=MELUN, theme="francais", day=yesterday)
    flushing.flush()
    closing.close_months()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t::text FROM evaluation_usecell t UNION SELECT t::text FROM evaluation_openmonth t"
        )
        (row,) = cursor.fetchall()
    assert f"{yesterday:%Y-%m}-01" in row[0]
    assert f"{yesterday:%Y-%m-%d}" not in row[0] or yesterday.day == 1
