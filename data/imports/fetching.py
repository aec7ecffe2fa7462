# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fetch a file from the network, as a stranger's address deserves: bounded in size, time and reach.

Where one may go, and for how long, is `common.connecting`; each redirection is checked the same way.
"""

import http.client
import time
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from common.connecting import AGENT, NotReached, TooSlow, Why, connect
from common.files.limits import MAX_BYTES
from common.files.opening import too_large

TOTAL_SECONDS = 300
MAX_REDIRECTIONS = 4
_CHUNK = 64 * 1024
_TOO_SLOW = "Le serveur de la source est trop lent : le relevé est abandonné."


class NotFetched(Exception):
    """The file could not be had; the message, in French, says why."""


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
    headers = {"User-Agent": AGENT, "Accept": "*/*", "Accept-Encoding": "identity"}
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


_WHY = {
    Why.MALFORMED: "L'adresse de la source est mal formée.",
    Why.SCHEME: "L'adresse de la source doit commencer par https:// ou http://, sans mot de passe.",
    Why.UNKNOWN: "Le serveur « {host} » est introuvable.",
    Why.PRIVATE: "« {host} » est une adresse privée : une source est sur un serveur public.",
}


def _connect(url: str, allow_private: bool, deadline: float) -> tuple[http.client.HTTPConnection, str]:
    try:
        return connect(url, deadline, allow_private=allow_private)
    except NotReached as error:
        raise NotFetched(_WHY[error.why].format(host=error.host)) from None
