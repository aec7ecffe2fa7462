# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a text may not hold, told to its author: on which line, and what would be accepted.

What is refused here would be harmless anyway (`rendering`): it would be shown otherwise than its author
meant, who would not know why.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from markdown_it.token import Token

from network.text import addresses, reading

# Deep enough to see what lies beyond the bound, and no deeper.
_SEEN = 2 * reading.MAX_NESTING
_ALL = reading.Markdown(accepts=lambda _address: True, nesting=_SEEN)

_HTML = re.compile(r"</?[a-zA-Z][\w-]{0,30}(?:\s[^<>]{0,200})?/?>|<!--")
_LINES_ENDED = ("softbreak", "hardbreak")
# Of one text, as many are told at once; the rest once these are mended.
_MOST = 20
_TOLD = 40


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that the author has to know: of the line `line`, counted from 1; refused, or only told."""

    line: int
    message: str
    is_refused: bool = True

    def __str__(self) -> str:
        return _("Ligne %(line)d : %(message)s.") % {"line": self.line, "message": self.message}


def remarks(text: str) -> list[Remark]:
    """What is refused of a text, and what will be shown otherwise than it may have been meant, by line."""
    if len(text) > reading.MAX_CHARACTERS:
        return [_too_long(text)]
    found = sorted({*_of_lines(text), *_of_tables(text)}, key=lambda one: (one.line, one.message))
    return found[:_MOST]


def validate(text: str) -> None:
    """A validator of fields. Raises ValidationError for what is refused, a message for each."""
    refused = [ValidationError(str(one), code="text") for one in remarks(text) if one.is_refused]
    if refused:
        raise ValidationError(refused)


def _too_long(text: str) -> Remark:
    line = text.count("\n", 0, reading.MAX_CHARACTERS) + 1
    message = _(
        "ce texte a %(length)d signes, et %(most)d au plus sont acceptés : la limite est sur cette ligne."
        " Coupez le texte en deux, ou retirez ce qui suit"
    )
    return Remark(line, message % {"length": len(text), "most": reading.MAX_CHARACTERS})


def _of_lines(text: str) -> Iterator[Remark]:
    line = 1
    for token in _ALL.parse(text):
        line = token.map[0] + 1 if token.map else line
        if token.level > reading.MAX_NESTING - 2 and token.nesting > 0:
            yield Remark(
                line,
                _("trop de listes ou d’encadrés l’un dans l’autre, %(most)d au plus : remontez d’un cran")
                % {"most": reading.MAX_NESTING // 2 - 1},
            )
        if token.type == "inline":
            yield from _of_inline(token.children or [], line)


def _of_inline(children: list[Token], line: int) -> Iterator[Remark]:
    said: list[str] = []
    for child in children:
        if child.type in _LINES_ENDED:
            yield from _of_html("".join(said), line)
            said, line = [], line + 1
        elif child.type == "text":
            said.append(child.content)
        else:
            yield from _of_address(child, line)
    yield from _of_html("".join(said), line)


def _of_address(token: Token, line: int) -> Iterator[Remark]:
    if token.type == "link_open":
        address = str(token.attrGet("href") or "")
        if not addresses.is_link(address):
            yield Remark(line, addresses.why_no_link(address))
    elif token.type == "image":
        address = str(token.attrGet("src") or "")
        if not addresses.picture(address):
            yield Remark(line, addresses.why_no_picture(address))
        elif not reading.words(token.children).strip():
            message = _(
                "l’image n’a pas de mots : entre les crochets, dites ce qu’elle montre à qui ne la voit pas"
            )
            yield Remark(line, message, is_refused=False)


def _of_html(said: str, line: int) -> Iterator[Remark]:
    found = _HTML.search(said)
    if found:
        message = _(
            "« %(html)s » est du HTML, qui sera montré tel quel. Servez-vous plutôt des boutons au-dessus du"
            " texte"
        )
        yield Remark(line, message % {"html": found[0][:_TOLD]}, is_refused=False)


def _of_tables(text: str) -> Iterator[Remark]:
    """Tables of too many columns, which stay as they were typed: by the line of dashes that makes a table."""
    for number, line in enumerate(text.split("\n"), start=1):
        if line.count("|") > reading.MAX_COLUMNS + 1 and not line.strip(" |:-\t"):
            message = _("ce tableau a plus de %(most)d colonnes : faites-en plusieurs")
            yield Remark(number, message % {"most": reading.MAX_COLUMNS})
