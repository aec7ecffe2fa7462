# SPDX-License-Identifier: AGPL-3.0-or-later
"""In which weeks French hours hold: « le 1er et le 3e vendredi du mois », « semaines paires », « hors
vacances scolaires », « deux vendredis par mois ».

What is found is cut out of the text, whose rest is read as hours of every week (`hours`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_DAY = rf"(?P<day>{'|'.join(_DAYS)})s?"
_ORDINALS = {
    1: r"1\s?ers?|1\s?eres?|premiers?|premieres?",
    2: r"2\s?e(?:me)?s?|2nde?s?|deuxiemes?|seconds?",
    3: r"3\s?e(?:me)?s?|troisiemes?",
    4: r"4\s?e(?:me)?s?|quatriemes?",
    -1: r"derniers?|dernieres?",
}
_ORDINAL = "|".join(_ORDINALS.values())
_JOINED = rf"(?:\s*,\s*|\s*&\s*|\s*/\s*|\s+et\s+)(?:les?\s+)?(?:{_ORDINAL})"
_IN_THE_MONTH = r"(?:\s+(?:du|de\s+chaque|de\s+tous\s+les|par)\s+mois|\s+mensuels?)?"
_NTH = re.compile(rf"(?:\bles?\s+)?\b(?P<which>(?:{_ORDINAL})(?:{_JOINED})*)\s+{_DAY}\b{_IN_THE_MONTH}")
# So many, and nobody says which.
_COUNT = r"un|une|deux|trois|1|2|3"
_SOME = re.compile(
    rf"\b(?P<said>(?:{_COUNT})\s+(?P<day>{'|'.join(_DAYS)})s?\s+(?:par\s+mois|sur\s+(?:deux|trois|quatre|[234])))\b"
)
_EVERY_FORTNIGHT = re.compile(
    r"\b(?P<said>tous\s+les\s+(?:15|quinze)\s+jours|une\s+semaine\s+sur\s+(?:deux|2)|(?:une|deux|1|2)\s+fois\s+par\s+mois)\b"
)
_PARITY = re.compile(r"\b(?:les\s+|en\s+)?semaines?\s+(?P<parity>paires?|impaires?)\b")
_NO_HOLIDAYS = re.compile(
    r"[,;(\s-]*\b(?:hors|sauf|excepte|en\s+dehors\s+des|pas)\s+(?:pendant\s+)?(?:les?\s+)?(?:periodes?\s+de\s+)?(?:des\s+)?"
    r"vacances(?:\s+scolaires)?\b\)?"
    r"|[,;(\s-]*\b(?:uniquement\s+|seulement\s+)?(?:en|pendant\s+les?)\s+periodes?\s+scolaires?\b\)?"
)
WEEKS = {"paire": "02-52/2", "impaire": "01-53/2"}


@dataclass(frozen=True, slots=True)
class Periods:
    """What is left of a text, and what was cut out of it.

    `nth` has, by day of the week (Monday is 0), which of the month (-1 is the last); `weeks` is the rule of
    the weeks in OpenStreetMap's syntax; `some` is said in words where nobody knows which; `in_term` is true
    where school holidays are left out.
    """

    text: str
    nth: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    weeks: str = ""
    some: str = ""
    in_term: bool = False


def cut(text: str) -> Periods:
    """The periods of a text in small letters without accents. Raises ValueError where two of them contradict
    each other, or hold of more than the text says."""
    text, holidays = _NO_HOLIDAYS.subn(" ", text)
    nth: dict[int, tuple[int, ...]] = {}
    for match in _NTH.finditer(text):
        number = _DAYS.index(match["day"])
        if number in nth:
            raise ValueError(text)
        nth[number] = tuple(
            sorted(
                (
                    ordinal
                    for ordinal, words in _ORDINALS.items()
                    if re.search(rf"\b(?:{words})(?![a-z])", match["which"])
                ),
                key=lambda ordinal: ordinal % 6,
            )
        )
    text = _NTH.sub(r" \g<day> ", text)
    some = [match["said"] for match in _SOME.finditer(text)]
    text = _SOME.sub(r" \g<day> ", text)
    some += [match["said"] for match in _EVERY_FORTNIGHT.finditer(text)]
    text = _EVERY_FORTNIGHT.sub(" ", text)
    parities = [match["parity"].removesuffix("s") for match in _PARITY.finditer(text)]
    text = _PARITY.sub(" ", text)
    # A day that comes every week besides, or two ways to say in which weeks.
    twice = any(len(re.findall(rf"\b{_DAYS[number]}s?\b", text)) > 1 for number in nth)
    if twice or len(parities) > 1 or len(some) > 1 or bool(nth) + bool(parities) + bool(some) > 1:
        raise ValueError(text)
    return Periods(
        text.strip(" ,;:-"),
        nth,
        WEEKS[parities[0]] if parities else "",
        some[0] if some else "",
        in_term=bool(holidays),
    )


def rules(written: str, periods: Periods) -> str:
    """Rules of every week (`hours.write`) in the weeks that they hold in. Raises ValueError where a period
    would be said of more than one day."""
    if periods.weeks or periods.some:
        days = set(re.findall(r"\b(?:Mo|Tu|We|Th|Fr|Sa|Su)\b", written))
        if len(days) != 1 or ";" in written or re.search(r"[A-Z][a-z]-", written):
            raise ValueError(written)
    if periods.weeks:
        written = f"week {periods.weeks} {written}"
    if periods.some:
        if '"' in written:
            raise ValueError(written)
        written = f'{written} unknown "{periods.some}"'
    return f"{written}; SH off" if periods.in_term else written
