"""The site's settings on the database of the tests, for a worker in a process of its own."""

import os

from geoapp.settings import *  # noqa: F403
from geoapp.settings import DATABASES

DATABASES["default"]["NAME"] = os.environ["WORKER_DATABASE"]
