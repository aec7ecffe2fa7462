# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who reads the files of an assessment: those who answer for its structure, and staff."""

from typing import Any
from uuid import UUID

from evaluation.charter.models import Piece
from files.policy import Reference
from mapping import permissions


def piece_is_readable(user: Any, file: UUID) -> bool:
    """Whether somebody may see a file that is a piece of an assessment."""
    structures = Piece.objects.filter(file=file).values_list("assessment__structure", flat=True)
    return any(permissions.may_change(user, structure) for structure in structures)


FILES = Reference(Piece, "file", piece_is_readable)
