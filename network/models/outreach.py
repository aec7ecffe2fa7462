# SPDX-License-Identifier: AGPL-3.0-or-later
"""A contact that was taken with a partner, told to the others: who, when, what was said, what comes next."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mapping.models import Structure
from mapping.models.constraints import known_values
from network.models.common import THEMES, Shared, is_titled, members_are_of_a_group, territory_is_whole


class Outreach(Shared):
    """`title` names the partner, `text` what was said, on `day`, by whom (`by`); `next_words` what is to be
    done, `next_on` when; both are empty once it is."""

    class How(models.TextChoices):
        MEETING = "rencontre", _("rencontre")
        PHONE = "telephone", _("téléphone")
        MAIL = "courriel", _("courriel ou courrier")
        OTHER = "autre", _("autrement")

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("par"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    structure = models.ForeignKey(
        Structure,
        verbose_name=_("structure"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    day = models.DateField(_("le"), default=timezone.localdate)
    how = models.CharField(_("comment"), max_length=9, choices=How, default=How.MEETING)
    next_words = models.CharField(_("et ensuite"), max_length=300, blank=True, default="")
    next_on = models.DateField(_("pour le"), null=True, blank=True)

    class Meta:
        verbose_name = _("contact pris")
        verbose_name_plural = _("contacts pris")
        ordering = ["-day", "-pk"]
        indexes = [models.Index(fields=["group", "-day"], name="outreach_of_a_group")]
        constraints = [
            is_titled("outreach"),
            territory_is_whole("outreach"),
            members_are_of_a_group("outreach"),
            known_values("outreach", "themes", [code for code, _label in THEMES]),
            models.CheckConstraint(condition=~Q(audience=0), name="outreach_is_for_professionals"),
            models.CheckConstraint(
                condition=Q(how__in=["rencontre", "telephone", "courriel", "autre"]),
                name="outreach_how_known",
            ),
            models.CheckConstraint(
                condition=Q(next_on__isnull=True) | ~Q(next_words=""),
                name="outreach_next_is_said",
                violation_error_message=_("Dites ce qu’il y a à faire pour cette date."),
            ),
        ]
