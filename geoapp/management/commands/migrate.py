# SPDX-License-Identifier: AGPL-3.0-or-later
"""Django's `migrate`, one at a time on a database: who comes second waits, then finds nothing left to do."""

from typing import Any

from django.core.management.commands import migrate

from common.postgis.beside import alone

# Any number, the same for every process that migrates.
_LOCK = 7_702_011


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        def wait() -> None:
            self.stdout.write("Une autre commande migre cette base : attente…")

        with alone(_LOCK, wait, options["database"]):
            super().handle(*args, **options)
