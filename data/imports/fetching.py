# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fetch a file from the network, as a stranger's address deserves: bounded in size, time and reach.

Only http and https are spoken, to public addresses: the name is resolved here, every address that it
has must be public, and the connection goes to the very address that was checked, so that a name which
changes its mind between the two leads nowhere else. Each redirection is checked the same way. Time is counted
at every read of the socket, so that a server which sends a byte a second is left like any other that is slow.
"""

import http.client
import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast
from urllib.parse import urljoin, urlsplit

from common.files.limits import MAX_BYTES
from common.files.opening import too_large
from data.imports.reach import is_public

CONNECT_SECONDS = 10
TOTAL_SECONDS = 300
MAX_REDIRECTIONS = 4
_CHUNK = 64 * 1024
_AGENT = "Reperes (annuaire de structures)"
_TOO_SLOW = "Le serveur de la source est trop lent : le relevé est abandonné."


class NotFetched(Exception):
    """The file could not be had; the message, in French, says why."""


class TooSlow(TimeoutError):
    """The time given to a whole file is over."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that is new since last time. `chunks` are read from the network as they are asked for."""

    name: str
    chunks: Iterator[bytes]
    etag: str
    last_modified: str


def fetch(
    url: str, etag: str = "", last_modified: str = "", *, allow_private: bool = False
) -> Fetched | None:
    """The file at `url`, or None when it is the one of last time. Raises NotFetched.

    Reading `chunks` may raise it too, when the file turns out too large or too slow.
    """
    deadline = time.monotonic() + TOTAL_SECONDS
    headers = {"User-Agent": _AGENT, "Accept": "*/*", "Accept-Encoding": "identity"}
    headers |= {"If-None-Match": etag} if etag else {}
    headers |= {"If-Modified-Since": last_modified} if last_modified else {}
    for _turn in range(MAX_REDIRECTIONS + 1):
        connection, path = _connect(url, allow_private, deadline)
        try:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
        except TooSlow:
            connection.close()
            raise NotFetched(_TOO_SLOW) from None
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            raise NotFetched(f"Le serveur de la source ne répond pas ({type(error).__name__}).") from None
        if answer.status in (301, 302, 303, 307, 308) and (target := answer.headers.get("Location")):
            connection.close()
            url = urljoin(url, target)
            continue
        if answer.status == 304:
            connection.close()
            return None
        if answer.status != 200:
            connection.close()
            raise NotFetched(f"Le serveur de la source répond {answer.status} {answer.reason}.")
        size = answer.headers.get("Content-Length", "")
        if size.isdigit() and int(size) > MAX_BYTES:
            connection.close()
            raise NotFetched(too_large(int(size)))
        name = urlsplit(url).path.rsplit("/", 1)[-1] or "source"
        return Fetched(
            name,
            _body(connection, answer),
            answer.headers.get("ETag", "")[:300],
            answer.headers.get("Last-Modified", "")[:100],
        )
    raise NotFetched("L'adresse de la source renvoie sans fin vers une autre.")


def _body(connection: http.client.HTTPConnection, answer: http.client.HTTPResponse) -> Iterator[bytes]:
    total = 0
    try:
        while chunk := answer.read(_CHUNK):
            total += len(chunk)
            if total > MAX_BYTES:
                raise NotFetched(too_large(total))
            yield chunk
    except TooSlow:
        raise NotFetched(_TOO_SLOW) from None
    except (OSError, http.client.HTTPException) as error:
        raise NotFetched(f"Le fichier de la source s'est interrompu ({type(error).__name__}).") from None
    finally:
        connection.close()


def _connect(url: str, allow_private: bool, deadline: float) -> tuple[http.client.HTTPConnection, str]:
    """A connection to the checked address of a URL's host, and the path to ask for."""
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise NotFetched("L'adresse de la source est mal formée.") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise NotFetched("L'adresse de la source doit commencer par https:// ou http://, sans mot de passe.")
    address = _public_address(parts.hostname, port, allow_private)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if parts.scheme == "https":
        return _PinnedHTTPS(parts.hostname, port, address, deadline), path
    return _Pinned(parts.hostname, port, address, deadline), path


def _public_address(host: str, port: int, allow_private: bool) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotFetched(f"Le serveur « {host} » est introuvable.") from None
    addresses = [str(entry[4][0]) for entry in found]
    if not allow_private and not all(is_public(address) for address in addresses):
        raise NotFetched(f"« {host} » est une adresse privée : une source est sur un serveur public.")
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
