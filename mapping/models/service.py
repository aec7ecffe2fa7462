# SPDX-License-Identifier: AGPL-3.0-or-later
"""A service: what a structure does for people, for whom, and where it may be asked for."""

from django.contrib.gis.db.models import MultiPolygonField
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mapping import finer, vocabulary
from mapping.models import constraints
from mapping.models.address import Address
from mapping.models.codes import codes
from mapping.models.structure import Structure
from mapping.models.written import Written


class ServiceFields(Address):
    """The columns that a service has both as it is and as someone may see it.

    Names are data·inclusion v1's (see `StructureFields` for the two that differ); below them,
    what Repères adds. An empty `zone_eligibilite` means that the zone is unknown, never
    "everywhere", which is `["france"]`.
    """

    source = models.CharField(_("source"), max_length=50)
    source_id = models.CharField(_("identifiant dans la source"), max_length=255, blank=True)
    nom = models.CharField(_("nom"), max_length=255)
    description = models.TextField(_("description"), blank=True, max_length=10_000)
    type = models.CharField(_("type"), max_length=30, choices=vocabulary.TYPES_DE_SERVICES, blank=True)
    thematiques = codes(_("thématiques"), vocabulary.THEMATIQUES)
    frais = models.CharField(_("frais"), max_length=10, choices=vocabulary.FRAIS, blank=True)
    frais_precisions = models.TextField(_("précisions sur les frais"), blank=True)
    publics = codes(_("publics"), vocabulary.PUBLICS)
    publics_precisions = models.TextField(_("précisions sur les publics"), blank=True)
    conditions_acces = models.TextField(_("conditions d'accès"), blank=True)
    modes_accueil = codes(_("modes d'accueil"), vocabulary.MODES_ACCUEIL)
    zone_eligibilite = ArrayField(
        models.CharField(max_length=9), verbose_name=_("zone d'éligibilité"), default=list, blank=True
    )
    telephone = models.CharField(_("téléphone"), max_length=30, blank=True)
    courriel = models.EmailField(_("courriel"), blank=True)
    lien_mobilisation = models.URLField(_("lien de mobilisation"), max_length=500, blank=True)
    modes_mobilisation = codes(_("modes de mobilisation"), vocabulary.MODES_MOBILISATION)
    mobilisable_par = codes(_("mobilisable par"), vocabulary.PERSONNES_MOBILISATRICES)
    mobilisation_precisions = models.TextField(_("précisions sur la mobilisation"), blank=True)
    volume_horaire_hebdomadaire = models.FloatField(
        _("volume horaire hebdomadaire"), null=True, blank=True, help_text=_("En heures par semaine.")
    )
    nombre_semaines = models.PositiveIntegerField(_("nombre de semaines"), null=True, blank=True)
    horaires_accueil = models.TextField(_("horaires"), blank=True)
    lien_source = models.URLField(_("page chez la source"), max_length=500, blank=True)
    date_maj = models.DateField(_("mise à jour par la source"), null=True, blank=True)

    langues = codes(_("langues parlées"), vocabulary.LANGUES)
    niveaux = codes(_("niveaux de français"), vocabulary.NIVEAUX)
    capacite = models.PositiveIntegerField(
        _("capacité"), null=True, blank=True, help_text=_("En nombre de personnes.")
    )
    places_restantes = models.PositiveIntegerField(_("places restantes"), null=True, blank=True)
    places_restantes_le = models.DateField(_("places restantes, à la date du"), null=True, blank=True)
    liste_attente = models.BooleanField(
        _("liste d'attente"), null=True, blank=True, help_text=_("Vide : non renseigné.")
    )
    garde_enfants = models.BooleanField(
        _("enfants gardés sur place"), null=True, blank=True, help_text=_("Vide : non renseigné.")
    )
    garde_enfants_precisions = models.CharField(
        _("précisions sur la garde des enfants"),
        max_length=255,
        blank=True,
        default="",
        db_default="",
        help_text=_("Dès quel âge, pendant quoi : « dès 3 mois, pendant le cours »."),
    )
    rendez_vous = codes(_("avec ou sans rendez-vous"), vocabulary.RENDEZ_VOUS, db_default=[])
    interprete = models.BooleanField(
        _("avec un interprète"), null=True, blank=True, help_text=_("Vide : non renseigné.")
    )
    falc = models.BooleanField(
        _("documents faciles à lire (FALC)"), null=True, blank=True, help_text=_("Vide : non renseigné.")
    )
    a_apporter = models.TextField(_("à apporter"), blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.nom


class AreaOrigin(models.TextChoices):
    """What a polygon was made from, which says whether it gives the place away."""

    UNKNOWN = "", _("inconnue")
    DRAWN = "drawn", _("dessinée")
    PLACE = "place", _("autour du lieu exact")
    PUBLIC = "public", _("autour du point que tous voient")


class Service(Written, ServiceFields):
    """A service as it is. Readers see `VisibleService`.

    `zone_polygon` holds an area only where one was drawn; official territories stay codes. `zone_origin` says
    how it was made: one made around the exact place is hidden with it.
    """

    structure = models.ForeignKey(Structure, on_delete=models.CASCADE, related_name="services")
    zone_polygon = MultiPolygonField(_("zone dessinée"), geography=True, srid=4326, null=True, blank=True)
    zone_origin = models.CharField(
        _("origine de la zone"),
        max_length=6,
        choices=AreaOrigin,
        blank=True,
        default=AreaOrigin.UNKNOWN,
        db_default=AreaOrigin.UNKNOWN,
    )
    created_at = models.DateTimeField(_("créé le"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("modifié le"), auto_now=True)

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["nom", "pk"]
        indexes = [
            GinIndex(fields=["zone_eligibilite"], name="service_zone_gin"),
            GinIndex(fields=["thematiques"], name="service_thematiques_gin"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["source", "source_id"], name="service_source_id_unique"),
            constraints.not_blank("service", "source"),
            constraints.not_blank("service", "source_id"),
            constraints.not_blank("service", "nom"),
            constraints.digits("service", "code_postal", 5),
            constraints.position_in_the_world("service"),
            constraints.position_says_its_precision("service"),
            *(
                constraints.known_values("service", field, [code for code, _label in choices])
                for field, choices in [
                    ("thematiques", vocabulary.THEMATIQUES),
                    ("publics", vocabulary.PUBLICS),
                    ("modes_accueil", vocabulary.MODES_ACCUEIL),
                    ("modes_mobilisation", vocabulary.MODES_MOBILISATION),
                    ("mobilisable_par", vocabulary.PERSONNES_MOBILISATRICES),
                    ("langues", vocabulary.LANGUES),
                    ("niveaux", vocabulary.NIVEAUX),
                    ("rendez_vous", vocabulary.RENDEZ_VOUS),
                ]
            ),
            constraints.known_or_empty("service", "frais", vocabulary.FRAIS),
            constraints.known_or_empty("service", "type", vocabulary.TYPES_DE_SERVICES),
            models.CheckConstraint(
                condition=~Q(publics__contains=[finer.TOUS_PUBLICS])
                | Q(publics__contained_by=sorted({finer.TOUS_PUBLICS, *finer.NOT_PERSONS})),
                name="service_tous_publics_stands_alone",
            ),
            models.CheckConstraint(
                condition=Q(places_restantes__isnull=True)
                | Q(capacite__isnull=True)
                | Q(places_restantes__lte=F("capacite")),
                name="service_places_within_capacity",
            ),
            models.CheckConstraint(
                condition=Q(volume_horaire_hebdomadaire__isnull=True)
                | Q(volume_horaire_hebdomadaire__gte=0, volume_horaire_hebdomadaire__lte=168),
                name="service_weekly_hours_within_a_week",
            ),
        ]


class Session(models.Model):
    """A dated run of a service: a term of lessons, an information meeting."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="sessions")
    first_day = models.DateField(_("premier jour"))
    last_day = models.DateField(_("dernier jour"))
    details = models.CharField(_("précisions"), max_length=255, blank=True)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["first_day", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="session_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_day} – {self.last_day}"
