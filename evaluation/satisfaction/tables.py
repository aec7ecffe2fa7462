# SPDX-License-Identifier: AGPL-3.0-or-later
"""What visitors said, as tables to take away: the bounds of each number, equal where it is exact."""

from collections.abc import Iterable

from evaluation.satisfaction.asked import GOOD, QUESTIONS
from evaluation.satisfaction.events import Rated
from evaluation.satisfaction.told import Share, Told


def by_span(told: Iterable[Told]) -> list[list]:
    """A line for each span of months, question and answer."""
    header = ["de", "a", "question", "reponse", "au_moins", "au_plus", "avis"]
    labels = {one.code: str(one.label) for one in QUESTIONS}
    return [
        header,
        *(
            [f"{one.first:%Y-%m}", f"{one.last:%Y-%m}", labels[code], share.label, *_numbers(share)]
            for one in told
            for code, shares in one.answers.items()
            for share in shares
        ),
    ]


def by_structure(lines: Iterable[tuple[str, Told, Share]]) -> list[list]:
    """A line for each structure: its answers, its part of all, and the good answers to each question."""
    header = ["structure", "avis", "part_des_avis"]
    for code in GOOD:
        header += [f"{code}_au_moins", f"{code}_au_plus"]
    return [
        header,
        *(
            [name, told.n, part.text, *(n for code in GOOD for n in _numbers(told.good[code])[:2])]
            for name, told, part in lines
        ),
    ]


def of_partners(shares: Iterable[Share]) -> list[list]:
    """A line for each partner."""
    return [["partenaire", "au_moins", "au_plus", "avis"], *([one.label, *_numbers(one)] for one in shares)]


def of_events(rated: Iterable[Rated]) -> list[list]:
    """A line for each event that was rated."""
    return [
        ["evenement", "nature", "jour", "avis", "note_sur_5"],
        *([one.title, one.kind, one.day.isoformat(), one.n, one.mean] for one in rated),
    ]


def _numbers(share: Share) -> list[int]:
    return [share.least, share.most, share.of]
