# SPDX-License-Identifier: AGPL-3.0-or-later
"""« Cette structure est la mienne »: who may ask to hold a structure for their organisation, and who decides.

The referents of whoever holds it now, the ambassadors of its territory, staff. Nobody is told of a holder
that they may not see: the page is the same for a structure that is held and one that is not.
"""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts import joining, organisations
from accounts.memberships import organisations_of
from accounts.models import Organisation, User
from accounts.requests import Decided
from accounts.roles import Role, role_of
from accounts.standing import communes_answered_for, refers_for
from mapping.models import HoldingRequest, Status, Structure, VisibleStructure
from mapping.writing import change


class NotYours(Exception):
    """The structure cannot be asked for: it is not published, already held by them, or no organisation of
    theirs asks."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What somebody may do about holding a structure: the organisations of theirs that could hold it, whether
    one does, and what of theirs waits."""

    organisations: tuple[Organisation, ...] = ()
    holds: bool = False
    waits: HoldingRequest | None = None


def asking(user: Any, structure: int) -> Asking:
    """What `user` may do about holding a structure. Three queries for a professional, none for others."""
    if role_of(user) < Role.PROFESSIONAL:
        return Asking()
    mine = tuple(organisations_of(user).order_by("name", "pk"))
    if not mine:
        return Asking()
    holds = Structure.objects.filter(pk=structure, organisation__in=mine).exists()
    waiting = HoldingRequest.objects.filter(
        structure=structure, organisation__in=mine, state=Decided.State.ASKED
    ).select_related("organisation")
    return Asking(mine, holds, waiting.order_by("asked_at", "pk").first())


def holds(user: Any, structure: int) -> bool:
    """Whether an organisation of a professional's holds a structure; one query, none for others."""
    if role_of(user) < Role.PROFESSIONAL:
        return False
    return Structure.objects.filter(pk=structure, organisation__in=organisations_of(user)).exists()


def holder_who_decides(structure: int) -> Organisation | None:
    """Whose referents decide who works at a structure; meant for noting a request, never for telling."""
    holding = Structure.objects.filter(pk=structure).values("organisation")
    return Organisation.objects.filter(pk__in=holding).first()


@transaction.atomic
def ask(user: User, structure: int, organisation: int, message: str) -> HoldingRequest:
    """Ask, in the name of an organisation of one's own, to hold a structure that one sees. The one that waits
    already, where there is one. Raises NotYours."""
    seen = VisibleStructure.objects.seen_by(role_of(user)).filter(pk=structure)
    may = asking(user, structure)
    own = next((one for one in may.organisations if one.pk == organisation), None)
    if own is None or may.holds or not seen.exists():
        raise NotYours
    asked, _is_new = HoldingRequest.objects.get_or_create(
        structure_id=structure,
        organisation=own,
        state=Decided.State.ASKED,
        defaults={"user": user, "message": message},
    )
    return asked


def waiting_for(user: Any) -> QuerySet[HoldingRequest]:
    """The requests that `user` may decide, the oldest first: of structures that they see whole."""
    role = role_of(user)
    waiting = HoldingRequest.objects.filter(state=Decided.State.ASKED)
    if role is not Role.STAFF:
        waiting = (
            waiting.filter(
                Q(structure__organisation__in=refers_for(user))
                | Q(structure__commune__in=communes_answered_for(user))
            )
            .filter(structure__address_visibility__lte=int(role), structure__status="published")
            .exclude(user=user.pk)
        )
    return waiting.select_related("user", "organisation", "structure__organisation").order_by(
        "asked_at", "pk"
    )


def may_give(user: Any, structure: int) -> Structure | None:
    """The structure, where nobody holds it and `user` decides who does: staff, and ambassadors of its place
    who see it whole. None otherwise."""
    role = role_of(user)
    free = Structure.objects.filter(pk=structure, status=Status.PUBLISHED, organisation__isnull=True)
    if role is not Role.STAFF:
        free = free.filter(commune__in=communes_answered_for(user), address_visibility__lte=int(role))
    return free.first()


def give(structure: Structure, organisation: Organisation, by: User) -> None:
    """Have an organisation hold a structure that nobody holds, as an edit of `by`."""
    change(structure, {"organisation": organisation}, by)


def deciders(request: HoldingRequest) -> QuerySet[User]:
    """Who is told by mail that a request waits: the referents of who holds the structure, else the
    ambassadors of its place."""
    structure = request.structure
    holder = structure.organisation
    if holder and (told := organisations.referents(holder)).exists():
        return told.exclude(pk=request.user_id).distinct().order_by("pk")
    if structure.address_visibility > Role.PROFESSIONAL:
        return User.objects.none()
    return joining.ambassadors_at(structure.commune).exclude(pk=request.user_id)


@transaction.atomic
def accept(request: HoldingRequest, by: User) -> None:
    """Give the structure to the organisation that asked, as an edit of `by`. Raises
    `accounts.joining.AlreadyDecided`."""
    held = _still_asked(request)
    change(held.structure, {"organisation": held.organisation}, by)
    held.settle(Decided.State.ACCEPTED, by)
    request.refresh_from_db()


@transaction.atomic
def refuse(request: HoldingRequest, by: User, reason: str) -> None:
    """Refuse, and say why. Raises `accounts.joining.AlreadyDecided`."""
    _still_asked(request).settle(Decided.State.REFUSED, by, reason)
    request.refresh_from_db()


def _still_asked(request: HoldingRequest) -> HoldingRequest:
    held = HoldingRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if held.state != Decided.State.ASKED:
        raise joining.AlreadyDecided
    return held
