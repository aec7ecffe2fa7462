# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who says yes to an import that waits: staff to what is held, whoever writes it to what it loses."""

from collections.abc import Collection
from typing import Any

from accounts.roles import Role, role_of
from data.imports import losses, runs
from data.imports.losses import Loss
from data.models import ImportRun
from data.models.run import RunState


class NotAgreed(Exception):
    """Nobody said yes to what has to be agreed to: nothing is written."""


class AwaitsStaff(NotAgreed):
    """Prefecture staff have to say yes first."""


class AwaitsLosses(NotAgreed):
    """What would be lost, and was not said yes to, is in `missing`."""

    def __init__(self, missing: list[Loss]):
        super().__init__(" ; ".join(loss.words for loss in missing))
        self.missing = missing


def agree(user: Any, run: ImportRun, held: bool, lost: Collection[str]) -> None:
    """Keep that `user` said yes to what blocks the run: to its being held (`held`), and to losses by their
    codes (`lost`). Raises AwaitsStaff or AwaitsLosses where that is not enough, and keeps nothing then.

    A run that is not rehearsed blocks on nothing here: whoever writes it is told by `apply`.
    """
    if run.state != RunState.REHEARSED:
        return
    waits = bool(run.held_because)
    if waits and (role_of(user) is not Role.STAFF or not held):
        raise AwaitsStaff(run.held_because)
    missing = [loss for loss in losses.blocking(run) if loss.code not in lost]
    if missing and losses.waits_for(run):
        raise AwaitsLosses(missing)
    if waits:
        runs.accept(run, user)
    elif losses.waits_for(run):
        losses.accept(run, user)
