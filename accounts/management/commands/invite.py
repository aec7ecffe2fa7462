# SPDX-License-Identifier: AGPL-3.0-or-later
"""`manage.py invite`: open accounts, and write to their owners how to sign in."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.opening import Standing, invite
from common.limits import TooMany
from common.outbox import NoMailServer


class Command(BaseCommand):
    help = (
        "Ouvre un compte à chaque adresse et lui écrit comment se connecter."
        " Exemple : invite camille@exemple.fr noe@exemple.fr --professional"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("emails", nargs="+", metavar="EMAIL", help="adresses électroniques")
        standing = parser.add_mutually_exclusive_group()
        for name, said in (
            ("professional", "des professionnels"),
            ("staff", "des agents de la préfecture"),
        ):
            standing.add_argument(f"--{name}", dest="standing", action="store_const", const=name, help=said)

    def handle(self, *_arguments: Any, emails: list[str], standing: str | None, **_options: Any) -> None:
        if not settings.SITE_URL:
            raise CommandError(
                "Donnez SITE_URL (https://reperes.exemple.fr) : le courriel dit où se connecter."
            )
        refused = 0
        for email in dict.fromkeys(emails):
            try:
                is_new = invite(email, Standing(standing or Standing.VISITOR))
            except NoMailServer:
                raise CommandError(
                    "Aucun serveur de messagerie : donnez EMAIL_HOST (docs/deploy.md)."
                ) from None
            except (ValueError, TooMany) as error:
                refused += 1
                said = str(error) if isinstance(error, TooMany) else "ce n’est pas une adresse électronique."
                self.stderr.write(f"{email} : {said}")
            else:
                made = "compte ouvert" if is_new else "avait un compte, laissé tel quel"
                self.stdout.write(f"{email} : {made}, courriel en route.")
        if refused:
            raise CommandError(f"Adresses refusées : {refused} ; les autres sont invitées.")
