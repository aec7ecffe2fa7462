# SPDX-License-Identifier: AGPL-3.0-or-later
"""The structures that a professional keeps or has edited, and how fresh each block of them is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db.models import F, QuerySet
from django.urls import reverse

from accounts.models import User
from accounts.roles import role_of
from history.models import Act, Cause, Event
from mapping import permissions, presentation
from mapping.editing.offered import PUT_RIGHT
from mapping.freshness import told as freshness
from mapping.freshness.told import Fresh
from mapping.models import Block, VisibleStructure

# As many as are read without looking for one.
SHOWN = 30
# The last acts of a person that say what they follow.
_ACTS = 100
_BY_HAND = (Cause.EDIT, Cause.CONFIRM, Cause.REVIEW, Cause.RESTORE)
_OLDEST = 10
COLUMNS = ("id", "nom", "commune_nom", "position_masked", "verified_at", "date_maj", "source", "is_example")
"""What is read of a structure to tell how fresh it is."""


@dataclass(frozen=True, slots=True)
class Mine:
    """A structure as its line tells it; `is_held` where the person answers for it, `may_confirm` where they
    may say that it is right, `hides_place` where they do not see where it is."""

    id: int
    name: str
    town: str
    url: str
    fresh: Mapping[Block, Fresh]
    is_held: bool
    may_confirm: bool
    is_example: bool
    slug: str
    hides_place: bool

    @property
    def oldest(self) -> Fresh:
        """The block that was seen to least recently."""
        return freshness.oldest(self.fresh)

    @property
    def correct_url(self) -> str:
        """Where the block that was seen to least recently is put right; the page, where it is a place that
        the person does not see."""
        block = self.oldest.block
        if block == Block.PLACE and self.hides_place:
            return self.url
        return reverse("edit", args=[self.id, self.slug, PUT_RIGHT[block]])

    @property
    def is_to_check(self) -> bool:
        """Whether a block of it is."""
        return self.oldest.state != freshness.FRESH


def mine(user: User) -> list[Mine]:
    """The structures that `user` answers for, those to look at first; then those that they edited lately."""
    held = set(permissions.held_by(user).order_by().values_list("pk", flat=True))
    followed = _edited(user) - held
    told = _told(user, _seen(user).filter(id__in=held | followed), held)
    return sorted(told, key=lambda one: (not one.is_held, not one.is_to_check, _freshest_last(one)))


def oldest_of_the_territory(user: User) -> list[Mine]:
    """For staff: the structures of the département that nobody has seen to for longest."""
    seen = _seen(user)
    if settings.DEPARTEMENT != "all":
        seen = seen.filter(commune__departement_code=settings.DEPARTEMENT)
    oldest = seen.order_by(F("verified_at").asc(nulls_first=True), F("date_maj").asc(nulls_first=True), "id")
    return _told(user, oldest[:_OLDEST], set())


def _seen(user: User) -> QuerySet[VisibleStructure]:
    return VisibleStructure.objects.seen_by(role_of(user)).only(*COLUMNS)


def _edited(user: User) -> set[int]:
    acts = Act.objects.filter(by=user, cause__in=_BY_HAND).order_by("-pk").values_list("pk", flat=True)
    roots = Event.objects.filter(act__in=list(acts[:_ACTS]), root__isnull=False).order_by()
    return {root for root in roots.values_list("root", flat=True).distinct() if root is not None}


def _told(user: User, seen: Iterable[VisibleStructure], held: set[int]) -> list[Mine]:
    structures = list(seen)
    fresh = freshness.of_many(structures)
    numbers = [one.id for one in structures]
    changeable = set(
        permissions.changeable(user).filter(pk__in=numbers).order_by().values_list("pk", flat=True)
    )
    return [
        Mine(
            one.id,
            presentation.short_name(one.nom, one.is_example),
            one.commune_nom,
            presentation.structure_path(one.id, one.nom),
            fresh[one.id],
            one.id in held,
            one.id in changeable,
            one.is_example,
            one.slug,
            one.position_masked,
        )
        for one in structures
    ]


def _freshest_last(one: Mine) -> tuple[bool, int, str]:
    days = one.oldest.days
    return days is not None, -(days or 0), one.name
