# SPDX-License-Identifier: AGPL-3.0-or-later
"""The public pages: where one begins or the search at `/`, and one structure."""

import re
from urllib.parse import urlencode

from django.contrib.gis.geos import Point
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.readers import reader_of
from accounts.roles import Role, role_of
from desk import sheet, ways
from desk.address_bar import link_to, read
from desk.letters import offers
from desk.search_page import search_page
from desk.welcome import welcome
from mapping import permissions, presentation
from mapping.models import VisibleStructure
from search import engine

# What the address of a structure's page says beside the search that led there.
OF_A_STRUCTURE = frozenset({"vers", "depuis", "id"})
_COORDINATES = re.compile(r"(-?\d{1,2}(?:\.\d{1,6})?),(-?\d{1,3}(?:\.\d{1,6})?)", re.ASCII)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Where one begins; the answer where something is asked."""
    return search_page(request) if request.GET else welcome(request)


@require_safe
def structure(request: HttpRequest, pk: str, slug: str = "") -> HttpResponse:
    """One structure, as the reader may see it.

    The address holds the search that led here, so that its list is one step back and the way is measured as
    in the list; « vers » is which of the structure's places the link was about.
    """
    role = role_of(request.user)
    seen = VisibleStructure.objects.seen_by(role).filter(pk=int(pk)).first()
    if seen is None:
        raise Http404(_("Cette structure n'existe pas, ou n'est plus publiée."))
    canonical = presentation.structure_path(seen.id, seen.nom)
    if slug != seen.slug:
        asked = request.GET.urlencode(safe=",")
        return HttpResponsePermanentRedirect(f"{canonical}?{asked}" if asked else canonical)
    origin = origin_of(request.GET)
    way = ways.way_to(seen, role, origin, point_of(request.GET.get("vers", ""))) if origin else None
    reading = read(request.GET, OF_A_STRUCTURE)
    asked_for = engine.services_asked_for(reading.search, role, [seen.id])
    needs = engine.needs_of_services(reading.search, role, [seen.id])
    address = request.build_absolute_uri(canonical)
    told = sheet.tell(seen, reader_of(request.user), way, address, asked_for, needs)
    handout = request.GET.copy()
    handout["id"] = str(seen.id)
    handout.pop("vers", None)
    back = list_before(request.GET)
    if back == reverse("home") and told.position:
        back += "?" + urlencode({"lat": f"{told.position[0]:.3f}", "lon": f"{told.position[1]:.3f}"})
    context = {
        "sheet": told,
        "told": reading.messages(),
        "back": back,
        "handout_query": handout.urlencode(safe=",~"),
        "from": [],
        "may_edit": permissions.may_change(request.user, seen.id),
        "is_professional": role >= Role.PROFESSIONAL,
        "report_url": offers.team_url(canonical),
    }
    return render(request, "desk/structure.html", context)


def origin_of(query: QueryDict) -> Point | None:
    """Where the reader of a structure comes from: the place of the search in its address, or « depuis »,
    which links written by others give; None without any."""
    place = read(query).search.place
    return Point(place.lon, place.lat, srid=4326) if place else point_of(query.get("depuis", ""))


def list_before(query: QueryDict) -> str:
    """The link back to the list of the search in a structure's address; the home page where there is none."""
    reading = read(query)
    question = reading.query(reading.search)
    if not question and (origin := point_of(query.get("depuis", ""))):
        question["lat"], question["lon"] = f"{origin.y:g}", f"{origin.x:g}"
    return link_to(question)


def point_of(text: str) -> Point | None:
    """The point of « 48.539,2.660 »; None for anything else, which only hides a distance."""
    match = _COORDINATES.fullmatch(text)
    if not match:
        return None
    lat, lon = float(match[1]), float(match[2])
    return Point(lon, lat, srid=4326) if -90 <= lat <= 90 and -180 <= lon <= 180 else None
