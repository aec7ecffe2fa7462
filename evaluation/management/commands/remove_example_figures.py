# SPDX-License-Identifier: AGPL-3.0-or-later
"""`manage.py remove_example_figures`: take the numbers of a first run out of the database."""

from typing import Any

from django.core.management.base import BaseCommand

from evaluation import examples


class Command(BaseCommand):
    help = "Retire de la base les chiffres d’exemple : recherches, actes et grilles des structures d’exemple."

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        """Remove them, and say how many there were."""
        self.stdout.write(f"Nombres d’exemple retirés : {examples.remove()}.")
