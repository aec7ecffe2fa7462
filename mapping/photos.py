# SPDX-License-Identifier: AGPL-3.0-or-later
"""Photographs of structures as a reader may see them."""

from typing import Any
from uuid import UUID

from accounts.roles import role_of
from files.policy import Reference
from mapping.models import Photo, VisibleStructure

MOST = 12


def of(structure: VisibleStructure) -> list[Photo]:
    """The photographs of a structure that the reader was already given, oldest first; none of a place whose
    address they may not see, which its door would give away."""
    if structure.position_masked:
        return []
    return list(Photo.objects.filter(structure=structure.id).select_related("file")[:MOST])


def readable(user: Any, file: UUID) -> bool:
    """Whether `user` may see a photograph that is this file."""
    structures = Photo.objects.filter(file=file).values("structure")
    return (
        VisibleStructure.objects.seen_by(role_of(user))
        .filter(id__in=structures, position_masked=False)
        .exists()
    )


REFERENCE = Reference(Photo, "file", readable)
