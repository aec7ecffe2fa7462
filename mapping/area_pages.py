# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/professionnels/services/<id>/zone/`: whom a service takes, by territory."""

import json
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.gis.db.models.functions import Area
from django.contrib.gis.geos import MultiPolygon, Point
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
from accounts.roles import Role, role_of
from common.required import required
from geocoding.travel import CAR, FOOT
from history.models import Cause
from history.versions import last_event_of
from mapping import permissions, service_area, trace, writing
from mapping.kinds import SERVICE
from mapping.models import AreaOrigin, Service, VisibleArea, VisibleService
from mapping.presentation import structure_path
from mapping.writing import Conflicts, Written, change
from places.zone_names import zone_names

CODES, RADIUS, MINUTES, DRAWN, UNKNOWN = "codes", "rayon", "duree", "dessin", "inconnue"
KEPT = "gardee"
WAYS = [
    (CODES, gettext_lazy("Des communes, intercommunalités ou départements")),
    (RADIUS, gettext_lazy("Un rayon autour du lieu")),
    (MINUTES, gettext_lazy("Une durée de trajet jusqu'au lieu")),
    (DRAWN, gettext_lazy("Un contour dessiné")),
    (UNKNOWN, gettext_lazy("Non renseignée")),
]
# Offered where there is an area that the person may change and not see.
KEEP = (KEPT, gettext_lazy("Garder la zone actuelle"))
MAX_KM, MAX_MINUTES = 200, 120
_CHANGED_MEANWHILE = gettext_lazy(
    "quelqu'un d'autre a changé cette zone depuis que vous avez ouvert la page. Ce qu'elle est maintenant est"
    " dit plus haut, ce que vous avez donné est gardé ci-dessous : enregistrez de nouveau pour le mettre à la"
    " place."
)


@dataclass(frozen=True, slots=True)
class Held:
    """The area that a service has, as one reader sees it: `unseen` says that there is one, hidden from them.

    `hides` says that it may give the place away: what is drawn from it may as well.
    """

    area: MultiPolygon | None = None
    square_km: float | None = None
    origin: AreaOrigin = AreaOrigin.UNKNOWN
    unseen: bool = False

    @property
    def hides(self) -> bool:
        """Whether what is drawn from this area may tell where a confidential place is."""
        return self.area is not None and self.origin not in service_area.TELLS_NO_PLACE


class AreaForm(forms.Form):
    """One way of saying the area, and what that way needs.

    `hides` comes with the page: what is drawn on it was drawn from an area that may give the place away.
    `remplacer` is the person's word that an area which they do not see may go.
    """

    sorte = forms.ChoiceField(choices=[KEEP, *WAYS], label=gettext_lazy("Comment dire la zone ?"))
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
    hides = forms.BooleanField(required=False)
    remplacer = forms.BooleanField(required=False, label=gettext_lazy("Zone actuelle"))
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
    may_change = _may_change(request, service, seen)
    if request.method == "POST" and not may_change:
        return _page(request, service, seen, centre, AreaForm(), may_change=False, status=403)
    form = AreaForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            done, note = _save(request, service, form.cleaned_data, centre, around)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            if isinstance(done, Written):
                messages.success(request, note)
                return redirect("service-area", pk)
            # The zone of today is told above the form, where what the person gave stays.
            form.add_error("sorte", _CHANGED_MEANWHILE)
            status = 409
    return _page(request, service, seen, centre, form, may_change=may_change, status=status)


def _may_change(request: HttpRequest, service: Service, seen: VisibleService) -> bool:
    """Whether the person may edit the structure's page; of a place that they do not see, whether they answer
    for it."""
    if seen.position_masked:
        return permissions.may_change(request.user, service.structure_id)
    return not permissions.why_not_of(request.user, service.structure_id)


def _save(
    request: HttpRequest, service: Service, asked: dict, centre: Point | None, around: AreaOrigin
) -> tuple[Written | Conflicts, str]:
    """Keep the area that a valid form asks for, and what to tell of it. Raises ValidationError, by field."""
    if asked["sorte"] == KEPT:
        return Written(frozenset()), _("Zone inchangée.")
    role, user = role_of(request.user), signed_in(request)
    try:
        values, note = _asked(service, asked, centre, around, _held(service.pk, role))
    except ValidationError as error:
        raise ValidationError({AreaForm.NEEDED[asked["sorte"]][0]: error}) from error
    with transaction.atomic():
        writing.lock([service.structure_id])
        unseen = _held(service.pk, role).unseen
        if unseen and not asked["remplacer"]:
            said = _("il y en a une, que vous ne voyez pas. Gardez-la, ou cochez « La remplacer ».")
            raise ValidationError({"remplacer": said})
        # Who replaces what they do not see does so whatever became of it.
        done = change(service, values, user, Cause.EDIT, None if unseen else asked["vu"])
    return done, _("Zone enregistrée.") + (f" {note}" if note else "")


