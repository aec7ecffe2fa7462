# SPDX-License-Identifier: AGPL-3.0-or-later
"""Copy files of the applications' `sql/` into the SQL of a migration, which no later edit of them changes."""

import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.migrations.loader import MigrationLoader

from common.frozen_sql import last_copies, same, written
from common.living_sql import Definitions

Copy = tuple[str, str, str]
_IMPORT = "from common.frozen_sql import frozen_sql"
_RUN = "migrations.RunSQL(frozen_sql(__file__), migrations.RunSQL.noop)"


class Command(BaseCommand):
    help = (
        "Copies SQL into a migration's: freeze_sql search 0002_name refresh triggers. Without files, those"
        " that are made of declarations (models, criteria) and changed since the last migration, of every"
        " application."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("application", help="the application whose migration it is")
        parser.add_argument("migration", help="name of the migration, without .py")
        parser.add_argument("files", nargs="*", help="files of its sql/, without .sql")

    def handle(self, *, application: str, migration: str, files: list[str], **_options: Any) -> None:
        migrations = Path(apps.get_app_config(application).path) / "migrations"
        module = migrations / f"{migration}.py"
        if not module.is_file():
            raise CommandError(
                f"{application}/migrations/{migration}.py n'existe pas : écrivez la migration d'abord."
            )
        frozen = migrations / "frozen" / f"{migration}.sql"
        frozen.parent.mkdir(exist_ok=True)
        # A migration that reads it already can be loaded.
        frozen.touch()
        copies = _asked_for(application, files) if files else _changed(but=frozen)
        if not copies:
            if not frozen.stat().st_size:
                frozen.unlink()
            raise CommandError(
                "Rien à copier : les dernières migrations disent ce que disent les déclarations."
            )
        frozen.write_text(written(copies), encoding="utf-8")
        _run_it(module, application, {of for of, _name, _text in copies})
        for of, name, _text in copies:
            self.stdout.write(f"{of}/sql/{name}.sql -> {application}/migrations/frozen/{migration}.sql")


def _asked_for(application: str, files: list[str]) -> list[Copy]:
    sql: Definitions = import_module(f"{application}.sql").SQL
    if unknown := sorted(set(files) - set(sql.names)):
        raise CommandError(
            f"{application}/sql/ n'a pas : {', '.join(unknown)}. Il a : {', '.join(sql.names)}."
        )
    return [(application, name, sql.text(name)) for name in sql.names if name in files]


def _changed(but: Path) -> list[Copy]:
    """What is made of declarations and is not what the last migration copied, bar the one that is written."""
    before = last_copies(but)
    found = []
    for config in apps.get_app_configs():
        if find_spec(f"{config.name}.sql") is None:
            continue
        # `history` has SQL that no declaration makes.
        sql: Definitions | None = getattr(import_module(f"{config.name}.sql"), "SQL", None)
        if sql is None:
            continue
        found += [
            (config.label, name, text)
            for name in sql.made_names
            if not same(before.get((config.label, name)), text := sql.text(name))
        ]
    return found


def _run_it(module: Path, application: str, of: set[str]) -> None:
    """Have the migration run its SQL, where it does not yet, after what the other applications have."""
    text = module.read_text(encoding="utf-8")
    if "frozen_sql(__file__)" in text or "    operations = [" not in text:
        return
    leaves = dict(MigrationLoader(None).graph.leaf_nodes())
    needed = "".join(f'        ("{other}", "{leaves[other]}"),\n' for other in sorted(of - {application}))
    text = text.replace("    dependencies = [\n", f"    dependencies = [\n{needed}", 1)
    text = re.sub(r"\n+class Migration", f"\n\n{_IMPORT}\n\n\nclass Migration", text, count=1)
    end = text.rindex("    ]\n")
    module.write_text(f"{text[:end]}        {_RUN},\n{text[end:]}", encoding="utf-8")
