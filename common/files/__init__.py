# SPDX-License-Identifier: AGPL-3.0-or-later
"""A file of any kind as tables of cells, read row by row.

What a file is, is told by its content, not by its name. `open_book` finds the columns of its tables,
`open_grids` supposes nothing. Archives, workbooks and JSON are opened in a process whose memory and time are
bounded, never in the site's; texts are read line by line.
"""

from common.files.book import Book, Grid, Table, Unreadable
from common.files.opening import open_book, open_grids

__all__ = ["Book", "Grid", "Table", "Unreadable", "open_book", "open_grids"]
