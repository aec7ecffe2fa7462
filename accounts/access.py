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
    Role.STAFF: _("Cette page est réservée à la préfecture."),
}


_WAITS = _(
    "Votre demande de compte attend encore une réponse : elle vous sera envoyée par courriel. Cette page"
    " s’ouvrira alors."
)


def _why_not(user: Any, role: Role) -> Any:
    """Why a page is not opened: also that somebody has yet to answer the person's request."""
    if role_of(user) is Role.VISITOR and JoinRequest.objects.filter(user=user.pk, state="asked").exists():
        return _WAITS
    return _RESERVED[role]


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
                raise PermissionDenied(_why_not(request.user, role))
            return view(request, *arguments, **named)

        return guarded

    return decorate
