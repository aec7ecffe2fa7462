# SPDX-License-Identifier: AGPL-3.0-or-later
"""How an account is signed in to, as its owner sees and changes it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal import auth
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import authenticate, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import RedirectURLMixin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from accounts import codes, devices, notices, second_factor, sessions
from accounts.access import asked_for, signed_in
from accounts.adapter import shown_recently
from accounts.factor_forms import SecondFactorForm
from accounts.factor_pages import NEXT
from accounts.forms import ConfirmPasswordForm, PasswordForm
from accounts.models import User
from common import limits
from common.costly import SIGN_IN, place
from common.limits import Limit, Refused
from common.outbox import NoMailServer, is_configured

# Of who has signed in already, and shows again that it is them.
_CONFIRMATIONS = Limit("confirmations by account", 10, 900)


@require_safe
@never_cache
@login_required
def security(request: HttpRequest) -> HttpResponse:
    """The ways in, and the sessions that are open."""
    user = signed_in(request)
    found = list(Authenticator.objects.filter(user=user).order_by("created_at"))
    of_kind = {kind: [one for one in found if one.type == kind] for kind in Authenticator.Type}
    recovery = of_kind[Authenticator.Type.RECOVERY_CODES]
    told = {
        "passkeys": [{"key": one, "name": one.wrap().name} for one in of_kind[Authenticator.Type.WEBAUTHN]],
        "application": next(iter(of_kind[Authenticator.Type.TOTP]), None),
        "codes_left": len(recovery[0].wrap().get_unused_codes()) if recovery else None,
        "sessions": [
            {"session": one, "device": devices.words(one.user_agent), "is_current": one.is_current()}
            for one in sorted(UserSession.objects.purge_and_list(user), key=lambda one: one.created_at)
        ],
        "has_password": user.has_usable_password(),
        "must_have": not user.is_example and (user.is_staff or user.is_superuser),
        "is_missing": user.lacks_second_factor,
    }
    return render(request, "accounts/security.html", told)


@require_safe
@never_cache
@login_required
def second_factor_asked(request: HttpRequest) -> HttpResponse:
    """Before a page of the prefecture's opens: the factor to show, or to set up first."""
    user = signed_in(request)
    asked = asked_for(request)
    if not user.lacks_second_factor:
        return HttpResponseRedirect(asked or reverse("workspace"))
    if second_factor.has_one(user):
        return HttpResponseRedirect(f"{reverse('confirm-identity')}?facteur=oui&next={asked}")
    request.session[NEXT] = asked
    return render(request, "accounts/second_factor_asked.html")


@require_POST
@login_required
def end_session(request: HttpRequest) -> HttpResponse:
    """Close one of the account's other sessions, or all of them, at once."""
    user, chosen = signed_in(request), request.POST.get("session", "")
    others = sessions.others_of(user)
    if chosen != "autres":
        others = [one for one in others if str(one.pk) == chosen]
        if not others:
            raise Http404
    messages.success(request, sessions.end(others))
    return redirect("security")


