# SPDX-License-Identifier: AGPL-3.0-or-later
"""How often something may be done: the one limiter, whose count all processes share.

    EXPORTS = Limit("exports", count=60, period_s=600)
    limits.take(EXPORTS, client.key, client.width)      # raises TooMany

The count is kept as one moment a client, by the generic cell rate algorithm (GCRA, ITU-T I.371): all of
`count` at once, then one more each `period_s / count` seconds. It is kept in the database, in
`common.models.Allowance`, by a key from which nobody's address can be read.
"""

import hashlib
import itertools
import logging
import math
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

logger = logging.getLogger(__name__)

# One in so many requests clears away what has run out.
_CLEARED_EVERY = 500
_turns = itertools.count(1)

_TAKE = """
INSERT INTO common_allowance AS kept (key, whole_at) VALUES (%(key)s, clock_timestamp() + %(each)s)
ON CONFLICT (key) DO UPDATE SET whole_at = greatest(kept.whole_at, clock_timestamp()) + %(each)s
WHERE kept.whole_at <= clock_timestamp() + %(period)s - %(each)s
RETURNING true
"""
_WAIT = """
SELECT extract(epoch FROM whole_at + %(each)s - %(period)s - clock_timestamp())
FROM common_allowance WHERE key = %(key)s
"""
_GIVE_BACK = "UPDATE common_allowance SET whole_at = whole_at - %(each)s WHERE key = %(key)s"
_FORGET = "DELETE FROM common_allowance WHERE key = %(key)s"
_CLEAR = "DELETE FROM common_allowance WHERE whole_at < clock_timestamp()"


class Refused(Exception):
    """Not now. The message says so in the reader's language, and when to come back.

    `status` is that of the HTTP answer, `wait_s` the seconds after which another try makes sense.
    """

    status = 503

    def __init__(self, message: str, wait_s: float) -> None:
        super().__init__(message)
        self.wait_s = max(math.ceil(wait_s), 1)


class TooMany(Refused):
    """This client has had its share."""

    status = 429


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` at once, then one each `period_s / count` seconds, for each client by itself."""

    name: str
    count: int
    period_s: float


def take(limit: Limit, who: str, width: int = 1) -> None:
    """Count one for `who` (any text that names them; nobody is limited where it is empty).

    `width` multiplies the count, for an address behind which are many. Raises TooMany. Where the count cannot
    be kept, nobody is refused: a warning is logged. In a transaction, others who take for the same `who` wait
    for its end.
    """
    if not who or not settings.LIMIT_FACTOR:
        return
    values = _values(limit, who, width)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_TAKE, values)
            if cursor.fetchone() is None:
                cursor.execute(_WAIT, values)
                found = cursor.fetchone()
                wait_s = float(found[0]) if found else 0
                raise TooMany(
                    _("C'est beaucoup de demandes en peu de temps. Réessayez dans %(wait)s.")
                    % {"wait": said(wait_s)},
                    wait_s,
                )
            if next(_turns) % _CLEARED_EVERY == 0:
                cursor.execute(_CLEAR)
    except DatabaseError:
        logger.warning("The count of « %s » could not be kept: nobody is limited", limit.name, exc_info=True)


def give_back(limit: Limit, who: str, width: int = 1) -> None:
    """Uncount the last one of `who`, which did not matter after all."""
    if settings.LIMIT_FACTOR:
        _run(_GIVE_BACK, _values(limit, who, width))


def forget(limit: Limit, who: str) -> None:
    """Give `who` the whole of the limit again."""
    if settings.LIMIT_FACTOR:
        _run(_FORGET, _values(limit, who, 1))


def digest(text: str) -> str:
    """A name for a text that is the same every time on this site, and from which it cannot be found."""
    key = hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=32).digest()
    return hashlib.blake2b(text.encode(errors="surrogatepass"), key=key, digest_size=16).hexdigest()


def said(seconds: float) -> str:
    """A wait in words, rounded up: « 40 secondes », « 3 minutes »."""
    seconds = max(math.ceil(seconds), 1)
    if seconds < 60:
        return ngettext("%(n)d seconde", "%(n)d secondes", seconds) % {"n": seconds}
    minutes = math.ceil(seconds / 60)
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}


def _run(statement: str, values: dict) -> None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
    except DatabaseError:
        logger.warning("A count could not be changed", exc_info=True)


def _values(limit: Limit, who: str, width: int) -> dict:
    period = timedelta(seconds=limit.period_s)
    each = period / (limit.count * width * settings.LIMIT_FACTOR)
    return {"key": digest(f"{limit.name} {who}"), "each": each, "period": period}
