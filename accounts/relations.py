# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever refers to a kind of record of this room, in every room: also what no record can be asked for."""

from django.db import models


def referring_to(kind: type[models.Model]) -> list[models.ManyToOneRel]:
    """The foreign keys to `kind`, of every application, those that hide their way back (`+`) included."""
    found = kind._meta.get_fields(include_hidden=True)
    return [one for one in found if isinstance(one, models.ManyToOneRel)]
