# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages for those whose role is high enough; the others sign in, or are told that it is reserved."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from accounts.models import JoinRequest, User
from accounts.roles import Role, role_of

_RESERVED = {
    Role.PROFESSIONAL: _("Cette page est réservée aux professionnels."),
    Role.STAFF: _(
        "Cette page est réservée à la préfecture. S’il vous faut ce qu’elle montre, demandez-le à la personne"
        " qui gère le site."
    ),
}


class Awaited(PermissionDenied):
    """A page that opens once somebody has answered `asked`, the request of whoever wants to see it."""

    def __init__(self, asked: JoinRequest) -> None:
        super().__init__(
            _(
                "Votre demande de compte attend encore une réponse : elle vous sera envoyée par courriel."
                " Cette page s’ouvrira alors."
            )
        )
        self.asked = asked


def awaited(user: Any) -> JoinRequest | None:
    """The request of somebody who is no professional yet, that nobody has answered; None of anybody else.

    One query for who has signed in and opens nothing, none for others.
    """
    if not getattr(user, "is_authenticated", False) or role_of(user) is not Role.VISITOR:
        return None
    return JoinRequest.objects.filter(user=user.pk, state="asked").select_related("organisation").first()


def _refusal(user: Any, role: Role) -> PermissionDenied:
    """Why a page is not opened: also that somebody has yet to answer the person's request."""
    asked = awaited(user)
    return Awaited(asked) if asked else PermissionDenied(_RESERVED[role])


def signed_in(request: HttpRequest) -> User:
    """Who asks. Raises PermissionDenied where nobody has signed in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def asked_for(request: HttpRequest) -> str:
    """The page of this site that an address leads back to (`next`); empty for one of elsewhere."""
    url = request.GET.get("next", "")
    here = {request.get_host()}
    is_ours = url_has_allowed_host_and_scheme(url, allowed_hosts=here, require_https=request.is_secure())
    return url if is_ours else ""


def at_least(role: Role) -> Callable:
    """A view for readers of at least this role. An anonymous one is sent to sign in and comes back."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *arguments, **named) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if role_of(request.user) < role:
                if role is Role.STAFF and signed_in(request).lacks_second_factor:
                    return redirect_to_login(request.get_full_path(), reverse("second-factor"))
                raise _refusal(request.user, role)
            return view(request, *arguments, **named)

        return guarded

    return decorate
