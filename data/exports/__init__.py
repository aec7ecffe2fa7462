# SPDX-License-Identifier: AGPL-3.0-or-later
"""What leaves the directory: the answer to a search, with the page's own filters, in the field's formats.

    selection.py   a search -> which structures and which of their services
    reading.py     these, a few hundred at a time, as the reader's role may see them
    one module a format: csv_file, xlsx, geojson, data_inclusion, mediation_numerique, feed, cards, calendar

Everything is read through the Visible… models: what a role may not see cannot be exported.
"""
