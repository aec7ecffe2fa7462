"""`manage.py prepare`: translations, migrations, places, directory, first snapshot, in one process."""

from django.core.management import call_command
from django.core.management.base import BaseCommand

from geoapp import catalogues

STEPS = ("migrate", "load_places", "load_demo", "snapshot_territory")


class Command(BaseCommand):
    help = "Migre la base, charge les territoires et l'annuaire de démonstration ; rapide si tout y est."

    def handle(self, **options):
        catalogues.compile_stale()
        for name in STEPS:
            call_command(name, verbosity=options["verbosity"] if name != "migrate" else 0)
