# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who supplies data, what it may write, and what it gave last."""

from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation


class Kind(models.TextChoices):
    """The records of the directory that an import writes."""

    STRUCTURE = "structure", _("structure")
    SERVICE = "service", _("service")
    CONTACT = "contact", _("contact")
    SESSION = "session", _("session")


class Source(models.Model):
    """A supplier of data: a file that comes back every month, another directory, a person's list.

    It may always write what it brought itself and nobody changed since, and fill what is empty.
    `overwrites` names the fields that it may replace whoever wrote them, `never_writes` those that
    it never touches; both are columns of the directory. Who may import under its name is said by its
    organisation, else by its owner (`data.imports.ownership`); without either, prefecture staff alone may.
    `producteur`, `licence` and `lien` are what staff say of it (`edited_at`, `edited_by`).
    """

    code = models.SlugField(_("code"), max_length=50, unique=True)
    nom = models.CharField(_("nom"), max_length=150)
    producteur = models.CharField(_("producteur"), max_length=150, blank=True, default="")
    licence = models.CharField(_("licence"), max_length=100, blank=True, default="")
    lien = models.URLField(_("page de la source"), max_length=1000, blank=True, default="")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("personne qui l'a créée"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation à qui elle est"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        help_text=_(
            "Ses membres importent sous ce nom. Vide : la seule personne qui l'a créée, ou la préfecture."
        ),
    )
    overwrites = ArrayField(
        models.CharField(max_length=40),
        verbose_name=_("champs qu'elle peut remplacer"),
        default=list,
        blank=True,
        help_text=_("Même écrits par une autre source ou corrigés à la main."),
    )
    never_writes = ArrayField(
        models.CharField(max_length=40),
        verbose_name=_("champs qu'elle n'écrit jamais"),
        default=list,
        blank=True,
    )
    public_contacts = models.BooleanField(
        _("les personnes à joindre sont publiques"),
        default=False,
        help_text=_("Sinon, elles ne sont montrées qu'aux professionnels."),
    )

    url = models.URLField(_("adresse du fichier"), max_length=1000, blank=True)
    enabled = models.BooleanField(_("relevée automatiquement"), default=False)
    every_hours = models.PositiveSmallIntegerField(_("toutes les (heures)"), default=24)
    max_changed_percent = models.PositiveSmallIntegerField(
        _("changements admis sans relecture (%)"),
        default=20,
        help_text=_("Au-delà de cette part des fiches de la source, une personne décide."),
    )
    max_closed_percent = models.PositiveSmallIntegerField(
        _("fermetures admises sans relecture (%)"), default=5
    )
    max_refused_percent = models.PositiveSmallIntegerField(
        _("lignes refusées ou abîmées admises sans accord (%)"),
        default=5,
        help_text=_("Au-delà, et de plus de trois lignes, une personne dit oui à ce qui serait perdu."),
    )
    watchers = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("agents prévenus de chaque relevé"),
        related_name="+",
        blank=True,
        help_text=_(
            "En plus de la personne à qui elle est : par courriel, quand un relevé change quelque chose."
        ),
    )
    etag = models.CharField(max_length=300, blank=True, editable=False)
    last_modified = models.CharField(max_length=100, blank=True, editable=False)
    fetched_at = models.DateTimeField(_("relevée le"), null=True, blank=True, editable=False)
    last_result = models.TextField(_("dernier relevé"), blank=True, editable=False)
    edited_at = models.DateTimeField(_("décrite le"), null=True, blank=True, editable=False)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("décrite par"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["nom", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(enabled=False) | ~models.Q(url=""), name="source_enabled_has_an_address"
            ),
            models.CheckConstraint(
                condition=models.Q(every_hours__gte=1), name="source_every_hours_at_least_one"
            ),
        ]

    def __str__(self) -> str:
        return self.nom


class Profile(models.Model):
    """How a file of a given shape is read: kept from one edition to the next.

    `signature` are the file's columns; `mapping` gives each its field, `defaults` what no column
    says.
    """

    nom = models.CharField(_("nom"), max_length=150)
    source = models.ForeignKey(
        Source, verbose_name=_("source"), on_delete=models.CASCADE, related_name="profiles"
    )
    signature = models.TextField()
    mapping = models.JSONField(default=dict)
    defaults = models.JSONField(default=dict, blank=True)
    updated_at = models.DateTimeField(_("enregistré le"), auto_now=True)

    class Meta:
        verbose_name = _("profil d'import")
        verbose_name_plural = _("profils d'import")
        ordering = ["nom", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["source", "signature"], name="profile_once_per_source_and_shape")
        ]

    def __str__(self) -> str:
        return self.nom


class Link(models.Model):
    """Which record of the directory a source's record is, and what the source said of it last.

    `given` is what tells a value that the source changed from one that somebody corrected; under `_file`,
    what its file said where a person corrected the file itself, until the next edition.
    `object_id` may name a record deleted since: an import does not make it again. `closed` says
    that the source left the structure out of its last whole edition.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="links")
    kind = models.CharField(max_length=9, choices=Kind)
    key = models.CharField(max_length=520)
    object_id = models.BigIntegerField()
    given = models.JSONField()
    closed = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "kind", "key"], name="link_once_per_source")]
        indexes = [models.Index(fields=["kind", "object_id"], name="link_object")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


def source_named(code: str, nom: str) -> Source:
    """The source of that code, made where there is none."""
    return Source.objects.get_or_create(code=code, defaults={"nom": nom})[0]


def due(now=None) -> models.QuerySet[Source]:
    """The sources to fetch now."""
    now = now or timezone.now()
    waited = models.ExpressionWrapper(
        models.F("fetched_at") + models.F("every_hours") * timedelta(hours=1),
        output_field=models.DateTimeField(),
    )
    return (
        Source.objects.filter(enabled=True)
        .exclude(url="")
        .annotate(due_at=waited)
        .filter(models.Q(fetched_at=None) | models.Q(due_at__lte=now))
    )
