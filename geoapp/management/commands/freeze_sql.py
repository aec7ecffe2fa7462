# SPDX-License-Identifier: AGPL-3.0-or-later
"""Copy files of an application's `sql/` into the SQL of a migration, which no later edit of them changes."""

from importlib import import_module
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser

from common.living_sql import Definitions


class Command(BaseCommand):
    help = "Copies SQL of an application into a migration's: freeze_sql search 0002_name refresh triggers"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("application", help="the application whose migration it is")
        parser.add_argument("migration", help="name of the migration, without .py")
        parser.add_argument("files", nargs="+", help="files of its sql/, without .sql")

    def handle(self, *, application: str, migration: str, files: list[str], **_options: Any) -> None:
        migrations = Path(apps.get_app_config(application).path) / "migrations"
        if not (migrations / f"{migration}.py").is_file():
            raise CommandError(
                f"{application}/migrations/{migration}.py n'existe pas : écrivez la migration d'abord."
            )
        sql: Definitions = import_module(f"{application}.sql").SQL
        if unknown := sorted(set(files) - set(sql.names)):
            raise CommandError(
                f"{application}/sql/ n'a pas : {', '.join(unknown)}. Il a : {', '.join(sql.names)}."
            )
        frozen = migrations / "frozen" / f"{migration}.sql"
        frozen.parent.mkdir(exist_ok=True)
        frozen.write_text(sql.of(*files), encoding="utf-8")
        self.stdout.write(f"{application}/migrations/frozen/{migration}.sql")
