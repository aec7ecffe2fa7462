# SPDX-License-Identifier: AGPL-3.0-or-later
"""Write the table of criteria in `docs/search.md` anew, from the criteria themselves."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from search import registry
from search.criterion import YES, Criterion, Switch

PAGE = Path(settings.BASE_DIR) / "docs" / "search.md"
_BEFORE = "<!-- criteria: manage.py document_criteria writes this table -->\n"
_AFTER = "<!-- end of criteria -->\n"


class Command(BaseCommand):
    help = "Writes the table of criteria in docs/search.md anew."

    def handle(self, **_options: Any) -> None:
        PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
        self.stdout.write("docs/search.md")


def with_table(page: str) -> str:
    """The page with the table of the criteria of the day. ValueError where it has no place for one."""
    before, _mark, rest = page.partition(_BEFORE)
    _table, mark, after = rest.partition(_AFTER)
    if not mark:
        raise ValueError("docs/search.md has lost the marks around its table of criteria")
    return f"{before}{_BEFORE}{table()}{_AFTER}{after}"


def table() -> str:
    """The criteria as a Markdown table, a line each."""
    lines = ["| parameter | holds of | means |", "| --- | --- | --- |"]
    lines += [f"| `{_written(one)}` | {one.holds_of} | {one.means} |" for one in registry.CRITERIA]
    return "\n".join(lines) + "\n"


def _written(one: Criterion) -> str:
    return f"{one.parameter}={YES}" if isinstance(one, Switch) else one.parameter
