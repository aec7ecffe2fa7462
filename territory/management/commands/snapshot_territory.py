# SPDX-License-Identifier: AGPL-3.0-or-later
"""`manage.py snapshot_territory`: the quarter's snapshot, by theme; quick when it is there."""

from django.conf import settings
from django.core.management.base import BaseCommand

from territory import results
from territory.scope import Scope


class Command(BaseCommand):
    help = "Garde l'état du territoire pour le trimestre en cours, thème par thème ; à lancer chaque jour."

    def add_arguments(self, parser):
        parser.add_argument("--departement", default=settings.DEPARTEMENT, help="code du département")

    def handle(self, *, departement: str, verbosity: int, **options):
        if departement == "all":
            if verbosity:
                self.stdout.write("Le site couvre la France : donnez --departement pour un relevé.")
            return
        taken = results.snapshots(Scope("departement", departement))
        if verbosity:
            self.stdout.write(f"{len(taken)} relevés gardés pour {departement}.")
