# SPDX-License-Identifier: AGPL-3.0-or-later
"""A resource: what professionals and the public find as easily as a place. One model, several kinds."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from mapping import vocabulary
from mapping.models.codes import codes
from mapping.models.constraints import known_values
from network.choices import LifeCourse, ResourceKind
from network.models.common import (
    THEMES,
    Reviewed,
    Shared,
    is_titled,
    members_are_of_a_group,
    territory_is_whole,
)


class Resource(Reviewed, Shared):
    """A sheet, a procedure, a link, a document.

    `text` is Markdown. `steps` has one step a line. `tasks` has one task a line, then after « : » the
    organisations that do it, apart by commas; a task of nobody is a hole. `structures` numbers structures
    that it speaks of, and `schemes` names schemes.
    """

    kind = models.CharField(_("nature"), max_length=13, choices=ResourceKind, default=ResourceKind.FICHE)
    steps = models.TextField(_("étapes"), max_length=10_000, blank=True, default="")
    tasks = models.TextField(_("qui fait quoi"), max_length=10_000, blank=True, default="")
    fact_when = models.CharField(_("quand"), max_length=160, blank=True, default="")
    fact_where = models.CharField(_("où"), max_length=160, blank=True, default="")
    fact_cost = models.CharField(_("combien"), max_length=160, blank=True, default="")
    fact_delay = models.CharField(_("délai"), max_length=160, blank=True, default="")
    life_courses = codes(_("parcours de vie"), LifeCourse.choices)
    thematiques = codes(_("thématiques"), vocabulary.THEMATIQUES)
    languages = codes(_("langues du document"), vocabulary.LANGUES)
    link = models.URLField(_("adresse"), max_length=500, blank=True, default="")
    source_name = models.CharField(_("source officielle"), max_length=150, blank=True, default="")
    source_link = models.URLField(_("adresse de la source"), max_length=500, blank=True, default="")
    schemes = ArrayField(
        models.CharField(max_length=80), verbose_name=_("dispositifs"), default=list, blank=True
    )
    structures = ArrayField(
        models.BigIntegerField(), verbose_name=_("structures dont elle parle"), default=list, blank=True
    )
    up_to_date_on = models.DateField(_("à jour le"), null=True, blank=True)
    due_words = models.CharField(_("échéance, en mots"), max_length=150, blank=True, default="")
    due_on = models.DateField(_("prochaine échéance"), null=True, blank=True)

    class Meta:
        verbose_name = _("fiche")
        verbose_name_plural = _("fiches")
        ordering = ["title", "pk"]
        constraints = [
            is_titled("resource"),
            territory_is_whole("resource"),
            members_are_of_a_group("resource"),
            known_values("resource", "themes", [code for code, _label in THEMES]),
            known_values("resource", "life_courses", LifeCourse.values),
        ]
