# SPDX-License-Identifier: AGPL-3.0-or-later
"""When each block of a structure's page was last seen to, and how."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mapping.models.structure import Structure


class Block(models.TextChoices):
    """The parts of what is told of a structure that are kept true apart, as somebody answers for them."""

    PRESENCE = "presence", _("présentation")
    CONTACT = "contact", _("contact")
    HOURS = "hours", _("horaires")
    PLACE = "place", _("lieu")
    SERVICES = "services", _("services")


class SeenBy(models.TextChoices):
    """In whose name a block was seen to; said when it is, and not changed by what changes after."""

    STRUCTURE = "structure", _("la structure")
    STAFF = "staff", _("la préfecture")
    NETWORK = "network", _("le réseau")
    SOURCE = "source", _("la source")


class SeenHow(models.TextChoices):
    """What was done: somebody wrote, somebody said that it is still right, a structure answered by a link, or
    a source wrote over what somebody had said."""

    EDIT = "edit", _("modification")
    CONFIRMATION = "confirmation", _("confirmation")
    CAMPAIGN = "campaign", _("réponse à une relance")
    SOURCE = "source", _("mise à jour par la source")


class BlockSeen(models.Model):
    """When a block of a structure was last seen to, by whom, and how. At most one a structure and block.

    Told to everyone who sees the structure, but for `by`: an edit of something hidden leaves it as it is
    (`mapping/sql/freshness.sql`, which writes it of edits by whatever road). Where there is none, nobody but
    the source ever said anything of the block. `before` is what it said before, for who takes back what was
    done since: under « act » the act that wrote over it, under « verified_at » what the structure said before
    a confirmation, and under « before » what was below.
    """

    structure = models.ForeignKey(
        Structure, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    block = models.CharField(_("partie"), max_length=10, choices=Block)
    at = models.DateTimeField(_("le"))
    how = models.CharField(_("comment"), max_length=12, choices=SeenHow)
    seen_by = models.CharField(_("au nom de"), max_length=10, choices=SeenBy)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("par"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    before = models.JSONField(_("avant"), null=True, blank=True)

    class Meta:
        verbose_name = _("fraîcheur d'une partie")
        verbose_name_plural = _("fraîcheur des parties")
        ordering = ["structure", "block"]
        constraints = [
            models.UniqueConstraint(fields=["structure", "block"], name="block_seen_once"),
            models.CheckConstraint(condition=Q(block__in=Block.values), name="block_seen_block_known"),
            models.CheckConstraint(condition=Q(how__in=SeenHow.values), name="block_seen_how_known"),
        ]

    def __str__(self) -> str:
        return f"{self.structure_id} {self.block}: {self.at}"
