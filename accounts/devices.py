# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a browser says of itself, in a few words that its owner knows it by."""

from django.utils.translation import gettext as _

# In this order: each says the names of those it is made of, after its own.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def words(user_agent: str) -> str:
    """« Firefox sur Windows », as far as it can be told."""
    browser = _first(_BROWSERS, user_agent) or _("un navigateur")
    system = _first(_SYSTEMS, user_agent)
    return _("%(browser)s sur %(system)s") % {"browser": browser, "system": system} if system else browser


def _first(names: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for sign, name in names if sign in text), "")
