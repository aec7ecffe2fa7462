# SPDX-License-Identifier: AGPL-3.0-or-later
"""How groups are told in a list, and who belongs to one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count

from accounts import groups
from accounts.models import Group, GroupInvitation, GroupMembership, Organisation
from accounts.roles import Role
from mapping.models import VisibleStructure
from mapping.organisations import held_by_each
from mapping.presentation import short_name, structure_path
from mapping.vocabulary import THEME_BY_CODE, ThemeSpec
from network.groups.paths import group_path
from network.models.common import Shared
from network.registering.forms import people_seen_by
from network.territories import names

# So many structures of a member's organisation are named.
_NAMED = 2


@dataclass(frozen=True, slots=True)
class Line:
    """A group in a list: its kind and how one comes in in words, where it is, how many belong to it, how many
    requests wait for its reader."""

    url: str
    name: str
    summary: str
    kind: str
    joining: str
    where: str
    themes: tuple[ThemeSpec, ...]
    members: int
    waiting: int
    is_listed: bool
    is_archived: bool
    is_example: bool


def lines(found: Iterable[Group], led: Iterable[int] = ()) -> list[Line]:
    """Groups as a list tells them; of those whose number is among `led`, how many requests wait. Three
    queries beside theirs at most."""
    held = list(found)
    numbers = [one.pk for one in held]
    places = names((one.territory_kind, one.territory_code) for one in held)
    counted = dict(
        groups.members_of_all(numbers).values_list("group").annotate(Count("pk")) if numbers else ()
    )
    waiting = groups.waiting_counts(led)
    return [
        Line(
            group_path(one),
            short_name(one.name, one.is_example),
            one.summary,
            str(one.get_kind_display()),
            JOINING[one.joining],
            places.get((one.territory_kind, one.territory_code), ""),
            tuple(THEME_BY_CODE[code] for code in one.themes if code in THEME_BY_CODE),
            counted.get(one.pk, 0),
            waiting.get(one.pk, 0),
            one.is_listed,
            one.is_archived,
            one.is_example,
        )
        for one in held
    ]


# How one comes in, in a word or two.
JOINING: dict[str, str] = {
    Group.Joining.OPEN: "ouvert",
    Group.Joining.ON_REQUEST: "sur demande",
    Group.Joining.CLOSED: "sur invitation",
}


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who belongs to a group: for which organisation, and some of the structures that it holds, as
    the reader sees them, each by name and page; how many others."""

    held: GroupMembership
    name: str
    is_referent: bool
    organisation: str
    structures: list[tuple[str, str]] = field(default_factory=list)
    more: int = 0


def members(group: Group, role: Role) -> list[Member]:
    """Who belongs to a group, its referents first. Three queries, whatever their number."""
    # Each says `still_of` too, which the plugin forgets on the way.
    held: list[Any] = list(groups.members(group))
    named = {one.pk: one.organisation for one in held if one.organisation and one.still_of}
    of = held_by_each({one.pk for one in named.values()}, role)
    return [_member(one, named.get(one.pk), of) for one in held]


def _member(
    one: GroupMembership, organisation: Organisation | None, of: Mapping[int, list[VisibleStructure]]
) -> Member:
    structures = of.get(organisation.pk, []) if organisation else []
    return Member(
        one,
        one.user.full_name or "sans nom",
        one.role == GroupMembership.As.REFERENT,
        organisation.name if organisation else "",
        [
            (short_name(each.nom, each.is_example), structure_path(each.id, each.nom))
            for each in structures[:_NAMED]
        ],
        max(len(structures) - _NAMED, 0),
    )


def told_invitations(group: Group, reader: Any) -> list[tuple[GroupInvitation, str]]:
    """The invitations into a group that wait, and whom each is told as: the name of who the reader may see by
    name, an address otherwise. Two queries."""
    held = list(group.invitations.select_related("invited_by"))
    asked = {one.email for one in held}
    names = {
        one.email.lower(): short_name(one.full_name, True)
        for one in (people_seen_by(reader) if held else ())
        if one.email.lower() in asked
    }
    return [(one, names.get(one.email, "")) for one in held]


def group_names(records: Iterable[Shared], user: Any) -> dict[int, str]:
    """What the groups of these records are called, by number, of those that `user` may know of. One query,
    none where none is of a group."""
    numbers = {one.group_id for one in records if one.group_id}
    found = groups.known_to(user).filter(pk__in=numbers) if numbers else ()
    return {one.pk: short_name(one.name, one.is_example) for one in found}
