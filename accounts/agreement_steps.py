# SPDX-License-Identifier: AGPL-3.0-or-later
"""The circuit of an agreement, from the first draft to the signature: who moves it on, whom it waits for.

An agreement has a state (`organisation_facts.AgreementState`); `STEPS` says which follow it. Each step is
written once and stays: who, when, a comment, and who is asked next. Everybody reads an agreement that is
signed and in date; its circuit, and one that is not signed, are read by prefecture staff, by the referents of
its organisation and by whoever it waits for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import AmbassadorOf, Organisation, OrganisationMembership, User
from accounts.organisation_facts import Agreement, AgreementState, AgreementStep
from accounts.roles import Role, role_of
from accounts.standing import is_referent, refers_for

S = AgreementState


@dataclass(frozen=True, slots=True)
class Move:
    """A step that may follow: to which state, what its button says, whether it needs a comment, and whether
    staff alone decide it."""

    to: AgreementState
    verb: str
    needs_comment: bool = False
    for_staff: bool = False

    @property
    def goes_on(self) -> bool:
        """Whether somebody is asked afterwards."""
        return self.to in STEPS and self.to is not S.REFUSED


_REFUSE = Move(S.REFUSED, "Refuser", needs_comment=True, for_staff=True)
_AGAIN = Move(S.DRAFT, "Renvoyer à préparer", needs_comment=True)
STEPS: Mapping[AgreementState, Sequence[Move]] = {
    S.DRAFT: (Move(S.PROPOSED, "Proposer"),),
    S.PROPOSED: (Move(S.ADVISED, "Donner un avis", needs_comment=True), _AGAIN, _REFUSE),
    S.ADVISED: (Move(S.APPROVED, "Valider", for_staff=True), _AGAIN, _REFUSE),
    S.APPROVED: (Move(S.SIGNED, "Dire qu’elle est signée", for_staff=True), _AGAIN, _REFUSE),
    S.REFUSED: (_AGAIN,),
}
"""What may follow each state; nothing follows a signature."""


class MovedMeanwhile(Exception):
    """Somebody else took a step since the page was shown."""


def readable(user: Any) -> QuerySet[Agreement]:
    """The agreements whose circuit `user` reads."""
    role = role_of(user)
    if role is Role.STAFF:
        return Agreement.objects.all()
    if role < Role.PROFESSIONAL:
        return Agreement.objects.none()
    return Agreement.objects.filter(Q(organisation__in=refers_for(user)) | Q(asked=user.pk))


def told(user: Any, organisation: Organisation) -> QuerySet[Agreement]:
    """The agreements of an organisation that `user` may know of on its professionals' page: the signed ones,
    and those whose circuit they read."""
    signed = Q(state=AgreementState.SIGNED)
    return Agreement.objects.filter(
        signed | Q(pk__in=readable(user).order_by().values("pk")), organisation=organisation
    )


def waiting_for(user: Any) -> QuerySet[Agreement]:
    """The agreements that wait for `user`."""
    if role_of(user) < Role.PROFESSIONAL:
        return Agreement.objects.none()
    return Agreement.objects.filter(asked=user.pk).exclude(state=S.SIGNED)


def moves(user: Any, held: Agreement) -> list[Move]:
    """The steps that `user` may take now: staff any; whoever it waits for, and the organisation's referents
    while it is theirs to prepare, what staff alone do not decide."""
    possible = STEPS.get(AgreementState(held.state), ())
    if role_of(user) is Role.STAFF:
        return list(possible)
    prepares = held.state in (S.DRAFT, S.REFUSED) and is_referent(user, held.organisation_id)
    if role_of(user) < Role.PROFESSIONAL or not (prepares or held.asked_id == user.pk):
        return []
    return [one for one in possible if not one.for_staff]


def may_be_asked(organisation: Organisation) -> list[User]:
    """Whom an agreement may wait for: staff, ambassadors, and the referents of its organisation."""
    referents = OrganisationMembership.objects.filter(organisation=organisation, role="referent")
    known = (
        Q(is_staff=True)
        | Q(is_professional=True, pk__in=AmbassadorOf.objects.values("user"))
        | Q(is_professional=True, pk__in=referents.values("user"))
    )
    return list(User.objects.filter(known, is_active=True).order_by("full_name", "pk"))


@transaction.atomic
def begin(held: Agreement, by: User) -> None:
    """Note the first step of an agreement that was just written down."""
    held.steps.create(state=held.state, by=by)


@transaction.atomic
def move(held: Agreement, to: Move, by: User, comment: str = "", asked: User | None = None) -> AgreementStep:
    """Take a step: write it, and whom the agreement waits for now. Raises MovedMeanwhile where it is no
    longer in the state of `held`."""
    now = Agreement.objects.select_for_update().get(pk=held.pk)
    if now.state != held.state or now.asked_id != held.asked_id:
        raise MovedMeanwhile
    step = now.steps.create(state=to.to, by=by, comment=comment, asked=asked if to.goes_on else None)
    now.state, now.asked = to.to, step.asked
    if to.to is S.SIGNED and now.since is None:
        now.since = timezone.localdate()
    now.save(update_fields=["state", "asked", "since"])
    return step
