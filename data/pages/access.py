"""Who may import and merge: professionals and prefecture staff, each seeing what their role may see."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.roles import Role, role_of
from mapping.models import Structure

# What gives a confidential address away, as the visibility policy replaces it.
ADDRESS_FIELDS = frozenset(
    {
        "adresse", "complement_adresse", "code_postal", "position", "position_precision",
        "position_origin", "siret",
        "source_id", "lien_source", "accessibilite_lieu", "commune_nom",
    }
)  # fmt: skip


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


def confidential(structure_ids: Iterable[int | None], role: Role) -> set[int]:
    """Which of these structures have an address that `role` may not see."""
    ids = [number for number in structure_ids if number]
    hidden = Structure.objects.filter(pk__in=ids, address_visibility__gt=int(role))
    return set(hidden.order_by("pk").values_list("pk", flat=True))
