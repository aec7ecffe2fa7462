"""What the site sends, as a person reads it in their mail."""

import re
from dataclasses import dataclass

from django.core import mail

from common.models import Mail


@dataclass
class Received:
    subject: str
    text: str


def last(email: str) -> Received:
    """The last mail to an address: one that waits in the outbox, else one that left."""
    waiting = Mail.objects.filter(recipient=email).order_by("-created_at").first()
    if waiting:
        return Received(waiting.subject, waiting.text)
    left = [one for one in mail.outbox if email in one.to][-1]
    return Received(left.subject, left.body)


def code_for(email: str) -> str:
    """The code of the last mail to an address, as it is written there."""
    return re.search(r"^ +(\d{4} \d{4})$", last(email).text, re.MULTILINE)[1]


def wrong(code: str) -> str:
    """Another code."""
    return f"{(int(code.replace(' ', '')) + 1) % 10**8:08d}"
