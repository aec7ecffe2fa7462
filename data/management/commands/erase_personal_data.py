# SPDX-License-Identifier: AGPL-3.0-or-later
"""Empty fields of a record, and every copy that the site keeps of what they said."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from data.erasing import erase, removed
from mapping.models import Contact, Service, Structure

_MODELS = {"structure": Structure, "service": Service, "contact": Contact}


class Command(BaseCommand):
    help = "Efface des données personnelles de tout ce que le site garde : erase_personal_data contact 12 nom"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=_MODELS)
        parser.add_argument("number", type=int)
        parser.add_argument("fields", nargs="+")

    def handle(self, *, kind: str, number: int, fields: list[str], **_options: Any) -> None:
        model = _MODELS[kind]
        known = {field.name for field in model._meta.concrete_fields}
        if unknown := sorted(set(fields) - known):
            raise CommandError(
                f"Champs inconnus : {', '.join(unknown)}. Connus : {', '.join(sorted(known))}."
            )
        record = model._default_manager.filter(pk=number).first() or removed(model, number)
        if record is None:
            raise CommandError(f"{kind} {number} n'existe pas, et n'a jamais existé.")
        try:
            done = erase(record, fields)
        except ValidationError as refusal:
            raise CommandError(" ; ".join(refusal.messages)) from None
        gone = ", et la fiche est retirée" if done.removed else ""
        self.stdout.write(
            f"Effacé{gone} : {done.events} événements, {done.rows} lignes d'imports, {done.files} fichiers."
            " Une sauvegarde faite avant les contient encore."
        )
