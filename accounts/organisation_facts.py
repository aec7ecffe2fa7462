# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is known of an organisation besides its name: labels and agreements, which everybody reads with their
dates, and who pays for what, which staff alone read."""

from django.conf import settings
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


class AgreementState(models.TextChoices):
    """Where an agreement is on its way to being signed: see `accounts.agreement_steps`."""

    DRAFT = "draft", _("à préparer")
    PROPOSED = "proposed", _("proposée")
    ADVISED = "advised", _("avis donné")
    APPROVED = "approved", _("validée")
    SIGNED = "signed", _("signée")
    REFUSED = "refused", _("refusée")


class Agreement(_Fact):
    """What an organisation agreed with another body, or is about to: with whom, on what, and whom it waits
    for until it is signed."""

    organisation = models.ForeignKey(
        "accounts.Organisation",
        verbose_name=_("organisation"),
        on_delete=models.CASCADE,
        related_name="agreements",
    )
    partner = models.CharField(_("avec qui"), max_length=200)
    subject = models.CharField(_("objet"), max_length=300, blank=True)
    state = models.CharField(
        _("étape"),
        max_length=10,
        choices=AgreementState,
        default=AgreementState.SIGNED,
        db_default=AgreementState.SIGNED,
    )
    asked = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("attend"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("convention")
        verbose_name_plural = _("conventions")
        ordering = ["partner", "since", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(partner__regex=r"\S"), name="agreement_partner_not_blank"),
            models.CheckConstraint(
                condition=Q(state__in=AgreementState.values), name="agreement_state_known"
            ),
            dates_in_order("agreement_dates_in_order", "since", "until"),
        ]

    def __str__(self) -> str:
        return self.partner

    @property
    def is_in_force(self) -> bool:
        """Whether it is signed, has begun and is not over: what everybody is told of."""
        has_begun = self.since is None or self.since <= timezone.localdate()
        return self.state == AgreementState.SIGNED and has_begun and not self.is_over


class AgreementStep(models.Model):
    """A step of the circuit of an agreement, written once."""

    agreement = models.ForeignKey(
        Agreement, verbose_name=_("convention"), on_delete=models.CASCADE, related_name="steps"
    )
    state = models.CharField(_("étape"), max_length=10, choices=AgreementState)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("par"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    at = models.DateTimeField(_("le"), default=timezone.now)
    comment = models.TextField(_("commentaire"), blank=True, max_length=1000)
    asked = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("demandé ensuite à"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("étape d’une convention")
        verbose_name_plural = _("étapes des conventions")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=AgreementState.values), name="agreementstep_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=AgreementState.REFUSED) | Q(comment__regex=r"\S"),
                name="agreementstep_refused_with_a_reason",
                violation_error_message=_("Un refus dit pourquoi."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} : {self.state}"


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
