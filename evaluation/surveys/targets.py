# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which professionals and which structures a survey is for, and who may ask whom."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, Func, PositiveSmallIntegerField, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.db.models.lookups import IsNull

from accounts.groups import led_by, members
from accounts.models import Group, OrganisationMembership, User
from accounts.roles import Role, role_of
from evaluation.surveys.models import Invited, Survey, Whom
from mapping.models import VisibleService, VisibleStructure
from mapping.organisations import holding
from mapping.vocabulary import THEME_BY_CODE
from places.models import Commune
from places.territories import TerritoryKind, communes_in
from search.registry import SANS_MAIRIES

TOWN_HALLS = Q(reseaux_porteurs__contains=[SANS_MAIRIES.code])


def may_ask(user: Any) -> bool:
    """Whether somebody may make surveys: staff, and who leads a group, of its members."""
    return role_of(user) >= Role.STAFF or bool(led_by(user))


def groups_for(user: Any) -> "QuerySet[Group]":
    """The groups whose members somebody may ask."""
    held = Group.objects.order_by("name")
    return held if role_of(user) >= Role.STAFF else held.filter(pk__in=led_by(user))


def managed(user: Any) -> "QuerySet[Survey]":
    """The surveys that somebody runs: their own; staff, all."""
    if role_of(user) >= Role.STAFF:
        return Survey.objects.all()
    return Survey.objects.filter(author=user.pk)


def structures(survey: Survey) -> "QuerySet[VisibleStructure]":
    """The structures of a survey's territory and theme, as everyone sees them."""
    found = VisibleStructure.objects.seen_by(Role.VISITOR)
    if survey.without_town_halls:
        found = found.exclude(TOWN_HALLS)
    if survey.territory_kind:
        inside = communes_in(TerritoryKind(survey.territory_kind), survey.territory_code)
        found = found.filter(commune__in=Commune.objects.filter(inside).order_by().values("code"))
    if survey.theme:
        # Operators on arrays of numbers are several here (intarray), and PostgreSQL would have to choose.
        theme = Cast(Value(THEME_BY_CODE[survey.theme].id), PositiveSmallIntegerField())
        place = Func(F("themes"), theme, function="array_position", output_field=PositiveSmallIntegerField())
        services = VisibleService.objects.seen_by(Role.VISITOR).filter(Q(IsNull(place, False)))
        found = found.filter(pk__in=services.values("structure_id"))
    return found


def people(survey: Survey) -> "QuerySet[User]":
    """The professionals of a survey: of its group; of organisations with structures of its territory and
    theme, as professionals see who runs them."""
    found = User.objects.filter(is_active=True).filter(Q(is_professional=True) | Q(is_staff=True))
    if survey.group is not None:
        found = found.filter(pk__in=members(survey.group).values("user"))
    if survey.territory_kind or survey.theme:
        shown = VisibleStructure.objects.seen_by(Role.PROFESSIONAL).filter(position_masked=False)
        organisations = holding(shown.filter(pk__in=structures(survey).values("pk")))
        of = OrganisationMembership.objects.filter(organisation__in=organisations).values("user")
        found = found.filter(pk__in=of)
    return found.exclude(pk=survey.author_id).order_by("pk")


def invite(survey: Survey) -> int:
    """Have those whom a survey is for invited, once each; how many are now. Nobody for one of the public."""
    if survey.whom == Whom.MEMBERS:
        _add(survey, (Invited(survey=survey, user=one) for one in people(survey)))
    elif survey.whom == Whom.STRUCTURES:
        numbers = structures(survey).values_list("pk", flat=True)
        _add(survey, (Invited(survey=survey, structure_id=pk) for pk in numbers))
    return survey.invited.count()


def _add(survey: Survey, rows: Iterable[Invited]) -> None:
    Invited.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)


def still_asked(survey: Survey) -> Q:
    """Those who were invited and are asked still, as `is_stranger` says of one."""
    of = Q(user__is_active=True) & (Q(user__is_professional=True) | Q(user__is_staff=True))
    if survey.group is not None:
        of &= Q(user__in=members(survey.group).values("user"))
    return of | Q(user__isnull=True)


def is_stranger(survey: Survey, invited: Invited) -> bool:
    """Whether somebody who was invited is asked no more: a professional no longer, or out of the group."""
    if invited.user is None:
        return False
    if role_of(invited.user) < Role.PROFESSIONAL or not invited.user.is_active:
        return True
    return survey.group is not None and not members(survey.group).filter(user=invited.user).exists()