def _lately(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view for who has just shown who they are; the others are asked to first, and come back."""

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        if not shown_recently(request):
            raise ReauthenticationRequired
        return view(request, *arguments, **named)

    return guarded


@never_cache
@login_required
@sensitive_post_parameters()
@_lately
def password(request: HttpRequest) -> HttpResponse:
    """Give the account a password, another one, or none: codes and passkeys do without."""
    user = signed_in(request)
    if request.method == "POST" and "retirer" in request.POST:
        user.set_unusable_password()
        return _password_changed(request, user, "removed", _("Le mot de passe est retiré."))
    form = PasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        had_one = user.has_usable_password()
        form.save()
        return _password_changed(
            request, user, "changed" if had_one else "set", _("Le mot de passe est enregistré.")
        )
    return render(
        request, "accounts/password.html", {"form": form, "has_password": user.has_usable_password()}
    )


def _password_changed(request: HttpRequest, user: User, how: str, told: str) -> HttpResponse:
    user.save(update_fields=["password"])
    # The other sessions end; this one goes on.
    update_session_auth_hash(request, user)
    UserSession.objects.create_from_request(request)
    notices.send(f"account/email/password_{how}", user.email)
    messages.success(request, told)
    return redirect("security")


@method_decorator(
    [never_cache, login_required, sensitive_post_parameters("password", "code")], name="dispatch"
)
class ConfirmIdentity(RedirectURLMixin, View):
    """Somebody who has signed in shows again that it is them, before a change that a thief would make."""

    next_page = "security"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The ways that the account has."""
        return self._page()

    def post(self, request: HttpRequest) -> HttpResponse:
        """Try what was shown, or send a code."""
        ways = {"credential": self._by_credential, "code": self._by_code}
        if not self._asks_for_a_factor():
            ways |= {"password": self._by_password, "courriel": self._by_mail}
        shown = next((by for name, by in ways.items() if name in request.POST), None)
        if shown is None:
            return self._page(status=400)
        try:
            limits.take(_CONFIRMATIONS, f"account {request.user.pk}")
            return shown(signed_in(request))
        except Refused as refused:
            response = self._page(refusal=str(refused), status=refused.status)
            response["Retry-After"] = str(refused.wait_s)
            return response

    def _by_password(self, user: User) -> HttpResponse:
        form = ConfirmPasswordForm(self.request.POST)
        with place(self.request, SIGN_IN):
            typed = form.data.get("password", "")
            found = authenticate(self.request, username=user.email, password=typed)
        if found != user:
            form.add_error("password", _("Ce n’est pas le mot de passe de ce compte."))
            return self._page(password_form=form)
        return self._shown(user, "password")

    def _by_code(self, user: User) -> HttpResponse:
        form = SecondFactorForm(user=user, data=self.request.POST)
        if not form.is_valid():
            return self._page(factor_form=form)
        post_authentication(self.request, form.authenticator, reauthenticated=True)
        return self._go_on()

    def _by_credential(self, user: User) -> HttpResponse:
        form = ReauthenticateWebAuthnForm(user=user, data=self.request.POST)
        if not form.is_valid():
            return self._page(refusal=_("Cette clé d’accès n’est pas de ce compte. Essayez encore."))
        form.save()
        return self._go_on()

    def _by_mail(self, user: User) -> HttpResponse:
        try:
            codes.ask(self.request, user.email, self.get_redirect_url(), is_confirmation=True)
        except NoMailServer:
            return self._page(refusal=_("Ce site n’envoie pas de courriels pour l’instant."), status=503)
        return redirect("confirm-by-code")

    def _shown(self, user: User, method: str) -> HttpResponse:
        record_authentication(self.request, user, method=method, reauthenticated=True)
        return self._go_on()

    def _go_on(self) -> HttpResponse:
        limits.forget(_CONFIRMATIONS, f"account {self.request.user.pk}")
        return resume_request(self.request) or HttpResponseRedirect(self.get_success_url())

    def _asks_for_a_factor(self) -> bool:
        return bool(self.request.GET.get("facteur") or self.request.POST.get("facteur"))

    def _page(self, *, refusal: str = "", status: int = 200, **forms: Any) -> HttpResponse:
        user = signed_in(self.request)
        kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
        has_passkeys = Authenticator.Type.WEBAUTHN in kinds
        told = {
            "refusal": refusal,
            "next": self.get_redirect_url(),
            "asks_for_a_factor": self._asks_for_a_factor(),
            "has_factor": bool(kinds),
            "options": auth.begin_authentication(user) if has_passkeys else None,
            "factor_form": SecondFactorForm(user=user) if kinds - {Authenticator.Type.WEBAUTHN} else None,
            "password_form": ConfirmPasswordForm() if user.has_usable_password() else None,
            "sends_codes": is_configured(),
        }
        return render(self.request, "accounts/confirm.html", told | forms, status=status)
