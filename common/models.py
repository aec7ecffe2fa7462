# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the limits remember, and the mails that wait to leave."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Allowance(models.Model):
    """How much of a limit somebody has used, as the moment when it is whole again: see `common.limits`.

    An unlogged table, written at every costly answer: emptied by a crash, and no backup needs it.
    """

    key = models.CharField(_("clé"), max_length=64, primary_key=True)
    whole_at = models.DateTimeField(_("de nouveau entière le"))

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key


class MailState(models.TextChoices):
    """Where a mail is."""

    WAITING = "waiting", _("en attente")
    SENT = "sent", _("envoyé")
    FAILED = "failed", _("abandonné")


class MailTrouble(models.TextChoices):
    """Why a mail did not leave, as a code: words of a mail server may hold addresses and secrets."""

    SERVER_AWAY = "away", _("le serveur de messagerie ne répond pas")
    ENCRYPTION = "encryption", _("la connexion chiffrée au serveur de messagerie a échoué")
    SIGN_IN = "sign-in", _("le serveur de messagerie refuse l’identifiant ou le mot de passe du site")
    SENDER = "sender", _("le serveur de messagerie refuse l’adresse d’expédition du site")
    RECIPIENT = "recipient", _("le serveur de messagerie refuse l’adresse du destinataire")
    CONTENT = "content", _("le serveur de messagerie refuse le message")
    TOO_LATE = "late", _("le message n’était plus utile")
    SITE = "site", _("erreur du site en préparant le message (le journal en dit plus)")


class Mail(models.Model):
    """A mail to send, written in the transaction of what causes it: see `common.outbox`.

    One that was sent keeps neither its text nor who it was for. Its number is the mail's own name
    (`Message-ID`) at every attempt.
    """

    id = models.UUIDField(_("numéro"), primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField(_("objet"), max_length=60)
    recipient = models.EmailField(_("destinataire"), blank=True)
    reply_to = models.EmailField(_("réponse à"), blank=True)
    subject = models.CharField(_("titre"), max_length=200, blank=True)
    text = models.TextField(_("texte"), blank=True)
    html = models.TextField(_("texte mis en forme"), blank=True)
    unsubscribe = models.URLField(_("adresse de désabonnement"), max_length=300, blank=True)
    state = models.CharField(_("état"), max_length=10, choices=MailState, default=MailState.WAITING)
    created_at = models.DateTimeField(_("demandé le"), default=timezone.now)
    due_at = models.DateTimeField(_("prochain essai"), default=timezone.now)
    useful_until = models.DateTimeField(_("utile jusqu’à"), null=True, blank=True)
    settled_at = models.DateTimeField(_("envoyé ou abandonné le"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("essais"), default=0)
    trouble = models.CharField(_("dernière difficulté"), max_length=12, choices=MailTrouble, blank=True)
    smtp_code = models.PositiveSmallIntegerField(_("code du serveur"), null=True, blank=True)

    class Meta:
        verbose_name = _("courriel")
        verbose_name_plural = _("courriels")
        ordering = ["-created_at", "id"]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state=MailState.WAITING), name="common_mail_due")
        ]
        constraints = [
            models.CheckConstraint(
                name="common_mail_sent_is_empty",
                condition=~Q(state=MailState.SENT)
                | Q(recipient="", reply_to="", subject="", text="", html="", unsubscribe=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} ({self.get_state_display()})"
