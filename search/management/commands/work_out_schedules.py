# SPDX-License-Identifier: AGPL-3.0-or-later
from django.core.management.base import BaseCommand
from django.utils import timezone

from search import schedules


class Command(BaseCommand):
    help = "Calcule à l'avance les ouvertures des deux prochains mois (les recherches le font sinon)."

    def handle(self, *args, **options) -> None:
        done = schedules.work_out(timezone.now())
        self.stdout.write(f"{done} textes d'horaires calculés.")
