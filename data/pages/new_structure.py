# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/structures/nouvelle/`: a structure that is not in the directory yet, in one short form.

Those that it may be are shown before anything is made. The form carries the number of what it makes: sent
twice, it makes one.
"""

import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.gis.geos import Point
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
from data.imports.values import hours
from history.context import acting, current_act
from history.models import Cause
from mapping import permissions, positions, writing
from mapping.editing.forms import ShownAgain, text
from mapping.editing.place import Located, locate, no_commune
from mapping.editing.reach import telephone
from mapping.editing.told import tell
from mapping.models import PositionPrecision, Service, Structure
from mapping.presentation import structure_path
from mapping.review import MAX_CANDIDATES
from mapping.vocabulary import THEMATIQUES, THEMES, theme_of

COMMUNE = "commune"
_FINE = ("address", "street")


def _themes() -> list[Any]:
    """The thématiques under the theme of each."""
    groups: dict[int, list[tuple[str, Any]]] = {}
    for code, label in THEMATIQUES:
        groups.setdefault(theme_of(code).id, []).append((code, label))
    return [("", _("choisir")), *((one.nom, groups[one.id]) for one in THEMES if one.id in groups)]


# What the address of the form may say of a structure that somebody proposed.
_SAID_BEFORE = ("nom", "adresse", "code_postal", "commune_nom", "telephone")


class NewStructureForm(ShownAgain, forms.Form):
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
    horaires = text(
        gettext_lazy("horaires"),
        gettext_lazy("Comme vous le diriez : lundi au jeudi 9h-12h et 14h-17h, vendredi 9h-12h."),
        max_length=500,
    )
    organisation = forms.ChoiceField(
        label=gettext_lazy("tenue par"), required=False, widget=forms.Select(attrs={"class": "select"})
    )
    lieu = forms.CharField(required=False, max_length=10)
    jeton = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, user: User, data: QueryDict | None = None, said: dict[str, str] | None = None) -> None:
        """`said`: what somebody proposed already, by field."""
        super().__init__(data, auto_id="champ_%s", initial={"jeton": uuid.uuid4()} | (said or {}))
        self.located: Located | None = None
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

    def clean_horaires(self) -> str:
        """The hours in the syntax of the directory."""
        typed = self.cleaned_data["horaires"]
        read = hours.read(typed)
        if typed and hours.is_kept(read):
            raise ValidationError(
                _("ces horaires ne se lisent pas : écrivez par exemple « lundi au jeudi 9h-12h et 14h-17h ».")
            )
        return str(read.value or "")

    def clean(self) -> dict[str, Any]:
        """The fields, and where the address is; refused where that is in doubt and nobody chose."""
        given = self.cleaned_data
        if self.errors:
            return given
        parts = {name: given[name] for name in ("adresse", "code_postal", "commune_nom")}
        self.located = locate({**parts, "complement_adresse": ""}, is_public=True)
        if self.located.commune is None:
            self.add_error("commune_nom", no_commune(self.located, given["commune_nom"]))
        elif self.in_doubt and not self._chosen():
            self.add_error("lieu", _("l'adresse n'est pas trouvée avec certitude : dites où c'est."))
        return given

    @property
    def candidates(self) -> list[Any]:
        """The places to choose from."""
        outcome = self.located.outcome if self.located else None
        return list(outcome.alternatives[:MAX_CANDIDATES]) if outcome else []

    @property
    def in_doubt(self) -> bool:
        """Whether an address was given that the geocoding is not sure of."""
        if self.located is None or self.located.commune is None or not self.data.get("adresse", "").strip():
            return False
        outcome = self.located.outcome
        return self.located.is_down or outcome is None or outcome.waits or outcome.precision not in _FINE

    def _chosen(self) -> bool:
        lieu = self.data.get("lieu", "")
        return lieu == COMMUNE or (lieu.isdigit() and 1 <= int(lieu) <= len(self.candidates))

    def place(self) -> dict[str, Any]:
        """The point of the structure and what goes with it; none where only its commune is known."""
        located, lieu = self.located, self.data.get("lieu", "")
        if located is None or located.outcome is None:
            return {}
        if self.in_doubt:
            if not lieu.isdigit():
                return {}
            one = self.candidates[int(lieu) - 1]
            manual = {"position_precision": PositionPrecision.MANUAL}
            point = Point(one.lon, one.lat, srid=4326)
            return manual | {"position": point, "position_origin": positions.ORIGIN_PERSON}
        outcome = located.outcome
        if outcome.precision not in _FINE or outcome.lat is None or outcome.lon is None:
            return {}
        return {
            "position": Point(outcome.lon, outcome.lat, srid=4326),
            "position_precision": outcome.precision,
            "position_origin": outcome.provider,
        }


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
    return render(request, "data/new_structure.html", {"form": form, "alike": found}, status=status)


def _structure(form: NewStructureForm) -> Structure:
    given, located = form.cleaned_data, form.located
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
