# SPDX-License-Identifier: AGPL-3.0-or-later
from django.core.management.base import BaseCommand

from search import derived, derived_beside


class Command(BaseCommand):
    help = "Refait toutes les lignes dérivées de la recherche et les comptes de la carte."

    def handle(self, *args, **options) -> None:
        self.stdout.write(f"{derived.rebuild()} structures refaites pour la recherche.")
        for room in derived_beside.rooms():
            self.stdout.write(f"{room.rebuild()} {room.name} refaites pour la recherche.")
