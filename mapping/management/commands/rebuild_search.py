from django.core.management.base import BaseCommand
from django.db import connection

_BATCH = 2_000


class Command(BaseCommand):
    help = "Refait toutes les lignes dérivées de la recherche, par lots de structures."

    def handle(self, *args, **options) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM mapping_searchrow r"
                " WHERE NOT EXISTS (SELECT FROM mapping_structure s WHERE s.id = r.structure_id)"
            )
            last, done = 0, 0
            while True:
                cursor.execute(
                    "SELECT id FROM mapping_structure WHERE id > %s ORDER BY id LIMIT %s", [last, _BATCH]
                )
                ids = [row[0] for row in cursor.fetchall()]
                if not ids:
                    break
                cursor.execute("SELECT mapping_refresh_search(%s::bigint[])", [ids])
                last, done = ids[-1], done + len(ids)
        self.stdout.write(f"{done} structures refaites pour la recherche.")
