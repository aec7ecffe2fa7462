# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who does what: a text of one task a line, as a table of tasks and organisations that shows its holes."""

import re
from dataclasses import dataclass

# Tasks by organisations are a table while it can be read across; of more, each task names its own.
MOST_COLUMNS = 8


@dataclass(frozen=True, slots=True)
class Task:
    """A task, and the organisations that do it; none is a hole."""

    name: str
    organisations: tuple[str, ...]

    @property
    def is_hole(self) -> bool:
        """Whether nobody does it."""
        return not self.organisations


@dataclass(frozen=True, slots=True)
class WhoDoesWhat:
    """Tasks in their order, the organisations of any of them as they are first named, and the holes."""

    tasks: tuple[Task, ...]
    organisations: tuple[str, ...]

    @property
    def holes(self) -> tuple[str, ...]:
        """The tasks that nobody does."""
        return tuple(task.name for task in self.tasks if task.is_hole)

    @property
    def has_columns(self) -> bool:
        """Whether organisations are columns."""
        return 0 < len(self.organisations) <= MOST_COLUMNS


def read(text: str) -> WhoDoesWhat:
    """The table of « Accueil : CCAS, Asile 77 », one task a line; what is after the first colon that a
    space follows, or else the first semicolon, is organisations. Names that differ by case alone are one."""
    tasks: list[Task] = []
    known: dict[str, str] = {}
    for line in text.splitlines():
        name, organisations = _parted(line)
        if not name:
            continue
        told = dict.fromkeys(known.setdefault(one.casefold(), one) for one in organisations)
        tasks.append(Task(name, tuple(told)))
    return WhoDoesWhat(tuple(tasks), tuple(known.values()))


def _parted(line: str) -> tuple[str, list[str]]:
    line = line.strip().lstrip("-•").strip()
    # « 9:30 » parts nothing.
    for colon in (" : ", "\N{NO-BREAK SPACE}: ", "\N{NARROW NO-BREAK SPACE}: ", ": ", " ; ", "; "):
        name, found, rest = line.partition(colon)
        if found:
            return name.strip(), [one.strip() for one in re.split("[,;]", rest) if one.strip()]
    return line.removesuffix(":").strip(), []
