# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the name of a column says: whole words, the first of which weighs most.

In French the first word that says something is the thing itself: « type de lieu » is a type, « nom du lieu »
a name, « mail du référent » an e-mail of a person. A name that is only part of a heading counts less, and
nothing where the heading is of another kind of thing.

    words.py      words that several of these share
    shared.py     what neighbouring columns begin with alike, which is left out of their names
    spellings.py  the ways to read one name
    sure.py       how surely a name is a field's
    subjects.py   what a name speaks of besides: a person, the seat, who pays
"""

from data.imports.headings.shared import short_names, stem_of
from data.imports.headings.spellings import spellings
from data.imports.headings.subjects import (
    day_of,
    is_a_remark,
    is_of_a_person,
    is_of_funders,
    is_of_the_seat,
    is_offered,
    is_private,
    is_to_reach,
    is_unnamed,
    is_when,
    names_who,
)
from data.imports.headings.sure import EXACT, OWN_WORDS, PART, said

__all__ = [
    "EXACT",
    "OWN_WORDS",
    "PART",
    "day_of",
    "is_a_remark",
    "is_of_a_person",
    "is_of_funders",
    "is_of_the_seat",
    "is_offered",
    "is_private",
    "is_to_reach",
    "is_unnamed",
    "is_when",
    "names_who",
    "said",
    "short_names",
    "spellings",
    "stem_of",
]
