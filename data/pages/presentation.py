# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fields and values of an import in words."""

from datetime import date
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from common.numbers import number_in
from data.imports.records import from_ewkb
from data.imports.sight import ALL
from data.imports.targets import BY_KEY
from data.models import ImportRow, ImportRun
from data.models.run import Action
from data.models.source import Kind
from mapping import usual_hours, vocabulary
from mapping.editing.closures import between
from mapping.group_fields.files import PREFIX
from mapping.models import (
    Contact,
    GroupField,
    PositionPrecision,
    Service,
    Session,
    Status,
    Structure,
    Visibility,
)
from search import registry
from search.criterion import Choices, FieldsOfHere

_MODELS = {
    Kind.STRUCTURE: Structure,
    Kind.SERVICE: Service,
    Kind.CONTACT: Contact,
    Kind.SESSION: Session,
}
# Told by the position beside them.
_SILENT = frozenset({"position_origin", "code_insee"})
_LABELS: dict[str, dict[Any, Any]] = {
    "modes_mobilisation": dict(vocabulary.MODES_MOBILISATION),
    "mobilisable_par": dict(vocabulary.PERSONNES_MOBILISATRICES),
    **{
        one.column.name: one.labels
        for one in registry.CRITERIA
        # The region's fields say no code of a column.
        if isinstance(one, Choices) and one.column is not None and not isinstance(one, FieldsOfHere)
    },
    # Of which filters ask for others, or not for all.
    "thematiques": registry.THEMATIQUE.labels,
    "frais": dict(vocabulary.FRAIS),
    "position_precision": dict(PositionPrecision.choices),
    "status": dict(Status.choices),
    "address_visibility": dict(Visibility.choices),
}
_LONGEST = 300


def label(kind: str, column: str) -> str:
    """The French name of a column of the directory, or of a field of a group."""
    if column.startswith(PREFIX):
        return name_of_field(column)
    for field in _MODELS[Kind(kind)]._meta.concrete_fields:
        if field.column == column:
            return str(field.verbose_name)
    # What a file says, that is no column of the directory by itself.
    return str(BY_KEY[column].label) if column in BY_KEY else column


def name_of_field(key: str) -> str:
    """What a field of a group is called, for who reads what an import says in it."""
    number = number_in(key.removeprefix(PREFIX)) or 0
    held = GroupField.objects.select_related("group").filter(pk=number).first()
    return held.column if held else _("champ d’un groupe")


def name_of(row: ImportRow) -> str:
    """What the record of a row is called: a session, by its days; one that is removed, as it is now."""
    said = row.payload.get("nom", "") or next(iter(row.changes.get("nom") or ()), "") or ""
    if row.kind != Kind.SESSION:
        return said
    if said:
        return between(*[date.fromisoformat(said)] * 2)
    days = [
        date.fromisoformat(row.payload[name]) for name in ("first_day", "last_day") if name in row.payload
    ]
    return between(*days) if len(days) == 2 else ""


# What a rehearsal makes, and what an import that is written made, of each kind: one, several.
_MAKES = {
    Kind.STRUCTURE: ngettext_lazy("%(n)d structure", "%(n)d structures", "n"),
    Kind.SERVICE: ngettext_lazy("%(n)d service", "%(n)d services", "n"),
    Kind.SESSION: ngettext_lazy("%(n)d session", "%(n)d sessions", "n"),
    Kind.CONTACT: ngettext_lazy("%(n)d contact", "%(n)d contacts", "n"),
}


def makes(run: ImportRun) -> dict[str, str]:
    """How many records of each kind a run makes, and how many it changes, in words by action; "" for none."""
    rows = ImportRow.objects.filter(run=run, action__in=[Action.CREATE, Action.CHANGE])
    counts = {
        (action, kind): count
        for action, kind, count in rows.order_by().values_list("action", "kind").annotate(n=Count("pk"))
    }
    return {
        action.value: ", ".join(
            str(words % {"n": counts[action, kind]})
            for kind, words in _MAKES.items()
            if (action, kind) in counts
        )
        for action in (Action.CREATE, Action.CHANGE)
    }


def words(column: str, value: Any) -> str:
    """A value as a person reads it; nothing is said to be empty."""
    if value in (None, "", []):
        return _("(vide)")
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if column == "position":
        lon, lat = from_ewkb(value)
        return f"{lat:.5f}, {lon:.5f}"
    if column == "horaires_accueil" and (told := usual_hours.usual_week(value)):
        return told
    names = _LABELS.get(column, {})
    if isinstance(value, list):
        return ", ".join(str(names.get(item, item)) for item in value)
    text = str(names.get(value, value))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def both(column: str, one: Any, other: Any) -> tuple[str, str]:
    """Two values that differ, as a person tells them apart: hours that read alike are quoted too."""
    said = words(column, one), words(column, other)
    if column == "horaires_accueil" and said[0] == said[1]:
        return f"{said[0]} ({one})", f"{said[1]} ({other})"
    return said


def differences(
    kind: str, changes: dict[str, list], hidden: frozenset[str] = frozenset()
) -> list[dict[str, str]]:
    """[old, new] by field as lines of a table, without those that are hidden (`*`: all)."""
    if ALL in hidden:
        return []
    lines = []
    for column, (old, new) in sorted(changes.items()):
        if column not in _SILENT and column not in hidden:
            before, after = both(column, old, new)
            lines.append({"field": label(kind, column), "old": before, "new": after})
    return lines
