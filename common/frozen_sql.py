# SPDX-License-Identifier: AGPL-3.0-or-later
"""The SQL of a migration, in a file of its own that never changes once a version holds it."""

from pathlib import Path


def frozen_sql(migration: str, part: str = "") -> str:
    """The SQL that belongs to a migration (give it `__file__`): `frozen/<its name>.sql` beside it, or
    `frozen/<its name>.<part>.sql`. Raises OSError where there is none."""
    path = Path(migration)
    name = f"{path.stem}.{part}.sql" if part else f"{path.stem}.sql"
    return (path.parent / "frozen" / name).read_text(encoding="utf-8")
