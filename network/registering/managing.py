# SPDX-License-Identifier: AGPL-3.0-or-later
"""What who organises sees: who comes, to print, to sign and to tick, who telephoned; whom to invite."""

import logging
import uuid
from datetime import date
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import at_least, signed_in
from accounts.models import OrganisationMembership, User
from accounts.roles import Role
from common import limits, outbox
from common.limits import Limit, TooMany
from common.outbox import Purpose
from common.sites import site_url
from mapping.editing import told
from mapping.presentation import short_name
from network.events.editing_pages import desk_of
from network.models import Audience, Event, HeldAs, Invitation, Registering, Registration, RegistrationState
from network.models.registration import LIVE
from network.paths import path_of
from network.quiet import not_before
from network.registering import links, mails, rules, seats
from network.registering.forms import InviteForm, WrittenDownForm
from network.subjects import titled
from network.week import hours_of, occurrences, place_of, when_of

logger = logging.getLogger(__name__)

INVITATION = Purpose(
    "invitation à un événement", Limit("invitations to events to one address", 5, 86_400), useful_s=7 * 86_400
)
# As many lists in a day as of invitations to have an account.
BY_INVITER = Limit("invitations to events by one person", 30, 86_400)
# At once: more than the members of a few organisations is a newsletter.
_MOST = 200
# Lines of the sheet to sign for who comes without having registered.
_BLANK = 6


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def registered(request: HttpRequest, pk: int) -> HttpResponse:
    """Who comes, day by day, and who was invited; a POST says who came, writes down who telephoned, or takes
    them out."""
    event = _managed(request, pk)
    rows = rules.told_of(request.user, event).filter(state__in=LIVE).select_related("user")
    held = list(rows.order_by("day", "state", "created_at", "pk"))
    asks_how = event.held_as == HeldAs.BOTH
    writes = request.method == "POST" and "ajouter" in request.POST
    form = WrittenDownForm(
        request.POST if writes else None, rooms=seats.rooms(event), asks_how=asks_how, auto_id="champ_%s"
    )
    if request.method == "POST":
        if not writes:
            act = _taken_out if "retirer" in request.POST else _tick
            act(request, held)
            return redirect("event-registered", pk)
        if form.is_valid() and _written_down(request, event, form):
            return redirect("event-registered", pk)
    live = set(Registration.objects.filter(event=event, state__in=LIVE).values_list("user", flat=True))
    written = {one.email.lower() for one in held if one.email}
    invited = rules.invitations_told_of(request.user, event).select_related("user").order_by("sent_at", "pk")
    today = timezone.localdate()
    context = {
        "desk": desk_of(request, pk),
        "event": event,
        "title": short_name(event.title, event.is_example),
        "form": form,
        "asks_how": asks_how,
        "chooses": asks_how,
        "invited": [
            (one, one.user_id in live if one.user_id else one.email.lower() in written) for one in invited
        ],
        "days": [
            _of_day(event, day, list(lines), is_past=day <= today)
            for day, lines in groupby(held, lambda one: one.day)
        ],
        "organisations": _organisations(held),
        "blank": range(_BLANK),
        "said": list(told.said_with(request, lambda act: "")),
    }
    status = 422 if form.errors else 200
    return render(request, "network/events/registered_list.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite organisations or people by mail, with the address of the event."""
    event = _managed(request, pk)
    if rules.is_over(event):
        told.refuse(request, "Cet événement est passé : personne n’y est plus invité.")
        return redirect(path_of(event))
    if event.audience == Audience.MEMBERS:
        told.refuse(request, "Les membres du groupe le lisent déjà : personne d’autre n’y est invité.")
        return redirect(path_of(event))
    by = signed_in(request)
    form = InviteForm(request.POST if request.method == "POST" else None, event=event, by=by)
    status = 200
    if form.is_bound and form.is_valid():
        people = form.invited()
        if len(people) > _MOST:
            form.add_error(None, f"{len(people)} personnes : {_MOST} au plus à la fois.")
        elif not outbox.is_configured():
            form.add_error(None, "Ce site n’a pas de serveur de messagerie : rien ne peut partir.")
        else:
            try:
                limits.take(BY_INVITER, str(by.pk), 1)
            except TooMany as refused:
                form.add_error(None, str(refused))
                status = refused.status
            else:
                sent = sum(_invited(event, one, form.cleaned_data["mot"], by) for one in people)
                told.tell(request, f"Invitations envoyées : {sent} sur {len(people)}.")
                return redirect(path_of(event))
    context = {"desk": desk_of(request, pk), "event": event, "form": form}
    status = 422 if form.errors and status == 200 else status
    return render(request, "network/events/invite.html", context, status=status)


def _managed(request: HttpRequest, pk: int) -> Event:
    """The event of an address. Raises Http404 for who does not look after it."""
    event = desk_of(request, pk).seen
    if not rules.manages(request.user, event):
        raise Http404(_("Cette page n’existe pas, ou n’est plus publiée."))
    return event


def _of_day(event: Event, day: date, lines: list[Registration], *, is_past: bool) -> dict[str, Any]:
    """One day: when and where, who has a seat, who waits; presences are noted from that day on."""
    once = when_of(event).held_on(day)
    seated = [one for one in lines if one.state == RegistrationState.SEATED]
    return {
        "day": day,
        "hours": hours_of(once),
        "place": once.place or place_of(event),
        "is_past": is_past,
        "seated": seated,
        "waiting": [one for one in lines if one.state == RegistrationState.WAITING],
        "online": sum(one.is_online is True for one in seated),
        "on_site": sum(one.is_online is False for one in seated),
    }


def _organisations(held: list[Registration]) -> dict[int, str]:
    """The organisations of those who registered with an account, by account."""
    users = [one.user_id for one in held if one.user_id]
    memberships = OrganisationMembership.objects.filter(user__in=users).select_related("organisation")
    found: dict[int, list[str]] = {}
    for one in memberships.order_by("organisation__name", "pk"):
        found.setdefault(one.user_id, []).append(one.organisation.name)
    return {user: ", ".join(names) for user, names in found.items()}


def _written_down(request: HttpRequest, event: Event, form: WrittenDownForm) -> bool:
    """Register somebody who telephoned; False where the form then says why not."""
    given = form.cleaned_data
    try:
        made, is_new = seats.register(
            event.pk,
            given["jour"],
            name=given["nom"].strip(),
            email=given["courriel"],
            is_online=form.is_online,
        )
    except (seats.Full, seats.NotOpen):
        form.add_error(None, "La dernière place vient d’être prise, ou les inscriptions sont closes.")
        return False
    if not is_new:
        form.add_error("nom", "Cette personne est déjà inscrite ce jour-là.")
        return False
    waits = made.state == RegistrationState.WAITING
    told.tell(request, f"{made.name} : {'sur la liste d’attente' if waits else 'inscription notée'}.")
    return True


def _taken_out(request: HttpRequest, held: list[Registration]) -> None:
    """Take out somebody who has no link to do it: who was written down without an address."""
    number = request.POST["retirer"]
    one = next((one for one in held if str(one.pk) == number and not one.user and not one.email), None)
    if one is None or not seats.withdraw(one):
        told.refuse(request, "Cette personne n’est plus inscrite, ou se désinscrit par son courriel.")
    else:
        told.tell(request, "C’est retiré : la place est libre.")


def _tick(request: HttpRequest, held: list[Registration]) -> None:
    """Write who came on the day that was sent, once it has come. How many participants there were is what a
    person says of it: others than who registered come too."""
    day = request.POST.get("jour", "")
    if day > timezone.localdate().isoformat():
        told.refuse(request, "Qui est venu se note le jour même, ou après.")
        return
    of_day = [one for one in held if one.day.isoformat() == day and one.state == RegistrationState.SEATED]
    came = set(request.POST.getlist("venu"))
    for one in of_day:
        Registration.objects.filter(pk=one.pk).update(attended=str(one.pk) in came)
    count = sum(str(one.pk) in came for one in of_day)
    told.tell(request, f"Présences notées : {count} sur {len(of_day)}.")


def _invited(event: Event, address: str, word: str, by: User) -> bool:
    """Invite one address, and keep that it was; whether a mail was handed over. Who was invited already is
    not written to again."""
    try:
        with transaction.atomic():
            held = _kept(event, address)
            neutral = f"{settings.SITE_NAME} : une invitation"
            return outbox.send(
                INVITATION,
                address,
                titled(neutral, event.title) if held.user else neutral,
                _invitation_text(event, held, word, by),
                key=uuid.uuid5(
                    uuid.NAMESPACE_URL, f"invitation {event.pk} {event.start_day} {address.lower()}"
                ),
                not_before=not_before(address),
            )
    except (TooMany, outbox.NoMailServer, ValueError) as error:
        logger.warning("An invitation was not handed over: %s", type(error).__name__)
        return False


def _kept(event: Event, address: str) -> Invitation:
    """The invitation of an address, new or as it was: of the professional whose address it is, else of the
    address."""
    user = User.objects.filter(email__iexact=address, is_active=True, is_professional=True).first()
    every = Invitation.objects.filter(event=event)
    held = every.filter(user=user) if user else every.filter(email__iexact=address)
    if (found := held.first()) is not None:
        return found
    return Invitation.objects.create(
        event=event, organisation_id=event.organisation_id, user=user, email="" if user else address
    )


def _invitation_text(event: Event, held: Invitation, word: str, by: User) -> str:
    who, today = by.full_name or "Un membre du réseau", timezone.localdate()
    coming = list(occurrences(event, today, max(today, event.start_day) + seats.AHEAD))
    lines: list[Any] = ["Bonjour,", "", f"{who} vous invite :", "", event.title]
    lines += [mails.when_said(once) for once in coming[: seats.MOST_DAYS]]
    if len(coming) > seats.MOST_DAYS:
        lines.append("et d’autres dates, sur la page de l’événement")
    lines += [place_of(event), ""]
    if word.strip():
        lines += [word.strip(), ""]
    lines += [
        "Pour en savoir plus :"
        if event.registering == Registering.FREE
        else "Pour en savoir plus et vous inscrire :",
        site_url() + path_of(event),
        "",
        "Si vous ne venez pas, dites-le d’une pression sur cette page :",
        links.invitation_url(held),
        "",
        f"Vous recevez ce courriel parce que {who} a donné votre adresse pour cette invitation. Elle n’est"
        " lue que par qui organise, les ambassadeurs du territoire et l’État ; le site l’oublie trois mois"
        " après.",
        "",
        settings.SITE_NAME,
    ]
    return "\n".join(lines) + "\n"
