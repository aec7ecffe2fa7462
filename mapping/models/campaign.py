# SPDX-License-Identifier: AGPL-3.0-or-later
"""Structures asked, by a link sent to them, whether what is said of them is still right; and notices of the
moment."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from mapping.models.freshness import Block
from mapping.models.structure import Structure


def _blocks() -> ArrayField:
    return ArrayField(models.CharField(max_length=10, choices=Block), verbose_name=_("parties"))


def _by() -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("par"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )


class Campaign(models.Model):
    """Several structures asked at once to confirm blocks of their pages, with a word to them.

    `organisation` is whose referent asks, of its own structures; None where staff do. `structures` are the
    numbers of those to ask; what became of each is its `ConfirmationRequest`.
    """

    title = models.CharField(_("nom de la relance"), max_length=150)
    message = models.TextField(_("message"), max_length=1000, blank=True)
    blocks = _blocks()
    structures = ArrayField(models.BigIntegerField(), verbose_name=_("structures"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # Where the site was when it was asked for: links begin with it.
    site = models.URLField(_("adresse du site"))
    by = _by()
    created_at = models.DateTimeField(_("faite le"), default=timezone.now)
    stopped_at = models.DateTimeField(_("arrêtée le"), null=True, blank=True)

    class Meta:
        verbose_name = _("relance")
        verbose_name_plural = _("relances")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.title


class RequestState(models.TextChoices):
    """What became of asking a structure; but for « sent », why it was not asked."""

    SENT = "sent", _("envoyée")
    NO_ADDRESS = "address", _("aucune adresse électronique")
    TOO_SOON = "soon", _("adresse déjà sollicitée ce mois-ci")
    UNANSWERED = "silent", _("quatre demandes sans réponse : à appeler")
    NOT_SHOWN = "hidden", _("fiche non publiée, ou exemple")


class ConfirmationRequest(models.Model):
    """A link sent to a structure, which opens a page that asks of its blocks and nothing else.

    Only the digest of what the link holds is kept, and that of the address it went to. `campaign` is None
    where it went because the time had come (`ReviewCadence`). `answers` says by block what was answered.
    """

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, null=True, blank=True, related_name="requests"
    )
    structure = models.ForeignKey(
        Structure, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    blocks = _blocks()
    state = models.CharField(_("état"), max_length=8, choices=RequestState)
    address_digest = models.CharField(max_length=64, blank=True)
    token_digest = models.CharField(max_length=64, null=True, blank=True, unique=True)
    created_at = models.DateTimeField(_("envoyée le"), default=timezone.now)
    expires_at = models.DateTimeField(_("expire le"))
    revoked_at = models.DateTimeField(_("révoquée le"), null=True, blank=True)
    answered_at = models.DateTimeField(_("répondue le"), null=True, blank=True)
    answers = models.JSONField(_("réponses"), default=dict, blank=True)

    class Meta:
        verbose_name = _("demande de confirmation")
        verbose_name_plural = _("demandes de confirmation")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["address_digest", "-created_at"], name="mapping_request_address"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "structure"], name="request_once_a_campaign"),
            models.CheckConstraint(
                condition=Q(state=RequestState.SENT, token_digest__isnull=False)
                | (~Q(state=RequestState.SENT) & Q(token_digest__isnull=True)),
                name="request_sent_has_a_link",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.structure_id} ({self.get_state_display()})"

    @property
    def is_open(self) -> bool:
        """Whether its link opens something now."""
        return (
            self.state == RequestState.SENT and self.revoked_at is None and self.expires_at > timezone.now()
        )


class ReviewCadence(models.Model):
    """Every how many months a structure is asked whether what is said of it is still right."""

    class Months(models.IntegerChoices):
        THREE = 3, _("tous les 3 mois")
        SIX = 6, _("tous les 6 mois")
        TWELVE = 12, _("tous les ans")

    structure = models.OneToOneField(
        Structure, on_delete=models.DO_NOTHING, db_constraint=False, primary_key=True, related_name="+"
    )
    months = models.PositiveSmallIntegerField(_("rythme"), choices=Months)
    by = _by()

    class Meta:
        verbose_name = _("rythme de relecture")
        verbose_name_plural = _("rythmes de relecture")
        constraints = [
            models.CheckConstraint(condition=Q(months__in=(3, 6, 12)), name="cadence_months_known"),
        ]

    def __str__(self) -> str:
        return f"{self.structure_id} : {self.get_months_display()}"


class MomentNotice(models.Model):
    """A word of the prefecture on the pages of several structures for a time: extreme cold, a heat wave.

    It shows from its first day to its last, both included, and goes by itself.
    """

    text = models.TextField(_("texte"), max_length=500)
    first_day = models.DateField(_("premier jour"))
    last_day = models.DateField(_("dernier jour"))
    structures = ArrayField(models.BigIntegerField(), verbose_name=_("structures"))
    by = _by()
    created_at = models.DateTimeField(_("écrit le"), default=timezone.now)

    class Meta:
        verbose_name = _("consigne du moment")
        verbose_name_plural = _("consignes du moment")
        ordering = ["-last_day", "-pk"]
        indexes = [GinIndex(fields=["structures"], name="mapping_notice_structures")]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="notice_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
