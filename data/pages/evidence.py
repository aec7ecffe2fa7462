# SPDX-License-Identifier: AGPL-3.0-or-later
"""What two structures say for and against being one, and what is gained, in words for who sees both whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.readers import reader_of
from data.imports.sight import Sight
from data.same_place import looking
from data.same_place.gain import Gain, gain
from data.same_place.verdict import Verdict
from mapping.models import Structure

# How sure it is, from which sureness on, in words.
_SURE = ((0.97, _("Presque certain")), (0.85, _("Très probable")), (0.6, _("Probable")), (0.0, _("Possible")))


@dataclass(frozen=True, slots=True)
class Told:
    """A pair in words: how sure, what speaks for and against it, what making it one brings."""

    sure: str
    speaks_for: str
    speaks_against: str
    says_nothing: str
    completes: str
    settles: str


def told(user: Any, pairs: Sequence[tuple[Structure, Structure]]) -> list[Told]:
    """What is told of each pair, worked out of what both say now. Two queries, whatever their number."""
    numbers = [(first.pk, second.pk) for first, second in pairs]
    found = looking.verdicts(numbers, Sight(reader_of(user)).address()) if numbers else {}
    return [_told(found[first.pk, second.pk][0], gain(vars(first), vars(second))) for first, second in pairs]


def _told(verdict: Verdict, gained: Gain) -> Told:
    return Told(
        sure=sure(verdict),
        speaks_for=_listed(line.words for line in verdict.speaks_for),
        speaks_against=_listed(line.words for line in verdict.speaks_against),
        says_nothing=_listed(line.words for line in verdict.says_nothing),
        completes=_listed(gained.completes),
        settles=_listed(gained.settles),
    )


def sure(verdict: Verdict) -> str:
    """How sure it is that both are one."""
    return next(str(words) for least, words in _SURE if verdict.sureness >= least)


def _listed(words: Any) -> str:
    return ", ".join(str(word) for word in words)
