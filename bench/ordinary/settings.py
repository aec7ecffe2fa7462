"""The site's settings, with the ordinary API in place of ours."""

from bench.settings import *  # noqa: F403
from bench.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "bench.ordinary"]
ROOT_URLCONF = "bench.ordinary.urls"
