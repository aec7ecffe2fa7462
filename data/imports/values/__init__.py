# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a cell says. Each module has one kind of value, and plain functions without a database.

A reader returns what it understood; what it could not understand is told by a `Doubt`, whose
message is shown beside the value in the rehearsal. None of them raises for what a cell may hold.
"""

from data.imports.values.base import Doubt, Reading, is_empty, text_of

__all__ = ["Doubt", "Reading", "is_empty", "text_of"]
