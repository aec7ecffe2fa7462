# SPDX-License-Identifier: AGPL-3.0-or-later
"""What sheets, events and news have in common: who reads them, where they hold, how fresh they are."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.memberships import organisations_of
from accounts.models import Group, GroupMembership, Organisation
from accounts.readers import Reader, role_of_reader
from accounts.roles import Role, role_of
from mapping import vocabulary
from mapping.models import SeenBy
from mapping.models.codes import codes
from mapping.presentation import slug_of
from places.territories import Territory, TerritoryKind, territory

THEMES: vocabulary.Choices = [(theme.code, theme.nom) for theme in vocabulary.THEMES]
_CODE_LENGTH = 50


class Audience(models.IntegerChoices):
    """The least role that reads something; the values are those of `accounts.roles.Role`.

    What is for the members of a group is staff's by role alone: whatever knows no relation (derived rows,
    feeds, the history) passes by it, and only who is asked for as a `Reader` is told of it as a member.
    """

    PUBLIC = Role.VISITOR, _("tout le monde")
    PROFESSIONALS = Role.PROFESSIONAL, _("les professionnels")
    MEMBERS = Role.STAFF, _("les membres du groupe")

    @property
    def shown_as(self) -> Role:
        """The role as which what is named in it is shown: the least that all of its readers have."""
        return min(Role(self.value), Role.PROFESSIONAL)


class State(models.TextChoices):
    """Whether something is found: only what is published is. What is withdrawn can come back."""

    PUBLISHED = "published", _("publié")
    WITHDRAWN = "withdrawn", _("retiré")


def eyes_of(user: Any) -> Reader:
    """The reader that a request's user is, of what is shared. No query: the memberships of a professional's
    account are asked with what is read."""
    role = role_of(user)
    return Reader(role, user.pk if role is Role.PROFESSIONAL else 0)


def read_by(who: Role | Reader) -> Q:
    """The condition of what is for somebody to read: by their role, and where they are a reader with an
    account, what is for the members of a group that they belong to today."""
    told = Q(audience__lte=int(role_of_reader(who)))
    if isinstance(who, Reader) and who.account:
        mine = GroupMembership.objects.filter(user=who.account).order_by().values("group")
        told |= Q(audience=Audience.MEMBERS, group__in=mine)
    return told


class SharedQuerySet(models.QuerySet):
    """What is shared, as somebody may read it: a role, or a reader whose groups count."""

    def seen_by(self, who: Role | Reader) -> "SharedQuerySet":
        """What is published, and for them to read."""
        return self.filter(read_by(who), state=State.PUBLISHED)

    def known_to(self, who: Role | Reader) -> "SharedQuerySet":
        """What they may know of: what they read, and for professionals what was withdrawn of it, which they
        may bring back."""
        return self.filter(read_by(who)) if role_of_reader(who) >= Role.PROFESSIONAL else self.seen_by(who)

    def of_members(self) -> "SharedQuerySet":
        """What is for the members of its group alone."""
        return self.filter(audience=Audience.MEMBERS)


class Shared(models.Model):
    """What somebody of the network writes for the others, or for everyone.

    `territory_kind` and `territory_code` name where it holds; both empty for everywhere. What is written in a
    `group` stays that group's; `audience` says who reads it, its members alone or more people.
    """

    title = models.CharField(_("titre"), max_length=150)
    summary = models.CharField(_("en une phrase"), max_length=300, blank=True, default="")
    text = models.TextField(_("texte"), max_length=60_000, blank=True, default="")
    themes = codes(_("thèmes"), THEMES)
    publics = codes(_("publics"), vocabulary.PUBLICS)
    territory_kind = models.CharField(
        max_length=11, choices=[(kind.value, kind.value) for kind in TerritoryKind], blank=True, default=""
    )
    territory_code = models.CharField(max_length=_CODE_LENGTH, blank=True, default="")
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("tenu par"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    # A group that holds something is not deleted: what was its members' would have no reader, or any.
    group = models.ForeignKey(
        Group, verbose_name=_("groupe"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    audience = models.SmallIntegerField(_("qui le lit"), choices=Audience, default=Audience.PUBLIC)
    state = models.CharField(_("état"), max_length=9, choices=State, default=State.PUBLISHED)
    is_example = models.BooleanField(_("exemple"), default=False)
    created_at = models.DateTimeField(_("écrit le"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("changé le"), default=timezone.now, editable=False)

    objects = SharedQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def slug(self) -> str:
        """What stands after its number in its address."""
        return slug_of(self.title)

    @property
    def territory(self) -> Territory | None:
        """Where it holds; None for everywhere, and for a territory that is no more."""
        if not self.territory_kind:
            return None
        return territory(TerritoryKind(self.territory_kind), self.territory_code)


class Reviewed(models.Model):
    """What is read again from time to time: when it was last, in whose name, and when it is to be."""

    verified_at = models.DateTimeField(_("relu le"), null=True, blank=True)
    verified_by = models.CharField(_("relu par"), max_length=9, choices=SeenBy, blank=True, default="")
    review_on = models.DateField(_("à revoir le"), null=True, blank=True)

    class Meta:
        abstract = True

    def seen_to(self, by: Any) -> set[str]:
        """Say that `by` read it again now; the names of the fields that say it."""
        self.verified_at, self.verified_by = timezone.now(), SeenBy.NETWORK
        if role_of(by) is Role.STAFF:
            self.verified_by = SeenBy.STAFF
        elif by is not None and organisations_of(by).filter(pk=getattr(self, "organisation_id", 0)).exists():
            self.verified_by = SeenBy.STRUCTURE
        return {"verified_at", "verified_by"}


def territory_is_whole(prefix: str) -> models.CheckConstraint:
    """A territory has a kind and a code, or neither."""
    return models.CheckConstraint(
        condition=Q(territory_kind="", territory_code="") | (~Q(territory_kind="") & ~Q(territory_code="")),
        name=f"{prefix}_territory_is_whole",
    )


def members_are_of_a_group(prefix: str) -> models.CheckConstraint:
    """What is for the members of a group is of one."""
    return models.CheckConstraint(
        condition=~Q(audience=2) | Q(group__isnull=False),
        name=f"{prefix}_members_are_of_a_group",
        violation_error_message=_("Choisissez le groupe dont les membres le lisent."),
    )


def is_titled(prefix: str) -> models.CheckConstraint:
    """The title holds something else than spaces."""
    return models.CheckConstraint(
        condition=Q(title__regex=r"\S"),
        name=f"{prefix}_is_titled",
        violation_error_message=_("Donnez un titre."),
    )
