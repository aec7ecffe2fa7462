# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where announcements are written, answered, decided of and closed."""

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import at_least, signed_in
from accounts.roles import Role
from common import limits
from common.dates import in_words
from common.limits import Limit, TooMany
from mapping.editing import told
from mapping.editing.blocks import Editor
from mapping.editing.frame import answer, refused
from network.desks import SharedDesk, begun_as
from network.group_choice import begun_in
from network.models import Audience, News, OfferKind, OfferSide, Reply, ReplyState
from network.news.editing import desk_of, written
from network.offers import replying, rules
from network.offers.forms import OFFER, ReplyForm, WordForm
from network.offers.pages import shown
from network.paths import path_of

_ADDRESSES = {"made_at": "offer-new", "edited_at": "news-edit", "home": "offers"}
BY_ACCOUNT = Limit("answers to announcements by account", 30, 3600)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.VISITOR)
def new(request: HttpRequest) -> HttpResponse:
    """Write an announcement: an offer, or what the address names (`sens`), of some kind (`quoi`)."""
    side, what = begun_as(request, "side", "sens"), begun_as(request, "what", "quoi")
    # Read by professionals at least, whoever's group holds it: its mails say which it is.
    group = begun_in(request, News).get("group")
    record = News(
        group=group,
        audience=Audience.PROFESSIONALS if group else Audience.PUBLIC,
        side=side if side in OfferSide.values else OfferSide.OFFER,
        what=what if what in OfferKind.values else "",
    )
    title = _("Demander") if record.side == OfferSide.REQUEST else _("Proposer")
    desk = SharedDesk(record, Editor.of(signed_in(request)), new_name=_("Offres et demandes"), **_ADDRESSES)
    return answer(request, desk, replace(OFFER, title=title))


@require_POST
@never_cache
@at_least(Role.PROFESSIONAL)
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer an announcement."""
    offer = _offer_of(request, pk)
    if not replying.is_open(offer):
        return _closed(request, offer)
    if rules.holds(request.user, offer):
        told.refuse(request, _("C’est votre annonce : on n’y répond pas soi-même."))
        return redirect(path_of(offer))
    form = ReplyForm(request.POST, offer=offer, user=signed_in(request))
    if not form.is_valid():
        return shown(request, offer, form, status=422)
    given = form.cleaned_data
    try:
        limits.take(BY_ACCOUNT, f"account {signed_in(request).pk}")
        _made, is_new = replying.reply(
            offer.pk,
            request.user,
            message=given["message"].strip(),
            days=(given["du"], given["au"]) if offer.is_lent else None,
            joins=given.get("envie") == "aussi",
            on_behalf_of=given.get("pour"),
        )
    except TooMany as many:
        form.add_error(None, str(many))
        return shown(request, offer, form, status=429)
    except replying.Taken as taken:
        form.add_error("du", _in_words(taken))
        return shown(request, offer, form, status=409)
    except replying.NotOpen:
        return _closed(request, offer)
    told.tell(
        request,
        _("Votre réponse est envoyée à qui tient l’annonce.") if is_new else _("Vous aviez déjà répondu."),
    )
    return redirect(path_of(offer))


@require_POST
@never_cache
@at_least(Role.PROFESSIONAL)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept an answer, or decline it, with a word."""
    held = Reply.objects.filter(pk=pk).first()
    if held is None:
        raise _nothing()
    offer = _offer_of(request, held.news_id)
    if not rules.told_of(request.user, offer).filter(pk=pk).exists():
        raise _nothing()
    if not rules.may_decide(request.user, held):
        told.refuse(request, _("Qui tient l’annonce décide des réponses : vous les lisez seulement."))
        return redirect(path_of(offer))
    state = ReplyState.ACCEPTED if "accepter" in request.POST else ReplyState.DECLINED
    form = WordForm(request.POST, auto_id=f"mot_{pk}")
    if not form.is_valid():
        return shown(request, offer, refused=(pk, "", form), status=422)
    try:
        done = replying.decide(pk, state, form.cleaned_data["mot"].strip())
    except replying.Taken as taken:
        return shown(request, offer, refused=(pk, _in_words(taken), form), status=409)
    if done is None:
        told.refuse(request, _("Cette réponse venait d’être retirée."))
        return redirect(path_of(offer))
    if state == ReplyState.ACCEPTED:
        said = _("Réponse acceptée : la personne est prévenue.")
    else:
        said = _("Réponse déclinée : la personne est prévenue.")
    told.tell(request, said)
    return redirect(path_of(offer))


@require_POST
@never_cache
@at_least(Role.PROFESSIONAL)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own answer back."""
    held = Reply.objects.filter(pk=pk, user=signed_in(request)).select_related("news").first()
    if held is None:
        raise _nothing()
    done = replying.withdraw(held.pk)
    told.tell(request, _("Votre réponse est retirée.") if done else _("Votre réponse ne tenait déjà plus."))
    return redirect(path_of(held.news))


@require_POST
@never_cache
@at_least(Role.PROFESSIONAL)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that it was found or taken; or open it again."""
    offer = _offer_of(request, pk)
    desk = desk_of(request, pk)
    if refusal := desk.refusal():
        return refused(request, desk, refusal)
    opens = "rouvrir" in request.POST

    def tell() -> None:
        if not opens:
            replying.tell_closed(offer)

    if opens == (offer.closed_on is None):
        return redirect(path_of(offer))
    act = written(desk, {"closed_on": None if opens else timezone.localdate()}, tell)
    told.tell(request, _("L’annonce est rouverte.") if opens else _("L’annonce est close."), act)
    return redirect(path_of(offer))


def _offer_of(request: HttpRequest, pk: int) -> News:
    """The announcement of an address. Raises Http404 for what the reader may not know of, and for news."""
    offer = desk_of(request, pk).seen
    if not offer.is_announcement:
        raise _nothing()
    return offer


def _nothing() -> Http404:
    return Http404(_("Cette page n’existe pas, ou n’est plus publiée."))


def _closed(request: HttpRequest, offer: News) -> HttpResponse:
    told.refuse(request, _("On ne répond plus à cette annonce : elle est close, ou finie."))
    return redirect(path_of(offer))


def _in_words(taken: replying.Taken) -> str:
    days = [
        _("du %(first)s au %(last)s") % {"first": in_words(first, "j F Y"), "last": in_words(last, "j F Y")}
        for first, last in taken.days
    ]
    return _("Déjà pris %(days)s.") % {"days": ", ".join(days)}
