# SPDX-License-Identifier: AGPL-3.0-or-later
"""Jobs of the network's room, done by workers (`python manage.py procrastinate worker`)."""

import logging

from procrastinate.contrib.django import app

from network.links import checking

log = logging.getLogger(__name__)


@app.periodic(cron="23 2 * * *")
@app.task(name="network.check_links", queueing_lock="check-links", lock="check-links", pass_context=False)
def check_links(timestamp: int) -> None:
    """Each night, ask for the links of resources whose turn has come."""
    log.info("%d links were asked for", checking.check_due())
