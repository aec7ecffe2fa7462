# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which block of a structure's page each column belongs to, and from when on one is to be looked at again."""

from mapping.models.freshness import Block

# A block that nobody has seen to for longer is « à vérifier »: the quarter that the field's directories ask
# their structures for.
TO_CHECK_DAYS = 90
# From here on it is old: what `tri=pertinence` puts behind the others (`search.engine.relevance`).
OLD_DAYS = 180

_PLACE = (
    *("adresse", "complement_adresse", "code_postal", "commune_nom", "code_insee", "position"),
    *("position_precision", "accessibilite_lieu", "accessible", "equipements", "bureau_confidentiel"),
)
OF_STRUCTURE = {
    Block.CONTACT: ("telephone", "courriel", "site_web"),
    Block.HOURS: ("horaires_accueil",),
    Block.PLACE: _PLACE,
    Block.PRESENCE: ("nom", "description", "siret", "reseaux_porteurs", "porteur", "vocation"),
}
"""The columns of a structure by block; what is in none says nothing to whoever goes there."""


def sql_cases() -> str:
    """SQL: for each block of a structure, its name and its columns, as rows of VALUES."""
    return ",\n        ".join(
        f"('{block.value}', ARRAY[{', '.join(repr(name) for name in columns)}])"
        for block, columns in OF_STRUCTURE.items()
    )
