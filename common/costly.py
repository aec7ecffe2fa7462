# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers that cost much have a bounded number of places: who finds none is told when to come back.

A view says what it costs, and nothing else:

    @costly(FILE)
    def export(request): ...

What makes a workbook for seconds takes a thread and a core from everybody else. So a machine makes few of
them at a time: `COSTLY_PLACES` for visitors and as many for people signed in, one a process and one a client.
Of the passwords of those who sign in, a process looks at one at a time. Over all processes, each client may
have so many in some minutes. Who is one too many is refused at once rather than made to wait, since waiting
would hold a thread too; only who signs in waits for a moment, alone.

Documented for those who run a site in `docs/deploy.md`.
"""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import wraps
from socket import AF_UNIX, SOCK_DGRAM, socket
from typing import Any, Protocol, Self, cast

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _

from common import limits
from common.clients import Client, client_of
from common.limits import Limit, Refused, TooMany
from common.postgis.bounds import long_statements


@dataclass(frozen=True, slots=True)
class Cost:
    """A class of costly answers.

    `takes_s` is about how long one takes; `rate`, how many one client may have; `may_wait_s`, how long one
    request may wait for a place.
    """

    name: str
    takes_s: int
    rate: Limit | None = None
    may_wait_s: float = 0
    is_sign_in: bool = False


FILE = Cost("file", 10, Limit("files", 60, 600))
STUDY = Cost("study", 15, Limit("studies", 120, 600))
UPLOAD = Cost("upload", 15, Limit("uploads", 60, 600))
# A password is hashed, for half a second. How many tries one may have is told by `accounts.attempts`.
SIGN_IN = Cost("sign-in", 2, may_wait_s=1.0, is_sign_in=True)

# A thread that computes keeps Python's lock for so long while another waits for it. By default it is 5 ms and
# begins again each time the lock is let go of for a moment, as at every look at a geometry: a page that needs
# the lock ten times then waits a tenth of a second. Shorter turns cost a little, while two threads have work.
_TURN_S = 50e-6
_USUAL_TURN_S = sys.getswitchinterval()

_ROOMS = ("visitors", "people signed in", "signing in")


class Full(Refused):
    """Every place is taken, by others."""


class Place:
    """A place held by one answer, until it is released or forgotten."""

    def __init__(self, leave: Callable[[], None]) -> None:
        self._leave: Callable[[], None] | None = leave

    def release(self) -> None:
        """Give the place back; once is enough."""
        leave, self._leave = self._leave, None
        if leave:
            leave()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.release()


class Places:
    """The places of one process, one in each room, and its part of the machine's."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._taken: set[str] = set()
        self._is_waited_for = False

    def enter(self, cost: Cost, client: Client) -> Place:
        """Take a place. Raises TooMany where the client has theirs already, Full where all are taken."""
        if not settings.COSTLY_PLACES:
            return Place(lambda: None)
        room = _ROOMS[2 if cost.is_sign_in else client.is_account]
        with self._changed:
            # Who signs in is not known yet: behind one address are many people.
            claims = [] if cost.is_sign_in else self._claimed(cost, client, room)
            if room in self._taken and not self._waited(cost, room):
                _give_up(claims)
                raise _full(cost)
            self._taken.add(room)
            sys.setswitchinterval(_TURN_S)
        return Place(lambda: self._leave(room, claims))

    def _claimed(self, cost: Cost, client: Client, room: str) -> list[socket]:
        """What is the client's own, and what is the machine's."""
        own = claim(client.key, client.width)
        if own is None:
            raise TooMany(
                _(
                    "Une demande de votre part est déjà en cours. Réessayez quand elle sera finie, "
                    "dans %(wait)s environ."
                )
                % {"wait": limits.said(cost.takes_s)},
                cost.takes_s,
            )
        shared = claim(room, settings.COSTLY_PLACES)
        if shared is None:
            own.close()
            raise _full(cost)
        return [own, shared]

    def _leave(self, room: str, claims: list[socket]) -> None:
        _give_up(claims)
        with self._changed:
            self._taken.discard(room)
            if not self._taken:
                sys.setswitchinterval(_USUAL_TURN_S)
            self._changed.notify_all()

    def _waited(self, cost: Cost, room: str) -> bool:
        """Whether a place came free while waiting: one at a time, and never on the last thread."""
        if not cost.may_wait_s or self._is_waited_for or len(self._taken) == len(_ROOMS):
            return False
        self._is_waited_for = True
        try:
            return self._changed.wait_for(lambda: room not in self._taken, cost.may_wait_s)
        finally:
            self._is_waited_for = False


def claim(name: str, most: int) -> socket | None:
    """One of `most` claims to a name on this machine, by any process of this site; None where all are taken.

    Whoever binds an address in Linux's abstract namespace has it until they close it, or end in any way:
    nothing is left to clear away.
    """
    address = "\0reperes-" + limits.digest(f"{connection.settings_dict['NAME']} {name}")
    for number in range(most):
        held = socket(AF_UNIX, SOCK_DGRAM)
        try:
            held.bind(f"{address}-{number}")
        except OSError:
            held.close()
        else:
            return held
    return None


def _give_up(claims: list[socket]) -> None:
    for one in claims:
        one.close()


def _full(cost: Cost) -> Full:
    message = _(
        "Trop de personnes demandent cela en ce moment : le site garde de la place pour les recherches. "
        "Réessayez dans %(wait)s."
    )
    return Full(message % {"wait": limits.said(cost.takes_s)}, cost.takes_s)


_places = Places()


def place(request: HttpRequest, cost: Cost) -> Place:
    """A place for what this request asks, to be released. Raises TooMany and Full."""
    client = client_of(request)
    taken = _places.enter(cost, client)
    try:
        if cost.rate:
            limits.take(cost.rate, client.key, client.width)
    except BaseException:
        taken.release()
        raise
    return taken


class Costly(Protocol):
    """A view that says what its answers cost."""

    cost: Cost

    def __call__(self, request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
        """What the view answers. Raises Refused where there is no place."""


def costly(cost: Cost, methods: tuple[str, ...] = ("GET", "HEAD", "POST")) -> Callable:
    """A view whose answers to these methods cost much; raises Refused where there is no place.

    The place is held until the last byte of a streamed answer has left.
    """

    def decorate(view: Callable[..., HttpResponseBase]) -> Costly:
        @wraps(view)
        def bounded(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
            if request.method not in methods:
                return view(request, *arguments, **named)
            with ExitStack() as taken:
                taken.enter_context(place(request, cost))
                taken.enter_context(long_statements())
                response = view(request, *arguments, **named)
                if isinstance(response, StreamingHttpResponse):
                    response.streaming_content = _Held(
                        cast(Iterator[bytes], response.streaming_content), taken.pop_all()
                    )
                return response

        costing = cast(Costly, bounded)
        costing.cost = cost
        return costing

    return decorate


class _Held:
    """The pieces of an answer, and what they hold until the last, or until they are left."""

    def __init__(self, pieces: Iterator[bytes], taken: ExitStack) -> None:
        self._pieces, self._taken = iter(pieces), taken

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> bytes:
        try:
            return next(self._pieces)
        except BaseException:
            self._taken.close()
            raise

    def close(self) -> None:
        self._taken.close()

    __del__ = close
