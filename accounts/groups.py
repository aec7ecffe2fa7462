# SPDX-License-Identifier: AGPL-3.0-or-later
"""Groups of professionals: who knows of one, who reads it, who leads it; coming in, leaving, being let in.

Whatever changes who belongs to a group is done under a lock of the group, so that it keeps a referent.
"""

from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.joining import AlreadyDecided, invite, may_invite_anywhere
from accounts.memberships import groups_of
from accounts.models import (
    Group,
    GroupInvitation,
    GroupMembership,
    GroupRequest,
    Membership,
    Organisation,
    OrganisationMembership,
    User,
)
from accounts.requests import Decided
from accounts.roles import Role, role_of

# How long an invitation waits, and what was decided of a request is kept.
INVITATION_KEPT = timedelta(days=90)
DECISION_KEPT = timedelta(days=365)
_LIVE = Q(user__is_active=True) & (Q(user__is_professional=True) | Q(user__is_staff=True))


class NotOpen(Exception):
    """The group does not let this person in, or be invited, so: it is archived, or lets in otherwise."""


class LastReferent(Exception):
    """Nobody would lead the group any more: another referent is named first."""


class Invited(StrEnum):
    """What an invitation did. Whoever invites is told INVITED whether the address has an account or not."""

    INVITED = "invited"
    AGAIN = "again"
    MEMBER = "member"


def read_by(user: Any) -> QuerySet[Group]:
    """The groups whose inside `user` reads: staff every one, professionals their own, others none."""
    role = role_of(user)
    if role is Role.STAFF:
        return Group.objects.all()
    return groups_of(user) if role is Role.PROFESSIONAL else Group.objects.none()


def known_to(user: Any) -> QuerySet[Group]:
    """The groups that `user` may know of: those they read; for professionals, those that are listed, and
    those that they are invited into."""
    role = role_of(user)
    if role is Role.STAFF:
        return Group.objects.all()
    if role < Role.PROFESSIONAL:
        return Group.objects.none()
    return Group.objects.filter(
        Q(pk__in=groups_of(user).order_by().values("pk"))
        | Q(archived_at__isnull=True, is_listed=True)
        | Q(archived_at__isnull=True, pk__in=invitations_of(user).order_by().values("group"))
    )


def membership_of(user: Any, group: Group) -> GroupMembership | None:
    """What `user` is in a group; None for nothing, and once they are no professional."""
    if role_of(user) < Role.PROFESSIONAL:
        return None
    return GroupMembership.objects.filter(user=user.pk, group=group).select_related("organisation").first()


def reads(user: Any, group: Group) -> bool:
    """Whether `user` reads what is inside a group."""
    return role_of(user) is Role.STAFF or membership_of(user, group) is not None


def leads(user: Any, group: Group) -> bool:
    """Whether `user` decides of a group: its referents, and staff."""
    if role_of(user) is Role.STAFF:
        return True
    held = membership_of(user, group)
    return held is not None and held.role == Membership.As.REFERENT


def members(group: Group) -> QuerySet[GroupMembership]:
    """Who belongs to a group and is a professional today, its referents first; `still_of` says whether they
    belong to the organisation that they are there for."""
    live = GroupMembership.objects.filter(group=group).filter(_LIVE)
    theirs = OrganisationMembership.objects.filter(
        user=OuterRef("user"), organisation=OuterRef("organisation")
    )
    live = live.annotate(still_of=Exists(theirs))
    return live.select_related("user", "organisation").order_by("-role", "user__full_name", "pk")


def members_of_all(numbers: Iterable[int]) -> QuerySet[GroupMembership]:
    """Who belongs to any of these groups and is a professional today, in no order."""
    return GroupMembership.objects.filter(_LIVE, group__in=list(numbers)).order_by()


def led_by(user: Any) -> list[int]:
    """The numbers of the groups that `user` is a referent of; none once they are no professional."""
    if role_of(user) < Role.PROFESSIONAL:
        return []
    led = GroupMembership.objects.filter(user=user.pk, role=Membership.As.REFERENT)
    return list(led.order_by("group").values_list("group", flat=True))


def waiting_counts(numbers: Iterable[int]) -> dict[int, int]:
    """How many requests wait in each of these groups, where any does. One query, none without a group."""
    asked = list(numbers)
    if not asked:
        return {}
    waiting = GroupRequest.objects.filter(group__in=asked, state=Decided.State.ASKED).order_by()
    return dict(waiting.values_list("group").annotate(Count("pk")))


