# SPDX-License-Identifier: AGPL-3.0-or-later
"""What partners registered to show the directory in their sites, and how often it is loaded there."""

import secrets

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Bytes drawn at random for a key.
_KEY_BYTES = 16


def new_key() -> str:
    """A key that nobody can guess, in letters that an address takes as they are."""
    return secrets.token_urlsafe(_KEY_BYTES)


class Widget(models.Model):
    """The directory in one partner's site: which search, what its readers may change of it, and the origins
    that may frame it (`publishing.embedding.origins`), which nobody else may."""

    class Filters(models.TextChoices):
        FIXED = "fixes", _("rien : ils lisent cette recherche, telle quelle")
        PLACE_ALONE = "endroit", _("le lieu seulement")
        PLACE = "lieu", _("le lieu et la distance seulement")
        OPEN = "ouverts", _("tout : ils partent de cette recherche")

    class Shows(models.TextChoices):
        LIST = "liste", _("la liste")
        BOTH = "les-deux", _("la liste, et la carte à la demande")
        MAP = "carte", _("la carte d’abord, la liste dessous")

    key = models.CharField(_("clé"), max_length=32, unique=True, default=new_key, editable=False)
    partner = models.CharField(_("nom du partenaire"), max_length=120)
    origins = ArrayField(models.CharField(max_length=300), verbose_name=_("sites"))
    logo = models.ForeignKey(
        "files.File",
        verbose_name=_("logo"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    accent = models.CharField(_("couleur"), max_length=7, blank=True)
    search = models.CharField(_("recherche"), max_length=2000, blank=True)
    filters = models.CharField(
        _("ce que les lecteurs changent"), max_length=8, choices=Filters, default=Filters.PLACE
    )
    shows = models.CharField(_("ce qui est montré"), max_length=8, choices=Shows, default=Shows.BOTH)
    # Empty: the reader's.
    language = models.CharField(_("langue"), max_length=10, blank=True)
    is_active = models.BooleanField(_("en service"), default=True)
    organisation = models.ForeignKey(
        "accounts.Organisation",
        verbose_name=_("organisation"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("créée par"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    created_at = models.DateTimeField(_("créée le"), default=timezone.now, editable=False)
    changed_at = models.DateTimeField(_("modifiée le"), auto_now=True)

    class Meta:
        verbose_name = _("intégration")
        verbose_name_plural = _("intégrations")
        ordering = ["partner", "pk"]

    def __str__(self) -> str:
        return self.partner

    def get_absolute_url(self) -> str:
        """Where it is read."""
        return reverse("embedded", args=[self.key])


class WidgetDay(models.Model):
    """How many times a widget was loaded on a day, and nothing of who loaded it."""

    widget = models.ForeignKey(Widget, on_delete=models.CASCADE, related_name="days")
    day = models.DateField(_("jour"))
    loads = models.PositiveIntegerField(_("chargements"), default=0)

    class Meta:
        verbose_name = _("chargements d’un jour")
        verbose_name_plural = _("chargements par jour")
        ordering = ["-day"]
        constraints = [models.UniqueConstraint(fields=["widget", "day"], name="widget_day_once")]

    def __str__(self) -> str:
        return f"{self.widget_id} {self.day} : {self.loads}"
