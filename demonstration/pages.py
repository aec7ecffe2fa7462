# SPDX-License-Identifier: AGPL-3.0-or-later
"""For a try: accounts of each role, and the mails that would have been sent. Elsewhere these are no pages."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from functools import wraps

from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.entering import enter
from accounts.models import User
from accounts.trying import is_try
from common import delivery, kept_mails
from common.mail_pages import shown
from common.models import Mail, MailState
from demonstration import people

_SHOWN = 50
# A full stop or a bracket after an address is of the sentence.
_ADDRESS = re.compile(r"""(https?://[^\s<>"'«»]*[^\s<>"'«».,;:!?)\]…])""")


@dataclass(frozen=True, slots=True)
class Shown:
    """A mail that would have been sent, or waits to."""

    at: datetime | None
    to: str
    subject: str
    text: str
    key: str = ""
    html: str = ""
    headers: Sequence[tuple[str, str]] = ()
    is_waiting: bool = False

    @property
    def linked(self) -> SafeString:
        """The text, escaped, whose web addresses are links."""
        parts = [
            format_html('<a href="{0}" rel="noopener">{0}</a>', part)
            if number % 2
            else conditional_escape(part)
            for number, part in enumerate(_ADDRESS.split(self.text))
        ]
        return mark_safe("".join(parts))


def _in_a_try(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    @never_cache
    def guarded(request: HttpRequest) -> HttpResponse:
        if not is_try(request):
            raise Http404
        # Of one language, as all that is not for the public.
        with override(settings.LANGUAGE_CODE):
            return view(request)

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@_in_a_try
def accounts(request: HttpRequest) -> HttpResponse:
    """One account of each role, entered by its button."""
    wrong = ""
    if request.method == "POST":
        try:
            user = people.account(request.POST.get("compte", ""))
        except KeyError:
            wrong = "Ce compte n’est pas de ceux de l’essai : prenez l’un de ceux-ci."
        else:
            logout(request)
            opens = settings.LOGIN_REDIRECT_URL if user.is_professional else "home"
            return enter(request, user, "example", resolve_url(opens))
    made = User.objects.filter(is_example=True).count()
    told = {"examples": people.EXAMPLES, "wrong": wrong, "made": made}
    return render(request, "demonstration/accounts.html", told, status=400 if wrong else 200)


@require_safe
@_in_a_try
def mails(request: HttpRequest) -> HttpResponse:
    """The mails that would have been sent, the last first, and those that wait for a worker; one of them as
    its HTML is shown (`html`)."""
    every = [*_waiting(), *map(_kept, kept_mails.read()[:_SHOWN])]
    if key := request.GET.get("html", ""):
        html = next((mail.html for mail in every if mail.key == key and mail.html), "")
        if not html:
            raise Http404
        return shown(html)
    told = {"mails": every, "are_kept": kept_mails.are_kept()}
    return render(request, "demonstration/mails.html", told)


def _waiting() -> list[Shown]:
    return [
        Shown(
            mail.created_at,
            mail.recipient,
            mail.subject,
            mail.text,
            key=mail.pk.hex,
            html=mail.html,
            headers=tuple(delivery.headers_of(mail).items()),
            is_waiting=True,
        )
        for mail in Mail.objects.filter(state=MailState.WAITING)[:_SHOWN]
    ]


def _kept(mail: EmailMessage) -> Shown:
    body, html = mail.get_body(("plain", "html")), mail.get_body(("html",))
    return Shown(
        parsedate_to_datetime(mail["Date"]).replace(tzinfo=UTC) if mail["Date"] else None,
        mail["To"] or "",
        mail["Subject"] or "",
        body.get_content() if body else "",
        key=str(mail["Message-ID"] or "").strip("<>").partition("@")[0].replace("-", ""),
        html=html.get_content() if html else "",
        headers=tuple((name, str(value)) for name, value in mail.items()),
    )
