# SPDX-License-Identifier: AGPL-3.0-or-later
"""The derived rows: what they are made of, and the triggers that keep them true."""

from functools import partial
from pathlib import Path

from common.living_sql import Definitions
from search import sources
from search.criterion import Table

SQL = Definitions(
    Path(__file__).parent,
    (
        "tags",
        "words",
        "sound",
        "known_words",
        "hours",
        "cells",
        "refresh",
        "triggers",
        "version",
        "vocabulary",
        "local_words",
    ),
    {"places": ("cell_places", "{rows}"), "cells": ("cell_sums", "{lines}")},
    {
        "words of the criteria": sources.tags,
        "card": sources.card,
        "no place": lambda: ", ".join("NULL" for _column in sources.OWN_PLACE),
        "place of o": partial(sources.own_place, "o"),
        "place": sources.own_place,
        "structure differs": lambda: sources.differs(sources.followed(Table.STRUCTURE)),
        "service differs": lambda: sources.differs(sources.followed(Table.SERVICE)),
        "commune differs": partial(sources.differs, sources.COMMUNE),
        "commune stands elsewhere": partial(sources.differs, sources.AROUND),
        "thematique differs": partial(sources.differs, sources.THEMATIQUE),
        "theme differs": partial(sources.differs, sources.THEME),
    },
)
