"""One hash of everything that an import may write, and of what is derived from it.

The log of runs, and numbers that a sequence gave to derived rows, are left aside.
"""

from django.db import connection

_TABLES = (
    "mapping_structure",
    "mapping_service",
    "mapping_session",
    "mapping_contact",
    "mapping_temporaryclosure",
    "data_link",
    "data_duplicate",
)


def digest() -> dict[str, str]:
    """An ordered hash by table; the search's rows without their numbers, the map's cells as counted."""
    found = {}
    with connection.cursor() as cursor:
        for table in _TABLES:
            cursor.execute(f"SELECT md5(coalesce(string_agg(t::text, '~' ORDER BY t.id), '')) FROM {table} t")
            found[table] = cursor.fetchone()[0]
        cursor.execute(
            """
            SELECT md5(coalesce(string_agg(line, '~' ORDER BY line), '')) FROM (
                SELECT concat_ws(
                    ';', theme, structure_id, service_id, position::text, position_precision, own_place, tags,
                    schedule_id, role_min, role_max
                ) AS line FROM mapping_searchrow
            ) AS lines
            """
        )
        found["mapping_searchrow"] = cursor.fetchone()[0]
        cursor.execute("SELECT mapping_cell_drift()")
        found["cells that count wrong"] = str(cursor.fetchone()[0])
    return found
