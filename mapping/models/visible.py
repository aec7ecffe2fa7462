# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a role may see: the one visibility policy, kept by database views.

Each view holds every record once per role (`accounts.roles.Role`), with what that role may not
see already replaced: a confidential address becomes its commune and the commune's point, a
private contact detail becomes empty. Pages, API, exports, tiles and derived rows all read these
models through `seen_by`, so that nothing private can be forgotten in one of them. What is told of a
contact depends on what its reader belongs to besides (`accounts.readers.Reader`): that is asked when it is
read, and no derived row holds any of it. The views' SQL is in `mapping/sql/visible.sql`;
`docs/privacy.md` tells the rules.
"""

from datetime import datetime
from typing import Any, Self, TypeAlias

from django.contrib.gis.db.models import MultiPolygonField
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Value

from accounts.readers import Reader
from accounts.roles import Role
from mapping.models.contact import CONTACT_FIELDS, Contact, ContactFields
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

    class Meta:
        abstract = True


class _RoleView(_View):
    objects = VisibleQuerySet.as_manager()

    class Meta:
        abstract = True


class VisibleStructure(_RoleView, StructureFields):
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
    own_contacts: list["SeenContact"]
    closure_list: list[models.Model]
    # Set by who tells when each block was last seen to (`mapping.freshness.told.dates`).
    verified_blocks: dict[str, datetime | None]
    # Set by who tells the quality label of today, a `mapping.labelled.Label` (`search.detail`).
    quality_label: Any

    class Meta:
        managed = False
        db_table = "mapping_visible_structure"
        ordering = ["nom", "id"]


class VisibleService(_RoleView, ServiceFields):
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
    contact_list: list["SeenContact"]
    session_list: list[models.Model]

    class Meta:
        managed = False
        db_table = "mapping_visible_service"
        ordering = ["nom", "id"]


class VisibleArea(_RoleView):
    """The polygon of a service's area, where it has one that the role may see."""

    structure = models.ForeignKey(
        VisibleStructure, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    zone_polygon = MultiPolygonField(geography=True, srid=4326)

    class Meta:
        managed = False
        db_table = "mapping_visible_area"
        ordering = ["id"]


class _ContactView(_View, ContactFields):
    structure = models.ForeignKey(
        VisibleStructure, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    service = models.ForeignKey(
        VisibleService, on_delete=models.DO_NOTHING, db_constraint=False, null=True, related_name="+"
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.nom or self.fonction or self.telephone or self.courriel


class VisibleContactManager(models.Manager["VisibleContact"]):
    """Contacts as each reader sees them: always asked for one reader."""

    def seen_by(self, reader: Reader) -> "models.QuerySet[VisibleContact] | models.QuerySet[MemberContact]":
        """The contacts as `reader` may see them, each once: by their role, and by what they belong to."""
        if reader.account:
            return MemberContact.objects.filter(role=int(reader.role), reader=reader.account)
        return self.filter(role=int(reader.role))


class VisibleContact(_ContactView):
    """A contact with the details that one role may see; absent when none is left."""

    objects = VisibleContactManager()

    class Meta:
        managed = False
        db_table = "mapping_visible_contact"
        ordering = ["nom", "id"]


class MemberContact(_ContactView):
    """A contact with the details that the account `reader`, who belongs to something, may see with a role.

    A view of its own: to plan a statement of both took longer than to answer it for a role alone. Readers
    get it from `VisibleContact.objects.seen_by`.
    """

    reader = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "mapping_member_contact"
        ordering = ["nom", "id"]


SeenContact: TypeAlias = VisibleContact | MemberContact
"""A contact as a reader sees it."""


def told_details(contact_id: int, reader: Reader) -> tuple[str, ...]:
    """The details of a contact, by name, that `reader` may see, whether they hold something or not."""
    who = (Value(int(reader.role)), Value(reader.account))
    rules = {
        f"{name}_told": Func(
            *who,
            *(F(f"{name}_{rule}") for rule in ("visibility", "organisation_id", "group_id")),
            function="mapping_told",
            output_field=models.BooleanField(),
        )
        for name in CONTACT_FIELDS
    }
    found = Contact.objects.filter(pk=contact_id).values(**rules).first() or {}
    return tuple(name for name in CONTACT_FIELDS if found.get(f"{name}_told"))
