"""The authors of the workbooks: each function is one author's habit, not every fault at once."""

from bench.messy.book import Book
from bench.messy.shapes import addresses, columns, layout, letters, rows, standards, values
from bench.messy.shapes.author import AUTHORS

__all__ = ["AUTHORS", "addresses", "columns", "layout", "letters", "rows", "standards", "values"]


def books() -> list[Book]:
    """Every workbook with its truth, in the order of its name; the same at each call."""
    return [AUTHORS[name]() for name in sorted(AUTHORS)]
