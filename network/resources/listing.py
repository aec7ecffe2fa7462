# SPDX-License-Identifier: AGPL-3.0-or-later
"""Resources as a list tells them: a line each, in the reader's language where somebody translated it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from mapping.presentation import short_name
from mapping.vocabulary import THEME_BY_CODE, ThemeSpec
from network.languages import FRENCH
from network.models import Audience, Resource, State, Translation
from network.paths import path_of
from network.resources.reviewing import is_to_review
from network.territories import names


@dataclass(frozen=True, slots=True)
class Line:
    """A resource in a list; `language` is that of its title and summary."""

    id: int
    url: str
    kind: str
    title: str
    summary: str
    language: str
    themes: tuple[ThemeSpec, ...]
    territory: str
    up_to_date_on: date | None
    to_review: bool
    is_for_professionals: bool
    is_for_members: bool
    is_withdrawn: bool
    is_example: bool


def lines(resources: Iterable[Resource], language: str = FRENCH) -> list[Line]:
    """The lines of resources, in their order. Two queries beside theirs at most."""
    told = list(resources)
    translated = {one.resource_id: one for one in _translations(told, language)}
    places = names((one.territory_kind, one.territory_code) for one in told)
    return [_line(one, translated.get(one.pk), places) for one in told]


def _translations(resources: list[Resource], language: str) -> Iterable[Translation]:
    if language == FRENCH or not resources:
        return ()
    held = Translation.objects.filter(resource__in=[one.pk for one in resources], language=language)
    return held.only("resource_id", "title", "summary", "language").order_by("pk")


def _line(resource: Resource, translation: Translation | None, places: dict[tuple[str, str], str]) -> Line:
    said = translation or resource
    return Line(
        id=resource.pk,
        url=path_of(resource),
        kind=str(resource.get_kind_display()),
        title=short_name(said.title, resource.is_example),
        summary=said.summary,
        language=translation.language if translation else FRENCH,
        themes=tuple(THEME_BY_CODE[code] for code in resource.themes if code in THEME_BY_CODE),
        territory=places.get((resource.territory_kind, resource.territory_code), ""),
        up_to_date_on=resource.up_to_date_on,
        to_review=is_to_review(resource),
        is_for_professionals=resource.audience > Audience.PUBLIC,
        is_for_members=resource.audience == Audience.MEMBERS,
        is_withdrawn=resource.state == State.WITHDRAWN,
        is_example=resource.is_example,
    )
