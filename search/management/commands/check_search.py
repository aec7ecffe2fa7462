# SPDX-License-Identifier: AGPL-3.0-or-later
from django.core.management.base import BaseCommand, CommandError

from search import derived, derived_beside

_NAMED = 20


class Command(BaseCommand):
    help = "Vérifie que les lignes dérivées de la recherche disent ce que dit l'annuaire ; ne change rien."

    def handle(self, *args, **options) -> None:
        found, wrong = derived.drift(), []
        if found:
            wrong.append(f"{_said('structures', found.structures)}, {found.cells} cellules un compte faux.")
        for room in derived_beside.rooms():
            if stale := room.drift():
                wrong.append(f"{_said(room.name, stale)}.")
        if wrong:
            raise CommandError("\n".join([*wrong, "« manage.py rebuild_search » refait tout."]))
        self.stdout.write("Les lignes de la recherche disent ce que dit l'annuaire.")


def _said(name: str, numbers: list[int]) -> str:
    named = ", ".join(map(str, numbers[:_NAMED]))
    more = "…" if len(numbers) > _NAMED else ""
    shown = f" ({named}{more})" if named else ""
    return f"{len(numbers)} {name} ont des lignes de recherche périmées{shown}"
