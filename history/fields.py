# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two people who change one record, field by field: what one saw, what is held now, what that one wants."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Merged:
    """What to write, by name; and the names that two people changed, each their way: then write nothing."""

    taken: dict[str, Any] = field(default_factory=dict)
    conflicts: tuple[str, ...] = ()


def merge(
    mine: Mapping[str, Any],
    base: Mapping[str, Any],
    held: Mapping[str, Any],
    together: Callable[[str], Collection[str]],
    sets: Collection[str] = (),
) -> Merged:
    """What becomes of `mine`, the values that an editor gives, who saw `base` where a record now says `held`.

    `base` and `held` know every name of `together(name)`. A value that the editor did not change is not
    written; one that nobody else changed is; names that go together count as one. A list of `sets` has the
    editor's additions and removals, whatever others did to the rest of it: it never conflicts.
    """
    taken: dict[str, Any] = {}
    conflicts = []
    for name, wanted in mine.items():
        group = together(name)
        if name in sets and len(group) == 1:
            wanted = _merged_set(wanted, base[name], held[name])
        elif all(mine.get(other, base[other]) == base[other] for other in group):
            continue
        elif any(held[other] != base[other] for other in group) and any(
            mine.get(other, base[other]) != held[other] for other in group
        ):
            if wanted != held[name]:
                conflicts.append(name)
            continue
        if wanted != held[name]:
            taken[name] = wanted
    return Merged({} if conflicts else taken, tuple(conflicts))


def _merged_set(mine: list, base: list, held: list) -> list:
    if held == base or mine == held:
        return mine
    return [one for one in held if one in mine or one not in base] + [
        one for one in mine if one not in base and one not in held
    ]
