# SPDX-License-Identifier: AGPL-3.0-or-later
"""What geocoding keeps: the answers of the providers, whose turn it is to ask, and the runs."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Answer(models.Model):
    """What a provider answered to a question, "nothing" included, so that it is not asked twice.

    `edition` is the state of the provider's data: another edition is another question.
    """

    provider = models.CharField(_("service"), max_length=30)
    edition = models.CharField(_("édition"), max_length=60, blank=True)
    query = models.CharField(_("question"), max_length=200)
    citycode = models.CharField(_("code INSEE"), max_length=5, blank=True)
    postcode = models.CharField(_("code postal"), max_length=5, blank=True)
    is_full = models.BooleanField(_("avec les autres réponses"), default=False)
    candidates = models.JSONField(_("réponses"), default=list)
    asked_at = models.DateTimeField(_("demandée le"), default=timezone.now)

    class Meta:
        verbose_name = _("réponse d'un service d'adresses")
        verbose_name_plural = _("réponses des services d'adresses")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["query", "citycode", "postcode", "provider", "edition", "is_full"],
                name="geocoding_answer_once",
            )
        ]
        indexes = [models.Index(fields=["asked_at"], name="geocoding_answer_asked_at")]

    def __str__(self) -> str:
        return f"{self.query} ({self.citycode or self.postcode})"


class Turn(models.Model):
    """When a service may next be asked: one row a service, which PostgreSQL moves on at each call."""

    service = models.CharField(_("service"), max_length=30, primary_key=True)
    next_at = models.DateTimeField(_("prochain appel"))

    class Meta:
        verbose_name = _("tour de parole")
        verbose_name_plural = _("tours de parole")
        ordering = ["service"]

    def __str__(self) -> str:
        return self.service


class RunState(models.TextChoices):
    """Where a run is. Only the first three may go on."""

    WAITING = "waiting", _("en attente")
    RUNNING = "running", _("en cours")
    PAUSED = "paused", _("suspendu : le service d'adresses ne répond pas")
    DONE = "done", _("terminé")
    CANCELLED = "cancelled", _("annulé")


class Run(models.Model):
    """The geocoding of a directory: its rows wait here, each until it has its outcome."""

    title = models.CharField(_("titre"), max_length=200)
    state = models.CharField(_("état"), max_length=10, choices=RunState, default=RunState.WAITING)
    message = models.CharField(_("message"), max_length=300, blank=True)
    departement = models.CharField(_("département"), max_length=3, blank=True)
    total = models.PositiveIntegerField(_("adresses"), default=0)
    created_at = models.DateTimeField(_("demandé le"), default=timezone.now)
    finished_at = models.DateTimeField(_("terminé le"), null=True, blank=True)

    class Meta:
        verbose_name = _("géocodage")
        verbose_name_plural = _("géocodages")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens to it: done, or cancelled."""
        return self.state in (RunState.DONE, RunState.CANCELLED)


class RunRow(models.Model):
    """One address of a run, as its directory wrote it, and its one outcome once it has it."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="rows")
    key = models.CharField(_("clé"), max_length=100)
    address = models.CharField(_("adresse"), max_length=1000, blank=True)
    complement = models.CharField(_("complément"), max_length=1000, blank=True)
    postcode = models.CharField(_("code postal"), max_length=100, blank=True)
    city = models.CharField(_("commune"), max_length=300, blank=True)
    citycode = models.CharField(_("code INSEE"), max_length=100, blank=True)
    outcome = models.JSONField(_("résultat"), null=True, blank=True)
    precision = models.CharField(_("précision"), max_length=10, blank=True)
    waits = models.BooleanField(_("attend une personne"), null=True, blank=True)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)

    class Meta:
        verbose_name = _("adresse d'un géocodage")
        verbose_name_plural = _("adresses d'un géocodage")
        ordering = ["run", "pk"]
        constraints = [models.UniqueConstraint(fields=["run", "key"], name="geocoding_runrow_once")]
        indexes = [
            models.Index(
                fields=["run", "id"], condition=models.Q(outcome=None), name="geocoding_runrow_waiting"
            )
        ]

    def __str__(self) -> str:
        return self.key
