# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody without an account says of the directory: an error on a page, a structure that is missing."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mapping.models.structure import Structure
from places.models import Commune


class ReportAbout(models.TextChoices):
    """What is said to be wrong; that a structure is missing; that a photograph shows who writes."""

    HOURS = "horaires", _("Les horaires")
    CONTACT = "contact", _("Le téléphone ou le courriel")
    PLACE = "lieu", _("L’adresse ou le chemin")
    SERVICES = "services", _("Ce qui y est proposé")
    CLOSED = "ferme", _("C’est fermé définitivement")
    OTHER = "autre", _("Autre chose")
    MISSING = "manque", _("Une structure à ajouter")
    PHOTO = "photo", _("Une photo à retirer")


class ReportState(models.TextChoices):
    """What became of it."""

    NEW = "nouveau", _("à traiter")
    DONE = "fait", _("corrigé")
    REFUSED = "refuse", _("sans suite")


class Report(models.Model):
    """One message from the public about the directory, read by whoever keeps the structure, and by staff.

    `structure` is None of one that is missing: `name`, `place` and `contact` then say which. `photo` is the
    number of the photograph that somebody asks to remove, of a structure or not. The address of
    whoever wrote goes with the answer, and the whole of it a while after (`mapping.reports.inbox.forget`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    about = models.CharField(_("à propos de"), max_length=10, choices=ReportAbout)
    structure = models.ForeignKey(
        Structure,
        verbose_name=_("structure"),
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        blank=True,
        related_name="+",
    )
    photo = models.BigIntegerField(_("photo"), null=True, blank=True)
    name = models.CharField(_("nom proposé"), max_length=255, blank=True)
    place = models.CharField(_("lieu proposé"), max_length=255, blank=True)
    # Where that is, as far as it can be read: whose ambassadors are told.
    commune = models.ForeignKey(
        Commune, verbose_name=_("commune"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    contact = models.CharField(_("contact proposé"), max_length=255, blank=True)
    text = models.TextField(_("message"), max_length=2000)
    reply_to = models.EmailField(_("réponse à"), blank=True)
    language = models.CharField(_("langue"), max_length=10)
    created_at = models.DateTimeField(_("reçu le"), default=timezone.now)
    state = models.CharField(_("état"), max_length=10, choices=ReportState, default=ReportState.NEW)
    answer = models.TextField(_("réponse"), blank=True, max_length=2000)
    answered_at = models.DateTimeField(_("répondu le"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("répondu par"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("signalement")
        verbose_name_plural = _("signalements")
        ordering = ["-created_at", "id"]
        indexes = [
            models.Index(fields=["created_at"], condition=Q(state=ReportState.NEW), name="mapping_report_new")
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ReportState.values), name="report_state_known"),
            models.CheckConstraint(
                condition=Q(about=ReportAbout.MISSING, structure__isnull=True, photo__isnull=True)
                | Q(about=ReportAbout.PHOTO, photo__isnull=False)
                | (
                    ~Q(about__in=[ReportAbout.MISSING, ReportAbout.PHOTO])
                    & Q(structure__isnull=False, photo__isnull=True)
                ),
                name="report_of_a_structure_or_of_a_missing_one",
            ),
            models.CheckConstraint(
                condition=Q(state=ReportState.NEW) | Q(reply_to=""), name="report_answered_forgets_who"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_about_display()} ({self.get_state_display()})"
