# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing in with an e-mail address, whatever its case."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    """An e-mail address and a password."""

    username = forms.EmailField(
        label=_("Adresse électronique"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True, "class": "input"}),
    )
    password = forms.CharField(
        label=_("Mot de passe"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "class": "input"}),
    )
    error_messages = {
        "invalid_login": _("Cette adresse et ce mot de passe ne vont pas ensemble. Vérifiez les majuscules."),
        "inactive": _("Ce compte n'est plus actif."),
    }

    def clean_username(self) -> str:
        """The address in small letters, as accounts hold it."""
        return self.cleaned_data["username"].lower()
