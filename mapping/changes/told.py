# SPDX-License-Identifier: AGPL-3.0-or-later
"""An event in words: which record, and of each field what it said before and after."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from django.contrib.gis.geos import GEOSGeometry, Point
from django.db import models
from django.utils import formats
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from geopy.distance import great_circle

from accounts.roles import Role
from common.columns import fields_by_column
from common.dates import day_of_json, in_words
from history.models import Operation
from history.visible import VisibleEvent
from mapping import presentation
from mapping.changes.columns import Column, Way
from mapping.changes.known import Known, Names
from mapping.changes.subjects import columns_of, telling_of
from mapping.changes.week import Day, days_changed
from mapping.changes.words import Piece, difference, shortened
from mapping.kinds import (
    CLOSURE,
    CONTACT,
    GOVERNANCE,
    GOVERNING_BODY,
    GOVERNING_SEAT,
    GROUP_VALUE,
    OF_GOVERNANCE,
    OF_TAXONOMIES,
    PHOTO,
    SERVICE,
    SESSION,
    STRUCTURE,
    TAXONOMY,
    TAXONOMY_FIELD,
)
from mapping.models import (
    Contact,
    Governance,
    GoverningBody,
    GoverningSeat,
    Photo,
    Service,
    Session,
    Structure,
    Taxonomy,
    TaxonomyField,
    TemporaryClosure,
)

_MODELS = {
    STRUCTURE.number: Structure,
    SERVICE.number: Service,
    CONTACT.number: Contact,
    SESSION.number: Session,
    CLOSURE.number: TemporaryClosure,
    PHOTO.number: Photo,
    GOVERNANCE.number: Governance,
    GOVERNING_BODY.number: GoverningBody,
    GOVERNING_SEAT.number: GoverningSeat,
    TAXONOMY.number: Taxonomy,
    TAXONOMY_FIELD.number: TaxonomyField,
}
# What staff write of the whole directory, and of no record of it.
_OF_STAFF = frozenset(kind.number for kind in (*OF_GOVERNANCE, *OF_TAXONOMIES))
# Of a value that would be put back, so much stands on its button.
_NAMED = 40
_ADDRESS_PARTS = ("adresse", "complement_adresse", "code_postal", "commune_nom")


@dataclass(frozen=True, slots=True)
class Line:
    """What changed of one field: `pieces` of a text that is whole in `before` and `after`, `days` of a week,
    what was `added` and `removed` of a list, or one value in place of the other; `said` where that is told in
    a word. `columns` are those to put back."""

    label: str
    columns: tuple[str, ...]
    before: str = ""
    after: str = ""
    said: str = ""
    pieces: tuple[Piece, ...] = ()
    days: tuple[Day, ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def brought_back(self) -> str:
        """The beginning of what putting the field back would write, where that is one value; empty else."""
        return Truncator(" ".join(self.before.split())).chars(_NAMED) if self.before else ""


@dataclass(slots=True)
class Entry:
    """What an act did of one record: `what` it is, in words, and its lines. `event` is the first event of the
    act on it; `is_reading` where it only says that somebody read it."""

    kind: int
    number: int
    event: int
    operation: str
    what: str
    structure: Known | None
    lines: list[Line] = field(default_factory=list)
    note: str = ""
    is_reading: bool = False

    @property
    def is_change(self) -> bool:
        """Whether fields of it changed, which can be put back one by one."""
        return self.operation == Operation.CHANGED

    @property
    def is_made(self) -> bool:
        """Whether the record was not there before: its lines, where it has any, are what it holds."""
        return self.operation == Operation.CREATED

    @property
    def done(self) -> str:
        """« ajouté », « supprimé », « modifié », in words that stand after its name."""
        if self.operation == Operation.CREATED:
            if self.kind == STRUCTURE.number:
                return _("fiche créée")
            return _("ajout") if self.what else _("création")
        if self.operation == Operation.REMOVED:
            return _("fiche supprimée") if self.kind == STRUCTURE.number else _("suppression")
        return _("modification")


def entries(events: Iterable[VisibleEvent], names: Names, role: Role) -> list[Entry]:
    """What an act did, a record at a time, in the order in which it did it."""
    merged: dict[tuple[int, int], list[VisibleEvent]] = {}
    for one in events:
        if columns_of(one.event.kind) is not None:
            merged.setdefault((one.event.kind, one.event.object), []).append(one)
    told = [_entry(several, names, role) for several in merged.values()]
    # That a record was seen to goes without saying where something of it changed.
    return [one for one in told if not one.is_reading] or told[:1]


def _entry(several: Sequence[VisibleEvent], names: Names, role: Role) -> Entry:
    first, last = several[0].event, several[-1].event
    operations = {one.event.operation for one in several}
    operation = first.operation if Operation.CREATED in operations else last.operation
    columns: dict[str, tuple[Any, Any]] = {}
    for one in several:
        for name, (before, after) in one.columns.items():
            columns[name] = (columns[name][0] if name in columns else before, after)
    entry = Entry(
        first.kind, first.object, first.pk, operation, _what(first.kind, first.object, columns, names, role),
        names.roots.get(first.root or 0),
    )  # fmt: skip
    if operation == Operation.CHANGED:
        changed = {name: pair for name, pair in columns.items() if pair[0] != pair[1]}
        entry.lines = _lines(first.kind, changed, names, role)
        if not entry.lines and changed:
            entry.is_reading = set(changed) == {"verified_at"}
            entry.note = _("relue : rien à changer") if entry.is_reading else _("suivi de la source")
    elif operation == Operation.CREATED and (several[0].columns or first.kind == GROUP_VALUE.number):
        entry.lines = [line for line in _lines(first.kind, columns, names, role) if line.after or line.added]
    elif operation == Operation.REMOVED:
        entry.lines = [
            line for line in _lines(first.kind, columns, names, role) if line.before or line.removed
        ][:6]
    return entry


def _what(kind: int, number: int, columns: dict[str, tuple[Any, Any]], names: Names, role: Role) -> str:
    """« service « Cours du soir » », « contact « Accueil » », « fermeture temporaire »; empty for the
    structure itself."""
    if (telling := telling_of(kind)) is not None:
        return telling.what(number, columns, role)
    if kind in _OF_STAFF:
        return _of_staff(kind, number, columns, names)
    before = str(columns.get("nom", ("", ""))[0] or "")
    if kind == SERVICE.number:
        name = names.services.get(number) or before
        return _("service « %(name)s »") % {"name": name} if name else _("un service")
    if kind == CONTACT.number:
        name = names.contacts.get(number) or before or str(columns.get("fonction", ("", ""))[0] or "")
        return _("contact « %(name)s »") % {"name": name} if name else _("un contact")
    if kind == PHOTO.number:
        return _("une photo")
    if kind in (SESSION.number, CLOSURE.number):
        name = _("session") if kind == SESSION.number else _("fermeture temporaire")
        days = names.days.get((kind, number))
        return _("%(what)s du %(first)s au %(last)s") % {"what": name, **days} if days else name
    return ""


def _of_staff(kind: int, number: int, columns: dict[str, tuple[Any, Any]], names: Names) -> str:
    """What staff write of the whole directory, by the name that it has, else that it had."""
    if kind == GOVERNANCE.number:
        return _("page de gouvernance")
    if kind == GOVERNING_SEAT.number:
        return _seat(number, columns, names)
    if kind == GOVERNING_BODY.number:
        name = names.bodies.get(number) or columns.get("nom", ("", ""))[0]
        return _("instance « %(name)s »") % {"name": name or ""}
    if kind == TAXONOMY.number:
        name = names.taxonomies.get(number) or columns.get("name", ("", ""))[0]
        return _("liste de champs « %(name)s »") % {"name": name or ""}
    name = names.fields.get(number) or columns.get("label", ("", ""))[0]
    return _("champ « %(name)s »") % {"name": name or ""}


def _seat(number: int, columns: dict[str, tuple[Any, Any]], names: Names) -> str:
    """« « La Passerelle » dans l’instance « Comité technique » », as far as both are still there."""
    gone_organisation, gone_body = (
        columns[name][0] if name in columns else 0 for name in ("organisation_id", "body_id")
    )
    gone = names.organisations.get(gone_organisation or 0, ""), names.bodies.get(gone_body or 0, "")
    organisation, body = names.seats.get(number, gone)
    if not organisation or not body:
        return _("une organisation d’une instance")
    return _("« %(organisation)s » dans l’instance « %(body)s »") % {
        "organisation": organisation,
        "body": body,
    }


def _lines(kind: int, changed: dict[str, tuple[Any, Any]], names: Names, role: Role) -> list[Line]:
    known, lines = columns_of(kind) or {}, []
    address = tuple(name for name in _ADDRESS_PARTS if name in changed and known.get(name))
    # In the order in which the columns are declared, what came since after them.
    order = [*known, *(name for name in changed if name not in known)]
    for name in order:
        if name not in changed:
            continue
        column = known.get(name) or _undeclared(kind, name)
        if column is None or column.way == Way.ASIDE or (name in address and name != address[0]):
            continue
        if column.way == Way.ADDRESS:
            lines.append(_address(address, changed, str(column.label)))
        else:
            lines.append(_line(kind, name, column, changed[name], names, role))
    return lines


def _undeclared(kind: int, name: str) -> Column | None:
    """A column that came after this was written, under the name that its model has for it."""
    held = fields_by_column(_model(kind)).get(name)
    return Column(str(held.verbose_name).capitalize(), Way.VALUE) if held else None


def _address(columns: tuple[str, ...], changed: dict[str, tuple[Any, Any]], label: str) -> Line:
    def at(place: int) -> str:
        parts = (str(changed[name][place] or "") if name in changed else "" for name in _ADDRESS_PARTS)
        return presentation.address_line(*parts)

    return Line(label, columns, at(0), at(1))


def _line(kind: int, name: str, column: Column, pair: tuple[Any, Any], names: Names, role: Role) -> Line:
    label, columns = str(column.label), (name,)
    before, after = pair
    if column.way == Way.TEXT and before and after:
        return Line(label, columns, before, after, pieces=tuple(shortened(difference(before, after))))
    if column.way == Way.MASKED and role is Role.VISITOR:
        return Line(label, columns, said=_("changé"))
    if column.way == Way.HOURS and (days := days_changed(before or "", after or "")):
        return Line(label, columns, days=days)
    if column.way == Way.POSITION:
        return Line(label, columns, said=_moved(before, after))
    if column.way == Way.SHAPE:
        return Line(label, columns, said=_shape(before, after))
    if column.way in (Way.CODES, Way.AREA):
        words = names.places if column.way == Way.AREA else _labels(kind, name)
        one, other = before or [], after or []
        return Line(
            label, columns,
            added=tuple(str(words.get(code, code)) for code in other if code not in one),
            removed=tuple(str(words.get(code, code)) for code in one if code not in other),
        )  # fmt: skip
    old, new = (_values(kind, name, column, value, names) for value in (before, after))
    return Line(label, columns, old, new)


def _values(kind: int, name: str, column: Column, value: Any, names: Names) -> str:
    held = value if isinstance(value, list) else [value]
    return ", ".join(_value(kind, name, column, one, names) for one in held)


def _value(kind: int, name: str, column: Column, value: Any, names: Names) -> str:
    if value is None or value == "":
        return ""
    if column.way == Way.YES_NO:
        return _("oui") if value else _("non")
    if column.way == Way.CODE:
        return str(_labels(kind, name).get(value, value))
    if column.way == Way.DATE:
        return in_words(day_of_json(value))
    if column.way == Way.COMMUNE:
        return names.places.get(value, value)
    if column.way == Way.ORGANISATION:
        return names.organisations.get(value, _("une organisation qui n’existe plus"))
    if column.way == Way.GROUP:
        return names.groups.get(value, _("un groupe qui n’existe plus"))
    if name == "telephone" and (phone := presentation.phone_of(value)):
        return phone.text
    if isinstance(value, float):
        return formats.number_format(value)
    return str(value)


def _model(kind: int) -> type[models.Model]:
    telling = telling_of(kind)
    return telling.model if telling else _MODELS[kind]


def _labels(kind: int, name: str) -> dict[Any, Any]:
    held = fields_by_column(_model(kind))[name]
    return dict(getattr(held, "base_field", held).flatchoices or ())


def _moved(before: Any, after: Any) -> str:
    if not before or not after:
        return _("placée") if after else _("retirée")
    one, other = (cast(Point, GEOSGeometry(value)) for value in (before, after))
    metres = great_circle((one.y, one.x), (other.y, other.x)).m
    return _("déplacée de %(distance)s") % {"distance": presentation.distance_text(metres)}


def _shape(before: Any, after: Any) -> str:
    if not before:
        return _("dessinée")
    return _("changée") if after else _("retirée")
