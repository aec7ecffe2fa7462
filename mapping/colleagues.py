# SPDX-License-Identifier: AGPL-3.0-or-later
"""« Qui travaille près de moi sur ce thème ? »: the professionals who agreed to be found, by what their
organisations hold, where, and by trade."""

from dataclasses import dataclass, field

from django.contrib.gis.geos import Point
from geopy.distance import distance

from accounts.models import OrganisationMembership, Profile, User
from accounts.roles import Role
from mapping.models import Structure, VisibleStructure
from places.models import Commune
from places.territories import TerritoryKind, communes_in


@dataclass(slots=True)
class Colleague:
    """A professional who agreed to be found. `near` are the structures of theirs that answer the question,
    `metres` how far the nearest of their places is, where it was asked from somewhere."""

    user: User
    profile: Profile
    organisations: list[str]
    near: list[VisibleStructure] = field(default_factory=list)
    metres: float | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """Whom one looks for: a theme (its number), a trade, where from and how far, in which territory; empty
    means any."""

    theme: int | None = None
    trade: str = ""
    origin: Point | None = None
    radius_km: float = 20
    territory: tuple[TerritoryKind, str] | None = None


def colleagues(asked: Question) -> list[Colleague]:
    """Who answers, the nearest first, else by name. Five queries, whatever the number.

    Places are those that professionals may see: a colleague is at none that is hidden from whoever asks.
    """
    profiles = Profile.objects.filter(
        is_findable=True, user__is_active=True, user__is_professional=True
    ).select_related("user", "commune")
    if asked.trade:
        profiles = profiles.filter(trade__iexact=asked.trade)
    people = {profile.user_id: Colleague(profile.user, profile, []) for profile in profiles.order_by("pk")}
    joined = OrganisationMembership.objects.filter(user__in=people).select_related("organisation")
    of: dict[int, list[int]] = {}
    for one in joined.order_by("since", "pk"):
        people[one.user_id].organisations.append(one.organisation.name)
        of.setdefault(one.organisation_id, []).append(one.user_id)
    for structure, organisation in _held(list(of), asked):
        for account in of[organisation]:
            people[account].near.append(structure)
    inside = _communes(asked)
    found = [one for one in people.values() if _answers(one, asked, inside)]
    return sorted(
        found, key=lambda one: (one.metres is None, one.metres or 0, one.user.full_name, one.user.pk)
    )


def _held(organisations: list[int], asked: Question) -> list[tuple[VisibleStructure, int]]:
    """The structures that these organisations hold, of the theme that is asked for, with who holds each."""
    holders = dict(
        Structure.objects.filter(organisation__in=organisations)
        .order_by("pk")
        .values_list("pk", "organisation_id")
    )
    seen = VisibleStructure.objects.seen_by(Role.PROFESSIONAL).filter(pk__in=holders, position_masked=False)
    told = (one for one in seen.order_by("nom", "id") if asked.theme is None or asked.theme in one.themes)
    return [(one, number) for one in told if (number := holders[one.id]) is not None]


def _communes(asked: Question) -> set[str] | None:
    if asked.territory is None:
        return None
    inside = Commune.objects.filter(communes_in(*asked.territory)).order_by("code")
    return set(inside.values_list("code", flat=True))


def _answers(one: Colleague, asked: Question, inside: set[str] | None) -> bool:
    """Whether somebody answers; keeps of their places those that do, and how far the nearest is."""
    if asked.theme is not None and not one.near:
        return False
    own = one.profile.commune
    if inside is not None:
        one.near = [place for place in one.near if place.commune_id in inside]
        if not one.near and (asked.theme is not None or own is None or own.code not in inside):
            return False
    if asked.origin is None:
        return True
    points = [place.position for place in one.near if place.position]
    if own and own.point and asked.theme is None:
        points.append(own.point)
    if not points:
        return False
    origin = (asked.origin.y, asked.origin.x)
    one.metres = min(distance(origin, (point.y, point.x)).m for point in points)
    return one.metres <= asked.radius_km * 1000
