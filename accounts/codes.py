# SPDX-License-Identifier: AGPL-3.0-or-later
"""A code of eight digits, sent by e-mail and typed in the browser that asked for it.

    codes.ask(request, "camille@example.org", next_url)
    user = codes.check(request, typed)        # raises Wrong, or Over

There is no link in the mail: programs that look at mails follow links, and send forms too. A code is tried
five times at most, is useful for a quarter of an hour, and opens nothing in another browser. Whether somebody
has an account at the address changes neither an answer nor the work done for it: without one, a mail says so.
"""

import secrets
import time
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Lower
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from accounts import attempts
from accounts.models import User
from common import outbox
from common.clients import network_of
from common.limits import Limit, take
from common.outbox import Purpose
from history.models import Block

DIGITS = 8
TRIES = 5
USEFUL_S = 900

# Who asks for codes in the name of somebody else fills neither their mailbox nor, from one network, their
# share.
_HERE = Limit("codes by account and network", 5, 900)
_BY_NETWORK = Limit("codes by network", 50, 900)
_CODE = Purpose("code de connexion", Limit("codes to one address", 20, 3600), useful_s=USEFUL_S, at_once=True)
# A device on which the account signed in has a share of its own, which no stranger uses up.
_CODE_HERE = Purpose(
    "code de connexion", Limit("codes to one address and device", 10, 3600), useful_s=USEFUL_S, at_once=True
)

_KEY = "code"


class Wrong(Exception):
    """Not this code; `left` says how many tries are."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


class Over(Exception):
    """No code is awaited any more: it was tried too often, or too late, or never asked for."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a browser awaits: a code for an address, and where to go once it is right."""

    email: str
    next_url: str
    is_confirmation: bool


def ask(request: HttpRequest, email: str, next_url: str = "", *, is_confirmation: bool = False) -> None:
    """Send a code to an address, or say there why none is, and await it in this browser.

    `is_confirmation` is for who has signed in already and shows again that it is them. Raises
    `common.limits.TooMany`, and `common.outbox.NoMailServer`.
    """
    email = email.strip().lower()
    code = "".join(secrets.choice("0123456789") for _digit in range(DIGITS))
    key = secrets.token_urlsafe(12)
    found = _found(email)
    # An example has no mailbox: it enters by a button of its own.
    user = found if found and found.may_sign_in and not found.is_example else None
    network = network_of(request)
    is_known = attempts.is_known_device(request, email)
    if not is_known:
        take(_BY_NETWORK, network.key, network.width)
        take(_HERE, f"{email} {network.key}")
    if user:
        subject, text = _mail(request, code)
    elif found and found.is_blocked and not found.is_example:
        subject, text = _mail_to_blocked(request)
    else:
        subject, text = _mail_to_nobody(request)
    outbox.send(_CODE_HERE if is_known else _CODE, email, subject, text)
    request.session[_KEY] = {
        "email": email,
        "user": user.pk if user else 0,
        "digest": _digest(key, code),
        "key": key,
        "at": int(time.time()),
        "tries": 0,
        "next": next_url,
        "confirms": is_confirmation,
    }


def asked(request: HttpRequest) -> Asked | None:
    """What this browser awaits, None where nothing or no longer."""
    kept = _awaited(request.session.get(_KEY))
    return Asked(kept["email"], kept["next"], kept["confirms"]) if kept else None


def forget(request: HttpRequest) -> None:
    """Await nothing any more."""
    request.session.pop(_KEY, None)


def check(request: HttpRequest, typed: str) -> User:
    """The account whose code was typed, whose address is then verified. Raises Wrong and Over."""
    kept = _counted(request)
    code = "".join(character for character in typed if character.isalnum())
    # Digits of other scripts are the same digits.
    if code.isdecimal():
        code = "".join(str(int(digit)) for digit in code)
    if not constant_time_compare(_digest(kept["key"], code), kept["digest"]) or not kept["user"]:
        if kept["tries"] >= TRIES:
            raise Over
        raise Wrong(TRIES - kept["tries"])
    forget(request)
    user = User.objects.filter(pk=kept["user"], is_active=True).first()
    if user is None or user.email.lower() != kept["email"]:
        raise Over
    verify_address(user)
    return user


