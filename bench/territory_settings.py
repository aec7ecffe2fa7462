"""The site's own settings, on a database of the territory's benchmark beside the site's."""

from geoapp.settings import *  # noqa: F403
from geoapp.settings import DATABASES

DATABASES["default"]["NAME"] += "_bench_territory"
