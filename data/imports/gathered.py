# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words of a whole file that stand for no value, each with how often it comes, and what descriptions
speak of where no thématique is said."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from data.imports.lessons import can_be_learnt, phrase_key
from data.imports.values import Reading
from data.models import ImportRun
from places.folding import fold

# Where a run keeps it, and how many words it keeps of each kind: beyond, cells are only counted.
GATHERED = "gathered"
_MOST, _MOST_PHRASES = 1000, 200


@dataclass(slots=True)
class Gathered:
    """What was met in a file. `cells` counts words of cells that nobody gave a value; `learnt` the uses of
    each lesson, by field and folded word; `rows` the rows that say no thématique where phrases were met."""

    values: Counter[tuple[str, str]] = field(default_factory=Counter)
    written: dict[tuple[str, str], str] = field(default_factory=dict)
    phrases: Counter[str] = field(default_factory=Counter)
    offers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    learnt: Counter[tuple[str, str]] = field(default_factory=Counter)
    cells: int = 0
    beyond: int = 0

    def note(self, name: str, reading: Reading) -> None:
        """Count the words of a cell of a field."""
        self.learnt.update((name, fold(text)) for text in (*reading.learnt, *reading.left))
        for text in reading.unknown:
            self.unknown(name, text)

    def unknown(self, name: str, text: str) -> None:
        """Count one word of a field that stands for nothing."""
        self.cells += 1
        key = (name, fold(text))
        if not can_be_learnt(text) or (key not in self.values and len(self.values) >= _MOST):
            self.beyond += 1
            return
        self.values[key] += 1
        self.written.setdefault(key, text)

    def speaks_of(self, phrases: dict[str, tuple[str, ...]]) -> None:
        """Count what the description of a row speaks of, that nobody has accepted."""
        for phrase, codes in phrases.items():
            if phrase in self.offers or len(self.offers) < _MOST_PHRASES:
                self.phrases[phrase] += 1
                self.offers.setdefault(phrase, codes)

    def kept(self) -> dict[str, Any]:
        """What a run keeps of it."""
        return {
            "cells": self.cells,
            "beyond": self.beyond,
            "values": [
                {"field": name, "said": said, "text": self.written[name, said], "count": count}
                for (name, said), count in self.values.most_common()
            ],
            "phrases": [
                {
                    "said": phrase_key(phrase),
                    "text": phrase,
                    "count": count,
                    "offers": list(self.offers[phrase]),
                }
                for phrase, count in self.phrases.most_common()
            ],
            "learnt": [[name, said, count] for (name, said), count in self.learnt.items()],
        }


def gathered(run: ImportRun) -> dict[str, Any]:
    """What was met in the file of a run when it was last read; nothing where it was not."""
    empty: dict[str, Any] = {"cells": 0, "beyond": 0, "values": [], "phrases": [], "learnt": []}
    return empty | run.settings.get(GATHERED, {})


def in_a_sentence(run: ImportRun, most: int = 5) -> str:
    """What is said, where nobody can be asked, of the words of a file that stand for nothing; empty where
    all do."""
    found = gathered(run)
    if not found["cells"]:
        return ""
    named = ", ".join(f"« {one['text'][:40]} » ({one['count']})" for one in found["values"][:most])
    more = len(found["values"]) - most
    others = f" et {more} autres" if more > 0 else ""
    return f"{found['cells']} valeurs inconnues, gardées comme texte : {named}{others}."


def counts_by_field(values: Iterable[dict[str, Any]]) -> dict[str, int]:
    """How many words of each field are to be said."""
    return dict(Counter(one["field"] for one in values))
