# SPDX-License-Identifier: AGPL-3.0-or-later
"""Jobs of the room, done by workers (`python manage.py procrastinate worker`)."""

from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app

from publishing.editions import making
from publishing.editions.models import Edition, Printing

QUEUE = "books"


# One lock for all: a book takes hundreds of megabytes for some seconds, so one is made at a time.
@app.task(name="publishing.make_book", queue=QUEUE, lock="publishing-book")
def make_book(printing: int) -> None:
    """Make a book that was asked for. Safe to do again at any time."""
    making.perform(printing)


def ask(edition: Edition, user: Any) -> tuple[Printing, bool]:
    """Hand the book of an edition to the workers; the book, and whether it was not under way already."""
    with transaction.atomic():
        printing, is_new = making.ask(edition, user)
        if is_new:
            make_book.defer(printing=printing.pk)
    return printing, is_new
