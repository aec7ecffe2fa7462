# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/reseau/bulletins/`: the bulletins that were sent; one of them; who receives them."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import at_least, signed_in
from accounts.roles import Role, role_of
from common import outbox, proof
from common.clients import Client, client_of
from common.dates import in_words
from common.keyed_pages import keyed
from common.limits import Limit, TooMany
from network import policy
from network.bulletins import links, subscribing
from network.bulletins.content import anchor_of, content_of, lines_of, month_in_words
from network.bulletins.forms import AskForm, MineForm
from network.bulletins.gathering import first_of, new_structures
from network.bulletins.rules import may_make, may_make_of
from network.models import Audience, Bulletin, BulletinItem, State, Subscription
from network.models.common import eyes_of
from network.paths import path_of
from network.said import said_of
from network.territories import names
from network.text.rendering import rendered
from places.territories import TerritoryKind, exists

PER_PAGE, NEW_PER_PAGE = 20, 100
BY_CLIENT = Limit("subscriptions by client", 20, 3600)
OF_SITE = Limit("subscriptions of the site", 200, 3600)


@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """The bulletins that the reader reads, the last first; a POST asks an address whether it wants them."""
    form = AskForm(
        request.POST if request.method == "POST" else None, auto_id="champ_%s", initial=own_place()
    )
    if form.is_bound and form.is_valid() and outbox.is_configured():
        try:
            _ask(request, form)
        except TooMany as refused:
            form.refuse(refused)
            response = _listed(request, form, refused.status)
            response["Retry-After"] = str(refused.wait_s)
            return response
        return render(request, "network/bulletins/asked.html", {"address": form.cleaned_data["courriel"]})
    return _listed(request, form, 422 if form.is_bound else 200)


def _listed(request: HttpRequest, form: AskForm, status: int) -> HttpResponse:
    user = request.user
    every = Bulletin.objects.seen_by(eyes_of(user)).order_by("-month", "-sent_at", "-pk")
    page = Paginator(every, PER_PAGE).get_page(request.GET.get("page"))
    makes = may_make(user)
    context: dict[str, Any] = {
        "form": form,
        "page": page,
        "pages_query": "",
        "lines": _lines(page.object_list),
        "may_make": makes,
        "drafts": _begun(_drafts(user)) if makes else [],
        "is_professional": role_of(user) >= Role.PROFESSIONAL,
        "sends_mails": outbox.is_configured(),
    }
    return render(request, "network/bulletins/list.html", context, status=status)


def _drafts(user: Any) -> list[Bulletin]:
    held = Bulletin.objects.known_to(eyes_of(user)).filter(state=State.WITHDRAWN).order_by("-month", "-pk")
    return [one for one in held if may_make_of(user, one.territory_kind, one.territory_code)]


def _lines(bulletins: Any) -> list[dict[str, Any]]:
    held = list(bulletins)
    places = names((one.territory_kind, one.territory_code) for one in held)
    return [
        {
            "bulletin": one,
            "url": path_of(one),
            "month": month_in_words(one),
            "place": places.get((one.territory_kind, one.territory_code), ""),
            "is_for_professionals": one.audience > Audience.PUBLIC,
        }
        for one in held
    ]


def _begun(drafts: list[Bulletin]) -> list[dict[str, Any]]:
    """Drafts, each with the day on which it was begun, in French as all that their writers read."""
    with override("fr"):
        days = [in_words(timezone.localtime(one.created_at), "j F Y") for one in drafts]
    return [line | {"begun": day} for line, day in zip(_lines(drafts), days, strict=True)]


def own_place() -> dict[str, Any]:
    """The site's own département, where it has one."""
    code = settings.DEPARTEMENT
    kind = TerritoryKind.DEPARTEMENT
    return {"territoire": (str(kind), code)} if code != "all" and exists(kind, code) else {}


def _ask(request: HttpRequest, form: AskForm) -> None:
    client = client_of(request)
    counted = [
        (limit, Client(who, width=width))
        for limit, (who, width) in proof.limits(
            form.is_proven, [(BY_CLIENT, (client.key, client.width)), (OF_SITE, ("all", 1))]
        )
    ]
    kind, code = form.cleaned_data["territoire"]
    subscribing.ask(form.cleaned_data["courriel"], str(kind), code, form.key, counted)


