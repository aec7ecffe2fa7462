# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a person says of themselves to the other professionals, and what of it these may read."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

# Offered where a trade is asked for; any other may be written.
TRADES = (
    "agent d’accueil",
    "animateur socioculturel",
    "assistant de service social",
    "bénévole",
    "conseiller en insertion professionnelle",
    "conseiller France services",
    "conseiller numérique",
    "coordinateur",
    "directeur",
    "éducateur spécialisé",
    "formateur FLE",
    "interprète",
    "juriste",
    "médiateur numérique",
    "médiateur social",
    "psychologue",
    "travailleur social",
)


class Profile(models.Model):
    """A person's profile. Nothing of it is told to visitors; what professionals read is its owner's choice.

    `commune` is where they work, the place that « near me » is measured from.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("personne"),
        on_delete=models.CASCADE,
        related_name="profile",
    )
    trade = models.CharField(_("métier"), max_length=100, blank=True)
    employer = models.CharField(_("employeur"), max_length=200, blank=True)
    phone = models.CharField(_("téléphone"), max_length=30, blank=True)
    about = models.CharField(_("en une phrase"), max_length=300, blank=True)
    commune = models.ForeignKey(
        "places.Commune",
        verbose_name=_("commune de travail"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    is_findable = models.BooleanField(_("dans l’annuaire des professionnels"), default=False)
    shows_email = models.BooleanField(_("adresse électronique montrée"), default=False)
    shows_phone = models.BooleanField(_("téléphone montré"), default=False)

    class Meta:
        verbose_name = _("profil")
        verbose_name_plural = _("profils")
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["user"], condition=models.Q(is_findable=True), name="accounts_profile_findable"
            )
        ]

    def __str__(self) -> str:
        return str(self.user)


def profile_of(user) -> Profile:
    """The profile of a person; an empty one, not saved, where they said nothing yet."""
    return Profile.objects.select_related("commune").filter(user=user.pk).first() or Profile(user=user)
