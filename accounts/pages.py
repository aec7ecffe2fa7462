# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing in: one page for everybody, administration included."""

from typing import Any

from django.conf import settings
from django.contrib.auth import views
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from accounts import attempts
from accounts.forms import SignInForm
from accounts.roles import Role, role_of
from common.costly import SIGN_IN, place
from common.limits import TooMany


class SignIn(views.LoginView):
    """The page `/connexion/`. Who tries too often is told how long to wait, and so is who finds it full."""

    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True
    cost = SIGN_IN

    def post(self, request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        """Try to sign in, where there is room for it; a refusal is said on the page itself."""
        try:
            with place(request, SIGN_IN):
                return super().post(request, *arguments, **named)
        except TooMany as refused:
            return self._refused(refused)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Sign in, and know the device from now on."""
        response = super().form_valid(form)
        attempts.remember(self.request, response, form.get_user().get_username())
        return response

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """What the page shows, under the name of this site."""
        # LoginView says the name of the host, for sites that have no other.
        return {"refusal": ""} | super().get_context_data(**context) | {"site_name": settings.SITE_NAME}

    def _refused(self, refused: TooMany) -> HttpResponse:
        """The page again, with the address that was typed and without the password."""
        typed = self.request.POST.get("username", "")
        form = self.get_form_class()(self.request, initial={"username": typed})
        context = self.get_context_data(form=form, refusal=str(refused))
        response = self.render_to_response(context, status=refused.status)
        response["Retry-After"] = str(refused.wait_s)
        return response


def administration_sign_in(request: HttpRequest) -> HttpResponse:
    """In place of Django administration's own sign-in: this site's, then back to what was asked."""
    if not request.user.is_authenticated:
        return redirect_to_login(_asked(request))
    if role_of(request.user) is not Role.STAFF:
        raise PermissionDenied
    return HttpResponseRedirect(_asked(request))


def _asked(request: HttpRequest) -> str:
    """The page of the administration that was asked for; its first one otherwise."""
    url = request.GET.get("next", "")
    here = {request.get_host()}
    is_ours = url_has_allowed_host_and_scheme(url, allowed_hosts=here, require_https=request.is_secure())
    return url if is_ours and not url.startswith(request.path) else redirect("admin:index").url
