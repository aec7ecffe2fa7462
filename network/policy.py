# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who reads and who edits what is shared: the rules. Reading is `SharedQuerySet.seen_by`, on the rows."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.groups import known_to
from accounts.readers import Reader
from accounts.roles import Role, role_of
from files.policy import Reference
from mapping.presentation import short_name
from network.bulletins.rules import why_not_edit as why_not_bulletin
from network.discussions.rules import why_not_edit
from network.gallery.rules import file_is_seen, why_not_write
from network.groups.paths import group_path
from network.models import (
    Attachment,
    Bulletin,
    Event,
    GalleryPhoto,
    News,
    Notepad,
    Outreach,
    Post,
    Resource,
    Topic,
)
from network.models.common import Shared, SharedQuerySet, eyes_of
from network.models.discussion import PostQuerySet
from network.models.gallery import PhotoQuerySet

MODELS: tuple[type[Shared], ...] = (Resource, Event, News, Topic, Notepad, Outreach, Bulletin)
# What has a history of its own: what is shared, each message, each photograph.
ROOTS: tuple[type[Shared] | type[Post] | type[GalleryPhoto], ...] = (*MODELS, Post, GalleryPhoto)


def why_not(user: Any, record: Shared | Post | GalleryPhoto | None = None) -> str:
    """Why `user` may not write, or edit this record, in a sentence for them; empty where they may.

    Whoever is a professional edits whatever they read, as on a wiki, and brings back what was withdrawn; but
    what is said in a discussion, which has its author (`network.discussions.rules`), and a bulletin, which
    is made by who answers for its territory (`network.bulletins.rules`).
    """
    if role_of(user) < Role.PROFESSIONAL:
        if not getattr(user, "is_authenticated", False):
            return _("Pour écrire ici, connectez-vous.")
        return _("Écrire ici est réservé aux professionnels.")
    if isinstance(record, GalleryPhoto):
        return why_not_write(user, record)
    if isinstance(record, Topic | Post):
        return why_not_edit(user, record) if record.pk else ""
    if isinstance(record, Bulletin):
        return why_not_bulletin(user, record)
    if record is not None and record.group is not None and record.group.is_archived:
        return _("Le groupe est archivé : on le lit encore, et rien n’y est plus écrit.")
    return ""


def group_told(user: Any, record: Shared) -> tuple[str, str] | None:
    """The group that a record is in, where the reader may know of it: its name and its page. One query, none
    without a group."""
    held = known_to(user).filter(pk=record.group_id).first() if record.group_id else None
    return (short_name(held.name, held.is_example), group_path(held)) if held is not None else None


def known(
    model: type[Shared] | type[Post] | type[GalleryPhoto], who: Role | Reader, numbers: set[int]
) -> Any:
    """Those of the records of these numbers that a role, or a reader with their groups, may know of."""
    every: SharedQuerySet | PostQuerySet | PhotoQuerySet = model._default_manager.all()
    found: Any = every.known_to(who).filter(pk__in=numbers)
    return found.select_related("topic__group") if model is Post else found


def file_is_readable(user: Any, file: UUID) -> bool:
    """Whether `user` may be given a file that something of the network shows or holds."""
    eyes = eyes_of(user)
    held = Attachment.objects.filter(file=file)
    return (
        held.filter(resource__in=Resource.objects.known_to(eyes)).exists()
        or held.filter(event__in=Event.objects.known_to(eyes)).exists()
        or held.filter(topic__in=Topic.objects.known_to(eyes)).exists()
        or held.filter(post__in=Post.objects.known_to(eyes)).exists()
        or held.filter(notepad__in=Notepad.objects.known_to(eyes)).exists()
    )


FILES = Reference(Attachment, "file", file_is_readable)
PHOTOS = Reference(GalleryPhoto, "file", file_is_seen)
