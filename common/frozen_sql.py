# SPDX-License-Identifier: AGPL-3.0-or-later
"""The SQL of a migration, in a file of its own that never changes once a version holds it."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.apps import apps
from django.db.migrations.loader import MigrationLoader

# What a copy begins with: the file that it was taken from.
_HEAD = re.compile(r"^-- (\w+)/sql/(\w+)\.sql\n", re.MULTILINE)


def frozen_sql(migration: str, part: str = "") -> str:
    """The SQL that belongs to a migration (give it `__file__`): `frozen/<its name>.sql` beside it, or
    `frozen/<its name>.<part>.sql`. Raises OSError where there is none."""
    path = Path(migration)
    name = f"{path.stem}.{part}.sql" if part else f"{path.stem}.sql"
    return (path.parent / "frozen" / name).read_text(encoding="utf-8")


def written(copies: Iterable[tuple[str, str, str]]) -> str:
    """Copies of files, each (application, name without `.sql`, text), as the SQL of one migration."""
    return "".join(
        f"-- {application}/sql/{name}.sql\n{text.rstrip()};\n" for application, name, text in copies
    )


def last_copies(but: Path | None = None) -> dict[tuple[str, str], str]:
    """What the last migration that says which files it copied holds of each, by application and name;
    `but` is not looked at."""
    found: dict[tuple[str, str], str] = {}
    for migration in _migrations():
        if migration.is_file() and migration != but:
            _before, *parts = _HEAD.split(migration.read_text(encoding="utf-8"))
            for application, name, text in zip(*(parts[place::3] for place in range(3)), strict=True):
                found[application, name] = text
    return found


def same(copy: str | None, text: str) -> bool:
    """Whether a copy says what the file says."""
    return copy is not None and copy.strip().rstrip(";") == text.strip().rstrip(";")


def _migrations() -> Iterator[Path]:
    """Where the SQL of each migration of ours would be, in the order in which they run."""
    graph = MigrationLoader(None).graph
    ordered = dict.fromkeys(node for leaf in sorted(graph.leaf_nodes()) for node in graph.forwards_plan(leaf))
    for application, name in ordered:
        yield Path(apps.get_app_config(application).path) / "migrations" / "frozen" / f"{name}.sql"
