# SPDX-License-Identifier: AGPL-3.0-or-later
"""The database's part in the records: who may see what and since when, and that each change is noted."""

from functools import partial
from pathlib import Path

from django.apps import apps

from common.living_sql import Definitions
from history.triggers import statements
from mapping.freshness.blocks import sql_cases
from mapping.kinds import KINDS

# What `visible.sql` says column by column, by the name of the column: hidden from some, or worked out.
_NOT_AS_IT_IS = {
    "VisibleStructure": {
        *("id", "role", "source_id", "siret", "adresse", "complement_adresse", "code_postal", "commune_nom"),
        *(
            "position",
            "position_precision",
            "position_origin",
            "position_masked",
            "accessibilite_lieu",
            "address_is_confidential",
        ),
        *("lien_source", "themes"),
    },
    "VisibleService": {
        *("id", "role", "structure_id", "source_id", "has_zone_polygon", "has_own_place", "lien_source"),
        *("adresse", "complement_adresse", "code_postal", "commune_nom", "code_insee", "position"),
        *("position_precision", "position_origin", "position_masked", "address_is_confidential", "themes"),
    },
}


def _told_to_everyone(model: str, row: str) -> str:
    """SQL: the columns of what is seen of a record that are the record's own, told to everyone."""
    fields = apps.get_model("mapping", model)._meta.concrete_fields
    return ",\n    ".join(f"{row}.{one.column}" for one in fields if one.column not in _NOT_AS_IT_IS[model])


SQL = Definitions(
    Path(__file__).parent,
    ("visible", "shown", "needs", "history", "freshness", "taxonomies"),
    made={
        "columns told of a structure": partial(_told_to_everyone, "VisibleStructure", "s"),
        "columns told of a structure, new": partial(_told_to_everyone, "VisibleStructure", "n"),
        "columns told of a structure, old": partial(_told_to_everyone, "VisibleStructure", "o"),
        "columns told of a service": partial(_told_to_everyone, "VisibleService", "sv"),
        "triggers of the kinds": partial(statements, KINDS),
        "blocks of a structure": sql_cases,
    },
)
