# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether somebody asked for a page: as far as the request says, and nothing of it is kept."""

import re

from django.http import HttpRequest

# How programs name themselves. One that gives a browser's name is counted: nothing tells it apart.
_PROGRAMS = re.compile(
    r"bot\b|bot[/ ;-]|crawl|spider|slurp|archiver|preview|fetch|monitor|uptime|scan|headless|phantom"
    r"|lighthouse|facebookexternal|whatsapp|curl|wget|python|httpx|aiohttp|requests|libwww|go-http|java/"
    r"|okhttp|scrapy|ruby",
    re.IGNORECASE,
)
# A page that a browser loads before anybody asked for it says so.
_AHEAD = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")


def is_by_somebody(request: HttpRequest) -> bool:
    """Whether a request is a browser's, and neither a robot's nor made ahead of a visit that may not come."""
    agent = request.headers.get("User-Agent", "")
    if request.method == "HEAD" or not agent or _PROGRAMS.search(agent):
        return False
    return not any("prefetch" in request.headers.get(name, "").lower() for name in _AHEAD)
