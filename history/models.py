# SPDX-License-Identifier: AGPL-3.0-or-later
"""The two tables of the history. Triggers write them, and nobody rewrites them (`history/sql/ledger.sql`).

Beside them, what people do about it: acts looked at, taken back by the batch, authors who may write no more.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Cause(models.TextChoices):
    """By which road a change came."""

    EDIT = "edit", _("modification sur la page")
    IMPORT = "import", _("import")
    MERGE = "merge", _("fusion")
    REVIEW = "review", _("position vérifiée")
    CONFIRM = "confirm", _("confirmation")
    GEOCODING = "geocoding", _("adresse située")
    API = "api", _("API")
    ADMIN = "admin", _("administration")
    UNDO = "undo", _("annulation")
    RESTORE = "restore", _("version rétablie")
    PROTECT = "protect", _("protection")
    DEMO = "demo", _("annuaire de démonstration")
    SQL = "sql", _("directement dans la base")


class Act(models.Model):
    """What one person, or one program, did at once: an edit, an import, a merge."""

    at = models.DateTimeField(_("le"), db_default=Now())
    cause = models.CharField(_("cause"), max_length=10, choices=Cause)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("par"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    run = models.BigIntegerField(_("import"), null=True, blank=True)
    undoes = models.ForeignKey(
        "self", verbose_name=_("annule"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    note = models.CharField(_("précision"), max_length=300, blank=True, db_default="")

    class Meta:
        verbose_name = _("acte")
        verbose_name_plural = _("actes")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["run"], condition=Q(run__isnull=False), name="history_act_run"),
            models.Index(fields=["by", "-id"], name="history_act_by"),
            models.Index(fields=["at"], name="history_act_at"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.cause}"


class Operation(models.TextChoices):
    """What happened to a record."""

    CREATED = "I", _("création")
    CHANGED = "U", _("modification")
    REMOVED = "D", _("suppression")


class Event(models.Model):
    """One record that an act made, changed or removed.

    `object` is its number, `root` that of the record it belongs to (a contact's structure). `before` and
    `after` hold the columns that changed, by name, as PostgreSQL writes a row in JSON. A record that was made
    has neither: each of its versions is today's with the `before`s that came since. One that was removed has
    all its columns in `before`.

    `need` is the least role that may know of it, the stricter of before and after, and `hidden` says for a
    column that needs a higher one which. `place`, `epci` and `departement` are where the root is.
    """

    act = models.ForeignKey(Act, on_delete=models.CASCADE, related_name="events", db_index=False)
    kind = models.SmallIntegerField()
    operation = models.CharField(max_length=1, choices=Operation)
    object = models.BigIntegerField()
    root = models.BigIntegerField(null=True)
    place = models.CharField(max_length=5, blank=True)
    epci = models.CharField(max_length=9, blank=True)
    departement = models.CharField(max_length=3, blank=True)
    need = models.SmallIntegerField()
    hidden = models.JSONField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        verbose_name = _("événement")
        verbose_name_plural = _("événements")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["kind", "object", "-id"], name="history_event_object"),
            models.Index(fields=["root", "-id"], condition=Q(root__isnull=False), name="history_event_root"),
            models.Index(fields=["act", "id"], name="history_event_act"),
            # An event that is nowhere, as a link's, costs nothing there.
            models.Index(fields=["place", "-act"], condition=~Q(place=""), name="history_event_place"),
            models.Index(fields=["epci", "-act"], condition=~Q(epci=""), name="history_event_epci"),
            models.Index(
                fields=["departement", "-act"],
                condition=~Q(departement=""),
                name="history_event_departement",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.operation} {self.kind}:{self.object}"


class Patrol(models.Model):
    """That someone other than its author looked at an act and found nothing to take back."""

    act = models.OneToOneField(Act, on_delete=models.CASCADE, primary_key=True, related_name="patrol")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("vue par"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    at = models.DateTimeField(_("vue le"), default=timezone.now)

    class Meta:
        verbose_name = _("modification vue")
        verbose_name_plural = _("modifications vues")
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.act_id}"


class Block(models.Model):
    """That an account may not sign in any more, since when and why. One that was lifted stays: it is told."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("compte"), on_delete=models.CASCADE, related_name="blocks"
    )
    act = models.OneToOneField(Act, on_delete=models.PROTECT, related_name="+")
    lifted = models.OneToOneField(Act, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("compte bloqué")
        verbose_name_plural = _("comptes bloqués")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(lifted__isnull=True), name="history_block_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id}"


class BatchState(models.TextChoices):
    """Where a batch of undoings is."""

    WAITING = "waiting", _("en attente")
    RUNNING = "running", _("en cours")
    DONE = "done", _("terminée")
    STOPPED = "stopped", _("arrêtée par une erreur")


class Batch(models.Model):
    """Everything that an account did over a period, taken back; or such a batch, done again (`redoes`).

    `left` is a list of what was not taken back: kind, number, why, columns.
    """

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("compte"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    since = models.DateTimeField(_("depuis le"))
    until = models.DateTimeField(_("jusqu'au"))
    redoes = models.OneToOneField(
        "self",
        verbose_name=_("refait"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="redone",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("demandée par"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    why = models.CharField(_("motif"), max_length=300)
    asked_at = models.DateTimeField(_("demandée le"), default=timezone.now)
    ended_at = models.DateTimeField(_("terminée le"), null=True, blank=True)
    state = models.CharField(_("état"), max_length=8, choices=BatchState, default=BatchState.WAITING)
    acts = models.PositiveIntegerField(_("actes à annuler"), default=0)
    done = models.PositiveIntegerField(_("actes examinés"), default=0)
    records = models.PositiveIntegerField(_("fiches et parties de fiches remises"), default=0)
    left = models.JSONField(_("ce qui n'a pas pu l'être"), default=list)

    class Meta:
        verbose_name = _("annulation en lot")
        verbose_name_plural = _("annulations en lot")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.pk}"


class BatchAct(models.Model):
    """An act that a batch has to take back, or has: `undone` is the act that did."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="steps")
    act = models.ForeignKey(Act, on_delete=models.CASCADE, related_name="+")
    undone = models.ForeignKey(Act, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    looked_at = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("acte d'une annulation en lot")
        verbose_name_plural = _("actes d'une annulation en lot")
        ordering = ["-act_id"]
        constraints = [models.UniqueConstraint(fields=["batch", "act"], name="history_batch_act_once")]

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.act_id}"