def waiting_for(user: Any) -> list[tuple[Group, int]]:
    """The groups that `user` is a referent of and in which requests wait, each with how many. Two queries at
    most."""
    counts = waiting_counts(led_by(user))
    held = Group.objects.filter(pk__in=counts, archived_at__isnull=True) if counts else ()
    return [(one, counts[one.pk]) for one in held]


def invited_into(user: Any) -> QuerySet[Group]:
    """The groups that `user` is invited into and that let in."""
    waiting = invitations_of(user).order_by().values("group")
    return Group.objects.filter(pk__in=waiting, archived_at__isnull=True).order_by("name", "pk")


def referents(group: Group) -> QuerySet[User]:
    """The referents of a group who are professionals today."""
    led = members(group).filter(role=Membership.As.REFERENT).order_by()
    return User.objects.filter(pk__in=led.values("user")).order_by("pk")


def waiting_in(group: Group) -> QuerySet[GroupRequest]:
    """The requests to come into a group that wait, the oldest first."""
    waiting = GroupRequest.objects.filter(group=group, state=Decided.State.ASKED)
    return waiting.select_related("user", "organisation").order_by("asked_at", "pk")


def last_request(user: Any, group: Group) -> GroupRequest | None:
    """The last request of `user` to come into a group."""
    return GroupRequest.objects.filter(user=user.pk, group=group).order_by("-asked_at", "-pk").first()


def invitations_of(user: Any) -> QuerySet[GroupInvitation]:
    """The invitations that wait for `user`, by their address."""
    return GroupInvitation.objects.filter(email=user.email.lower())


def must_ask(user: Any, group: Group) -> bool:
    """Whether `user` comes in only once a referent lets them: of a group on request, and for whoever was
    taken out of an open one, or refused."""
    if group.joining == Group.Joining.ON_REQUEST:
        return True
    last = last_request(user, group)
    return last is not None and last.state != Decided.State.ACCEPTED


def found(group: Group, by: User, organisation: Organisation | None) -> GroupMembership:
    """Make whoever made a group its first referent."""
    return _let_in(group, by, organisation, Membership.As.REFERENT)


@transaction.atomic
def enter(number: int, user: User, organisation: Organisation | None = None) -> GroupMembership:
    """Come into an open group. Raises NotOpen, and Group.DoesNotExist."""
    group = _locked(number)
    if group.is_archived or group.joining != Group.Joining.OPEN or must_ask(user, group):
        raise NotOpen
    return _let_in(group, user, organisation)


@transaction.atomic
def ask(
    number: int, user: User, organisation: Organisation | None = None, message: str = ""
) -> tuple[GroupRequest, bool]:
    """Ask to come into a group: the request, and whether it is a new one; one that waits says from now on
    what is said here. Raises NotOpen, where nobody answers or one is in already."""
    group = _locked(number)
    is_in = GroupMembership.objects.filter(group=group, user=user).exists()
    if is_in or group.is_archived or group.joining == Group.Joining.CLOSED:
        raise NotOpen
    waiting = GroupRequest.objects.filter(group=group, user=user, state=Decided.State.ASKED).first()
    request = waiting or GroupRequest(group=group, user=user)
    request.organisation, request.message = organisation, message
    request.save()
    return request, waiting is None


@transaction.atomic
def withdraw(number: int, user: User) -> bool:
    """Take one's own request back; whether one waited."""
    group = _locked(number)
    return bool(GroupRequest.objects.filter(group=group, user=user, state=Decided.State.ASKED).delete()[0])


@transaction.atomic
def decide(request: GroupRequest, by: User, *, lets_in: bool, words: str = "") -> None:
    """Let somebody in, or refuse, in some words. Raises AlreadyDecided, where it was taken back too, and
    NotOpen for an archived group."""
    group = _locked(request.group_id)
    if group.is_archived:
        raise NotOpen
    held = GroupRequest.objects.filter(pk=request.pk, state=Decided.State.ASKED).first()
    if held is None:
        raise AlreadyDecided
    held.settle(Decided.State.ACCEPTED if lets_in else Decided.State.REFUSED, by, words)
    if lets_in:
        _let_in(group, held.user, held.organisation)


