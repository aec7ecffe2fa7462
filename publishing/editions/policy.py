# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may do what with editions: prefecture staff make them, professionals read which are made, everyone
takes away those that are published."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.roles import Role, role_of
from files.policy import Reference
from publishing.editions.models import EditionEmblem, Printing, PrintingState

# Of those that have files.
_TAKEN_AWAY = Q(state=PrintingState.DONE.value, deleted_at__isnull=True)


def printings(user: Any) -> QuerySet[Printing]:
    """The books that somebody may take away: those that are published; of staff, all of them."""
    found = Printing.objects.filter(_TAKEN_AWAY)
    return found if role_of(user) >= Role.STAFF else found.filter(published_at__isnull=False)


def emblem_is_readable(user: Any, file: UUID) -> bool:
    """Whether somebody may see a file that is the emblem of an edition."""
    return role_of(user) >= Role.STAFF and EditionEmblem.objects.filter(file=file).exists()


FILES = Reference(EditionEmblem, "file", emblem_is_readable)
