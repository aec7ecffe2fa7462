# SPDX-License-Identifier: AGPL-3.0-or-later
"""What everyone may read of the changes: the history of a structure, what changed lately, its feed."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.roles import Role, role_of
from history.recent import Asked
from mapping import permissions, protection
from mapping.changes import asked as question
from mapping.changes.known import Known, history_path, structures_known
from mapping.changes.listing import Item, listing, moment_of
from mapping.changes.roads import CHOICES
from mapping.group_fields.history import changes_for_members
from mapping.models import Structure
from mapping.presentation import slug_of
from mapping.vocabulary import THEMES


@require_safe
def structure_history(request: HttpRequest, pk: str, slug: str = "") -> HttpResponse:
    """All that was done of a structure, the last first, as the reader may know it; 404 for one that they do
    not see."""
    role = role_of(request.user)
    known = structures_known({int(pk)}, role).get(int(pk))
    if known is None:
        raise Http404(_("Cette structure n'existe pas, ou n'est plus publiée."))
    if slug != slug_of(known.name):
        return HttpResponsePermanentRedirect(history_path(known.id, known.name))
    before = moment_of(request.GET.get("avant", ""))
    page = listing(Asked(root=known.id), request.user, before)
    context = {
        "structure": known,
        "page": page,
        "is_first": before is None,
        "of_members": changes_for_members(known.id, request.user) if before is None else [],
        "day": request.GET.get("avant", ""),
        **_rights(request.user, role, known),
    }
    return render(request, "mapping/changes/structure.html", context)


def last_changes(structure_id: int, user: Any, limit: int = 3) -> list[Item]:
    """The last acts of a structure, as its page shows them to professionals."""
    return listing(Asked(root=structure_id), user, limit=limit).items


def _rights(user: Any, role: Role, known: Known) -> dict[str, Any]:
    """What the reader may do there, and what is protected."""
    if role < Role.PROFESSIONAL:
        return {"may_restore": False, "refused": "", "protection": None, "may_protect": False, "kept": []}
    structure = Structure.objects.select_related("commune").get(pk=known.id)
    refused = permissions.why_not(user, structure)
    return {
        "may_restore": not refused,
        "refused": refused,
        "protection": protection.protection_of(known.id),
        "may_protect": protection.may_protect(user, structure),
        "kept": list(structure.protections.select_related("act__by", "ended__by").order_by("-pk")[:20]),
    }


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """« Modifications récentes » : the last acts of a territory, about a theme, by a road or an author."""
    asked = question.read(request.GET, request.user)
    page = listing(asked.asked(), request.user, asked.from_moment)
    author = next((one.author for one in page.items if one.author.account == asked.author), None)
    context = {
        "asked": asked,
        "page": page,
        "author": author,
        "themes": THEMES,
        "roads": CHOICES,
        "is_professional": role_of(request.user) >= Role.PROFESSIONAL,
        "is_staff": role_of(request.user) is Role.STAFF,
        "here": request.get_full_path(),
    }
    return render(request, "mapping/changes/recent.html", context)


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The same as an Atom feed, as everyone may read it whoever asks: readers of feeds keep what they get."""
    asked = question.read(request.GET, None)
    page = listing(asked.asked(), None, asked.from_moment)
    url = request.build_absolute_uri(request.get_full_path())
    title = _("Modifications récentes – %(place)s") % {"place": asked.place or _("partout")}
    document = Atom1Feed(
        title=title,
        link=request.build_absolute_uri(f"{reverse('changes')}?{asked.query()}"),
        feed_url=url,
        description="",
        language=get_language() or "fr",
    )
    for item in page.items:
        for structure in item.roots[:10]:
            path = structure.history
            document.add_item(
                title=structure.name,
                link=request.build_absolute_uri(path),
                # Neither the number of an act nor of an event is told: they count what is hidden too.
                unique_id=f"{request.build_absolute_uri(path)}#{item.cursor}",
                description=" ; ".join(_summary(item, structure)) or item.road,
                author_name=item.author.name,
                updateddate=item.at,
                pubdate=item.at,
            )
    answer = HttpResponse(document.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _summary(item: Item, structure: Known) -> list[str]:
    """« service « Cours » : Horaires, Publics »: what changed of a structure, without the values."""
    words = []
    for entry in item.entries:
        if entry.structure is None or entry.structure.id != structure.id:
            continue
        labels = ", ".join(dict.fromkeys(line.label for line in entry.lines)) if entry.is_change else ""
        doing = labels or entry.note or entry.done
        words.append(f"{entry.what} : {doing}" if entry.what else doing)
    return [word for word in words if word]
