# SPDX-License-Identifier: AGPL-3.0-or-later
"""Asking structures whether what is said of them is still right: the campaigns, one to make, one to follow;
and the notices of the moment. For staff, and for the referents of an organisation of its own structures."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import at_least, signed_in
from accounts.models import Membership, Organisation, User
from accounts.readers import VISITOR, Reader, reader_of
from accounts.roles import Role, role_of
from accounts.trying import is_try
from common import outbox
from common.numbers import number_in
from data.exports.selection import select
from desk import my_structures
from desk.campaigns import foreseen as foreseeing
from desk.campaigns.foreseen import Foreseen
from desk.campaigns.forms import ALL, MINE, ONE, SEARCH, CampaignForm, MomentForm, SelectionForm
from mapping import permissions, tasks
from mapping.campaigns import asking
from mapping.models import (
    Block,
    Campaign,
    ConfirmationRequest,
    MomentNotice,
    RequestState,
    VisibleStructure,
)
from mapping.presentation import phone_of, structure_path

# More is a mailing, not a question.
MOST = 2000
_NAMED, _SHOWN = 10, 50
SEND = "envoyer"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The structures that a form chose, those first named; `too_many` where they are more than one asks."""

    numbers: list[int]
    names: list[str]
    structures: list[VisibleStructure]

    @property
    def too_many(self) -> bool:
        """Whether they are more than one asks at once."""
        return len(self.numbers) > MOST


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def campaigns(request: HttpRequest) -> HttpResponse:
    """The campaigns, the structures to call, and the notices of the moment."""
    user = signed_in(request)
    is_staff = _allowed(user)
    found = Campaign.objects.filter(asking.may_read(user, is_staff)).distinct()
    shown = found.order_by("-created_at", "-pk")[:_SHOWN]
    counts = _counts([one.pk for one in shown])
    lines = [{"campaign": one, "counts": _whole(one, counts[one.pk])} for one in shown]
    today = timezone.localdate()
    notices = MomentNotice.objects.filter(last_day__gte=today).order_by("first_day", "pk") if is_staff else []
    context = {
        "lines": lines,
        "to_call": to_call(user),
        "notices": notices,
        "is_staff": is_staff,
        "can_write": outbox.is_configured(),
    }
    return render(request, "desk/campaigns.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def new_campaign(request: HttpRequest) -> HttpResponse:
    """A campaign to make: what the form chose is shown before anything leaves."""
    user = signed_in(request)
    is_staff = _allowed(user)
    initial = {}
    if is_staff and (searched := request.GET.get("recherche", "")):
        initial = {"qui": SEARCH, "recherche": searched[:2000]}
    elif named := request.GET.get("structure", ""):
        initial = {"qui": ONE, "structure": named[:300]}
    form = CampaignForm(
        request.POST if request.method == "POST" else None,
        may_all=is_staff,
        has_own=bool(_own(user)),
        among=_askable(user),
        initial=initial,
    )
    chosen = foreseen = None
    examples = is_try(request) and asking.may_ask_examples()
    if form.is_bound and form.is_valid():
        chosen = _chosen(form, user, reader_of(user))
        if not chosen.numbers:
            form.add_error(None, "Aucune structure ne correspond : rien ne partirait.")
        elif chosen.too_many:
            form.add_error(None, f"{len(chosen.numbers)} structures : {MOST} au plus. Précisez la recherche.")
        elif not outbox.is_configured():
            form.add_error(
                None, "L’exploitant n’a pas encore donné de serveur de courriel : rien ne partirait."
            )
        else:
            foreseen = foreseeing.foreseen(chosen.structures, examples=examples)
            if request.POST.get("action") == SEND:
                if foreseen.asked.count or form.cleaned_data["rythme"]:
                    made = _made(request, form, chosen, user, examples=examples)
                    _tell_what_leaves(request, foreseen)
                    return redirect("campaign", made.pk)
                form.add_error(None, "Aucune de ces structures ne peut être sollicitée : rien ne partirait.")
    context = {
        "form": form,
        "chosen": chosen if foreseen else None,
        "foreseen": foreseen,
        "is_staff": is_staff,
    }
    return render(request, "desk/campaign_new.html", context, status=422 if form.errors else 200)


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """One campaign: who answered what, who did not, whom it could not ask and why."""
    held = _held(request, pk)
    requests = list(held.requests.order_by("pk"))
    role = role_of(request.user)
    numbers = [one.structure_id for one in requests]
    seen = {
        one.id: one
        for one in VisibleStructure.objects.seen_by(role)
        .filter(id__in=numbers)
        .only("id", "nom", "telephone", "is_example")
    }
    lines = [_line(one, seen.get(one.structure_id)) for one in requests]
    # Those that a job has yet to ask are told as they were foreseen, so that all numbers agree at once.
    asked = set(numbers)
    pending = [] if held.stopped_at else [one for one in held.structures if one not in asked]
    states = asking.foreseen(pending, examples=is_try(request) and asking.may_ask_examples())
    to_send = sum(state == RequestState.SENT for state in states.values())
    counts = _whole(held, _counts([held.pk])[held.pk])
    # Whoever a campaign that was stopped had not come to is not asked either.
    counts["not_sent"] += counts["pending"] - to_send
    context = {
        "campaign": held,
        "blocks": [block.label for block in Block if block.value in held.blocks],
        "lines": sorted(lines, key=lambda line: (line["rank"], line["name"])),
        "counts": counts,
        "to_send": to_send,
        "is_open": any(one.is_open for one in requests) or held.stopped_at is None,
    }
    return render(request, "desk/campaign.html", context)


@require_POST
@at_least(Role.PROFESSIONAL)
def stop_campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask nobody else, and revoke every link of a campaign; or one of them (`demande`)."""
    held = _held(request, pk)
    one = request.POST.get("demande", "")
    if one:
        done = asking.revoke(held.requests.filter(pk=number_in(one) or 0))
        messages.success(request, "Lien révoqué." if done else "Ce lien n’ouvrait déjà plus rien.")
    else:
        asking.stop(held)
        messages.success(request, "Relance arrêtée : plus rien ne part, et ses liens n’ouvrent plus rien.")
    return redirect("campaign", held.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.STAFF)
def new_notice(request: HttpRequest) -> HttpResponse:
    """A word of the moment on the pages of several structures."""
    user = signed_in(request)
    form = MomentForm(
        request.POST if request.method == "POST" else None,
        may_all=True,
        has_own=bool(_own(user)),
        among=VisibleStructure.objects.seen_by(VISITOR.role),
    )
    chosen = None
    if form.is_bound and form.is_valid():
        # On which pages it shows is told to everyone: what a search finds by what is hidden would be too.
        chosen = _chosen(form, user, VISITOR)
        if not chosen.numbers:
            form.add_error(None, "Aucune structure ne correspond.")
        elif request.POST.get("action") == SEND:
            given = form.cleaned_data
            MomentNotice.objects.create(
                text=given["texte"].strip(),
                first_day=given["du"],
                last_day=given["au"],
                structures=chosen.numbers,
                by=user,
            )
            messages.success(
                request, "La consigne est en place ; elle s’enlève seule après son dernier jour."
            )
            return redirect("campaigns")
    context = {"form": form, "chosen": chosen if chosen and not form.errors else None}
    return render(request, "desk/notice_new.html", context, status=422 if form.errors else 200)


@require_POST
@at_least(Role.STAFF)
def remove_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a notice away before its end."""
    get_object_or_404(MomentNotice, pk=pk).delete()
    messages.success(request, "La consigne est enlevée.")
    return redirect("campaigns")


@require_POST
@at_least(Role.PROFESSIONAL)
def set_cadence(request: HttpRequest, pk: int) -> HttpResponse:
    """Every how many months a structure is asked by itself, for whoever answers for it, and staff."""
    seen = get_object_or_404(VisibleStructure.objects.seen_by(role_of(request.user)), id=pk)
    if not permissions.may_change(request.user, pk):
        raise PermissionDenied("Cette fiche est tenue par d’autres.")
    months = request.POST.get("mois", "")
    if months not in ("", "3", "6", "12"):
        messages.error(request, "Rythme : 3, 6 ou 12 mois sont attendus, ou jamais.")
    else:
        asking.set_cadence([pk], int(months) if months else None, signed_in(request))
        messages.success(request, "C’est noté." if months else "Plus rien ne sera demandé d’office.")
    return redirect(structure_path(seen.id, seen.nom))


def _allowed(user: User) -> bool:
    """Whether `user` is staff. Raises PermissionDenied for who is neither staff nor a referent."""
    if role_of(user) is Role.STAFF:
        return True
    if not _own(user):
        raise PermissionDenied("Cette page est réservée à la préfecture et aux référents d’une organisation.")
    return False


def may_ask(user: User) -> bool:
    """Whether `user` may ask structures to confirm."""
    return role_of(user) is Role.STAFF or bool(_own(user))


def may_ask_one(user: User, number: int) -> bool:
    """Whether `user` may ask this structure to confirm."""
    return may_ask(user) and _askable(user).filter(id=number).exists()


def _own(user: User) -> list[Organisation]:
    """The organisations that `user` is a referent of."""
    joined = user.organisation_memberships.filter(role=Membership.As.REFERENT).select_related("organisation")
    return [one.organisation for one in joined.order_by("since", "pk")]


def _askable(user: User) -> QuerySet[VisibleStructure]:
    """The structures that `user` may choose by their name: staff any of them, a referent their own."""
    seen = VisibleStructure.objects.seen_by(role_of(user))
    if role_of(user) is Role.STAFF:
        return seen
    return seen.filter(id__in=permissions.of_organisations(_own(user)))


def _held(request: HttpRequest, pk: int) -> Campaign:
    user = signed_in(request)
    found = Campaign.objects.filter(asking.may_read(user, _allowed(user)))
    return get_object_or_404(found.distinct(), pk=pk)


def _chosen(form: SelectionForm, user: User, reader: Reader) -> Chosen:
    """The published structures that a valid form of `user` chooses, as `reader` sees them."""
    given = form.cleaned_data
    seen = VisibleStructure.objects.seen_by(reader.role)
    if given["qui"] == ONE:
        seen = seen.filter(id=given["one"].id)
    elif given["qui"] == MINE:
        seen = seen.filter(id__in=permissions.of_organisations(_own(user)))
    elif given["qui"] == ALL:
        if settings.DEPARTEMENT != "all":
            seen = seen.filter(commune__departement_code=settings.DEPARTEMENT)
    else:
        seen = seen.filter(id__in=select(given["search"], reader).structures)
    found = list(seen.only(*my_structures.COLUMNS).order_by("nom", "id"))
    if given.get("anciennes"):
        stale = set(asking.stale(found, int(given["anciennes"]), [Block(one) for one in given["blocs"]]))
        found = [one for one in found if one.id in stale]
    return Chosen([one.id for one in found], [one.nom for one in found[:_NAMED]], found)


def _tell_what_leaves(request: HttpRequest, foreseen: Foreseen) -> None:
    """Say how many mails leave: as many as were foreseen."""
    count = foreseen.asked.count
    if not count:
        messages.success(request, "Le rythme est noté ; rien ne part aujourd’hui.")
        return
    leave = "un courriel" if count == 1 else f"{count} courriels"
    messages.success(request, f"La relance part : {leave}. Cette page dit qui a répondu.")


def _made(
    request: HttpRequest, form: CampaignForm, chosen: Chosen, user: User, *, examples: bool
) -> Campaign:
    given = form.cleaned_data
    own = _own(user)
    made = Campaign.objects.create(
        title=given["titre"].strip(),
        message=given["message"].strip(),
        blocks=given["blocs"],
        structures=chosen.numbers,
        organisation=own[0] if _is_of_organisation(given, own) else None,
        site=settings.SITE_URL or request.build_absolute_uri("/"),
        by=user,
    )
    if given["rythme"]:
        asking.set_cadence(chosen.numbers, int(given["rythme"]), user)
    # Most campaigns are none of a try, and their jobs say nothing of it.
    tasks.send_campaign.defer(campaign=made.pk, **({"examples": True} if examples else {}))
    return made


def _is_of_organisation(given: dict[str, Any], own: list[Organisation]) -> bool:
    """Whether the structures that were chosen are those of an organisation of the person's own."""
    if given["qui"] == ONE:
        return given["one"].id in set(permissions.of_organisations(own))
    return given["qui"] == MINE


def _counts(numbers: Iterable[int]) -> dict[int, dict[str, int]]:
    """What became of the requests of campaigns, by number. One query."""
    sent = Q(requests__state=RequestState.SENT)
    counted = Campaign.objects.filter(pk__in=list(numbers)).annotate(
        sent=Count("requests", filter=sent),
        answered=Count("requests", filter=Q(requests__answered_at__isnull=False)),
        not_sent=Count("requests", filter=~sent & Q(requests__isnull=False)),
    )
    names = ("sent", "answered", "not_sent")
    return {one["pk"]: {name: one[name] for name in names} for one in counted.values("pk", *names)}


def _whole(campaign: Campaign, counts: dict[str, int]) -> dict[str, int]:
    """The counts of a campaign with how many structures it is about, and how many of them it has not come
    to."""
    about = len(campaign.structures)
    return counts | {"asked": about, "pending": about - counts["sent"] - counts["not_sent"]}


def _line(one: ConfirmationRequest, seen: VisibleStructure | None) -> dict[str, Any]:
    if one.state != RequestState.SENT:
        said, rank = f"Pas sollicitée : {foreseeing.why_not(one.state, seen)}", 2
    elif one.answered_at:
        said, rank = "A répondu", 1
    elif one.is_open:
        said, rank = "Pas encore répondu", 0
    else:
        said, rank = ("Lien révoqué" if one.revoked_at else "Lien expiré, sans réponse"), 0
    phone = phone_of(seen.telephone) if seen else None
    return {
        "request": one,
        "name": seen.nom if seen else "Une structure qui n’est plus publiée",
        "url": structure_path(seen.id, seen.nom) if seen else "",
        "phone": phone,
        "said": said,
        "rank": rank,
        "answers": [
            f"{Block(block).label} : {_ANSWERED.get(answer, answer)}" for block, answer in one.answers.items()
        ],
        "is_open": one.is_open,
    }


_ANSWERED = {"exact": "toujours exact", "corriger": "corrigé", "ferme": "fermé définitivement"}


def to_call(user: User) -> list[dict[str, Any]]:
    """The structures that four mails had nothing from: of everyone for staff, one's own for a referent."""
    numbers = set(asking.to_call())
    if role_of(user) is not Role.STAFF:
        numbers &= set(permissions.of_organisations(_own(user)))
    seen = VisibleStructure.objects.seen_by(role_of(user)).filter(id__in=numbers)
    return [
        {
            "name": one.nom,
            "town": one.commune_nom,
            "url": structure_path(one.id, one.nom),
            "phone": phone_of(one.telephone),
        }
        for one in seen.order_by("nom", "id")
    ]
