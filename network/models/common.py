# SPDX-License-Identifier: AGPL-3.0-or-later
"""What sheets, events and news have in common: who reads them, where they hold, how fresh they are."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.memberships import organisations_of
from accounts.models import Organisation
from accounts.roles import Role, role_of
from mapping import vocabulary
from mapping.models import SeenBy
from mapping.models.codes import codes
from mapping.presentation import slug_of
from places.territories import Territory, TerritoryKind, territory

THEMES: vocabulary.Choices = [(theme.code, theme.nom) for theme in vocabulary.THEMES]
_CODE_LENGTH = 50


class Audience(models.IntegerChoices):
    """The least role that reads something; the values are those of `accounts.roles.Role`."""

    PUBLIC = Role.VISITOR, _("tout le monde")
    PROFESSIONALS = Role.PROFESSIONAL, _("les professionnels")


class State(models.TextChoices):
    """Whether something is found: only what is published is. What is withdrawn can come back."""

    PUBLISHED = "published", _("publié")
    WITHDRAWN = "withdrawn", _("retiré")


class SharedQuerySet(models.QuerySet):
    """What is shared, as somebody may read it."""

    def seen_by(self, role: Role) -> "SharedQuerySet":
        """What is published, and for this role to read."""
        return self.filter(state=State.PUBLISHED, audience__lte=int(role))

    def known_to(self, role: Role) -> "SharedQuerySet":
        """What the role may know of: what it reads, and for professionals what was withdrawn, which they may
        bring back."""
        return self if role >= Role.PROFESSIONAL else self.seen_by(role)


class Shared(models.Model):
    """What somebody of the network writes for the others, or for everyone.

    `territory_kind` and `territory_code` name where it holds; both empty for everywhere.
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


def is_titled(prefix: str) -> models.CheckConstraint:
    """The title holds something else than spaces."""
    return models.CheckConstraint(
        condition=Q(title__regex=r"\S"),
        name=f"{prefix}_is_titled",
        violation_error_message=_("Donnez un titre."),
    )
