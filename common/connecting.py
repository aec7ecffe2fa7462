# SPDX-License-Identifier: AGPL-3.0-or-later
"""A connection to an address that a stranger wrote: bounded in time, and to public addresses alone.

Only http and https are spoken. The name is resolved here, every address that it has must be public, and the
connection goes to the very address that was checked, so that a name which changes its mind between the two
leads nowhere else. Time is counted at every read of the socket, so that a server which sends a byte a second
is left like any other that is slow.
"""

import http.client
import socket
import ssl
import time
from enum import Enum
from typing import cast
from urllib.parse import urlsplit

from common.reach import is_public

CONNECT_SECONDS = 10
AGENT = "Reperes (annuaire de structures)"


class Why(Enum):
    """Why an address is not connected to."""

    MALFORMED = "malformed"
    SCHEME = "scheme"
    UNKNOWN = "unknown"
    PRIVATE = "private"


class NotReached(Exception):
    """An address that leads nowhere that one may go; `host` is empty where it names none."""

    def __init__(self, why: Why, host: str = "") -> None:
        super().__init__(why.value)
        self.why, self.host = why, host


class TooSlow(TimeoutError):
    """The time given to a whole answer is over."""


def connect(
    url: str, deadline: float, *, allow_private: bool = False
) -> tuple[http.client.HTTPConnection, str]:
    """A connection to the checked address of a URL's host until `deadline` (`time.monotonic`), and the path
    to ask for. Raises NotReached."""
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise NotReached(Why.MALFORMED) from None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise NotReached(Why.SCHEME)
    address = _public_address(parts.hostname, port, allow_private)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if parts.scheme == "https":
        return _PinnedHTTPS(parts.hostname, port, address, deadline), path
    return _Pinned(parts.hostname, port, address, deadline), path


def _public_address(host: str, port: int, allow_private: bool) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotReached(Why.UNKNOWN, host) from None
    addresses = [str(entry[4][0]) for entry in found]
    if not allow_private and not all(is_public(address) for address in addresses):
        raise NotReached(Why.PRIVATE, host)
    return addresses[0]


class _Bounded(socket.socket):
    """A socket that is read until a moment, and no later."""

    deadline: float

    def recv_into(self, *args, **kwargs) -> int:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TooSlow
        self.settimeout(min(CONNECT_SECONDS, left))
        try:
            return super().recv_into(*args, **kwargs)
        except TimeoutError:
            if left <= CONNECT_SECONDS:
                raise TooSlow from None
            raise


class _BoundedTLS(_Bounded, ssl.SSLSocket):
    pass


def _opened(address: str, port: int, deadline: float) -> _Bounded:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TooSlow
    plain = socket.create_connection((address, port), min(CONNECT_SECONDS, left))
    bounded = _Bounded(fileno=plain.detach())
    bounded.settimeout(min(CONNECT_SECONDS, left))
    bounded.deadline = deadline
    return bounded


class _Pinned(http.client.HTTPConnection):
    """A connection that speaks of a host and goes to an address, until a deadline."""

    def __init__(self, host: str, port: int, address: str, deadline: float):
        super().__init__(host, port, timeout=CONNECT_SECONDS)
        self._address, self._deadline = address, deadline

    def connect(self) -> None:
        self.sock = _opened(self._address, self.port, self._deadline)


class _PinnedHTTPS(http.client.HTTPSConnection):
    def __init__(self, host: str, port: int, address: str, deadline: float):
        self._tls = ssl.create_default_context()
        self._tls.sslsocket_class = _BoundedTLS
        super().__init__(host, port, timeout=CONNECT_SECONDS, context=self._tls)
        self._address, self._deadline = address, deadline

    def connect(self) -> None:
        plain = _opened(self._address, self.port, self._deadline)
        secured = cast(_BoundedTLS, self._tls.wrap_socket(plain, server_hostname=self.host))
        secured.deadline = self._deadline
        self.sock = secured
