# SPDX-License-Identifier: AGPL-3.0-or-later
"""The communes of rows that nobody can tell but a person: names that mean none or several, postcodes of
others. Each comes with those that it may mean; what is answered holds for all the rows that say the same."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from places.folding import fold

# Where a run keeps what its file asks.
COMMUNES = "communes"
# So many communes are offered for the same words, and so many different words are kept of a file.
MOST_OFFERED, _MOST = 12, 200
_LONGEST = 300


def key_of(words: str, postcode: str) -> str:
    """What tells the words of a row about its commune from those of others; "" where it has none."""
    said = fold(words)[:_LONGEST]
    return f"{said}|{postcode}" if said else ""


@dataclass(slots=True)
class Met:
    """What a reading of a file met: the words to be answered, with the codes of the communes that they may
    mean, and those that were answered before, each with how many rows say it."""

    asked: dict[str, dict[str, Any]] = field(default_factory=dict)
    rows: Counter[str] = field(default_factory=Counter)
    used: Counter[str] = field(default_factory=Counter)

    def ask(self, words: str, postcode: str, codes: Iterable[str]) -> None:
        """Note one row whose commune may be one of these; nothing where none is known to offer."""
        key, offered = key_of(words, postcode), list(dict.fromkeys(codes))[:MOST_OFFERED]
        if not key or not offered or (key not in self.asked and len(self.asked) >= _MOST):
            return
        self.rows[key] += 1
        self.asked.setdefault(key, {"words": words[:_LONGEST], "postcode": postcode, "codes": offered})

    def kept(self) -> dict[str, Any]:
        """What a run keeps of it, most frequent first."""
        return {
            "asked": [{"key": key, "rows": rows, **self.asked[key]} for key, rows in self.rows.most_common()],
            "used": dict(self.used),
        }


def met_in(settings: dict[str, Any]) -> dict[str, Any]:
    """What the file of a run, of these settings, asked and was answered when it was last read."""
    empty: dict[str, Any] = {"asked": [], "used": {}}
    return empty | settings.get(COMMUNES, {})
