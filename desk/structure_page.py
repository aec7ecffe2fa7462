# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page of one structure, and the way from it back to the search that led there."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.gis.geos import Point
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.access import awaited, signed_in
from accounts.models import User
from accounts.readers import Reader, reader_of
from accounts.roles import Role, role_of
from data.linked.structures import of_structure as linked
from data.same_place.merged import kept_instead_of, made_again
from desk import printed, satisfied, sheet, sheets, ways
from desk.address_bar import Reading, read
from desk.asked import Asked
from desk.campaigns.pages import may_ask_one
from desk.joining.organisation_page import holder_link
from mapping import holding, permissions, photos, presentation
from mapping.campaigns import asking, moments
from mapping.changes.known import history_path
from mapping.changes.pages import last_changes
from mapping.editing.blocks import Editor
from mapping.editing.hours_apart import apart_of
from mapping.editing.offered import addresses
from mapping.editing.status import way_back
from mapping.editing.told import said
from mapping.finer import TOUS_PUBLICS
from mapping.freshness import told as freshness
from mapping.group_fields import told as group_fields
from mapping.labelled import label_of
from mapping.models import ReviewCadence, VisibleStructure
from mapping.practice.middleware import practised
from mapping.vocabulary import ThemeSpec
from network.gallery.holders import Of, of_structure
from network.gallery.shown import strip_of_structure
from places.lookup import commune_at
from places.models import Commune
from places.territories import TerritoryKind, territory
from search import engine
from search.complements import complements
from search.question import Search
from search.same_address import at_the_same_address

