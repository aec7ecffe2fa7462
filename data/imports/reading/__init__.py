"""A file of any kind as tables of cells, read row by row.

`open_book` tells what a file is by its content, not by its name.
"""

from data.imports.reading.book import Book, Table, Unreadable
from data.imports.reading.opening import open_book

__all__ = ["Book", "Table", "Unreadable", "open_book"]
