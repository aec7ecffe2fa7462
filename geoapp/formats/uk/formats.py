# SPDX-License-Identifier: AGPL-3.0-or-later
"""In a date, Ukrainian months are in the genitive (« 26 листопада »)."""

DATE_FORMAT = "j E Y"
MONTH_DAY_FORMAT = "j E"
