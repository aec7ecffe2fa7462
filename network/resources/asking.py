# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the list of resources is asked by its address: kinds, themes, a territory, words…"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Exists, F, Func, OuterRef, Q, Value
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.readers import Reader, role_of_reader
from accounts.roles import Role
from mapping.vocabulary import LANGUES, PUBLICS, THEMES
from network.languages import FRENCH
from network.models import LifeCourse, ResourceKind, Translation
from network.models.common import SharedQuerySet
from network.resources.reviewing import to_review
from network.saying import saying
from network.search import numbers_found
from network.territories import holds_in
from network.typed import place_of, words_of
from places.territories import territory
from places.territory_field import Named

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
WORDS, TERRITORY, TO_REVIEW, PAGE = "mots", "territoire", "a_revoir", "page"


@dataclass(frozen=True, slots=True)
class Chip:
    """What is asked, in words, and the query without it."""

    label: str
    query: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list of resources is asked. `chosen` has codes by name of the address; `told` what of the
    address means nothing, in words for its reader, by name."""

    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    place: Named | None = None
    typed_place: str = ""
    words: str = ""
    to_review: bool = False
    told: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_nothing(self) -> bool:
        """Whether every resource is asked for."""
        return not (self.chosen or self.place or self.words or self.to_review)

    def query(self) -> str:
        """The query string that asks the same, without a « ? »."""
        data = QueryDict(mutable=True)
        for name, codes in self.chosen.items():
            data.setlist(name, list(codes))
        if self.place:
            data[TERRITORY] = self.place[1]
        if self.words:
            data[WORDS] = self.words
        if self.to_review:
            data[TO_REVIEW] = "oui"
        return data.urlencode()

    def chips(self) -> Iterator[Chip]:
        """Each thing that is asked, and the query without it."""
        for name, codes in self.chosen.items():
            for code in codes:
                yield Chip(str(_CHOICES[name][code]), self._without(name, code).query())
        if self.place:
            named = territory(*self.place)
            yield Chip(str(named) if named else self.place[1], replace(self, place=None).query())
        if self.words:
            yield Chip(_("« %(words)s »") % {"words": self.words}, replace(self, words="").query())
        if self.to_review:
            yield Chip(_("à revoir"), replace(self, to_review=False).query())

    def _without(self, name: str, code: str) -> "Asked":
        left = tuple(one for one in self.chosen[name] if one != code)
        kept = {one: codes for one, codes in self.chosen.items() if one != name}
        return replace(self, chosen=kept | ({name: left} if left else {}))

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
    chosen, told = {}, {}
    for name, known in _CHOICES.items():
        given = dict.fromkeys(code for code in data.getlist(name) if code)
        if codes := tuple(code for code in given if code in known):
            chosen[name] = codes
        if strange := [code for code in given if code not in known]:
            told[name] = _("« %(word)s » ne veut rien dire ici.") % {"word": strange[0][:40]}
    typed = data.get(TERRITORY, "").strip()[:200]
    place, said = place_of(typed, by_commune=True)
    if said:
        told[TERRITORY] = said
    words = words_of(data.get(WORDS, ""))
    return Asked(chosen, place, typed, words, data.get(TO_REVIEW) == "oui", told)


def choices(name: str) -> list[tuple[str, Any]]:
    """The codes that a name of the address may have, each with its label."""
    return list(_CHOICES[name].items())
