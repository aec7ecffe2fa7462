# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may see a file: whoever may see something that refers to it. One that nothing refers to is nobody's."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import models
from django.utils import timezone

from files.models import File

# How long a file stays that nothing refers to any more: what removed it may be undone so long.
KEPT_DAYS = 30


@dataclass(frozen=True, slots=True)
class Reference:
    """A model whose records refer to files, by its field; `readable` says whether a user may see one of the
    records that refer to a file."""

    model: type[models.Model]
    field: str
    readable: Callable[[Any, UUID], bool]


_references: list[Reference] = []


def refers(reference: Reference) -> None:
    """Declare what refers to files; meant for the `ready` of an app."""
    if reference not in _references:
        _references.append(reference)


def may_read(user: Any, file: UUID) -> bool:
    """Whether `user` may be given a file."""
    return any(reference.readable(user, file) for reference in _references)


def forget_unused(days: int = KEPT_DAYS) -> int:
    """Delete the files that nothing has referred to, and that were given more than `days` days ago; how many
    that was."""
    unused = File.objects.filter(created_at__lt=timezone.now() - timedelta(days=days))
    for reference in _references:
        used = reference.model._default_manager.values(f"{reference.field}_id")
        unused = unused.exclude(pk__in=used)
    return unused.delete()[1].get("files.File", 0)
