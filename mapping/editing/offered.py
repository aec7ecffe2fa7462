# SPDX-License-Identifier: AGPL-3.0-or-later
"""The blocks that the page of a structure offers to edit, in its order."""

from django.urls import reverse

from mapping.editing.blocks import Block, Editor
from mapping.editing.closures import CLOSURES
from mapping.editing.contacts import CONTACTS
from mapping.editing.hours_block import HOURS
from mapping.editing.identity import IDENTITY
from mapping.editing.photos import PHOTOS
from mapping.editing.place import PLACE
from mapping.editing.reach import REACH
from mapping.editing.service_form import SERVICES
from mapping.editing.service_place import SERVICE_PLACES
from mapping.editing.sessions import SESSIONS
from mapping.editing.status import CLOSING
from mapping.models import VisibleStructure

BLOCKS: tuple[Block, ...] = (
    IDENTITY,
    REACH,
    PLACE,
    HOURS,
    CLOSURES,
    SERVICES,
    SERVICE_PLACES,
    SESSIONS,
    CONTACTS,
    PHOTOS,
    CLOSING,
)
BY_NAME = {block.name: block for block in BLOCKS}


def addresses(seen: VisibleStructure, editor: Editor) -> dict[str, str]:
    """By its name, where each block is edited that this editor may edit of a structure."""
    where = [seen.id, seen.slug]
    return {
        block.name: reverse("edit", args=[*where, block.name])
        for block in BLOCKS
        if not block.why_not(seen, editor)
    }
