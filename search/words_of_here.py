# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words of here, followed: what is read of them is kept until the database says that they changed
(`common.postgis.listening`). A search asks it nothing more. What the region calls its own fields
(`mapping.taxonomies`) are words of here too."""

from threading import Lock

from common.postgis import listening
from mapping.taxonomies.shown import Shown, shown
from search import registry
from search.lexicon import edition
from search.models import LocalWord

_WHAT = "words"

_lock = Lock()
_read_at: tuple[int, int] | None = None
_with: Shown | None = None


def follow() -> None:
    """Have the lexicon know the words of now. One query where they changed since, none otherwise."""
    global _read_at, _with
    fields, mark = shown(), listening.heard(_WHAT)
    if mark == _read_at and fields is _with:
        return
    with _lock:
        # Asked again: another thread may have read them while this one waited.
        if mark != _read_at or fields is not _with:
            held = LocalWord.objects.filter(removed_at=None).order_by("pk")
            words = [edition.Said(*row) for row in held.values_list("word", "parameter", "value")]
            edition.install((*words, *_names_of(fields)))
            _read_at, _with = mark, fields


def _names_of(fields: Shown) -> list[edition.Said]:
    """What each field is called, in every language that it was written in."""
    return [
        edition.Said(label, registry.CHAMP.parameter, one.code, one.thematiques)
        for one in fields.fields
        for _language, label in one.labels
    ]


def begin() -> None:
    """The same, and begin a reading with them: what an import reads has one meaning from its first row to its
    last."""
    follow()
    edition.settle()
