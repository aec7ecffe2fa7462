# SPDX-License-Identifier: AGPL-3.0-or-later
"""Going to ProConnect, coming back from it, and leaving it too."""

import logging
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import LogoutView
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import proconnect, sessions
from accounts.access import asked_for, signed_in
from accounts.codes import verify_address
from accounts.models import Organisation, OrganisationMembership, User
from accounts.opening import account_of
from accounts.proconnect import Person

logger = logging.getLogger("accounts.sign_in")

PROVIDER = "proconnect"
_ID_TOKEN = "proconnect_id_token"


@require_safe
@never_cache
def go(request: HttpRequest) -> HttpResponse:
    """Leave for ProConnect; back to the page of signing in where it does not answer."""
    if not proconnect.is_configured():
        raise Http404
    try:
        return HttpResponseRedirect(proconnect.address(request, asked_for(request)))
    except proconnect.Refused as refused:
        return _refused(request, refused)


@require_safe
@never_cache
def back(request: HttpRequest) -> HttpResponse:
    """Sign in who comes back."""
    if not proconnect.is_configured():
        raise Http404
    try:
        person, next_url = proconnect.come_back(request)
        user = account(person)
    except proconnect.Refused as refused:
        return _refused(request, refused)
    record_authentication(request, user, method=PROVIDER, email=user.email, amr=list(person.amr) or None)
    response = perform_login(
        request, user, redirect_url=next_url or resolve_url(_first_page(user)), email=user.email
    )
    request.session[_ID_TOKEN] = person.id_token
    return response


class Leave(LogoutView):
    """Sign out, or everywhere (`partout`); who came by ProConnect may sign out there too."""

    def post(self, request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        """Sign out here; then a page leads to ProConnect's, since a form may not (`form-action`)."""
        id_token = request.session.get(_ID_TOKEN, "")
        everywhere = "partout" in request.POST and isinstance(request.user, User)
        others = sessions.others_of(signed_in(request)) if everywhere else []
        closed = sessions.end(others) if others else ""
        response = super().post(request, *arguments, **named)
        way_out = proconnect.way_out(request, id_token) if id_token and proconnect.is_configured() else ""
        if not (way_out or everywhere):
            return response
        return render(
            request, "accounts/left.html", {"way_out": way_out, "is_everywhere": everywhere, "closed": closed}
        )


def account(person: Person) -> User:
    """Whose account it is: the one that is linked, else that of the address, else a new one, for which
    somebody of the site must still answer. Raises Refused where there is no address to go by."""
    with transaction.atomic():
        linked = (
            SocialAccount.objects.filter(provider=PROVIDER, uid=person.sub).select_related("user").first()
        )
        user = linked.user if linked else None
        if user is None:
            if not person.email or not person.is_verified:
                raise proconnect.Refused("no address that is verified")
            user = account_of(person.email) or User.objects.create_user(person.email, full_name=person.name)
            if user.is_example:
                raise proconnect.Refused("an example")
            verify_address(user)
        _link(user, person)
        _join(user, person.siret)
    return user


def _link(user: User, person: Person) -> None:
    told = {"siret": person.siret, "acr": person.acr}
    # `sub` is another one where somebody's account there was made anew: the last one holds.
    SocialAccount.objects.filter(provider=PROVIDER, user=user).exclude(uid=person.sub).delete()
    SocialAccount.objects.update_or_create(
        provider=PROVIDER, uid=person.sub, defaults={"user": user, "extra_data": told}
    )


def _join(user: User, siret: str) -> None:
    """Make somebody a member of the organisation they work for, where the site knows it."""
    organisation = Organisation.objects.filter(siren=siret[:9]).first() if len(siret) == 14 else None
    if organisation:
        OrganisationMembership.objects.get_or_create(user=user, organisation=organisation)


def _first_page(user: User) -> str:
    return settings.LOGIN_REDIRECT_URL if user.is_professional or user.is_staff else "home"


def _refused(request: HttpRequest, refused: proconnect.Refused) -> HttpResponse:
    logger.warning("ProConnect: %s", refused)
    messages.error(
        request, _("La connexion par ProConnect n’a pas abouti. Essayez encore, ou recevez un code.")
    )
    return redirect("login")
