# SPDX-License-Identifier: AGPL-3.0-or-later
"""A text in Markdown as a page shows it.

Two walls that do not lean on each other: `reading` makes no HTML of what the author writes as HTML, and gives
links and pictures only the addresses that are allowed; what it drew is then cleaned by nh3, which lets the
few elements and attributes below through, whoever wrote them.
"""

import re
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from typing import Any
from uuid import UUID

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from network.text import addresses, reading

# The page's own title is an h1.
LEVEL = 2
_LOWEST = 6
_ANCHOR = re.compile(r"[a-z]{1,20}")
_ANCHOR_LENGTH = 60
# What begins a step of a list, where somebody wrote it.
_MARKER = re.compile(r"\A\s*(?:\d{1,3}[.)]|[-*+•–])\s+")

Sizes = Mapping[UUID, tuple[int, int]]


class _Renderer(RendererHTML):
    """What is drawn otherwise than CommonMark says."""

    def table_open(
        self, tokens: Sequence[Token], index: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        # A wide table slides in its box, by keyboard too.
        box = '<div class="table-box" tabindex="0" role="region" aria-label="{}">\n<table class="table">\n'
        return box.format(escape(_("Tableau")))

    def table_close(
        self, tokens: Sequence[Token], index: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        return "</table>\n</div>\n"


READER = reading.Markdown(accepts=addresses.is_link, nesting=reading.MAX_NESTING, renderer=_Renderer)


def rendered(text: str, *, level: int = LEVEL, anchors: str = "", sizes: Sizes | None = None) -> SafeString:
    """The HTML of a text, for an element of class `prose`.

    Its highest headings are of rank `level`, and none skips a rank. `anchors`, a few small letters, is what
    the `id` of headings begins with (`contents.headings` tells them); empty for none. `sizes` tells the width
    and height of pictures, in pixels (`contents.sizes`). Raises ValueError for other `anchors`.
    """
    tokens = reading.read(READER, text)
    _dress(tokens, level, anchors, sizes or {})
    return _clean(READER.renderer.render(tokens, READER.options, {}))


def steps(text: str) -> list[SafeString]:
    """The HTML of each line that is not empty, without the number or the dash that it may begin with."""
    lines = [_MARKER.sub("", line, count=1) for line in text.split("\n") if line.strip()]
    drawn = []
    for line in lines if len(text) <= reading.MAX_CHARACTERS else ():
        tokens = READER.parseInline(line)
        for token in tokens:
            token.children = [reading.ours(one) for one in token.children or ()]
        _dress(tokens, LEVEL, "", {})
        drawn.append(READER.renderer.render(tokens, READER.options, {}))
    # Cleaned at once: what a line says holds no end of line.
    cleaned = _clean("\n".join(drawn)).split("\n") if drawn else [escape(line) for line in lines]
    return [mark_safe(line) for line in cleaned]


def ranked(tokens: Sequence[Token], level: int, anchors: str) -> Iterator[tuple[int, Token, str, int]]:
    """Each heading: the place of its opening among the tokens, its words, its `id`, its rank."""
    above: list[int] = []
    taken: dict[str, int] = {}
    for place, token in enumerate(tokens):
        if token.type != "heading_open":
            continue
        depth = int(token.tag[1:])
        while above and above[-1] >= depth:
            above.pop()
        above.append(depth)
        line, rank = tokens[place + 1], min(level + len(above) - 1, _LOWEST)
        yield place, line, _anchor(line, anchors, taken), rank


def _anchor(line: Token, anchors: str, taken: dict[str, int]) -> str:
    if not anchors:
        return ""
    if not _ANCHOR.fullmatch(anchors):
        raise ValueError("Anchors begin with a few small letters.")
    slug = slugify(reading.words(line.children), allow_unicode=True)[:_ANCHOR_LENGTH].strip("-_")
    name = f"{anchors}-{slug}" if slug else anchors
    taken[name] = taken.get(name, 0) + 1
    return name if taken[name] == 1 and slug else f"{name}-{taken[name]}"


def _dress(tokens: Sequence[Token], level: int, anchors: str, sizes: Sizes) -> None:
    """Give the tokens what we add: ranks, names, sizes, what links and cells say."""
    for place, _line, anchor, rank in ranked(tokens, level, anchors):
        # A heading is three tokens: its opening, its line, its end.
        tokens[place].tag = tokens[place + 2].tag = f"h{rank}"
        if anchor:
            tokens[place].attrSet("id", anchor)
    for token in tokens:
        if token.type in ("th_open", "td_open"):
            _align(token)
    for token in reading.inline(tokens):
        if token.type == "link_open" and addresses.is_outside(str(token.attrGet("href"))):
            token.attrSet("rel", "noopener noreferrer")
        elif token.type == "image":
            _measure(token, sizes)


def _align(cell: Token) -> None:
    """Figures stand at the end of their column where their author put them there; no style is written."""
    style = str(cell.attrs.pop("style", ""))
    if "right" in style:
        cell.attrSet("class", "num")
    if cell.type == "th_open":
        cell.attrSet("scope", "col")


def _measure(picture: Token, sizes: Sizes) -> None:
    file = addresses.picture(str(picture.attrGet("src")))
    if file and file in sizes:
        width, height = sizes[file]
        picture.attrSet("width", str(width))
        picture.attrSet("height", str(height))
    picture.attrSet("loading", "lazy")


_HEADINGS = {f"h{rank}" for rank in range(1, _LOWEST + 1)}
_TEXT = {"p", "br", "hr", "ul", "ol", "li", "strong", "em", "blockquote", "code", "pre", "a", "img"}
_TABLE = {"div", "table", "thead", "tbody", "tr", "th", "td"}
_ATTRIBUTES: dict[str, set[str]] = {
    # Of every element: nh3 would else let `title` and `lang` through.
    "*": set(),
    "a": {"href", "rel"},
    "img": {"src", "alt", "width", "height", "loading"},
    "ol": {"start"},
    "th": {"scope"},
    "div": {"tabindex", "role", "aria-label"},
    **{heading: {"id"} for heading in _HEADINGS},
}
_VALUES = {
    "start": re.compile(r"\d{1,9}"),
    "width": re.compile(r"\d{1,5}"),
    "height": re.compile(r"\d{1,5}"),
    "loading": re.compile(r"lazy"),
    "rel": re.compile(r"noopener noreferrer"),
    "scope": re.compile(r"col"),
    "tabindex": re.compile(r"0"),
    "role": re.compile(r"region"),
    "id": re.compile(rf"{_ANCHOR.pattern}-[\w-]{{1,{_ANCHOR_LENGTH + 10}}}"),
}


def _attribute(tag: str, name: str, value: str) -> str | None:
    """An attribute that is kept, judged once more by its value; None for one that is not."""
    if name == "href":
        return value if addresses.is_link(value) else None
    if name == "src":
        return value if addresses.picture(value) else None
    rule = _VALUES.get(name)
    return value if rule is None or rule.fullmatch(value) else None


_CLEANER = nh3.Cleaner(
    tags=_HEADINGS | _TEXT | _TABLE,
    attributes=_ATTRIBUTES,
    attribute_filter=_attribute,
    allowed_classes={"div": {"table-box"}, "table": {"table"}, "th": {"num"}, "td": {"num"}},
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel=None,
)


def _clean(html: str) -> SafeString:
    return mark_safe(_CLEANER.clean(html))
