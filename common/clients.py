# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who asks: an account, or the network that a request comes from, told through proxies that are trusted."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

Address = IPv4Address | IPv6Address
# What a household or an office is given of IPv6: one host may take any address in it.
_IPV6_PREFIX = 64


@dataclass(frozen=True, slots=True)
class Client:
    """Whom limits count: `key` names them; `width` is how many times more than others they may have.

    `key` is empty where nobody is known: a command, a test.
    """

    key: str
    is_account: bool = False
    width: int = 1


def client_of(request: HttpRequest) -> Client:
    """The account that is signed in, else the network of the request's address."""
    if request.user.is_authenticated:
        return Client(f"account {request.user.pk}", is_account=True)
    return network_of(request)


def network_of(request: HttpRequest | None) -> Client:
    """The network of a request's address: the address itself, the /64 of an IPv6 one."""
    address = address_of(request) if request else None
    if address is None:
        return Client("")
    network = IPv6Network((address, _IPV6_PREFIX), strict=False) if address.version == 6 else address
    return Client(f"address {network}", width=_width(address))


def address_of(request: HttpRequest) -> Address | None:
    """The address that a request comes from; None where the server tells none.

    `X-Forwarded-For` is read from its end, where the nearest proxy writes, and only as long as what was read
    before it is a proxy of `TRUSTED_PROXIES`: what a visitor writes there themselves is never reached.
    """
    address = _parsed(request.META.get("REMOTE_ADDR", ""))
    proxies = _networks(tuple(settings.TRUSTED_PROXIES))
    told = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    while address is not None and told and any(address in network for network in proxies):
        before = _parsed(told.pop())
        if before is None:
            break
        address = before
    return address


def _parsed(text: str) -> Address | None:
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    # « ::ffff:192.0.2.1 » is how a server that listens to both writes an IPv4 address.
    return getattr(address, "ipv4_mapped", None) or address


def _width(address: Address) -> int:
    """How many people a network stands for, as `LIMIT_WIDE_RANGES` says; 1 where it says nothing."""
    ranges = _widths(tuple(settings.LIMIT_WIDE_RANGES))
    return max((width for network, width in ranges if address in network), default=1)


@lru_cache(maxsize=8)
def _networks(texts: tuple[str, ...]) -> tuple:
    return tuple(_network(text, "TRUSTED_PROXIES") for text in texts)


@lru_cache(maxsize=8)
def _widths(texts: Iterable[str]) -> tuple:
    found = []
    for text in texts:
        network, _equals, width = text.partition("=")
        if not width.strip().isdecimal() or int(width) < 1:
            raise ImproperlyConfigured(
                f"LIMIT_WIDE_RANGES : « {text} » n'est pas de la forme 192.0.2.0/24=50."
            )
        found.append((_network(network, "LIMIT_WIDE_RANGES"), int(width)))
    return tuple(found)


def _network(text: str, setting: str):
    try:
        return ip_network(text.strip())
    except ValueError as error:
        raise ImproperlyConfigured(
            f"{setting} : « {text} » n'est ni une adresse ni une plage d'adresses (192.0.2.0/24)."
        ) from error
