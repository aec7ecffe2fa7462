# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an application's views, functions and triggers are today, one idea a file.

A change is made in a file of `<application>/sql/`, then carried to installed sites by a migration with a copy
of its own: `manage.py freeze_sql <application> <migration> <file>…`. Each file says CREATE OR REPLACE, so
that running them all on a migrated database changes nothing (`tests/geoapp/test_sql.py` holds it to that).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Definitions:
    """The files of `folder`, by name without `.sql`, in the order in which they build on each other.

    `shared` are queries that several of them use: `{words of x}` in a file stands for the query on the rows
    x, with for each kind of words the file of the query and the slot in it where the rows' name goes.
    `made` are texts that are made of declarations in Python, by the words that stand for them in braces.
    """

    folder: Path
    names: tuple[str, ...]
    shared: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    made: Mapping[str, Callable[[], str]] = field(default_factory=dict)

    @property
    def made_names(self) -> tuple[str, ...]:
        """The files that declarations in Python have a part in."""
        slots = [f"{{{words}}}" for words in self.made]
        return tuple(name for name in self.names if any(slot in self._read(name) for slot in slots))

    def text(self, name: str) -> str:
        """The SQL of a file, with the queries that it shares with others and what is made of declarations
        put in. OSError if there is none."""
        text = self._read(name)
        for words, make in self.made.items():
            if (slot := f"{{{words}}}") in text:
                text = text.replace(slot, make())
        for words, (shared, slot) in self.shared.items():
            query = self._read(shared)

            def filled(found: re.Match[str], query: str = query, slot: str = slot) -> str:
                return query.replace(slot, found[1])

            text = re.sub(rf"\{{{words} of (\w+)\}}", filled, text)
        return text

    def _read(self, name: str) -> str:
        return (self.folder / f"{name}.sql").read_text(encoding="utf-8")
