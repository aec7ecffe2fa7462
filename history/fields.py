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
    blend: Callable[[str, Any, Any, Any], Any] = lambda name, mine, base, held: None,
) -> Merged:
    """What becomes of `mine`, the values that an editor gives, who saw `base` where a record now says `held`.

    `base` and `held` know every name of `together(name)`. A value that the editor did not change is not
    written; one that nobody else changed is; names that go together count as one. A list of `sets` has the
    editor's additions and removals, whatever others did to the rest of it: it never conflicts.
    `blend` gives the value that has both changes of a name (its own, what was seen, what is held), or None
    where there is none.
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
                both = blend(name, wanted, base[name], held[name]) if len(group) == 1 else None
                if both is None:
                    conflicts.append(name)
                elif both != held[name]:
                    taken[name] = both
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
