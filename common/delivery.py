# SPDX-License-Identifier: AGPL-3.0-or-later
"""How mails of the outbox leave: one attempt at a time, later and later, and not for ever.

Who sends a mail holds its row: another worker goes past it. A worker that is killed lets go of it at once,
and the mail is sent again under the same `Message-ID`, by which mail programs know it for one they may have
had.
"""

import logging
import smtplib
import ssl
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from common.costly import claim
from common.models import Mail, MailState, MailTrouble

logger = logging.getLogger(__name__)

# After the first attempt, and after each of those that follow: given up within two days.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440))
# What was sent is a line without content for a month; what could not be sent may be sent again for two weeks.
KEPT_SENT, KEPT_FAILED = timedelta(days=30), timedelta(days=14)
# Requests that talk with a mail server, over all processes, and how long each of its answers is waited for.
_AT_ONCE, _AT_ONCE_TIMEOUT_S = 2, 5
_NOTHING_LEFT = {"recipient": "", "reply_to": "", "subject": "", "text": "", "html": "", "unsubscribe": ""}


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why an attempt failed; `is_final` where another would too."""

    kind: MailTrouble
    code: int | None = None
    is_final: bool = False


def deliver(key: uuid.UUID, timeout_s: float | None = None) -> Trouble | None:
    """Try to send a mail, if its time has come and nobody else is at it; what kept it from leaving."""
    with transaction.atomic():
        due = Mail.objects.filter(pk=key, state=MailState.WAITING, due_at__lte=timezone.now())
        mail = due.select_for_update(skip_locked=True).first()
        if mail is None:
            return None
        trouble = _too_late(mail) or _attempt(mail, timeout_s)
        if trouble:
            _put_off(mail, trouble)
        else:
            Mail.objects.filter(pk=key).update(
                **_NOTHING_LEFT,
                state=MailState.SENT,
                settled_at=timezone.now(),
                attempts=mail.attempts + 1,
                trouble="",
                smtp_code=None,
            )
        return trouble


def deliver_at_once(key: uuid.UUID) -> None:
    """Try to send a mail from a request, unless others do already: then the workers will."""
    place = claim("mails at once", _AT_ONCE)
    if place is None:
        return
    with place:
        deliver(key, _AT_ONCE_TIMEOUT_S)


def deliver_due() -> None:
    """Send everything whose time has come; what is left waits where the mail server is away."""
    now = timezone.now()
    due = Mail.objects.filter(state=MailState.WAITING, due_at__lte=now).order_by("due_at", "id")
    for key in list(due.values_list("pk", flat=True)):
        trouble = deliver(key)
        if trouble and trouble.kind is MailTrouble.SERVER_AWAY:
            return


def again(mails: QuerySet[Mail]) -> int:
    """Let mails that were given up, or wait for later, be tried now, from the first attempt; how many."""
    still_useful = mails.exclude(state=MailState.SENT).exclude(useful_until__lte=timezone.now())
    return still_useful.update(
        state=MailState.WAITING,
        attempts=0,
        due_at=timezone.now(),
        settled_at=None,
        trouble="",
        smtp_code=None,
    )


def purge() -> None:
    """Forget what was sent, or given up, long enough ago."""
    now = timezone.now()
    Mail.objects.filter(state=MailState.SENT, settled_at__lt=now - KEPT_SENT).delete()
    Mail.objects.filter(state=MailState.FAILED, settled_at__lt=now - KEPT_FAILED).delete()


def _too_late(mail: Mail) -> Trouble | None:
    if mail.useful_until and mail.useful_until <= timezone.now():
        return Trouble(MailTrouble.TOO_LATE, is_final=True)
    return None


def _attempt(mail: Mail, timeout_s: float | None) -> Trouble | None:
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        to=[mail.recipient],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers=headers_of(mail),
        connection=get_connection(timeout=timeout_s or settings.EMAIL_TIMEOUT),
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    try:
        message.send()
    except Exception as error:
        trouble = trouble_of(error)
        if trouble.kind is MailTrouble.SITE:
            logger.exception("Mail %s could not be made", mail.pk)
        else:
            # Without the server's own words: they hold addresses.
            logger.warning("Mail %s did not leave: %s %s", mail.pk, trouble.kind.value, trouble.code or "")
        return trouble
    return None


def headers_of(mail: Mail) -> dict[str, str]:
    """The headers that a mail leaves with, beside those of whom it is from, to and about."""
    headers = {"Message-ID": f"<{mail.pk}@{_domain()}>", "Auto-Submitted": "auto-generated"}
    if mail.unsubscribe:
        # One press in the reader's own programme (RFC 8058).
        headers |= {
            "List-Unsubscribe": f"<{mail.unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    return headers


def _domain() -> str:
    """That of the address which the site writes from."""
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(" >") or "localhost"


def _put_off(mail: Mail, trouble: Trouble) -> None:
    now, attempts = timezone.now(), mail.attempts + (trouble.kind is not MailTrouble.TOO_LATE)
    due_at = _next(now, attempts)
    changed = {"attempts": attempts, "trouble": trouble.kind, "smtp_code": trouble.code}
    if trouble.is_final or due_at is None or (mail.useful_until and due_at > mail.useful_until):
        changed |= {"state": MailState.FAILED, "settled_at": now}
        logger.warning("Mail %s is given up after %d attempts", mail.pk, attempts)
    else:
        changed |= {"due_at": due_at}
    Mail.objects.filter(pk=mail.pk).update(**changed)


def _next(now: datetime, attempts: int) -> datetime | None:
    return now + WAITS[attempts - 1] if attempts <= len(WAITS) else None


def trouble_of(error: Exception) -> Trouble:
    """What an error of sending means. An answer of 5xx to the address or the text is final (RFC 5321, 4.2.1);
    one to the site itself is the operator's to mend, and the mail waits for it."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = max((code for code, _said in error.recipients.values()), default=0)
        return Trouble(MailTrouble.RECIPIENT, code or None, code >= 500)
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_code if 0 < error.smtp_code < 1000 else None
        kinds = {
            smtplib.SMTPAuthenticationError: MailTrouble.SIGN_IN,
            smtplib.SMTPSenderRefused: MailTrouble.SENDER,
            smtplib.SMTPDataError: MailTrouble.CONTENT,
        }
        kind = kinds.get(type(error), MailTrouble.SERVER_AWAY)
        return Trouble(kind, said, kind is MailTrouble.CONTENT and error.smtp_code >= 500)
    if isinstance(error, ssl.SSLError | smtplib.SMTPNotSupportedError):
        return Trouble(MailTrouble.ENCRYPTION)
    if isinstance(error, OSError):
        return Trouble(MailTrouble.SERVER_AWAY)
    return Trouble(MailTrouble.SITE)