# What the address of a structure's page says beside the search that led there.
OF_A_STRUCTURE = frozenset({"vers", "depuis", "id"})
_COORDINATES = re.compile(r"(-?\d{1,2}(?:\.\d{1,6})?),(-?\d{1,3}(?:\.\d{1,6})?)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Back:
    """The link back to the list, and what it says of it."""

    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What completes the services of a structure near by: its theme, its name, how far it is."""

    theme: ThemeSpec
    service: str
    structure: str
    is_example: bool
    distance: str
    url: str


@dataclass(frozen=True, slots=True)
class Here:
    """Another structure with services at the same address."""

    structure: str
    is_example: bool
    services: tuple[str, ...]
    url: str


@require_safe
def structure(request: HttpRequest, pk: str, slug: str = "") -> HttpResponse:
    """One structure, as the reader may see it.

    The address holds the search that led here, so that its list is one step back and the way is measured as
    in the list; « vers » is which of the structure's places the link was about.
    """
    role = role_of(request.user)
    # What everyone reads of the fields of groups is read with it.
    found = group_fields.with_values(VisibleStructure.objects.seen_by(role))
    seen = found.filter(pk=int(pk)).first()
    if seen is None:
        merged = kept_instead_of(int(pk)) or made_again(int(pk))
        kept = VisibleStructure.objects.seen_by(role).filter(pk=merged).first() if merged else None
        if kept is not None:
            return HttpResponsePermanentRedirect(presentation.structure_path(kept.id, kept.nom))
        if back := way_back(request.user, int(pk)):
            return redirect(back)
        raise Http404(_("Cette structure n'existe pas, ou n'est plus publiée."))
    canonical = presentation.structure_path(seen.id, seen.nom)
    if slug != seen.slug:
        asked = request.GET.urlencode(safe=",")
        return HttpResponsePermanentRedirect(f"{canonical}?{asked}" if asked else canonical)
    origin = origin_of(request.GET)
    way = ways.way_to(seen, role, origin, point_of(request.GET.get("vers", ""))) if origin else None
    reading = read(request.GET, OF_A_STRUCTURE)
    before = Asked.before(reading.search, role, [seen.id])
    fresh = freshness.of(seen)
    # What a search engine reads of a page, and the API, say the same to everyone.
    seen_to = freshness.dates(fresh)
    url = request.build_absolute_uri(canonical)
    reader = reader_of(request.user)
    told = sheet.tell(seen, reader, way, url, before, seen_to)
    handout = request.GET.copy()
    handout["id"] = str(seen.id)
    handout.pop("vers", None)
    edits = _edits(request, seen)
    answers = permissions.may_change(request.user, seen.id)
    context = {
        "sheet": told,
        # The same for everyone, whoever reads; an exercise is nobody's to find.
        "linked": None if _practises(request) else linked(seen.id, request.build_absolute_uri),
        "told": reading.messages(),
        "back": _back(request.GET, reading, told, role),
        "beside": _beside(told, before, reading, role),
        "sheets": sheets.of_structure(seen, reading.search, [one.code for one in told.themes], role),
        "here": _here(seen, request.GET, role),
        "handout_query": handout.urlencode(safe=",~"),
        "from": [(name, value) for name, values in reading.query(reading.search).lists() for value in values],
        "photos": photos.of(seen),
        "gallery": None if _practises(request) else strip_of_structure(of_structure(seen), role),
        "gallery_add_url": _gallery_add_url(seen) if edits else "",
        "edits": edits,
        "edit_url": reverse("edit-structure", args=[seen.id, seen.slug]),
        "said": list(said(request, seen.id, seen.slug)) if request.user.is_authenticated else [],
        "is_professional": role >= Role.PROFESSIONAL,
        "holder": holder_link(seen, role),
        "holds": holding.holds(request.user, seen.id),
        "awaits": awaited(request.user) is not None,
        "may_edit": bool(edits),
        "group_sheets": _group_sheets(request, seen, reader),
        "apart": apart_of(seen, role) if edits else [],
        "answers": answers,
        # An exercise is nobody else's to put right.
        "report_url": "" if _practises(request) else reverse("report-structure", args=[seen.id, seen.slug]),
        "fresh": fresh,
        "moments": moments.now_on(seen.id),
        "cadence": asking.cadence_of(seen.id) if answers else None,
        "ask_url": _ask_url(request, seen.id, canonical) if answers else "",
        "cadences": ReviewCadence.Months.choices,
        "oldest": freshness.oldest(fresh),
        "label": None if _practises(request) else label_of(seen.id),
        "books": [] if _practises(request) else printed.books_of(seen.id),
        "satisfied": None if _practises(request) else satisfied.satisfied(seen.id),
        "history_url": history_path(seen.id, seen.nom),
        "changes": last_changes(seen.id, request.user) if role >= Role.PROFESSIONAL else [],
    }
    return render(request, "desk/structure.html", context)


def _gallery_add_url(seen: VisibleStructure) -> str:
    """Where photographs are added; empty of a place whose address the reader may not see."""
    return "" if seen.position_masked else reverse("photos-add", args=[Of.STRUCTURE.value, seen.id])


def _ask_url(request: HttpRequest, number: int, path: str) -> str:
    """Where one asks the structure of this page to confirm; empty for who may not."""
    if not may_ask_one(signed_in(request), number):
        return ""
    return f"{reverse('campaign-new')}?{urlencode({'structure': path})}"


def _here(seen: VisibleStructure, query: QueryDict, role: Role) -> list[Here]:
    """What others give at the address of the structure; each leads to its page, in the same search."""
    question = list_before(query).partition("?")[2]
    return [
        Here(
            presentation.short_name(one.structure, one.is_example),
            one.is_example,
            one.services,
            presentation.structure_path(one.structure_id, one.structure)
            + (f"?{question}" if question else ""),
        )
        for one in at_the_same_address(seen, role)
    ]


def _edits(request: HttpRequest, seen: VisibleStructure) -> dict[str, str]:
    """By block, the address where the reader edits it; none where they edit nothing here."""
    user = request.user
    if not isinstance(user, User) or permissions.why_not_of(user, seen.id):
        return {}
    return addresses(seen, Editor.of(user), practises=_practises(request))


def _group_sheets(request: HttpRequest, seen: VisibleStructure, reader: Reader) -> list[group_fields.Sheet]:
    """What it says in the fields of groups, as its reader is told it; an exercise is of no group."""
    if _practises(request):
        return []
    if reader.role is Role.VISITOR:
        return group_fields.of_everyone(seen)
    return group_fields.of_reader(seen, reader)


def _practises(request: HttpRequest) -> bool:
    return practised(request) is not None


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
    encoded = question.urlencode(safe=",~")
    return f"{reverse('home')}?{encoded}" if encoded else reverse("home")


def point_of(text: str) -> Point | None:
    """The point of « 48.539,2.660 »; None for anything else, which only hides a distance."""
    match = _COORDINATES.fullmatch(text)
    if not match:
        return None
    lat, lon = float(match[1]), float(match[2])
    return Point(lon, lat, srid=4326) if -90 <= lat <= 90 and -180 <= lon <= 180 else None


def _back(query: QueryDict, reading: Reading, told: sheet.Sheet, role: Role) -> Back:
    """« Les 7 réponses près de Chelles », where a search led here; else the search around the structure."""
    url = list_before(query)
    if url == reverse("home") and told.position:
        around = urlencode({"lat": f"{told.position[0]:.3f}", "lon": f"{told.position[1]:.3f}"})
        return Back(f"{url}?{around}", _("Chercher autour d’ici"))
    asked = reading.search
    name = _where(asked)
    found = engine.total(asked.from_the_start(), role) if name else 0
    if not found:
        return Back(url, _("Retour à la recherche"))
    if found > engine.COUNT_CAP:
        text = _("Plus de %(n)d réponses") % {"n": engine.COUNT_CAP}
    else:
        text = ngettext("La réponse", "Les %(n)d réponses", found) % {"n": found}
    if asked.place is None:
        return Back(url, f"{text} – {name}")
    return Back(url, f"{text} {presentation.near(name)}")


def _where(asked: Search) -> str:
    """The place or the territory of a search by its name; empty where it has none."""
    place = asked.place
    if place is None:
        named = (territory(kind, getattr(asked.criteria, kind)) for kind in TerritoryKind)
        return next((one.nom for one in named if one), "")
    if place.commune:
        commune = Commune.objects.filter(code=place.commune).first()
    else:
        commune = commune_at(place.lon, place.lat)
    return commune.nom if commune else ""


def _publics(told: sheet.Sheet) -> tuple[str, ...]:
    """Whom the services that were found take; none where one of them takes everyone, or does not say."""
    publics = [one.publics for one in told.found or told.services]
    if any(not each or TOUS_PUBLICS in each for each in publics):
        return ()
    return tuple(dict.fromkeys(code for each in publics for code in each))


def _beside(told: sheet.Sheet, before: Asked, reading: Reading, role: Role) -> list[Beside]:
    """What completes the services that were asked for, or all of them, near by."""
    asked = before.search
    themes = asked.criteria.themes
    offered = [theme.code for theme in told.themes]
    found = complements(
        told.id,
        told.position,
        [code for code in themes if code in offered] or offered,
        # What is asked for too is in the list already.
        [*offered, *themes],
        role,
        asked.criteria.publics or _publics(told),
    )
    question = reading.query(asked).urlencode(safe=",~")
    return [
        Beside(
            one.theme,
            one.service,
            presentation.short_name(one.structure, one.is_example),
            one.is_example,
            presentation.distance_text(one.metres, located=one.is_located),
            presentation.structure_path(one.structure_id, one.structure)
            + (f"?{question}" if question else ""),
        )
        for one in found
    ]
