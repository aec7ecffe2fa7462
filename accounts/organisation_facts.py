# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is known of an organisation besides its name: labels and agreements, which everybody reads with their
dates, and who pays for what, which staff alone read."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def dates_in_order(name: str, first: str, last: str) -> models.CheckConstraint:
    """The last day, where it is known, does not come before the first."""
    return models.CheckConstraint(
        condition=Q(**{f"{first}__isnull": True})
        | Q(**{f"{last}__isnull": True})
        | Q(**{f"{last}__gte": F(first)}),
        name=name,
        violation_error_message=_("La date de fin vient avant celle du début."),
    )


class _Fact(models.Model):
    since = models.DateField(_("depuis le"), null=True, blank=True)
    until = models.DateField(_("jusqu’au"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_over(self) -> bool:
        """Whether its last day has passed."""
        return self.until is not None and self.until < timezone.localdate()


class Label(_Fact):
    """A label that an organisation was given: « France services », « Structure labellisée PAQ »."""

    organisation = models.ForeignKey(
        "accounts.Organisation",
        verbose_name=_("organisation"),
        on_delete=models.CASCADE,
        related_name="labels",
    )
    name = models.CharField(_("label"), max_length=200)

    class Meta:
        verbose_name = _("label")
        verbose_name_plural = _("labels")
        ordering = ["name", "since", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(name__regex=r"\S"), name="label_name_not_blank"),
            dates_in_order("label_dates_in_order", "since", "until"),
        ]

    def __str__(self) -> str:
        return self.name


class Agreement(_Fact):
    """What an organisation agreed with another body: with whom, on what."""

    organisation = models.ForeignKey(
        "accounts.Organisation",
        verbose_name=_("organisation"),
        on_delete=models.CASCADE,
        related_name="agreements",
    )
    partner = models.CharField(_("avec qui"), max_length=200)
    subject = models.CharField(_("objet"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("convention")
        verbose_name_plural = _("conventions")
        ordering = ["partner", "since", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(partner__regex=r"\S"), name="agreement_partner_not_blank"),
            dates_in_order("agreement_dates_in_order", "since", "until"),
        ]

    def __str__(self) -> str:
        return self.partner


class Funding(_Fact):
    """Who pays an organisation for what: staff alone read it."""

    organisation = models.ForeignKey(
        "accounts.Organisation",
        verbose_name=_("organisation"),
        on_delete=models.CASCADE,
        related_name="fundings",
    )
    funder = models.CharField(_("financeur"), max_length=200)
    what = models.CharField(_("ce qui est financé"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("financement")
        verbose_name_plural = _("financements")
        ordering = ["funder", "since", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(funder__regex=r"\S"), name="funding_funder_not_blank"),
            dates_in_order("funding_dates_in_order", "since", "until"),
        ]

    def __str__(self) -> str:
        return self.funder
