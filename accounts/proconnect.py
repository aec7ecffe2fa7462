# SPDX-License-Identifier: AGPL-3.0-or-later
"""ProConnect, the State's sign-in of professionals: OpenID Connect with its particulars.

Settings tell of it (PROCONNECT_CLIENT_ID, _SECRET, _ISSUER). Its particulars: who somebody is comes as a
signed token rather than as JSON; `sub` changes when somebody's account there is made anew, and the address is
then what tells them; `siret` says for whom they work; `amr`, how they were asked, may be missing.
"""

import secrets
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

import httpx
import jwt
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import override

SCOPES = "openid email given_name usual_name siret"
_KEY = "proconnect"
_PATIENCE_S = 5
# Between leaving for ProConnect and coming back.
_AWAITED_S = 900
# What ProConnect says of itself, and its keys, are asked for again after an hour.
_KEPT_S = 3600
_ALGORITHMS = ["RS256", "ES256", "PS256"]


class Refused(Exception):
    """Nobody was told of, or what was told is not to be believed; the text is for the log."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who ProConnect says somebody is."""

    sub: str
    email: str
    is_verified: bool
    name: str
    siret: str
    amr: tuple[str, ...]
    acr: str
    id_token: str


def is_configured() -> bool:
    """Whether people may sign in so."""
    return bool(settings.PROCONNECT_CLIENT_ID and settings.PROCONNECT_ISSUER)


def address(request: HttpRequest, next_url: str) -> str:
    """Where somebody is sent to be asked who they are. Raises Refused where ProConnect does not answer."""
    endpoint = _configuration()["authorization_endpoint"]
    awaited = {"state": secrets.token_urlsafe(24), "nonce": secrets.token_urlsafe(24)}
    request.session[_KEY] = awaited | {"next": next_url, "at": int(time.time())}
    asked = {
        "response_type": "code",
        "client_id": settings.PROCONNECT_CLIENT_ID,
        "redirect_uri": _declared(request, "proconnect-back"),
        "scope": SCOPES,
        "acr_values": "eidas1",
        "claims": '{"id_token":{"amr":null}}',
    }
    return f"{endpoint}?{urlencode(asked | awaited)}"


def come_back(request: HttpRequest) -> tuple[Person, str]:
    """Who came back, and where they were going. Raises Refused for anything that is not as it was asked."""
    awaited = request.session.pop(_KEY, None)
    if not awaited or time.time() - awaited["at"] > _AWAITED_S:
        raise Refused("nobody was awaited")
    if not constant_time_compare(request.GET.get("state", ""), awaited["state"]):
        raise Refused("another state")
    if "code" not in request.GET:
        raise Refused(f"no code: {request.GET.get('error', '')[:40]!r}")
    tokens = _tokens(request, request.GET["code"])
    told = _read(tokens.get("id_token", ""))
    if not constant_time_compare(str(told.get("nonce", "")), awaited["nonce"]):
        raise Refused("another nonce")
    who = _userinfo(tokens.get("access_token", ""))
    if who.get("sub") != told["sub"]:
        raise Refused("the two tokens are of two people")
    return _person(told, who, tokens["id_token"]), awaited["next"]


def way_out(request: HttpRequest, id_token: str) -> str:
    """Where somebody signs out of ProConnect too; empty where it has no such page, or does not answer."""
    try:
        endpoint = _configuration().get("end_session_endpoint", "")
    except Refused:
        return ""
    if not endpoint:
        return ""
    told = {
        "id_token_hint": id_token,
        "state": secrets.token_urlsafe(12),
        "post_logout_redirect_uri": _declared(request, "home"),
    }
    return f"{endpoint}?{urlencode(told)}"


def _person(told: dict[str, Any], who: dict[str, Any], id_token: str) -> Person:
    names = (str(who.get(part) or "") for part in ("given_name", "usual_name"))
    amr = told.get("amr") or ()
    return Person(
        sub=str(told["sub"]),
        email=str(who.get("email") or "").strip().lower(),
        # It vouches for the addresses that it tells, unless it says otherwise.
        is_verified=who.get("email_verified", True) is True,
        name=" ".join(name for name in names if name)[:150],
        siret="".join(str(who.get("siret") or "").split())[:14],
        amr=tuple(map(str, amr)) if isinstance(amr, list | tuple) else (str(amr),),
        acr=str(told.get("acr") or ""),
        id_token=id_token,
    )


def _tokens(request: HttpRequest, code: str) -> dict[str, Any]:
    asked = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": _declared(request, "proconnect-back"),
        "client_id": settings.PROCONNECT_CLIENT_ID,
        "client_secret": settings.PROCONNECT_SECRET,
    }
    return _asked("POST", _configuration()["token_endpoint"], data=asked).json()


def _userinfo(access_token: str) -> dict[str, Any]:
    answer = _asked(
        "GET",
        _configuration()["userinfo_endpoint"],
        headers={"Authorization": f"Bearer {access_token}"},
    )
    if answer.headers.get("Content-Type", "").startswith("application/jwt"):
        return _read(answer.text.strip())
    return answer.json()


def _read(token: str) -> dict[str, Any]:
    """What a token says, signed by ProConnect, for this site, and not yet run out."""
    try:
        header = jwt.get_unverified_header(token)
        key = _key(header.get("kid")) or _key(header.get("kid"), again=True)
        if key is None:
            raise Refused("an unknown key")
        return jwt.decode(
            token,
            key,
            algorithms=_ALGORITHMS,
            audience=settings.PROCONNECT_CLIENT_ID,
            issuer=_configuration()["issuer"],
            leeway=30,
            options={"require": ["iss", "aud", "sub"]},
        )
    except jwt.PyJWTError as error:
        raise Refused(f"a token that is not to be believed: {type(error).__name__}") from error


def _key(kid: str | None, again: bool = False) -> Any:
    if again:
        _keys.cache_clear()
    keys = _keys(_configuration()["jwks_uri"], _hour())
    found = [one for one in keys if kid is None or one.key_id == kid]
    return found[0].key if found else None


@lru_cache(maxsize=2)
def _keys(address: str, _hour: int) -> list[jwt.PyJWK]:
    told = _asked("GET", address).json().get("keys", [])
    return [jwt.PyJWK(one) for one in told if one.get("use", "sig") == "sig"]


def _configuration() -> dict[str, Any]:
    return _configured(settings.PROCONNECT_ISSUER.rstrip("/"), _hour())


@lru_cache(maxsize=2)
def _configured(issuer: str, _hour: int) -> dict[str, Any]:
    return _asked("GET", f"{issuer}/.well-known/openid-configuration").json()


def _hour() -> int:
    return int(time.time()) // _KEPT_S


def _asked(method: str, address: str, **told: Any) -> httpx.Response:
    try:
        answer = httpx.request(method, address, timeout=_PATIENCE_S, **told)
        answer.raise_for_status()
    except httpx.HTTPError as error:
        raise Refused(f"ProConnect does not answer: {type(error).__name__}") from error
    return answer


def _declared(request: HttpRequest, name: str) -> str:
    # The one address of a page that is declared at ProConnect, whatever the language it is asked in.
    site = settings.SITE_URL.rstrip("/")
    with override(settings.LANGUAGE_CODE):
        path = reverse(name)
    return f"{site}{path}" if site else request.build_absolute_uri(path)
