# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sending the mails of coming in, by the one outbox."""

import logging
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from common import outbox
from common.limits import Limit, TooMany
from common.outbox import Purpose
from desk.joining.texts import Letter

logger = logging.getLogger(__name__)

# Each counts by the address that it goes to: nobody's box is filled by whoever types their address.
TO_WHO_ASKED = Purpose("demande de compte", Limit("registrations by address", 5, 86_400))
DECISION = Purpose("réponse à une demande", Limit("decisions by address", 20, 86_400))
INVITATION = Purpose("invitation", Limit("invitations by address", 3, 86_400))
WAITING = Purpose("demandes qui attendent", Limit("reminders by address", 1, 72_000))


def sign_in_url(request: HttpRequest) -> str:
    """Where one signs in, then comes to the professionals' home."""
    query = urlencode({"next": reverse("workspace")})
    return request.build_absolute_uri(f"{reverse('login')}?{query}")


def tell(purpose: Purpose, to: str, letter: Letter) -> bool:
    """Send a mail that nothing waits for: what was decided stays decided where it cannot leave. Whether it
    was handed over."""
    try:
        return outbox.send(purpose, to, letter.subject, letter.text)
    except (TooMany, outbox.NoMailServer, ValueError) as error:
        logger.warning("A mail (%s) was not handed over: %s", purpose.name, type(error).__name__)
        return False
