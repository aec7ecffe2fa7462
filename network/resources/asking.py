# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the list of resources is asked by its address: kinds, themes, a territory, words…"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Exists, F, Func, OuterRef, Q, Value
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.readers import Reader, role_of_reader
from accounts.roles import Role
from mapping.vocabulary import LANGUES, PUBLICS, THEMES
from network.languages import FRENCH
from network.listed import TERRITORY, Choices, Further, Listed, read_listed
from network.models import LifeCourse, ResourceKind, Translation
from network.models.common import SharedQuerySet
from network.resources.reviewing import to_review
from network.saying import saying
from network.search import numbers_found
from network.territories import holds_in

_CHOICES: dict[str, dict[str, Any]] = {
    "nature": dict(ResourceKind.choices),
    "theme": {theme.code: theme.nom for theme in THEMES},
    "parcours": dict(LifeCourse.choices),
    "public": dict(PUBLICS),
    "langue": dict(LANGUES),
}
_COLUMNS = {
    "nature": "kind__in",
    "theme": "themes__overlap",
    "parcours": "life_courses__overlap",
    "public": "publics__overlap",
}
TO_REVIEW = "a_revoir"


@dataclass(frozen=True, slots=True)
class Asked(Listed):
    """What a list of resources is asked. `to_review` asks for those that are to be read again."""

    choices: ClassVar[Choices] = _CHOICES

    to_review: bool = False

    def further(self) -> Iterator[Further]:
        """Those to be read again."""
        if self.to_review:
            yield Further({TO_REVIEW: "oui"}, _("à revoir"), replace(self, to_review=False))

    def among(self, resources: SharedQuerySet, who: Role | Reader = Role.VISITOR) -> SharedQuerySet:
        """Those of the resources that are asked for; words are those that somebody reads, the best first, and
        then those that their groups alone say."""
        found = resources
        for name, lookup in _COLUMNS.items():
            if codes := self.chosen.get(name):
                found = found.filter(**{lookup: list(codes)})
        if codes := self.chosen.get("langue"):
            found = found.filter(_in_languages(codes))
        if self.place:
            found = found.filter(holds_in(*self.place))
        if self.words:
            numbers = [*numbers_found(self.words, role_of_reader(who)), *_of_groups(self.words, found)]
            ranked = Func(Value(numbers, ArrayField(BigIntegerField())), F("pk"), function="array_position")
            found = found.filter(pk__in=numbers).order_by(ranked)
        return to_review(found) if self.to_review else found


def _of_groups(words: str, resources: SharedQuerySet) -> list[int]:
    """Those of some resources that are their group's alone and say words. The index, which knows roles, does
    not find them for a member; they are few, and read one by one."""
    told = resources.of_members().order_by()
    return saying(words, told.values_list("pk", "title", "summary", "text", "steps", "tasks"))


def _in_languages(codes: Iterable[str]) -> Q:
    wanted = list(codes)
    translated = Translation.objects.filter(resource=OuterRef("pk"), language__in=wanted)
    asked = Q(languages__overlap=wanted) | Q(Exists(translated))
    # What says no language is written in French.
    return asked | Q(languages=[]) if FRENCH in wanted else asked


def read(data: QueryDict) -> Asked:
    """What an address asks; what of it means nothing is told, and left out."""
    listed = read_listed(data, _CHOICES, data.get(TERRITORY, ""), by_commune=True)
    return Asked(**listed, to_review=data.get(TO_REVIEW) == "oui")


def choices(name: str) -> list[tuple[str, Any]]:
    """The codes that a name of the address may have, each with its label."""
    return list(_CHOICES[name].items())
