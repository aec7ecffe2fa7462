# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/organisations/<id>-<name>/`: what an organisation is, and all its places on one map."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Organisation
from accounts.organisations import slug_of
from accounts.roles import Role, role_of
from common.links import outgoing
from common.required import required
from desk.cards import phone_point
from mapping import organisations, presentation
from mapping.models import VisibleService, VisibleStructure
from mapping.vocabulary import THEME_BY_ID

# What one map draws and one page lists; more of it are searched.
MAX_PLACES = 300


def organisation_path(organisation: Organisation) -> str:
    """The canonical path of an organisation's page, in the language of the moment."""
    return reverse("organisation", args=[organisation.pk, slug_of(organisation)])


@dataclass(frozen=True, slots=True)
class HolderLink:
    """Who holds a structure, and their page."""

    name: str
    url: str


def holder_link(seen: VisibleStructure, role: Role) -> HolderLink | None:
    """Who holds a structure, where the reader may know it."""
    holder = organisations.holder_of(seen, role)
    return HolderLink(holder.name, organisation_path(holder)) if holder else None


@require_safe
def organisation_page(request: HttpRequest, pk: str, slug: str = "") -> HttpResponse:
    """One organisation, its places and permanences as the reader may know them."""
    role = role_of(request.user)
    organisation = Organisation.objects.filter(pk=int(pk)).first()
    if organisation is None or not organisations.is_told(organisation, role):
        raise Http404(_("Cette organisation n’existe pas, ou n’a pas de page publique."))
    if slug != slug_of(organisation):
        return HttpResponsePermanentRedirect(organisation_path(organisation))
    held = organisations.held_by(organisation, role)
    structures, permanences = held.structures[:MAX_PLACES], held.permanences[:MAX_PLACES]
    named = {one.id: one for one in structures}
    points = [_point(one, one.nom) for one in structures if one.position]
    points += [_point(named[one.structure_id], one.nom, one) for one in permanences if one.position]
    context = {
        "organisation": organisation,
        "website": outgoing(organisation.website),
        "labels": [one for one in organisation.labels.all() if not one.is_over],
        "agreements": [one for one in organisation.agreements.all() if one.is_in_force],
        "places": [_place(one) for one in structures],
        "permanences": [
            _place(named[one.structure_id], one) for one in permanences if one.structure_id in named
        ],
        "more": len(held.structures) > MAX_PLACES,
        "config": _map(structures),
        "points": points,
        "is_staff": role is Role.STAFF,
        "is_professional": role >= Role.PROFESSIONAL,
    }
    return render(request, "joining/organisation.html", context)


def _place(structure: VisibleStructure, service: VisibleService | None = None) -> dict[str, Any]:
    """A line of the list: what it is called, where it is, the themes that it answers."""
    where = service or structure
    return {
        "name": service.nom if service else presentation.short_name(structure.nom, structure.is_example),
        "of": structure.nom if service else "",
        "url": presentation.structure_path(structure.id, structure.nom),
        "address": presentation.address_line(
            where.adresse, where.complement_adresse, where.code_postal, where.commune_nom
        ),
        "is_example": structure.is_example,
        "themes": [THEME_BY_ID[number] for number in where.themes if number in THEME_BY_ID],
        "phone": presentation.phone_of(where.telephone or structure.telephone),
    }


def _point(structure: VisibleStructure, name: str, service: VisibleService | None = None) -> dict[str, Any]:
    """What the map draws of one place."""
    where = service or structure
    position = required(where.position)
    return {
        "n": "",
        "id": structure.id,
        "nom": name,
        "lat": position.y,
        "lon": position.x,
        "distance": "",
        "url": presentation.structure_path(structure.id, structure.nom),
        "horaires": "",
        "services": [],
        "telephone": phone_point(presentation.phone_of(where.telephone or structure.telephone)),
        "note": presentation.place_note(
            where.position_masked,
            where.position_precision,
            bool(where.adresse),
            where.address_is_confidential,
        ),
        "confidentiel": where.address_is_confidential and not where.position_masked,
        "themes": [THEME_BY_ID[number].code for number in where.themes if number in THEME_BY_ID],
    }


def _map(structures: list[VisibleStructure]) -> dict[str, Any]:
    """Where the map looks: the départements of the places, the site's own where there are none."""
    own = settings.DEPARTEMENT if settings.DEPARTEMENT != "all" else ""
    codes = {
        one.commune_id[: 3 if one.commune_id.startswith("97") else 2] for one in structures if one.commune_id
    }
    drawn = sorted(codes)[:4] or ([own] if own else [])
    return {
        "lat": None,
        "lon": None,
        "rayon_m": None,
        "contours": [reverse("outlines", args=[code]) for code in drawn],
        "alentours": reverse("departements", args=[drawn[0]]) if drawn else "",
        "recherche": False,
        "themes": presentation.map_themes(),
    }
