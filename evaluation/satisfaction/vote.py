# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/avis/` and `/avis/<code>/`: a visitor says how their visit went, once, without an account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import Role
from common import limits
from common.clients import client_of
from common.keyed_pages import keyed
from common.limits import Limit, TooMany
from evaluation.satisfaction import codes, kept
from evaluation.satisfaction.forms import AnswersForm
from evaluation.satisfaction.models import VisitCode
from mapping.models import VisibleStructure

# Codes that are none, from one connection: a waiting room shares one, and nobody guesses one in a lifetime.
WRONG = Limit("codes of a visit that are none", 30, 3600)


@require_safe
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Where the code of a sheet of paper is typed."""
    typed = request.GET.get("code", "")
    if typed:
        code = codes.find(typed)
        return redirect("opinion", code=codes.written(codes.clean(typed))) if code else _none(request, typed)
    return render(request, "evaluation/opinion_code.html", {"typed": "", "is_none": False, "refused": False})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def opinion(request: HttpRequest, code: str) -> HttpResponse:
    """The three questions; answered, the code is good no more."""
    held = codes.find(code)
    seen = _seen(held) if held else None
    if held is None or seen is None:
        return _none(request, code)
    form = AnswersForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        if not kept.answer(held, form.answers):
            return _none(request, code)
        return redirect("opinion-thanks")
    context = {"form": form, "name": seen.nom, "faces": form.faces()}
    return keyed(render(request, "evaluation/opinion.html", context, status=422 if form.is_bound else 200))


@require_safe
@never_cache
def thanks(request: HttpRequest) -> HttpResponse:
    """That the answer is counted: of which visit, the page does not know any more."""
    return keyed(render(request, "evaluation/opinion_thanks.html"))


def _seen(code: VisitCode) -> VisibleStructure | None:
    return VisibleStructure.objects.seen_by(Role.VISITOR).filter(pk=code.structure_id).first()


def _none(request: HttpRequest, typed: str) -> HttpResponse:
    status, wait_s = 404, 0
    try:
        client = client_of(request)
        limits.take(WRONG, client.key, client.width)
    except TooMany as refused:
        status, wait_s = refused.status, refused.wait_s
    context = {"typed": typed[:20], "is_none": True, "refused": status == TooMany.status}
    response = keyed(render(request, "evaluation/opinion_code.html", context, status=status))
    if wait_s:
        response["Retry-After"] = str(wait_s)
    return response
