"""A database that is away, or where someone else writes what was to be written: a page that still helps, or a
problem document, and 503 in any case."""

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from psycopg_pool import PoolTimeout

from common.deadlocks import someone_writes
from common.problems import problem

RETRY_AFTER_S = 30
BUSY_RETRY_AFTER_S = 5
# Classes of PostgreSQL's states: no connection, too many of them, a server that stops or starts.
_AWAY = ("08", "53", "57P")
# A statement, or the wait for another's lock, that took too long (`common.postgis.bounds`).
_TOO_LONG = ("57014", "55P03")


class DatabaseOutage:
    """Answers 503 to a request that found no database, or waited in vain for whoever writes.

    Every other error goes its usual way.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if someone_writes(error):
            told, page, seconds = _("Quelqu'un d'autre écrit en ce moment."), "busy.html", BUSY_RETRY_AFTER_S
        elif is_outage(error):
            told, page, seconds = _("La base de données ne répond pas."), "503.html", RETRY_AFTER_S
        else:
            return None
        if request.path.startswith("/api/"):
            response = problem(503, _("Indisponible"), told)
        else:
            # Without the request: what every page shows would ask the database who is signed in.
            response = HttpResponse(render_to_string(page), status=503)
        response["Retry-After"] = str(seconds)
        response["Cache-Control"] = "no-store"
        return response


def is_outage(error: Exception) -> bool:
    """Whether an error says that the database cannot answer now, rather than that it refused something."""
    if isinstance(error, PoolTimeout | InterfaceError):
        return True
    if not isinstance(error, OperationalError):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or state.startswith(_AWAY) or state in _TOO_LONG
