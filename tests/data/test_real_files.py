"""Real directories, where they are at hand: every row accounted for, and the facts known of them."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection, connections

from data.imports import runs
from data.models import ImportRow, Profile
from data.models.run import Action, RunState
from history.models import Event
from mapping.kinds import STRUCTURE
from mapping.models import Structure
from tests.data.digest import digest
from tests.data.samples import applied, csv_bytes, real_file, rehearsed, row

ROOT = Path(__file__).resolve().parents[2]
FILES = {
    "france_services_2022.csv": 2683,
    "france_services_2024.csv": 2845,
    "mednum_le_havre.json": 80,
    "maine_et_loire.json": 243,
    "la_poste_ban_results.json": 95,
}


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_every_row_of_a_real_file_is_accounted_for_and_nearly_all_are_taken(places, name):
    run = applied(real_file(name), name)
    assert run.rows_read == FILES[name]
    rows = ImportRow.objects.filter(run=run, kind="structure", number__gt=0)
    assert rows.values("number").distinct().count() == rows.count() == run.rows_read
    taken = rows.filter(action__in=[Action.CREATE, Action.CHANGE, Action.SAME, Action.DOUBLE]).count()
    assert taken >= 0.95 * run.rows_read
    for refused in rows.filter(action=Action.REFUSE):
        assert refused.reason == "Cette ligne n'a pas de nom."
        assert not refused.given.get("NOM_STRUCTURE", "").strip()
    if name in ("maine_et_loire.json", "la_poste_ban_results.json"):
        assert run.profile == Profile.objects.get(source=run.source)


@pytest.mark.django_db
@pytest.mark.slow
def test_the_two_editions_of_france_services_are_told_apart_as_known_and_undone(places):
    applied(real_file("france_services_2022.csv"), "2022.csv")
    before = digest()
    run = rehearsed(real_file("france_services_2024.csv"), "2024.csv")
    counts = run.counts
    assert (counts[Action.CHANGE] + counts[Action.SAME], counts[Action.CLOSE], counts[Action.CREATE]) == (
        2481,
        202,
        364,
    )
    runs.apply(run)
    assert digest() != before
    assert runs.undo(run.pk).left_by_undo == []
    assert digest() == before


@pytest.mark.django_db(transaction=True)
def test_a_run_killed_while_it_is_applied_leaves_nothing_and_is_done_once_when_asked_again(places):
    run = rehearsed(csv_bytes([row(number, thematiques="Cours de français") for number in range(3000)]))
    before = digest()
    killed = _apply_in_another_process(run.pk)
    _wait_until_it_writes()
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait()
    _wait_until_nobody_writes()
    assert digest() == before
    run.refresh_from_db()
    assert run.state == RunState.REHEARSED
    assert _apply_in_another_process(run.pk).wait() == 0
    assert _apply_in_another_process(run.pk).wait() == 0
    assert Structure.objects.filter(source="annuaire").count() == 3000
    assert Event.objects.filter(act__run=run.pk, kind=STRUCTURE.number).count() == 3000


def _apply_in_another_process(number: int) -> subprocess.Popen:
    settings = connections["default"].settings_dict
    environment = {**os.environ, "DEBUG": "1"}
    address = environment.get("DATABASE_URL", "")
    if address:
        # The folder of a socket, in the query, holds slashes too.
        environment["DATABASE_URL"] = urlsplit(address)._replace(path=f"/{settings['NAME']}").geturl()
    code = (
        "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'geoapp.settings';"
        "from django.conf import settings;"
        "settings.DATABASES['default']['NAME'] = os.environ['REPERES_TEST_DATABASE'];"
        "django.setup();"
        "from django.core.management import call_command;"
        f"call_command('import_structures', reprendre={number})"
    )
    environment["REPERES_TEST_DATABASE"] = str(settings["NAME"])
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", code], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    )


_WRITING = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'active'
    AND (query ILIKE '%%INSERT INTO mapping_%%' OR query ILIKE '%%INSERT INTO data_link%%')
"""


def _wait_until_it_writes() -> None:
    _wait(lambda count: count > 0, _WRITING)


def _wait_until_nobody_writes() -> None:
    _wait(
        lambda count: count == 0,
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND xact_start IS NOT NULL",
    )


def _wait(enough, query: str) -> None:
    for _turn in range(600):
        with connection.cursor() as cursor:
            cursor.execute(query)
            if enough(cursor.fetchone()[0]):
                return
        time.sleep(0.05)
    raise AssertionError("nothing happened in thirty seconds")
