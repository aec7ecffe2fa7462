# SPDX-License-Identifier: AGPL-3.0-or-later
"""One polite client for every service outside: paced, patient, and quiet when a service is down.

Errors are geopy's own (`geopy.exc`), so that every provider fails alike; none is swallowed.
"""

import json
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import httpx
from geopy.exc import (
    GeocoderInsufficientPrivileges,
    GeocoderParseError,
    GeocoderQueryError,
    GeocoderRateLimited,
    GeocoderServiceError,
    GeocoderTimedOut,
    GeocoderUnavailable,
)

from geocoding.providers.pace import Pace

USER_AGENT = "Reperes (annuaire des structures d'accueil)"
JSON_TYPES = ("application/json", "application/geo+json", "application/vnd.geo+json")
CSV_TYPES = ("text/csv", "application/csv")
# An answer to a batch of some hundred rows weighs less than a megabyte.
MAX_ANSWER_BYTES = 32 * 1024 * 1024
_REFUSED = frozenset({400, 404, 405, 406, 411, 412, 413, 414, 415, 422})
_FORBIDDEN = frozenset({401, 402, 403, 407})


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a caller waits, in seconds, and how many times it tries.

    `total` bounds one try from its first byte to its last, however slowly they trickle in.
    `longest_wait` is the most that a service may make us wait before another try.
    """

    connect: float = 3.0
    total: float = 20.0
    tries: int = 4
    first_wait: float = 0.5
    longest_wait: float = 30.0


# Someone is waiting in front of a page.
INTERACTIVE = Patience(connect=1.0, total=2.5, tries=1)
BATCH = Patience(total=60.0)


class Breaker:
    """Opens after some failures in a row: calls then fail at once, until one is let through to try.

    Thread-safe. `clock` is in seconds.
    """

    def __init__(
        self, failures: int = 5, rest: float = 30.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._allowed, self._rest, self._clock = failures, rest, clock
        self._failed, self._closed_again_at = 0, 0.0
        self._lock = threading.Lock()

    @property
    def is_open(self) -> bool:
        """Whether calls are held back now."""
        with self._lock:
            return self._failed >= self._allowed and self._clock() < self._closed_again_at

    def let_through(self) -> bool:
        """Whether a call may be made now; when the rest is over one is, and the others wait for it."""
        with self._lock:
            if self._failed < self._allowed:
                return True
            if self._clock() < self._closed_again_at:
                return False
            self._closed_again_at = self._clock() + self._rest
            return True

    def succeeded(self) -> None:
        """Note that the service answered: it is asked as before."""
        with self._lock:
            self._failed = 0

    def failed(self) -> None:
        """Note that it did not; after too many times in a row it is left alone for `rest` seconds."""
        with self._lock:
            self._failed += 1
            if self._failed >= self._allowed:
                self._closed_again_at = self._clock() + self._rest


class PoliteClient:
    """HTTP to one service. Safe to share between threads.

    `base_url` is kept apart from what is called so that only that service is ever asked.
    """

    def __init__(
        self,
        base_url: str,
        *,
        pace: Pace,
        patience: Patience = BATCH,
        breaker: Breaker | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.patience, self._pace, self._sleep = patience, pace, sleep
        self.breaker = breaker or Breaker()
        self._client = httpx.Client(
            headers={"User-Agent": USER_AGENT},
            timeout=httpx.Timeout(patience.total, connect=patience.connect),
            follow_redirects=False,
            trust_env=False,
        )
        self.calls = 0

    def close(self) -> None:
        """Close its connections."""
        self._client.close()

    def get_json(self, url: str, **query) -> dict:
        """Return the JSON object at a path of the service, or at a whole address of it.

        Raises GeocoderQueryError where the question itself is refused, and GeocoderServiceError (or one of
        its kinds) where the service does not answer as it should, after the tries that patience allows.
        """
        _type, body = self._ask("GET", url, accepted=JSON_TYPES, params=query or None)
        try:
            answer = json.loads(body)
        except ValueError as error:
            raise GeocoderParseError("Le service a répondu un texte illisible.") from error
        if not isinstance(answer, dict):
            raise GeocoderParseError("Le service a répondu autre chose que ce qui était attendu.")
        return answer

    def post_csv(self, path: str, file: str, fields: list[tuple[str, str]]) -> str:
        """Send a CSV file (text) in a form with other fields; return the CSV text that comes back.

        Raises as `get_json` does.
        """
        named: dict[str, list[str]] = {}
        for name, value in fields:
            named.setdefault(name, []).append(value)
        files = {"data": ("adresses.csv", file.encode(), "text/csv")}
        _type, body = self._ask("POST", path, accepted=CSV_TYPES, files=files, data=named)
        try:
            return body.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise GeocoderParseError("Le service a répondu un texte illisible.") from error

    def _ask(self, method: str, url: str, *, accepted: tuple[str, ...], **options) -> tuple[str, bytes]:
        if not url.startswith(self.base_url):
            url = f"{self.base_url}/{url.lstrip('/')}"
        for attempt in range(1, self.patience.tries + 1):
            if not self.breaker.let_through():
                raise GeocoderUnavailable("Le service d'adresses ne répond plus ; il est laissé au repos.")
            try:
                answer = self._once(method, url, accepted, options)
            except (GeocoderQueryError, GeocoderInsufficientPrivileges):
                self.breaker.succeeded()
                raise
            except GeocoderServiceError as error:
                self.breaker.failed()
                if attempt == self.patience.tries:
                    raise
                self._sleep(self._wait(attempt, error))
            else:
                self.breaker.succeeded()
                return answer
        raise AssertionError("unreachable: the last try returns or raises")

    def _wait(self, attempt: int, error: GeocoderServiceError) -> float:
        """Seconds before another try: what the service asks for, else twice as long each time, or so."""
        asked = getattr(error, "retry_after", None)
        wait = asked if asked is not None else self.patience.first_wait * 2 ** (attempt - 1)
        return min(wait, self.patience.longest_wait) * random.uniform(1.0, 1.25)

    def _once(self, method: str, url: str, accepted: tuple[str, ...], options: dict) -> tuple[str, bytes]:
        self._pace.wait()
        self.calls += 1
        deadline = time.monotonic() + self.patience.total
        try:
            with self._client.stream(method, url, **options) as response:
                body = bytearray()
                for chunk in response.iter_bytes():
                    body += chunk
                    if time.monotonic() > deadline:
                        raise GeocoderTimedOut("Le service met trop de temps à répondre.")
                    if len(body) > MAX_ANSWER_BYTES:
                        raise GeocoderParseError("La réponse du service est démesurée.")
        except httpx.TimeoutException as error:
            raise GeocoderTimedOut("Le service n'a pas répondu à temps.") from error
        except httpx.DecodingError as error:
            raise GeocoderParseError("Le service a répondu un texte illisible.") from error
        except httpx.HTTPError as error:
            raise GeocoderUnavailable("Le service d'adresses est injoignable.") from error
        _check_status(response)
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in accepted:
            raise GeocoderParseError(
                f"Le service a répondu « {kind or 'sans type'} » au lieu de {accepted[0]}."
            )
        return kind, bytes(body)


def _check_status(response: httpx.Response) -> None:
    status = response.status_code
    if status == 200:
        return
    if status == 429:
        raise GeocoderRateLimited("Le service demande d'attendre.", retry_after=_retry_after(response))
    if status in _FORBIDDEN:
        raise GeocoderInsufficientPrivileges(f"Le service refuse l'accès ({status}).")
    if status in _REFUSED:
        raise GeocoderQueryError(f"Le service refuse la question ({status}).")
    if status in (408, 504):
        raise GeocoderTimedOut(f"Le service n'a pas répondu à temps ({status}).")
    raise GeocoderServiceError(f"Le service est en panne ({status}).")


def _retry_after(response: httpx.Response) -> float | None:
    try:
        return max(0.0, float(response.headers.get("retry-after", "")))
    except ValueError:
        return None
