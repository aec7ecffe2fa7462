# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages for professionals: the positions in doubt, one at a time, and how geocodings go."""

from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import at_least, signed_in
from accounts.roles import Role, role_of
from geocoding import runs
from geocoding.models import Run
from mapping import permissions, positions, tasks
from mapping.models import PositionReview
from mapping.presentation import structure_path
from places.lookup import commune_at
from places.models import Commune
from places.neighbours import departement_name, territory_bounds

# As many as there are keys to choose them by, and as a person reads at a glance.
MAX_CANDIDATES = 6
REFRESH_SECONDS = 3
ON_THE_MAP = "carte"
ASK_AGAIN, ASK_ALL_AGAIN = "redemander", "redemander-tout"


@dataclass(frozen=True, slots=True)
class Choice:
    """One place that a person may choose. Degrees, WGS 84.

    `is_elsewhere` says that it is in another commune than the structure's: it is offered and never preset.
    """

    value: str
    label: str
    lat: float
    lon: float
    is_elsewhere: bool = False


class Degrees(forms.FloatField):
    """A number of degrees, with a point or a comma."""

    def to_python(self, value):
        """The number, whose decimals may follow a comma. Raises ValidationError."""
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


class DecisionForm(forms.Form):
    """What a person decides: one of the places offered, or a point of theirs."""

    choix = forms.CharField(required=False)
    lat = Degrees(required=False, min_value=-90, max_value=90)
    lon = Degrees(required=False, min_value=-180, max_value=180)
    sur = forms.BooleanField(required=False)

    def __init__(self, data, choices: list[Choice], commune: Commune | None = None) -> None:
        super().__init__(data)
        self.commune = commune
        self.is_elsewhere = self.is_far = False
        self.choices = {choice.value: choice for choice in choices}

    def clean(self) -> dict:
        """`lat` and `lon`, in degrees: those of the place chosen, else those of the marker."""
        chosen = self.choices.get(self.cleaned_data.get("choix") or "")
        if chosen:
            self.is_elsewhere = chosen.is_elsewhere
            return {"lat": chosen.lat, "lon": chosen.lon}
        if self.errors:
            return self.cleaned_data
        if self.cleaned_data.get("lat") is None or self.cleaned_data.get("lon") is None:
            raise ValidationError(_("Choisissez un des lieux, ou placez le repère sur la carte."))
        self._near_the_commune()
        return self.cleaned_data

    def _near_the_commune(self) -> None:
        """Refuse a point of theirs that is too far from the town hall to be in the commune."""
        far = positions.too_far(self.commune, self.cleaned_data["lat"], self.cleaned_data["lon"])
        if far:
            raise ValidationError(far)
        if self.commune is None and not self.cleaned_data.get("sur"):
            self._within_the_site()

    def _within_the_site(self) -> None:
        """Ask again about a point outside the département of the site, where no commune says where it is."""
        home = departement_name(settings.DEPARTEMENT)
        there = commune_at(self.cleaned_data["lon"], self.cleaned_data["lat"])
        if home is None or (there and there.departement_code == settings.DEPARTEMENT):
            return
        self.is_far = True
        where = f"{there.nom} ({there.departement_code})" if there else _("hors de toute commune connue")
        raise ValidationError(
            _(
                "Ce repère est hors du département du site (%(home)s) : %(where)s. Déplacez-le, ou cochez"
                " « C’est bien là » et acceptez encore."
            )
            % {"home": home, "where": where}
        )


def waiting_for(request: HttpRequest, of: Run | None = None) -> QuerySet[PositionReview]:
    """The positions in doubt that this person may see, of structures that they may change; of one geocoding
    alone where that is asked."""
    mine = permissions.changeable(request.user).order_by().values("pk")
    found = positions.waiting(role_of(request.user)).filter(structure__in=mine)
    return positions.of_run(found, of) if of else found


def run_asked(request: HttpRequest) -> Run | None:
    """The geocoding to which the person keeps (`geocodage`), of those that they may follow; None for all."""
    number = request.POST.get("geocodage") or request.GET.get("geocodage") or ""
    if not (number.isascii() and number.isdecimal()) or len(number) > 12:
        return None
    return permissions.followed(request.user).filter(pk=int(number)).first()


def _to_the_next(run: Run | None) -> HttpResponse:
    """To the next position, of the same geocoding where the person keeps to one."""
    return redirect(f"{reverse('review')}?geocodage={run.pk}" if run else reverse("review"))


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def next_position(request: HttpRequest) -> HttpResponse:
    """The next position in doubt, or that there is none."""
    run = run_asked(request)
    review = waiting_for(request, run).first()
    if review is None:
        others = waiting_for(request).count() if run else 0
        return render(request, "mapping/review_done.html", {"run": run, "others": others})
    return _page(request, review)


@require_POST
@at_least(Role.PROFESSIONAL)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept a place, say that there is none, leave it for later, or have the address service asked again;
    then the next one. 404 for a position
    that never was this person's to decide."""
    review = waiting_for(request).filter(pk=pk).first()
    if review is None:
        mine = permissions.changeable(request.user).filter(address_visibility__lte=role_of(request.user))
        get_object_or_404(PositionReview, pk=pk, structure__in=mine.order_by().values("pk"))
        messages.info(request, _("Cette position n'attend plus : quelqu'un l'a décidée entre-temps."))
        return _to_the_next(run_asked(request))
    action = request.POST.get("action", "")
    try:
        if action in (ASK_AGAIN, ASK_ALL_AGAIN):
            return _ask_again(request, review, everything=action == ASK_ALL_AGAIN)
        if action == "passer":
            positions.skip(review)
        elif action == "introuvable":
            positions.refuse(review, signed_in(request))
        else:
            form = DecisionForm(request.POST, choices_of(review), review.structure.commune)
            if not form.is_valid():
                return _page(
                    request,
                    review,
                    [str(message) for group in form.errors.values() for message in group],
                    422,
                    is_far=form.is_far,
                )
            positions.accept(review, form.cleaned_data["lat"], form.cleaned_data["lon"], signed_in(request))
            _say_placed(request, review, form)
    except positions.AlreadyDecided:
        messages.info(request, _("Cette position n'attend plus : quelqu'un l'a décidée entre-temps."))
    return _to_the_next(run_asked(request))


