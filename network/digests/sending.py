# SPDX-License-Identifier: AGPL-3.0-or-later
"""Telling members what is new in their groups: one mail a person, whatever their groups, each thing once.

What was told, and the mail that tells it, are written in one transaction: a worker that dies in the middle
has told a person all of it or nothing.
"""

import logging
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.addressees import professionals_written_to
from accounts.models import Group, GroupMembership, User
from common import outbox
from common.limits import Limit, TooMany
from common.outbox import Purpose
from common.sites import site_url
from mapping.presentation import short_name
from network.digests import links
from network.digests.news import Item, written
from network.digests.pace import is_due
from network.groups.paths import short_path
from network.models import QuietHours, Rhythm
from network.quiet import is_quiet

logger = logging.getLogger(__name__)

# The database names this purpose too, where it takes back what waits (`network/sql/digests.sql`).
DIGEST = Purpose("nouveautés des groupes", Limit("digests to one address", 60, 86_400), useful_s=86_400)
# What is being committed now is told the next time.
_SETTLED = timedelta(seconds=60)
# So many lines of one group.
_LINES = 12


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a mail: « discussion », its title, who, how many answers, the address."""

    kind: str
    title: str
    by: str
    answers: int
    url: str


@dataclass(frozen=True, slots=True)
class Part:
    """What a mail tells of one group; `more` things beside the lines; where its mails are ended."""

    name: str
    url: str
    lines: list[Line]
    more: int
    stop_url: str


def send_due(now: datetime | None = None) -> int:
    """Tell whoever's turn has come; to how many a mail is on its way. What one person cannot be sent keeps it
    from nobody else."""
    if not outbox.is_configured():
        return 0
    now = now or timezone.now()
    _begin(now)
    until = now - _SETTLED
    due = _due(now, until)
    groups = {one.membership.group_id: one.membership.group for rhythms in due.values() for one in rhythms}
    since = min((one.told_until for rhythms in due.values() for one in rhythms), default=until)
    items: dict[int, list[Item]] = {number: [] for number in groups}
    for item in written(groups, since, until):
        items[item.group].append(item)
    sent = 0
    for rhythms in due.values():
        try:
            sent += _told(rhythms, items, until)
        except TooMany:
            # They have had their share of the day: it is told the next time.
            continue
        except Exception:
            # Whatever is wrong with one person's mail is the log's: the others are told.
            logger.exception("A digest could not be made")
    return sent


def _begin(now: datetime) -> None:
    """Every membership is told from its first turn on of what is written from now on."""
    new = GroupMembership.objects.filter(rhythm=None).order_by()
    Rhythm.objects.bulk_create(
        (Rhythm(membership_id=number, told_until=now) for number in new.values_list("pk", flat=True)),
        ignore_conflicts=True,
    )


def _due(now: datetime, until: datetime) -> dict[int, list[Rhythm]]:
    """The memberships whose turn has come, by person, of those who read today and are not in quiet hours."""
    live = professionals_written_to("membership__user")
    every = Rhythm.objects.filter(live, told_until__lt=until, membership__group__archived_at=None)
    every = every.exclude(pace=Rhythm.Pace.NEVER).select_related("membership__user", "membership__group")
    quiet = {one.user_id: one for one in QuietHours.objects.all()}
    found: dict[int, list[Rhythm]] = {}
    for one in every.order_by("membership__user", "membership__group__name", "pk"):
        user = one.membership.user_id
        if is_due(one, now) and not is_quiet(quiet.get(user) or QuietHours(user_id=user), now):
            found.setdefault(user, []).append(one)
    return found


def _told(rhythms: Sequence[Rhythm], items: Mapping[int, list[Item]], until: datetime) -> int:
    """Write one person's mail, and that they are told; 1 where there was anything."""
    user = rhythms[0].membership.user
    with transaction.atomic():
        # Who left meanwhile, or was told by another worker, is not there any more.
        held = {
            one.pk: one
            for one in Rhythm.objects.select_for_update().filter(pk__in=[one.pk for one in rhythms])
        }
        mine = [one for one in rhythms if one.pk in held and held[one.pk].told_until == one.told_until]
        parts = [
            part for one in mine if (part := _part(one, items[one.membership.group_id], user)) is not None
        ]
        key = uuid.uuid4() if parts else None
        if key is not None:
            _send(user, parts, key)
        told = Rhythm.objects.filter(pk__in=[one.pk for one in mine])
        told.update(told_from=F("told_until"), told_until=until, told_in=key)
    return 1 if key is not None else 0


def _send(user: User, parts: list[Part], key: uuid.UUID) -> None:
    stop = links.stop_all(user)
    settings_url = site_url() + reverse("group-mails")
    context = {"parts": parts, "stop_url": stop, "settings_url": settings_url, "site": settings.SITE_NAME}
    try:
        outbox.send(
            DIGEST,
            user.email,
            f"{settings.SITE_NAME} : du nouveau dans vos groupes",
            _text(context),
            html=render_to_string("network/digests/mail.html", context),
            unsubscribe=stop,
            key=key,
        )
    except ValueError as error:
        # An address that is none: told, so that it is not tried for ever.
        logger.warning("A digest was not handed over: %s", type(error).__name__)


def _part(rhythm: Rhythm, items: Iterable[Item], user: User) -> Part | None:
    """What is new for one person in one group; None where nothing is, but by themselves."""
    group: Group = rhythm.membership.group
    told: dict[str, Line] = {}
    for one in items:
        if one.at <= rhythm.told_until or one.author == user.pk:
            continue
        before = told.get(one.path)
        if before is None:
            told[one.path] = Line(one.kind, one.title, one.by, int(one.is_answer), site_url() + one.path)
        elif one.is_answer:
            told[one.path] = Line(before.kind, before.title, before.by, before.answers + 1, before.url)
    if not told:
        return None
    lines = list(told.values())
    return Part(
        short_name(group.name, group.is_example),
        site_url() + short_path(group.pk),
        lines[:_LINES],
        max(len(lines) - _LINES, 0),
        links.stop_one(rhythm),
    )


def _in_words(line: Line) -> str:
    """« Question : Qui traduit le dari ? — 3 nouveaux messages »."""
    if line.answers:
        tail = f" — {line.answers} nouveaux messages" if line.answers > 1 else " — 1 nouveau message"
    else:
        tail = ""
    by = f" ({line.by})" if line.by else ""
    return f"{line.kind.capitalize()} : {line.title}{by}{tail}"


def _text(context: Mapping[str, Any]) -> str:
    said = ["Bonjour,", "", "Voici ce qui est nouveau dans vos groupes."]
    for part in context["parts"]:
        said += ["", part.name, part.url, ""]
        for line in part.lines:
            said += [f"- {_in_words(line)}", f"  {line.url}"]
        if part.more:
            said.append(f"- et {part.more} autre{'s' if part.more > 1 else ''}, sur la page du groupe")
        said += ["", f"Ne plus rien recevoir de ce groupe : {part.stop_url}"]
    said += [
        "",
        "--",
        f"Changer le rythme, ou les heures calmes : {context['settings_url']}",
        f"Ne plus rien recevoir d’aucun groupe : {context['stop_url']}",
        "",
        context["site"],
    ]
    return "\n".join(said) + "\n"
