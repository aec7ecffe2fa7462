# SPDX-License-Identifier: AGPL-3.0-or-later
"""`manage.py promote`: say what an account may."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.opening import Standing, account_of, promote


class Command(BaseCommand):
    help = "Dit ce qu’un compte peut. Exemple : promote camille@exemple.fr --role staff"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="adresse du compte")
        parser.add_argument(
            "--role",
            required=True,
            choices=[standing.value for standing in Standing],
            help="visitor : personne inscrite ; professional ; staff : préfecture ; administrator",
        )

    def handle(self, *_arguments: Any, email: str, role: str, **_options: Any) -> None:
        user = account_of(email)
        if user is None:
            raise CommandError(f"Aucun compte n’a l’adresse {email} : « manage.py invite » en ouvre un.")
        if user.is_example:
            raise CommandError("C’est un compte d’essai : il garde son rôle.")
        promote(user, Standing(role))
        self.stdout.write(f"{user.email} : {role}.")
