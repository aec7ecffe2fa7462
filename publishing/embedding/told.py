# SPDX-License-Identifier: AGPL-3.0-or-later
"""A search in words, for who puts it in a page."""

from django.http import QueryDict
from django.utils.translation import gettext as _

from desk import bar
from desk.address_bar import Reading, read
from desk.place_asked import centre_of


def in_words(query: str | QueryDict) -> str:
    """« Chelles (77500) · Français · 20 km »; what anybody may look for where it asks for nothing."""
    reading: Reading = read(QueryDict(query) if isinstance(query, str) else query)
    centre = centre_of(reading.search)
    place = bar.place_of(reading, centre, "", ())
    return bar.bar_of(reading, centre, place, QueryDict()).pill or _("Toute la recherche")
