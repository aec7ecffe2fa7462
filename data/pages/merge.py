# SPDX-License-Identifier: AGPL-3.0-or-later
"""Structures that may be one: both side by side, a choice for each field, and a way back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.access import at_least
from accounts.roles import Role, role_of
from common.costly import UPLOAD, costly
from data import tasks
from data.imports import merging, ownership
from data.models import Duplicate, ImportRun
from data.models.source import Kind
from data.pages import evidence
from data.pages.presentation import both, label
from data.same_place import of_import as same_place_of_import
from data.same_place import proposing
from mapping import permissions
from mapping.models import Service, Status, Structure
from mapping.presentation import structure_path

PER_PAGE = 30
DECISIONS = ("fusionner", "distinctes", "separer", "rouvrir")
SIDES = ("premiere", "seconde")


def _pairs(user: Any) -> QuerySet[Duplicate]:
    """Pairs of structures that exist, and that `user` may see whole; no draft is shown but to staff, and what
    is closed to who may open it again."""
    role = role_of(user)
    seen = Structure.objects.filter(address_visibility__lte=int(role))
    if role is not Role.STAFF:
        mine = permissions.changeable(user).order_by().values("pk")
        seen = seen.filter(Q(status=Status.PUBLISHED) | Q(status=Status.CLOSED, pk__in=mine))
    return Duplicate.objects.filter(first_id__in=seen.values("pk"), second_id__in=seen.values("pk"))


def to_decide(user: Any) -> QuerySet[Duplicate]:
    """The pairs that wait for somebody, of those that `user` may see whole, the most worth deciding first."""
    open_ones = Structure.objects.exclude(status=Status.CLOSED).values("pk")
    pairs = _pairs(user).filter(state=Duplicate.State.OPEN, first_id__in=open_ones, second_id__in=open_ones)
    return pairs.order_by("-worth", "-score", "pk")


def of_import(user: Any, run: ImportRun) -> QuerySet[Duplicate]:
    """Of the pairs that wait, those of what an import created or changed."""
    return to_decide(user).filter(same_place_of_import.pairs_of(run))


def waiting_for(user: Any) -> int:
    """How many pairs `user` may decide: who may change both structures of it."""
    mine = permissions.changeable(user).order_by().values("pk")
    return to_decide(user).filter(first_id__in=mine, second_id__in=mine).count()


@at_least(Role.PROFESSIONAL)
@require_http_methods(["GET", "HEAD", "POST"])
@costly(UPLOAD, ("POST",))
def duplicates(request: HttpRequest) -> HttpResponse:
    """The pairs to decide, most worth it first, with what speaks for and against, or those decided;
    where staff ask for it, the whole directory is searched now."""
    if request.method == "POST":
        if role_of(request.user) is not Role.STAFF:
            raise PermissionDenied
        messages.success(request, _told(tasks.look_for_duplicates()))
        return redirect("duplicates")
    decided = request.GET.get("etat") == "decidees"
    run = _import_asked(request)
    if run:
        decided, pairs = False, of_import(request.user, run)
    elif decided:
        pairs = _pairs(request.user).exclude(state=Duplicate.State.OPEN).order_by("-decided_at", "pk")
    else:
        pairs = to_decide(request.user)
    page = Paginator(pairs, PER_PAGE).get_page(request.GET.get("page"))
    ids = [number for pair in page.object_list for number in (pair.first_id, pair.second_id)]
    found = Structure.objects.filter(pk__in=ids).select_related("commune").in_bulk()
    pairs_shown = [pair for pair in page.object_list if pair.first_id in found and pair.second_id in found]
    verdicts = evidence.told(
        request.user, [(found[pair.first_id], found[pair.second_id]) for pair in pairs_shown]
    )
    lines = [
        {"pair": pair, "first": found[pair.first_id], "second": found[pair.second_id], "told": told}
        for pair, told in zip(pairs_shown, verdicts, strict=True)
    ]
    context = {
        "page": page,
        "lines": lines,
        "decided": decided,
        "run": run,
        "may_search": role_of(request.user) is Role.STAFF,
    }
    return render(request, "data/duplicates.html", context)


def _import_asked(request: HttpRequest) -> ImportRun | None:
    """The import whose pairs alone are asked for; 404 for one that the reader may not see."""
    number = request.GET.get("import", "")
    if not number:
        return None
    if not number.isdecimal() or len(number) > 17:
        raise Http404
    return get_object_or_404(ownership.readable(request.user), pk=int(number))


def _told(found: proposing.Proposed | None) -> str:
    """What is said of a search that was asked for: what it found, or that it is under way."""
    if found is None:
        return _("L'annuaire est long : la recherche est confiée aux tâches de fond. Revenez dans un moment.")
    if not found.new:
        return _("Tout l'annuaire est parcouru : aucune paire nouvelle.")
    return ngettext(
        "Tout l'annuaire est parcouru : %(count)d paire nouvelle à décider.",
        "Tout l'annuaire est parcouru : %(count)d paires nouvelles à décider.",
        found.new,
    ) % {"count": found.new}


@at_least(Role.PROFESSIONAL)
@require_http_methods(["GET", "HEAD", "POST"])
def duplicate(request: HttpRequest, pk: int) -> HttpResponse:
    """One pair: merge it field by field, say that they are distinct, or split it again.

    Merging closes one of the two: whoever may change both decides, others read.
    """
    pair = get_object_or_404(_pairs(request.user), pk=pk)
    both = permissions.changeable(request.user).filter(pk__in=[pair.first_id, pair.second_id])
    may_decide = both.count() == 2
    refused = ""
    if request.method == "POST" and may_decide:
        refused = _not_a_decision(request)
        if not refused:
            return _decide(request, pair)
    sides = Structure.objects.select_related("commune").in_bulk([pair.first_id, pair.second_id])
    if len(sides) < 2:
        raise Http404
    first, second = sides[pair.first_id], sides[pair.second_id]
    return render(
        request,
        "data/duplicate.html",
        {
            "pair": pair,
            "sides": [_side(first), _side(second)],
            "fields": _fields(first, second),
            "told": evidence.told(request.user, [(first, second)])[0],
            "is_open": pair.state == Duplicate.State.OPEN,
            "is_merged": pair.state == Duplicate.State.MERGED,
            "may_decide": may_decide,
            "refused": refused,
        },
        status=422 if refused else 403 if request.method == "POST" else 200,
    )


def _not_a_decision(request: HttpRequest) -> str:
    """What is wrong of the decision that was sent and what is expected; nothing where it is one."""
    asked = request.POST.get("decision", "")
    if asked not in DECISIONS:
        return _("decision : « fusionner », « distinctes », « separer » ou « rouvrir » est attendu.")
    if asked != "fusionner":
        return ""
    sides = {"garder": request.POST.get("garder", "")}
    sides |= {name: request.POST[name] for name in request.POST if name.startswith("champ-")}
    for name, side in sides.items():
        if side not in SIDES:
            return _("%(field)s : « premiere » ou « seconde » est attendu.") % {"field": name}
    return ""


def _decide(request: HttpRequest, pair: Duplicate) -> HttpResponse:
    asked = request.POST.get("decision", "")
    try:
        if asked == "distinctes":
            merging.keep_apart(pair, request.user)
            messages.success(
                request,
                _("Ces deux fiches sont distinctes : elles ne seront plus proposées, même réimportées."),
            )
        elif asked == "rouvrir":
            merging.decide_again(pair, request.user)
            messages.success(request, _("La question est posée de nouveau."))
            return redirect("duplicate", pair.pk)
        elif asked == "separer":
            left = merging.split(pair, request.user).left_by_undo
            text = _("Les deux fiches sont séparées de nouveau.")
            if left:
                text += " " + _("Ce qui a été modifié depuis est resté en place.")
            messages.success(request, text)
        else:
            kept = pair.second_id if request.POST.get("garder") == "seconde" else pair.first_id
            other_side = "premiere" if kept == pair.second_id else "seconde"
            taken = [name for name in merging.FIELDS if request.POST.get(f"champ-{name}") == other_side]
            merging.merge(pair, kept, taken, request.user)
            messages.success(
                request, _("Les deux fiches n'en font qu'une. Elles peuvent être séparées de nouveau.")
            )
            return redirect("duplicate", pair.pk)
    except merging.NotMerged as refusal:
        messages.error(request, str(refusal))
        return redirect("duplicate", pair.pk)
    return redirect("duplicates")


def _side(structure: Structure) -> dict[str, Any]:
    services = Service.objects.filter(structure=structure).order_by("nom", "pk")
    return {
        "structure": structure,
        "url": structure_path(structure.pk, structure.nom),
        "services": [service.nom for service in services],
        "closed": structure.status == Status.CLOSED,
    }


def _fields(first: Structure, second: Structure) -> list[dict[str, Any]]:
    """Fields that differ, with what each side says; an empty one is not proposed first."""
    lines = []
    for name in merging.FIELDS:
        a, b = (_said(structure, name) for structure in (first, second))
        if a == b:
            continue
        told_first, told_second = both(name, a, b)
        lines.append(
            {
                "name": name,
                "label": label(Kind.STRUCTURE, name),
                "first": told_first,
                "second": told_second,
                "prefer_second": a in (None, "", []),
            }
        )
    return lines


def _said(structure: Structure, name: str) -> Any:
    if name == "position":
        point = structure.position
        return point.hexewkb.decode() if point else None
    return structure.commune_id if name == "code_insee" else getattr(structure, name)
