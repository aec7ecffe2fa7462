# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which addresses of the network a stranger's link may lead to: public ones, whatever they are dressed as.

An address of the old network travels inside several forms of the new one, and a machine or a router on the
way may take it out again: it is judged too, in each of them. What is not known to be public is not.
"""

import ipaddress
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_network

# Beyond what the standard library of Python 3.11 knows, from IANA's registries of special-purpose addresses.
_SPECIAL_4 = (
    ip_network("192.0.0.0/24"),  # protocol assignments, whole
    ip_network("192.88.99.0/24"),  # relays of 6to4, gone
)
# All that is given out to anybody is in here: site-local, segment routing and the rest are not.
_GIVEN_OUT = IPv6Network("2000::/3")
_SPECIAL_6 = (
    ip_network("2001::/23"),  # protocol assignments, Teredo among them
    ip_network("2001:db8::/32"),  # documentation
    ip_network("3fff::/20"),  # documentation
)
_NAT64 = IPv6Network("64:ff9b::/96")
# The last 32 bits are an address of the old network.
_CARRIED_LAST = (
    IPv6Network("::/96"),  # compatible
    IPv6Network("::ffff:0:0/96"),  # mapped
    IPv6Network("::ffff:0:0:0/96"),  # translated
    _NAT64,
)
_SIX_TO_FOUR = IPv6Network("2002::/16")
# The third quarter of an interface that tunnels (ISATAP), its bit « universal » aside.
_ISATAP = 0x0000_5EFE
_UNIVERSAL = 0x0200_0000


def is_public(address: str) -> bool:
    """Whether an address, as resolved, is one of the public network. Raises ValueError for no address."""
    number = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(number, IPv4Address):
        return _is_public_4(number)
    if number.ipv4_mapped:  # the connection itself is one of the old network
        return _is_public_4(number.ipv4_mapped)
    return _is_public_6(number) and all(map(_is_public_4, carried(number)))


def carried(number: IPv6Address) -> list[IPv4Address]:
    """The addresses of the old network inside one of the new."""
    value, found = int(number), []
    if any(number in network for network in _CARRIED_LAST):
        found.append(IPv4Address(value & 0xFFFF_FFFF))
    if number in _SIX_TO_FOUR:
        found.append(IPv4Address((value >> 80) & 0xFFFF_FFFF))
    if (value >> 32) & 0xFFFF_FFFF & ~_UNIVERSAL == _ISATAP:
        found.append(IPv4Address(value & 0xFFFF_FFFF))
    return found


def _is_public_4(number: IPv4Address) -> bool:
    return (
        number.is_global
        and not number.is_multicast
        and not number.is_reserved
        and not any(number in network for network in _SPECIAL_4)
    )


def _is_public_6(number: IPv6Address) -> bool:
    if number in _NAT64:
        return True  # what it carries is judged
    return (
        number in _GIVEN_OUT
        and number.is_global
        and not number.is_multicast
        and not any(number in network for network in _SPECIAL_6)
    )
