# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether a text has the name of a street."""

import re

from places.folding import fold

_STREET = re.compile(
    r"\b(?:rue|r|avenue|av|ave|boulevard|bd|bld|place|pl|chemin|chem|impasse|imp|allee|allees|quai|route|rte|cours"
    r"|square|sq|residence|esplanade|passage|faubourg|fg|zac|za|zi|lieu dit|hameau|lotissement|rond point"
    r"|promenade|sentier|ruelle|mail|parvis|villa|cite|lot|centre commercial|voie|montee|traverse|venelle)\b"
)


def has_street(text: str) -> bool:
    """Whether a text has the kind of a street in it: « 12 rue du Port »."""
    return bool(_STREET.search(fold(text)))
