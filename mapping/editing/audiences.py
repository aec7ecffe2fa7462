# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who sees a detail of a contact, as one choice among a few: everyone, professionals, an organisation, a
group, the prefecture."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.memberships import (
    nameable_groups,
    nameable_organisations,
    organisations_by_number,
    organisations_of,
)
from accounts.models import Group, Organisation
from accounts.readers import Reader
from accounts.roles import Role
from mapping.models import Contact, Visibility
from mapping.models.contact import CONTACT_FIELDS

PUBLIC, PROFESSIONALS, STAFF = (str(int(level)) for level in Visibility)
# What is said today, where none of the choices says it.
HELD = "tel"
_ORGANISATION, _GROUP = "o", "g"
_RULES = ("visibility", "organisation_id", "group_id")
_NAMES = ("organisation__name", "group__name")


@dataclass(frozen=True, slots=True)
class Audience:
    """Who sees a detail: the lowest role, and the members of an organisation and of a group besides."""

    visibility: int
    organisation: int | None = None
    group: int | None = None

    @classmethod
    def of(cls, contact: Contact, name: str) -> "Audience":
        """Who sees a detail of a contact."""
        return cls(*(getattr(contact, f"{name}_{rule}") for rule in _RULES))

    @property
    def choice(self) -> str:
        """The choice that says it; empty where none does. Whom else names what their role opens already is no
        matter."""
        if self.visibility < Visibility.OWNERS:
            return str(self.visibility)
        if self.organisation and self.group:
            return ""
        if self.organisation:
            return f"{_ORGANISATION}{self.organisation}"
        return f"{_GROUP}{self.group}" if self.group else STAFF

    def fields(self, name: str) -> dict[str, Any]:
        """The fields of a contact that say it of a detail."""
        values = (self.visibility, self.organisation, self.group)
        return {
            f"{name}_{rule.removesuffix('_id')}": value for rule, value in zip(_RULES, values, strict=True)
        }


def chosen(choice: str) -> Audience:
    """The audience that a choice says. Raises ValueError for none."""
    if choice in (PUBLIC, PROFESSIONALS, STAFF):
        return Audience(int(choice))
    kind, number = choice[:1], int(choice[1:])
    if kind == _ORGANISATION:
        return Audience(Visibility.OWNERS, organisation=number)
    if kind == _GROUP:
        return Audience(Visibility.OWNERS, group=number)
    raise ValueError(choice)


def choices(editor: Any, held: Iterable[Audience] = ()) -> list[tuple[str, str]]:
    """What an editor may choose, and what is held already, in words.

    Professionals name their own organisations and groups; staff, who may name any through the API, those that
    they belong to and those named already.
    """
    own = nameable_organisations(editor.user)
    organisations = {one.pk: one.name for one in organisations_of(editor.user) if one in own}
    groups = {one.pk: one.name for one in nameable_groups(editor.user)}
    for one in held:
        if one.choice[:1] == _ORGANISATION and one.organisation not in organisations:
            organisations |= dict(
                Organisation.objects.filter(pk__in=[one.organisation]).values_list("pk", "name")
            )
        if one.choice[:1] == _GROUP and one.group not in groups:
            groups |= dict(Group.objects.filter(pk__in=[one.group]).values_list("pk", "name"))
    staff = _("la préfecture seulement")
    if editor.role is not Role.STAFF:
        staff = _("la préfecture seulement (vous ne le verrez plus)")
    offered = [(PUBLIC, _("tout le monde")), (PROFESSIONALS, _("les professionnels"))]
    offered += [
        (f"{_ORGANISATION}{pk}", _("l'organisation « %s »") % name) for pk, name in organisations.items()
    ]
    offered += [(f"{_GROUP}{pk}", _("le groupe « %s »") % name) for pk, name in groups.items()]
    offered.append((STAFF, staff))
    if any(not one.choice for one in held):
        offered.append((HELD, _("les mêmes qu'aujourd'hui (une organisation et un groupe)")))
    return offered


@dataclass(frozen=True, slots=True)
class Seen:
    """Who sees a contact's details that its reader sees, of the one that fewest see: `kind` dresses it."""

    words: str
    kind: str


def seen_by_whom(contacts: Iterable[Any], reader: Reader) -> dict[int, Seen]:
    """By the number of a contact, who sees what of it this reader sees; one query, two for members.

    `contacts` are as the reader sees them (`VisibleContact`). An organisation or a group is named to its
    members and to staff.
    """
    told = {one.pk: [name for name in CONTACT_FIELDS if getattr(one, name)] for one in contacts}
    if not told or reader.role < Role.PROFESSIONAL:
        return {}
    own = set(organisations_by_number(reader.account)) if reader.account else set()
    columns = [f"{name}_{rule}" for name in CONTACT_FIELDS for rule in (*_RULES, *_NAMES)]
    found = {}
    for row in Contact.objects.filter(pk__in=told).values("pk", *columns):
        levels = {name: row[f"{name}_visibility"] for name in told[row["pk"]]}
        narrowest = max(levels, key=lambda name: levels[name])
        found[row["pk"]] = _seen(row, narrowest, own, everything=reader.role is Role.STAFF)
    return found


def _seen(row: dict[str, Any], name: str, own: set[int], *, everything: bool) -> Seen:
    level = row[f"{name}_visibility"]
    if level == Visibility.PUBLIC:
        return Seen(_("tout le monde"), "ok")
    if level == Visibility.PROFESSIONALS:
        return Seen(_("professionnels seulement"), "doubt")
    organisation, group = row[f"{name}_organisation__name"], row[f"{name}_group__name"]
    if organisation and (everything or row[f"{name}_organisation_id"] in own):
        return Seen(_("organisation « %s »") % organisation, "stop")
    # Who sees it without belonging to the organisation belongs to the group.
    if group:
        return Seen(_("groupe « %s »") % group, "stop")
    return Seen(_("préfecture seulement"), "stop")
