# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is a try: somebody who runs the site on their own machine, to look at it."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port

# What a proxy adds: whoever comes through one may be anywhere.
_THROUGH_A_PROXY = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_REAL_IP", "HTTP_FORWARDED")


def is_try(request: HttpRequest) -> bool:
    """Whether DEBUG is on, and this asks a loopback address from a loopback address, through no proxy."""
    if not settings.DEBUG or any(name in request.META for name in _THROUGH_A_PROXY):
        return False
    host, _port = split_domain_port(request.META.get("HTTP_HOST", ""))
    is_here = host == "localhost" or _is_loopback(host.strip("[]"))
    return is_here and _is_loopback(request.META.get("REMOTE_ADDR", ""))


def _is_loopback(text: str) -> bool:
    try:
        return ip_address(text).is_loopback
    except ValueError:
        return False
