# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a row makes: its records, each with its fields and what is told of them."""

from dataclasses import dataclass, field
from typing import Any

STRUCTURE, SERVICE, CONTACT, SESSION = "structure", "service", "contact", "session"
# Of so many rows that make something, the cells are kept to show what each became.
SHOWN = 5


@dataclass(slots=True)
class Part:
    """One record that a row makes: its kind, its key in the source, its fields, and what is told of it.

    `parent` is the key of its structure. `doubts` hold (field, message, lost); `texts` the words of each
    field that stand for no value, to be read as they are.
    """

    kind: str
    key: str
    payload: dict[str, Any]
    parent: str = ""
    doubts: list[tuple[str, str, bool]] = field(default_factory=list)
    texts: dict[str, list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Record:
    """What a row makes, or why it is refused; `given` are its filled cells by column, of a refused row and of
    the first `SHOWN` that make something.

    `said` are the values of a row that is read without columns being chosen.
    """

    number: int
    parts: list[Part]
    refusal: str = ""
    given: dict[str, str] = field(default_factory=dict)
    table: str = ""
    said: dict[str, Any] = field(default_factory=dict)
