# SPDX-License-Identifier: AGPL-3.0-or-later
"""Photographs of a structure: its door, so that one finds it, and its rooms."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from files.models import File
from mapping.models.structure import Structure


class Photo(models.Model):
    """A photograph of a structure, with what it shows in words for who does not see it.

    `consent` says that whoever is recognised in it agreed, or that nobody is.
    """

    structure = models.ForeignKey(Structure, on_delete=models.CASCADE, related_name="photos")
    file = models.ForeignKey(File, verbose_name=_("fichier"), on_delete=models.PROTECT, related_name="+")
    description = models.CharField(_("ce que l'on voit"), max_length=200)
    credit = models.CharField(_("auteur"), max_length=100, blank=True)
    consent = models.BooleanField(_("personne n'y est reconnaissable, ou chacun a donné son accord"))
    created_at = models.DateTimeField(_("ajoutée le"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(description=""),
                name="photo_described",
                violation_error_message=_("Dites en quelques mots ce que l'on voit sur la photo."),
            ),
            models.CheckConstraint(
                condition=models.Q(consent=True),
                name="photo_consented",
                violation_error_message=_("Une photo de personnes reconnaissables a besoin de leur accord."),
            ),
        ]

    def __str__(self) -> str:
        return self.description
