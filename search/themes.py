# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands for a theme in the search: one number is stored, its id; everything else is computed here.

Rows are filed under it, or under `part` where services are only at a distance; counts by cell keep it as a
place in an array (`search/sql/cell_sums.sql`), their log as an element of one; statements call its counts by
`column`; what a row has of it among its tags is `search.tags.TAGS`. None of them bounds how many there are.
"""

from collections import Counter
from collections.abc import Iterable

from mapping.vocabulary import ThemeSpec

# What the column of a theme's number can hold.
LARGEST = 32_767


def part(theme: int, *, remote: bool = False) -> int:
    """The part of the index that holds a theme, 0 for any: below zero for services at a distance alone
    (`refresh.sql` has the same rule)."""
    return -1 - theme if remote else theme


def of_part(number: int) -> int:
    """The theme of a part of the index."""
    return number if number >= 0 else -1 - number


def column(theme: int) -> str:
    """What a statement calls the counts of a theme."""
    return f"t{theme}"


def faults(themes: Iterable[ThemeSpec]) -> list[str]:
    """What is wrong with the declaration of the themes, in words; nothing where it holds together."""
    themes = list(themes)
    found = [
        f"theme {one.code}: its number is {one.id}, and must be between 1 and {LARGEST}"
        for one in themes
        if not 1 <= one.id <= LARGEST
    ]
    said = {
        "number": Counter(str(one.id) for one in themes),
        "code": Counter(one.code for one in themes),
        "member": Counter(member for one in themes for member in one.members),
    }
    for what, counted in said.items():
        found += [f"two themes have the {what} {value}" for value, times in counted.items() if times > 1]
    return found
