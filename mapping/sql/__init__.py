"""The database's part in the records: who may see what, and since when."""

from pathlib import Path

from common.living_sql import Definitions
from history.triggers import statements
from mapping.kinds import KINDS

# « history » is no file: it is made from the kinds of records that have one.
SQL = Definitions(
    Path(__file__).parent,
    ("visible", "shown", "needs", "history"),
    made={"history": lambda: statements(KINDS)},
)
