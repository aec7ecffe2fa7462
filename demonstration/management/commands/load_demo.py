# SPDX-License-Identifier: AGPL-3.0-or-later
"""`manage.py load_demo`: load the demonstration directory."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import Error as DatabaseError

from demonstration.loading import load_demonstration
from demonstration.scope import PlacesMissing, UnknownDepartement

_UNCHANGED = "Rien n'a été modifié : l'annuaire est comme avant le chargement."


class Command(BaseCommand):
    help = "Charge les mairies d'un département et de ses voisins, et des structures d'exemple."

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--departement",
            default=settings.DEPARTEMENT,
            help="code du département, ou « all » pour toute la France (par défaut : %(default)s)",
        )
        parser.add_argument(
            "--force",
            action="store_true",
            help="remplace ce qui avait été chargé, sauf les fiches modifiées depuis",
        )

    def handle(self, *args, departement: str, force: bool, verbosity: int, **options) -> None:
        try:
            report = load_demonstration(
                departement, force, self.stdout.write if verbosity else lambda message: None
            )
        except KeyboardInterrupt:
            raise CommandError(f"Chargement interrompu. {_UNCHANGED}", returncode=130) from None
        except (PlacesMissing, UnknownDepartement) as error:
            raise CommandError(str(error)) from None
        except DatabaseError as error:
            raise CommandError(f"La base a refusé le chargement : {error}\n{_UNCHANGED}") from error
        if not verbosity:
            return
        if report.skipped:
            self.stdout.write(f"Annuaire de démonstration déjà chargé ({report.departement}).")
            return
        for label, count in sorted(report.dropped.items()):
            self.stdout.write(f"  {label} : {count}")
        if report.kept:
            self.stdout.write(f"  fiches modifiées à la main, laissées telles quelles : {report.kept}")
        self.stdout.write(
            f"Annuaire de démonstration chargé ({report.departement}) : "
            f"{report.town_halls} mairies, {report.examples} exemples."
        )
