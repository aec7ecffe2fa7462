# SPDX-License-Identifier: AGPL-3.0-or-later
"""The provider that the settings name, one client a process and a kind of patience."""

from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from geocoding.providers.addok import AddokProvider
from geocoding.providers.http import BATCH, INTERACTIVE, Breaker, Patience, PoliteClient
from geocoding.providers.nominatim import NominatimProvider
from geocoding.providers.pace import Pace, SharedPace, Unpaced

# The usage policy of the public Nominatim.
NOMINATIM_RATE = 1.0
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def provider() -> AddokProvider | NominatimProvider | None:
    """Return the provider for batches, which waits and tries again; None where none is configured."""
    return _provider(settings.GEOCODER_KIND, settings.GEOCODER_URL, settings.GEOCODER_EDITION, BATCH)


def interactive() -> AddokProvider | NominatimProvider | None:
    """Return the provider for someone in front of a page: one short try."""
    return _provider(settings.GEOCODER_KIND, settings.GEOCODER_URL, settings.GEOCODER_EDITION, INTERACTIVE)


@lru_cache(maxsize=8)
def _provider(
    kind: str, url: str, edition: str, patience: Patience
) -> AddokProvider | NominatimProvider | None:
    if not url:
        return None
    if kind not in ("addok", "nominatim"):
        raise ImproperlyConfigured(f"GEOCODER_KIND={kind} : donnez addok ou nominatim.")
    client = PoliteClient(url, pace=_pace(kind, url), patience=patience, breaker=_breaker(url))
    return AddokProvider(client, edition) if kind == "addok" else NominatimProvider(client, edition)


@lru_cache(maxsize=8)
def _breaker(url: str) -> Breaker:
    """One for a service, whoever asks it: a batch that finds it down spares the page the wait."""
    return Breaker()


def _pace(kind: str, url: str) -> Pace:
    host = urlsplit(url).hostname or ""
    if host in _LOOPBACK or not settings.GEOCODER_RATE:
        return Unpaced()
    rate = min(settings.GEOCODER_RATE, NOMINATIM_RATE) if kind == "nominatim" else settings.GEOCODER_RATE
    return SharedPace(host[:30], rate)
