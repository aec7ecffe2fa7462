# SPDX-License-Identifier: AGPL-3.0-or-later
(
    """The addresses of editing, under those of the structures' pages: in French only. Whoever edits
has accepted the charter."""
    ""
)

from django.urls import re_path

from accounts.charter import accepted
from mapping.editing import frame, group_sheet, photo_pages, places_left, status, undo

_STRUCTURE = r"^structures/(?P<pk>\d{1,18})-(?P<slug>[^/]*)/modifier/"
_BLOCK = _STRUCTURE + r"(?P<bloc>[a-z-]+)/"
_ONE = _BLOCK + r"(?P<number>\d{1,18})/"

urlpatterns = [
    re_path(_STRUCTURE + r"$", frame.index, name="edit-structure"),
    re_path(_STRUCTURE + r"annuler/(?P<act>\d{1,18})/$", undo.undo, name="edit-undo"),
    re_path(_STRUCTURE + r"places/(?P<number>\d{1,18})/$", accepted(places_left.places), name="edit-places"),
    re_path(r"^structures/(?P<pk>\d{1,18})-(?P<slug>[^/]*)/fermee/$", status.closed, name="edit-closed"),
    re_path(_STRUCTURE + r"photos/ajouter/$", accepted(photo_pages.add), name="edit-photo"),
    re_path(
        _STRUCTURE + r"champs/(?P<number>\d{1,18})/$", accepted(group_sheet.sheet), name="edit-group-fields"
    ),
    re_path(_BLOCK + r"$", accepted(frame.edit), name="edit"),
    re_path(_BLOCK + r"ajouter/$", accepted(frame.edit), {"adds": True}, name="edit-add"),
    re_path(_ONE + r"$", accepted(frame.edit), name="edit-one"),
    re_path(_ONE + r"retirer/$", accepted(frame.remove), name="edit-remove"),
]
