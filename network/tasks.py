# SPDX-License-Identifier: AGPL-3.0-or-later
"""Jobs of the network's room, done by workers (`python manage.py procrastinate worker`)."""

import logging
from contextlib import suppress

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from accounts import groups
from network.bulletins import sending as bulletins
from network.bulletins import subscribing
from network.digests import sending as digests
from network.gallery import consent
from network.links import checking
from network.models import Registration
from network.offers import forgetting
from network.registering import following, seats

log = logging.getLogger(__name__)


@app.periodic(cron="23 2 * * *")
@app.task(name="network.check_links", queueing_lock="check-links", lock="check-links", pass_context=False)
def check_links(timestamp: int) -> None:
    """Each night, ask for the links of resources whose turn has come."""
    log.info("%d links were asked for", checking.check_due())


@app.periodic(cron="41 6 * * *")
@app.task(
    name="network.follow_events", queueing_lock="follow-events", lock="follow-events", pass_context=False
)
def follow_events(timestamp: int) -> None:
    """Each morning, remind of what comes, ask for opinions of what was, and forget old names and answers."""
    log.info("%d were reminded of an event", following.remind_due())
    log.info("%d were asked for their opinion", following.thank_due())
    log.info("%d names were forgotten", following.forget_due())
    log.info("%d invitations were forgotten", following.forget_invitations_due())
    log.info("%d answers were forgotten", forgetting.forget_due())
    log.info("%d requests and invitations of groups were forgotten", groups.forget_due())
    log.info("%d subscriptions that nobody confirmed were forgotten", subscribing.forget_due())


@app.periodic(cron="*/5 * * * *")
@app.task(name="network.tell_groups", queueing_lock="tell-groups", lock="tell-groups", pass_context=False)
def tell_groups(timestamp: int) -> None:
    """Tell members what is new in their groups, those whose turn has come."""
    log.info("%d were told what is new in their groups", digests.send_due())


@app.periodic(cron="*/5 * * * *")
@app.task(
    name="network.send_bulletins", queueing_lock="send-bulletins", lock="send-bulletins", pass_context=False
)
def send_bulletins(timestamp: int) -> None:
    """Hand to the outbox the bulletins that were sent, and what of them a worker that died left."""
    log.info("%d mails of bulletins are on their way", bulletins.send_due())


def ask_bulletins() -> None:
    """Have the bulletins that were sent handed over now; where that is asked already, nothing more."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        send_bulletins.configure().defer(timestamp=0)


@app.periodic(cron="*/10 * * * *")
@app.task(name="network.give_seats", queueing_lock="give-seats", lock="give-seats", pass_context=False)
def give_seats(timestamp: int) -> None:
    """Give seats that came free by another road, an account that was closed for instance, to who waits."""
    waiting = Registration.objects.filter(state="waiting").order_by("event")
    for event in waiting.values_list("event", flat=True).distinct():
        seats.promote_all(event)


@app.periodic(cron="11 0 * * *")
@app.task(
    name="network.follow_photos", queueing_lock="follow-photos", lock="follow-photos", pass_context=False
)
def follow_photos(timestamp: int) -> None:
    """Each night, hide the photographs whose agreement is over, tell of those that end soon, and forget those
    that nobody described."""
    log.info("%d photographs were hidden", consent.hide_due())
    log.info("%d were told of an agreement that ends", consent.warn_due())
    log.info("%d photographs that nobody described were removed", consent.forget_drafts())
