# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the changes of what is shared are told, where those of structures are."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Group
from accounts.roles import Role
from common.dates import in_words
from mapping.changes.known import Known
from mapping.changes.subjects import Changed, Subject, Telling
from mapping.vocabulary import LANGUES, THEME_BY_CODE
from network import kinds, policy
from network.columns import (
    ATTACHMENT_COLUMNS,
    BULLETIN_COLUMNS,
    BULLETIN_ITEM_COLUMNS,
    EVENT_COLUMNS,
    GROUP_COLUMNS,
    MINUTES_COLUMNS,
    NEWS_COLUMNS,
    NOTEPAD_COLUMNS,
    OUTREACH_COLUMNS,
    PHOTO_COLUMNS,
    POST_COLUMNS,
    RESOURCE_COLUMNS,
    SECTION_COLUMNS,
    TOPIC_COLUMNS,
    TRANSLATION_COLUMNS,
)
from network.models import (
    Attachment,
    Bulletin,
    BulletinItem,
    Event,
    GalleryPhoto,
    Minutes,
    News,
    Notepad,
    Outreach,
    Post,
    Resource,
    Section,
    Topic,
    Translation,
)
from network.models.common import Shared, eyes_of
from network.paths import path_of

_LANGUAGES = dict(LANGUES)


def known(numbers: set[int], role: Role) -> dict[int, Known]:
    """What is shared, and the messages, of these numbers that the role may know of."""
    found: dict[int, Known] = {}
    for model in policy.ROOTS:
        for one in policy.known(model, role, numbers - found.keys()):
            found[one.pk] = known_as(one)
    return found


def known_as(record: Shared | Post | GalleryPhoto) -> Known:
    """A record as a page of changes names it."""
    return Known(
        id=record.pk,
        name=record.title,
        url=path_of(record),
        sees_place=True,
        themes=tuple(THEME_BY_CODE[code].id for code in record.themes),
        is_example=record.is_example,
        history=reverse("shared-history", args=[record.pk]),
    )


def editable(user: Any, numbers: set[int]) -> set[int]:
    """Those of these records that `user` may edit now."""
    if policy.why_not(user):
        return set()
    found = {number for model in _WIKI for number in _numbers(model, numbers)}
    for model in _SAID:
        if rest := numbers - found:
            known = policy.known(model, eyes_of(user), rest)
            found |= {one.pk for one in known if not policy.why_not(user, one)}
    return found


# What any professional edits, and what is its author's and its moderators'. Of photographs, which do not come
# back once they are gone, acts are taken back by their own pages alone.
_SAID: tuple[type[Topic] | type[Post] | type[Bulletin], ...] = (Topic, Post, Bulletin)
_WIKI = tuple(model for model in policy.MODELS if model not in (Topic, Bulletin))


def _numbers(model: type[Shared], numbers: set[int]) -> set[int]:
    return set(policy.known(model, Role.STAFF, numbers).order_by().values_list("pk", flat=True))


def _itself(number: int, changed: Changed, role: Role) -> str:
    return ""


def _translation(number: int, changed: Changed, role: Role) -> str:
    language = Translation.objects.filter(pk=number).values_list("language", flat=True).first()
    language = language or str(changed.get("language", ("", ""))[0] or "")
    name = str(_LANGUAGES.get(language, ""))
    return _("traduction en %(language)s") % {"language": name} if name else _("une traduction")


def _attachment(number: int, changed: Changed, role: Role) -> str:
    label = Attachment.objects.filter(pk=number).values_list("label", flat=True).first()
    label = label or str(changed.get("label", ("", ""))[0] or "")
    return _("pièce jointe « %(name)s »") % {"name": label} if label else _("une pièce jointe")


def _group(number: int, changed: Changed, role: Role) -> str:
    name = Group.objects.filter(pk=number).values_list("name", flat=True).first()
    name = name or str(changed.get("name", ("", ""))[0] or "")
    return _("groupe « %(name)s »") % {"name": name} if name else _("un groupe")


def _minutes(number: int, changed: Changed, role: Role) -> str:
    day = Minutes.objects.filter(pk=number).values_list("day", flat=True).first()
    told = in_words(day, "j F Y") if day else str(changed.get("day", ("", ""))[0] or "")
    return _("compte rendu du %(day)s") % {"day": told} if told else _("un compte rendu")


def _section(number: int, changed: Changed, role: Role) -> str:
    title = Section.objects.filter(pk=number).values_list("title", flat=True).first()
    title = title or str(changed.get("title", ("", ""))[0] or "")
    return _("section « %(name)s »") % {"name": title} if title else _("une section")


def _bulletin_item(number: int, changed: Changed, role: Role) -> str:
    return _("une ligne")


SUBJECT = Subject(
    tellings=(
        Telling(kinds.RESOURCE, Resource, RESOURCE_COLUMNS, _itself),
        Telling(kinds.TRANSLATION, Translation, TRANSLATION_COLUMNS, _translation),
        Telling(kinds.ATTACHMENT, Attachment, ATTACHMENT_COLUMNS, _attachment),
        Telling(kinds.EVENT, Event, EVENT_COLUMNS, _itself),
        Telling(kinds.NEWS, News, NEWS_COLUMNS, _itself),
        Telling(kinds.TOPIC, Topic, TOPIC_COLUMNS, _itself),
        Telling(kinds.POST, Post, POST_COLUMNS, _itself),
        Telling(kinds.GROUP, Group, GROUP_COLUMNS, _group),
        Telling(kinds.MINUTES, Minutes, MINUTES_COLUMNS, _minutes),
        Telling(kinds.NOTEPAD, Notepad, NOTEPAD_COLUMNS, _itself),
        Telling(kinds.SECTION, Section, SECTION_COLUMNS, _section),
        Telling(kinds.OUTREACH, Outreach, OUTREACH_COLUMNS, _itself),
        Telling(kinds.BULLETIN, Bulletin, BULLETIN_COLUMNS, _itself),
        Telling(kinds.BULLETIN_ITEM, BulletinItem, BULLETIN_ITEM_COLUMNS, _bulletin_item),
        Telling(kinds.PHOTO, GalleryPhoto, PHOTO_COLUMNS, _itself),
    ),
    known=known,
    editable=editable,
)
