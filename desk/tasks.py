# SPDX-License-Identifier: AGPL-3.0-or-later
"""Jobs of the pages, done by workers (`python manage.py procrastinate worker`)."""

from procrastinate.contrib.django import app

from accounts import joining
from accounts.models import JoinRequest
from accounts.requests import Decided
from common.tasks import QUEUE
from desk.joining import mails, texts

# A request of many referents is told to some: one answer is enough.
MAX_TOLD = 5


@app.task(name="desk.tell_deciders", queue=QUEUE)
def tell_deciders(request: int, url: str) -> None:
    """Tell those who may decide of a registration that it waits at `url`, once a day each at most.

    Asked for 0 where there is nothing to tell, so that asking for an account costs the same whoever's the
    address is.
    """
    waiting = JoinRequest.objects.filter(pk=request, state=Decided.State.ASKED)
    asked = waiting.select_related("organisation", "commune").first()
    if asked is None:
        return
    for one in joining.deciders(asked)[:MAX_TOLD]:
        mails.tell(mails.WAITING, one.email, texts.waiting(1, url))
