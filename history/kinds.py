# SPDX-License-Identifier: AGPL-3.0-or-later
"""The kinds of records that have a history, declared by the rooms that hold them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record that has a history. Its number stands in events: it is never given to another.

    `root`, `place` and `needs` are SQL on a row of the table, written `{row}` (`root` may stand in the two
    others): the number of the record it belongs to, the code of the commune where that is, and as a jsonb
    object by column the least role that may know of it, the whole record under « * ». `root_table` is
    locked at `root`, so that two changes of one record and of what belongs to it take turns; the record's own
    table where it is its own root; None where there is none, and nobody writes it by hand.

    A change of `left_out` alone is not noted; with others, it is. `quiet` columns follow every edit: that
    they changed since is no reason to tell.

    The numbers of all roots, of whatever table, are drawn from one sequence, so that a number names one root:
    that of structures. A room whose records are roots has them draw from it in their migration.

    `groups` are columns that mean something only together: they are put back together or not at all.
    `renamed` says under which name a column that events name stands today; what is in no table any more is
    left out of what is put back, and stays told.

    When the making of a record is undone, rows of the tables `swept` (table, and SQL on its row `h` of those
    that stay) go with it; any other row that refers to it keeps it, and so does `holds`, SQL on `{row}` and
    the act `{act}`. `told` says whether a person is ever told of it: else its events hold no `after`.

    `hiders` are the columns that say who may know of the others; `hides_with_root` that its root says so for
    it. `for_staff` are those of which nobody else is told, whatever the record says: any other that is hidden
    from somebody is hidden by what the record says, and keeps them from making the record go.

    A record that has no root of its own may be `part_of` another (its table, the column that names it): it
    goes and stays with it.
    """

    number: int
    code: str
    table: str
    root: str
    place: str
    needs: str
    root_table: str | None
    left_out: tuple[str, ...] = ("updated_at",)
    quiet: tuple[str, ...] = ()
    groups: tuple[frozenset[str], ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    swept: tuple[tuple[str, str], ...] = ()
    holds: str = ""
    told: bool = True
    hiders: tuple[str, ...] = ()
    hides_with_root: bool = False
    for_staff: tuple[str, ...] = ()
    part_of: tuple[str, str] | None = None

    @property
    def holder(self) -> str | None:
        """The table of what a record of this kind goes and stays with; its own where it stands by itself."""
        return self.part_of[0] if self.part_of else self.root_table

    def today(self, column: str) -> str:
        """The name that a column of an event has now."""
        return dict(self.renamed).get(column, column)

    def together(self, column: str) -> frozenset[str]:
        """The columns that go with this one, itself included."""
        return next((group for group in self.groups if column in group), frozenset({column}))


_kinds: dict[int, Kind] = {}


def register(*kinds: Kind) -> None:
    """Declare kinds, when the application starts. Raises ValueError where a number or a code is taken."""
    for kind in kinds:
        for other in _kinds.values():
            if other != kind and (other.number == kind.number or other.code == kind.code):
                raise ValueError(f"{kind.code} ({kind.number}) is already {other.code} ({other.number}).")
        _kinds[kind.number] = kind


def kind(number: int) -> Kind:
    """The kind of an event. Raises KeyError for one that nobody declared."""
    return _kinds[number]


def kinds() -> list[Kind]:
    """Every kind, by number."""
    return [_kinds[number] for number in sorted(_kinds)]


def of_table(table: str) -> Kind:
    """The kind of the records of a table. Raises KeyError for one that has no history."""
    found = next((one for one in _kinds.values() if one.table == table), None)
    if found is None:
        raise KeyError(table)
    return found
