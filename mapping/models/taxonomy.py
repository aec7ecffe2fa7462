# SPDX-License-Identifier: AGPL-3.0-or-later
"""A second way to arrange what services do, as a region or a département writes it: fields, each of which
stands for thématiques."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mapping import vocabulary
from mapping.models import constraints
from mapping.models.codes import codes


class Taxonomy(models.Model):
    """A list of fields under the name that a territory gives it. Several may be prepared, one is shown."""

    name = models.CharField(_("nom"), max_length=80)
    note = models.TextField(_("ce qu’elle est"), blank=True, default="", max_length=1000)
    is_shown = models.BooleanField(_("montrée"), default=False)
    is_example = models.BooleanField(_("exemple"), default=False)

    class Meta:
        verbose_name = _("champs de la région")
        verbose_name_plural = _("champs de la région")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_shown"], condition=Q(is_shown=True), name="taxonomy_shown_alone"
            ),
            constraints.not_blank("taxonomy", "name"),
        ]

    def __str__(self) -> str:
        return self.name


class TaxonomyField(models.Model):
    """One field: the code that links have, what it is called, and the thématiques that it stands for."""

    taxonomy = models.ForeignKey(
        Taxonomy, verbose_name=_("liste"), on_delete=models.CASCADE, related_name="fields"
    )
    code = models.SlugField(_("code"), max_length=50)
    label = models.CharField(_("libellé"), max_length=120)
    label_en = models.CharField(_("libellé en anglais"), max_length=120, blank=True, default="")
    label_ar = models.CharField(_("libellé en arabe"), max_length=120, blank=True, default="")
    label_uk = models.CharField(_("libellé en ukrainien"), max_length=120, blank=True, default="")
    rank = models.PositiveSmallIntegerField(_("ordre"), default=0)
    thematiques = codes(_("thématiques"), vocabulary.THEMATIQUES)

    class Meta:
        verbose_name = _("champ")
        verbose_name_plural = _("champs")
        ordering = ["rank", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["taxonomy", "code"], name="taxonomy_field_code_once"),
            constraints.not_blank("taxonomyfield", "code"),
            constraints.not_blank("taxonomyfield", "label"),
            constraints.known_values(
                "taxonomyfield", "thematiques", [code for code, _label in vocabulary.THEMATIQUES]
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def name(self) -> str:
        """What it is called in the language of the reader; in French where nobody translated it."""
        return getattr(self, f"label_{get_language()}", "") or self.label
