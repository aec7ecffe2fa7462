# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words of here, followed: what is read of them is kept until the database says that they changed
(`common.postgis.listening`). A search asks it nothing more."""

from threading import Lock

from common.postgis import listening
from search.lexicon import edition
from search.models import LocalWord

_WHAT = "words"

_lock = Lock()
_read_at: tuple[int, int] | None = None


def follow() -> None:
    """Have the lexicon know the words of now. One query where they changed since, none otherwise."""
    global _read_at
    mark = listening.heard(_WHAT)
    if mark == _read_at:
        return
    with _lock:
        # Asked again: another thread may have read them while this one waited.
        if mark != _read_at:
            held = LocalWord.objects.filter(removed_at=None).order_by("pk")
            edition.install(
                tuple(edition.Said(*row) for row in held.values_list("word", "parameter", "value"))
            )
            _read_at = mark


def begin() -> None:
    """The same, and begin a reading with them: what an import reads has one meaning from its first row to its
    last."""
    follow()
    edition.settle()
