# SPDX-License-Identifier: AGPL-3.0-or-later
"""Registering, by a professional in one press or by anyone with a name and an address; and the page of one's
own registration, where only a POST withdraws it or gives an opinion."""

from itertools import islice

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import Role, role_of
from common import limits, outbox, proof
from common.clients import client_of
from common.keyed_pages import keyed
from common.limits import Limit, TooMany
from common.links import outgoing
from mapping.editing import told
from mapping.presentation import short_name
from network.events import pages
from network.models import Audience, Event, HeldAs, Registering, Registration, RegistrationState, State
from network.models.registration import LIVE
from network.paths import path_of
from network.registering import mails, seats
from network.registering.forms import (
    ON_SITE,
    ONLINE,
    DayForm,
    HowForm,
    OpinionForm,
    RegistrationForm,
)
from network.registering.links import invitation_of, registration_of
from network.week import hours_of, occurrences, place_of, when_of

# One connection for one event: a counter may register a whole room. And all of them together, so that nobody
# takes every seat by a program; without a browser's proof, fewer (`common.proof`).
BY_CLIENT = Limit("registrations by client", 60, 3600)
OF_EVENT = Limit("registrations of an event", 200, 3600)
WITH_ACCOUNT = "compte"


@require_POST
@never_cache
def register(request: HttpRequest, pk: str) -> HttpResponse:
    """Register for an event: who is signed in as a professional in one press, anyone with a name and an
    address where the event is for everyone."""
    event = pages.event_of(request, pk)
    rooms, asks_how = seats.rooms(event), event.held_as == HeldAs.BOTH
    if role_of(request.user) >= Role.PROFESSIONAL and WITH_ACCOUNT in request.POST:
        return _with_account(request, event, DayForm(request.POST, rooms=rooms, asks_how=asks_how))
    if event.audience != Audience.PUBLIC or not outbox.is_configured():
        raise Http404(_("Cette page n’existe pas, ou n’est plus publiée."))
    form = RegistrationForm(request.POST, rooms=rooms, asks_how=asks_how)
    if not form.is_valid():
        return pages.shown(request, event, form, status=422)
    try:
        _kept(request, event, form)
    except TooMany as refused:
        form.refuse(refused)
        response = pages.shown(request, event, form, status=refused.status)
        response["Retry-After"] = str(refused.wait_s)
        return response
    except (seats.Full, seats.NotOpen):
        form.add_error("jour", _("La dernière place vient d’être prise, ou les inscriptions sont closes."))
        return pages.shown(request, event, form, status=409)
    context = {
        "event": event,
        "title": short_name(event.title, event.is_example),
        "day": form.cleaned_data["jour"],
        "hours": hours_of(when_of(event).held_on(form.cleaned_data["jour"])),
        "address": form.cleaned_data["courriel"],
    }
    return render(request, "network/events/registered.html", context)


def _kept(request: HttpRequest, event: Event, form: RegistrationForm) -> None:
    """Register; sent again by a reload, or by who is registered already, nothing more happens, and nothing
    tells which."""
    if Registration.objects.filter(key=form.key).exists():
        return
    client = client_of(request)
    there = client.key and f"{client.key} {event.pk}"
    for counted, (who, width) in proof.limits(
        form.is_proven, [(BY_CLIENT, (there, client.width)), (OF_EVENT, (str(event.pk), 1))]
    ):
        limits.take(counted, who, width)
    given = form.cleaned_data
    seats.register(
        event.pk,
        given["jour"],
        name=given["nom"].strip(),
        email=given["courriel"],
        language=get_language() or "fr",
        key=form.key,
        is_online=form.is_online,
    )


