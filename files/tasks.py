# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the workers do with files."""

import logging

from procrastinate.contrib.django import app

from files import policy

log = logging.getLogger(__name__)


@app.periodic(cron="47 3 * * *")
@app.task(queueing_lock="files.forget_unused", pass_context=False)
def forget_unused(timestamp: int) -> None:
    """Each night, the files that nothing refers to any more go."""
    if gone := policy.forget_unused():
        log.info("%d files that nothing referred to were deleted", gone)
