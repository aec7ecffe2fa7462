# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is kept of a territory: results with their parameters, what staff bring, and scenarios.

Numbers by commune are kept as JSON, keyed by official code: they are read and written whole, never searched.
"""

import math
import uuid
from typing import Self

from django.conf import settings
from django.contrib.gis.db import models
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ScopeKind(models.TextChoices):
    """Kinds of territory that a view can be of."""

    DEPARTEMENT = "departement", _("département")
    REGION = "region", _("région")
    EPCI = "epci", _("intercommunalité")
    FRANCE = "france", _("France hexagonale et Corse")


class Deposit(models.Model):
    """What staff bring to a territory, under a name."""

    name = models.CharField(_("nom"), max_length=80)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("déposé par"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
    )
    created_at = models.DateTimeField(_("déposé le"), default=timezone.now, editable=False)

    class Meta:
        abstract = True
        ordering = ["name", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="territory_%(class)s_has_a_name")]

    def __str__(self) -> str:
        return self.name


class DemandColumn(Deposit):
    """Another number of people than the population, by commune: what staff uploaded."""

    name = models.CharField(_("de qui s'agit-il"), max_length=80, help_text=_("Par exemple : immigrés."))
    source = models.CharField(_("source et année"), max_length=200, blank=True)
    values = models.JSONField(_("nombre par code de commune"), default=dict)
    left = models.JSONField(
        _("nombre sous des codes qu'aucune commune n'a"),
        default=dict,
        blank=True,
        help_text=_("Ces personnes ne sont pas comptées, et c'est dit."),
    )

    class Meta(Deposit.Meta):
        verbose_name = _("colonne de population")
        verbose_name_plural = _("colonnes de population")


class Grouping(Deposit):
    """Communes put together by staff: arrondissements, sectors, whatever a table of codes says."""

    groups = models.JSONField(_("groupe par code de commune"), default=dict)

    class Meta(Deposit.Meta):
        verbose_name = _("regroupement de communes")
        verbose_name_plural = _("regroupements de communes")


class Overlay(Deposit):
    """Zones drawn over the map, from a GeoJSON that staff gave: priority neighbourhoods, for one."""

    source = models.CharField(_("source et année"), max_length=200, blank=True)
    geojson = models.JSONField(_("zones"), help_text=_("GeoJSON, en degrés (WGS 84)."))

    class Meta(Deposit.Meta):
        verbose_name = _("zones à superposer")
        verbose_name_plural = _("zones à superposer")


class ResultQuerySet(models.QuerySet):
    """Results, told apart by what they are about and why they were worked out."""

    def about(self, kind: str, code: str, criteria: str) -> Self:
        """The results of the same territory and the same filter, whatever their date; latest first."""
        return self.filter(scope_kind=kind, scope_code=code, criteria=criteria).order_by("-computed_at")

    def snapshots(self) -> Self:
        """What is kept of each quarter, never worked out again."""
        return self.exclude(quarter="")

    def batches(self) -> Self:
        """What was worked out for itself, and is replaced when it is again."""
        return self.filter(quarter="")

    def of_all_records(self) -> Self:
        """What counts every record, whatever its age, for whom its services take: what départements and
        quarters are compared by."""
        return self.filter(parameters__has_key="areas").exclude(parameters__has_key="records")


class Result(models.Model):
    """Indicators of a territory as they were worked out one day, with all it took to do so.

    `columns` holds arrays of the same length: `code`, `people`, `distance_m`, and for a whole batch the
    accessibility and counts. In them null is missing and "inf" is nothing within reach. A result with a
    `quarter` (2026-T4) is a snapshot, taken once a quarter and never touched again.
    """

    scope_kind = models.CharField(_("territoire"), max_length=12, choices=ScopeKind)
    scope_code = models.CharField(_("code du territoire"), max_length=9, blank=True)
    criteria = models.TextField(_("filtre"), blank=True, help_text=_("Comme dans l'adresse d'une recherche."))
    threshold_m = models.FloatField(_("seuil"), help_text=_("En mètres."))
    parameters = models.JSONField(_("autres paramètres"), default=dict)
    quarter = models.CharField(_("trimestre"), max_length=7, blank=True)
    computed_at = models.DateTimeField(_("calculé le"), default=timezone.now)
    data_version = models.BigIntegerField(_("version des données"))
    places_version = models.CharField(_("version des territoires"), max_length=60, blank=True)
    structures = models.PositiveIntegerField(_("lieux comptés"))
    columns = models.JSONField(_("colonnes"), encoder=DjangoJSONEncoder)

    objects = ResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("résultat")
        verbose_name_plural = _("résultats")
        ordering = ["-computed_at", "pk"]
        indexes = [
            models.Index(fields=["scope_kind", "scope_code", "criteria"], name="territory_result_about")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["quarter", "scope_kind", "scope_code", "criteria"],
                condition=~Q(quarter=""),
                name="territory_one_snapshot_a_quarter",
            ),
            models.CheckConstraint(
                condition=Q(quarter="") | Q(quarter__regex=r"^\d{4}-T[1-4]$"), name="territory_quarter_is_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scope_kind} {self.scope_code} {self.quarter or self.computed_at:%d/%m/%Y}"

    def is_stale(self, data_version: int) -> bool:
        """Whether what a search may show has changed since."""
        return self.data_version != data_version

    def column(self, name: str) -> list[float]:
        """A column of numbers, with NaN for missing and infinity for nothing within reach."""
        return [
            math.nan if value is None else math.inf if value == "inf" else float(value)
            for value in self.columns[name]
        ]


def as_json(values) -> list[float | str | None]:
    """An array of numbers as `Result.columns` keeps it."""
    return [
        None if math.isnan(each) else "inf" if math.isinf(each) else round(float(each), 4) for each in values
    ]


class TravelArea(models.Model):
    """Where a place can be reached from in some minutes, as a provider answered: asked once, kept.

    The place is told by its position in degrees, rounded to about a metre: a structure that moves asks anew.
    """

    provider = models.CharField(_("service"), max_length=20)
    mode = models.CharField(_("mode"), max_length=10)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    lon = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5)
    lat = models.DecimalField(_("latitude"), max_digits=7, decimal_places=5)
    area = models.GeometryField(_("zone"), srid=4326)
    asked_at = models.DateTimeField(_("demandée le"), default=timezone.now)

    class Meta:
        verbose_name = _("zone d'accès")
        verbose_name_plural = _("zones d'accès")
        ordering = ["provider", "mode", "minutes", "lon", "lat"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "mode", "minutes", "lon", "lat"], name="territory_area_asked_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.minutes} min, {self.lon} {self.lat}"


class Scenario(models.Model):
    """« Et si… »: structures that do not exist, placed by hand, and existing ones taken away, to be shared.

    `query` is the view of the territory that they were placed on. `sites` lists `{nom, lat, lon, capacite}`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("nom"), max_length=120)
    query = models.TextField(_("vue"), blank=True)
    sites = models.JSONField(_("lieux ajoutés"), default=list)
    removed = models.JSONField(_("structures retirées"), default=list)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("fait par"), on_delete=models.SET_NULL, null=True, blank=True
    )
    created_at = models.DateTimeField(_("fait le"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("modifié le"), auto_now=True)

    class Meta:
        verbose_name = _("scénario")
        verbose_name_plural = _("scénarios")
        ordering = ["-updated_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="territory_scenario_has_a_name")]

    def __str__(self) -> str:
        return self.name
