# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/professionnels/charte/`: the charter of commitment, read, accepted; staff write its versions."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import charter
from accounts.access import at_least, signed_in
from accounts.charter import CharterAcceptance, CharterVersion
from accounts.models import User
from accounts.roles import Role
from desk.people.pages import shown

LONGEST = 20_000


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def charter_page(request: HttpRequest) -> HttpResponse:
    """Read the charter and accept it; whoever came from a page of editing goes back there."""
    user = signed_in(request)
    version = charter.current()
    then = _safe(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.method == "POST" and version is not None:
        if request.POST.get("version") != str(version.pk):
            messages.warning(request, "La charte vient de changer : relisez-la avant de l’accepter.")
        elif request.POST.get("accepter") != "oui":
            messages.error(request, "Cochez la case pour accepter la charte.")
        else:
            charter.accept(user, version)
            messages.success(request, "Merci : la charte est acceptée.")
            return redirect(then or reverse("charter"))
    mine = CharterAcceptance.objects.filter(user=user, version=version).first() if version else None
    context = {
        "version": version,
        "mine": mine,
        "next": then,
        "versions": list(CharterVersion.objects.all()[:20]),
        "counts": _counts(version),
    }
    return shown(request, "people/charter.html", context)


@require_POST
@at_least(Role.STAFF)
def publish(request: HttpRequest) -> HttpResponse:
    """Put a new version in force."""
    text = request.POST.get("texte", "").strip()
    current = charter.current()
    if not text or len(text) > LONGEST:
        messages.error(request, f"Écrivez le texte de la charte : de 1 à {LONGEST} caractères.")
    elif current and current.text == text:
        messages.warning(request, "Le texte n’a pas changé : la version en vigueur reste la même.")
    else:
        charter.publish(text, signed_in(request))
        messages.success(
            request, "La nouvelle version est en vigueur : chacun l’accepte avant sa prochaine modification."
        )
    return redirect("charter")


def _counts(version: CharterVersion | None) -> dict[str, int]:
    """How many active professionals accepted the version, and how many there are."""
    members = User.objects.filter(is_active=True, is_professional=True)
    if version is None:
        return {"accepted": 0, "members": members.count()}
    accepted = members.filter(charter_acceptances__version=version)
    return {"accepted": accepted.count(), "members": members.count()}


def _safe(request: HttpRequest, url: str) -> str:
    """The path of this site to go back to; empty for anything else."""
    here = {request.get_host()}
    allowed = url_has_allowed_host_and_scheme(url, allowed_hosts=here, require_https=request.is_secure())
    return url if url and allowed else ""
