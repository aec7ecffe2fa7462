"""Django's `migrate`, one at a time on a database: who comes second waits, then finds nothing left to do."""

from typing import Any

from django.core.management.commands import migrate

from common.postgis.beside import connect_beside

# Any number, the same for every process that migrates.
_LOCK = 7_702_011


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        # On a connection of its own: migrations open and close the usual one.
        with connect_beside(options["database"]) as own:
            own.autocommit = True
            if not own.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK]).fetchone()[0]:
                self.stdout.write("Une autre commande migre cette base : attente…")
                own.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
            super().handle(*args, **options)
