# SPDX-License-Identifier: AGPL-3.0-or-later
"""Closing an account: what is personal goes, what was contributed stays under a neutral name.

The account itself stays, empty, so that the history can say that one and the same somebody wrote this and
that: its acts hold its number and no name.
"""

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q

from accounts.models import Group, GroupInvitation, GroupMembership, Membership, Organisation, User
from accounts.relations import referring_to
from accounts.requests import Decided
from common.models import Mail

NEUTRAL_NAME = "ancien membre"
# Applications whose rows about a person are all personal: standing, ways of signing in, sessions. So is what
# a person asked for, wherever it is, and what says so itself (`is_personal`).
_PERSONAL = frozenset({"accounts", "account", "mfa", "usersessions", "socialaccount"})


class LastAdministrator(Exception):
    """The only account that may do everything is not closed: nobody could name another."""


def left_alone(user: User) -> list[Organisation]:
    """The organisations that would have no referent left without `user`."""
    referent = Membership.As.REFERENT
    mine = Organisation.objects.filter(memberships__user=user, memberships__role=referent)
    return [
        one
        for one in mine.order_by("name", "pk")
        if not one.memberships.filter(role=referent, user__is_active=True).exclude(user=user).exists()
    ]


def groups_left_alone(user: User) -> list[Group]:
    """The groups that would have members and no referent left without `user`; staff lead them then."""
    referent = Membership.As.REFERENT
    others = GroupMembership.objects.filter(group=OuterRef("pk"), user__is_active=True).exclude(user=user)
    mine = Group.objects.filter(memberships__user=user, memberships__role=referent, archived_at__isnull=True)
    alone = mine.filter(Exists(others), ~Exists(others.filter(role=referent)))
    return list(alone.order_by("name", "pk"))


def end_sessions(user: User) -> int:
    """Sign an account out everywhere; how many sessions that was."""
    ended = 0
    for session in Session.objects.order_by("pk").iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
            ended += 1
    return ended


@transaction.atomic
def close(user: User) -> None:
    """Take away whatever is personal of an account, for good. Raises LastAdministrator."""
    held = User.objects.select_for_update().get(pk=user.pk)
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=held.pk)
    if held.is_superuser and not others.exists():
        raise LastAdministrator
    Mail.objects.filter(Q(recipient__iexact=held.email) | Q(reply_to__iexact=held.email)).delete()
    GroupInvitation.objects.filter(email__iexact=held.email).delete()
    for relation in referring_to(User):
        model = relation.related_model
        is_personal = (
            model._meta.app_label in _PERSONAL
            or issubclass(model, Decided)
            or getattr(model, "is_personal", False)
        )
        if relation.on_delete is models.CASCADE and is_personal:
            model._base_manager.filter(**{relation.field.name: held}).delete()
    # What the administration wrote of the account names it.
    named = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(User), object_id=str(held.pk)
    )
    named.update(object_repr=NEUTRAL_NAME, change_message="")
    held.groups.clear()
    held.user_permissions.clear()
    held.email = f"compte-{held.pk}@ferme.invalid"
    held.full_name = NEUTRAL_NAME
    held.is_professional = held.is_staff = held.is_superuser = held.is_active = False
    held.last_login = None
    held.set_unusable_password()
    held.save(
        update_fields=[
            *("email", "full_name", "is_professional", "is_staff", "is_superuser", "is_active"),
            *("last_login", "password"),
        ]
    )
    end_sessions(held)
