# SPDX-License-Identifier: AGPL-3.0-or-later
"""`manage.py remove_example_accounts`: take the accounts of a try out of the database."""

from typing import Any

from django.core.management.base import BaseCommand

from demonstration import groups, people


class Command(BaseCommand):
    help = "Retire de la base les comptes d’essai. Ce qu’ils ont modifié reste, sans leur nom."

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        self.stdout.write(f"Comptes d’essai retirés : {people.remove()}.")
        if gone := groups.remove_empty():
            self.stdout.write(f"Groupes d’exemple retirés : {gone}.")
