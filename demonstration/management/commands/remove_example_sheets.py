# SPDX-License-Identifier: AGPL-3.0-or-later
"""`manage.py remove_example_sheets`: take the examples of the network out of the database."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from demonstration.removing import remove_shared


class Command(BaseCommand):
    help = (
        "Retire de la base les fiches, événements et actualités d’exemple que personne n’a modifiés, et nomme"
        " ceux qui restent."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """`--a-blanc`: tell, and remove nothing."""
        parser.add_argument("--a-blanc", action="store_true", help="dire ce qui partirait, sans rien retirer")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        done = remove_shared(is_rehearsal=options["a_blanc"])
        said = "à retirer" if options["a_blanc"] else "retirés"
        self.stdout.write(f"Exemples du réseau {said} : {done.removed}.")
        if done.kept:
            self.stdout.write(f"Restent, à relire ou à retirer sur leur page : {len(done.kept)}.")
        for one in done.kept:
            self.stdout.write(f"- « {one.title} » ({one.why}) : {one.path}")
