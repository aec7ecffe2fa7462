# SPDX-License-Identifier: AGPL-3.0-or-later
"""A database that is away, full or held up: 503, as a page that still helps or as a problem document."""

from dataclasses import dataclass

import psycopg
from django.conf import settings
from django.db import Error as DjangoError
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from psycopg_pool import PoolTimeout

from common.problems import is_for_programs, problem

_SOON = _("Le site revient bientôt")


@dataclass(frozen=True, slots=True)
class Trouble:
    """What keeps the database from answering, and after how many seconds asking again makes sense."""

    detail: str | Promise
    advice: str | Promise
    retry_after_s: int
    title: str | Promise = _SOON


_LATER = _("Votre recherche est dans l’adresse de la page : rechargez-la dans une minute.")
_NOTHING_WRITTEN = _("Rien n’a été enregistré à moitié. Réessayez dans une minute.")
AWAY = Trouble(_("La base de données ne répond pas."), _LATER, 30)
TOO_LONG = Trouble(
    _("La réponse demandait trop de temps à la base de données : elle a été abandonnée."),
    _("Demandez-en moins à la fois (un thème, un rayon plus court), ou réessayez plus tard."),
    30,
)
SOMEONE_WRITES = Trouble(
    _("Quelqu’un d’autre écrit en ce moment."),
    _(
        "Rien de ce que vous avez envoyé n’est enregistré. Rechargez cette page dans un instant pour"
        " l’envoyer de nouveau."
    ),
    5,
    title=_("Votre modification n’est pas enregistrée"),
)
DISK_FULL = Trouble(
    _("Le disque de la base de données est plein : plus rien ne peut être enregistré."),
    _("Rien n’a été enregistré à moitié. Prévenez l’exploitant du site."),
    300,
)
READ_ONLY = Trouble(
    _("La base de données est en lecture seule : rien ne peut être enregistré."),
    _NOTHING_WRITTEN,
    60,
)
# By the beginning of PostgreSQL's states, the most exact first.
_BY_STATE = {
    "57014": TOO_LONG,  # statement_timeout
    "25P03": TOO_LONG,  # idle_in_transaction_session_timeout
    "55P03": SOMEONE_WRITES,  # lock_timeout
    "40": SOMEONE_WRITES,  # deadlock, serialisation
    "53100": DISK_FULL,
    "25006": READ_ONLY,
    "08": AWAY,  # no connection
    "53": AWAY,  # too many of them, no memory
    "57P": AWAY,  # it stops, or starts
    "58": AWAY,  # its files cannot be read
}


class DatabaseTrouble:
    """Answers 503 to what the database cannot answer for now; every other error goes its usual way."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """What the site answers; what the database cannot answer is left to `process_exception`."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """503 with when to come back, where the database is the cause; else None."""
        trouble = trouble_of(error)
        return None if trouble is None else answer(request, trouble)


class ProgramErrors:
    """An error that would be a page is a problem document where a program or a map reads."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, an error written as a problem document where a program asked."""
        response = self.get_response(request)
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if response.status_code < 400 or not is_page or not is_for_programs(request):
            return response
        if settings.DEBUG and response.status_code == 500:
            return response  # the developer's page
        told = problem(response.status_code, response.reason_phrase)
        for name in ("Allow", "Retry-After", "Cache-Control", "Vary"):
            if name in response.headers:
                told[name] = response.headers[name]
        return told


def answer(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """503: a problem document where a program or a map reads, else a page that still helps."""
    if is_for_programs(request):
        response: HttpResponse = problem(503, str(_("Indisponible")), str(trouble.detail))
    else:
        # Without the request: what every page shows would ask the database who is signed in.
        text = render_to_string("503.html", {"trouble": trouble})
        response = HttpResponse(text, status=503)
    response["Retry-After"] = str(trouble.retry_after_s)
    response["Cache-Control"] = "no-store"
    return response


def trouble_of(error: Exception) -> Trouble | None:
    """Why the database cannot answer for now, by its error; None when it only refused something."""
    if isinstance(error, PoolTimeout):
        return AWAY
    if not isinstance(error, DjangoError | psycopg.Error):
        return None
    cause = error if isinstance(error, psycopg.Error) else error.__cause__
    state = getattr(cause, "sqlstate", None)
    if state is None:
        lost = (InterfaceError, OperationalError, psycopg.InterfaceError, psycopg.OperationalError)
        return AWAY if isinstance(error, lost) else None
    return next((trouble for start, trouble in _BY_STATE.items() if state.startswith(start)), None)
