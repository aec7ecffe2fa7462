# SPDX-License-Identifier: AGPL-3.0-or-later
"""What leaves the directory: the answer to a search, with the page's own filters, in the field's formats.

    selection.py   a search -> which structures and which of their services
    reading.py     these, a few hundred at a time, as the reader's role may see them
    one module a format, each with its `FORMAT`: the page offers it and the address is there (`offered.py`)
    recurrence.py  days and times as events of a calendar that come again
    counted.py     how many structures the standards' files cannot tell of, and why
    feed.py        the latest changes, to follow

Everything is read through the Visible… models: what a role may not see cannot be exported.
"""
