"""What the site would send, as a person reads it in their mail."""

import re

from common.models import Mail


def last(email: str) -> Mail:
    """The last mail to an address."""
    return Mail.objects.filter(recipient=email).order_by("-created_at")[0]


def code_for(email: str) -> str:
    """The code of the last mail to an address, as it is written there."""
    return re.search(r"^ +(\d{4} \d{4})$", last(email).text, re.MULTILINE)[1]


def wrong(code: str) -> str:
    """Another code."""
    return f"{(int(code.replace(' ', '')) + 1) % 10**8:08d}"
