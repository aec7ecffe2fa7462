# SPDX-License-Identifier: AGPL-3.0-or-later
"""How many places are left in a service, said from the structure's page: the number, counted today."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import at_least
from accounts.roles import Role
from common.deadlocks import again_after_deadlock
from history.context import acting, current_act
from history.models import Cause
from mapping import permissions, writing
from mapping.editing import told
from mapping.editing.frame import Desk, desk_of
from mapping.models import Service

# More than any room holds.
MOST = 100_000


class _Refused(Exception):
    """What was sent is not written: why, in a sentence, and the status of the answer."""

    def __init__(self, why: str, status: int) -> None:
        super().__init__(why)
        self.why, self.status = why, status


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.VISITOR)
def places(request: HttpRequest, pk: str, slug: str, number: str) -> HttpResponse:
    """Write the number of places left in a service, counted today; the form alone where something is wrong.

    `vu` is the number that the editor saw: where somebody wrote another since, both are told and nothing is
    written.
    """
    desk = desk_of(request, pk)
    refusal = permissions.why_not_of(desk.editor.user, desk.seen.id)
    if refusal:
        return render(request, "mapping/edit/refused.html", {"desk": desk, "refusal": refusal}, status=403)
    service = _service(desk, number)
    if request.method != "POST":
        return _page(request, desk, service, str(_or_empty(service.places_restantes)))
    typed = request.POST.get("places", "").strip()
    try:
        left = _read(typed)
        said, act = again_after_deadlock(
            lambda: _write(desk, number, left, request.POST.get("vu", "").strip())
        )
    except _Refused as refused:
        return _page(request, desk, _service(desk, number), typed, refused.why, refused.status)
    told.tell(request, said, act)
    return redirect(f"{desk.path}#service-{service.pk}")


def _service(desk: Desk, number: str) -> Service:
    service = Service.objects.filter(pk=int(number), structure=desk.seen.id).first()
    if service is None:
        raise Http404(_("Ce service n'existe pas, ou plus."))
    return service


def _read(typed: str) -> int | None:
    """The number typed; None for an empty box. Raises _Refused."""
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit()) or int(typed) > MOST:
        said = _(
            "Places restantes : « %(typed)s » n'est pas un nombre. Par exemple : 3, ou 0 si c'est complet."
        )
        raise _Refused(said % {"typed": typed[:20]}, 422)
    return int(typed)


def _write(desk: Desk, number: str, left: int | None, seen: str) -> tuple[str, int | None]:
    """Write the number under the structure's lock; what to say of it, and the act. Raises _Refused."""
    with acting(Cause.EDIT, desk.editor.user):
        writing.lock([desk.seen.id])
        service = _service(desk, number)
        held = service.places_restantes
        if seen != str(_or_empty(held)) and held != left:
            said = _(
                "Quelqu'un d'autre vient d'écrire : %(held)s. Votre nombre est gardé dans la case :"
                " enregistrez de nouveau pour le mettre à la place."
            )
            raise _Refused(said % {"held": _in_words(held)}, 409)
        if left is not None and service.capacite is not None and left > service.capacite:
            said = _("%(left)d est plus que la capacité (%(room)d) : changez-la d'abord par « Modifier ».")
            raise _Refused(said % {"left": left, "room": service.capacite}, 422)
        today = None if left is None else timezone.localdate()
        values = {"places_restantes": left, "places_restantes_le": today}
        try:
            written = writing.change(service, values, desk.editor.user, Cause.EDIT)
        except ValidationError as error:
            raise _Refused(" ".join(error.messages), 422) from None
        if not isinstance(written, writing.Written) or not written.fields:
            return _("Places restantes : c'était déjà dit aujourd'hui."), None
        said = _("Places restantes de « %(service)s » : %(left)s, à la date d'aujourd'hui.")
        return said % {"service": service.nom, "left": _in_words(left)}, current_act()


def _or_empty(left: int | None) -> int | str:
    return "" if left is None else left


def _in_words(left: int | None) -> str:
    return _("non renseigné") if left is None else str(left)


def _page(
    request: HttpRequest, desk: Desk, service: Service, typed: str, problem: str = "", status: int = 200
) -> HttpResponse:
    context = {"desk": desk, "service": service, "typed": typed, "problem": problem}
    context["held"] = _or_empty(service.places_restantes)
    return render(request, "mapping/edit/places.html", context, status=status)
