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
from mapping.models import Block as KeptTrue
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
# Alone, one has neither a place elsewhere to hold a service, nor pictures that only oneself may be sent.
NOT_PRACTISED = frozenset({PHOTOS.name, SERVICE_PLACES.name})
BY_NAME = {block.name: block for block in BLOCKS}
# Where each part that is kept true is put right.
PUT_RIGHT = {
    KeptTrue.PRESENCE: IDENTITY.name,
    KeptTrue.CONTACT: REACH.name,
    KeptTrue.HOURS: HOURS.name,
    KeptTrue.PLACE: PLACE.name,
    KeptTrue.SERVICES: SERVICES.name,
}


def addresses(seen: VisibleStructure, editor: Editor, *, practises: bool = False) -> dict[str, str]:
    """By its name, where each block is edited that this editor may edit of a structure, or of an exercise
    where they practise."""
    where = [seen.id, seen.slug]
    left_out = NOT_PRACTISED if practises else frozenset()
    return {
        block.name: reverse("edit", args=[*where, block.name])
        for block in BLOCKS
        if block.name not in left_out and not block.why_not(seen, editor)
    }
