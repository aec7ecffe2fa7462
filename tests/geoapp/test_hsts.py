"""What the site promises to browsers about HTTPS: itself always, other names where it is said."""

import json
import os
import subprocess
import sys

import pytest

from tests.geoapp.test_deploy import ROOT

ASK = """
import json, django
django.setup()
from django.test import Client
answer = Client().get("/healthz", secure=True)
print(json.dumps(answer.headers.get("Strict-Transport-Security")))
"""


def promised(**said) -> str | None:
    """The header of an answer over HTTPS of a site that starts with these variables."""
    environ = {
        name: value for name, value in os.environ.items() if not name.startswith(("HSTS", "DEBUG", "HTTPS"))
    }
    environ |= {"DJANGO_SETTINGS_MODULE": "geoapp.settings", "ALLOWED_HOSTS": "testserver", **said}
    done = subprocess.run([sys.executable, "-c", ASK], cwd=ROOT, env=environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize(
    ("said", "header"),
    [
        ({}, "max-age=31536000"),
        ({"HSTS_SUBDOMAINS": "1"}, "max-age=31536000; includeSubDomains"),
        ({"HSTS_SUBDOMAINS": "1", "HSTS_PRELOAD": "1"}, "max-age=31536000; includeSubDomains; preload"),
        ({"HTTPS": "0"}, None),
        ({"HTTPS": "0", "HSTS_SUBDOMAINS": "1", "HSTS_PRELOAD": "1"}, None),
    ],
)
def test_a_year_for_this_name_and_more_only_when_said(said, header):
    assert promised(SECRET_KEY="x" * 60, **said) == header
