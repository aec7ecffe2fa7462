# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers of weeks, by structure; its own lines; who wants to be reminded."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mapping.models import Structure


class Kind(models.TextChoices):
    """What a number of the grid counts."""

    THEME = "theme", _("demandes par thème")
    OWN = "propre", _("lignes à soi")
    PUBLIC = "public", _("publics")
    LANGUAGE = "langue", _("langues")


class Way(models.TextChoices):
    """How a demand came."""

    DESK = "accueil", _("à l’accueil")
    TELEPHONE = "telephone", _("au téléphone")
    REMOTE = "distance", _("à distance")


class OwnLine(models.Model):
    """A line that a structure adds to its grid. One that is taken away stays with what it counted."""

    structure = models.ForeignKey(Structure, models.CASCADE, related_name="+")
    label = models.CharField(_("ligne"), max_length=60)
    is_taken_away = models.BooleanField(_("retirée"), default=False)

    class Meta:
        verbose_name = _("ligne à soi")
        verbose_name_plural = _("lignes à soi")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["structure", "label"], name="evaluation_one_own_line")]

    def __str__(self) -> str:
        return self.label


class WeekNumber(models.Model):
    """How many in one week, of which `week` is the Monday: demands for a theme or for a line of its own by
    way, people of a public or speaking a language whatever the way (empty)."""

    structure = models.ForeignKey(Structure, models.CASCADE, related_name="+")
    week = models.DateField(_("semaine"))
    kind = models.CharField(_("genre"), max_length=10, choices=Kind)
    code = models.CharField(_("code"), max_length=60)
    way = models.CharField(_("voie"), max_length=10, choices=Way, blank=True)
    n = models.PositiveIntegerField(_("nombre"))

    class Meta:
        verbose_name = _("nombre d’une semaine")
        verbose_name_plural = _("nombres par semaine")
        ordering = ["structure", "week", "kind", "code", "way"]
        constraints = [
            models.UniqueConstraint(
                fields=["structure", "week", "kind", "code", "way"], name="evaluation_one_week_number"
            ),
            models.CheckConstraint(condition=models.Q(week__iso_week_day=1), name="evaluation_whole_weeks"),
        ]

    def __str__(self) -> str:
        return f"{self.week} {self.kind} {self.code} : {self.n}"


class Sending(models.Model):
    """What a page sent already, by the number that it gave: sent again, it counts no more."""

    key = models.UUIDField(primary_key=True)
    day = models.DateField(_("jour"))

    class Meta:
        verbose_name = _("envoi d’une grille")
        verbose_name_plural = _("envois de grilles")
        ordering = ["day", "key"]

    def __str__(self) -> str:
        return str(self.key)


class Reminder(models.Model):
    """Somebody who asked to be reminded of the grid of a structure. `unanswered` is how many reminders were
    followed by no number."""

    structure = models.ForeignKey(Structure, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    unanswered = models.PositiveSmallIntegerField(_("rappels sans suite"), default=0)

    class Meta:
        verbose_name = _("rappel de la grille")
        verbose_name_plural = _("rappels de la grille")
        ordering = ["structure", "user"]
        constraints = [models.UniqueConstraint(fields=["structure", "user"], name="evaluation_one_reminder")]

    def __str__(self) -> str:
        return f"{self.structure_id} : {self.user_id}"
