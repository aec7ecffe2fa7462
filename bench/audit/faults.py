"""A way to reach the page of an error that never happens."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

PARAMETER = "panne"


class Broken(RuntimeError):
    """Raised on purpose, for the page that follows."""


class Faults:
    """Fails inside the site, as a view would, when the address asks for it: in the audit's settings alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.GET.get(PARAMETER) == "500":
            raise Broken("asked for by the audit")
        return self._get_response(request)
