# SPDX-License-Identifier: AGPL-3.0-or-later
"""News: something that is told from a day to another, and no longer; and announcements, what somebody offers
or asks for."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mapping.models import Structure
from mapping.models.constraints import known_values
from network.choices import LENT, OfferKind, OfferSide
from network.models.common import THEMES, Shared, is_titled, members_are_of_a_group, territory_is_whole
from places.models import Commune


class News(Shared):
    """News, or an announcement: what somebody who agreed to it (`consent`) offers or asks for (`side`,
    `what`).

    `is_spotlight` puts news on the home page. An announcement may say where what is lent is (`structure`,
    else `commune`), from which day to which it may be borrowed (`lent_from`, `lent_until`, either may be
    unsaid; `starts_on` and `ends_on` are when it is told), and that it is over before its end, since it was
    found or taken (`closed_on`).
    """

    starts_on = models.DateField(_("du"), default=timezone.localdate)
    ends_on = models.DateField(_("jusqu’au"))
    link = models.URLField(_("en savoir plus"), max_length=500, blank=True, default="")
    is_spotlight = models.BooleanField(_("à la une"), default=False)
    side = models.CharField(_("offre ou demande"), max_length=7, choices=OfferSide, blank=True, default="")
    what = models.CharField(_("quoi"), max_length=12, choices=OfferKind, blank=True, default="")
    consent = models.BooleanField(
        _("qui propose ou demande est d’accord pour que son annonce paraisse"), default=False
    )
    structure = models.ForeignKey(
        Structure,
        verbose_name=_("dans une structure"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    commune = models.ForeignKey(
        Commune,
        verbose_name=_("commune"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_column="code_insee",
    )
    lent_from = models.DateField(_("prêté à partir du"), null=True, blank=True)
    lent_until = models.DateField(_("prêté jusqu’au"), null=True, blank=True)
    closed_on = models.DateField(_("close le"), null=True, blank=True)

    class Meta:
        verbose_name = _("actualité")
        verbose_name_plural = _("actualités")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            is_titled("news"),
            territory_is_whole("news"),
            members_are_of_a_group("news"),
            known_values("news", "themes", [code for code, _label in THEMES]),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="news_ends_after_it_begins",
                violation_error_message=_("La fin est avant le début."),
            ),
            models.CheckConstraint(
                condition=Q(lent_from__isnull=True)
                | Q(lent_until__isnull=True)
                | Q(lent_until__gte=F("lent_from")),
                name="news_lent_until_after_from",
                violation_error_message=_("Le prêt finit avant de commencer."),
            ),
            models.CheckConstraint(
                condition=Q(side="") | Q(consent=True),
                name="news_announced_with_consent",
                violation_error_message=_("Une annonce paraît avec l’accord de la personne."),
            ),
            models.CheckConstraint(
                condition=Q(side="", what="") | (~Q(side="") & ~Q(what="")),
                name="news_announces_something",
                violation_error_message=_("Une annonce dit ce qu’elle offre ou demande."),
            ),
        ]

    @property
    def is_announcement(self) -> bool:
        """Whether it is what somebody offers or asks for."""
        return bool(self.side)

    @property
    def is_lent(self) -> bool:
        """Whether it offers something that is lent for some days."""
        return self.side == OfferSide.OFFER and self.what in LENT
