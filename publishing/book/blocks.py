# SPDX-License-Identifier: AGPL-3.0-or-later
"""A chapter in Markdown as plain blocks, which a template draws: nothing of it is source.

A block is `{"kind": "heading", "rank", "runs"}`, `paragraph` and `code` (`runs`), `list` (`ordered`, `start`,
`items`, blocks each), `quote` (`blocks`), `table` (`columns`, `head` and `rows` of cells, `runs` each) or
`rule`. A run is `{"text", "strong", "emphasis", "code", "link", "address"}`: `address` is that of a link
whose words do not tell it. A picture is told by its words.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from markdown_it.token import Token

from network.text import addresses, reading
from network.text.rendering import READER
from publishing.breaking import MAY_BREAK, lined, typed

Block = dict[str, Any]
_LOWEST = 3


def blocks(markdown: str, site: str = "") -> list[Block]:
    """The blocks of a text. Links to pages of the site begin with its address, `site`; without one they are
    words."""
    return _Blocks(site.rstrip("/")).read(iter(reading.read(READER, markdown)), "")


class _Blocks:
    def __init__(self, site: str) -> None:
        self._site = site

    def read(self, tokens: Iterator[Token], end: str) -> list[Block]:
        """The blocks up to the token that closes them."""
        found: list[Block] = []
        for token in tokens:
            if token.type == end:
                break
            if block := self._block(token, tokens):
                found.append(block)
        return found

    def _block(self, token: Token, tokens: Iterator[Token]) -> Block | None:
        match token.type:
            case "inline":
                runs = self._runs(token.children or ())
                return {"kind": "paragraph", "runs": runs} if runs else None
            case "heading_open":
                (line,) = self.read(tokens, "heading_close") or [{"runs": []}]
                return {"kind": "heading", "rank": min(int(token.tag[1:]), _LOWEST), "runs": line["runs"]}
            case "bullet_list_open" | "ordered_list_open":
                return self._list(token, tokens)
            case "blockquote_open":
                return {"kind": "quote", "blocks": self.read(tokens, "blockquote_close")}
            case "table_open":
                return self._table(tokens)
            case "fence" | "code_block":
                return {"kind": "code", "runs": [_run(token.content.rstrip("\n"), {"code": True})]}
            case "hr":
                return {"kind": "rule"}
        return None

    def _list(self, opening: Token, tokens: Iterator[Token]) -> Block:
        is_ordered = opening.type == "ordered_list_open"
        items: list[list[Block]] = []
        for token in tokens:
            if token.type == opening.type.replace("_open", "_close"):
                break
            items.append(self.read(tokens, "list_item_close"))
        start = opening.attrGet("start")
        return {
            "kind": "list",
            "ordered": is_ordered,
            "start": 1 if start is None else int(start),
            "items": items,
        }

    def _table(self, tokens: Iterator[Token]) -> Block:
        rows: list[list[list[Block]]] = []
        for token in tokens:
            if token.type == "table_close":
                break
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(self._runs(token.children or ()))
        head, *rest = rows
        return {"kind": "table", "columns": len(head), "head": head, "rows": rest}

    def _runs(self, children: Sequence[Token]) -> list[Block]:
        runs: list[Block] = []
        dress: Block = {}
        begun = 0
        for child in children:
            match child.type:
                case "strong_open" | "em_open":
                    dress = dress | {_DRESS[child.type]: True}
                case "strong_close" | "em_close":
                    dress = {key: value for key, value in dress.items() if key != _DRESS[child.type]}
                case "link_open":
                    dress = dress | {"link": self._address(str(child.attrGet("href") or ""))}
                    begun = len(runs)
                case "link_close":
                    _tell_address(runs[begun:], dress["link"])
                    dress = {key: value for key, value in dress.items() if key != "link"}
                case "code_inline":
                    runs.append(_run(child.content, dress | {"code": True}))
                case _:
                    if said := reading.words([child]):
                        runs.append(_run(said, dress))
        return runs

    def _address(self, href: str) -> str:
        if href.startswith("/"):
            return self._site + href if self._site else ""
        return href if addresses.is_link(href) else ""


_DRESS = {"strong_open": "strong", "strong_close": "strong", "em_open": "emphasis", "em_close": "emphasis"}


def _tell_address(runs: list[Block], link: str) -> None:
    """Have the last run of a link tell its address as it is typed, unless its words do: on paper nobody
    follows it."""
    told = typed(link)
    said = "".join(run["text"] for run in runs).replace(MAY_BREAK, "")
    if runs and told and told.lower() not in said.lower():
        runs[-1]["address"] = lined(told)


def _run(text: str, dress: Block) -> Block:
    return {"text": lined(text)} | dress
