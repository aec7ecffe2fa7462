# SPDX-License-Identifier: AGPL-3.0-or-later
"""In which weeks French hours hold: « le 1er et le 3e vendredi du mois », « semaines paires », « deux
vendredis par mois ».

What is found is cut out of the text, whose rest is read as hours of every week (`french`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_DAY = rf"(?P<day>{'|'.join(DAYS)})s?"
ORDINALS = {
    1: r"1\s?ers?|1\s?eres?|premiers?|premieres?",
    2: r"2\s?e(?:me)?s?|2nde?s?|deuxiemes?|seconds?",
    3: r"3\s?e(?:me)?s?|troisiemes?",
    4: r"4\s?e(?:me)?s?|quatriemes?",
    5: r"5\s?e(?:me)?s?|cinquiemes?",
    -1: r"derniers?|dernieres?",
}
ORDINAL = "|".join(ORDINALS.values())
_JOINED = rf"(?:\s*,\s*|\s*&\s*|\s*/\s*|\s+et\s+)(?:les?\s+)?(?:{ORDINAL})"
_IN_THE_MONTH = r"(?:\s+(?:du|de\s+chaque|de\s+tous\s+les|par)\s+mois|\s+mensuels?)?"
_NTH = re.compile(rf"(?:\bles?\s+)?\b(?P<which>(?:{ORDINAL})(?:{_JOINED})*)\s+{_DAY}\b{_IN_THE_MONTH}")
# « Lundi et mardi (1er et 3e du mois) : … », as this site writes it.
_AFTER = re.compile(
    rf"(?P<days>\b(?:{'|'.join(DAYS)})(?:(?:, | et )(?:{'|'.join(DAYS)}))*)"
    rf" \((?:(?P<which>(?:{ORDINAL})(?:(?:, | et )(?:{ORDINAL}))*) du mois"
    rf"|semaines (?P<parity>paires|impaires))\)"
)
# So many, and nobody says which.
_COUNT = r"un|une|deux|trois|1|2|3"
_SOME = re.compile(
    rf"\b(?P<said>(?:{_COUNT})\s+(?P<day>{'|'.join(DAYS)})s?\s+(?:par\s+mois|sur\s+(?:deux|trois|quatre|[234])))\b"
)
_EVERY_FORTNIGHT = re.compile(
    r"\b(?P<said>tous\s+les\s+(?:15|quinze)\s+jours|une\s+semaine\s+sur\s+(?:deux|2)|(?:une|deux|1|2)\s+fois\s+par\s+mois)\b"
)
_PARITY = re.compile(r"\b(?:les\s+|en\s+)?semaines?\s+(?P<parity>paires?|impaires?)\b")


@dataclass(frozen=True, slots=True)
class Periods:
    """What is left of a text, and what was cut out of it.

    `of_days` has, by day of the week (Monday is 0), in which weeks that day is: « 1,3 » of the month (-1 is
    the last), `EVEN` or `ODD` ones of the year; `weeks` is the same of whatever day the text names; `some` is
    said in words where nobody knows which.
    """

    text: str
    of_days: Mapping[int, str] = field(default_factory=dict)
    weeks: str = ""
    some: str = ""


def cut(text: str) -> Periods:
    """The periods of a text in small letters without accents. Raises ValueError where two of them contradict
    each other, or hold of more than the text says."""
    of_days: dict[int, str] = {}
    for match in _AFTER.finditer(text):
        for name in re.findall("|".join(DAYS), match["days"]):
            _add(of_days, name, match["parity"] or _ordinals(match["which"]))
    text = _AFTER.sub(r"\g<days>", text)
    for match in _NTH.finditer(text):
        _add(of_days, match["day"], _ordinals(match["which"]))
    text = _NTH.sub(r" \g<day> ", text)
    some = [match["said"] for match in _SOME.finditer(text)]
    text = _SOME.sub(r" \g<day> ", text)
    some += [match["said"] for match in _EVERY_FORTNIGHT.finditer(text)]
    text = _EVERY_FORTNIGHT.sub(" ", text)
    parities = [match["parity"].removesuffix("s") for match in _PARITY.finditer(text)]
    text = _PARITY.sub(" ", text)
    # A day that comes every week besides, or two ways to say in which weeks.
    twice = any(len(re.findall(rf"\b{DAYS[number]}s?\b", text)) > 1 for number in of_days)
    if twice or len(parities) > 1 or len(some) > 1 or bool(of_days) + bool(parities) + bool(some) > 1:
        raise ValueError(text)
    return Periods(
        text.strip(" ,;"),
        of_days,
        f"{parities[0]}s" if parities else "",
        some[0] if some else "",
    )


def _add(of_days: dict[int, str], name: str, weeks: str) -> None:
    number = DAYS.index(name)
    if number in of_days:
        raise ValueError(name)
    of_days[number] = weeks


def _ordinals(which: str) -> str:
    """« 1,3 » of « 1er et 3e », the first of a month before the last."""
    return ",".join(map(str, ordinals_of(which)))


def ordinals_of(which: str) -> list[int]:
    """The numbers of « 1er et 3e », the first of a month before the last (-1)."""
    found = [one for one, words in ORDINALS.items() if re.search(rf"\b(?:{words})(?![a-z])", which)]
    return sorted(found, key=lambda one: one % 7)
