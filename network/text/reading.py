# SPDX-License-Identifier: AGPL-3.0-or-later
"""Markdown as it is read here: CommonMark and tables, without HTML, within bounds.

The end of a line is one: who has never heard of Markdown presses Enter to go to the next line. An address of
the web that stands bare in the text is a link.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock, table
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from network.text import addresses

MAX_CHARACTERS = 60_000
# Levels of blocks within blocks, of which a list takes two; deeper ones are not read.
MAX_NESTING = 20
MAX_COLUMNS = 30

_BARE = re.compile(r"[^\s<>\"«»“”`\\^{}|\[\]]+")
# What ends a sentence is none of its address.
_AFTER = frozenset(".,;:!?'’…*_~")


class Markdown(MarkdownIt):
    """The reader, with its own judge of the addresses that links may have."""

    def __init__(
        self, *, accepts: Callable[[str], bool], nesting: int, renderer: type[RendererHTML] = RendererHTML
    ) -> None:
        super().__init__(
            "commonmark", {"html": False, "breaks": True, "maxNesting": nesting}, renderer_cls=renderer
        )
        self._accepts = accepts
        self.enable("table")
        self.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
        self.inline.ruler.before("link", "bare_address", _bare_address)

    def validateLink(self, url: str) -> bool:
        """Whether a link or a picture may have this address."""
        return self._accepts(url)


def read(markdown: Markdown, text: str) -> list[Token]:
    """The tokens of a text, its pictures of other places told by their words.

    A text longer than any form lets in is not read: its paragraphs are as they were typed.
    """
    if len(text) > MAX_CHARACTERS:
        return list(_as_typed(text))
    tokens = markdown.parse(text)
    for token in tokens:
        if token.children:
            token.children = [ours(one) for one in token.children]
    return tokens


def inline(tokens: Sequence[Token]) -> Iterator[Token]:
    """What stands in the lines of a text: words, links, pictures."""
    for token in tokens:
        yield from token.children or ()


def words(children: Sequence[Token] | None) -> str:
    """What inline tokens say, without what dresses it; a picture says its words."""
    said = []
    for token in children or ():
        if token.type in ("text", "code_inline", "text_special"):
            said.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            said.append("\n")
        elif token.type == "image":
            said.append(words(token.children))
    return "".join(said)


def ours(token: Token) -> Token:
    """A token as it was, or the words of a picture that is not of our store."""
    if token.type != "image" or addresses.picture(str(token.attrGet("src") or "")):
        return token
    told = Token("text", "", 0)
    told.content = words(token.children)
    return told


def _as_typed(text: str) -> Iterator[Token]:
    for paragraph in re.split(r"\n[ \t]*\n", text):
        whole = Token("inline", "", 0)
        whole.content, whole.children = paragraph, []
        for number, line in enumerate(paragraph.split("\n")):
            if number:
                whole.children.append(Token("softbreak", "br", 0))
            said = Token("text", "", 0)
            said.content = line
            whole.children.append(said)
        yield Token("paragraph_open", "p", 1, block=True)
        yield whole
        yield Token("paragraph_close", "p", -1, block=True)


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A table of CommonMark's neighbours, unless it is wider than anybody reads: a short text may say one of
    many thousand cells."""
    line = state.src[state.bMarks[start] : state.eMarks[start]]
    return line.count("|") <= MAX_COLUMNS + 1 and table(state, start, end, silent)


def _bare_address(state: StateInline, silent: bool) -> bool:
    """A link of an address that is written as it is: « https://www.exemple.fr. »."""
    start = state.pos
    if state.src[start : start + 3] != "://" or state.linkLevel or silent:
        return False
    scheme = next((one for one in ("https", "http") if state.pending[-len(one) :].lower() == one), "")
    before = state.pending[-len(scheme) - 1 : -len(scheme)] if scheme else ""
    found = _BARE.match(state.src, start + 3, state.posMax)
    if not scheme or before.isalnum() or not found:
        return False
    address = state.pending[-len(scheme) :] + "://" + _without_end(found[0])
    href = state.md.normalizeLink(address)
    if not addresses.is_outside(href):
        return False
    state.pending = state.pending[: -len(scheme)]
    opening = state.push("link_open", "a", 1)
    opening.attrs = {"href": href}
    state.push("text", "", 0).content = address
    state.push("link_close", "a", -1)
    state.pos = start + len(address) - len(scheme)
    return True


def _without_end(address: str) -> str:
    """An address without what the sentence puts after it: a full stop, the bracket that it stands in."""
    end, open_brackets = len(address), address.count("(") - address.count(")")
    while end and (address[end - 1] in _AFTER or (address[end - 1] == ")" and open_brackets < 0)):
        end -= 1
        open_brackets += address[end] == ")"
    return address[:end]
