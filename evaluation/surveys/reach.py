# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who a survey reaches: before it is launched, by kind and by name; then who was asked in truth, who answered
and who has not. A return is of those who were asked: written to, or able to answer where they sign in."""

from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum

from accounts.models import User
from accounts.roles import Role
from evaluation.satisfaction.told import Share
from evaluation.surveys import mailing, targets
from evaluation.surveys.models import Pace, State, Survey, Whom
from mapping.models import VisibleStructure
from mapping.presentation import short_name
from search.registry import SANS_MAIRIES
from territory.words import number


class Way(StrEnum):
    """How somebody is reached, or why not."""

    MAIL = "par courriel"
    SPACE = "dans son espace, et par courriel"
    SPACE_ONLY = "dans son espace, ne veut plus de courriel"
    STOPPED = "ne veut plus de courriel"
    NO_ADDRESS = "sans adresse"
    EXAMPLE = "exemple, à qui rien n’est écrit"


_KINDS = {
    "professionnel": ("professionnel", "professionnels"),
    "mairie": ("mairie", "mairies"),
    "structure": ("structure", "structures"),
}
_REACHED = frozenset({Way.MAIL, Way.SPACE, Way.SPACE_ONLY})


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a survey is for: a name, a place, a kind, how they are reached; whether they answered, where that
    may be known."""

    name: str
    town: str
    kind: str
    way: Way
    has_answered: bool | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """How many a survey is for and how many of them it reaches; in words by kind, then by how."""

    whole: int
    reached: int
    kinds: list[str]
    ways: list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Return:
    """How many are invited, were asked in truth, are still to be written to, cannot be; how many answered."""

    invited: int
    asked: int
    later: int
    unreached: int
    answered: int

    @property
    def not_yet(self) -> int:
        """How many were asked and have not answered."""
        return self.asked - self.answered

    @property
    def rate(self) -> Share:
        """The share of those who were asked that answered."""
        return Share("", self.answered, self.answered, self.asked)


def recipients(survey: Survey, *, with_answers: bool = False) -> list[Recipient]:
    """Whom a survey is for, by kind and name: who would be invited, of a draft, else who is. `with_answers`
    says beside each whether they answered: for who reads them by name."""
    found = _people(survey) if survey.whom == Whom.MEMBERS else _structures(survey)
    told = [one if with_answers else replace(one, has_answered=None) for one in found]
    return sorted(told, key=lambda one: (one.kind, one.name.casefold(), one.town))


def reach(survey: Survey) -> Reach:
    """How many would be invited, of each kind, and how they would be reached."""
    found = recipients(survey)
    ways = Counter(one.way for one in found)
    return Reach(
        len(found),
        sum(n for way, n in ways.items() if way in _REACHED),
        [_counted(n, kind) for kind, n in sorted(Counter(one.kind for one in found).items())],
        [(way.value, ways[way]) for way in Way if ways[way]],
    )


def _counted(n: int, kind: str) -> str:
    return f"{number(n)} {_KINDS[kind][n > 1]}"


def returned(survey: Survey) -> Return:
    """How far a survey that was launched is."""
    invited = survey.invited.count()
    answered = survey.invited.filter(has_answered=True).count()
    if survey.whom == Whom.MEMBERS:
        return Return(invited, invited, 0, 0, answered)
    written = survey.invited.filter(mails__gt=0) | survey.invited.filter(has_answered=True)
    asked = written.count()
    stopped = Pace.objects.filter(is_stopped=True, structure__isnull=False).values("structure")
    others = survey.invited.filter(mails=0, has_answered=False)
    later = mailing.reachable(survey, others).exclude(structure__in=stopped).count()
    return Return(invited, asked, later, invited - asked - later, answered)


def _people(survey: Survey) -> list[Recipient]:
    stopped = set(Pace.objects.filter(is_stopped=True, user__isnull=False).values_list("user", flat=True))
    answered = dict(survey.invited.filter(user__isnull=False).values_list("user", "has_answered"))
    is_draft = survey.state == State.DRAFT
    users = targets.people(survey) if is_draft else User.objects.filter(pk__in=answered)
    return [
        Recipient(
            one.full_name or one.email,
            "",
            "professionnel",
            Way.SPACE_ONLY if one.pk in stopped else Way.SPACE,
            answered.get(one.pk, False),
        )
        for one in users
    ]


def _structures(survey: Survey) -> list[Recipient]:
    paces = Pace.objects.filter(is_stopped=True, structure__isnull=False)
    stopped = set(paces.values_list("structure", flat=True))
    answered = dict(survey.invited.filter(structure__isnull=False).values_list("structure", "has_answered"))
    if survey.whom != Whom.STRUCTURES:
        return []
    seen = VisibleStructure.objects.seen_by(Role.VISITOR)
    found = targets.structures(survey) if survey.state == State.DRAFT else seen.filter(pk__in=answered)
    return [
        Recipient(
            short_name(one.nom, one.is_example),
            one.commune_nom or "",
            "mairie" if SANS_MAIRIES.code in (one.reseaux_porteurs or ()) else "structure",
            _way(one, one.pk in stopped),
            answered.get(one.pk, False),
        )
        for one in found
    ]


def _way(structure: VisibleStructure, is_stopped: bool) -> Way:
    if structure.is_example:
        return Way.EXAMPLE
    if not structure.courriel:
        return Way.NO_ADDRESS
    return Way.STOPPED if is_stopped else Way.MAIL
