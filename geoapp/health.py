"""Two questions that a supervisor asks: is the process up, and can it serve?"""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from psycopg.errors import DiskFull
from psycopg_pool import PoolTimeout

from common.problems import problem


@require_safe
@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """200 as soon as the process answers; the database is not asked."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


def _why_not_written() -> str:
    """Why nothing can be written, in French; "" where it can: a message goes to the journal, and no row."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_logical_emit_message(true, 'readyz', '')")
    except DatabaseError as error:
        if isinstance(error.__cause__, DiskFull):
            return "Le disque de la base de données est plein : rien ne peut y être écrit."
        return "La base de données répond, mais n'accepte aucune écriture."
    return ""


@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """200 when the database answers, holds every migration and can be written, else a 503 that says why."""
    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except (DatabaseError, PoolTimeout):
        return problem(503, "Pas prêt", "La base de données ne répond pas.")
    if reason := _why_not_written():
        return problem(503, "Pas prêt", reason)
    if plan:
        names = ", ".join(f"{migration.app_label}.{migration.name}" for migration, _ in plan[:5])
        more = f" et {len(plan) - 5} autres" if len(plan) > 5 else ""
        return problem(503, "Pas prêt", f"Migrations à appliquer : {names}{more}.")
    return HttpResponse("prêt\n", content_type="text/plain; charset=utf-8")
