"""Two questions that a supervisor asks: is the process up, and can it serve?"""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from psycopg_pool import PoolTimeout

from common.problems import problem


@require_safe
@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """200 as soon as the process answers; the database is not asked."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """200 when the database answers and holds every migration, else a 503 problem naming what is missing."""
    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except (DatabaseError, PoolTimeout):
        return problem(503, "Pas prêt", "La base de données ne répond pas.")
    if plan:
        names = ", ".join(f"{migration.app_label}.{migration.name}" for migration, _ in plan[:5])
        more = f" et {len(plan) - 5} autres" if len(plan) > 5 else ""
        return problem(503, "Pas prêt", f"Migrations à appliquer : {names}{more}.")
    return HttpResponse("prêt\n", content_type="text/plain; charset=utf-8")
