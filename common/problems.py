# SPDX-License-Identifier: AGPL-3.0-or-later
"""Problem documents (RFC 9457): how the API says what was wrong with a request."""

from collections.abc import Mapping, Sequence

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext_lazy
from rest_framework.views import exception_handler as drf_exception_handler

CONTENT_TYPE = "application/problem+json"
# What is asked by programs and by maps: they are answered in JSON, whatever happens.
_FOR_PROGRAMS = ("/api/", "/tiles/", "/couches/")
_ENDINGS = (".geojson", ".mvt")
# What the title of a problem says to people, by status.
TITLES = {
    400: gettext_lazy("Demande refusée"),
    401: gettext_lazy("Connexion nécessaire"),
    403: gettext_lazy("Interdit"),
    404: gettext_lazy("Introuvable"),
    405: gettext_lazy("Méthode non acceptée"),
    406: gettext_lazy("Format non disponible"),
    413: gettext_lazy("Demande trop grande"),
    415: gettext_lazy("Format non accepté"),
    429: gettext_lazy("Trop de demandes"),
}
REFUSED = gettext_lazy("Demande refusée")


def is_for_programs(request: HttpRequest) -> bool:
    """Whether a request is for an address that programs or a map read, rather than people."""
    return request.path_info.startswith(_FOR_PROGRAMS) or request.path_info.endswith(_ENDINGS)


def problem(
    status: int,
    title: str,
    detail: str = "",
    errors: Mapping[str, Sequence[str]] | None = None,
) -> JsonResponse:
    """A problem response.

    `errors` maps a parameter's name to what was wrong with it and what would be accepted; each
    becomes one item `{"parameter", "detail"}` of the member `errors`.
    """
    body: dict = {"type": "about:blank", "title": title, "status": status}
    if detail:
        body["detail"] = detail
    if errors:
        body["errors"] = [
            {"parameter": name, "detail": message}
            for name, messages in errors.items()
            for message in messages
        ]
    return JsonResponse(body, status=status, content_type=CONTENT_TYPE)


def exception_handler(exc: Exception, context: dict):
    """Django REST framework's errors as problem documents; None lets a real defect surface."""
    response = drf_exception_handler(exc, context)
    if response is None:
        return None
    data = response.data
    errors: dict[str, list[str]] = {}
    detail = ""
    if isinstance(data, dict):
        detail = str(data.pop("detail", ""))
        errors = {
            name: [str(m) for m in (messages if isinstance(messages, list) else [messages])]
            for name, messages in data.items()
        }
    else:
        detail = "; ".join(str(item) for item in data)
    answer = problem(response.status_code, str(TITLES.get(response.status_code, REFUSED)), detail, errors)
    for header in ("WWW-Authenticate", "Retry-After", "Allow"):
        if header in response.headers:
            answer[header] = response.headers[header]
    return answer


def not_found(request: HttpRequest) -> JsonResponse:
    """A problem document, 404, for an address of the API that leads nowhere."""
    return problem(404, "Introuvable", f"Rien à l'adresse {request.path}.")
