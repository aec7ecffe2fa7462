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