def _ask_again(request: HttpRequest, review: PositionReview, *, everything: bool) -> HttpResponse:
    """Hand a position, or all that wait for this person, to the workers that ask the address service."""
    kept_to = run_asked(request)
    reviews = waiting_for(request, kept_to) if everything else PositionReview.objects.filter(pk=review.pk)
    departement = "" if settings.DEPARTEMENT == "all" else settings.DEPARTEMENT
    with transaction.atomic():
        run = positions.ask_again(reviews, _("Positions à vérifier, demandées de nouveau"), departement)
        if run:
            tasks.enqueue(run)
    if not everything:
        positions.skip(review)
    if run is None:
        messages.info(request, _("Rien à demander : c'est déjà en cours, ou l'adresse est confidentielle."))
        return _to_the_next(kept_to)
    asked = ngettext(
        "%(count)d adresse est redemandée au service d'adresses.",
        "%(count)d adresses sont redemandées au service d'adresses.",
        run.total,
    )
    messages.success(request, asked % {"count": run.total})
    return redirect("run", run.pk) if role_of(request.user) is Role.STAFF else _to_the_next(kept_to)


def _say_placed(request: HttpRequest, review: PositionReview, form: DecisionForm) -> None:
    said = {"name": review.structure.nom, "commune": review.structure.commune}
    if form.is_elsewhere:
        told = _(
            "%(name)s est placée dans une autre commune que la sienne : sa fiche dit encore %(commune)s,"
            " corrigez son adresse."
        )
        messages.warning(request, told % said)
    else:
        messages.success(request, _("%(name)s est placée.") % said)


def choices_of(review: PositionReview) -> list[Choice]:
    """The places offered for a position in doubt, the likeliest first."""
    commune = review.structure.commune
    here = {"", commune.code, commune.parent_code} if commune else set()
    return [
        Choice(
            str(number),
            stored["label"],
            stored["lat"],
            stored["lon"],
            bool(here) and stored.get("citycode", "") not in here,
        )
        for number, stored in enumerate(review.candidates[:MAX_CANDIDATES], start=1)
    ]


def _departement(review: PositionReview) -> str:
    """The département to draw: that of the structure, else of the places offered, else the site's own."""
    if review.structure.commune:
        return review.structure.commune.departement_code
    codes = [stored["citycode"] for stored in review.candidates if stored.get("citycode")]
    commune = Commune.objects.filter(code=codes[0]).first() if codes else None
    if commune:
        return commune.departement_code
    return "" if settings.DEPARTEMENT == "all" else settings.DEPARTEMENT


def _page(
    request: HttpRequest,
    review: PositionReview,
    errors: list[str] | None = None,
    status: int = 200,
    *,
    is_far: bool = False,
) -> HttpResponse:
    structure = review.structure
    choices = choices_of(review)
    run = run_asked(request)
    left = waiting_for(request, run).count()
    start = structure.position or (structure.commune.point if structure.commune else None)
    departement = _departement(review)
    # Without a commune, the map shows the whole of the département.
    around = None if start or not departement else territory_bounds([departement])
    context = {
        "review": review,
        "structure": structure,
        "structure_url": structure_path(structure.pk, structure.nom),
        "raw": positions.text_of(structure).raw.split("\n"),
        "choices": choices,
        "left": left,
        "run": run,
        "others": waiting_for(request).count() - left if run else 0,
        "errors": errors or [],
        "is_far": is_far,
        "may_be_asked": not positions.is_confidential(structure),
        "typed": {name: request.POST.get(name, "") for name in ("choix", "lat", "lon")},
        "map": {
            "lat": start.y if start else (around.min_lat + around.max_lat) / 2 if around else None,
            "lon": start.x if start else (around.min_lon + around.max_lon) / 2 if around else None,
            "zoom": 13 if start else 9,
            "contours": [reverse("outlines", args=[departement])] if departement else [],
        },
        "points": [
            {"n": int(one.value), "nom": one.label, "lat": one.lat, "lon": one.lon} for one in choices
        ],
    }
    return render(request, "mapping/review.html", context, status=status)


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def run_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the geocoding of a directory is; 404 for another's."""
    run = get_object_or_404(permissions.followed(request.user), pk=pk)
    mine = waiting_for(request, run)
    unasked = mine.filter(line=positions.UNASKED)
    return render(
        request,
        "mapping/run.html",
        {
            "run": run,
            "counts": runs.counts(run),
            "refresh": None if run.is_over else REFRESH_SECONDS,
            "is_staff": role_of(request.user) is Role.STAFF,
            "to_verify": mine.count(),
            "unasked": unasked.count() if run.is_over else 0,
            "first_unasked": unasked.first() if run.is_over else None,
        },
    )


@require_POST
@at_least(Role.STAFF)
def cancel_run(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop the geocoding of a directory; what is done stays."""
    run = get_object_or_404(Run, pk=pk)
    if runs.cancel(run):
        messages.success(request, _("Le géocodage s'arrête ; ce qui est fait est gardé."))
    else:
        messages.info(request, _("Ce géocodage était déjà terminé."))
    return redirect("run", pk=pk)
