"""Nobody waits for what a worker makes once: it is made before the worker is given a question."""

import os
import subprocess
import sys

import pytest
from django.db import connection

from geoapp.warm import FIRST, warm
from tests.geoapp.test_deploy import ROOT

# What is there in a worker as soon as it is loaded: the templates of an answer, the routes in Arabic.
ASK = """
import os
from django.conf import settings
settings.DATABASES["default"]["NAME"] = os.environ["REPERES_TEST_DATABASE"]
import geoapp.wsgi
from django.template import engines
from django.urls import get_resolver
from django.utils.translation import override
made = {key[1] for key in engines["jinja2"].env.cache.keys()}
print("desk/search.html" in made, "base.html" in made)
with override("ar"):
    print("home" in get_resolver()._reverse_dict.get("ar", ()))
"""


@pytest.mark.django_db
def test_a_worker_that_was_just_loaded_has_made_the_first_pages():
    told = {
        "DJANGO_SETTINGS_MODULE": "geoapp.settings",
        "DEBUG": "1",
        "REPERES_TEST_DATABASE": connection.settings_dict["NAME"],
    }
    done = subprocess.run(
        [sys.executable, "-c", ASK], cwd=ROOT, env=os.environ | told, capture_output=True, text=True
    )
    assert done.stdout.split() == ["True"] * 3, done.stderr


def test_it_asks_as_a_robot_and_safely(settings):
    settings.ALLOWED_HOSTS = ["*", ".exemple.fr"]
    asked = []

    def application(environ, start):
        asked.append(environ)
        start("200 OK", [])
        return [b"ok"]

    warm(application)
    assert [f"{one['PATH_INFO']}?{one['QUERY_STRING']}".rstrip("?") for one in asked] == list(FIRST)
    assert {one["HTTP_HOST"] for one in asked} == {"exemple.fr"}
    assert {one["wsgi.url_scheme"] for one in asked} == {"https"}
    assert all("bot" in one["HTTP_USER_AGENT"] for one in asked)


def test_what_fails_is_noted_and_the_worker_starts(caplog):
    def application(environ, start):
        raise RuntimeError("rien")

    warm(application)
    assert caplog.text.count("A worker starts cold") == len(FIRST)
