"""`/professionnels/services/<id>/zone/`: whom a service takes, by territory."""

import json
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.gis.db.models.functions import Area
from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import at_least, signed_in
from accounts.models import User
from accounts.roles import Role, role_of
from common.required import required
from geocoding.travel import CAR, FOOT
from history.models import Cause
from history.versions import last_event
from mapping import permissions, service_area, trace
from mapping.models import AreaOrigin, Service, VisibleArea, VisibleService
from mapping.presentation import structure_path
from mapping.writing import Conflicts, Written, change
from places.zone_names import zone_names

CODES, RADIUS, MINUTES, DRAWN, UNKNOWN = "codes", "rayon", "duree", "dessin", "inconnue"
WAYS = [
    (CODES, gettext_lazy("Des communes, intercommunalités ou départements")),
    (RADIUS, gettext_lazy("Un rayon autour du lieu")),
    (MINUTES, gettext_lazy("Une durée de trajet jusqu'au lieu")),
    (DRAWN, gettext_lazy("Un contour dessiné")),
    (UNKNOWN, gettext_lazy("Non renseignée")),
]
MAX_KM, MAX_MINUTES = 200, 120
_CHANGED_MEANWHILE = gettext_lazy(
    "quelqu'un d'autre a changé cette zone depuis que vous avez ouvert la page. Ce qu'elle est maintenant est"
    " dit plus haut, ce que vous avez donné est gardé ci-dessous : enregistrez de nouveau pour le mettre à la"
    " place."
)


class AreaForm(forms.Form):
    """One way of saying the area, and what that way needs."""

    sorte = forms.ChoiceField(choices=WAYS, label=gettext_lazy("Comment dire la zone ?"))
    codes = forms.CharField(required=False, max_length=20_000, label=gettext_lazy("Territoires"))
    rayon_km = forms.FloatField(
        required=False, min_value=0.1, max_value=MAX_KM, localize=True, label=gettext_lazy("Kilomètres")
    )
    minutes = forms.IntegerField(
        required=False, min_value=1, max_value=MAX_MINUTES, label=gettext_lazy("Minutes")
    )
    trajet = forms.ChoiceField(
        required=False,
        choices=[(CAR, gettext_lazy("en voiture")), (FOOT, gettext_lazy("à pied"))],
        label=gettext_lazy("Trajet"),
    )
    dessin = forms.CharField(required=False, label=gettext_lazy("Contour (GeoJSON)"))
    # The last change that the person saw.
    vu = forms.IntegerField(required=False, min_value=0)

    NEEDED = {
        CODES: ("codes", gettext_lazy("écrivez au moins un territoire.")),
        RADIUS: ("rayon_km", gettext_lazy("écrivez un nombre de kilomètres.")),
        MINUTES: ("minutes", gettext_lazy("écrivez un nombre de minutes.")),
        DRAWN: ("dessin", gettext_lazy("dessinez au moins trois sommets.")),
    }

    def clean(self) -> dict:
        """The fields, what the chosen way to say an area needs among them."""
        needed = self.NEEDED.get(self.cleaned_data.get("sorte", ""))
        if needed and needed[0] not in self.errors and not self.cleaned_data.get(needed[0]):
            self.add_error(*needed)
        return self.cleaned_data


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def service_area_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Say a service's area by codes, radius, travel time or drawing; the page tells and draws what it is."""
    seen = get_object_or_404(VisibleService.objects.seen_by(role_of(request.user)), pk=pk)
    service = get_object_or_404(Service.objects.select_related("structure__organisation"), pk=pk)
    centre, around = _centre(pk)
    may_change = permissions.may_change(request.user, service.structure_id)
    if request.method == "POST" and not may_change:
        return _page(request, service, seen, centre, AreaForm(), may_change=False, status=403)
    form = AreaForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            values, note = _asked(service, form.cleaned_data, centre, around)
            done = _keep(service, values, signed_in(request), form.cleaned_data["vu"])
        except ValidationError as error:
            form.add_error(AreaForm.NEEDED[form.cleaned_data["sorte"]][0], error)
        else:
            if isinstance(done, Written):
                messages.success(request, _("Zone enregistrée.") + (f" {note}" if note else ""))
                return redirect("service-area", pk)
            # The zone of today is told above the form, where what the person gave stays.
            form.add_error("sorte", _CHANGED_MEANWHILE)
            status = 409
    return _page(request, service, seen, centre, form, may_change=may_change, status=status)


