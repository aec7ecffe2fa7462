# SPDX-License-Identifier: AGPL-3.0-or-later
"""The monthly bulletin of a territory: what it tells, in which order and words; who receives it."""

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mapping.models.constraints import known_values
from network.models.common import THEMES, Audience, Shared, is_titled, territory_is_whole
from places.territories import TerritoryKind

ITEMS_MOST, SENTENCE_MOST = 200, 600
SOURCES = (
    "nouvelle", "changee", "structure", "fermeture", "fermee", "actualite", "rendez-vous", "session", "fiche",
    "annonce",
)  # fmt: skip


class Bulletin(Shared):
    """What is new in a territory in a month (`month`, its first day), for everyone or for professionals;
    `text` opens it. It is withdrawn until it is sent, and then stays as it is: a correction is another one
    (`corrects`). `handed_at` is when each of its mails was handed over; `key` names these mails."""

    month = models.DateField(_("mois"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("par"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    corrects = models.ForeignKey(
        "self",
        verbose_name=_("corrige"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="corrections",
    )
    sent_at = models.DateTimeField(_("envoyé le"), null=True, blank=True, editable=False)
    handed_at = models.DateTimeField(null=True, blank=True, editable=False)
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    class Meta:
        verbose_name = _("bulletin")
        verbose_name_plural = _("bulletins")
        ordering = ["-month", "-pk"]
        constraints = [
            is_titled("bulletin"),
            territory_is_whole("bulletin"),
            known_values("bulletin", "themes", [code for code, _label in THEMES]),
            models.CheckConstraint(condition=~Q(territory_kind=""), name="bulletin_is_of_a_territory"),
            models.CheckConstraint(
                condition=Q(audience__lt=2, group__isnull=True), name="bulletin_is_of_no_group"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="bulletin_of_a_month"),
            models.CheckConstraint(
                condition=Q(state="withdrawn", sent_at__isnull=True)
                | Q(state="published", sent_at__isnull=False),
                name="bulletin_is_read_once_sent",
            ),
            models.UniqueConstraint(
                "territory_kind",
                "territory_code",
                "month",
                "audience",
                condition=Q(corrects__isnull=True),
                name="bulletin_once_a_month",
            ),
        ]

    @property
    def is_draft(self) -> bool:
        """Whether it is still being written."""
        return self.sent_at is None

    @property
    def reads_as(self) -> int:
        """The role that reads it, and as which it is made."""
        return int(Audience(self.audience).shown_as)

    @property
    def place(self) -> tuple[TerritoryKind, str]:
        """The kind and the code of its territory."""
        return TerritoryKind(self.territory_kind), self.territory_code

    @property
    def after(self) -> date:
        """The first day of the next month."""
        return next_month(self.month)


def next_month(first: date) -> date:
    """The first day of the month after that of a first day."""
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


class BulletinItem(models.Model):
    """What a bulletin tells of: a record, by `source` and `number`; nothing of what it says is kept here, so
    that nobody reads of it more than its own page says. `sentence` is told in the place of what the record
    says of itself, and was written when that was `about`."""

    class Source(models.TextChoices):
        NEW = "nouvelle", _("Nouvelles structures")
        CHANGED = "changee", _("Ce qui a changé")
        KNOWN = "structure", _("Structures à connaître")
        SHUT = "fermeture", _("Fermetures pour un temps")
        CLOSED = "fermee", _("Fermées définitivement")
        NEWS = "actualite", _("Actualités")
        EVENT = "rendez-vous", _("Rendez-vous à venir")
        SESSION = "session", _("Formations et cours qui commencent")
        SHEET = "fiche", _("Fiches pratiques")
        OFFER = "annonce", _("Offres et demandes")

    bulletin = models.ForeignKey(Bulletin, on_delete=models.CASCADE, related_name="items")
    source = models.CharField(max_length=11, choices=Source)
    number = models.BigIntegerField()
    rank = models.PositiveSmallIntegerField(default=0)
    is_kept = models.BooleanField(_("gardé"), default=True)
    sentence = models.TextField(_("phrase"), max_length=SENTENCE_MOST, blank=True, default="")
    about = models.TextField(blank=True, default="", editable=False)

    class Meta:
        verbose_name = _("ligne d’un bulletin")
        verbose_name_plural = _("lignes des bulletins")
        ordering = ["rank", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["bulletin", "source", "number"], name="bulletin_tells_once"),
            models.CheckConstraint(condition=Q(source__in=SOURCES), name="bulletin_source_known"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.number}"

    @property
    def root_id(self) -> int:
        """The number of the bulletin, which whoever writes locks."""
        return self.bulletin_id


class Subscription(models.Model):
    """That somebody receives the bulletins of a territory: a member by their account, anyone else by `email`
    once they said so by the link that they were sent (`confirmed_at`). `key` is what their links hold."""

    # Of the person alone: gone with an account that is closed (`accounts.closing`).
    is_personal = True

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    email = models.EmailField(_("courriel"), blank=True, default="")
    territory_kind = models.CharField(max_length=11)
    territory_code = models.CharField(max_length=50)
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("abonnement aux bulletins")
        verbose_name_plural = _("abonnements aux bulletins")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                "user",
                "territory_kind",
                "territory_code",
                condition=Q(user__isnull=False),
                name="subscription_once_an_account",
            ),
            models.UniqueConstraint(
                Lower("email"),
                "territory_kind",
                "territory_code",
                condition=~Q(email=""),
                name="subscription_once_an_address",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False, email="") | (Q(user__isnull=True) & ~Q(email="")),
                name="subscription_of_somebody",
            ),
            models.CheckConstraint(
                condition=Q(territory_kind__in=["epci", "departement", "territoire"]) & ~Q(territory_code=""),
                name="subscription_of_a_territory",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def address(self) -> str:
        """Where its bulletins are sent: that of the account, where it is an account's."""
        return self.user.email if self.user else self.email

    @property
    def place(self) -> tuple[TerritoryKind, str]:
        """The kind and the code of its territory."""
        return TerritoryKind(self.territory_kind), self.territory_code
