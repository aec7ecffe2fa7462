"""Registers the authors of the third set: beside the others, with people and places of their own."""

from collections.abc import Callable

from bench.messy.book import Book
from bench.messy.shapes import author as first
from bench.messy.third.cast import Cast
from bench.messy.world import World

PREFIX = "c_"
Write = Callable[[World, Book], None]


def author(
    name: str, *shapes: str, kind: str = "xlsx", encoding: str = "utf-8", delimiter: str = ";"
) -> Callable[[Write], Write]:
    """Declare the author of the file `c_name`, and the shapes that it shows."""
    return first.author(
        f"{PREFIX}{name}", *shapes, kind=kind, encoding=encoding, delimiter=delimiter, world=Cast
    )
