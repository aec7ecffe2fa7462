"""What the site sends, as a person reads it in their mail."""

import re
from dataclasses import dataclass

from django.core import mail

from common.models import Mail


@dataclass
class Received:
    subject: str
    text: str


def received(email: str) -> list[Received]:
    """The mails to an address, the last first: those that wait in the outbox, then those that left."""
    waiting = Mail.objects.filter(recipient=email).exclude(text="").order_by("-created_at")
    left = [Received(one.subject, one.body) for one in reversed(mail.outbox) if email in one.to]
    return [*(Received(one.subject, one.text) for one in waiting), *left]


def last(email: str) -> Received:
    """The last mail to an address."""
    return received(email)[0]


def code_for(email: str) -> str:
    """The last code that was sent to an address, as it is written there."""
    written = (re.search(r"^ +(\d{4} \d{4})$", one.text, re.MULTILINE) for one in received(email))
    return next(found for found in written if found)[1]


def wrong(code: str) -> str:
    """Another code."""
    return f"{(int(code.replace(' ', '')) + 1) % 10**8:08d}"
