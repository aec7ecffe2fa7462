# SPDX-License-Identifier: AGPL-3.0-or-later
"""A structure: a body with a place, that welcomes people."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.roles import Role
from mapping import vocabulary
from mapping.models import constraints
from mapping.models.address import Address
from mapping.models.codes import codes
from mapping.models.written import Written


def slug_of(name: str) -> str:
    """A structure's name as the end of its page's path."""
    return slugify(name)[:80] or "structure"


class Visibility(models.IntegerChoices):
    """The least role that may see something; the values are those of `accounts.roles.Role`."""

    PUBLIC = Role.VISITOR, _("tout le monde")
    PROFESSIONALS = Role.PROFESSIONAL, _("les professionnels")
    OWNERS = Role.STAFF, _("la préfecture seulement")


class Status(models.TextChoices):
    """Whether a structure is found: only a published one is."""

    DRAFT = "draft", _("brouillon")
    PUBLISHED = "published", _("publiée")
    CLOSED = "closed", _("fermée définitivement")


class StructureFields(Address):
    """The columns that a structure has both as it is and as someone may see it.

    Names are data·inclusion v1's, but for `commune_nom` (its `commune`) and `commune`
    (its `code_insee`).
    """

    source = models.CharField(_("source"), max_length=50)
    source_id = models.CharField(_("identifiant dans la source"), max_length=255, blank=True)
    nom = models.CharField(_("nom"), max_length=255)
    description = models.TextField(_("description"), blank=True, max_length=10_000)
    siret = models.CharField(_("SIRET"), max_length=14, blank=True)
    telephone = models.CharField(_("téléphone"), max_length=30, blank=True)
    courriel = models.EmailField(_("courriel"), blank=True)
    site_web = models.URLField(_("site web"), max_length=500, blank=True)
    horaires_accueil = models.TextField(
        _("horaires d'accueil"),
        blank=True,
        help_text=_("Dans la syntaxe opening_hours d'OpenStreetMap : Mo-Fr 09:00-12:00."),
    )
    accessibilite_lieu = models.URLField(_("accessibilité du lieu"), max_length=500, blank=True)
    accessible = models.BooleanField(
        _("accessible en fauteuil roulant"), null=True, blank=True, help_text=_("Vide : non renseigné.")
    )
    reseaux_porteurs = ArrayField(
        models.CharField(max_length=100, choices=vocabulary.RESEAUX_PORTEURS),
        verbose_name=_("réseaux porteurs"),
        default=list,
        blank=True,
    )
    porteur = models.CharField(
        _("nature du porteur"),
        max_length=20,
        choices=vocabulary.PORTEURS,
        blank=True,
        default="",
        db_default="",
    )
    vocation = models.CharField(
        _("vocation"), max_length=20, choices=vocabulary.VOCATIONS, blank=True, default="", db_default=""
    )
    equipements = codes(_("équipements"), vocabulary.EQUIPEMENTS, db_default=[])
    bureau_confidentiel = models.BooleanField(
        _("bureau confidentiel"), null=True, blank=True, help_text=_("Vide : non renseigné.")
    )
    lien_source = models.URLField(_("page chez la source"), max_length=500, blank=True)
    date_maj = models.DateField(_("mise à jour par la source"), null=True, blank=True)
    verified_at = models.DateTimeField(_("vérifiée le"), null=True, blank=True)
    is_example = models.BooleanField(
        _("exemple"), default=False, help_text=_("Inventée pour la démonstration, et signalée partout.")
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.nom

    @property
    def slug(self) -> str:
        """Its name as the address of its page has it."""
        return slug_of(self.nom)


class Structure(Written, StructureFields):
    """A structure as it is, private parts included.

    Nothing that answers a reader may query this model: `VisibleStructure` is what readers see.
    """

    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    address_visibility = models.PositiveSmallIntegerField(
        _("qui voit l'adresse"),
        choices=Visibility,
        default=Visibility.PUBLIC,
        help_text=_("Les autres voient la commune, et qu'il s'agit du centre de la commune."),
    )
    status = models.CharField(_("état"), max_length=10, choices=Status, default=Status.PUBLISHED)
    created_at = models.DateTimeField(_("créée le"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("modifiée le"), auto_now=True)

    class Meta:
        verbose_name = _("structure")
        verbose_name_plural = _("structures")
        ordering = ["nom", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["source", "source_id"], name="structure_source_id_unique"),
            constraints.not_blank("structure", "source"),
            constraints.not_blank("structure", "source_id"),
            constraints.not_blank("structure", "nom"),
            constraints.digits("structure", "siret", 14),
            constraints.digits("structure", "code_postal", 5),
            constraints.position_in_the_world("structure"),
            constraints.position_says_its_precision("structure"),
            constraints.known_values(
                "structure", "reseaux_porteurs", [code for code, _label in vocabulary.RESEAUX_PORTEURS]
            ),
            constraints.known_values(
                "structure", "equipements", [code for code, _label in vocabulary.EQUIPEMENTS]
            ),
            constraints.known_or_empty("structure", "porteur", vocabulary.PORTEURS),
            constraints.known_or_empty("structure", "vocation", vocabulary.VOCATIONS),
            models.CheckConstraint(
                condition=Q(address_visibility__in=Visibility.values),
                name="structure_address_visibility_known",
            ),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="structure_status_known"),
            models.CheckConstraint(
                condition=Q(address_visibility=Visibility.PUBLIC) | Q(commune__isnull=False),
                name="structure_confidential_has_a_commune",
                violation_error_message=_("Une adresse confidentielle a besoin d'une commune à montrer."),
            ),
        ]


class TemporaryClosure(models.Model):
    """Days on which a structure is closed whatever its hours say, both included."""

    structure = models.ForeignKey(Structure, on_delete=models.CASCADE, related_name="closures")
    first_day = models.DateField(_("premier jour"))
    last_day = models.DateField(_("dernier jour"))
    reason = models.CharField(_("motif"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("fermeture temporaire")
        verbose_name_plural = _("fermetures temporaires")
        ordering = ["first_day", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="closure_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_day} – {self.last_day}"
