"""The site's own production settings, with two things that only a measure needs."""

import os

from geoapp.settings import *  # noqa: F403
from geoapp.settings import (
    CONTENT_SECURITY_POLICY,
    DATABASES,
    LOGGING,
    MIDDLEWARE,
    PLAN_TILES,
    TILE_HOST,
    TILES,
)

# An error page cannot be asked for: the innermost middleware fails where the address says so.
MIDDLEWARE = [*MIDDLEWARE, "bench.audit.faults.Faults"]

# The errors that states ask for are no news.
LOGGING["loggers"]["django"] = {"level": "CRITICAL"}

# Where the browser cannot be told to answer for the tile server, a server on the loopback stands in for it.
if standing_in := os.environ.get("AUDIT_TILES"):
    images = CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"]
    images[:] = [standing_in if source == TILE_HOST else source for source in images]
    PLAN_TILES, TILES = (address.replace(TILE_HOST, standing_in) for address in (PLAN_TILES, TILES))
    TILE_HOST = standing_in

if large := os.environ.get("AUDIT_DATABASE"):
    DATABASES["default"]["NAME"] = large
