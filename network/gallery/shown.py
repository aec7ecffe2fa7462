# SPDX-License-Identifier: AGPL-3.0-or-later
"""Photographs as pages show them: in a strip, in a gallery, alone."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils import timezone

from accounts.readers import Reader, role_of_reader
from accounts.roles import Role
from files.pictures import SMALL_SIDE
from mapping.models import VisibleStructure
from network.gallery.holders import Holder
from network.models import Audience, GalleryPhoto, PhotoState
from network.models.gallery import live

# So many photographs beside something else.
STRIP = 6


@dataclass(frozen=True, slots=True)
class Line:
    """A photograph as it is shown: which of its two sizes a browser takes is for it to say (`small_width` and
    `width` in pixels)."""

    number: int
    file: Any
    alt: str
    legend: str
    credit: str
    width: int
    height: int
    small_width: int
    small_height: int
    is_for_professionals: bool
    is_for_members: bool
    state: str
    is_cover: bool
    is_example: bool
    may_print: bool


@dataclass(frozen=True, slots=True)
class Strip:
    """The first photographs of something, and the page of them all; `has_more` where there are others.
    `hidden` are those that nobody sees but who keeps them, each of which says why."""

    lines: list[Line]
    url: str
    has_more: bool
    hidden: list[Line] = field(default_factory=list)


def line(photo: GalleryPhoto) -> Line:
    """A photograph with its file, as it is shown."""
    width, height = photo.file.width or SMALL_SIDE, photo.file.height or SMALL_SIDE
    ratio = min(1.0, SMALL_SIDE / max(width, height))
    return Line(
        photo.pk,
        photo.file_id,
        photo.alt,
        photo.legend,
        photo.credit,
        width,
        height,
        max(1, round(width * ratio)),
        max(1, round(height * ratio)),
        photo.audience > Audience.PUBLIC,
        photo.audience == Audience.MEMBERS,
        _state(photo),
        photo.is_cover,
        photo.is_example,
        photo.may_print,
    )


def _state(photo: GalleryPhoto) -> str:
    """Why a photograph is not shown, in words; an agreement that is over hides it before the night does."""
    is_over = photo.consent_until is not None and photo.consent_until < timezone.localdate()
    if photo.state == PhotoState.SHOWN and not is_over:
        return ""
    return str((PhotoState.ENDED if photo.state == PhotoState.SHOWN else PhotoState(photo.state)).label)


def lines(photos: Iterable[GalleryPhoto]) -> list[Line]:
    """Photographs with their files, as they are shown."""
    return [line(one) for one in photos]


def strip_of(holder: Holder, eyes: Role | Reader) -> Strip:
    """The first photographs of an event or a group, as somebody sees them, and those that are hidden of what
    they keep. One query, and one of these where they may keep any."""
    strip = _strip(holder, GalleryPhoto.objects.seen_by(eyes))
    if role_of_reader(eyes) < Role.PROFESSIONAL:
        return strip
    known = GalleryPhoto.objects.known_to(eyes).exclude(live()).exclude(state=PhotoState.DRAFT)
    return replace(strip, hidden=lines(known.of(**holder.where).select_related("file")))


def strip_of_structure(holder: Holder, role: Role) -> Strip:
    """The same of a structure that the reader was given already. One query; none of a place whose address
    they may not see."""
    seen: VisibleStructure = holder.record
    if seen.position_masked:
        return Strip([], holder.url, False)
    return _strip(holder, GalleryPhoto.objects.filter(live(), audience__lte=int(role)))


def _strip(holder: Holder, photos: Any) -> Strip:
    found = list(photos.of(**holder.where).select_related("file")[: STRIP + 1])
    return Strip(lines(found[:STRIP]), holder.url, len(found) > STRIP)


def latest(eyes: Role | Reader, limit: int) -> list[Line]:
    """The photographs that somebody sees, the last first. One query."""
    photos = GalleryPhoto.objects.seen_by(eyes).order_by("-created_at", "-pk")
    return lines(photos.select_related("file")[:limit])
