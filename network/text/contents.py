# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a text holds: the addresses that it leads to, the pictures that it shows, its headings."""

from dataclasses import dataclass
from uuid import UUID

from files.models import File
from network.text import addresses, reading
from network.text.rendering import LEVEL, READER, Sizes, ranked


@dataclass(frozen=True, slots=True)
class Link:
    """An address of another site, and the words that lead there, which may be its own."""

    url: str
    words: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as `rendering.rendered` shows it: its rank (2 for an h2) and the `id` that a link names."""

    words: str
    anchor: str
    rank: int


def links(text: str) -> list[Link]:
    """The links to other sites, in their order, each address once, by the words that lead there first."""
    found: dict[str, Link] = {}
    for token in reading.read(READER, text):
        children = token.children or []
        for place, child in enumerate(children):
            url = str(child.attrGet("href") or "") if child.type == "link_open" else ""
            if url not in found and addresses.is_outside(url):
                end = next(n for n in range(place, len(children)) if children[n].type == "link_close")
                found[url] = Link(url, " ".join(reading.words(children[place + 1 : end]).split()))
    return list(found.values())


def pictures(text: str) -> list[UUID]:
    """The files of our store that a text shows, in their order, each once."""
    tokens = reading.inline(reading.read(READER, text))
    files = (addresses.picture(str(token.attrGet("src"))) for token in tokens if token.type == "image")
    return list(dict.fromkeys(file for file in files if file))


def sizes(text: str) -> Sizes:
    """The width and height, in pixels, of the pictures that a text shows, in one query."""
    shown = pictures(text)
    if not shown:
        return {}
    known = File.objects.filter(pk__in=shown).order_by().values_list("pk", "width", "height")
    return {file: (width, height) for file, width, height in known if width and height}


def headings(text: str, *, level: int = LEVEL, anchors: str = "partie") -> list[Heading]:
    """The headings, for a table of contents; `level` and `anchors` are those that the text is rendered with.

    Raises ValueError where `anchors` is not a few small letters.
    """
    return [
        Heading(" ".join(reading.words(line.children).split()), anchor, rank)
        for _place, line, anchor, rank in ranked(reading.read(READER, text), level, anchors)
    ]
