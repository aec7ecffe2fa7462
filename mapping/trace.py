# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who changed something last, a service's area among others, by whatever road, as colleagues read it."""

import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Field, Q

from accounts.models import OrganisationMembership, User
from accounts.roles import Role, role_of
from history.kinds import Kind
from history.models import Act, Event, Operation
from mapping.kinds import SERVICE
from mapping.models import Service

_ZONE_FIELDS = ("zone_eligibilite", "zone_polygon", "zone_origin")
# What the page of an area wrote in the administration's log before there was a history.
_ZONE = "Zone desservie"


@dataclass(frozen=True, slots=True)
class LastChange:
    """When something was changed, and by whom, as colleagues read it."""

    at: datetime
    by: str


Name = Callable[[Act], str]
"""What an app calls an act of its own; empty for the others'."""
_NAMES: list[Name] = []


def also(name: Name) -> None:
    """Have acts of an app named; meant for its `ready`."""
    if name not in _NAMES:
        _NAMES.append(name)


def last_zone_change(service_id: int) -> LastChange | None:
    """The last time that the area was changed, not made; None if nothing tells."""
    events = Event.objects.filter(
        kind=SERVICE.number,
        object=service_id,
        operation=Operation.CHANGED,
        before__has_any_keys=list(_ZONE_FIELDS),
    )
    event = events.select_related("act__by").order_by("-id").first()
    return LastChange(event.act.at, _name_of_act(event.act)) if event else _before_the_history(service_id)


def last_change(kind: Kind, number: int, columns: Collection[str], after: int = 0) -> LastChange | None:
    """The last time that one of these columns of a record was written after an event, by whatever road; None
    where none was."""
    events = Event.objects.filter(
        kind=kind.number, object=number, pk__gt=after, before__has_any_keys=list(columns)
    )
    event = events.select_related("act__by").order_by("-id").first()
    return LastChange(event.act.at, _name_of_act(event.act)) if event else None


def named(act: Act) -> str:
    """What an app calls an act of its own; empty for the others'."""
    return next(filter(None, (name(act) for name in _NAMES)), "")


def _name_of_act(act: Act) -> str:
    return named(act) or (name_of(act.by) if act.by else str(act.get_cause_display()))


def _before_the_history(service_id: int) -> LastChange | None:
    """What the administration's log tells of the area; it names fields by their labels."""
    labels = (
        str(cast("Field[Any, Any]", Service._meta.get_field(name)).verbose_name) for name in _ZONE_FIELDS
    )
    named = Q(change_message=_ZONE)
    for label in labels:
        # As the log writes it, in JSON.
        named |= Q(change_message__icontains=json.dumps(label))
    entries = LogEntry.objects.filter(
        named, content_type=ContentType.objects.get_for_model(Service), object_id=str(service_id)
    )
    entry = entries.select_related("user").order_by("-action_time", "-pk").first()
    return LastChange(entry.action_time, name_of(entry.user)) if entry else None


def name_of(user: User) -> str:
    """How colleagues read who it was: a name, with its organisation; never an address."""
    employer = user.organisation
    return _named(user, employer.name if employer else "")


def names_of(users: Iterable[User]) -> dict[int, str]:
    """How colleagues read who several people were, by number, in one query."""
    people = {user.pk: user for user in users}
    joined = OrganisationMembership.objects.filter(user__in=people).order_by("since", "pk")
    employers: dict[int, str] = {}
    for number, name in joined.values_list("user_id", "organisation__name") if people else ():
        employers.setdefault(number, name)
    return {number: _named(user, employers.get(number, "")) for number, user in people.items()}


def _named(user: User, organisation: str) -> str:
    if not organisation and role_of(user) is Role.STAFF:
        organisation = "préfecture"
    if user.full_name and organisation:
        return f"{user.full_name} ({organisation})"
    return user.full_name or organisation or "un compte sans nom"
