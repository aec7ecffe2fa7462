# SPDX-License-Identifier: AGPL-3.0-or-later
"""What one filled cell looks like, where the kind of value can be told from its content."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from data.imports import vocabularies
from data.imports.values import contacts, coordinates, hours, identifiers, simple, text_of
from places.folding import fold

# « fr » alone is a language, « mo » a size.
_TIMELY = re.compile(
    r"\d|\b(?:lun|mar|mer|jeu|ven|sam|dim)|\b(?:mon|tue|wed|thu|fri|sat|sun)\b|ferme|rdv|rendez|jour|semaine|soir|matin"
)
MONTH = (
    "janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
    "|janv|fevr|avr|juil|sept|oct|nov|dec"
)
_WEEKDAY = re.compile(
    r"\b(?:lun|mar|mer|jeu|ven|sam|dim)(?:di|credi|dredi|edi|anche)?s?\b|\bweek ?end"
    r"|\b[lmjv] ?(?:au|a|et) ?[mjvsd]\b"
    r"|\btous les jours\b"
)
_PERIOD = re.compile(rf"\b(?:{MONTH})\b|\b\d{{1,2}}[/ ]\d{{1,2}}\b|annee|vacances|scolaire|ete\b|hiver\b")


def is_email(cell: Any) -> bool:
    """Whether a cell has an e-mail address."""
    return "@" in text_of(cell) and bool(contacts.courriel(cell).value)


def is_url(cell: Any) -> bool:
    """Whether a cell is a web address."""
    text = text_of(cell)
    return "@" not in text and "." in text and " " not in text[:12] and bool(contacts.url(cell).value)


def is_telephone(cell: Any) -> bool:
    """Whether a cell is a telephone number, of anywhere in France."""
    text = text_of(cell)
    digits = sum(char.isdigit() for char in text)
    if isinstance(cell, date | float) and not (isinstance(cell, float) and cell.is_integer()):
        return False
    if digits < 4 or is_siret(cell):
        return False
    # A number of La Réunion is one nowhere else.
    overseas = ("971", "972", "973", "974", "976") if text.startswith("0") and digits == 10 else ()
    return any(contacts.telephone(cell, departement).value for departement in ("", *overseas))


def is_reached(cell: Any) -> bool:
    """Whether a cell says how to reach: by e-mail, telephone or web."""
    return is_email(cell) or is_telephone(cell) or is_url(cell)


def is_hours(cell: Any) -> bool:
    """Whether a cell is opening hours that are understood, be their days in another."""
    if not isinstance(cell, str | list | dict) or (isinstance(cell, str) and not _TIMELY.search(fold(cell))):
        return False
    reading = hours.read(cell)
    return bool(reading.value) and (
        not hours.is_kept(reading) or any(doubt.message == hours.NO_DAY for doubt in reading.doubts)
    )


def is_hours_of_a_day(cell: Any) -> bool:
    """Whether a cell is the hours of one day."""
    return bool(re.search(r"\d{1,2}\s*[:hH]", text_of(cell))) or fold(text_of(cell)) in ("ferme", "")


def is_weekdays(cell: Any) -> bool:
    """Whether a cell names days of the week."""
    return bool(_WEEKDAY.search(fold(text_of(cell))))


def is_period(cell: Any) -> bool:
    """Whether a cell names a part of the year."""
    return bool(_PERIOD.search(fold(text_of(cell))))


def is_siret(cell: Any) -> bool:
    """Whether a cell has the digits of a SIRET, be its key wrong or its first zero lost."""
    if isinstance(cell, date):
        return False
    digits = re.sub(r"[\s\xa0.]", "", text_of(cell))
    return bool(re.fullmatch(r"\d{13,14}", digits))


def is_postcode(cell: Any) -> bool:
    """Whether a cell is a postcode."""
    return bool(identifiers.code_postal(cell).value)


def is_postcode_and_city(cell: Any) -> bool:
    """Whether a cell is a postcode and its town."""
    return identifiers.postcode_and_city(text_of(cell)) is not None


def is_whole_address(cell: Any) -> bool:
    """Whether a cell has a number, a postcode and a town."""
    return bool(re.search(r"\d.*\b\d{5}\s+[^\W\d]{2}", text_of(cell), re.DOTALL))


def is_insee(cell: Any) -> bool:
    """Whether a cell is the INSEE code of a commune."""
    return bool(identifiers.code_insee(cell).value)


def is_between(minimum: float, maximum: float) -> Callable[[Any], bool]:
    """What judges a cell as a coordinate: degrees within bounds, or metres of a projection."""

    def looks(cell: Any) -> bool:
        value = text_of(cell).replace(",", ".")
        try:
            number = float(value)
        except ValueError:
            return False
        return minimum <= number <= maximum or 100_000 < number < 8_700_000

    return looks


def is_point(cell: Any) -> bool:
    """Whether a cell is two coordinates."""
    return coordinates.read(cell, None).lat is not None


def is_date(cell: Any) -> bool:
    """Whether a cell is a day."""
    return simple.day(cell).value is not None


def is_yes_or_no(cell: Any) -> bool:
    """Whether a cell says yes or no."""
    return simple.childcare(cell)[0].value is not None


def is_carrier(cell: Any) -> bool:
    """Whether a cell is a kind of carrier of structures (`porteur`)."""
    return bool(vocabularies.PORTEURS.read(cell).value)


def is_words(cell: Any) -> bool:
    """Whether a cell is words, no address of the web or of mail."""
    text = text_of(cell)
    return any(char.isalpha() for char in text) and "://" not in text and "@" not in text
