# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms of second factors: django-allauth's, in this site's words and under its limits."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import EditWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from common import limits
from common.limits import Limit, TooMany

# Of six digits, of which three are right at a time: a year of guesses finds one in ten.
_BY_ACCOUNT = Limit("second factors by account", 10, 900)


def _code_field(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "autofocus": True,
                "class": "input input--code",
                "dir": "ltr",
            }
        ),
        error_messages={"required": _("Écrivez le code que l’application montre.")},
    )


@contextmanager
def _limited(user: Any) -> Iterator[None]:
    """A code may be tried ten times, then one more each minute and a half, until one is right."""
    try:
        limits.take(_BY_ACCOUNT, f"account {user.pk}")
    except TooMany as refused:
        raise forms.ValidationError(str(refused)) from refused
    yield
    limits.forget(_BY_ACCOUNT, f"account {user.pk}")


class SecondFactorForm(AuthenticateForm):
    """A code of the application, or one of the recovery codes."""

    code = _code_field(_("Code de l’application, ou code de secours"))

    def clean_code(self) -> str:
        """The code, if it is right."""
        with _limited(self.user):
            return super().clean_code()


class AddApplicationForm(ActivateTOTPForm):
    """The first code of an application that was just given the secret."""

    code = _code_field(_("Code que l’application montre"))

    def clean_code(self) -> str:
        """The code, if it is right."""
        with _limited(self.user):
            return super().clean_code()


class NamePasskeyForm(EditWebAuthnForm):
    """The name of a passkey, by which its owner knows it."""

    name = forms.CharField(
        label=_("Nom de la clé"), max_length=80, widget=forms.TextInput(attrs={"class": "input"})
    )
