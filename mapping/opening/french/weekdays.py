# SPDX-License-Identifier: AGPL-3.0-or-later
"""The days that a list of names and ranges of days means."""

from collections.abc import Iterable

from mapping.opening.tokens import GROUPS, Kind, NotUnderstood, Token


def day_set(said: Iterable[Token]) -> set[int]:
    """Days of « lundi, mercredi - vendredi ». Raises NotUnderstood for a range without an end, or that goes
    back but in words (« du dimanche au jeudi »)."""
    found: set[int] = set()
    last: int | None = None
    through, ranged = "", False
    for token in said:
        if token.kind is Kind.GROUP:
            if through:
                raise NotUnderstood
            found |= GROUPS[str(token.value)]
            last, ranged = None, False
        elif token.kind is Kind.DAY:
            day = int(token.value)
            if through:
                if last is None or day == last or (day < last and through == "-"):
                    raise NotUnderstood
                found |= {number % 7 for number in range(last, day + (7 if day < last else 0))}
            found.add(day)
            last, through = day, ""
        elif token.kind is Kind.TO:
            # « lundi-mardi-jeudi » is a list.
            if last is None or ranged:
                raise NotUnderstood
            through, ranged = token.raw, True
        else:
            through, ranged = "", False
    if through:
        raise NotUnderstood
    return found
