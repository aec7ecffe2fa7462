# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a role may see: the one visibility policy, kept by database views.

Each view holds every record once per role (`accounts.roles.Role`), with what that role may not
see already replaced: a confidential address becomes its commune and the commune's point, a
private contact detail becomes empty. Pages, API, exports, tiles and derived rows all read these
models through `seen_by`, so that nothing private can be forgotten in one of them. The views'
SQL is in `mapping/sql/visible.sql`; `docs/privacy.md` tells the rules.
"""

from typing import Self

from django.contrib.gis.db.models import MultiPolygonField
from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.roles import Role
from mapping.models.contact import ContactFields
from mapping.models.service import ServiceFields
from mapping.models.structure import StructureFields


class VisibleQuerySet(models.QuerySet):
    """Records as each role sees them: always asked for one role."""

    def seen_by(self, role: Role) -> Self:
        """The records as `role` may see them, each once."""
        return self.filter(role=int(role))


class _View(models.Model):
    id = models.BigIntegerField(primary_key=True)
    role = models.PositiveSmallIntegerField()

    objects = VisibleQuerySet.as_manager()

    class Meta:
        abstract = True


class VisibleStructure(_View, StructureFields):
    """A published structure as one role sees it.

    `position` is never null where a commune is known: it falls back on the commune's point, and
    `position_precision` then says "commune". `position_masked` is true when an address exists
    that this role may not see, `address_is_confidential` when there is somebody who may not.
    """

    position_masked = models.BooleanField()
    address_is_confidential = models.BooleanField()
    themes = ArrayField(models.PositiveSmallIntegerField())
    # Set by who reads a whole structure for one role (`search.detail`).
    service_list: list["VisibleService"]
    own_contacts: list["VisibleContact"]
    closure_list: list[models.Model]

    class Meta:
        managed = False
        db_table = "mapping_visible_structure"
        ordering = ["nom", "id"]


class VisibleService(_View, ServiceFields):
    """A service of a published structure as one role sees it; without a place of its own it
    has the structure's."""

    structure = models.ForeignKey(
        VisibleStructure, on_delete=models.DO_NOTHING, db_constraint=False, related_name="services"
    )
    position_masked = models.BooleanField()
    address_is_confidential = models.BooleanField()
    has_zone_polygon = models.BooleanField()
    has_own_place = models.BooleanField()
    themes = ArrayField(models.PositiveSmallIntegerField())
    contact_list: list["VisibleContact"]
    session_list: list[models.Model]

    class Meta:
        managed = False
        db_table = "mapping_visible_service"
        ordering = ["nom", "id"]


class VisibleArea(_View):
    """The polygon of a service's area, where it has one that the role may see."""

    structure = models.ForeignKey(
        VisibleStructure, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    zone_polygon = MultiPolygonField(geography=True, srid=4326)

    class Meta:
        managed = False
        db_table = "mapping_visible_area"
        ordering = ["id"]


class VisibleContact(_View, ContactFields):
    """A contact with the details that one role may see; absent when none is left."""

    structure = models.ForeignKey(
        VisibleStructure, on_delete=models.DO_NOTHING, db_constraint=False, related_name="contacts"
    )
    service = models.ForeignKey(
        VisibleService, on_delete=models.DO_NOTHING, db_constraint=False, null=True, related_name="contacts"
    )

    class Meta:
        managed = False
        db_table = "mapping_visible_contact"
        ordering = ["nom", "id"]