@transaction.atomic
def invite_into(number: int, by: User, email: str) -> tuple[Invited, GroupInvitation | None]:
    """Invite whoever has an address into a group, and open an account for who has none where `by` may invite
    anybody. Raises NotOpen for an archived group."""
    group, address = _locked(number), email.strip().lower()
    if group.is_archived:
        raise NotOpen
    if members(group).filter(user__email__iexact=address).exists():
        return Invited.MEMBER, None
    if may_invite_anywhere(by) and not _professionals().filter(email__iexact=address).exists():
        invite(by, address, "", None)
    made, is_new = GroupInvitation.objects.get_or_create(
        group=group, email=address, defaults={"invited_by": by}
    )
    return (Invited.INVITED if is_new else Invited.AGAIN), made


@transaction.atomic
def answer(number: int, user: User, organisation: Organisation | None = None, *, comes: bool) -> bool:
    """Come in where one is invited, or decline; whether an invitation waited. Raises NotOpen for an archived
    group."""
    group = _locked(number)
    gone, _by_model = invitations_of(user).filter(group=group).delete()
    if not gone:
        return False
    if comes:
        if group.is_archived:
            raise NotOpen
        _let_in(group, user, organisation)
    return True


@transaction.atomic
def leave(number: int, user: User) -> bool:
    """Leave a group; whether one was in. Raises LastReferent, where others would stay without any."""
    group = _locked(number)
    return _taken_out(group, user) is not None


@transaction.atomic
def exclude(number: int, user: User, *, by: User) -> bool:
    """Take somebody out of a group, who asks from then on to come back; whether they were in. Raises
    LastReferent."""
    group = _locked(number)
    held = _taken_out(group, user)
    if held is None:
        return False
    refusal = GroupRequest(group=group, user=user, organisation=held.organisation)
    refusal.save()
    refusal.settle(Decided.State.REFUSED, by)
    return True


@transaction.atomic
def name(number: int, user: User, role: Membership.As) -> bool:
    """Make a member a referent, or no longer one; whether that changed anything. Raises LastReferent."""
    group = _locked(number)
    held = GroupMembership.objects.filter(group=group, user=user).first()
    if held is None or held.role == role:
        return False
    if role != Membership.As.REFERENT:
        _keep_a_referent(group, held)
    held.role = role
    held.save(update_fields=["role"])
    return True


@transaction.atomic
def stand_for(number: int, user: User, organisation: Organisation | None) -> None:
    """Say for which of one's organisations one is in a group."""
    group = _locked(number)
    GroupMembership.objects.filter(group=group, user=user).update(organisation=organisation)


def forget_due() -> int:
    """Forget invitations that nobody answered, and requests that were decided of long ago; how many."""
    now = timezone.now()
    old = GroupInvitation.objects.filter(at__lt=now - INVITATION_KEPT).delete()[0]
    decided = GroupRequest.objects.exclude(state=Decided.State.ASKED)
    return old + decided.filter(decided_at__lt=now - DECISION_KEPT).delete()[0]


def _professionals() -> QuerySet[User]:
    return User.objects.filter(is_active=True).filter(Q(is_professional=True) | Q(is_staff=True))


def _locked(number: int) -> Group:
    return Group.objects.select_for_update(no_key=True).get(pk=number)


def _let_in(
    group: Group, user: User, organisation: Organisation | None, role: Membership.As = Membership.As.MEMBER
) -> GroupMembership:
    held, _is_new = GroupMembership.objects.get_or_create(
        group=group, user=user, defaults={"organisation": organisation, "role": role}
    )
    GroupInvitation.objects.filter(group=group, email=user.email.lower()).delete()
    GroupRequest.objects.filter(group=group, user=user, state=Decided.State.ASKED).delete()
    return held


def _taken_out(group: Group, user: User) -> GroupMembership | None:
    held = GroupMembership.objects.filter(group=group, user=user).first()
    if held is not None:
        _keep_a_referent(group, held)
        GroupMembership.objects.filter(pk=held.pk).delete()
    return held


def _keep_a_referent(group: Group, held: GroupMembership) -> None:
    """Raises LastReferent where `held` is the last that leads, and others stay. An archived group, which
    nobody writes in, may be left by all."""
    if held.role != Membership.As.REFERENT or group.is_archived:
        return
    others = members(group).exclude(pk=held.pk)
    if others.exists() and not others.filter(role=Membership.As.REFERENT).exists():
        raise LastReferent
