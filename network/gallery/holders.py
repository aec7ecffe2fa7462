# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a gallery is of: a structure, an event or a group, as its reader may know of it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.groups import known_to
from accounts.models import Group
from accounts.roles import role_of
from mapping.models import VisibleStructure
from mapping.presentation import short_name, structure_path
from network.models import Audience, Event, GalleryPhoto
from network.models.common import eyes_of


class Of(StrEnum):
    """What a gallery may be of, as its address says it."""

    STRUCTURE = "structures"
    EVENT = "evenements"
    GROUP = "groupes"

    @property
    def field(self) -> str:
        """The field of a photograph that names it."""
        return {"structures": "structure", "evenements": "event", "groupes": "group"}[self.value]


@dataclass(frozen=True, slots=True)
class Holder:
    """A structure, an event or a group whose photographs are shown: its name, its page, and the record."""

    of: Of
    number: int
    name: str
    path: str
    record: Any

    @property
    def url(self) -> str:
        """The page of its gallery."""
        return reverse("gallery", args=[self.of.value, self.number])

    @property
    def where(self) -> dict[str, int]:
        """What a photograph of it says that it is of."""
        return {f"{self.of.field}_id": self.number}

    @property
    def group_id(self) -> int | None:
        """The group that it is, or is in."""
        return self.number if self.of is Of.GROUP else getattr(self.record, "group_id", None)

    @property
    def audiences(self) -> list[tuple[int, Any]]:
        """Who a photograph of it may be for: nobody who does not read it."""
        least = Audience.PUBLIC
        if self.of is Of.GROUP:
            least = Audience.PROFESSIONALS if self.record.is_listed else Audience.MEMBERS
        elif self.of is Of.EVENT:
            least = Audience(self.record.audience)
        most = Audience.MEMBERS if self.group_id else Audience.PROFESSIONALS
        return [one for one in Audience.choices if least <= one[0] <= most]

    @property
    def first_audience(self) -> int:
        """Who a photograph is for until somebody says otherwise: as few as may be."""
        return int(self.audiences[-1][0])

    @property
    def is_example(self) -> bool:
        """Whether it is an example."""
        return bool(self.record.is_example)


def holder_of(user: Any, of: str, number: int) -> Holder:
    """What an address names. Raises Http404 for what `user` may not know of, or whose photographs would give
    an address away that is hidden from them."""
    found = _found(user, of, number)
    if found is None:
        raise Http404(_("Cette page n’existe pas, ou n’est plus publiée."))
    return found


def holder_of_photo(user: Any, photo: GalleryPhoto) -> Holder:
    """What a photograph is of. Raises Http404 as `holder_of`."""
    kind = next(one for one in Of if getattr(photo, f"{one.field}_id") is not None)
    return holder_of(user, kind, getattr(photo, f"{kind.field}_id"))


def _found(user: Any, of: str, number: int) -> Holder | None:
    if of == Of.STRUCTURE:
        seen = (
            VisibleStructure.objects.seen_by(role_of(user)).filter(pk=number, position_masked=False).first()
        )
        return of_structure(seen) if seen else None
    if of == Of.EVENT:
        held = Event.objects.known_to(eyes_of(user)).filter(pk=number).first()
        return of_event(held) if held else None
    if of == Of.GROUP:
        group = known_to(user).filter(pk=number).first()
        return of_group(group) if group else None
    return None


def of_structure(seen: Any) -> Holder:
    """A structure, as its reader sees it."""
    name = short_name(seen.nom, seen.is_example)
    return Holder(Of.STRUCTURE, seen.id, name, structure_path(seen.id, seen.nom), seen)


def of_event(event: Event) -> Holder:
    """An event."""
    path = reverse("event", args=[event.pk, event.slug])
    return Holder(Of.EVENT, event.pk, short_name(event.title, event.is_example), path, event)


def of_group(group: Group) -> Holder:
    """A group."""
    path = reverse("group", args=[group.pk, group.slug])
    return Holder(Of.GROUP, group.pk, short_name(group.name, group.is_example), path, group)
