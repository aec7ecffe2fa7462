"""A file of any kind as tables of cells, read row by row.

`open_book` tells what a file is by its content, not by its name.
"""

from common.files.book import Book, Table, Unreadable
from common.files.opening import open_book

__all__ = ["Book", "Table", "Unreadable", "open_book"]
