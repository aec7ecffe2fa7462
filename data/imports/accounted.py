# SPDX-License-Identifier: AGPL-3.0-or-later
"""That nothing of a row is lost without a word: a cell of a column that is read is in what the row makes, or
something is told of it. This looks at what was made, whoever made it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from data.imports.values import text_of
from places.folding import fold

NOT_TAKEN = "« %s » : rien n'en a été repris."
# Fields whose cells are kept as they are written; those of the others are values, and what is none is told.
_AS_WRITTEN = frozenset(
    [
        "nom", "adresse", "complement_adresse", "commune", "cp_commune", "code_postal", "telephone",
        "courriel", "site_web", "joindre", "description", "service_nom", "service_description", "contact_nom",
        "contact_fonction", "contact_telephone", "contact_courriel", "conditions_acces",
    ]
)  # fmt: skip
_EMAIL = re.compile(r"[^\s<>()\[\],;:|\"'/]+@[^\s<>()\[\],;:|\"'/]+\.[A-Za-z]{2,}")
_NUMBER = re.compile(r"(?<!\d)0[1-9](?:[ .\-/]{0,2}\d\d){4}(?!\d)")
_PLAIN_WORD = re.compile(r"[a-z0-9]{2,}")


def untold(
    cells: Sequence[Any], places: Mapping[str, Sequence[int]], payloads: Iterable[Any], told: Iterable[Any]
) -> Iterator[tuple[str, str]]:
    """The field, and what is to be told, of each filled cell of which nothing was taken and nothing said:
    none of its words, one of its e-mails, one of its telephone numbers."""
    told = list(told)
    about = {field for field, _message in told}
    said = " ".join([*_texts(list(payloads)), *(message for _field, message in told)])
    folded, figures = f" {fold(said)} ", re.sub(r"\D", "", said.replace("+33 ", "0").replace("+33", "0"))
    lowered = said.lower()
    for target in _AS_WRITTEN & places.keys():
        for place in places[target]:
            text = text_of(cells[place]) if place < len(cells) else ""
            if not text or target in about or target.removeprefix("contact_") in about:
                continue
            lost = [email for email in _EMAIL.findall(text) if email.lower().strip(".-") not in lowered]
            lost += [n for n in _NUMBER.findall(text) if re.sub(r"\D", "", n) not in figures]
            words = _PLAIN_WORD.findall(fold(text))
            if not lost and words and not any(word in folded or word in figures for word in words):
                lost = [text]
            if lost:
                yield target, NOT_TAKEN % ", ".join(lost)[:80]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)
    elif value not in (None, ""):
        yield str(value)
