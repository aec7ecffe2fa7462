# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening hours that change with the school holidays, as two texts: in term, and in the holidays.

`opening-hours-py` knows no school calendar and reads `SH` as always true, so a rule about school
holidays is taken out of the one and made to hold in the other; the calendar then says which of
the two a day follows. Dates come from `vacances-scolaires-france`, which knows the three zones of
metropolitan France; elsewhere, and beyond the years it knows, nothing is guessed.
"""

import re
from datetime import date
from functools import lru_cache

from vacances_scolaires_france import SchoolHolidayDates

# Zones of the school calendar by département (Ministère de l'Éducation nationale, since 2016).
ZONES = {
    "A": "01 03 07 15 16 17 19 21 23 24 25 26 33 38 39 40 42 43 47 58 63 64 69 70 71 73 74 79 86 87 89 90",
    "B": (
        "02 04 05 06 08 10 13 14 18 22 27 28 29 35 36 37 41 44 45 49 50 51 52 53 54 55 56 57 59 60 61 62 67"
        " 68 72 76 80 83 84 85 88"
    ),
    "C": "09 11 12 30 31 32 34 46 48 65 66 75 77 78 81 82 91 92 93 94 95",
}
_ZONE_OF = {departement: zone for zone, codes in ZONES.items() for departement in codes.split()}

_SELECTOR = re.compile(r"^(?P<days>(?:PH|SH)(?:\s*,\s*(?:PH|SH))*)(?P<rest>\b.*)$", re.DOTALL)
_ONLY_A_COMMENT = re.compile(r'"[^"]*"')


def mentions(hours: str) -> bool:
    """Whether opening hours (OpenStreetMap's syntax) speak of school holidays."""
    return bool(re.search(r"\bSH\b", hours))


def in_term(hours: str) -> str | None:
    """The hours on a school day; None when `SH` stands where it cannot be taken out."""
    return _rewrite(hours, holidays=False)


def in_holidays(hours: str) -> str | None:
    """The hours on a day of the school holidays; None when `SH` stands where it cannot be read."""
    return _rewrite(hours, holidays=True)


def is_holiday(day: date, departement: str) -> bool | None:
    """Whether a day is in the school holidays of a département; None where no calendar says."""
    zone = zone_of(departement)
    return None if zone is None else is_holiday_of_zone(day, zone)


def zone_of(departement: str) -> str | None:
    """The zone of the school calendar that a département follows, A, B or C; None for Corsica and
    overseas."""
    return _ZONE_OF.get(departement)


@lru_cache(maxsize=4096)
def is_holiday_of_zone(day: date, zone: str) -> bool | None:
    """Whether a day is in the school holidays of a zone (A, B, C); None beyond the years that are known."""
    calendar = _calendar()
    # After the last holiday it knows, a calendar would take every day for a school day.
    if not min(calendar.data) <= day <= max(calendar.data):
        return None
    return calendar.is_holiday_for_zone(day, zone)


@lru_cache(maxsize=1)
def _calendar() -> SchoolHolidayDates:
    return SchoolHolidayDates()


def _rewrite(hours: str, *, holidays: bool) -> str | None:
    rules = []
    for rule in (part.strip() for part in hours.split(";")):
        if not mentions(rule):
            rules.append(rule)
            continue
        match = _SELECTOR.match(rule)
        if not match or mentions(match["rest"]):
            return None
        public = "PH" in match["days"]
        rest = match["rest"].strip()
        if _ONLY_A_COMMENT.fullmatch(rest):
            # A comment alone says that nobody knows; beside days, the library takes it for open all day.
            rest = f"unknown {rest}"
        if holidays:
            # A rule about these days holds on all of them, unless it names some.
            days = "" if re.match(r"(?:Mo|Tu|We|Th|Fr|Sa|Su)\b", rest) else "Mo-Su "
            rules.append(f"{days}{rest}")
        if public:
            rules.append(f"PH {rest}")
    return "; ".join(rule for rule in rules if rule) or "off"
