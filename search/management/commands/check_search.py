# SPDX-License-Identifier: AGPL-3.0-or-later
from django.core.management.base import BaseCommand, CommandError

from search import derived

_NAMED = 20


class Command(BaseCommand):
    help = "Vérifie que les lignes dérivées de la recherche disent ce que dit l'annuaire ; ne change rien."

    def handle(self, *args, **options) -> None:
        found = derived.drift()
        if found:
            named = ", ".join(map(str, found.structures[:_NAMED]))
            more = "…" if len(found.structures) > _NAMED else ""
            raise CommandError(
                f"{len(found.structures)} structures ont des lignes de recherche périmées"
                f"{f' ({named}{more})' if named else ''}, {found.cells} cellules un compte faux.\n"
                "« manage.py rebuild_search » refait tout."
            )
        self.stdout.write("Les lignes de la recherche disent ce que dit l'annuaire.")
