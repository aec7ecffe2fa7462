"""The site's own settings, on a database of the benchmark's own beside the site's."""

import os

from geoapp.settings import *  # noqa: F403
from geoapp.settings import DATABASES

# A database for each size: that of the real town halls has no suffix of its own.
DATABASES["default"]["NAME"] += "_bench" + os.environ.get("BENCH_SIZE", "")
