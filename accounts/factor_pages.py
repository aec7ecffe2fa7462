# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of second factors: django-allauth's steps, in this site's pages."""

from typing import Any

from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    EditWebAuthnView,
    LoginWebAuthnView,
    RemoveWebAuthnView,
)
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache

from accounts import second_factor
from accounts.access import signed_in
from accounts.factor_forms import AddApplicationForm, NamePasskeyForm, SecondFactorForm

# Where somebody was going who had a factor to set up first.
NEXT = "after_second_factor"


class SecondFactor(AuthenticateView):
    """The second step of signing in."""

    template_name = "accounts/second_factor.html"
    form_class = SecondFactorForm

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """The forms, and which factors the account has."""
        told = super().get_context_data(**named)
        kinds = set(Authenticator.objects.filter(user=self.stage.login.user).values_list("type", flat=True))
        return told | {
            "has_application": Authenticator.Type.TOTP in kinds,
            "has_passkeys": Authenticator.Type.WEBAUTHN in kinds,
        }


class EnterByPasskey(LoginWebAuthnView):
    """What a passkey answered, and what it is asked: the page of signing in comes here by its script."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """The page of signing in, which says that this did not work."""
        told = _("Cette clé d’accès n’ouvre aucun compte ici. Recevez plutôt un code.")
        messages.error(self.request, told)
        return redirect("login")


class _OfTheAccount(View):
    """A page of the account's own security, which leads back to it."""

    success_url = reverse_lazy("security")

    @method_decorator([never_cache, login_required])
    def dispatch(self, request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
        """The page, to who has signed in."""
        return super().dispatch(request, *arguments, **named)

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """What the page shows, and where somebody was going before."""
        told = super().get_context_data(**named)  # type: ignore[misc]  # of the view that this one goes before
        return told | {"goes_on": self.request.session.get(NEXT, "")}


class AddApplication(_OfTheAccount, ActivateTOTPView):
    """Give the account an application of codes."""

    template_name = "accounts/add_application.html"
    form_class = AddApplicationForm

    def dispatch(self, request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
        """Who has an application has no second one."""
        held = Authenticator.objects.filter(user=request.user.pk, type=Authenticator.Type.TOTP)
        if request.user.is_authenticated and held.exists():
            return redirect("security")
        return super().dispatch(request, *arguments, **named)

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep the application, and show the codes for when it is lost."""
        response = super().form_valid(form)
        second_factor.note_added(self.request, signed_in(self.request), "totp")
        messages.success(self.request, _("L’application de codes est ajoutée."))
        return response

    def get_success_url(self) -> str:
        """The recovery codes where they were just made, else what comes after."""
        return _after(self.request, self.did_generate_recovery_codes)


class RemoveApplication(_OfTheAccount, DeactivateTOTPView):
    """Take the application of codes off the account."""

    template_name = "accounts/remove_factor.html"
    extra_context = {"object": None}

    def form_valid(self, form: Any) -> HttpResponse:
        """Take it off."""
        response = super().form_valid(form)
        second_factor.note_removed(self.request, signed_in(self.request))
        messages.success(self.request, _("L’application de codes est retirée."))
        return response

    def get_success_url(self) -> str:
        """The page of the account's security."""
        return reverse("security")


class AddPasskey(_OfTheAccount, AddWebAuthnView):
    """Give the account a passkey, which opens it alone."""

    template_name = "accounts/add_passkey.html"

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """What the passkey is asked: to be kept on the device, and to verify who holds it."""
        told = super().get_context_data(**named)
        return told | {"options": auth.begin_registration(signed_in(self.request), passwordless=True)}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Every passkey signs in alone: the form is not asked."""
        told = super().get_form_kwargs()
        if "data" in told:
            told["data"] = told["data"].copy()
            told["data"]["passwordless"] = "on"
        return told

    def form_invalid(self, form: Any) -> HttpResponse:
        """The page again, with what may have gone wrong."""
        messages.error(self.request, _("La clé d’accès n’a pas été ajoutée. Essayez encore."))
        return redirect("mfa_add_webauthn")

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep the passkey, and show the codes for when it is lost."""
        response = super().form_valid(form)
        second_factor.note_added(self.request, signed_in(self.request), "webauthn")
        messages.success(self.request, _("La clé d’accès est ajoutée : elle suffit pour vous connecter."))
        return response

    def get_success_url(self) -> str:
        """The recovery codes where they were just made, else what comes after."""
        return _after(self.request, self.did_generate_recovery_codes)


class RemovePasskey(_OfTheAccount, RemoveWebAuthnView):
    """Take a passkey off the account."""

    template_name = "accounts/remove_factor.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """Take it off."""
        response = super().form_valid(form)
        second_factor.note_removed(self.request, signed_in(self.request))
        messages.success(self.request, _("La clé d’accès est retirée."))
        return response


class NamePasskey(_OfTheAccount, EditWebAuthnView):
    """Call a passkey otherwise."""

    template_name = "accounts/name_passkey.html"
    form_class = NamePasskeyForm


class RecoveryCodes(_OfTheAccount, ViewRecoveryCodesView):
    """The codes that serve once each, for when a phone or a key is lost."""

    template_name = "accounts/recovery_codes.html"


class NewRecoveryCodes(_OfTheAccount, GenerateRecoveryCodesView):
    """Other codes, in place of those there were."""

    template_name = "accounts/new_recovery_codes.html"
    success_url = reverse_lazy("mfa_view_recovery_codes")


def _after(request: HttpRequest, made_codes: bool) -> str:
    if made_codes:
        return reverse("mfa_view_recovery_codes")
    return request.session.pop(NEXT, "") or reverse("security")
