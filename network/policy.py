# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who reads and who edits what is shared: the rules. Reading is `SharedQuerySet.seen_by`, on the rows."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.groups import known_to
from accounts.models import Group
from accounts.readers import Reader
from accounts.roles import Role, role_of
from files.policy import Reference
from network.models import Attachment, Event, News, Resource
from network.models.common import Shared, SharedQuerySet, eyes_of

MODELS: tuple[type[Shared], ...] = (Resource, Event, News)


def why_not(user: Any, record: Shared | None = None) -> str:
    """Why `user` may not write, or edit this record, in a sentence for them; empty where they may.

    Whoever is a professional edits whatever they read, as on a wiki, and brings back what was withdrawn.
    """
    if role_of(user) < Role.PROFESSIONAL:
        if not getattr(user, "is_authenticated", False):
            return _("Pour écrire ici, connectez-vous.")
        return _("Écrire ici est réservé aux professionnels.")
    if record is not None and record.group is not None and record.group.is_archived:
        return _("Le groupe est archivé : on le lit encore, et rien n’y est plus écrit.")
    return ""


def group_told(user: Any, record: Shared) -> Group | None:
    """The group that a record is in, where the reader may know of it. One query, none without a group."""
    return known_to(user).filter(pk=record.group_id).first() if record.group_id else None


def known(model: type[Shared], who: Role | Reader, numbers: set[int]) -> SharedQuerySet:
    """Those of the records of these numbers that a role, or a reader with their groups, may know of."""
    every: SharedQuerySet = model._default_manager.all()
    return every.known_to(who).filter(pk__in=numbers)


def file_is_readable(user: Any, file: UUID) -> bool:
    """Whether `user` may be given a file that something of the network shows or holds."""
    eyes = eyes_of(user)
    held = Attachment.objects.filter(file=file)
    return (
        held.filter(resource__in=Resource.objects.known_to(eyes)).exists()
        or held.filter(event__in=Event.objects.known_to(eyes)).exists()
    )


FILES = Reference(Attachment, "file", file_is_readable)