def _with_account(request: HttpRequest, event: Event, form: DayForm) -> HttpResponse:
    if not form.is_valid():
        told.refuse(request, " ".join(str(one) for errors in form.errors.values() for one in errors))
        return redirect(path_of(event))
    try:
        made, is_new = seats.register(
            event.pk,
            form.cleaned_data["jour"],
            user=request.user,
            language=get_language() or "fr",
            is_online=form.is_online,
        )
    except (seats.Full, seats.NotOpen):
        told.refuse(request, _("La dernière place vient d’être prise, ou les inscriptions sont closes."))
        return redirect(path_of(event))
    if not is_new:
        said = _("Vous étiez déjà inscrit(e).")
    elif made.state == RegistrationState.WAITING:
        said = _("C’est complet : vous êtes sur la liste d’attente.")
    else:
        said = _("Vous êtes inscrit(e).")
    told.tell(request, said)
    return redirect(path_of(event))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def registration(request: HttpRequest, token: str) -> HttpResponse:
    """One's own registration, by the link that was sent: withdrawn, changed, or an opinion given, by POST
    alone."""
    held = registration_of(token)
    if held is None:
        raise Http404(_("Ce lien n’ouvre plus rien : l’inscription est passée ou oubliée."))
    event = held.event
    once = when_of(event).held_on(held.day)
    today = timezone.localdate()
    may_withdraw = held.state in LIVE and once.end > timezone.now()
    may_say = held.state == RegistrationState.SEATED and held.day < today and event.asks_opinion
    asked = request.method == "POST" and "avis" in request.POST
    form = OpinionForm(request.POST if asked else None, initial={"avis": held.opinion}, auto_id="champ_%s")
    asks_how = may_withdraw and event.held_as == HeldAs.BOTH
    changes = request.method == "POST" and "maniere" in request.POST
    how = HowForm(
        request.POST if changes else None,
        initial={"maniere": None if held.is_online is None else ONLINE if held.is_online else ON_SITE},
        auto_id="champ_%s",
    )
    said = ""
    if request.method == "POST" and "desinscrire" in request.POST and may_withdraw:
        seats.withdraw(held)
        held.refresh_from_db()
        may_withdraw, said = False, _("Vous êtes désinscrit(e). Merci d’avoir laissé votre place.")
    elif asked and may_say and form.is_valid():
        Registration.objects.filter(pk=held.pk).update(opinion=form.cleaned_data["avis"])
        said = _("Merci : votre avis est compté.")
    elif changes and asks_how and how.is_valid():
        held.is_online = how.cleaned_data["maniere"] == ONLINE
        held.save(update_fields=["is_online"])
        said = mails.how_said(held)
    context = {
        "registration": held,
        "event": event,
        "title": short_name(event.title, event.is_example),
        "hours": hours_of(once),
        "place": once.place or place_of(event),
        "online_url": outgoing(event.online_link)
        if may_withdraw and held.state == RegistrationState.SEATED
        else "",
        "said": said,
        "may_withdraw": may_withdraw,
        "may_say": may_say,
        "form": form,
        "how": how if asks_how else None,
        "how_said": mails.how_said(held),
        "event_url": path_of(event)
        if event.audience == Audience.PUBLIC or not request.user.is_anonymous
        else "",
    }
    status = 422 if form.errors or how.errors else 200
    return keyed(render(request, "network/events/registration.html", context, status=status))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Answer an invitation, by the link that was sent: that one does not come, or may come after all. By POST
    alone, as links of mails are opened by machines too."""
    held = invitation_of(token)
    if held is None:
        raise Http404(_("Ce lien n’ouvre plus rien : l’invitation est passée ou oubliée."))
    said = ""
    if request.method == "POST" and {"non", "peut-etre"} & request.POST.keys():
        held.declined_at = timezone.now() if "non" in request.POST else None
        held.save(update_fields=["declined_at"])
        said = (
            _("C’est noté : qui organise lit que vous ne venez pas.")
            if held.declined_at
            else _("C’est noté.")
        )
    event, today = held.event, timezone.localdate()
    coming = (
        []
        if event.is_cancelled or event.state != State.PUBLISHED
        else occurrences(event, today, today + seats.AHEAD)
    )
    path = path_of(event) if event.audience == Audience.PUBLIC or not request.user.is_anonymous else ""
    context = {
        "invitation": held,
        "title": short_name(event.title, event.is_example),
        "days": [mails.when_said(one) for one in islice(coming, seats.MOST_DAYS)],
        "place": place_of(event),
        "said": said,
        "event_url": path,
        "register_url": f"{path}#inscription" if path and event.registering == Registering.HERE else "",
    }
    return keyed(render(request, "network/events/invitation.html", context))
