# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one store for files that people give: pictures and documents, under names that nobody can guess.

They are in the database, so that one dump holds them, what refers to them is written in the same transaction,
and every server reads them. Who may see one is for what refers to it to say (`files.policy`).
"""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class File(models.Model):
    """A file as it is served: its bytes are in `Content`, so that a list of files does not read them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("nom"), max_length=200)
    media_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("taille (octets)"))
    width = models.PositiveIntegerField(_("largeur (pixels)"), null=True, blank=True)
    height = models.PositiveIntegerField(_("hauteur (pixels)"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("donné par"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    created_at = models.DateTimeField(_("reçu le"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("fichier")
        verbose_name_plural = _("fichiers")
        ordering = ["-created_at", "pk"]

    def __str__(self) -> str:
        return self.name


class Content(models.Model):
    """The bytes of a file: whole, or small enough for a list of pictures."""

    class Size(models.TextChoices):
        WHOLE = "whole", _("entier")
        SMALL = "small", _("petit")

    file = models.ForeignKey(File, on_delete=models.CASCADE, related_name="contents")
    which = models.CharField(max_length=5, choices=Size, default=Size.WHOLE)
    content = models.BinaryField()

    class Meta:
        verbose_name = _("contenu d'un fichier")
        verbose_name_plural = _("contenus de fichiers")
        constraints = [models.UniqueConstraint(fields=["file", "which"], name="file_content_once")]

    def __str__(self) -> str:
        return f"{self.file_id} {self.which}"