@require_safe
def one(request: HttpRequest, pk: str, slug: str = "") -> HttpResponse:
    """A bulletin; one that is still written, for professionals."""
    held = bulletin_of(request, pk)
    if slug != held.slug:
        return HttpResponsePermanentRedirect(path_of(held))
    if request.GET.get("rubrique") == BulletinItem.Source.NEW:
        return _every_new(request, held)
    user = request.user
    content = content_of(held)
    corrections = Bulletin.objects.seen_by(eyes_of(user)).filter(corrects=first_of(held)).order_by("sent_at")
    if held.sent_at is not None:
        corrections = corrections.filter(sent_at__gt=held.sent_at)
    context = {
        "bulletin": held,
        "content": content,
        "text": rendered(held.text, level=2),
        "corrections": _lines(corrections),
        "corrected": _lines([held.corrects]) if _is_told(user, held.corrects) else [],
        "may_make": may_make_of(user, held.territory_kind, held.territory_code),
        "history_url": reverse("shared-history", args=[held.pk]),
        "said": said_of(request, held.pk),
    }
    return render(request, "network/bulletins/one.html", context)


def _every_new(request: HttpRequest, held: Bulletin) -> HttpResponse:
    """All the structures that are new in the month of a bulletin, of which it tells some."""
    keys = new_structures(held)
    page = Paginator(keys, NEW_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "bulletin": held,
        "heading": f"{BulletinItem.Source.NEW.label} – {month_in_words(held)}",
        "back": f"{path_of(held)}#{anchor_of(BulletinItem.Source.NEW)}",
        "lines": lines_of(held, page.object_list),
        "page": page,
        "pages_query": f"rubrique={BulletinItem.Source.NEW.value}&",
    }
    return render(request, "network/bulletins/every.html", context)


def _is_told(user: Any, held: Bulletin | None) -> bool:
    return held is not None and Bulletin.objects.seen_by(eyes_of(user)).filter(pk=held.pk).exists()


def bulletin_of(request: HttpRequest, pk: str | int) -> Bulletin:
    """The bulletin of an address. Raises Http404 for one that the reader may not know of."""
    known = policy.known(Bulletin, eyes_of(request.user), {int(pk)})
    held = known.select_related("corrects", "by").first()
    if held is None:
        raise Http404(_("Cette page n’existe pas, ou n’est plus publiée."))
    return held


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def mine(request: HttpRequest) -> HttpResponse:
    """The territories whose bulletins a member receives; a POST adds one, or takes one out."""
    user = signed_in(request)
    if request.method == "POST" and (number := request.POST.get("retirer", "")).isdigit():
        # What no subscription can be numbered is nobody's.
        if int(number) < 10**18 and subscribing.unsubscribe(user, int(number)):
            messages.success(request, "C’est noté : vous ne recevez plus ce bulletin.")
        return redirect("bulletins-mine")
    form = MineForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        kind, code = form.cleaned_data["territory"]
        is_new = subscribing.subscribe(user, str(kind), code)
        messages.success(
            request, "C’est noté : vous recevrez ses bulletins." if is_new else "Vous le recevez déjà."
        )
        return redirect("bulletins-mine")
    held = Subscription.objects.filter(user=user)
    context = {"form": form, "held": subscribing.told_names(held)}
    return render(request, "network/bulletins/mine.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def subscription(request: HttpRequest, token: str) -> HttpResponse:
    """What a subscription is, by its link: a POST confirms it, or ends it."""
    held = links.subscription_of(token)
    if held is None:
        raise Http404(_("Ce lien n’ouvre plus rien."))
    place = names([(held.territory_kind, held.territory_code)])
    context: dict[str, Any] = {
        "place": place.get((held.territory_kind, held.territory_code), held.territory_code),
        "done": "",
        "is_confirmed": held.confirmed_at is not None,
    }
    if request.method == "POST":
        if "arreter" in request.POST:
            subscribing.end(held)
            context["done"] = "ended"
        else:
            subscribing.confirm(held)
            context["done"] = "confirmed"
    return keyed(render(request, "network/bulletins/subscription.html", context))


# A mail programme presses for its reader, without any page of ours (RFC 8058): the signed key is their right.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """End a subscription by a POST; a GET leads to its page, which asks."""
    held = links.subscription_of(token)
    if held is None:
        raise Http404(_("Ce lien n’ouvre plus rien."))
    if request.method != "POST":
        return keyed(redirect("bulletin-subscription", token))
    subscribing.end(held)
    context = {"place": "", "done": "ended", "is_confirmed": False}
    return keyed(render(request, "network/bulletins/subscription.html", context))
