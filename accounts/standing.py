# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a person is besides their role: referent of organisations, ambassador of territories. Asked when
read."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role, role_of
from places.models import Commune
from places.territories import Territory, TerritoryKind, communes_in, territory


class AmbassadorOf(models.Model):
    """That a person answers for a territory: an EPCI, a département, or a territory that staff drew up."""

    class Kind(models.TextChoices):
        EPCI = TerritoryKind.EPCI.value, _("intercommunalité")
        DEPARTEMENT = TerritoryKind.DEPARTEMENT.value, _("département")
        TERRITOIRE = TerritoryKind.TERRITOIRE.value, _("territoire nommé")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("personne"),
        on_delete=models.CASCADE,
        related_name="ambassadorships",
    )
    kind = models.CharField(_("sorte de territoire"), max_length=11, choices=Kind)
    code = models.CharField(_("code"), max_length=60)
    since = models.DateField(_("depuis le"), default=timezone.localdate)

    class Meta:
        verbose_name = _("ambassadeur d’un territoire")
        verbose_name_plural = _("ambassadeurs des territoires")
        ordering = ["kind", "code", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "code"], name="ambassador_once"),
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in TerritoryKind]), name="ambassador_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} : {self.kind} {self.code}"

    @property
    def territory(self) -> Territory | None:
        """The territory; None where none has this code any more."""
        return territory(TerritoryKind(self.kind), self.code)


def _counts(user: Any) -> bool:
    """Whether what a person is of an organisation or a territory opens anything today."""
    return role_of(user) >= Role.PROFESSIONAL


def refers_for(user: Any) -> list[int]:
    """The numbers of the organisations that `user` is a referent of; none once they are no professional."""
    if not _counts(user):
        return []
    of = user.organisation_memberships.filter(role="referent").order_by("organisation_id")
    return list(of.values_list("organisation_id", flat=True))


def is_referent(user: Any, organisation: int | None) -> bool:
    """Whether `user` is a referent of the organisation of this number."""
    return organisation is not None and organisation in refers_for(user)


def ambassador_in(user: Any) -> list[AmbassadorOf]:
    """The territories that `user` answers for; none once they are no professional."""
    return list(AmbassadorOf.objects.filter(user=user.pk)) if _counts(user) else []


def communes_answered_for(user: Any) -> QuerySet[Commune]:
    """The communes of the territories that `user` is an ambassador of."""
    return _communes_of(ambassador_in(user))


def is_ambassador_at(user: Any, commune: str | None) -> bool:
    """Whether `user` is an ambassador of a territory that holds the commune of this code."""
    return bool(commune) and communes_answered_for(user).filter(code=commune).exists()


def _communes_of(territories: Iterable[AmbassadorOf]) -> QuerySet[Commune]:
    inside = Q(pk__in=[])
    for one in territories:
        inside |= communes_in(TerritoryKind(one.kind), one.code)
    return Commune.objects.filter(inside).order_by("code")
