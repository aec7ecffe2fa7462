# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who adds photographs, who says what they show, who removes them: the rules. Who sees them is
`PhotoQuerySet.seen_by`."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts import groups
from accounts.models import Group, GroupMembership, Membership
from accounts.roles import Role, role_of
from mapping import permissions
from network.models import Event, GalleryPhoto
from network.models.common import eyes_of
from network.registering.rules import manages

# So many photographs of one structure, event or group, and as many bytes of them.
MOST, MOST_BYTES = 60, 60 * 1024**2


def why_not_add(user: Any, *, structure: int | None, event: Event | None, group: Group | None) -> str:
    """Why `user` may not add photographs of this structure, event or group, or say what they show, in a
    sentence for them; empty where they may."""
    if role_of(user) < Role.PROFESSIONAL:
        if not getattr(user, "is_authenticated", False):
            return _("Pour écrire ici, connectez-vous.")
        return _("Écrire ici est réservé aux professionnels.")
    if structure is not None:
        return permissions.why_not_of(user, structure)
    held = event.group if event is not None else group
    if held is not None and held.is_archived:
        return _("Le groupe est archivé : on le lit encore, et rien n’y est plus écrit.")
    if group is not None and not groups.reads(user, group):
        return _("Ajouter des photos au groupe est réservé à ses membres.")
    return ""


def why_not_write(user: Any, photo: GalleryPhoto) -> str:
    """The same, of what a photograph shows."""
    return why_not_add(user, structure=photo.structure_id, event=photo.event, group=photo.group)


def keeps(user: Any, photo: GalleryPhoto) -> bool:
    """Whether `user`, who knows of a photograph, keeps it: removes it, says who sees it and who agreed. Who
    put it there; the referents of its group; who answers for its structure or holds its event; staff."""
    role = role_of(user)
    if role < Role.PROFESSIONAL:
        return False
    if role is Role.STAFF or photo.by_id == user.pk:
        return True
    group = photo.event.group if photo.event is not None else photo.group
    if group is not None and groups.leads(user, group):
        return True
    if photo.structure_id is not None:
        return permissions.may_change(user, photo.structure_id)
    return photo.event is not None and manages(user, photo.event)


def file_is_seen(user: Any, file: UUID) -> bool:
    """Whether `user` may be given the file of a photograph."""
    return GalleryPhoto.objects.known_to(eyes_of(user)).filter(file=file).exists()


def asked_of(user: Any) -> Q:
    """The condition of the reports that ask for the removal of a photograph that `user` put there, or that is
    of a group of theirs to lead."""
    led = GroupMembership.objects.filter(user=user.pk, role=Membership.As.REFERENT).order_by().values("group")
    mine = GalleryPhoto.objects.filter(Q(by=user.pk) | Q(group__in=led) | Q(event__group__in=led))
    return Q(photo__in=mine.order_by().values("pk"))
