# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which records are counted: all of them, or only those that somebody looked at within a year.

A record is looked at on the later of two days: the one that its source gives it (`date_maj`) and the one on
which a person confirmed it here (`verified_at`). One without either may be right or long gone: it is never
called old, and is counted apart.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.db import connection
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from accounts.roles import Role
from territory.arrays import Floats, floats

# What the parameter `fiches` may say.
ALL, UP_TO_DATE = "toutes", "a-jour"
RECORDS = [(ALL, _("toutes les fiches")), (UP_TO_DATE, _("fiches à jour seulement"))]
MONTHS = 12
# Twelve months as days: a record of a year ago to the day is up to date.
OLD_DAYS = 365

# The day on which the record `s` was last looked at; null where nothing says. `completeness` reads it too.
LAST_LOOK = "greatest(s.date_maj, (s.verified_at AT TIME ZONE 'Europe/Paris')::date)"
_LOOKS = f"""
    SELECT string_agg(
        float8send(coalesce({LAST_LOOK} - date '0001-01-01' + 1, 'NaN'::float8)), ''::bytea
        ORDER BY asked.place
    )
    FROM unnest(%(structures)s::bigint[]) WITH ORDINALITY AS asked (id, place)
    LEFT JOIN mapping_visible_structure s ON s.id = asked.id AND s.role = {int(Role.VISITOR)}
"""


def since(today: date) -> date:
    """The first day of what counts as up to date on `today`."""
    return today - timedelta(days=OLD_DAYS)


def last_looks(structures: NDArray[np.int64]) -> Floats:
    """The day on which each structure was last looked at, as `date.toordinal` counts; NaN where nothing
    says."""
    with connection.cursor() as cursor:
        cursor.execute(_LOOKS, {"structures": structures.tolist()})
        return floats(cursor.fetchone()[0])


@dataclass(frozen=True, slots=True)
class Ages:
    """Which of some records (n) are up to date, which are old, which have no date: one of the three."""

    recent: NDArray[np.bool_]
    old: NDArray[np.bool_]
    undated: NDArray[np.bool_]


def ages(looks: Floats, today: date) -> Ages:
    """The ages of records by the day of their last look (see `last_looks`)."""
    undated = np.isnan(looks)
    with np.errstate(invalid="ignore"):
        recent = looks >= since(today).toordinal()
    return Ages(recent, ~undated & ~recent, undated)