def _keep(service: Service, values: dict[str, Any], user: User, vu: int | None) -> Written | Conflicts:
    with transaction.atomic():
        done = change(service, values, user, Cause.EDIT, vu)
        if isinstance(done, Written):
            trace.zone_changed(service, user)
    return done


def _centre(pk: int) -> tuple[Point | None, AreaOrigin]:
    """Where visitors see the service, and what that point is: a circle around a refuge's own place would tell
    where it is."""
    seen = VisibleService.objects.seen_by(Role.VISITOR).filter(pk=pk).first()
    if seen is None:
        return None, AreaOrigin.UNKNOWN
    return seen.position, AreaOrigin.PUBLIC if seen.position_masked else AreaOrigin.PLACE


def _asked(
    service: Service, asked: dict, centre: Point | None, around: AreaOrigin
) -> tuple[dict[str, Any], str]:
    """The fields of the area that a valid form asks for, and a note on how it is known, if there is one.

    What takes time, an outside service's answer, is had before anything is written.
    """
    way = asked["sorte"]
    if way in (RADIUS, MINUTES) and centre is None:
        raise ValidationError(_("Le lieu n'a pas encore de position : situez-le d'abord."))
    if way == CODES:
        commune = service.structure.commune
        codes = service_area.read_codes(asked["codes"], commune.departement_code if commune else None)
        return service_area.of_codes(codes), ""
    if way == UNKNOWN:
        return service_area.of_codes([]), ""
    note = ""
    if way == RADIUS:
        area = service_area.circle(required(centre), asked["rayon_km"] * 1000)
    elif way == MINUTES:
        reach = service_area.reached(required(centre), asked["minutes"], asked["trajet"] or CAR)
        area, note = reach.area, reach.note
    else:
        area, around = service_area.drawn(asked["dessin"]), AreaOrigin.DRAWN
    return service_area.of_polygon(area, around), note


def _page(
    request: HttpRequest,
    service: Service,
    seen: VisibleService,
    centre: Point | None,
    form: AreaForm,
    *,
    may_change: bool,
    status: int = 200,
) -> HttpResponse:
    # Asked before the area is read: what is told is at least as new.
    vu = last_event(service.structure_id)
    service.refresh_from_db(fields=["zone_eligibilite"])
    areas = VisibleArea.objects.seen_by(role_of(request.user)).filter(pk=service.pk)
    held = areas.annotate(size=Area("zone_polygon")).first()
    area = held.zone_polygon if held else None
    way = DRAWN if area else CODES if service.zone_eligibilite else UNKNOWN
    typed = {name: form.data.get(name, "") for name in form.fields}
    typed["vu"] = vu
    if not form.is_bound:
        typed |= {"sorte": way, "codes": "\n".join(service.zone_eligibilite)}
        typed["dessin"] = area.geojson if area else ""
    departement = service.structure.commune.departement_code if service.structure.commune else ""
    context = {
        "service": seen,
        "structure_url": structure_path(service.structure_id, service.structure.nom),
        "structure_name": service.structure.nom,
        "form": form,
        "typed": typed,
        "ways": WAYS,
        "trips": cast(forms.ChoiceField, form.fields["trajet"]).choices,
        "names": sorted(zone_names(set(service.zone_eligibilite)).values()),
        "square_km": held.size.sq_km if held else None,
        "corners": area.num_coords if area else 0,
        "max_corners": service_area.MAX_CORNERS,
        "map": {
            "lat": centre.y if centre else None,
            "lon": centre.x if centre else None,
            "contours": [reverse("outlines", args=[departement])] if departement else [],
            "zone": json.loads(area.geojson) if area else None,
        },
        "points": [],
        "may_change": may_change,
        "refused": status == 403,
        "owner": _owner(service, seen),
        "changed": _last_change(service),
    }
    code = 422 if form.errors and status == 200 else status
    return render(request, "mapping/area.html", context, status=code)


def _owner(service: Service, seen: VisibleService) -> str:
    """The organisation that keeps the structure true; who runs a hidden place is hidden with it."""
    organisation = service.structure.organisation
    return organisation.name if organisation and not seen.position_masked else ""


def _last_change(service: Service) -> dict | None:
    """When the area was last changed, and by whom, as professionals read it."""
    entry = trace.last_zone_change(service.pk)
    return {"at": entry.action_time, "by": trace.said_of(entry.user)} if entry else None
