# SPDX-License-Identifier: AGPL-3.0-or-later
"""A person or a desk to reach at a structure, each detail with its own visibility."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mapping.models.service import Service
from mapping.models.structure import Structure, Visibility
from mapping.models.written import Written


class ContactFields(models.Model):
    """What a contact says, of the record and of what a role sees of it."""

    nom = models.CharField(_("nom"), max_length=150, blank=True)
    fonction = models.CharField(_("fonction"), max_length=150, blank=True)
    telephone = models.CharField(_("téléphone"), max_length=30, blank=True)
    courriel = models.EmailField(_("courriel"), blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.nom or self.fonction or self.telephone or self.courriel


def _visibility(name) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(name, choices=Visibility, default=Visibility.PROFESSIONALS)


class Contact(Written, ContactFields):
    """A contact as it is. Readers see `VisibleContact`. Private unless somebody says otherwise."""

    structure = models.ForeignKey(Structure, on_delete=models.CASCADE, related_name="contacts")
    service = models.ForeignKey(
        Service, on_delete=models.CASCADE, null=True, blank=True, related_name="contacts"
    )
    nom_visibility = _visibility(_("qui voit le nom"))
    fonction_visibility = _visibility(_("qui voit la fonction"))
    telephone_visibility = _visibility(_("qui voit le téléphone"))
    courriel_visibility = _visibility(_("qui voit le courriel"))

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["nom", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(nom="", fonction="", telephone="", courriel=""), name="contact_not_empty"
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{field}_visibility__in": Visibility.values}),
                    name=f"contact_{field}_visibility_known",
                )
                for field in ("nom", "fonction", "telephone", "courriel")
            ),
        ]