def verify_address(user: User) -> None:
    """Note that the account's address is its owner's, who has just shown it."""
    with transaction.atomic():
        EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
        EmailAddress.objects.update_or_create(
            user=user, email=user.email, defaults={"verified": True, "primary": True}
        )


def _counted(request: HttpRequest) -> dict[str, Any]:
    """What is awaited, with this try counted before it is looked at: five at once are five. Raises Over."""
    store = request.session
    with transaction.atomic():
        # Held until the try is counted; whoever comes meanwhile reads what was counted.
        list(Session.objects.select_for_update().filter(pk=store.session_key))
        kept = _awaited(store.load().get(_KEY)) if store.session_key else None
        if kept is None:
            forget(request)
            raise Over
        kept["tries"] += 1
        store[_KEY] = kept
        store.save()
    # Not written once more at the end of the request, over what others counted in between.
    store.modified = False
    return kept


def _awaited(kept: dict[str, Any] | None) -> dict[str, Any] | None:
    """What is kept of a code, as long as it may still be typed."""
    return kept if kept and kept["tries"] < TRIES and time.time() - kept["at"] <= USEFUL_S else None


def _digest(key: str, code: str) -> str:
    return salted_hmac(f"accounts.codes {key}", code, algorithm="sha256").hexdigest()


def _found(email: str) -> Any:
    """The account of an address, which says whether it `is_blocked`; None without one. One query, however it
    is."""
    blocks = Block.objects.filter(account=OuterRef("pk"), lifted=None)
    named = User.objects.alias(address=Lower("email")).filter(address=email)
    return named.annotate(is_blocked=Exists(blocks)).first()


def _mail(request: HttpRequest, code: str) -> tuple[str, str]:
    site = settings.SITE_NAME
    return _("%(site)s : votre code de connexion") % {"site": site}, "\n".join(
        [
            _("Bonjour,"),
            "",
            _("Votre code, à écrire dans la page où vous l’avez demandé :"),
            "",
            f"    {code[:4]} {code[4:]}",
            "",
            _("Il sert une fois, pendant un quart d’heure, et seulement dans le navigateur qui l’a demandé."),
            _("Vous n’avez rien demandé ? Ne donnez ce code à personne : sans lui, rien ne s’ouvre."),
            "",
            f"{site} – {_home(request)}",
        ]
    )


def _mail_to_blocked(request: HttpRequest) -> tuple[str, str]:
    site = settings.SITE_NAME
    if settings.SITE_CONTACT:
        whom = _("Pour savoir pourquoi, ou demander qu’il soit rétabli, écrivez à %(address)s.") % {
            "address": settings.SITE_CONTACT
        }
    else:
        whom = _("Pour savoir pourquoi, ou demander qu’il soit rétabli, écrivez à la préfecture.")
    return _("%(site)s : votre compte est suspendu") % {"site": site}, "\n".join(
        [
            _("Bonjour,"),
            "",
            _("Un code de connexion a été demandé pour cette adresse, mais son compte est suspendu."),
            "",
            whom,
            _("Vous n’avez rien demandé ? Il n’y a rien à faire."),
            "",
            f"{site} – {_home(request)}",
        ]
    )


def _mail_to_nobody(request: HttpRequest) -> tuple[str, str]:
    site = settings.SITE_NAME
    return _("%(site)s : aucun compte à cette adresse") % {"site": site}, "\n".join(
        [
            _("Bonjour,"),
            "",
            _("Un code de connexion a été demandé pour cette adresse, mais aucun compte ne l’utilise."),
            "",
            *_how_to_register(request),
            _("Vous n’avez rien demandé ? Il n’y a rien à faire."),
            "",
            f"{site} – {_home(request)}",
        ]
    )


def _how_to_register(request: HttpRequest) -> list[str]:
    said = [_("Peut-être votre compte est-il à une autre de vos adresses : essayez-la.")]
    try:
        page = request.build_absolute_uri(reverse("register"))
    except NoReverseMatch:
        if settings.SITE_CONTACT:
            said.append(
                _("Pour avoir un compte, écrivez à %(address)s.") % {"address": settings.SITE_CONTACT}
            )
    else:
        said.append(_("Pour avoir un compte : %(page)s") % {"page": page})
    return [*said, ""]


def _home(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("home"))
