# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names of what a page of changes tells of, as its reader may know them: a few queries, however many."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils import formats

from accounts.models import Group, Organisation
from accounts.readers import Reader
from accounts.roles import Role
from history.kinds import Kind
from history.visible import VisibleEvent
from mapping.kinds import (
    CLOSURE,
    CONTACT,
    GOVERNING_BODY,
    GOVERNING_SEAT,
    OF_TAXONOMIES,
    SERVICE,
    SESSION,
)
from mapping.models import (
    GoverningBody,
    GoverningSeat,
    Session,
    Structure,
    Taxonomy,
    TaxonomyField,
    TemporaryClosure,
    VisibleContact,
    VisibleService,
    VisibleStructure,
)
from mapping.presentation import slug_of, structure_path
from places.zone_names import zone_names

_OF_TAXONOMIES = frozenset(kind.number for kind in OF_TAXONOMIES)
_ORGANISATIONS, _GROUPS = "organisation_id", "group_id"


@dataclass(frozen=True, slots=True)
class Known:
    """A structure, or a root of another room, that a change is of: its name, its page and its history where
    it has them, whether the reader sees where it is, and the commune."""

    id: int
    name: str
    url: str = ""
    sees_place: bool = False
    commune: str = ""
    themes: tuple[int, ...] = ()
    is_example: bool = False
    history: str = ""


@dataclass(slots=True)
class Names:
    """By number or code, what records and places are called."""

    roots: dict[int, Known] = field(default_factory=dict)
    services: dict[int, str] = field(default_factory=dict)
    contacts: dict[int, str] = field(default_factory=dict)
    organisations: dict[int, str] = field(default_factory=dict)
    groups: dict[int, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    days: dict[tuple[int, int], dict[str, str]] = field(default_factory=dict)
    bodies: dict[int, str] = field(default_factory=dict)
    seats: dict[int, tuple[str, str]] = field(default_factory=dict)
    taxonomies: dict[int, str] = field(default_factory=dict)
    fields: dict[int, str] = field(default_factory=dict)


def names_for(events: Iterable[VisibleEvent], reader: Reader, known: dict[int, Known]) -> Names:
    """The names of all that these events tell of; `known` has those of their roots."""
    told = list(events)
    names = Names(known)
    if numbers := {one.event.object for one in told if one.event.kind == SERVICE.number}:
        seen = VisibleService.objects.seen_by(reader.role).filter(id__in=numbers)
        names.services = dict(seen.order_by().values_list("id", "nom"))
    if numbers := {one.event.object for one in told if one.event.kind == CONTACT.number}:
        # By role alone, as the history is told.
        seen_contacts = VisibleContact.objects.seen_by(Reader(reader.role)).filter(id__in=numbers)
        for number, nom, fonction in seen_contacts.order_by().values_list("id", "nom", "fonction"):
            names.contacts[number] = nom or fonction
    names.organisations = _named(Organisation, told, _ORGANISATIONS)
    names.groups = _named(Group, told, _GROUPS)
    codes = {
        code
        for one in told
        for column in ("code_insee", "zone_eligibilite")
        for value in one.columns.get(column, ())
        if value
        for code in ([value] if isinstance(value, str) else value)
    }
    names.places = zone_names(codes) if codes else {}
    names.days = _days(TemporaryClosure, CLOSURE, told) | _days(Session, SESSION, told)
    if any(one.event.kind in (GOVERNING_BODY.number, GOVERNING_SEAT.number) for one in told):
        _add_governance(names, told)
    if any(one.event.kind in _OF_TAXONOMIES for one in told):
        names.taxonomies = dict(Taxonomy.objects.order_by().values_list("pk", "name"))
        names.fields = dict(TaxonomyField.objects.order_by().values_list("pk", "label"))
    return names


def _add_governance(names: Names, told: list[VisibleEvent]) -> None:
    """The names of bodies, and of the organisations that sit in them."""
    names.bodies = dict(GoverningBody.objects.order_by().values_list("pk", "nom"))
    numbers = {one.event.object for one in told if one.event.kind == GOVERNING_SEAT.number}
    seats = GoverningSeat.objects.filter(pk__in=numbers).order_by()
    for number, organisation, body in seats.values_list("pk", "organisation__name", "body__nom"):
        names.seats[number] = (organisation, body)


def _days(
    model: type[TemporaryClosure] | type[Session], kind: Kind, told: list[VisibleEvent]
) -> dict[tuple[int, int], dict[str, str]]:
    """The first and the last day of those that are there, of a kind that is told whole or not at all."""
    numbers = {one.event.object for one in told if one.event.kind == kind.number}
    rows = model.objects.filter(pk__in=numbers).values_list("pk", "first_day", "last_day") if numbers else ()
    return {
        (kind.number, number): {
            "first": formats.date_format(first, "DATE_FORMAT"),
            "last": formats.date_format(last, "DATE_FORMAT"),
        }
        for number, first, last in rows
    }


def structures_known(numbers: set[int], role: Role) -> dict[int, Known]:
    """The structures of these numbers that the role may know of; drafts and closed ones are staff's."""
    seen = VisibleStructure.objects.seen_by(role).filter(id__in=numbers).order_by()
    columns = ("id", "nom", "position_masked", "commune_nom", "themes", "is_example")
    known = {
        number: Known(
            number,
            nom,
            structure_path(number, nom),
            not masked,
            commune,
            tuple(themes),
            example,
            history_path(number, nom),
        )
        for number, nom, masked, commune, themes, example in seen.values_list(*columns)
    }
    if role is Role.STAFF and (unseen := numbers - known.keys()):
        rows = Structure.objects.filter(pk__in=unseen).order_by().values_list("pk", "nom", "commune_nom")
        known |= {
            number: Known(number, nom, "", True, commune, history=history_path(number, nom))
            for number, nom, commune in rows
        }
    return known


def history_path(structure_id: int, name: str) -> str:
    """The path of a structure's history, in the reader's language."""
    return reverse("structure-history", args=[structure_id, slug_of(name)])


def _named(model: type[Organisation] | type[Group], told: list[VisibleEvent], ending: str) -> dict[int, str]:
    numbers = {
        value
        for one in told
        for column, values in one.columns.items()
        if column.endswith(ending)
        for value in values
        if value
    }
    return dict(model.objects.filter(pk__in=numbers).values_list("pk", "name")) if numbers else {}
