# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages set by Typst (https://typst.app) in a process of its own, whose memory and time are bounded.

What is set reaches Typst as data, a JSON document and pictures beside a template, and never as source: no
letter of it can be read as markup. Typst is given these files and no others, and no address.
"""

import json
import tempfile
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from common.files.bounded import Work, work
from common.files.limits import MIB

_PROGRAM = "publishing.typesetter"
_NO_LETTERS = frozenset({"Cc", "Co", "Cs", "Cn"})
# A book of 2,000 entries takes a third of it (`python -m bench.book`). Addresses of memory are more than
# memory: the threads of Typst have room kept for them that they never fill.
MEMORY, SECONDS = 3000 * MIB, 300
# PDF/UA-1 is the pages' reading order and words for who does not see them; PDF/A-2a holds all that printing
# them needs, fonts among it, and is tagged too.
SCREEN, PRINTER = ("ua-1",), ("a-2a",)


class Unprintable(Exception):
    """Something of the content cannot be set; the message, in French, says what."""


class TooLong(Unprintable):
    """Setting takes more memory or time than it may."""


_BEYOND = (
    "Ce document demande, pour être mis en pages, plus de %(mib)d Mo de mémoire ou de %(seconds)d s de "
    "calcul : il n’est pas fait. Choisissez un territoire plus petit, ou moins de thèmes."
)


@dataclass(frozen=True, slots=True)
class Printed:
    """A PDF, how many pages it has, the letters for which no font is there, each of which is shown as « � »,
    and the page of each heading that the template gave a label, from 1 on."""

    content: bytes
    pages: int
    unseen: str = ""
    labels: Mapping[str, int] = field(default_factory=dict)


def typeset(
    templates: Iterable[Path],
    data: Mapping[str, Any],
    pictures: Mapping[str, bytes],
    day: date,
    standards: tuple[str, ...] = SCREEN,
) -> Printed:
    """The PDF of the first template; the others are those that it imports.

    `data` is what it reads as `data.json`, `pictures` what it shows, by the names that `data` has for them.
    `day` is the one that the file says it was made on: the same content makes the same bytes.
    Raises Unprintable with the picture that cannot be read, and TooLong.
    """
    with tempfile.TemporaryDirectory(prefix="reperes-typst-") as folder:
        place = Path(folder)
        (place / "data.json").write_text(json.dumps(_shown(data), ensure_ascii=False), "utf-8")
        for name, content in pictures.items():
            (place / name).write_bytes(content)
        main, *others = templates
        (place / "main.typ").write_bytes(main.read_bytes())
        for other in others:
            (place / other.name).write_bytes(other.read_bytes())
        bounds = Work(MEMORY, SECONDS, _BEYOND, refused=Unprintable, exhausted=TooLong)
        made = int(datetime.combine(day, time(), UTC).timestamp())
        ((pages, unseen, labels),) = work(_PROGRAM, folder, ",".join(standards), str(made), bounds=bounds)
        return Printed((place / "out.pdf").read_bytes(), pages, unseen, labels)


def _shown(data: Any) -> Any:
    """The same without what is no letter and what only one program has a sign for, such as Word's bullets:
    one of them would have the whole document refused."""
    if isinstance(data, str):
        return "".join(letter for letter in data.replace("\t", " ") if letter == "\n" or _is_shown(letter))
    if isinstance(data, Mapping):
        return {key: _shown(value) for key, value in data.items()}
    return [_shown(value) for value in data] if isinstance(data, list | tuple) else data


def _is_shown(letter: str) -> bool:
    return unicodedata.category(letter) not in _NO_LETTERS


def picture_name(number: int, content: bytes) -> str:
    """A name under which Typst knows what kind of picture it is. Raises Unprintable for another kind."""
    for beginning, extension in _KINDS.items():
        if content.lstrip()[:16].startswith(beginning):
            return f"picture-{number}.{extension}"
    raise Unprintable(f"L’image n° {number} n’est ni un PNG, ni un JPEG, ni un SVG.")


_KINDS = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg", b"<": "svg", b"\xef\xbb\xbf<": "svg"}
