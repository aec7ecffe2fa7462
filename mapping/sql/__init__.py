# SPDX-License-Identifier: AGPL-3.0-or-later
"""The database's part in the records: who may see what, and since when."""

from pathlib import Path

from common.living_sql import Definitions

SQL = Definitions(Path(__file__).parent, ("visible", "shown"))
