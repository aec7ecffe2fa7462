# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two questions that a supervisor asks: is the process up, and can it serve?"""

from django.db import Error, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from psycopg_pool import PoolTimeout

from common.problems import problem
from geoapp.outage import AWAY, trouble_of

# Locking a row is a write, which a replica or a read-only database refuses; it leaves no dead row behind.
_LOCK = "SELECT id FROM django_migrations ORDER BY id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED"
# Sorting a megabyte in 64 kB of memory needs a file, which a full disk refuses; it is gone once it is read.
_SPILL = """
SELECT count(*) FROM (SELECT repeat('x', 1000) || n FROM generate_series(1, 1000) n ORDER BY 1 OFFSET 0) s
"""


@require_safe
@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """200 as soon as the process answers; the database is not asked."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """200 when the database answers, can write and holds every migration; else a 503 problem: why not."""
    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if not plan:
            try_to_write()
    except (Error, PoolTimeout) as error:
        return problem(503, "Pas prêt", str((trouble_of(error) or AWAY).detail))
    if plan:
        names = ", ".join(f"{migration.app_label}.{migration.name}" for migration, _ in plan[:5])
        more = f" et {len(plan) - 5} autres" if len(plan) > 5 else ""
        return problem(503, "Pas prêt", f"Migrations à appliquer : {names}{more}.")
    return HttpResponse("prêt\n", content_type="text/plain; charset=utf-8")


def try_to_write() -> None:
    """Do what only a database that can write does, and leave nothing of it. Raises its error."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LOCK)
        cursor.execute("SET LOCAL work_mem = '64kB'")
        cursor.execute(_SPILL)
        transaction.set_rollback(True)
