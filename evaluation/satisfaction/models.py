# SPDX-License-Identifier: AGPL-3.0-or-later
"""Codes that were not used yet; numbers of months that are not told yet, sealed; numbers that are told."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from evaluation.small_cells import LEAST
from mapping.models import Structure


class Partner(models.Model):
    """Who sends visitors to a structure, in its own words. One taken away stays with what it counted."""

    structure = models.ForeignKey(Structure, models.CASCADE, related_name="+")
    label = models.CharField(_("partenaire"), max_length=60)
    is_taken_away = models.BooleanField(_("retiré"), default=False)

    class Meta:
        verbose_name = _("partenaire qui oriente")
        verbose_name_plural = _("partenaires qui orientent")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["structure", "label"], name="evaluation_one_partner")]

    def __str__(self) -> str:
        return self.label


class VisitCode(models.Model):
    """A code that a visitor may still answer with, by a digest under SECRET_KEY; it is deleted when it is
    used. `week` is the Monday of the week in which it was made."""

    digest = models.BinaryField(_("empreinte"), primary_key=True, max_length=32)
    structure = models.ForeignKey(Structure, models.CASCADE, related_name="+")
    partner = models.ForeignKey(Partner, models.CASCADE, null=True, blank=True, related_name="+")
    week = models.DateField(_("semaine"))

    class Meta:
        verbose_name = _("code de visite")
        verbose_name_plural = _("codes de visite")
        ordering = ["digest"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(week__iso_week_day=1), name="evaluation_codes_of_whole_weeks"
            )
        ]

    def __str__(self) -> str:
        return f"{self.structure_id} {self.week}"


class OpenAnswers(models.Model):
    """The numbers of a structure that are not told yet, sealed as `evaluation.models.OpenMonth` is."""

    structure = models.OneToOneField(Structure, models.CASCADE, primary_key=True, related_name="+")
    sealed = models.BinaryField(_("nombres scellés"))

    class Meta:
        verbose_name = _("avis en attente")
        verbose_name_plural = _("avis en attente")

    def __str__(self) -> str:
        return str(self.structure_id)


class ToldAnswers(models.Model):
    """How many gave one of `answers` (codes, see `evaluation.small_cells.Pool`) to a question, from the month
    `first` to the month `last`: five or more, each answer being in one number of each question alone. The
    numbers of one question and of one span tell of every answer that was given in it."""

    structure = models.ForeignKey(Structure, models.CASCADE, related_name="+")
    first = models.DateField(_("premier mois"))
    last = models.DateField(_("dernier mois"))
    question = models.CharField(_("question"), max_length=12)
    answers = models.JSONField(_("réponses"))
    main = models.CharField(_("réponse principale"), max_length=20, blank=True)
    n = models.PositiveIntegerField(_("nombre"))

    class Meta:
        verbose_name = _("avis comptés")
        verbose_name_plural = _("avis comptés")
        ordering = ["structure", "last", "question", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(n__gte=LEAST), name="evaluation_no_few_answers"),
            models.CheckConstraint(
                condition=models.Q(first__day=1, last__day=1, first__lte=models.F("last")),
                name="evaluation_answers_of_months",
            ),
        ]
        indexes = [models.Index(fields=["structure", "last"], name="evaluation_told_of")]

    def __str__(self) -> str:
        return f"{self.structure_id} {self.question} : {self.n}"


class ShownToAll(models.Model):
    """That a structure shows everyone what its visitors think."""

    structure = models.OneToOneField(Structure, models.CASCADE, primary_key=True, related_name="+")

    class Meta:
        verbose_name = _("avis montrés à tous")
        verbose_name_plural = _("avis montrés à tous")

    def __str__(self) -> str:
        return str(self.structure_id)
