# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mail that says what a scheduled import did, or why it waits: to whose source it is, and to the staff
who asked for it.

It holds numbers and links, and no record. Who may not read the import (what works by itself sees what staff
see) is told that it was, and no number.
"""

import uuid
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime

from accounts.roles import Role, role_of
from common import outbox
from common.limits import Limit, TooMany
from common.numbers import counted
from common.outbox import Purpose
from common.required import required
from common.sites import site_url
from data.imports import losses, ownership
from data.models import ImportRun
from data.models.run import Action, RunState

DIFFERENCES = Purpose(
    "relevé d’une source",
    Limit("notices of scheduled imports to one address", 30, 86_400),
    useful_s=7 * 86_400,
)
_NAMESPACE = uuid.UUID("0c0b6a55-9a39-4f0e-8b7e-5a2f4a0f1d33")
_SAID = (
    (Action.CREATE, "nouvelle fiche", "nouvelles fiches"),
    (Action.CHANGE, "fiche modifiée", "fiches modifiées"),
    (Action.CLOSE, "fiche fermée, absente du fichier", "fiches fermées, absentes du fichier"),
    (Action.REFUSE, "ligne refusée", "lignes refusées"),
)


def tell(run: ImportRun) -> int:
    """Write to whoever is to know of a scheduled import, once; to how many. Nobody where nothing changed."""
    if run.source is None or not outbox.is_configured() or not _is_news(run):
        return 0
    sent = 0
    for user in _readers(run):
        with translation.override("fr"):
            subject, text = _letter(run, ownership.readable(user).filter(pk=run.pk).exists())
        try:
            key = uuid.uuid5(_NAMESPACE, f"{run.pk} {run.state} {user.pk}")
            sent += outbox.send(DIFFERENCES, user.email, subject, text, key=key)
        except (TooMany, ValueError):
            # They have been told of many others today: the list of imports has it.
            continue
    return sent


def _is_news(run: ImportRun) -> bool:
    if run.state == RunState.REFUSED or run.held_because:
        return True
    return run.state == RunState.APPLIED and any(run.counts.get(action, 0) for action, *_words in _SAID)


def _readers(run: ImportRun) -> list[Any]:
    """Whose source it is, and the staff who asked for it; those who still have the role."""
    source = required(run.source)
    owner = source.owner
    found = [owner] if owner is not None and role_of(owner) >= Role.PROFESSIONAL else []
    found += [one for one in source.watchers.order_by("pk") if role_of(one) is Role.STAFF and one != owner]
    return [one for one in found if one.is_active and one.email]


def _letter(run: ImportRun, may_read: bool) -> tuple[str, str]:
    day = date_format(localtime(run.created_at), "j F Y")
    lines = ["Bonjour,", "", f"La source « {run.source} » a été relevée le {day}.", ""]
    if not may_read:
        lines += ["La préfecture voit ce que ce relevé a changé, ou décide s’il est écrit.", ""]
        subject = f"{run.source} : un relevé"
        return _one_line(subject), "\n".join([*lines, settings.SITE_NAME, ""])
    waits = run.state != RunState.APPLIED
    if run.held_because or run.state == RunState.REFUSED:
        lines += ["Rien n’est écrit.", run.held_because or " ".join(run.notes), ""]
    said = [
        f"– {counted(count, one, many)}"
        for action, one, many in _SAID
        if (count := run.counts.get(action, 0))
    ]
    if said:
        lines += ["Ce qu’il ferait :" if waits else "Ce qu’il a fait :", *said, ""]
    if lost := [loss.words for loss in losses.of(run) if loss.code not in ("refused", "closed")]:
        lines += ["À savoir :", *(f"– {words}" for words in lost), ""]
    lines += ["Le voir, ligne par ligne :", site_url() + reverse("import", args=[run.pk])]
    if run.counts.get(Action.REFUSE):
        lines += ["Les lignes refusées :", site_url() + reverse("import", args=[run.pk]) + "?lignes=refuse"]
    subject = (
        f"{run.source} : un relevé attend quelqu’un" if waits else f"{run.source} : ce que le relevé a changé"
    )
    return _one_line(subject), "\n".join([*lines, "", settings.SITE_NAME, ""])


def _one_line(text: str) -> str:
    return " ".join(text.split())[:200]
