# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the directory is led, as staff write it: what holds of all of it, and the bodies that decide."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation


class Governance(models.Model):
    """What is said of the whole: one line, number 1."""

    ONLY = 1

    presentation = models.TextField(_("qui porte l’annuaire"), blank=True, default="", max_length=5000)
    quality = models.TextField(_("l’approche qualité"), blank=True, default="", max_length=5000)
    sustainability = models.TextField(_("le développement durable"), blank=True, default="", max_length=5000)
    since = models.DateField(_("en vigueur depuis le"), null=True, blank=True)
    is_example = models.BooleanField(_("exemple"), default=False)

    class Meta:
        verbose_name = _("page de gouvernance")
        verbose_name_plural = _("page de gouvernance")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="governance_once")]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class GoverningBody(models.Model):
    """A body that decides or advises: a steering committee, a technical committee.

    `functions` names functions, one a line, and never a person; `rank` orders the page.
    """

    nom = models.CharField(_("nom"), max_length=150)
    role = models.TextField(_("son rôle"), blank=True, default="", max_length=3000)
    meets = models.CharField(_("se réunit"), max_length=200, blank=True, default="")
    functions = models.TextField(_("qui y siège, par fonction"), blank=True, default="", max_length=3000)
    rank = models.PositiveSmallIntegerField(_("ordre"), default=0)
    is_example = models.BooleanField(_("exemple"), default=False)

    class Meta:
        verbose_name = _("instance")
        verbose_name_plural = _("instances")
        ordering = ["rank", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(nom__regex=r"\S"), name="governing_body_named")
        ]

    def __str__(self) -> str:
        return self.nom


class GoverningSeat(models.Model):
    """That an organisation sits in a body."""

    body = models.ForeignKey(
        GoverningBody, verbose_name=_("instance"), on_delete=models.CASCADE, related_name="seats"
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        verbose_name = _("organisation d’une instance")
        verbose_name_plural = _("organisations des instances")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["body", "organisation"], name="governing_seat_once")]

    def __str__(self) -> str:
        return f"{self.body_id} : {self.organisation_id}"
