# SPDX-License-Identifier: AGPL-3.0-or-later
"""The database's part in the records: who may see what and since when, and that each change is noted."""

from functools import partial
from pathlib import Path

from common.living_sql import Definitions
from history.triggers import statements
from mapping.kinds import KINDS

SQL = Definitions(
    Path(__file__).parent,
    ("visible", "shown", "needs", "history"),
    made={"triggers of the kinds": partial(statements, KINDS)},
)
