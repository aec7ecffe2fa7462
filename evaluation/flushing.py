# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a process counted, handed each minute to the months that are kept; and when it ends.

A process that is killed loses at most what it counted since the last minute.
"""

import atexit
import logging
import multiprocessing.util
import os
import threading
from datetime import date

from django.db import Error, connection

from common import counting
from evaluation import ledger

logger = logging.getLogger(__name__)

EACH_S = 60.0
_started = threading.Event()


def flush() -> bool:
    """Keep what was counted since the last time; whether it could be. What could not waits for the next."""
    by_month: dict[date, dict[counting.Counted, int]] = {}
    for counted, n in counting.taken().items():
        by_month.setdefault(counted.month, {})[counted] = n
    kept = True
    for counts in by_month.values():
        try:
            ledger.add(counts)
        except Error:
            counting.give_back(counts)
            logger.warning("What was counted could not be kept: it waits for the next minute", exc_info=True)
            kept = False
    return kept


def start(each_s: float = EACH_S) -> None:
    """Flush each minute from now on, by a thread of its own, and when this process ends; once a process."""
    if _started.is_set():
        return
    _started.set()
    threading.Thread(target=_run, args=(each_s,), name="counts", daemon=True).start()
    atexit.register(_flush_and_let_go)
    # A worker of granian is a process of multiprocessing's, which ends without what `atexit` holds.
    multiprocessing.util.Finalize(None, _flush_and_let_go, exitpriority=10)
    # In a process that another one forked, the parent's thread is not there.
    os.register_at_fork(after_in_child=_started.clear)


def _run(each_s: float) -> None:
    pause = threading.Event()
    while not pause.wait(each_s):
        _flush_and_let_go()


def _flush_and_let_go() -> None:
    try:
        flush()
    except Exception:
        logger.exception("What was counted could not be kept, and is lost")
    finally:
        connection.close()
