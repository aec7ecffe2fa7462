# SPDX-License-Identifier: AGPL-3.0-or-later
"""Without Django's Arabic comma between month and year."""

DATE_FORMAT = "j F Y"
MONTH_DAY_FORMAT = "j F"
