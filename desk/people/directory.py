# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/professionnels/annuaire/`: who works near me on this theme, of those who agreed to be found."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import at_least, signed_in
from accounts.profile import Profile, profile_of
from accounts.roles import Role
from desk.joining.forms import commune_of
from desk.people.forms import PeopleForm
from desk.people.pages import shown
from desk.people.persons import TerritoryForm
from mapping import presentation
from mapping.colleagues import Colleague, Question, colleagues
from mapping.vocabulary import THEME_BY_CODE, THEMES
from places.models import Commune, NamedTerritory
from places.territories import TerritoryKind

_PER_PAGE = 30
RADII_KM = (5, 10, 20, 50, 100)


class DirectoryForm(PeopleForm):
    """A theme, a place, a territory and a trade; nothing asked is everybody."""

    theme = forms.ChoiceField(
        label="Thème", required=False, choices=[("", "tous"), *((one.code, one.nom) for one in THEMES)]
    )
    pres_de = forms.CharField(label="Près de", help_text="Une commune.", required=False, max_length=100)
    rayon_km = forms.ChoiceField(
        label="Distance",
        required=False,
        choices=[(km, f"{km} km") for km in RADII_KM],
        initial=20,
    )
    territoire = forms.CharField(
        label="Territoire",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"list": "territoires-nommes"}),
    )
    metier = forms.CharField(
        label="Métier",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"list": "metiers"}),
    )

    def clean_pres_de(self) -> Commune | None:
        """The commune that was meant."""
        text = self.cleaned_data["pres_de"].strip()
        return commune_of(text) if text else None

    def clean_territoire(self) -> tuple[TerritoryKind, str] | None:
        """The territory that was meant."""
        text = self.cleaned_data["territoire"].strip()
        if not text:
            return None
        meant = TerritoryForm({"territoire": text})
        if not meant.is_valid():
            raise ValidationError(list(meant.errors["territoire"]))
        return meant.cleaned_data["territoire"]

    def question(self) -> Question:
        """What is asked, once it is valid."""
        given = self.cleaned_data
        theme, commune = THEME_BY_CODE.get(given["theme"]), given["pres_de"]
        return Question(
            theme=theme.id if theme else None,
            trade=given["metier"].strip(),
            origin=commune.point if commune else None,
            radius_km=int(given["rayon_km"] or 20),
            territory=given["territoire"],
        )


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def directory(request: HttpRequest) -> HttpResponse:
    """Who works near me on this theme: the reader's own commune is proposed first."""
    user = signed_in(request)
    mine = profile_of(user)
    asked = request.GET.copy()
    asked.pop("page", None)
    form = DirectoryForm(asked or {"pres_de": str(mine.commune) if mine.commune else "", "rayon_km": "20"})
    found = colleagues(form.question()) if form.is_valid() else []
    page = Paginator(found, _PER_PAGE).get_page(request.GET.get("page"))
    trades = Profile.objects.filter(is_findable=True).exclude(trade="").order_by("trade")
    context = {
        "form": form,
        "page": page,
        "people_found": [_told(one) for one in page.object_list],
        "is_findable": mine.is_findable,
        "query": f"{asked.urlencode()}&" if asked else "",
        "trades": list(trades.values_list("trade", flat=True).distinct()[:200]),
        "territories": list(NamedTerritory.objects.values_list("nom", flat=True)),
    }
    return shown(request, "people/directory.html", context, 422 if form.errors else 200)


def _told(one: Colleague) -> dict:
    """What a professional reads of another: what its owner shows, and nothing else."""
    profile = one.profile
    return {
        "name": one.user.full_name or "sans nom",
        "trade": profile.trade,
        "employer": profile.employer or ", ".join(one.organisations),
        "commune": profile.commune,
        "about": profile.about,
        "email": one.user.email if profile.shows_email else "",
        "phone": presentation.phone_of(profile.phone) if profile.shows_phone else None,
        "distance": presentation.distance_text(one.metres) if one.metres is not None else "",
        "places": [(place.nom, presentation.structure_path(place.id, place.nom)) for place in one.near[:4]],
        "more": max(len(one.near) - 4, 0),
    }
