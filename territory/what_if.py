# SPDX-License-Identifier: AGPL-3.0-or-later
"""« Et si… »: hypothetical structures as they are written in a link, so that every attempt can be sent."""

import math
from dataclasses import dataclass, field, replace
from typing import Self

from django.http import QueryDict
from django.utils.translation import gettext as _

from mapping import presentation
from territory.address import REMOVED, SITE
from territory.view import View

MAX_SITES = 30
MAX_REMOVED = 200
_NAME_LENGTH = 80
_DIGITS = 19


@dataclass(frozen=True, slots=True)
class Attempt:
    """Sites added to a view, as `{nom, lat, lon}` in degrees, and structures taken away, by number.

    In a link, `site=48.53125,2.95210,Nangis` and `retire=1234`, both repeatable; what is malformed is left
    out, and `errors` says so by name.
    """

    view: View
    sites: tuple[dict, ...] = ()
    removed: tuple[int, ...] = field(default=())
    errors: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of_sites(cls, view: View, sites: list[dict]) -> Self:
        """An attempt with these sites, `MAX_SITES` at most."""
        return cls(view, tuple(sites[:MAX_SITES]))

    @classmethod
    def read(cls, query: QueryDict, view: View) -> Self:
        """Never raises."""
        sites = {text: _site(text) for text in query.getlist(SITE)}
        removed = {text: _number(text) for text in query.getlist(REMOVED)}
        errors = {
            SITE: _wrong(sites, _("une latitude, une longitude et un nom sont attendus."), MAX_SITES),
            REMOVED: _wrong(removed, _("le numéro d’une structure est attendu."), MAX_REMOVED),
        }
        return cls(
            view,
            tuple(site for site in sites.values() if site)[:MAX_SITES],
            tuple(dict.fromkeys(number for number in removed.values() if number is not None))[:MAX_REMOVED],
            {name: found for name, found in errors.items() if found},
        )

    def query(self) -> QueryDict:
        """The query string of this attempt; `read` gives it back."""
        query = self.view.query()
        query.setlist(SITE, [f"{site['lat']:.5f},{site['lon']:.5f},{site['nom']}" for site in self.sites])
        query.setlist(REMOVED, [str(number) for number in self.removed])
        return query

    def adding(self, lat: float, lon: float, name: str) -> Self:
        """The same with one more site, in degrees, where there is room for it."""
        site = {"nom": name[:_NAME_LENGTH], "lat": lat, "lon": lon}
        return replace(self, sites=(*self.sites, site)[:MAX_SITES])

    def less(self, number: int) -> Self:
        """Without one of the sites, by its place in the list."""
        return replace(self, sites=self.sites[:number] + self.sites[number + 1 :])

    def removing(self, structure: int) -> Self:
        """The same without that structure, where there is room to say so."""
        return replace(self, removed=(*self.removed, structure)[:MAX_REMOVED])

    def restoring(self, structure: int) -> Self:
        """The same with that structure again."""
        return replace(self, removed=tuple(number for number in self.removed if number != structure))


def _wrong(read: dict, expected: str, most: int) -> list[str]:
    wrong = [f"{presentation.quoted(text)} : {expected}" for text, value in read.items() if value is None]
    if len(read) > most:
        wrong.append(_("%(n)d au plus : les suivants ont été laissés de côté.") % {"n": most})
    return wrong


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < _DIGITS else None


def _site(text: str) -> dict | None:
    lat_text, _comma, rest = text.partition(",")
    lon_text, _comma, name = rest.partition(",")
    try:
        lat, lon = float(lat_text), float(lon_text)
    except ValueError:
        return None
    if not (math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180):
        return None
    return {"nom": name.strip()[:_NAME_LENGTH] or f"{lat:.3f}, {lon:.3f}", "lat": lat, "lon": lon}
