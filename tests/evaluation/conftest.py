from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client

from common import counting
from evaluation.models import UseCell

# A browser of somebody: what tells its program is all that is looked at.
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
OCTOBER = date(2026, 10, 1)
# Melun, its EPCI and its département; a village of the same EPCI.
MELUN, MELUN_EPCI, SEINE_ET_MARNE = "77288", "247700057", "77"


@pytest.fixture(autouse=True)
def counted() -> Iterator[None]:
    """What other tests counted in this process is none of these."""
    counting.taken()
    yield
    counting.taken()


@pytest.fixture
def browser() -> Client:
    """Somebody's browser."""
    return Client(headers={"user-agent": BROWSER})


@pytest.fixture
def cell(db):
    """Keeps a number of a month that is over."""

    def keep(n: int, outcome="rien", theme="francais", month=OCTOBER, **where) -> UseCell:
        return UseCell.objects.create(n=n, outcome=outcome, theme=theme, month=month, **where)

    return keep


def counts() -> dict[tuple[str, str, str, int], int]:
    """What was counted: (outcome, theme, place, structure) and how often. It is still there afterwards."""
    found = counting.taken()
    counting.give_back(found)
    return {(one.outcome.value, one.theme, one.place, one.structure): n for one, n in found.items()}
