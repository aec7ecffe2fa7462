"""Directories in the background: nothing lost, nothing twice, whatever stops it."""

import csv
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from geocoding import runs
from geocoding.models import RunRow, RunState
from geocoding.pipeline import Text
from geocoding.providers.addok import AddokProvider
from geocoding.providers.http import Patience, PoliteClient
from geocoding.providers.pace import Unpaced
from tests.geocoding.services import as_csv, as_json, house, slow

ROWS = 2845


def provider(url, **patience) -> AddokProvider:
    hasty = Patience(**{"total": 1, "tries": 2, "first_wait": 0.01, **patience})
    return AddokProvider(PoliteClient(url, pace=Unpaced(), patience=hasty))


def texts(count):
    return [Text(f"row-{n}", f"{n} rue des Essais", "90000", "Belfort") for n in range(count)]


def well(path, query):
    return as_csv(query["file"], house) if "file" in query else as_json({"features": []})


@pytest.mark.django_db
@pytest.mark.usefixtures("places_loaded")
class TestARun:
    def test_every_row_gets_one_outcome_and_the_counts_say_so(self, serve):
        run = runs.create(texts(450), "Essai")
        seen = []
        state = runs.work(
            run, provider(serve(well).url), lambda outcomes: seen.extend(o.key for o in outcomes)
        )
        assert state is RunState.DONE
        assert sorted(seen) == sorted(text.key for text in texts(450))
        counts = runs.counts(run)
        # Number 0 is none: the street alone.
        assert (counts.total, counts.addresses, counts.left) == (450, 449, 0)
        assert counts.percent == 100

    def test_monstrous_rows_are_rows_like_others(self, serve):
        monsters = [
            Text("long", "1 rue " + "a" * 3000, "90000", "Belfort" * 100),
            Text("null", "1 rue\x00 X", "9\x000000", "Belfort"),
        ]
        monsters.append(Text("words", "1 rue " + "des lilas " * 60, "90000", "Belfort"))
        run = runs.create(monsters, "Essai")
        assert runs.work(run, provider(serve(well).url)) is RunState.DONE
        assert runs.counts(run).left == 0

    def test_a_finished_run_does_nothing_more(self, serve):
        service = serve(well)
        run = runs.create(texts(3), "Essai")
        runs.work(run, provider(service.url))
        asked = len(service.asked)
        assert runs.work(run, provider(service.url)) is RunState.DONE
        assert len(service.asked) == asked

    @pytest.mark.parametrize(
        "reply",
        [
            lambda path, query: as_json({}, 500),
            lambda path, query: as_json({}, 429, **{"retry-after": "0"}),
            lambda path, query: (200, {"content-type": "text/html"}, b"<h1>Maintenance</h1>"),
            lambda path, query: (200, {"content-type": "text/csv"}, b"\x00\x01garbage"),
            lambda path, query: (200, {"content-type": "application/pdf"}, b"%PDF"),
            lambda path, query: slow(30, as_json({})),
        ],
        ids=["500", "429", "html", "garbage", "wrong type", "silence"],
    )
    def test_a_service_that_fails_pauses_the_run_and_loses_nothing(self, serve, reply):
        service = serve(reply)
        run = runs.create(texts(30), "Essai")
        assert runs.work(run, provider(service.url, total=0.3)) is RunState.PAUSED
        run.refresh_from_db()
        assert run.message.endswith(".")
        assert runs.counts(run).left == 30
        service.reply = well
        assert runs.work(run, provider(service.url)) is RunState.DONE
        assert runs.counts(run).left == 0

    def test_what_the_caller_could_not_do_is_not_done_at_all(self, serve):
        run = runs.create(texts(5), "Essai")

        def fails(outcomes):
            raise RuntimeError

        with pytest.raises(RuntimeError):
            runs.work(run, provider(serve(well).url), fails)
        assert runs.counts(run).left == 5

    def test_a_cancelled_run_keeps_what_is_done_and_stops(self, serve):
        run = runs.create(texts(60), "Essai")
        state = runs.work(run, provider(serve(well).url), progress=lambda counts: runs.cancel(run), chunk=20)
        assert state is RunState.CANCELLED
        assert runs.counts(run).done == 20
        assert runs.work(run, None) is RunState.CANCELLED
        assert not runs.cancel(run)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("places_loaded")
def test_two_workers_share_a_run_without_doing_a_row_twice(serve):
    run = runs.create(texts(200), "Essai")
    service = serve(lambda path, query: slow(0.05, well(path, query)))
    seen, lock = [], threading.Lock()

    def worker():
        def keep(outcomes):
            with lock:
                seen.extend(outcome.key for outcome in outcomes)

        try:
            runs.work(run, provider(service.url), keep, chunk=10)
        finally:
            connection.close()

    threads = [threading.Thread(target=worker) for _worker in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen) == sorted(text.key for text in texts(200))
    run.refresh_from_db()
    assert run.state == RunState.DONE


WORKER = """
import django; django.setup()
from geocoding import runs
from geocoding.models import Run
from geocoding.providers.addok import AddokProvider
from geocoding.providers.http import PoliteClient
from geocoding.providers.pace import Unpaced
provider = AddokProvider(PoliteClient({url!r}, pace=Unpaced()))
print(runs.work(Run.objects.get(pk={run}), provider))
"""


def real_rows() -> list[Text]:
    """The counters of France services where their file is here, else as many invented ones."""
    file = Path(os.environ.get("REFERENCE_DATA", "../shared/data")) / "france_services_2024.csv"
    if not file.exists():
        return texts(ROWS)
    with file.open(encoding="utf-8") as lines:
        return [
            Text(f"row-{n}", row["adresse"], row["code_postal"], row["lib_com"])
            for n, row in enumerate(csv.DictReader(lines))
        ]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("places_loaded")
def test_a_worker_killed_in_the_middle_leaves_every_row_with_exactly_one_outcome(serve):
    rows = real_rows()
    run = runs.create(rows, "Essai")
    service = serve(lambda path, query: slow(0.02, well(path, query)))
    database = settings.DATABASES["default"]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.geocoding.worker_settings",
        "WORKER_DATABASE": database["NAME"],
    }
    command = [sys.executable, "-c", WORKER.format(url=service.url, run=run.pk)]
    worker = subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR)
    deadline = time.monotonic() + 60
    while runs.counts(run).done < 400:
        assert worker.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    half = runs.counts(run).done
    assert 0 < half < len(rows)
    before = dict(RunRow.objects.filter(run=run, outcome__isnull=False).values_list("key", "outcome__raw"))

    done = subprocess.run(
        command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=120
    )
    assert done.stdout.strip() == "done", done.stderr[-2000:]
    outcomes = dict(RunRow.objects.filter(run=run).values_list("key", "outcome__raw"))
    assert len(outcomes) == len(rows) == run.total
    assert outcomes == {text.key: text.raw for text in rows}
    assert before.items() <= outcomes.items()
    assert runs.counts(run).left == 0
