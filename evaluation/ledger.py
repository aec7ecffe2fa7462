# SPDX-License-Identifier: AGPL-3.0-or-later
"""The months that are not closed: exact numbers, sealed, to which every process adds what it counted.

The text under the seal is a list of cells; it is filled up with spaces to a power of two, so that its length
says no more than that, and the seal carries no moment.
"""

import json
import logging
from collections import Counter
from collections.abc import Mapping
from datetime import date

from cryptography.fernet import InvalidToken
from django.db import transaction

from common.counting import Counted
from common.sealing import cipher
from evaluation.models import OpenMonth
from evaluation.places import Placed, placed
from evaluation.small_cells import Cell

logger = logging.getLogger(__name__)

_PURPOSE = b"use of the site"
_SMALLEST = 4096
# A seal says when it was made: always this.
_NO_MOMENT = 0


def add(counts: Mapping[Counted, int]) -> None:
    """Add what a process counted to the month it was counted in, all of one. Raises DatabaseError, with
    nothing written."""
    (month,) = {counted.month for counted in counts}
    _add(month, _cells(counts, placed(counts)))


def _cells(counts: Mapping[Counted, int], where: Placed) -> Counter[Cell]:
    cells: Counter[Cell] = Counter()
    for counted, n in counts.items():
        commune, epci, departement = where.of(counted)
        cells[Cell(counted.outcome, counted.theme, epci, departement, counted.structure, commune)] += n
    return cells


@transaction.atomic
def _add(month: date, cells: Counter[Cell]) -> None:
    OpenMonth.objects.bulk_create([OpenMonth(month=month, sealed=sealed({}))], ignore_conflicts=True)
    # Whoever comes second waits for the first, and adds to what it wrote.
    held = OpenMonth.objects.select_for_update().get(month=month)
    held.sealed = sealed(Counter(opened(held)) + cells)
    held.save(update_fields=["sealed"])


def sealed(cells: Mapping[Cell, int]) -> bytes:
    """The cells as the database keeps them."""
    text = json.dumps([[*cell, n] for cell, n in sorted(cells.items())], ensure_ascii=False).encode()
    size = _SMALLEST
    while size < len(text):
        size *= 2
    return cipher(_PURPOSE).encrypt_at_time(text.ljust(size), _NO_MOMENT)


def opened(held: OpenMonth) -> dict[Cell, int]:
    """The cells of a month that is not closed; none, and a warning, where SECRET_KEY is another one."""
    try:
        text = cipher(_PURPOSE).decrypt(bytes(held.sealed))
    except InvalidToken:
        logger.warning("What was counted in %s was sealed under another SECRET_KEY, and is lost", held)
        return {}
    return {Cell(*cell): n for *cell, n in json.loads(text)}
