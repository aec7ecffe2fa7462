# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who will read what an import writes, told of the very fields that its rows make or change."""

from dataclasses import dataclass, field

from django.db import connection

from data.models import ImportRun
from data.models.source import Kind
from mapping.group_fields.files import PREFIX
from mapping.models import GroupField

# What the rows of a run write, by kind: every field that a new record says, those that change of another.
_WRITTEN = """
SELECT DISTINCT r.kind, r.action = 'create', f.key
FROM data_importrow r
CROSS JOIN LATERAL jsonb_each(CASE r.action WHEN 'create' THEN r.payload ELSE r.changes END) AS f
WHERE r.run_id = %(run)s AND r.action IN ('create', 'change')
    AND (r.action = 'change' OR f.value NOT IN ('""', 'null', '[]'))
"""
Audience = GroupField.Audience


@dataclass(frozen=True, slots=True)
class Becoming:
    """Who reads what a run writes: what everybody does, in words; whether a text is among it; the fields of
    groups that everybody reads, that professionals read, and those that the members of a group alone do."""

    public: list[str] = field(default_factory=list)
    has_texts: bool = False
    fields: dict[int, list[str]] = field(default_factory=dict)

    @property
    def of_everybody(self) -> list[str]:
        """The fields of groups that everybody reads."""
        return self.fields.get(Audience.PUBLIC, [])

    @property
    def of_professionals(self) -> list[str]:
        """Those that professionals read."""
        return self.fields.get(Audience.PROFESSIONALS, [])

    @property
    def of_members(self) -> list[str]:
        """Those that members alone read."""
        return self.fields.get(Audience.MEMBERS, [])


def of(run: ImportRun) -> Becoming:
    """Who reads what a rehearsed run would write. Two queries."""
    with connection.cursor() as cursor:
        cursor.execute(_WRITTEN, {"run": run.pk})
        written = cursor.fetchall()
    said: dict[int, list[str]] = {}
    numbers = {
        int(key.removeprefix(PREFIX))
        for kind, _new, key in written
        if kind == Kind.STRUCTURE and _is_of_group(key)
    }
    for one in GroupField.objects.filter(pk__in=numbers).select_related("group").order_by("rank", "pk"):
        said.setdefault(one.read_by.value, []).append(one.column)
    records = {(kind, is_new) for kind, is_new, key in written if not _is_of_group(key)}
    public = [words for found, words in _PUBLIC if found in records]
    return Becoming(public, bool(public), said)


def _is_of_group(key: str) -> bool:
    return key.startswith(PREFIX)


_PUBLIC = (
    ((Kind.STRUCTURE, True), "les structures créées et leurs textes"),
    ((Kind.STRUCTURE, False), "ce qui change des structures"),
    ((Kind.SERVICE, True), "les services créés et leurs textes"),
    ((Kind.SERVICE, False), "ce qui change des services"),
    ((Kind.SESSION, True), "les sessions créées"),
    ((Kind.SESSION, False), "ce qui change des sessions"),
)
