# SPDX-License-Identifier: AGPL-3.0-or-later
"""`manage.py remove_example_figures`: take the numbers of a first run out of the database."""

from typing import Any

from django.core.management.base import BaseCommand

from evaluation import examples
from evaluation.charter import examples as charter_examples
from evaluation.satisfaction import examples as satisfaction_examples
from evaluation.surveys import examples as survey_examples


class Command(BaseCommand):
    help = (
        "Retire de la base les chiffres d’exemple : recherches, actes et grilles des structures d’exemple ;"
        " et avec eux leur charte, ce qu’en disent leurs visiteurs, et les enquêtes d’exemple."
    )

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        """Remove them, and say how many there were of each."""
        self.stdout.write(f"Nombres d’exemple retirés : {examples.remove()}.")
        self.stdout.write(f"Avis d’exemple retirés : {satisfaction_examples.remove()}.")
        self.stdout.write(f"Enquêtes d’exemple retirées : {survey_examples.remove()}.")
        self.stdout.write(f"Charte et auto-évaluations d’exemple retirées : {charter_examples.remove()}.")
