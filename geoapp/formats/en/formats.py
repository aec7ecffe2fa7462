"""Dates as Britain writes them: English pages are read in France."""

DATE_FORMAT = "j F Y"
MONTH_DAY_FORMAT = "j F"
