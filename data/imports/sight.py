# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an import may know of the directory: what who sent its file may see, and what its own source said.

A row is compared with nothing else, so that no rehearsal tells a confidential address, a private contact or
a draft: neither by showing it, nor by being different where it is near. The visibility policy of readers
(`mapping.models.visible`) is said here of the records themselves, which imports write;
`tests/data/test_sight.py` holds the two together.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from accounts.readers import Reader
from accounts.roles import Role
from data.imports.ownership import reader_for
from data.imports.tables import Written
from data.kinds import NUMBER_OF
from data.models import ImportRun
from data.models.source import Kind
from mapping.models.contact import CONTACT_FIELDS

# What gives a confidential address away, as the visibility policy replaces it.
ADDRESS_FIELDS = frozenset(
    {
        "adresse", "complement_adresse", "code_postal", "position", "position_precision",
        "position_origin", "siret",
        "source_id", "lien_source", "accessibilite_lieu", "commune_nom",
    }
)  # fmt: skip
_ADDRESS = "ARRAY[" + ", ".join(f"'{name}'" for name in sorted(ADDRESS_FIELDS)) + "]"
_NONE = "ARRAY[]::text[]"
# Every field of what nobody but staff may see.
ALL = "*"


@dataclass(frozen=True, slots=True)
class Sight:
    """SQL conditions on a record `t` (its structure: `s`) for one reader.

    `alive`: a structure that may be found. `address`: one whose address may be seen. `hidden(kind)`: the
    columns of a record that may not, as an array of names, `*` being all of them.
    """

    reader: Reader

    @property
    def role(self) -> Role:
        """The role of these eyes."""
        return self.reader.role

    @property
    def whole(self) -> bool:
        """Whether nothing is hidden: staff's eyes."""
        return self.role is Role.STAFF

    def alive(self, t: str = "t") -> str:
        """SQL: whether the structure `t` is one that these eyes may find."""
        return f"{t}.status <> 'closed'" if self.whole else f"{t}.status = 'published'"

    def address(self, t: str = "t") -> str:
        """SQL: whether these eyes may see the address of the structure `t`."""
        return "true" if self.whole else f"{t}.address_visibility <= {int(self.role)}"

    def unseen(self, t: str = "t") -> str:
        """A structure that exists for staff and cannot be found, or not at its place, with these eyes."""
        return f"({t}.status = 'draft' OR {t}.status = 'published' AND NOT {self.address(t)})"

    def named(self, kind: str) -> str:
        """A service or a contact `t` of the structure `s` that its name may tell."""
        if self.whole:
            return "true"
        if kind == Kind.CONTACT:
            return f"{self.alive('s')} AND {self.told('t', 'nom')}"
        return self.alive("s")

    def told(self, k: str, name: str) -> str:
        """That a detail of the contact `k` may be seen: the rule of the visibility policy."""
        who = f"{int(self.role)}, {int(self.reader.account)}"
        return f"mapping_told({who}, {k}.{name}_visibility, {k}.{name}_organisation_id, {k}.{name}_group_id)"

    def contact(self, k: str = "k") -> str:
        """A contact `k` of which something may be seen: another does not exist."""
        if self.whole:
            return "true"
        seen = (f"{k}.{name} <> '' AND {self.told(k, name)}" for name in CONTACT_FIELDS)
        return f"({' OR '.join(seen)})"

    def hidden(self, kind: str) -> str:
        """SQL: the array of the columns that these eyes may not see of a record `t` of this kind."""
        if self.whole:
            return _NONE
        if kind == Kind.STRUCTURE:
            return self._hidden("t", f"CASE WHEN {self.address('t')} THEN {_NONE} ELSE {_ADDRESS} END")
        if kind == Kind.SESSION:
            own = self._hidden("s", _NONE)
            return (
                f"(SELECT {own} FROM mapping_structure s JOIN mapping_service v ON v.structure_id = s.id"
                " WHERE v.id = t.service_id)"
            )
        if kind == Kind.CONTACT:
            fields = ", ".join(
                f"CASE WHEN NOT {self.told('t', name)} THEN '{name}' END" for name in CONTACT_FIELDS
            )
            own = self._hidden("s", f"array_remove(ARRAY[{fields}], NULL)")
        else:
            own = self._hidden("s", f"CASE WHEN {self.address('s')} THEN {_NONE} ELSE {_ADDRESS} END")
        return f"(SELECT {own} FROM mapping_structure s WHERE s.id = t.structure_id)"

    @staticmethod
    def _hidden(structure: str, otherwise: str) -> str:
        return f"CASE WHEN {structure}.status = 'draft' THEN ARRAY['{ALL}'] ELSE {otherwise} END"


def sight_of(run: ImportRun) -> Sight:
    """With which eyes a run works, whoever asks for it: staff may look at a professional's import too."""
    return Sight(reader_for(run.user))


# A record `t` that an import of the source made, rather than found.
MADE_BY_SOURCE = f"""
EXISTS (
    SELECT FROM history_event e
    JOIN history_act a ON a.id = e.act_id AND a.cause = 'import'
    JOIN data_importrun made ON made.id = a.run
    WHERE e.kind = {NUMBER_OF.format(kind="%(kind)s::text")} AND e.object = t.id AND e.operation = 'I'
        AND made.source_id = %(source)s
)
"""


def hidden_fields(written: Written, ids: Iterable[int | None], reader: Reader) -> dict[int, frozenset[str]]:
    """The columns of these records that `reader` may not see; `*` stands for all of them."""
    wanted = sorted({number for number in ids if number})
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT t.id, {Sight(reader).hidden(written.kind)} FROM {written.table} t WHERE t.id = ANY (%s)",
            [wanted],
        )
        return {number: frozenset(columns) for number, columns in cursor.fetchall() if columns}
