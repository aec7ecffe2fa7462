# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing in with an e-mail address, whatever its case: by a code that is sent there, or by a password."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm
from django.utils.translation import gettext_lazy as _


class AddressForm(forms.Form):
    """The address that a code is sent to."""

    email = forms.EmailField(
        label=_("Adresse électronique"),
        max_length=254,
        widget=forms.EmailInput(
            attrs={
                "autocomplete": "username webauthn",
                "autofocus": True,
                "class": "input",
                "spellcheck": "false",
            }
        ),
        error_messages={
            "required": _("Écrivez votre adresse électronique : le code y est envoyé."),
            "invalid": _("Ce n’est pas une adresse électronique : écrivez par exemple camille@exemple.fr."),
        },
    )


class CodeForm(forms.Form):
    """The code that was received."""

    code = forms.CharField(
        label=_("Code reçu"),
        # Spaces and dashes between the digits are no mistake.
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "autofocus": True,
                "class": "input input--code",
                "dir": "ltr",
                "spellcheck": "false",
            }
        ),
        error_messages={
            "required": _("Écrivez le code de huit chiffres que vous avez reçu par courriel."),
            "max_length": _("Le code a huit chiffres."),
        },
    )


class SignInForm(AuthenticationForm):
    """An e-mail address and a password."""

    username = forms.EmailField(
        label=_("Adresse électronique"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "class": "input"}),
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


class ConfirmPasswordForm(forms.Form):
    """The password of the account that is signed in."""

    password = forms.CharField(
        label=_("Mot de passe"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "class": "input"}),
    )


class PasswordForm(SetPasswordForm):
    """A password, twice."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["new_password1"].label = _("Nouveau mot de passe")
        self.fields["new_password2"].label = _("Le même, encore une fois")
        # Each of the rules, as text: the page shows them as a list.
        self.fields["new_password1"].help_text = _(
            "Douze caractères au moins, qui ne soient ni votre nom, ni un mot de passe courant, ni un nombre."
        )
        self.fields["new_password2"].help_text = ""
        for name in ("new_password1", "new_password2"):
            self.fields[name].widget.attrs |= {"class": "input"}
