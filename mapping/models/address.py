# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where something is: the address as given, the commune, and the point with how sure we are."""

import math

from django.contrib.gis.db.models import PointField
from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class PositionPrecision(models.TextChoices):
    """How finely a position is known, from the finest to the roughest, or set by a person."""

    ADDRESS = "address", _("adresse exacte")
    STREET = "street", _("rue")
    COMMUNE = "commune", _("commune seulement")
    MANUAL = "manual", _("placée à la main")


def validate_position(point: Point) -> None:
    """Refuse what PostGIS would fold into range unsaid, or has no room for. Raises ValidationError."""
    if point.empty or not (
        math.isfinite(point.x) and math.isfinite(point.y) and abs(point.x) <= 180 and abs(point.y) <= 90
    ):
        raise ValidationError(
            _("La longitude doit être entre -180 et 180 degrés et la latitude entre -90 et 90."),
            code="out_of_range",
        )
    if point.hasz:
        raise ValidationError(
            _("Une position est une longitude et une latitude, sans altitude."), code="altitude"
        )


class Address(models.Model):
    """Address parts as their source wrote them, with what was made of them.

    `commune_nom` and `code_postal` are the source's words; `commune` is the official place they
    were understood as. `position` is WGS 84; without one, the commune's point stands in.
    """

    adresse = models.CharField(_("adresse"), max_length=255, blank=True)
    complement_adresse = models.CharField(_("complément d'adresse"), max_length=255, blank=True)
    code_postal = models.CharField(_("code postal"), max_length=5, blank=True)
    commune_nom = models.CharField(_("commune (texte)"), max_length=100, blank=True)
    commune = models.ForeignKey(
        "places.Commune",
        verbose_name=_("commune"),
        db_column="code_insee",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    position = PointField(
        _("position"), geography=True, srid=4326, null=True, blank=True, validators=[validate_position]
    )
    position_precision = models.CharField(
        _("précision de la position"),
        max_length=10,
        choices=PositionPrecision,
        blank=True,
    )
    position_origin = models.CharField(
        _("origine de la position"),
        max_length=50,
        blank=True,
        help_text=_("La source ou le géocodeur qui a donné la position, ou la personne."),
    )

    class Meta:
        abstract = True
