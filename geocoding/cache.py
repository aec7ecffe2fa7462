# SPDX-License-Identifier: AGPL-3.0-or-later
"""The answers of providers, kept in PostgreSQL, so that an unchanged directory calls nobody.

Policy: an answer serves as long as the provider's edition is the same. A provider that does not name its
edition is asked again after `FRESH` (found) or `FRESH_NOTHING` (nothing found: new streets appear).
"""

import json
from collections.abc import Iterable
from datetime import timedelta

from django.db import connection
from django.utils import timezone
from psycopg.types.json import Jsonb

from geocoding.candidate import Candidate
from geocoding.models import Answer
from geocoding.providers.ask import Ask, Provider

FRESH, FRESH_NOTHING = timedelta(days=180), timedelta(days=30)


def known(provider: Provider, asks: Iterable[Ask], *, full: bool = False) -> dict[Ask, list[Candidate]]:
    """Return the answers that are kept and still serve. `full` ones hold several candidates each."""
    asks = list(dict.fromkeys(asks))
    if not asks:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            _KNOWN,
            {
                "queries": [ask.query for ask in asks],
                "citycodes": [ask.citycode for ask in asks],
                "postcodes": [ask.postcode for ask in asks],
                "provider": provider.name,
                "edition": provider.edition,
                "full": full,
                "since": timezone.now() - FRESH,
                "nothing_since": timezone.now() - FRESH_NOTHING,
            },
        )
        return {
            Ask(query, citycode, postcode): [Candidate.from_json(stored) for stored in _loaded(candidates)]
            for query, citycode, postcode, candidates in cursor.fetchall()
        }


def _loaded(candidates) -> list[dict]:
    return json.loads(candidates) if isinstance(candidates, str) else candidates


def keep(provider: Provider, answers: dict[Ask, list[Candidate]], *, full: bool = False) -> None:
    """Keep answers, "nothing" included, in the place of older ones."""
    if not answers:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _KEEP,
            {
                "queries": [ask.query for ask in answers],
                "citycodes": [ask.citycode for ask in answers],
                "postcodes": [ask.postcode for ask in answers],
                "candidates": [Jsonb([one.as_json() for one in found]) for found in answers.values()],
                "provider": provider.name,
                "edition": provider.edition,
                "full": full,
            },
        )


def forget_old() -> int:
    """Delete the answers that no policy would use again; how many they were."""
    return Answer.objects.filter(asked_at__lt=timezone.now() - FRESH).delete()[0]


_KNOWN = """
    SELECT a.query, a.citycode, a.postcode, a.candidates
    FROM unnest(%(queries)s::text[], %(citycodes)s::text[], %(postcodes)s::text[])
        AS wanted (query, citycode, postcode)
    JOIN geocoding_answer a USING (query, citycode, postcode)
    WHERE a.provider = %(provider)s AND a.edition = %(edition)s AND a.is_full = %(full)s
        AND (a.edition <> '' OR a.asked_at >= CASE WHEN a.candidates = '[]' THEN %(nothing_since)s
                                                   ELSE %(since)s END)
"""
# In the order of the key, so that two workers who keep the same answers cannot wait for each other.
_KEEP = """
    INSERT INTO geocoding_answer (query, citycode, postcode, candidates, provider, edition, is_full, asked_at)
    SELECT query, citycode, postcode, candidates, %(provider)s, %(edition)s, %(full)s, now()
    FROM unnest(%(queries)s::text[], %(citycodes)s::text[], %(postcodes)s::text[], %(candidates)s::jsonb[])
        AS kept (query, citycode, postcode, candidates)
    ORDER BY query, citycode, postcode
    ON CONFLICT (query, citycode, postcode, provider, edition, is_full)
    DO UPDATE SET candidates = excluded.candidates, asked_at = excluded.asked_at
"""
