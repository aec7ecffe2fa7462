# SPDX-License-Identifier: AGPL-3.0-or-later
"""A person or a desk to reach at a structure, each detail with its own visibility.

A detail is for a role and those above it, and for the members of an organisation and of a group besides,
where they are named.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Group, Organisation
from mapping.models.service import Service
from mapping.models.structure import Structure, Visibility
from mapping.models.written import Written

CONTACT_FIELDS = ("nom", "fonction", "telephone", "courriel")


class ContactFields(models.Model):
    """What a contact says, of the record and of what a role sees of it."""

    nom = models.CharField(_("nom"), max_length=150, blank=True)
    fonction = models.CharField(_("fonction"), max_length=150, blank=True)
    telephone = models.CharField(_("téléphone"), max_length=30, blank=True)
    courriel = models.EmailField(_("courriel"), blank=True)

    class Meta:
        abstract = True


def _visibility(name) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(name, choices=Visibility, default=Visibility.PROFESSIONALS)


def _organisation(name) -> models.ForeignKey:
    # Without an index: only taking an organisation away looks for what was for it.
    return models.ForeignKey(
        Organisation,
        models.SET_NULL,
        verbose_name=name,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )


def _group(name) -> models.ForeignKey:
    return models.ForeignKey(
        Group, models.SET_NULL, verbose_name=name, null=True, blank=True, related_name="+", db_index=False
    )


class Contact(Written, ContactFields):
    """A contact as it is. Readers see `VisibleContact`. Private unless somebody says otherwise.

    `<field>_visibility` is the lowest role that sees a detail; the members of `<field>_organisation` and of
    `<field>_group` see it too, whatever that role.
    """

    structure = models.ForeignKey(Structure, on_delete=models.CASCADE, related_name="contacts")
    service = models.ForeignKey(
        Service, on_delete=models.CASCADE, null=True, blank=True, related_name="contacts"
    )
    nom_visibility = _visibility(_("qui voit le nom"))
    fonction_visibility = _visibility(_("qui voit la fonction"))
    telephone_visibility = _visibility(_("qui voit le téléphone"))
    courriel_visibility = _visibility(_("qui voit le courriel"))
    nom_organisation = _organisation(_("organisation qui voit aussi le nom"))
    nom_group = _group(_("groupe qui voit aussi le nom"))
    fonction_organisation = _organisation(_("organisation qui voit aussi la fonction"))
    fonction_group = _group(_("groupe qui voit aussi la fonction"))
    telephone_organisation = _organisation(_("organisation qui voit aussi le téléphone"))
    telephone_group = _group(_("groupe qui voit aussi le téléphone"))
    courriel_organisation = _organisation(_("organisation qui voit aussi le courriel"))
    courriel_group = _group(_("groupe qui voit aussi le courriel"))

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
                for field in CONTACT_FIELDS
            ),
        ]

    def __str__(self) -> str:
        # Whoever writes its name on a page has not asked who reads it: the details are for `VisibleContact`.
        return str(_("contact"))
