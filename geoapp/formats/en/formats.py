# SPDX-License-Identifier: AGPL-3.0-or-later
"""Dates as Britain writes them: English pages are read in France."""

DATE_FORMAT = "j F Y"
MONTH_DAY_FORMAT = "j F"
