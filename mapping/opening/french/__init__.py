# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening hours in the ways French people write them, as OpenStreetMap's opening_hours.

« Horaires d'ouverture : lundi matin 9h-12h sur rdv, mardi 14h-17h », « le 1er et le 3e vendredi du mois »
(`periods`), « fermé en août » (`seasons`) are understood. A text is translated whole or not at all: one word
that is not known (`tokens`), one pair of times that may be two beginnings, one « sur rendez-vous » that may
be said of one day or of all, and it is not understood.

    reading.py   a text -> what it says
    section.py   the year or a season of it -> a week in OpenStreetMap's syntax
    cutting.py   its words -> clauses
    clause.py    days, and what is said of them
    times.py, weekdays.py    times -> stretches; names of days -> days
"""

from mapping.opening.french.reading import MAX_LENGTH, Meaning, day_spans, days, read
from mapping.opening.tokens import NotUnderstood

__all__ = ["MAX_LENGTH", "Meaning", "NotUnderstood", "day_spans", "days", "read"]
