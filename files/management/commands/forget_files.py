# SPDX-License-Identifier: AGPL-3.0-or-later
from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from files import policy


class Command(BaseCommand):
    help = "Efface les fichiers auxquels plus rien ne renvoie ; chaque nuit le fait après 30 jours."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--jours",
            type=int,
            default=policy.KEPT_DAYS,
            help="reçus il y a plus de ce nombre de jours ; 0 : tout de suite, sans retour possible",
        )

    def handle(self, *args, **options) -> None:
        gone = policy.forget_unused(options["jours"])
        self.stdout.write(f"{gone} fichier(s) effacé(s).")
