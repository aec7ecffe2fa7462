# SPDX-License-Identifier: AGPL-3.0-or-later
"""The database's part in the network's records: who may know of them, and that each change is noted."""

from functools import partial
from pathlib import Path

from common.living_sql import Definitions
from history.triggers import statements
from network.kinds import KINDS

SQL = Definitions(
    Path(__file__).parent,
    ("roots", "needs", "history", "found", "said", "digests", "gallery"),
    made={"triggers of the kinds": partial(statements, KINDS)},
)
