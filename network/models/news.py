# SPDX-License-Identifier: AGPL-3.0-or-later
"""News: something that is told from a day to another, and no longer."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mapping.models.constraints import known_values
from network.models.common import THEMES, Shared, is_titled, territory_is_whole


class News(Shared):
    """News, or an announcement of somebody who agreed to it (`consent`). `is_spotlight` puts it on the home
    page."""

    starts_on = models.DateField(_("du"), default=timezone.localdate)
    ends_on = models.DateField(_("jusqu’au"))
    link = models.URLField(_("en savoir plus"), max_length=500, blank=True, default="")
    is_spotlight = models.BooleanField(_("à la une"), default=False)
    is_announcement = models.BooleanField(_("annonce de quelqu’un"), default=False)
    consent = models.BooleanField(_("la personne est d’accord pour que son annonce paraisse"), default=False)

    class Meta:
        verbose_name = _("actualité")
        verbose_name_plural = _("actualités")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            is_titled("news"),
            territory_is_whole("news"),
            known_values("news", "themes", [code for code, _label in THEMES]),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="news_ends_after_it_begins",
                violation_error_message=_("La fin est avant le début."),
            ),
            models.CheckConstraint(
                condition=Q(is_announcement=False) | Q(consent=True),
                name="news_announced_with_consent",
                violation_error_message=_("Une annonce paraît avec l’accord de la personne."),
            ),
        ]
