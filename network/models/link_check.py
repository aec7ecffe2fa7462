# SPDX-License-Identifier: AGPL-3.0-or-later
"""An address of another site that resources lead to, and whether it still answers."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

# So many times in a row without an answer, and an address is said to be dead.
DEAD_AFTER = 3


class LinkCheckQuerySet(models.QuerySet):
    """Addresses that were asked for."""

    def dead(self) -> "LinkCheckQuerySet":
        """Those that are said to be dead."""
        return self.filter(failures__gte=DEAD_AFTER)


class LinkCheck(models.Model):
    """An address, when it was last asked for, and how many times in a row it did not answer.

    `status` is its last HTTP status, null where there was no answer at all; `said` is why, in a word or two.
    """

    url = models.CharField(_("adresse"), max_length=2000, unique=True)
    checked_at = models.DateTimeField(_("demandée le"))
    status = models.PositiveSmallIntegerField(_("réponse"), null=True, blank=True)
    said = models.CharField(_("ce qui n’a pas été"), max_length=100, blank=True, default="")
    failures = models.PositiveSmallIntegerField(_("échecs de suite"), default=0)
    failing_since = models.DateTimeField(_("sans réponse depuis"), null=True, blank=True)

    objects = LinkCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("lien vérifié")
        verbose_name_plural = _("liens vérifiés")
        ordering = ["failing_since", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(failures=0, failing_since__isnull=True)
                | Q(failures__gt=0, failing_since__isnull=False),
                name="link_check_fails_since",
            )
        ]

    def __str__(self) -> str:
        return self.url

    @property
    def is_dead(self) -> bool:
        """Whether it did not answer `DEAD_AFTER` times in a row."""
        return self.failures >= DEAD_AFTER
