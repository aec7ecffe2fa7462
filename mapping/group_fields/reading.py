# SPDX-License-Identifier: AGPL-3.0-or-later
"""A value of a group's field: read from what was typed or from a cell of a file, and told in words.

It is kept as one text: a number with a point, a date as ISO 8601 writes it, « oui » or « non », choices by
their own words, one a line.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import formats
from django.utils.translation import gettext as _

from common.dates import in_words
from mapping.models import GroupField
from places.folding import fold

Kind = GroupField.Kind
SHORT, LONG = 200, 5000
# As many digits as a number has before its point, and after it.
_WHOLE, _DECIMALS = 12, 4
_NUMBER = re.compile(r"([+-]?\d+(?:[.,]\d+)?)\s*(.*)", re.DOTALL)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_FRENCH = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_IN_WORDS = re.compile(r"(\d{1,2})(?:er)? ([a-z]+) (\d{4})")
_MONTHS = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin",
    "juillet", "aout", "septembre", "octobre", "novembre", "decembre",
)  # fmt: skip
_YES = frozenset({"oui", "o", "yes", "vrai", "true", "1", "x"})
_NO = frozenset({"non", "n", "no", "faux", "false", "0"})
_URL = URLValidator(schemes=["http", "https"])
_MOST_OF_A_LINK = 500
# French says one of what is less than two.
_TWO, _SHORT_WORD = 2, 3
_ENDS_IN_S = frozenset(
    {
        "mois",
        "fois",
        "temps",
        "cours",
        "repas",
        "acces",
        "secours",
        "par",
        "sans",
        "dans",
        "sous",
        "vers",
        "hors",
    }
)


class Refused(ValueError):
    """A text that is no value of the field; `str` of it says what would be, in a sentence."""


def read(field: GroupField, cell: Any) -> str:
    """What a cell, or what was typed, says in a field, as it is kept; empty for nothing. Raises Refused."""
    if cell is None:
        return ""
    if isinstance(cell, list | tuple):
        return _choices(field, cell)
    if isinstance(cell, datetime):
        cell = cell.date()
    text = _plain(cell).strip()
    return _READERS[Kind(field.kind)](field, text) if text else ""


def say(kind: str, unit: str, text: str) -> str:
    """A value in words, in the language of the reader; as it is where it is no value of the kind any more."""
    if kind == Kind.NUMBER and _NUMBER.fullmatch(text):
        told = formats.number_format(Decimal(text), use_l10n=True, force_grouping=True)
        return f"{told} {_of_one(unit) if abs(Decimal(text)) < _TWO else unit}" if unit else told
    if kind == Kind.YES_NO:
        return {"oui": _("oui"), "non": _("non")}.get(text, text)
    if kind == Kind.CHOICES:
        return ", ".join(text.split("\n"))
    if kind == Kind.DATE:
        try:
            return in_words(date.fromisoformat(text))
        except ValueError:
            return text
    return text


def _of_one(unit: str) -> str:
    """A unit as it is said of one, « place » for « places »; what ends in « s » without being several, and
    what is too short to be a word, stays."""
    return " ".join(
        word[:-1] if word.endswith("s") and len(word) > _SHORT_WORD and fold(word) not in _ENDS_IN_S else word
        for word in unit.split(" ")
    )


def in_file(kind: str, text: str) -> Any:
    """A value as a cell of a file holds it: a number, a day, a text that `read` understands again."""
    if kind == Kind.NUMBER and _NUMBER.fullmatch(text):
        number = Decimal(text)
        return int(number) if number == number.to_integral_value() else float(number)
    if kind == Kind.CHOICES:
        return " | ".join(text.split("\n"))
    return text


def _plain(cell: Any) -> str:
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _short(field: GroupField, text: str) -> str:
    said = " ".join(text.split())
    if len(said) > SHORT:
        raise Refused(f"{len(said)} caractères : {SHORT} au plus.")
    return said


def _long(field: GroupField, text: str) -> str:
    said = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(said) > LONG:
        raise Refused(f"{len(said)} caractères : {LONG} au plus.")
    return said


def _number(field: GroupField, text: str) -> str:
    without = re.sub(r"(?<=\d)[\s\u00a0\u202f](?=\d{3}\b)", "", text)
    match = _NUMBER.fullmatch(without)
    if match is None or fold(match[2]) not in ("", fold(field.unit)):
        unit = f" de {field.unit}" if field.unit else ""
        raise Refused(f"« {text[:40]} » n’est pas un nombre{unit} : écrivez-le en chiffres.")
    whole, _point, decimals = match[1].replace(",", ".").lstrip("+-").partition(".")
    if len(whole.lstrip("0")) > _WHOLE or len(decimals) > _DECIMALS:
        raise Refused(f"« {text[:40]} » : {_WHOLE} chiffres au plus, et {_DECIMALS} après la virgule.")
    number = Decimal(match[1].replace(",", "."))
    said = format(number, "f")
    said = said.rstrip("0").rstrip(".") if "." in said else said
    return "0" if number == 0 else said


def _yes_no(field: GroupField, text: str) -> str:
    said = fold(text)
    if said in _YES or text in ("✓", "✔"):
        return "oui"
    if said in _NO:
        return "non"
    raise Refused(f"« {text[:40]} » : ni « oui » ni « non ».")


def _choice(field: GroupField, text: str) -> str:
    found = next((one for one in field.choices if fold(one) == fold(text)), None)
    if found is None:
        raise Refused(f"« {text[:40]} » n’est pas un des choix : {_quoted(field.choices)}.")
    return found


def _several(field: GroupField, text: str) -> str:
    parts = re.split(r"[|;\n]", text)
    if len(parts) == 1 and fold(text) not in map(fold, field.choices):
        parts = text.split(",")
    return _choices(field, parts)


def _choices(field: GroupField, parts: Iterable[Any]) -> str:
    said = {_choice(field, str(one).strip()) for one in parts if str(one).strip()}
    return "\n".join(one for one in field.choices if one in said)


def _date(field: GroupField, text: str) -> str:
    try:
        if match := _ISO.fullmatch(text):
            return date(int(match[1]), int(match[2]), int(match[3])).isoformat()
        if match := _FRENCH.fullmatch(text):
            return date(int(match[3]), int(match[2]), int(match[1])).isoformat()
        if (match := _IN_WORDS.fullmatch(fold(text))) and match[2] in _MONTHS:
            return date(int(match[3]), _MONTHS.index(match[2]) + 1, int(match[1])).isoformat()
    except ValueError:
        pass
    raise Refused(f"« {text[:40]} » n’est pas une date : écrivez-la comme 31/12/2026.")


def _link(field: GroupField, text: str) -> str:
    said = text if re.match(r"https?://", text, re.IGNORECASE) else f"https://{text}"
    try:
        _URL(said)
    except ValidationError:
        raise Refused(f"« {text[:60]} » n’est pas une adresse de site.") from None
    if len(said) > _MOST_OF_A_LINK or "@" in said.split("/")[2]:
        raise Refused(f"« {text[:60]} » n’est pas une adresse de site.")
    return said


def _quoted(choices: list[str]) -> str:
    return ", ".join(f"« {one} »" for one in choices)


_READERS = {
    Kind.SHORT: _short,
    Kind.LONG: _long,
    Kind.NUMBER: _number,
    Kind.YES_NO: _yes_no,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _several,
    Kind.DATE: _date,
    Kind.LINK: _link,
}
