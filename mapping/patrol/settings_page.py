# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether somebody is written to when others change what their organisations hold."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import at_least, signed_in
from accounts.memberships import organisations_of
from accounts.roles import Role
from mapping.patrol import letters


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def changes_letter(request: HttpRequest) -> HttpResponse:
    """The one switch, and what it does."""
    user = signed_in(request)
    if request.method == "POST":
        wanted = request.POST.get("m_ecrire") == "oui"
        letters.set_wanted(user, wanted)
        messages.success(
            request, "C’est noté : vous serez prévenu." if wanted else "C’est noté : plus de courriel."
        )
        return redirect("changes-letter")
    context = {
        "wanted": letters.wants(user),
        "organisations": list(organisations_of(user)),
        "address": user.email,
    }
    return render(request, "mapping/patrol/letter.html", context)
