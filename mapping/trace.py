# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who changed what, and when, by whatever road: the journal that Django's administration keeps, and what
other apps say of theirs (`data` tells of its imports)."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Field, Q

from accounts.models import User
from accounts.roles import Role, role_of
from mapping.models import Service

# What the journal calls a change of a service's area.
ZONE = "Zone desservie"
_ZONE_FIELDS = ("zone_eligibilite", "zone_polygon", "zone_origin")


@dataclass(frozen=True, slots=True)
class Told:
    """When something was changed, and by whom, as colleagues read it."""

    at: datetime
    by: str


Journal = Callable[[int, tuple[str, ...]], Told | None]
"""The last change of any of these columns of a service, by its number, that another app knows of."""
_JOURNALS: list[Journal] = []


def also(journal: Journal) -> None:
    """Add a journal; meant for the `ready` of an app."""
    if journal not in _JOURNALS:
        _JOURNALS.append(journal)


def zone_changed(service: Service, user: User) -> None:
    """Note that `user` changed the area that the service takes people from."""
    LogEntry.objects.create(
        user=user,
        content_type=ContentType.objects.get_for_model(Service),
        object_id=str(service.pk),
        object_repr=str(service)[:200],
        action_flag=CHANGE,
        change_message=ZONE,
    )


def last_zone_change(service_id: int) -> Told | None:
    """The last time that the area was changed, on its page, in the administration or by another app; None if
    nothing tells."""
    told = [by_hand(service_id), *(journal(service_id, _ZONE_FIELDS) for journal in _JOURNALS)]
    return max(filter(None, told), key=lambda one: one.at, default=None)


def by_hand(service_id: int) -> Told | None:
    """The area's last change in the journal of the administration, which names fields by their labels."""
    labels = (
        str(cast("Field[Any, Any]", Service._meta.get_field(name)).verbose_name) for name in _ZONE_FIELDS
    )
    named = Q(change_message=ZONE)
    for label in labels:
        # As the journal writes it, in JSON.
        named |= Q(change_message__icontains=json.dumps(label))
    entries = LogEntry.objects.filter(
        named, content_type=ContentType.objects.get_for_model(Service), object_id=str(service_id)
    )
    entry = entries.select_related("user").order_by("-action_time", "-pk").first()
    return Told(entry.action_time, said_of(entry.user)) if entry else None


def said_of(user: User) -> str:
    """How colleagues read who it was: a name, with its organisation; never an address."""
    employer = user.organisation
    organisation = employer.name if employer else ""
    if not organisation and role_of(user) is Role.STAFF:
        organisation = "préfecture"
    if user.full_name and organisation:
        return f"{user.full_name} ({organisation})"
    return user.full_name or organisation or "un compte sans nom"
