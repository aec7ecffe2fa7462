"""Who may import and merge: professionals and prefecture staff, each seeing what their role may see."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.roles import Role, role_of


def professionals_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let professionals and staff in; send who is not signed in to do so."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if role_of(request.user) < Role.PROFESSIONAL:
            raise PermissionDenied(_("Cette page est réservée aux professionnels."))
        return view(request, *args, **kwargs)

    return guarded
