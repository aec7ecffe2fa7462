# SPDX-License-Identifier: AGPL-3.0-or-later
"""The answer by need: for each theme asked for, its own list, and which of the needs each place meets.

`run` answers the same question as one list, the places of all the needs together, each once.
"""

from dataclasses import dataclass
from typing import Any

from accounts.roles import Role
from search.engine.matching import Met, met
from search.engine.nearest import Answer, run, total, totals
from search.question import Search


@dataclass(frozen=True, slots=True)
class NeedAnswer:
    """What one need finds: `search` asks it alone, `theme` is its code (empty where no theme is asked for).

    `answer` is the page of that search, with its total; `without_criteria` is how many places the theme
    has there, whatever else is asked: « 3 / 6 ».
    """

    theme: str
    search: Search
    answer: Answer
    without_criteria: int

    @property
    def found(self) -> int:
        """How many places it finds in all."""
        return self.answer.total


@dataclass(frozen=True, slots=True)
class ByNeed:
    """The needs of a search in the order asked, and how many places answer one of them at least, each counted
    once; numbers of places as in `Answer.total`."""

    needs: tuple[NeedAnswer, ...]
    total: int
    _met: Met

    def met_by(self, feature: dict[str, Any]) -> tuple[str, ...]:
        """The codes of the themes that the place of a feature answers; empty where one theme is asked for."""
        return self._met.by(feature)


def by_need(search: Search, role: Role) -> ByNeed:
    """The first page of each need of `search`, as `role` may see it: the rows, order and distances of a
    search for that need alone. Of one need, the page that is asked for.

    One statement a need; where there are several, one for the places counted once and one for the needs that
    each place meets; where something is asked beside themes and place, one for the counts without it.
    """
    asked = search.needs()
    answers = [run(need.from_the_start() if len(asked) > 1 else need, role) for need in asked]
    without = _found_without_criteria(search, role, [answer.total for answer in answers])
    features = [feature for answer in answers for feature in answer.items()] if len(asked) > 1 else []
    return ByNeed(
        tuple(
            NeedAnswer("".join(need.criteria.themes), need, answer, count)
            for need, answer, count in zip(asked, answers, without, strict=True)
        ),
        answers[0].total if len(asked) == 1 else total(search, role),
        met(search, role, features),
    )


@dataclass(frozen=True, slots=True)
class Counted:
    """How many places a need finds, and how many whatever is asked beside its theme; by the theme's code."""

    theme: str
    found: int
    without_criteria: int


def counts(search: Search, role: Role) -> list[Counted]:
    """The numbers of `by_need` without its lists, in one statement or two; none where no theme is asked."""
    found = totals(search, role)
    without = _found_without_criteria(search, role, list(found.values())) if found else []
    return [
        Counted(theme, count, whole) for (theme, count), whole in zip(found.items(), without, strict=True)
    ]


def _found_without_criteria(search: Search, role: Role, found: list[int]) -> list[int]:
    """How many places each need finds there whatever is asked beside its theme; `found` is how many it does,
    which is that where nothing is."""
    bare = search.bare()
    if bare == search.from_the_start():
        return found
    return list(totals(bare, role).values()) or [total(bare, role)]
