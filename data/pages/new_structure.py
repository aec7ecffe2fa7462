# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/structures/nouvelle/`: a structure that is not in the directory yet, in one short form.

Those that it may be are shown before anything is made. The form carries the number of what it makes: sent
twice, it makes one.
"""

import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import at_least, signed_in
from accounts.memberships import organisations_of
from accounts.models import User
from accounts.roles import Role, role_of
from common.deadlocks import again_after_deadlock
from data.alike import Alike, alike
from history.context import acting, current_act
from history.models import Cause
from mapping import permissions, writing
from mapping.editing.forms import ShownAgain, text
from mapping.editing.hours_field import HoursField
from mapping.editing.place import (
    COMMUNE,
    FOUND,
    MAP,
    Located,
    WhereAsked,
    degrees,
    locate,
    no_commune,
    point_found,
)
from mapping.editing.reach import telephone
from mapping.editing.told import tell
from mapping.models import Service, Structure
from mapping.presentation import structure_path
from mapping.vocabulary import THEMATIQUES, THEMES, theme_of
from places.models import Commune


def _themes() -> list[Any]:
    """The thématiques under the theme of each."""
    groups: dict[int, list[tuple[str, Any]]] = {}
    for code, label in THEMATIQUES:
        groups.setdefault(theme_of(code).id, []).append((code, label))
    return [("", _("choisir")), *((one.nom, groups[one.id]) for one in THEMES if one.id in groups)]


# What the address of the form may say of a structure that somebody proposed.
_SAID_BEFORE = ("nom", "adresse", "code_postal", "commune_nom", "telephone")


class NewStructureForm(WhereAsked, ShownAgain, forms.Form):
    """What is enough for somebody to come: a name, a place, a number, hours, and what for."""

    nom = text(gettext_lazy("nom"), required=True, max_length=255)
    thematique = forms.ChoiceField(
        label=gettext_lazy("ce qu'on y fait d'abord"),
        help_text=gettext_lazy("Vous ajouterez les autres services ensuite."),
        widget=forms.Select(attrs={"class": "select"}),
    )
    adresse = text(gettext_lazy("numéro et rue"), max_length=255, attributes={"autocomplete": "off"})
    code_postal = text(gettext_lazy("code postal"), max_length=5, attributes={"inputmode": "numeric"})
    commune_nom = text(gettext_lazy("commune"), required=True, max_length=100)
    telephone = text(gettext_lazy("téléphone de l'accueil"), kind="tel", max_length=30)
    horaires = HoursField(label=gettext_lazy("horaires"))
    organisation = forms.ChoiceField(
        label=gettext_lazy("tenue par"), required=False, widget=forms.Select(attrs={"class": "select"})
    )
    lieu = forms.CharField(label=gettext_lazy("lieu"), required=False, max_length=10)
    lat = degrees(gettext_lazy("latitude"), 90)
    lon = degrees(gettext_lazy("longitude"), 180)
    jeton = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, user: User, data: QueryDict | None = None, said: dict[str, str] | None = None) -> None:
        """`said`: what somebody proposed already, by field."""
        super().__init__(data, auto_id="champ_%s", initial={"jeton": uuid.uuid4()} | (said or {}))
        self.found_ahead: Located | None = None
        self._placed: dict[str, Any] = {}
        thematique = self.fields["thematique"]
        assert isinstance(thematique, forms.ChoiceField)
        thematique.choices = _themes()
        own = [(str(one.pk), one.name) for one in organisations_of(user)]
        if not own:
            del self.fields["organisation"]
            return
        organisation = self.fields["organisation"]
        assert isinstance(organisation, forms.ChoiceField)
        organisation.choices = [("", _("une autre, ou je ne sais pas")), *own]

    def clean_telephone(self) -> str:
        """The number, as it was written."""
        return telephone(self.cleaned_data["telephone"])

    def clean_code_postal(self) -> str:
        """Five digits, or nothing."""
        code = "".join(self.cleaned_data["code_postal"].split())
        if code and (len(code) != 5 or not code.isascii() or not code.isdigit()):
            raise ValidationError(_("cinq chiffres sont attendus, par exemple 77000."))
        return code

    def clean(self) -> dict[str, Any]:
        """The fields, and where it is; refused where that is in doubt and nobody said. All that is wrong is
        told at once; where a button of the grid of hours was pressed, nothing is judged yet."""
        given = self.cleaned_data
        if self.goes_on_in_place:
            for name in [name for name in self.errors if name != "horaires"]:
                del self.errors[name]
            return given
        if not given.get("commune_nom"):
            return given
        lieu = self.lieu_asked
        parts = {name: given.get(name, "") for name in ("adresse", "code_postal", "commune_nom")}
        self.found_ahead = locate(
            {**parts, "complement_adresse": ""}, is_public=True, asks=lieu not in (MAP, COMMUNE)
        )
        if self.found_ahead.commune is None:
            self.add_error("commune_nom", no_commune(self.found_ahead, given["commune_nom"]))
        elif not ("lat" in self.errors or "lon" in self.errors):
            try:
                self._placed = self._place(given, self.found_ahead, self.found_ahead.commune)
            except ValidationError as error:
                self.add_error(None, error)
        return given

    @property
    def verdict(self) -> str:
        """What the geocoding says of the address, where it is not sure; empty otherwise."""
        located = self.found_ahead
        if located is None or self.lieu_asked in (MAP, COMMUNE) or not self.data.get("adresse", "").strip():
            return ""
        if located.is_down:
            return _("Le service d'adresses ne répond pas : placez le repère vous-même.")
        said = located.outcome.verdict if located.outcome and located.outcome.waits else None
        return " ".join((said.reason, *said.notes)) if said else ""

    def context(self) -> dict[str, Any]:
        """The map of where it is, and the places to choose from."""
        located = self.found_ahead
        return self.on_the_map(self._placed.get("position"), located.commune if located else None)

    def place(self) -> dict[str, Any]:
        """The point of the structure and what goes with it; none where only its commune is known."""
        return self._placed

    def _place(self, given: dict[str, Any], located: Located, commune: Commune) -> dict[str, Any]:
        """The point that is asked for. Raises ValidationError, by field."""
        lieu, typed = self.lieu_asked, given.get("lat") is not None and given.get("lon") is not None
        if lieu == MAP or (lieu == FOUND and typed):
            return self.by_hand(given, commune)
        if lieu.isdecimal():
            return self.chosen(int(lieu), commune)
        return {} if lieu == COMMUNE or not given.get("adresse") else point_found(located)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def new_structure(request: HttpRequest) -> HttpResponse:
    """The form; what it may be a duplicate of; then the page of what was made."""
    user = signed_in(request)
    said = {name: request.GET[name][:255] for name in _SAID_BEFORE if name in request.GET}
    form = NewStructureForm(user, request.POST if request.method == "POST" else None, said)
    found: list[Alike] = []
    if form.is_bound and form.is_valid():
        made = _made_already(form)
        if made is not None:
            return redirect(structure_path(made.pk, made.nom))
        structure = _structure(form)
        if refusal := permissions.why_not(user, structure):
            form.add_error(None, refusal)
        else:
            found = [] if "autre" in request.POST else _alike(form, structure, role_of(user))
            made = None if found else _write(request, form, user)
            if made is not None:
                return redirect(structure_path(made.pk, made.nom))
    status = 422 if form.errors else 200
    context = {"form": form, "alike": found, **form.context()}
    return render(request, "data/new_structure.html", context, status=status)


def _structure(form: NewStructureForm) -> Structure:
    given, located = form.cleaned_data, form.found_ahead
    return Structure(
        source=settings.SITE_NAME[:50],
        source_id=str(given["jeton"]),
        nom=given["nom"],
        adresse=given["adresse"],
        code_postal=given["code_postal"],
        commune_nom=given["commune_nom"],
        commune=located.commune if located else None,
        telephone=given["telephone"],
        horaires_accueil=given["horaires"],
        organisation_id=int(given.get("organisation") or 0) or None,
        **form.place(),
    )


def _alike(form: NewStructureForm, structure: Structure, role: Role) -> list[Alike]:
    return alike(
        structure.nom,
        structure.adresse,
        structure.telephone,
        structure.commune_id or "",
        structure.position,
        role,
    )


def _made_already(form: NewStructureForm) -> Structure | None:
    """What this very form made before, where it was sent twice."""
    mine = Structure.objects.filter(source=settings.SITE_NAME[:50], source_id=str(form.cleaned_data["jeton"]))
    return mine.first()


def _write(request: HttpRequest, form: NewStructureForm, user: User) -> Structure | None:
    """Make the structure and its first service, as one act; None, with what was refused in the form."""
    code = form.cleaned_data["thematique"]

    def whole() -> tuple[Structure, int | None]:
        with acting(Cause.EDIT, user):
            made = writing.create(_structure(form), user)
            first = Service(
                structure=made,
                source=made.source,
                source_id=made.source_id,
                nom=str(dict(THEMATIQUES)[code]),
                thematiques=[code],
            )
            writing.create(first, user)
            return made, current_act()

    try:
        made, act = again_after_deadlock(whole)
    except ValidationError as error:
        for name, errors in error.message_dict.items():
            form.add_error(name if name in form.fields else None, errors)
        return None
    tell(request, _("« %(name)s » est en ligne. Complétez-la si vous voulez.") % {"name": made.nom}, act)
    return made
