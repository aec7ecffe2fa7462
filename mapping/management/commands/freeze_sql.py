"""Copy files of `mapping/sql/` into the SQL of a migration, which no later edit of them changes."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mapping import sql

FROZEN = Path(__file__).resolve().parents[2] / "migrations" / "frozen"


class Command(BaseCommand):
    help = "Copies files of mapping/sql/ into the SQL of a migration: freeze_sql 0008_name refresh triggers"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("migration", help="name of the migration, without .py")
        parser.add_argument("files", nargs="+", choices=sql.DEFINITIONS)

    def handle(self, *, migration: str, files: list[str], **_options: Any) -> None:
        if not (FROZEN.parent / f"{migration}.py").is_file():
            raise CommandError(
                f"mapping/migrations/{migration}.py n'existe pas : écrivez la migration d'abord."
            )
        # In the order in which they build on each other, whatever that of the command.
        text = ";\n".join(sql.definition(name) for name in sql.DEFINITIONS if name in files)
        (FROZEN / f"{migration}.sql").write_text(text, encoding="utf-8")
        self.stdout.write(f"mapping/migrations/frozen/{migration}.sql")
