"""Registers the functions that write workbooks."""

from collections.abc import Callable

from bench.messy.book import Book
from bench.messy.world import World

AUTHORS: dict[str, Callable[[], Book]] = {}


def author(
    name: str,
    *shapes: str,
    kind: str = "xlsx",
    encoding: str = "utf-8",
    delimiter: str = ";",
    world: type[World] = World,
) -> Callable[[Callable[[World, Book], None]], Callable[[World, Book], None]]:
    """Declare the author of the file `name`, the shapes that it shows and the `world` that it draws from."""

    def register(write: Callable[[World, Book], None]) -> Callable[[World, Book], None]:
        def make() -> Book:
            book = Book(name, shapes, kind, encoding, delimiter)
            write(world(name), book)
            return book

        if name in AUTHORS:
            raise ValueError(f"two authors of {name}")
        AUTHORS[name] = make
        return write

    return register
