# SPDX-License-Identifier: AGPL-3.0-or-later
"""Suggestions while someone types: communes and postcodes from our own tables, streets from the service."""

import re

from django.db import connection
from geopy.exc import GeopyError

from geocoding.candidate import Kind
from geocoding.named_places import is_named_place
from geocoding.providers import configured
from geocoding.providers.addok import AddokProvider
from geocoding.where import Found, communes_of_named_place
from places.folding import fold
from places.heard import communes_heard, is_of_another_script
from places.models import Commune
from places.search import PREFIX, search_communes

MIN_LENGTH = 2
# A street is worth asking for from here on, and only where a name could follow.
MIN_STREET_LENGTH = 5
LIMIT = 6
_BEGUN_POSTCODE = re.compile(r"\s*(\d{2,4})\s*")
_NEAR = 0.3


def communes(text: str, departement: str | None = None, limit: int = LIMIT) -> list[Found]:
    """Return the communes that a text begins to name, or whose postcode it begins; no network.

    Names in Cyrillic or Arabic letters are found as they are heard.
    """
    if is_of_another_script(text):
        return [
            Found(str(one.commune), one.commune.point.y, one.commune.point.x, "commune", one.commune.code)
            for one in communes_heard(text, departement, limit, is_begun=True)
            if one.commune.point
        ]
    if len(fold(text)) < MIN_LENGTH:
        return []
    if begun := _BEGUN_POSTCODE.fullmatch(text):
        return _of_postcodes(begun[1], departement, limit)
    matches = search_communes(text, limit, departement)
    if is_named_place(text) and not (matches and matches[0].score >= PREFIX):
        matches = communes_of_named_place(text, departement)
    return [
        Found(str(match.commune), match.commune.point.y, match.commune.point.x, "commune", match.commune.code)
        for match in matches
        if match.commune.point and match.score > _NEAR
    ]


def streets(text: str, near: tuple[float, float] | None = None, limit: int = LIMIT) -> list[Found]:
    """Return addresses and streets that a text may mean, those close to `near` (latitude, longitude) first.

    [] without an address service, while it is away, and for a text without words.
    """
    provider = configured.interactive()
    words = fold(text)
    if (
        not isinstance(provider, AddokProvider)
        or len(words) < MIN_STREET_LENGTH
        or words.replace(" ", "").isdigit()
    ):
        return []
    try:
        found = provider.suggest(text, limit, near)
    except GeopyError:
        return []
    kinds = {Kind.HOUSE: "address", Kind.STREET: "street", Kind.LOCALITY: "street"}
    return [
        Found(one.label, one.lat, one.lon, kinds[one.kind], one.citycode)
        for one in found
        if one.kind in kinds
    ]


def _of_postcodes(begun: str, departement: str | None, limit: int) -> list[Found]:
    with connection.cursor() as cursor:
        cursor.execute(_BEGINNING, {"begun": f"{begun}%", "own": departement or "", "limit": limit})
        rows = cursor.fetchall()
    known = Commune.objects.in_bulk([code for code, _postcode in rows])
    return [
        Found(f"{postcode} {known[code].nom}", point.y, point.x, "commune", code)
        for code, postcode in rows
        if (point := known[code].point)
    ]


_BEGINNING = """
    SELECT code, postcode FROM (
        SELECT c.code, min(p) AS postcode, max(c.population) AS population,
               bool_or(c.departement_code = %(own)s) AS is_own
        FROM places_commune c, unnest(c.postcodes) AS p
        WHERE p LIKE %(begun)s AND c.point IS NOT NULL GROUP BY c.code
    ) found
    ORDER BY is_own DESC, population DESC NULLS LAST, code LIMIT %(limit)s
"""
