# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether somebody asked for a page: as far as the request says, and nothing of it is kept."""

import re

from django.http import HttpRequest

# How programs name themselves. One that gives a browser's name is counted: nothing tells it apart.
_PROGRAMS = (
    *("crawl", "spider", "slurp", "archiver", "preview", "fetch", "monitor", "uptime", "scan", "headless"),
    *("phantom", "lighthouse", "facebookexternal", "whatsapp", "curl", "wget", "python", "httpx", "aiohttp"),
    *("requests", "libwww", "go-http", "java/", "okhttp", "scrapy", "ruby"),
)
# « Googlebot/2.1 », not the telephones of the mark Cubot, whose models follow a space and a capital.
_BOT = re.compile(r"bot(?:\b(?! [A-Z])|[/;-])", re.IGNORECASE)
# A page that a browser loads before anybody asked for it says so.
_AHEAD = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_PURPOSE", "HTTP_X_MOZ")


def is_by_somebody(request: HttpRequest) -> bool:
    """Whether a request is a browser's, and neither a robot's nor made ahead of a visit that may not come."""
    agent = request.META.get("HTTP_USER_AGENT", "")
    if request.method == "HEAD" or not agent or _is_program(agent):
        return False
    return not any("prefetch" in request.META.get(name, "").lower() for name in _AHEAD)


def _is_program(agent: str) -> bool:
    small = agent.lower()
    return any(word in small for word in _PROGRAMS) or ("bot" in small and bool(_BOT.search(agent)))
