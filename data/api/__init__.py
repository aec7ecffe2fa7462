# SPDX-License-Identifier: AGPL-3.0-or-later
"""Imports pushed by programs: the same road as `data.pages`, told in JSON.

sent.py      what a request says: a file, whose it is, how its columns are read
settling.py  what was said, put on a run as the pages' own forms would
told.py      a run as the API tells it
views.py     the addresses under /api/v1/imports
"""
