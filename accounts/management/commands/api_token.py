# SPDX-License-Identifier: AGPL-3.0-or-later
"""Make, list and revoke the tokens with which programs sign in to the API."""

import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import ApiToken, User

MAX_DAYS = 3650


class Command(BaseCommand):
    help = (
        "Jetons d'accès à l'API. Exemples : api_token faire camille@exemple.fr Tableau --jours 90 ;"
        " api_token faire camille@exemple.fr Annuaire --imports ; api_token lister camille@exemple.fr ;"
        " api_token revoquer 12"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        make = actions.add_parser("faire", help="fait un jeton et le montre, cette seule fois")
        make.add_argument("email", help="adresse du compte")
        make.add_argument("usage", help="à quoi il sert")
        make.add_argument("--jours", type=int, default=365, help=f"durée, de 1 à {MAX_DAYS} jours (365)")
        make.add_argument(
            "--imports",
            action="store_true",
            help="avec ce jeton, un programme envoie des imports et les écrit",
        )
        listing = actions.add_parser("lister", help="les jetons d'un compte, sans leur texte")
        listing.add_argument("email", help="adresse du compte")
        revoking = actions.add_parser("revoquer", help="un jeton n'ouvre plus rien, dès maintenant")
        revoking.add_argument("numero", type=int, help="son numéro, que « lister » donne")

    def handle(self, *_arguments: Any, action: str, **options: Any) -> None:
        {"faire": self._make, "lister": self._list, "revoquer": self._revoke}[action](options)

    def _make(self, options: dict[str, Any]) -> None:
        days, name = options["jours"], options["usage"].strip()[:100]
        if not 1 <= days <= MAX_DAYS:
            raise CommandError(f"--jours {days} : un nombre de 1 à {MAX_DAYS} est attendu.")
        if not name:
            raise CommandError("Dites à quoi ce jeton sert : « Tableau de bord », par exemple.")
        token = ApiToken(
            user=self._user(options),
            name=name,
            expires_at=timezone.now() + datetime.timedelta(days=days),
            may_import=options["imports"],
        )
        text = token.renew()
        token.save()
        self.stderr.write(f"Jeton n° {token.pk}, montré cette seule fois :")
        self.stdout.write(text)

    def _list(self, options: dict[str, Any]) -> None:
        for token in self._user(options).api_tokens.all():
            state = "valable" if token.is_valid else "révoqué" if token.revoked_at else "sans effet"
            opens = "peut importer" if token.may_import else "sans imports"
            self.stdout.write(
                f"{token.pk}\t{token.name}\t{state}\t{opens}\texpire le {token.expires_at:%d/%m/%Y}"
            )

    def _revoke(self, options: dict[str, Any]) -> None:
        number = options["numero"]
        if not ApiToken.objects.filter(pk=number).exists():
            raise CommandError(f"Aucun jeton ne porte le numéro {number}.")
        ApiToken.objects.filter(pk=number, revoked_at=None).update(revoked_at=timezone.now())
        self.stdout.write(f"Jeton n° {number} révoqué.")

    @staticmethod
    def _user(options: dict[str, Any]) -> User:
        try:
            return User.objects.get_by_natural_key(options["email"])
        except User.DoesNotExist:
            raise CommandError(f"Aucun compte n'a l'adresse {options['email']}.") from None
