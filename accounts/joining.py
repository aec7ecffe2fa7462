# SPDX-License-Identifier: AGPL-3.0-or-later
"""Coming in: asked for and decided, or invited. Who may decide: the organisation's referents, the ambassadors
of the territory, staff."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from accounts import organisations
from accounts.models import (
    AmbassadorOf,
    Invitation,
    JoinRequest,
    Membership,
    Organisation,
    TrustedDomain,
    User,
)
from accounts.profile import profile_of
from accounts.requests import Decided
from accounts.roles import Role, role_of
from accounts.standing import communes_answered_for, is_referent, refers_for
from common import outbox
from places.models import Commune
from places.territories import TerritoryKind, communes_in

OPEN, CLOSED = "open", "closed"
# Whoever has an address there is anybody.
_PROVIDERS = """
    gmail.com googlemail.com outlook.com outlook.fr hotmail.com hotmail.fr live.com live.fr msn.com yahoo.com
    yahoo.fr orange.fr wanadoo.fr free.fr sfr.fr neuf.fr bbox.fr laposte.net icloud.com me.com mac.com aol.com
    gmx.com gmx.fr proton.me protonmail.com mail.ru ukr.net yandex.ru zoho.com
"""
ANYBODY_S = frozenset(_PROVIDERS.split())


class Asked(StrEnum):
    """What becomes of somebody's asking, told by mail alone: the page answers all of them alike."""

    WAITS = "waits"
    OPENED = "opened"
    KNOWN = "known"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody who asks to be let in says of themselves."""

    email: str
    full_name: str
    organisation: Organisation | None = None
    organisation_said: str = ""
    page: str = ""
    commune: Commune | None = None
    trade: str = ""
    message: str = ""


class AlreadyDecided(Exception):
    """Somebody else decided meanwhile; the request says who, and what."""


def is_open() -> bool:
    """Whether anybody may ask to be let in: the site's choice, and mails have to leave."""
    return settings.REGISTRATION == OPEN and outbox.is_configured()


def domain_of(email: str) -> str:
    """The domain of an address, in small letters."""
    return email.rpartition("@")[2].lower()


@transaction.atomic
def ask(wish: Wish) -> tuple[Asked, User]:
    """Note that somebody asks to be let in, or let them in where their domain is trusted.

    Nothing of an account that is a professional's, or closed, changes: whoever types an address need not be
    its owner. An account of anybody else gets the request, once at a time.
    """
    user = User.objects.select_for_update().filter(email__iexact=wish.email).first()
    if user is None:
        user = User.objects.create_user(wish.email, full_name=wish.full_name)
    if not user.is_active:
        return Asked.CLOSED, user
    if role_of(user) >= Role.PROFESSIONAL:
        return Asked.KNOWN, user
    waiting = JoinRequest.objects.filter(user=user, state=Decided.State.ASKED).first()
    request = waiting or JoinRequest(user=user)
    request.organisation, request.organisation_said = wish.organisation, wish.organisation_said
    request.page, request.commune = wish.page, wish.commune
    request.trade, request.message = wish.trade, wish.message
    request.save()
    trusted = (
        TrustedDomain.objects.select_related("organisation").filter(domain=domain_of(user.email)).first()
    )
    if trusted is None:
        return Asked.WAITS, user
    _let_in(request, trusted.organisation, None, Membership.As.MEMBER)
    return Asked.OPENED, user


@transaction.atomic
def ask_to_join(user: User, organisation: Organisation, message: str = "") -> JoinRequest:
    """Note that a professional asks to belong to an organisation too; the request that waits already, where
    one does, is about this one from now on."""
    waiting = JoinRequest.objects.filter(user=user, state=Decided.State.ASKED).first()
    request = waiting or JoinRequest(user=user, commune=profile_of(user).commune)
    request.organisation, request.organisation_said, request.message = organisation, "", message
    request.save()
    return request


def waiting_for(user: Any) -> QuerySet[JoinRequest]:
    """The requests that `user` may decide, the oldest first."""
    waiting = JoinRequest.objects.filter(state=Decided.State.ASKED)
    if role_of(user) is not Role.STAFF:
        waiting = waiting.filter(
            Q(organisation__in=refers_for(user)) | Q(commune__in=communes_answered_for(user))
        ).exclude(user=user.pk)
    return waiting.select_related("user", "organisation", "commune").order_by("asked_at", "pk")


