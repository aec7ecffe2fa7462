# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who last saw to each block of the examples, so that a first run shows how it is told."""

from collections.abc import Iterator
from datetime import timedelta

from mapping.models import Block, BlockSeen, SeenBy, SeenHow, Structure

# How many days before the structure was verified, which is the last of them; a block that is in none was
# never seen to.
_BEFORE = {Block.HOURS: 0, Block.CONTACT: 12, Block.SERVICES: 45, Block.PLACE: 160}
_NAMES = (SeenBy.STRUCTURE, SeenBy.NETWORK, SeenBy.STAFF)
_WAYS = (SeenHow.CONFIRMATION, SeenHow.EDIT)


def blocks_of(structure: Structure, number: int) -> Iterator[BlockSeen]:
    """The blocks of an example that somebody saw to; none where nobody verified it. `number` varies who."""
    if structure.verified_at is None:
        return
    for turn, (block, days) in enumerate(_BEFORE.items()):
        yield BlockSeen(
            structure=structure,
            block=block,
            at=structure.verified_at - timedelta(days=days),
            how=_WAYS[(number + turn) % len(_WAYS)],
            seen_by=_NAMES[(number + turn) % len(_NAMES)],
        )
