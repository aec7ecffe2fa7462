# SPDX-License-Identifier: AGPL-3.0-or-later
"""Map themes and the thématiques they gather, as rows that SQL can join.

The rows mirror `mapping.vocabulary`, which stays the only place where they are declared; they
are brought up to date after every `migrate` (`search.vocabulary_rows`).
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Theme(models.Model):
    """What people pick on the map: a few words, a colour, a pictogram."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    code = models.SlugField(_("code"), unique=True)
    nom = models.CharField(_("nom"), max_length=60)
    colour = models.CharField(_("couleur"), max_length=7)
    pictogram = models.CharField(_("pictogramme"), max_length=40)

    class Meta:
        verbose_name = _("thème")
        verbose_name_plural = _("thèmes")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.nom


class Thematique(models.Model):
    """A data·inclusion thématique; it belongs to exactly one theme."""

    code = models.CharField(_("code"), max_length=120, primary_key=True)
    nom = models.CharField(_("nom"), max_length=200)
    theme = models.ForeignKey(
        Theme, verbose_name=_("thème"), on_delete=models.PROTECT, related_name="thematiques"
    )

    class Meta:
        verbose_name = _("thématique")
        verbose_name_plural = _("thématiques")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.nom
