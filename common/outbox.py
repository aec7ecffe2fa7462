# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one outbox: every mail of the site is a row, written with what causes it and sent by the workers.

    CODES = Purpose("code de connexion", Limit("codes to one address", 5, 900), useful_s=900, at_once=True)
    outbox.send(CODES, user.email, subject, text)

In a transaction, the mail leaves if and when it is committed. Nobody waits for a mail server, but for an
urgent purpose: a first attempt is then made as soon as the transaction is committed, by the process that
asked. What does not leave is tried again, later and later (`common.delivery`). The text is written in the
language of who will read it (`translation.override`).
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import BadHeaderError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from common import delivery, limits, tasks
from common.clients import Client
from common.limits import Limit
from common.models import Mail

SMTP = "django.core.mail.backends.smtp.EmailBackend"
_URGENT, _USUAL = 10, 0
_MAX_SUBJECT = 200


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a mail is for, in French, as staff read it, without anything of the mail itself.

    `limit` bounds how many of them one address may be sent; after `useful_s` seconds it is no use to send it;
    `at_once` makes it leave before others, with a first attempt as soon as it is asked for.
    """

    name: str
    limit: Limit
    useful_s: int | None = None
    at_once: bool = False


class NoMailServer(Exception):
    """The operator has given no mail server: ask `is_configured` first."""


def is_configured() -> bool:
    """Whether mails can leave."""
    return settings.EMAIL_BACKEND != SMTP or bool(settings.EMAIL_HOST)


def is_address(text: str) -> bool:
    """Whether a text is one e-mail address, that a mail may be sent to."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= 254


def send(
    purpose: Purpose,
    to: str,
    subject: str,
    text: str,
    *,
    html: str = "",
    unsubscribe: str = "",
    reply_to: str = "",
    key: uuid.UUID | None = None,
    not_before: datetime | None = None,
    counted: Iterable[tuple[Limit, Client]] = (),
) -> bool:
    """Hand a mail to the workers, in the caller's transaction where there is one; whether it is a new one.

    `unsubscribe` is the address where a POST, from nobody who is signed in, ends such mails. `key` names what
    causes it: the same key asked for twice sends one mail, and counts once. `not_before` is the moment until
    which it waits (it is of use as long from then on); an urgent mail never does. `counted` are further
    limits, with whom each counts. Raises TooMany where one is met, or where the address has had its
    share, NoMailServer, and ValueError for an address, or a line of the header, that is none.
    """
    if not is_configured():
        raise NoMailServer
    _check(to, subject, text, reply_to)
    key = key or uuid.uuid4()
    if Mail.objects.filter(pk=key).exists():
        return False
    for limit, client in counted:
        limits.take(limit, client.key, client.width)
    limits.take(purpose.limit, f"mail to {to.casefold()}")
    due_at = timezone.now()
    if not_before is not None and not purpose.at_once:
        due_at = max(due_at, not_before)
    useful_until = due_at + timedelta(seconds=purpose.useful_s) if purpose.useful_s else None
    told = {"purpose": purpose.name, "recipient": to, "subject": subject, "text": text, "html": html}
    told["unsubscribe"] = unsubscribe
    with transaction.atomic():
        _mail, is_new = Mail.objects.get_or_create(
            pk=key, defaults={**told, "reply_to": reply_to, "useful_until": useful_until, "due_at": due_at}
        )
        if is_new:
            tasks.ask(key, _URGENT if purpose.at_once else _USUAL)
            if purpose.at_once:
                transaction.on_commit(partial(delivery.deliver_at_once, key), robust=True)
    return is_new


def _check(to: str, subject: str, text: str, reply_to: str) -> None:
    """Refuse before it is written what could never leave, or would leave with a header of someone else's."""
    for address in (to, *([reply_to] if reply_to else [])):
        if not is_address(address):
            raise ValueError("A mail is sent, and answered, to one e-mail address")
    if len(subject) > _MAX_SUBJECT:
        raise ValueError(f"A subject has {_MAX_SUBJECT} characters at most")
    try:
        EmailMultiAlternatives(subject, text, to=[to], reply_to=[reply_to] if reply_to else None).message()
    except BadHeaderError as error:
        raise ValueError("A subject is one line") from error