def deciders(request: JoinRequest) -> QuerySet[User]:
    """Who is told by mail that a request waits: the organisation's referents, else the ambassadors of the
    place. Nobody where there is neither: staff look at their list."""
    if request.organisation and (told := organisations.referents(request.organisation)).exists():
        return told.distinct().order_by("pk")
    return ambassadors_at(request.commune)


def ambassadors_at(commune: Commune | None) -> QuerySet[User]:
    """The ambassadors of the territories that hold a commune."""
    if commune is None:
        return User.objects.none()
    here = [
        one.user_id
        for one in AmbassadorOf.objects.all()
        if Commune.objects.filter(communes_in(TerritoryKind(one.kind), one.code), code=commune.code).exists()
    ]
    members = User.objects.filter(pk__in=here, is_active=True)
    return members.filter(Q(is_professional=True) | Q(is_staff=True)).order_by("pk")


@transaction.atomic
def accept(
    request: JoinRequest,
    by: User | None,
    organisation: Organisation | None,
    role: Membership.As = Membership.As.MEMBER,
) -> None:
    """Let somebody in, into `organisation` where one is named. Raises AlreadyDecided."""
    _let_in(_still_asked(request), organisation, by, role)
    request.refresh_from_db()


@transaction.atomic
def refuse(request: JoinRequest, by: User, reason: str) -> None:
    """Refuse a request, and say why. Raises AlreadyDecided. The account stays, and opens nothing."""
    _still_asked(request).settle(Decided.State.REFUSED, by, reason)
    request.refresh_from_db()


def may_name(user: Any, organisation: Organisation | None) -> bool:
    """Whether `user` may let people into this organisation: referents into their own, ambassadors and staff
    into any, and without any."""
    if organisation is not None and is_referent(user, organisation.pk):
        return True
    return may_invite_anywhere(user)


def may_invite_anywhere(user: Any) -> bool:
    """Whether `user` may invite into any organisation: staff, and the ambassadors of some territory."""
    role = role_of(user)
    if role is Role.STAFF:
        return True
    return role is Role.PROFESSIONAL and AmbassadorOf.objects.filter(user=user.pk).exists()


def may_invite(user: Any) -> bool:
    """Whether `user` may invite somebody at all."""
    return may_invite_anywhere(user) or bool(refers_for(user))


class Invited(StrEnum):
    """What an invitation did."""

    INVITED = "invited"
    MEMBER = "member"
    CLOSED = "closed"


@transaction.atomic
def invite(by: User, email: str, full_name: str, organisation: Organisation | None) -> tuple[Invited, User]:
    """Open an account for somebody, or let in who has one, and note by whom.

    Whoever invites is answered alike for an address that had an account and one that had none. The name of an
    account that has one is not touched. Raises PermissionError where `by` may not invite into this
    organisation.
    """
    if not may_name(by, organisation):
        raise PermissionError
    user = User.objects.select_for_update().filter(email__iexact=email).first()
    if user is None:
        user = User.objects.create_user(email, full_name=full_name)
    elif not user.is_active:
        return Invited.CLOSED, user
    elif (
        organisation
        and user.is_professional
        and user.organisation_memberships.filter(organisation=organisation).exists()
    ):
        return Invited.MEMBER, user
    waiting = JoinRequest.objects.filter(user=user, state=Decided.State.ASKED).first()
    if waiting:
        _let_in(waiting, organisation, by, Membership.As.MEMBER)
    else:
        _open(user, organisation, Membership.As.MEMBER)
    if full_name and not user.full_name:
        user.full_name = full_name
        user.save(update_fields=["full_name"])
    Invitation.objects.create(user=user, organisation=organisation, invited_by=by)
    return Invited.INVITED, user


def _still_asked(request: JoinRequest) -> JoinRequest:
    held = JoinRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if held.state != Decided.State.ASKED:
        raise AlreadyDecided
    return held


def _let_in(
    request: JoinRequest, organisation: Organisation | None, by: User | None, role: Membership.As
) -> None:
    _open(request.user, organisation, role)
    if request.trade or request.commune:
        _begin_profile(request)
    request.organisation = organisation
    request.save(update_fields=["organisation"])
    request.settle(Decided.State.ACCEPTED, by)


def _open(user: User, organisation: Organisation | None, role: Membership.As) -> None:
    if not user.is_professional:
        user.is_professional = True
        user.save(update_fields=["is_professional"])
    if organisation:
        organisations.join(user, organisation, role)


def _begin_profile(request: JoinRequest) -> None:
    """Begin the person's profile with what they said when they asked; what it says already stays."""
    profile = profile_of(request.user)
    profile.trade = profile.trade or request.trade
    profile.commune = profile.commune or request.commune
    profile.save()
