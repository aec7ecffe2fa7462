# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the site keeps of how it is used: numbers of months, never an event."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.counting import Outcome
from evaluation.charter.models import Answer, Assessment, Charter, Criterion, Decision, Piece, Visit
from evaluation.grid.models import OwnLine, Reminder, Sending, WeekNumber
from evaluation.satisfaction.models import OpenAnswers, Partner, ShownToAll, ToldAnswers, VisitCode
from evaluation.small_cells import LEAST
from evaluation.surveys.models import (
    Invited,
    KeptDraft,
    NamedAnswer,
    Pace,
    SealedAnswers,
    Survey,
    SurveyQuestion,
)

__all__ = [
    "Answer",
    "Assessment",
    "Charter",
    "Criterion",
    "Decision",
    "Invited",
    "KeptDraft",
    "NamedAnswer",
    "OpenAnswers",
    "OpenMonth",
    "OwnLine",
    "Pace",
    "Partner",
    "Piece",
    "Reminder",
    "SealedAnswers",
    "Sending",
    "ShownToAll",
    "Survey",
    "SurveyQuestion",
    "ToldAnswers",
    "UseCell",
    "Visit",
    "VisitCode",
    "WeekNumber",
]


class OpenMonth(models.Model):
    """The numbers of a month that is not over, or not yet closed, as nobody reads them in the database:
    sealed under SECRET_KEY, in a size that says no more than how many numbers there are, to a power of
    two."""

    month = models.DateField(_("mois"), primary_key=True)
    sealed = models.BinaryField(_("nombres scellés"))

    class Meta:
        verbose_name = _("mois en cours")
        verbose_name_plural = _("mois en cours")

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class UseCell(models.Model):
    """One number of a month that is over: five or more, each thing counted being in one cell alone.

    What was less than five was put with its like in a wider cell (`evaluation.small_cells`), which has no
    number of structure (0), no commune, no EPCI, no département or no theme (empty): the whole site and all
    themes at the last. Only questions have a commune, and only one of 2,000 inhabitants or more. `structure`
    is a number and not a reference: what was counted stays, whatever becomes of the record. `is_example` is
    of the numbers that a first run shows: they go when the first month of real ones is closed, and never
    stand beside any.
    """

    month = models.DateField(_("mois"))
    outcome = models.CharField(
        _("ce qui est compté"), max_length=10, choices=[(each.value, each.name) for each in Outcome]
    )
    theme = models.CharField(_("thème"), max_length=40, blank=True)
    commune = models.CharField(_("commune"), max_length=5, blank=True)
    epci = models.CharField(_("EPCI"), max_length=9, blank=True)
    departement = models.CharField(_("département"), max_length=3, blank=True)
    structure = models.PositiveBigIntegerField(_("numéro de structure"), default=0)
    n = models.PositiveIntegerField(_("nombre"))
    is_example = models.BooleanField(_("exemple"), default=False)

    class Meta:
        verbose_name = _("nombre d’un mois")
        verbose_name_plural = _("nombres par mois")
        ordering = ["month", "outcome", "theme", "departement", "epci", "structure"]
        constraints = [
            models.UniqueConstraint(
                fields=["month", "outcome", "theme", "epci", "departement", "structure", "commune"],
                name="evaluation_one_cell",
            ),
            models.CheckConstraint(condition=models.Q(n__gte=LEAST), name="evaluation_no_small_cell"),
            models.CheckConstraint(condition=models.Q(month__day=1), name="evaluation_whole_months"),
        ]
        indexes = [models.Index(fields=["structure", "month"], name="evaluation_of_structure")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.outcome} : {self.n}"
