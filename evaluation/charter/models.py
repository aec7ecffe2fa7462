# SPDX-License-Identifier: AGPL-3.0-or-later
"""Versions of a charter and their criteria; a structure's own judgement, visits and decisions."""

from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from files.models import File
from mapping.models import Structure


class Charter(models.Model):
    """A version of the charter. It may be written until it is published, and never changes afterwards: who
    was judged by it stays so. The one in force is the last that is published."""

    number = models.PositiveSmallIntegerField(_("version"), unique=True)
    title = models.CharField(_("titre"), max_length=120)
    introduction = models.TextField(_("introduction"), max_length=3000, blank=True)
    months = models.PositiveSmallIntegerField(
        _("durée du label (mois)"), default=36, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    published_on = models.DateField(_("publiée le"), null=True, blank=True)

    class Meta:
        verbose_name = _("charte qualité")
        verbose_name_plural = _("chartes qualité")
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"


class Criterion(models.Model):
    """What a charter asks: in a section, required or not, with the evidence that is asked for it."""

    charter = models.ForeignKey(Charter, models.CASCADE, related_name="criteria")
    section = models.CharField(_("partie"), max_length=120)
    text = models.CharField(_("critère"), max_length=400)
    evidence = models.CharField(_("preuve demandée"), max_length=300, blank=True)
    is_required = models.BooleanField(_("obligatoire"), default=True)
    rank = models.PositiveSmallIntegerField(_("rang"), default=0)

    class Meta:
        verbose_name = _("critère")
        verbose_name_plural = _("critères")
        ordering = ["charter", "rank", "pk"]

    def __str__(self) -> str:
        return self.text


class Assessment(models.Model):
    """A structure judged by a version of the charter: by itself, until it sends its answers; then by staff,
    until they decide. One that is decided is over. `version` counts how often its answers were written;
    `visit_wanted` is when it asked to be visited, in its words."""

    class State(models.TextChoices):
        OPEN = "ouverte", _("en cours")
        SENT = "envoyee", _("envoyée")
        DECIDED = "decidee", _("décidée")

    structure = models.ForeignKey(Structure, models.CASCADE, related_name="+")
    charter = models.ForeignKey(Charter, models.PROTECT, related_name="assessments")
    state = models.CharField(_("état"), max_length=10, choices=State, default=State.OPEN)
    opened_on = models.DateField(_("ouverte le"))
    sent_on = models.DateField(_("envoyée le"), null=True, blank=True)
    version = models.PositiveIntegerField(_("écritures"), default=0)
    visit_wanted = models.CharField(_("visite demandée"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("auto-évaluation")
        verbose_name_plural = _("auto-évaluations")
        ordering = ["-opened_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["structure"],
                condition=~models.Q(state="decidee"),
                name="evaluation_one_assessment_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.structure_id} : {self.charter_id}"


class Level(models.TextChoices):
    """How far a criterion is met."""

    MET = "tenu", _("tenu")
    PART = "en-partie", _("tenu en partie")
    NOT = "non-tenu", _("pas encore tenu")
    NOT_CONCERNED = "sans-objet", _("ne nous concerne pas")


class Answer(models.Model):
    """What a structure says of a criterion."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="answers")
    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="+")
    level = models.CharField(_("niveau"), max_length=10, choices=Level, blank=True)
    words = models.TextField(_("en quelques mots"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("réponse")
        verbose_name_plural = _("réponses")
        ordering = ["assessment", "criterion"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "criterion"], name="evaluation_one_answer")
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id} : {self.level}"


class Piece(models.Model):
    """A file that a structure gives as evidence for a criterion."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="pieces")
    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="+")
    file = models.ForeignKey(File, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("pièce")
        verbose_name_plural = _("pièces")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.file_id)


class Visit(models.Model):
    """A visit of a structure: its day, who came, what they saw."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="visits")
    day = models.DateField(_("jour"))
    who = models.CharField(_("qui est venu"), max_length=200)
    remarks = models.TextField(_("remarques"), max_length=3000, blank=True)

    class Meta:
        verbose_name = _("visite")
        verbose_name_plural = _("visites")
        ordering = ["day", "pk"]

    def __str__(self) -> str:
        return f"{self.day}"


class Outcome(models.TextChoices):
    """What is decided."""

    ACCEPTED = "acceptee", _("label accordé")
    TO_COMPLETE = "a-completer", _("à compléter")
    REFUSED = "refusee", _("label refusé")
    WITHDRAWN = "retiree", _("label retiré")


class Decision(models.Model):
    """What staff decided of an assessment, one after the other: none is ever changed. A label runs from
    `day` to `ends_on`, both within."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="decisions")
    outcome = models.CharField(_("décision"), max_length=12, choices=Outcome)
    reasons = models.TextField(_("raisons"), max_length=3000, blank=True)
    day = models.DateField(_("décidée le"))
    ends_on = models.DateField(_("valable jusqu’au"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("décision")
        verbose_name_plural = _("décisions")
        ordering = ["day", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    models.Q(outcome="acceptee", ends_on__isnull=False, ends_on__gte=models.F("day"))
                    | (~models.Q(outcome="acceptee") & models.Q(ends_on__isnull=True))
                ),
                name="evaluation_a_label_ends",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.outcome}"

    def is_over(self, today: date) -> bool:
        """Whether the label that it gave has ended by then."""
        return self.ends_on is not None and self.ends_on < today
