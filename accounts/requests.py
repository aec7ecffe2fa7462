# SPDX-License-Identifier: AGPL-3.0-or-later
"""The records of coming in: who asked to be let in, who was invited, whose addresses are let in at once; the
same of groups."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Decided(models.Model):
    """Something that is asked, and that somebody accepts or refuses."""

    class State(models.TextChoices):
        ASKED = "asked", _("demandée")
        ACCEPTED = "accepted", _("acceptée")
        REFUSED = "refused", _("refusée")

    message = models.CharField(_("message"), max_length=1000, blank=True)
    asked_at = models.DateTimeField(_("demandée le"), default=timezone.now)
    state = models.CharField(_("état"), max_length=8, choices=State, default=State.ASKED)
    decided_at = models.DateTimeField(_("décidée le"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("décidée par"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    reason = models.CharField(_("motif"), max_length=500, blank=True)

    class Meta:
        abstract = True

    def settle(self, state: "Decided.State", by: models.Model | None, reason: str = "") -> None:
        """Write what was decided, now, by whom (None: a rule), and why."""
        self.state, self.decided_by_id = state, by.pk if by else None
        self.decided_at, self.reason = timezone.now(), reason
        self.save(update_fields=["state", "decided_by", "decided_at", "reason"])


class JoinRequest(Decided):
    """That somebody asks to be let in, as whose worker, and where: an account that is no professional's yet.

    `organisation` where it is known here, else `organisation_said`, what the person wrote. `page` is the path
    of the structure's page that they came from.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("personne"),
        on_delete=models.CASCADE,
        related_name="join_requests",
    )
    organisation = models.ForeignKey(
        "accounts.Organisation",
        verbose_name=_("organisation"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="join_requests",
    )
    organisation_said = models.CharField(_("organisation, telle qu’écrite"), max_length=255, blank=True)
    page = models.CharField(_("fiche d’où elle vient"), max_length=300, blank=True)
    commune = models.ForeignKey(
        "places.Commune",
        verbose_name=_("commune de travail"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    trade = models.CharField(_("métier"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("demande d’inscription")
        verbose_name_plural = _("demandes d’inscription")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(state="asked"), name="join_request_one_waits"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "accepted", "refused"]), name="join_request_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} : {self.organisation or self.organisation_said}"


class Invitation(models.Model):
    """That somebody was invited, by whom, to which organisation: the account was opened with it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("personne"),
        on_delete=models.CASCADE,
        related_name="invitations",
    )
    organisation = models.ForeignKey(
        "accounts.Organisation",
        verbose_name=_("organisation"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("invitée par"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    at = models.DateTimeField(_("le"), default=timezone.now)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.user} ({self.at:%d/%m/%Y})"


class GroupRequest(Decided):
    """That a professional asks to belong to a group, for one of their organisations or none.

    Whoever was taken out of a group has one that was refused, and asks to come back.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("personne"),
        on_delete=models.CASCADE,
        related_name="group_requests",
    )
    group = models.ForeignKey(
        "accounts.Group", verbose_name=_("groupe"), on_delete=models.CASCADE, related_name="requests"
    )
    organisation = models.ForeignKey(
        "accounts.Organisation",
        verbose_name=_("au nom de"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("demande d’entrer dans un groupe")
        verbose_name_plural = _("demandes d’entrer dans un groupe")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "group"], condition=Q(state="asked"), name="group_request_one_waits"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "accepted", "refused"]), name="group_request_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class GroupInvitation(models.Model):
    """That whoever has an address is invited into a group, by whom; it goes once it is answered.

    By address, so that it waits for who has no account yet.
    """

    group = models.ForeignKey(
        "accounts.Group", verbose_name=_("groupe"), on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField(_("adresse électronique"))
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("invitée par"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    at = models.DateTimeField(_("le"), default=timezone.now)

    class Meta:
        verbose_name = _("invitation dans un groupe")
        verbose_name_plural = _("invitations dans un groupe")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["group", "email"], name="group_invitation_once"),
            models.CheckConstraint(
                condition=Q(email=Lower(F("email"))), name="group_invitation_in_small_letters"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class TrustedDomain(models.Model):
    """A domain whose addresses are let in at once, into an organisation where one is named."""

    domain = models.CharField(_("domaine"), max_length=253, unique=True)
    organisation = models.ForeignKey(
        "accounts.Organisation",
        verbose_name=_("organisation"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="domains",
    )
    created_at = models.DateTimeField(_("ajouté le"), default=timezone.now)

    class Meta:
        verbose_name = _("domaine de confiance")
        verbose_name_plural = _("domaines de confiance")
        ordering = ["domain"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    domain__regex=r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$"
                ),
                name="trusted_domain_is_one",
            )
        ]

    def __str__(self) -> str:
        return self.domain
