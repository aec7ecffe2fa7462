# SPDX-License-Identifier: AGPL-3.0-or-later
"""`manage.py find_duplicates`: look for the same place twice everywhere; workers do it every night."""

from django.core.management.base import BaseCommand

from data.same_place import proposing


class Command(BaseCommand):
    help = "Cherche dans tout l'annuaire les fiches d'un même lieu et les propose, sans rien fusionner."

    def handle(self, *args, **options) -> None:
        found = proposing.search_all()
        self.stdout.write(
            f"{found.compared} paires comparées, {found.proposed} ressemblantes,"
            f" {found.new} nouvelles à décider."
        )
