# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether an address of another site answers, asked politely: its head alone where the server gives it."""

import http.client
import time
from dataclasses import dataclass
from urllib.parse import urljoin

from common.connecting import AGENT, NotReached, TooSlow, Why, connect

SECONDS = 20
_REDIRECTIONS = 5
_MOVED = (301, 302, 303, 307, 308)
# What servers answer to HEAD that would answer GET.
_ASKED_AGAIN = frozenset({400, 403, 404, 405, 406, 410, 500, 501, 503})
# The page is there, though not for a program, or not at once.
_GUARDED = frozenset({401, 403, 407, 429, 451})
_WHY = {
    Why.MALFORMED: "adresse mal formée",
    Why.SCHEME: "adresse mal formée",
    Why.UNKNOWN: "site introuvable",
    Why.PRIVATE: "adresse privée",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address answered: its status, None for no answer; `said` is what was wrong, empty where it is
    there."""

    status: int | None
    said: str = ""

    @property
    def is_there(self) -> bool:
        """Whether people who press the link find something."""
        return not self.said


def ask(url: str, *, allow_private: bool = False, seconds: float = SECONDS) -> Answer:
    """What an address answers within so many seconds, its redirections followed; never raises.

    HEAD first, and GET where that is refused or says that nothing is there; of what GET answers nothing is
    read.
    """
    deadline = time.monotonic() + seconds
    answer = _asked("HEAD", url, allow_private, deadline)
    if answer.status in _ASKED_AGAIN:
        answer = _asked("GET", url, allow_private, deadline)
    return answer


def _asked(method: str, url: str, allow_private: bool, deadline: float) -> Answer:
    try:
        for _turn in range(_REDIRECTIONS + 1):
            status, target = _once(method, url, allow_private, deadline)
            if status not in _MOVED or not target:
                return Answer(status, _wrong(status))
            url = urljoin(url, target)
    except NotReached as error:
        return Answer(None, _WHY[error.why])
    except (TooSlow, TimeoutError):
        return Answer(None, "le site ne répond pas à temps")
    except (OSError, http.client.HTTPException, ValueError):
        return Answer(None, "le site ne répond pas")
    return Answer(None, "renvoie sans fin ailleurs")


def _once(method: str, url: str, allow_private: bool, deadline: float) -> tuple[int, str]:
    connection, path = connect(url, deadline, allow_private=allow_private)
    try:
        connection.request(method, path, headers={"User-Agent": AGENT, "Accept": "*/*"})
        response = connection.getresponse()
        return response.status, response.headers.get("Location", "")
    finally:
        connection.close()


def _wrong(status: int) -> str:
    if status < 400 or status in _GUARDED:
        return ""
    if status in (404, 410):
        return f"page absente ({status})"
    return f"erreur du site ({status})"
