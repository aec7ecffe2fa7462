# SPDX-License-Identifier: AGPL-3.0-or-later
"""What two structures say for and against being one, and what is gained, in words for who sees both whole."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.readers import reader_of
from data.imports.sight import Sight
from data.same_place import looking
from data.same_place.described import phone_key
from data.same_place.gain import Gain, gain
from data.same_place.verdict import Verdict
from mapping.models import Service, Structure

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
    """What is told of each pair, worked out of what both say now. Three queries, whatever their number."""
    numbers = [(first.pk, second.pk) for first, second in pairs]
    found = looking.verdicts(numbers, Sight(reader_of(user)).address()) if numbers else {}
    ways = _ways({number for pair in numbers for number in pair})
    return [
        _told(
            found[first.pk, second.pk][0],
            gain(vars(first), vars(second)),
            _of_services(found[first.pk, second.pk][0], first, second, ways),
        )
        for first, second in pairs
    ]


# The number and the address that a service bears are no evidence that is weighed: who looks is told of them.
_SERVICES_SAY = (
    ("telephone", "telephone-same", phone_key, _("même téléphone, dit par leurs services")),
    ("courriel", "courriel-same", str.casefold, _("même courriel, dit par leurs services")),
)
Ways = dict[int, list[Mapping[str, Any]]]


def _ways(numbers: set[int]) -> Ways:
    """How the services of structures are reached, by structure."""
    ways: Ways = defaultdict(list)
    for one in Service.objects.filter(structure__in=numbers).values("structure", "telephone", "courriel"):
        ways[one["structure"]].append(one)
    return ways


def _of_services(verdict: Verdict, first: Structure, second: Structure, ways: Ways) -> list[Any]:
    """How structures, or their services, are reached alike, where the verdict does not say it."""
    told = {line.name for line in verdict.lines}
    found = []
    for column, line, key, words in _SERVICES_SAY:
        mine, theirs = (
            {key(one[column]) for one in ways.get(side.pk, [])} | {key(getattr(side, column))}
            for side in (first, second)
        )
        if line not in told and (mine & theirs) - {""}:
            found.append(words)
    return found


def _told(verdict: Verdict, gained: Gain, of_services: Sequence[Any] = ()) -> Told:
    return Told(
        sure=sure(verdict),
        speaks_for=_listed([*(line.words for line in verdict.speaks_for), *of_services]),
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
