"""What the directory's views, functions and triggers are today, one idea a file.

A change is made here, then carried to installed sites by a migration with a copy of its own:
`manage.py freeze_sql <migration> <file>…`. Each file says CREATE OR REPLACE, so that running them all on a
migrated database changes nothing (`tests/mapping/test_sql.py` holds it to that).
"""

import re
from pathlib import Path

from history.triggers import statements
from mapping.kinds import KINDS

_HERE = Path(__file__).parent
# Each file builds on those before.
DEFINITIONS = (
    "visible", "tags", "words", "sound", "known_words", "hours", "cells", "refresh", "triggers", "version",
    "vocabulary", "needs", "history",
)  # fmt: skip
# Queries that several functions share: `{places of x}` in a file stands for the query on the rows x.
_SHARED = {"places": ("cell_places", "{rows}"), "cells": ("cell_sums", "{lines}")}


def definition(name: str) -> str:
    """The SQL of a file, with the queries that it shares with others put in.

    « history » is no file: it is made from the kinds of records that have one (`mapping.kinds`).
    """
    if name == "history":
        return statements(KINDS)
    text = (_HERE / f"{name}.sql").read_text(encoding="utf-8")
    for words, (shared, slot) in _SHARED.items():
        query = (_HERE / f"{shared}.sql").read_text(encoding="utf-8")

        def filled(found: re.Match[str], query: str = query, slot: str = slot) -> str:
            return query.replace(slot, found[1])

        text = re.sub(rf"\{{{words} of (\w+)\}}", filled, text)
    return text
