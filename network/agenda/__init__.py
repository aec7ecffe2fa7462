# SPDX-License-Identifier: AGPL-3.0-or-later
"""What comes again, when it is held, and the calendars that it fills; no models.

recurrence.py  the rule by which an event comes again, and its dates
said.py        the rule in words
sentence.py    a sentence of ordinary French, understood or refused
fields.py      the rule in a form
occurrence.py  an event on its days, in local time
icalendar.py   events as a file of iCalendar
months.py      the grid of a month, a week, a quarter, a list by day
"""
