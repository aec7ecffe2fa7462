# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may not edit: a record that was protected, a territory that leaves its records to who holds them; and
who is written to when others edit what they hold.

What is over stays: it is part of the history. Why is the note of the act.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from history.models import Act
from mapping.models.structure import Structure
from places.territories import TerritoryKind


class Guard(models.TextChoices):
    """To whom a record is left, whoever else may edit it otherwise."""

    KEEPERS = "keepers", _("les référents de la fiche, les ambassadeurs et la préfecture")
    STAFF = "staff", _("la préfecture seulement")


class _Kept(models.Model):
    """Something that an act began and that another may have ended."""

    act = models.OneToOneField(Act, on_delete=models.PROTECT, related_name="+")
    ended = models.OneToOneField(Act, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True


class Protection(_Kept):
    """That a record is left to some for a while, or until somebody ends it."""

    structure = models.ForeignKey(Structure, on_delete=models.CASCADE, related_name="protections")
    guard = models.CharField(_("qui peut modifier"), max_length=7, choices=Guard)
    until = models.DateField(_("jusqu'au"), null=True, blank=True)

    class Meta:
        verbose_name = _("protection d'une fiche")
        verbose_name_plural = _("protections de fiches")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["structure"], condition=Q(ended__isnull=True), name="protection_once_at_a_time"
            ),
            models.CheckConstraint(condition=Q(guard__in=Guard.values), name="protection_guard_known"),
        ]

    def __str__(self) -> str:
        return f"{self.structure_id}: {self.guard}"


class OwnersOnly(_Kept):
    """That in a territory only those who hold a record, ambassadors and the prefecture edit it."""

    kind = models.CharField(
        _("sorte de territoire"), max_length=11, choices=[(one.value, one.value) for one in TerritoryKind]
    )
    code = models.CharField(_("code du territoire"), max_length=9)

    class Meta:
        verbose_name = _("territoire réservé à ceux qui tiennent les fiches")
        verbose_name_plural = _("territoires réservés à ceux qui tiennent les fiches")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "code"], condition=Q(ended__isnull=True), name="ownersonly_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in TerritoryKind]), name="ownersonly_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


class ChangesLetter(models.Model):
    """Whether somebody is written to when others change what their organisations hold, and up to which event
    they were told. Without a row: they are, from the first day on."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="changes_letter"
    )
    wanted = models.BooleanField(_("m'écrire"), default=True)
    told = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("courriel des modifications")
        verbose_name_plural = _("courriels des modifications")
        ordering = ["user"]

    def __str__(self) -> str:
        return f"{self.user_id}"
