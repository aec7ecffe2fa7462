# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages where resources are read: the list, a sheet, and the sheet of paper to hand over."""

from dataclasses import replace

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.roles import Role, role_of
from common import qr
from mapping.vocabulary import THEMES
from network import policy
from network.choices import ABOUT
from network.discussions.told import topic_of_sheet
from network.faq import faq_data
from network.languages import FRENCH, is_known, language_of
from network.listed import PAGE
from network.models import Audience, Resource, ResourceKind, Translation
from network.models.common import eyes_of
from network.near import near
from network.resources import asking, listing
from network.resources.sheet import Sheet, chosen, in_language, printed_parts
from network.said import said_of

PER_PAGE = 20
# What a sheet of paper holds, in characters, and what a step, a fact or a task takes of it beside its words.
_PRINTED, _A_LINE = 3_400, 50


@require_safe
def resources(request: HttpRequest) -> HttpResponse:
    """The resources that the reader may read, and that the address asks for."""
    role = role_of(request.user)
    asked = asking.read(request.GET)
    if role < Role.PROFESSIONAL:
        # What is to be read again is the work of whoever may.
        asked = replace(asked, to_review=False)
    # `title` alone is no order: two may have one title.
    eyes = eyes_of(request.user)
    found = asked.among(Resource.objects.seen_by(eyes), eyes)
    if not (asked.to_review or asked.words):
        found = found.order_by("title", "pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get(PAGE))
    query = asked.query()
    path = reverse("resources")
    context = {
        "asked": asked,
        "lines": listing.lines(page.object_list, _reading_in()),
        "page": page,
        "chips": [(chip.label, f"{path}?{chip.query}" if chip.query else path) for chip in asked.chips()],
        "pages_query": f"{query}&" if query else "",
        "feed_url": f"{reverse('resources-feed')}?{query}" if query else reverse("resources-feed"),
        "choices": {name: asking.choices(name) for name in ("nature", "parcours", "langue", "public")},
        "new_kinds": [
            (f"{reverse('resource-new')}?nature={value}", label, ABOUT[ResourceKind(value)])
            for value, label in ResourceKind.choices
        ],
        "themes": THEMES,
        "may_write": not policy.why_not(request.user),
        "is_professional": role >= Role.PROFESSIONAL,
    }
    return render(request, "network/resources/list.html", context)


@require_safe
def resource(request: HttpRequest, pk: str, slug: str = "") -> HttpResponse:
    """A resource, in the language of the page or in that of the address (`langue`) where somebody translated
    it. What was withdrawn is shown to professionals, who may bring it back."""
    held = _of(request, pk)
    if slug != held.slug:
        return _moved(request, "resource", held)
    role = role_of(request.user)
    wanted = _wanted(request)
    sheet = Sheet(held, chosen(_translations(held), wanted), role)
    may_edit = not policy.why_not(request.user, held)
    path = reverse("resource", args=[held.pk, held.slug])
    context = {
        "sheet": sheet,
        "of_group": policy.group_told(request.user, held),
        "wanted": language_of(wanted),
        "is_fallback": sheet.language.code != wanted,
        "may_edit": may_edit,
        "is_professional": role >= Role.PROFESSIONAL,
        "said": said_of(request, held.pk),
        "history_url": reverse("shared-history", args=[held.pk]),
        "report_url": f"{reverse('write')}?page={path}",
        "near": near(held, request.GET, role),
        "made_of": topic_of_sheet(held, request.user),
        "faq": faq_data(held.kind, sheet.text) if held.audience == Audience.PUBLIC else None,
    }
    return render(request, "network/resources/sheet.html", context)


@require_safe
def printed(request: HttpRequest, pk: str, slug: str = "") -> HttpResponse:
    """A resource on one sheet of paper, to hand over: facts, steps, as much of the text as it holds, and the
    QR code of its page."""
    held = _of(request, pk)
    if slug != held.slug:
        return _moved(request, "resource-print", held)
    sheet = Sheet(held, chosen(_translations(held), _wanted(request)), role_of(request.user))
    text, is_whole = printed_parts(sheet.text, _room(sheet))
    url = request.build_absolute_uri(in_language("resource", held, sheet.language))
    context = {
        "sheet": sheet,
        "html": sheet.html_of(text) if text else "",
        "is_whole": is_whole,
        "page_url": url,
        "qr": qr.drawing(url, _("Code QR de la page")),
    }
    return render(request, "network/resources/print.html", context)


def _room(sheet: Sheet) -> int:
    """How many characters of the text a sheet of paper holds beside all the rest."""
    said = [sheet.title * 2, sheet.summary, *sheet.steps, *(fact.value for fact in sheet.facts)]
    if table := sheet.who_does_what:
        said += [task.name + ", ".join(task.organisations) for task in table.tasks]
        said.append(", ".join(table.holes))
    return max(0, _PRINTED - sum(len(one) + _A_LINE for one in said))


def _of(request: HttpRequest, pk: str) -> Resource:
    """The resource of an address. Raises Http404 for one that the reader may not know of."""
    known = policy.known(Resource, eyes_of(request.user), {int(pk)})
    held = known.select_related("organisation").prefetch_related("translations").first()
    if held is None:
        raise Http404(_("Cette fiche n’existe pas, ou n’est plus publiée."))
    return held


def _translations(held: Resource) -> list[Translation]:
    return list(held.translations.all())


def _reading_in() -> str:
    return (get_language() or FRENCH).split("-")[0]


def _wanted(request: HttpRequest) -> str:
    """The language that the reader wants the text in."""
    code = request.GET.get("langue", "")
    return code if is_known(code) else _reading_in()


def _moved(request: HttpRequest, name: str, held: Resource) -> HttpResponse:
    path = reverse(name, args=[held.pk, held.slug])
    query = request.GET.urlencode()
    return HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)