def _told_columns(held: Held) -> list[str]:
    """The columns of an area that the page tells: an edit of the others leaves its version as it is."""
    return ["zone_eligibilite", *([] if held.unseen else ["zone_polygon", "zone_origin"])]


def _held(pk: int, role: Role) -> Held:
    kept = (
        Service.objects.filter(pk=pk, zone_polygon__isnull=False)
        .values_list("zone_origin", flat=True)
        .first()
    )
    if kept is None:
        return Held()
    seen = VisibleArea.objects.seen_by(role).filter(pk=pk).annotate(size=Area("zone_polygon")).first()
    if seen is None:
        return Held(unseen=True)
    return Held(seen.zone_polygon, seen.size.sq_km, AreaOrigin(kept))


def _centre(pk: int) -> tuple[Point | None, AreaOrigin]:
    """Where visitors see the service, and what that point is: a circle around a refuge's own place would tell
    where it is."""
    seen = VisibleService.objects.seen_by(Role.VISITOR).filter(pk=pk).first()
    if seen is None:
        return None, AreaOrigin.UNKNOWN
    return seen.position, AreaOrigin.PUBLIC if seen.position_masked else AreaOrigin.PLACE


def _asked(
    service: Service, asked: dict, centre: Point | None, around: AreaOrigin, held: Held
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
        area, around = service_area.drawn(asked["dessin"]), _drawn_from(held, asked)
    return service_area.of_polygon(area, around), note


def _drawn_from(held: Held, asked: dict) -> AreaOrigin:
    """What a drawing stems from: the area that the page shows.

    A ring that was drawn anew is not told from one whose corners were all pulled a little; and a form that
    was refused, or sent after the area had gone, remembers that it showed one.
    """
    if held.area is not None and (held.hides or not asked["hides"]):
        return held.origin
    return AreaOrigin.UNKNOWN if asked["hides"] else AreaOrigin.DRAWN


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
    vu = last_event_of(SERVICE, service.pk, _told_columns(_held(service.pk, role_of(request.user))))
    service.refresh_from_db(fields=["zone_eligibilite"])
    held = _held(service.pk, role_of(request.user))
    way = KEPT if held.unseen else DRAWN if held.area else CODES if service.zone_eligibilite else UNKNOWN
    typed = {name: form.data.get(name, "") for name in form.fields}
    typed["vu"] = vu
    if not form.is_bound:
        typed |= {"sorte": way, "codes": service_area.named_codes(service.zone_eligibilite)}
        typed["dessin"] = held.area.geojson if held.area else ""
    departement = service.structure.commune.departement_code if service.structure.commune else ""
    context = {
        "service": seen,
        "structure_url": structure_path(service.structure_id, service.structure.nom),
        "structure_name": service.structure.nom,
        "form": form,
        "typed": typed,
        "ways": [KEEP, *WAYS] if held.unseen else WAYS,
        "unseen": held.unseen and may_change,
        "hides": held.hides or bool(typed["hides"]),
        "trips": cast(forms.ChoiceField, form.fields["trajet"]).choices,
        "names": sorted(zone_names(set(service.zone_eligibilite)).values()),
        "square_km": held.square_km,
        "corners": held.area.num_coords if held.area else 0,
        "max_corners": service_area.MAX_CORNERS,
        "map": {
            "lat": centre.y if centre else None,
            "lon": centre.x if centre else None,
            "contours": [reverse("outlines", args=[departement])] if departement else [],
            "zone": json.loads(held.area.geojson) if held.area else None,
        },
        "points": [],
        "may_change": may_change,
        "refused": status == 403,
        "owner": _owner(service, seen),
        # When an area was changed that somebody does not see is as hidden as it is.
        "changed": trace.last_zone_change(service.pk) if may_change or not seen.position_masked else None,
    }
    code = 422 if form.errors and status == 200 else status
    return render(request, "mapping/area.html", context, status=code)


def _owner(service: Service, seen: VisibleService) -> str:
    """The organisation that keeps the structure true; who runs a hidden place is hidden with it."""
    organisation = service.structure.organisation
    return organisation.name if organisation and not seen.position_masked else ""
