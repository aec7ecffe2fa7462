"""A connection that answers requests waits for nobody for long, and keeps no transaction open for nothing."""

import os
import subprocess
import sys

import pytest

from tests.geoapp.test_deploy import ROOT

# What a process that answers has of its database, beside one that does not (a command).
ASK = """
import django
django.setup()
from django.db import connection
if {answers}:
    import geoapp.wsgi
with connection.cursor() as cursor:
    for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
        cursor.execute("SHOW " + name)
        print(cursor.fetchone()[0])
"""


@pytest.mark.django_db
@pytest.mark.parametrize(("answers", "told"), [(True, ["10s", "5s", "1min"]), (False, ["0", "0", "0"])])
def test_only_what_answers_requests_is_bounded(answers, told):
    done = subprocess.run(
        [sys.executable, "-c", ASK.format(answers=answers)],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "geoapp.settings", "DEBUG": "1"},
        capture_output=True,
        text=True,
    )
    assert done.stdout.split() == told, done.stderr
