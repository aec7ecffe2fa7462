# SPDX-License-Identifier: AGPL-3.0-or-later
"""The main facts of each block of a structure's page, and from when on a block is to be looked at again."""

from mapping.models.freshness import Block

# A block that nobody has seen to for longer is « à vérifier »: the quarter that the field's directories ask
# their structures for.
TO_CHECK_DAYS = 90
# From here on it is old: what `tri=pertinence` puts behind the others (`search.engine.relevance`).
OLD_DAYS = 180

OF_STRUCTURE = {
    Block.CONTACT: ("telephone", "courriel", "site_web"),
    Block.HOURS: ("horaires_accueil",),
    Block.PLACE: ("adresse", "complement_adresse", "code_postal", "commune_nom", "code_insee", "position"),
    Block.PRESENCE: ("nom", "description"),
}
"""The main facts of each block: whoever writes one saw to the block. A box ticked beside them (« Wifi », a
vocation, a network) says nothing of an address or of a description, which nobody may have read again."""
MAIN_FACTS = frozenset(name for columns in OF_STRUCTURE.values() for name in columns)


def sql_cases() -> str:
    """SQL: for each block of a structure, its name and its columns, as rows of VALUES."""
    return ",\n        ".join(
        f"('{block.value}', ARRAY[{', '.join(repr(name) for name in columns)}])"
        for block, columns in OF_STRUCTURE.items()
    )
