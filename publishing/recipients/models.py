# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who receives copies of an edition."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from mapping.models.constraints import not_blank
from publishing.editions.models import MAX_COPIES, Edition


class Recipient(models.Model):
    """Somebody who receives `copies` of an edition, since `delivered_on`; still to be delivered without it.

    `structure` is the number of the structure of the directory that it was taken from, where it was.
    `version` grows at each edit, so that two people do not write over each other.
    """

    class Kind(models.TextChoices):
        """Whom a printed directory is given to, as départements count them."""

        TOWN_HALL = "mairie", "mairie, intercommunalité"
        TOURISM = "tourisme", "office de tourisme"
        SOCIAL = "social", "travailleurs sociaux"
        SCHOOL = "ecole", "établissement scolaire"
        LIBRARY = "bibliotheque", "bibliothèque, médiathèque"
        CULTURE = "culture", "lieu de culture ou de sport"
        HEALTH = "sante", "lieu de santé"
        ASSOCIATION = "association", "association"
        STATE = "etat", "service de l’État"
        OTHER = "autre", "autre"

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="recipients")
    kind = models.CharField("sorte", max_length=12, choices=Kind, default=Kind.OTHER)
    name = models.CharField("nom", max_length=150)
    street = models.CharField("adresse", max_length=200, blank=True)
    postcode = models.CharField("code postal", max_length=10, blank=True)
    town = models.CharField("commune", max_length=100, blank=True)
    copies = models.PositiveIntegerField(
        "exemplaires", validators=[MinValueValidator(1), MaxValueValidator(MAX_COPIES)]
    )
    note = models.CharField("à savoir", max_length=300, blank=True)
    structure = models.BigIntegerField(null=True, blank=True, editable=False)
    delivered_on = models.DateField("remis le", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = "destinataire d’une édition"
        verbose_name_plural = "destinataires des éditions"
        ordering = ["name", "town", "pk"]
        constraints = [
            not_blank("recipient", "name"),
            models.CheckConstraint(condition=Q(copies__gte=1), name="recipient_has_copies"),
            models.UniqueConstraint(fields=["edition", "structure"], name="recipient_of_a_structure_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.town}" if self.town else self.name
