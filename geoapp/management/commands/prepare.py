# SPDX-License-Identifier: AGPL-3.0-or-later
"""`manage.py prepare`: translations, migrations, places, directory, first snapshot, in one process."""

from django.core.management import call_command
from django.core.management.base import BaseCommand

from common.postgis.beside import alone
from tools import catalogues

# Any number, the same for every process that prepares.
_LOCK = 7_702_012
STEPS = ("migrate", "load_places", "load_demo", "snapshot_territory")


class Command(BaseCommand):
    help = "Migre la base, charge les territoires et l'annuaire de démonstration ; rapide si tout y est."

    def handle(self, **options):
        def wait() -> None:
            self.stdout.write("Une autre commande prépare cette base : attente…")

        catalogues.compile_stale()
        with alone(_LOCK, wait):
            for name in STEPS:
                call_command(name, verbosity=options["verbosity"] if name != "migrate" else 0)
