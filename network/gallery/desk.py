# SPDX-License-Identifier: AGPL-3.0-or-later
"""Editing what is said of a photograph by the frame of structures (`mapping.editing.frame.answer`)."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from accounts.access import signed_in
from mapping.editing.blocks import Editor
from network import policy
from network.desks import SharedDesk
from network.models import GalleryPhoto
from network.models.common import eyes_of
from network.paths import path_of


@dataclass(frozen=True, slots=True)
class PhotoDesk(SharedDesk):
    """A photograph, and who edits it."""

    def after(self, record: Any) -> str:
        """Its page."""
        return path_of(self.seen)


def photo_of(user: Any, pk: int) -> GalleryPhoto:
    """The photograph of an address, with its file. Raises Http404 for one that the reader may not know of, as
    for one that was removed."""
    known = policy.known(GalleryPhoto, eyes_of(user), {pk})
    held = known.select_related("file", "event__group", "group").first()
    if held is None:
        raise Http404(_("Cette photo n’existe pas, ou n’est plus montrée."))
    return held


def desk_of(request: HttpRequest, pk: int) -> PhotoDesk:
    """The photograph of an address, and who edits it. Raises Http404 as `photo_of`."""
    user = signed_in(request)
    return PhotoDesk(photo_of(user, pk), Editor.of(user), edited_at="photo-edit", home="photos")
