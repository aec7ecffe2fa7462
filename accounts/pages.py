# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing in: one page for everybody, administration included."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import resume_request
from django.conf import settings
from django.contrib.auth import views
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import RedirectURLMixin, redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts import attempts, codes, proconnect
from accounts.access import asked_for, signed_in
from accounts.codes import Asked
from accounts.entering import enter
from accounts.forms import AddressForm, CodeForm, SignInForm
from accounts.models import User
from accounts.roles import Role, role_of
from common.costly import SIGN_IN, place
from common.limits import Refused
from common.outbox import NoMailServer, is_configured


class SignIn(views.LoginView):
    """The page `/connexion/`: a code by e-mail, or the password of who has one.

    Who tries too often is told how long to wait, and so is who finds it full.
    """

    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True
    cost = SIGN_IN

    def post(self, request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        """Send a code, or try a password where there is room for it; a refusal is said on the page itself."""
        if "email" in request.POST:
            return self._send_code(request)
        try:
            with place(request, SIGN_IN):
                return super().post(request, *arguments, **named)
        except Refused as refused:
            return self._refused(refused, form=self._typed_again())

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Sign in by a password that is right."""
        return enter(self.request, form.get_user(), "password", self.get_success_url())

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """What the page shows, under the name of this site."""
        told = {
            "refusal": "",
            "address_form": AddressForm(initial={"email": self.request.GET.get("adresse", "")}),
            "sends_codes": is_configured(),
            "has_proconnect": proconnect.is_configured(),
            "is_by_password": "password" in self.request.POST,
        }
        # LoginView says the name of the host, for sites that have no other.
        return told | super().get_context_data(**context) | {"site_name": settings.SITE_NAME}

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form of the password is filled by what was sent to it alone."""
        told = super().get_form_kwargs()
        if "email" in self.request.POST:
            told["data"] = None
        return told

    def _send_code(self, request: HttpRequest) -> HttpResponse:
        form = AddressForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(address_form=form))
        try:
            codes.ask(request, form.cleaned_data["email"], self.get_redirect_url())
        except Refused as refused:
            return self._refused(refused, address_form=form)
        except NoMailServer:
            told = _("Ce site n’envoie pas de courriels pour l’instant : connectez-vous par mot de passe.")
            return self.render_to_response(self.get_context_data(address_form=form, refusal=told), status=503)
        return redirect("sign-in-code")

    def _typed_again(self) -> AuthenticationForm:
        """The address that was typed, without the password."""
        return self.get_form_class()(
            self.request, initial={"username": self.request.POST.get("username", "")}
        )

    def _refused(self, refused: Refused, **forms: Any) -> HttpResponse:
        """The page again, with what was typed and why it did nothing."""
        context = self.get_context_data(**{"form": self._typed_again()} | forms, refusal=str(refused))
        response = self.render_to_response(context, status=refused.status)
        response["Retry-After"] = str(refused.wait_s)
        return response


@method_decorator([never_cache, sensitive_post_parameters("code")], name="dispatch")
class EnterCode(RedirectURLMixin, View):
    """The page where the code that was sent is typed, in the browser that asked for it."""

    next_page = settings.LOGIN_REDIRECT_URL
    template_name = "accounts/code.html"
    asked: Asked

    def dispatch(self, request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
        """Whoever awaits no code goes where they ask for one, or where they were going."""
        if request.user.is_authenticated:
            return HttpResponseRedirect(self.get_default_redirect_url())
        asked = codes.asked(request)
        if asked is None:
            return redirect("login")
        self.asked = asked
        return super().dispatch(request, *arguments, **named)

    def get(self, request: HttpRequest) -> HttpResponse:
        """The form."""
        return self._page(CodeForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Try the code that was typed."""
        form = CodeForm(request.POST)
        if not form.is_valid():
            return self._page(form)
        try:
            user = self._tried(form)
        except Refused as refused:
            response = self._page(form, refusal=str(refused), status=refused.status)
            response["Retry-After"] = str(refused.wait_s)
            return response
        except codes.Over:
            return self._page(None, refusal=_("Ce code ne sert plus. Demandez-en un autre."))
        if user is None:
            return self._page(form)
        return self.enter(user)

    def enter(self, user: User) -> HttpResponse:
        """Sign in whose code it was."""
        return enter(self.request, user, "code", self.asked.next_url or self.get_default_redirect_url())

    def _tried(self, form: CodeForm) -> User | None:
        """Whose code it is; None, with what is wrong said by the form, where it is nobody's."""
        email = self.asked.email
        attempts.begin(self.request, email)
        try:
            user = codes.check(self.request, form.cleaned_data["code"])
        except codes.Wrong as wrong:
            attempts.failed(self.request, email)
            form.add_error("code", _wrong(wrong.left))
            return None
        except codes.Over:
            attempts.failed(self.request, email)
            raise
        attempts.succeeded(self.request, email)
        return user

    def _page(self, form: CodeForm | None, refusal: str = "", status: int = 200) -> HttpResponse:
        told = {"form": form, "asked": self.asked, "refusal": refusal, "minutes": codes.USEFUL_S // 60}
        return render(self.request, self.template_name, told, status=status)


@method_decorator(login_required, name="dispatch")
class ConfirmByCode(EnterCode):
    """The page where the code is typed by who has signed in, and shows again that it is them."""

    next_page = "security"
    template_name = "accounts/confirm_by_code.html"

    def dispatch(self, request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
        """Whoever awaits no code goes where they ask for one."""
        asked = codes.asked(request)
        if asked is None or not asked.is_confirmation:
            return redirect("confirm-identity")
        self.asked = asked
        return View.dispatch(self, request, *arguments, **named)

    def enter(self, user: User) -> HttpResponse:
        """Go on with what was asked for before."""
        if user != self.request.user:
            raise PermissionDenied
        record_authentication(self.request, user, method="code", reauthenticated=True)
        return resume_request(self.request) or HttpResponseRedirect(
            self.asked.next_url or self.get_default_redirect_url()
        )


def _wrong(left: int) -> str:
    said = ngettext(
        "Ce n’est pas le code du dernier courriel. Il reste %(n)d essai.",
        "Ce n’est pas le code du dernier courriel. Il reste %(n)d essais.",
        left,
    )
    return said % {"n": left}


def administration_sign_in(request: HttpRequest) -> HttpResponse:
    """In place of Django administration's own sign-in: this site's, then back to what was asked."""
    if not request.user.is_authenticated:
        return redirect_to_login(_asked(request))
    if signed_in(request).lacks_second_factor:
        return redirect_to_login(_asked(request), reverse("second-factor"))
    if role_of(request.user) is not Role.STAFF:
        raise PermissionDenied
    return HttpResponseRedirect(_asked(request))


def _asked(request: HttpRequest) -> str:
    """The page of the administration that was asked for; its first one otherwise."""
    url = asked_for(request)
    return url if url and not url.startswith(request.path) else reverse("admin:index")
