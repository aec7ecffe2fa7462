# SPDX-License-Identifier: AGPL-3.0-or-later
"""One import from its file to its undoing: what was read, what it would do, what it did."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from data.models.file import StoredFile
from data.models.source import Kind, Profile, Source
from geocoding.models import Run as GeocodingRun


class RunState(models.TextChoices):
    """How far a file that was sent has come."""

    RECEIVED = "received", _("à préparer")
    REHEARSED = "rehearsed", _("répété, rien n'est encore écrit")
    APPLIED = "applied", _("appliqué")
    UNDONE = "undone", _("annulé")
    REFUSED = "refused", _("fichier refusé")


class Doing(models.TextChoices):
    """What was asked of a run and is not done yet."""

    REHEARSE = "rehearse", _("répétition")
    APPLY = "apply", _("écriture dans l'annuaire")
    UNDO = "undo", _("annulation")
    REDO = "redo", _("remise en place")


class Action(models.TextChoices):
    """What a run does of a record."""

    CREATE = "create", _("créée")
    CHANGE = "change", _("modifiée")
    SAME = "same", _("laissée telle quelle")
    CLOSE = "close", _("fermée, car absente du fichier")
    DELETE = "delete", _("retirée, car absente du fichier")
    DOUBLE = "double", _("déjà dans le fichier")
    GONE = "gone", _("supprimée à la main, laissée")
    REFUSE = "refuse", _("refusée")


class Match(models.TextChoices):
    """How a record of a file was found to be one of the directory's."""

    LINK = "link", _("déjà importée de cette source")
    IDENTIFIER = "identifier", _("même identifiant d'origine")
    SIRET = "siret", _("même SIRET")
    NUMBER = "number", _("export de cet annuaire")
    PLACE = "place", _("même nom, au même endroit")
    SAID = "said", _("la même, d'après votre réponse")


class ImportRun(models.Model):
    """An import, or a merge of two records, which is undone the same way.

    `settings` say how the file is read (`format`, `table`, `mapping`, `defaults`); `whole` that what
    the file leaves out is closed; `told` and `notes` what was seen in the file. `counts` are of
    structures, by action. `plan_digest` names what was rehearsed: what is applied is that, or nothing.
    `doing` is what `asked_by` asked at `asked_at` and is not done yet, `problem` why the last thing asked was
    not; `geocoding` looks for the positions that the file did not give. `held_because` is why prefecture
    staff have to look before it is written; `accepted_digest` is the plan that `accepted_by` said yes to.
    `losses` are what applying would lose (`data.imports.losses`), `accepted_losses` the ones that
    `losses_accepted_by` said yes to. `corrected` holds rows as a person corrected them, by table and number;
    where `corrects` names a run that is applied, this one is of those rows alone.
    `seen_as` is the role (`accounts.roles.Role`) with whose eyes it was last rehearsed,
    `seen_with_organisations` and `seen_with_groups` number what these eyes belonged to.
    """

    class What(models.TextChoices):
        IMPORT = "import", _("import")
        MERGE = "merge", _("fusion")

    what = models.CharField(max_length=6, choices=What, default=What.IMPORT)
    source = models.ForeignKey(
        Source, verbose_name=_("source"), on_delete=models.PROTECT, related_name="runs", null=True, blank=True
    )
    file = models.ForeignKey(
        StoredFile, on_delete=models.SET_NULL, related_name="runs", null=True, blank=True
    )
    profile = models.ForeignKey(Profile, on_delete=models.SET_NULL, related_name="+", null=True, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("accepté par"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
    )
    losses_accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    state = models.CharField(_("état"), max_length=9, choices=RunState, default=RunState.RECEIVED)
    settings = models.JSONField(default=dict)
    whole = models.BooleanField(_("le fichier est complet"), default=False)
    told = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    rows_read = models.PositiveIntegerField(_("lignes lues"), default=0)
    quality = models.FloatField(_("qualité data·inclusion, de 0 à 1"), null=True, blank=True)
    plan_digest = models.CharField(max_length=32, blank=True)
    left_by_undo = models.JSONField(default=list)
    held_because = models.TextField(_("retenu parce que"), blank=True)
    accepted_digest = models.CharField(max_length=32, blank=True)
    losses = models.JSONField(default=dict)
    accepted_losses = models.CharField(max_length=32, blank=True)
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="corrections", null=True, blank=True
    )
    corrected = models.JSONField(default=dict)
    seen_as = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    seen_with_organisations = ArrayField(models.BigIntegerField(), default=list, blank=True, editable=False)
    seen_with_groups = ArrayField(models.BigIntegerField(), default=list, blank=True, editable=False)
    doing = models.CharField(_("en cours"), max_length=8, choices=Doing, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    problem = models.TextField(blank=True)
    geocoding = models.ForeignKey(
        GeocodingRun, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    created_at = models.DateTimeField(_("reçu le"), default=timezone.now)
    rehearsed_at = models.DateTimeField(_("répété le"), null=True, blank=True)
    applied_at = models.DateTimeField(_("appliqué le"), null=True, blank=True)
    undone_at = models.DateTimeField(_("annulé le"), null=True, blank=True)
    redone_at = models.DateTimeField(_("remis en place le"), null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.file.name if self.file else self.get_what_display()


class RunProgress(models.Model):
    """How far the work on a run is, written outside its transaction so that others can read it.

    `done` and `total` are records (or rows of the file, whose number is not known beforehand: 0). `stop` is
    that somebody asked for the work to be given up.
    """

    run = models.OneToOneField(ImportRun, on_delete=models.CASCADE, primary_key=True, related_name="progress")
    phase = models.CharField(max_length=60, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    told_at = models.DateTimeField(null=True)
    stop = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.run_id}: {self.done}"


class ImportRow(models.Model):
    """One record that a file describes, or a row refused, with what applying would do of it.

    `number` is the row's in its file; 0 for what the file leaves out. `changes` holds [old, new] by
    field, `kept` what the file says and the directory keeps otherwise, `doubts` what was not
    understood (field, message, lost), `given` the cells of a refused row, and of the first ones that make
    something. `candidate` is a record that may be the same, with how alike they are (`score`, 0 to 1).
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rows")
    table = models.CharField(max_length=200, blank=True)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=9, choices=Kind)
    key = models.CharField(max_length=520)
    parent = models.CharField(max_length=520, blank=True)
    payload = models.JSONField(default=dict)
    doubts = models.JSONField(default=list)
    reason = models.TextField(blank=True)
    given = models.JSONField(default=dict)
    action = models.CharField(max_length=8, choices=Action, blank=True)
    target = models.BigIntegerField(null=True)
    match = models.CharField(max_length=10, choices=Match, blank=True)
    changes = models.JSONField(default=dict)
    kept = models.JSONField(default=dict)
    candidate = models.BigIntegerField(null=True)
    score = models.FloatField(null=True)

    class Meta:
        ordering = ["number", "pk"]
        indexes = [
            models.Index(fields=["run", "kind", "key"], name="importrow_key"),
            models.Index(fields=["run", "kind", "action", "number"], name="importrow_action"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.kind} {self.key}"
