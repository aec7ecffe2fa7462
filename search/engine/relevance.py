# SPDX-License-Identifier: AGPL-3.0-or-later
"""`tri=pertinence`: the distance, lengthened where what is said of a place is old or incomplete.

    score = (distance + HERE_M) x (1 + STALE x staleness + GAPS x gaps + ELSEWHERE x elsewhere), in metres

Staleness goes from 0, verified less than `FRESH_DAYS` ago, to 1 at `STALE_DAYS` and where nobody ever
verified; gaps are the share of five things that are not known: a telephone number or an e-mail address,
hours, a description, the area, and a position better than the commune's (one that is kept confidential is no
gap). `elsewhere` is 1 where words were typed and neither the name of the service nor its structure's says
one of them. A place takes the best score of its services found. The score is never more than `WORST` times
`distance + HERE_M`, so that the walk to the nearest can stop: what is farther than the score of the last one
kept cannot come before it.

`tri=renseignees` is the same order, and works without a place too: everything is then as far.
"""

from datetime import date

from django.utils import timezone

# Next door, the state of what is said counts as if this far away; to the lead, fifty metres are nothing.
HERE_M = 100.0
# A place that nobody has verified for two years is as good as one half as far again, 0.6 times, and one of
# which nothing is known another 0.4 times: at worst, a kilometre counts for two.
STALE, GAPS = 0.6, 0.4
# A word in a name says more than in a description, a commune or a thématique.
ELSEWHERE = 0.5
WORST = 1 + STALE + GAPS + ELSEWHERE
FRESH_DAYS, STALE_DAYS = 180, 720

# The score of a walked row `near` at `near.distance`; `as_of` is a day, the same for all pages of a list.
SCORE = f"""
(
    SELECT (near.distance + {HERE_M}) * (
        1
        + {STALE} * CASE
            WHEN s.verified_at IS NULL THEN 1
            ELSE greatest(0, least(1, (
                %(as_of)s::date - (s.verified_at AT TIME ZONE 'UTC')::date - {FRESH_DAYS}
            ) / {STALE_DAYS - FRESH_DAYS}.0))
        END
        + {GAPS} * (
            (s.telephone = '' AND s.courriel = '' AND coalesce(sv.telephone, '') = ''
                AND coalesce(sv.courriel, '') = '')::int
            + (s.horaires_accueil = '' AND coalesce(sv.horaires_accueil, '') = '')::int
            + (s.description = '' AND coalesce(sv.description, '') = '')::int
            + (near.tags @> ARRAY[%(unknown)s::int])::int
            + (near.position_precision = 'commune' AND s.address_visibility = 0)::int
        ) / 5.0
        + {ELSEWHERE} * (
            %(words)s::text[] <> '{{}}' AND NOT EXISTS (
                SELECT FROM mapping_words(s.nom || E'\\n' || coalesce(sv.nom, '')) AS word
                WHERE word = ANY (%(words)s::text[])
            )
        )::int
    )
    FROM mapping_structure s
    LEFT JOIN mapping_service sv ON sv.id = near.service_id
    WHERE s.id = near.structure_id
)
"""


# The same of a row `candidate` where no place is given, and everything is next door.
ANYWHERE = SCORE.replace("near.distance", "0::float8").replace("near.", "candidate.")


def sure_up_to(distance_m: float) -> float:
    """The score that nothing farther than a distance in metres comes before."""
    return distance_m + HERE_M


def distance_after(score: float) -> float:
    """What is nearer than this, in metres, scores better than `score`, whatever is said of it."""
    return max(0.0, score / WORST - HERE_M)


def as_of(ordinal: int) -> date:
    """The day that staleness is counted from: a cursor's own, else today (UTC)."""
    return date.fromordinal(ordinal) if ordinal else timezone.now().date()
