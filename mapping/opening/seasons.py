# SPDX-License-Identifier: AGPL-3.0-or-later
"""Dates, seasons and holidays of French hours: « hors vacances scolaires », « fermé en août et les jours
fériés », « de septembre à juin : … », « le 24 décembre 2026 : fermé ».

They are cut out of the text; what is left is read as hours of a week (`french`).
"""

import re
from dataclasses import dataclass, field

MONTHS = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin",
    "juillet", "aout", "septembre", "octobre", "novembre", "decembre",
)  # fmt: skip
_OSM_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MONTH = rf"\b(?:{'|'.join(MONTHS)})\b"
_NUMBER = r"(?:1er|[12]?\d|3[01])"
_YEAR = r"(?: 20\d\d)?"
_DATE = rf"(?:\b{_NUMBER} )?{_MONTH}{_YEAR}"
_RANGE = (
    rf"(?:{_DATE}(?: ?- ?| (?:a|au) ){_DATE}|\b{_NUMBER}(?: ?- ?| au ){_NUMBER} {_MONTH}{_YEAR}"
    rf"|{_MONTH}(?: et | ?/ ?){_MONTH}|{_DATE})(?:,? (?:chaque annee|tous les ans))?"
)
_TERM = r"(?:(?:periodes? de )?vacances(?: scolaires)?\b)"
_PUBLIC = r"(?:\bjours? feries\b|\bferies\b)"
_SMALL = r"(?:(?:les?|la|des?|du|en|pendant|durant|aux?|mois|dehors)\s+|[ld]'\s*)*"
_ITEM = rf"{_SMALL}(?:{_PUBLIC}|{_TERM}|{_RANGE})"
_LIST = rf"{_ITEM}(?:(?:\s*,\s*|\s+et\s+|\s*&\s*|\s*/\s*|\s+ainsi que\s+){_ITEM})*"
_NONE = r"(?:pas|aucune?) (?:d'\s*|de )?(?:accueil|permanence|ouverture|cours)"
_NOT = (
    r"\b(?:ferme(?:e|s|es|ture)?(?: (?:annuelle|estivale))?"
    rf"|sauf|hors|excepte|{_NONE}|pas|en dehors)\b"
)
_DAY = r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)s?"
_DAYS = rf"(?:(?:les? )?{_DAY}(?:\s*,\s*|\s+et\s+|\s+)?)+"
_ENDS = r"(?=\s*(?:$|[\n;.,()]|-))"
_CLOSED = re.compile(rf"[,;(\s-]*(?P<not>{_NOT})\s*:?\s*(?P<list>{_LIST})(?P<more>\)?)")
# Days that are closed, then these too: « fermé le dimanche et les jours fériés ».
_CLOSED_AFTER_DAYS = re.compile(
    rf"(?P<kept>{_NOT}\s*:?\s*{_DAYS})(?<!\w)(?:et|,|&|ainsi que)?\s*(?P<list>{_LIST}){_ENDS}"
)
_THEN_CLOSED = re.compile(rf"(?:^|(?<=[\n;.(]))\s*(?P<list>{_LIST})\s*[:,]?\s*ferme(?:e|s|es)?\b{_ENDS}")
_IN_TERM = re.compile(
    r"[,;(\s-]*\b(?:uniquement\s+|seulement\s+)?(?:en|pendant\s+les?)\s+periodes?\s+scolaires?\b\)?"
)
_SEASON_WORD = r"(?:(?:en |l'\s*)?(?:ete|hiver|printemps|automne)\b\s*)?"
_SCOPE = re.compile(
    rf"{_SEASON_WORD}(?:\(\s*)?{_SMALL}(?P<when>{_RANGE}|(?<=les )vacances scolaires\b)\s*\)?\s*[:,]?"
)
_MENTIONS = re.compile(rf"{_MONTH}|\bvacances\b|\bferies\b")


@dataclass(frozen=True, slots=True)
class Section:
    """Hours and when they hold: an OpenStreetMap selector of dates, empty for the whole year. `trailing` is
    a season that was written after its hours."""

    text: str
    when: str = ""
    trailing: bool = False


@dataclass(frozen=True, slots=True)
class Seasons:
    """The hours of a text by season, and the rules of what is closed, in OpenStreetMap's syntax."""

    sections: tuple[Section, ...]
    off: tuple[str, ...] = field(default=())


def cut(text: str) -> Seasons:
    """The seasons of a text in small letters without accents. Raises ValueError where one is not understood,
    or where two of them hold on the same day."""
    off: list[str] = []

    def closed(match: re.Match[str]) -> str:
        off.extend(_off(match["list"], match.groupdict().get("not") or "ferme"))
        return match.groupdict().get("kept") or " "

    text = _CLOSED_AFTER_DAYS.sub(closed, text)
    text = _THEN_CLOSED.sub(closed, text)
    text = _CLOSED.sub(closed, text)
    text, in_term = _IN_TERM.subn(" ", text)
    if in_term:
        off.append("SH off")
    order = {"PH off": 0, "SH off": 1}
    rules = tuple(sorted(dict.fromkeys(off), key=lambda rule: order.get(rule, 2)))
    if not _MENTIONS.search(text):
        return Seasons((Section(_bare(text)),), rules)
    sections = _sections(text)
    if any(section.when == "SH" for section in sections) and (len(sections) > 1 or "SH off" in rules):
        raise ValueError(text)
    # A day that is open in the middle of a closure: which of the two was said last is not kept here.
    shut = set().union(*(_days_of(rule) for rule in rules if rule not in order))
    if any(shut & _days_of(section.when) for section in sections if section.when not in ("", "SH")):
        raise ValueError(text)
    return Seasons(sections, rules)


def _off(items: str, said: str) -> list[str]:
    found = []
    if re.search(_PUBLIC, items):
        found.append("PH off")
    if term := re.search(_TERM, items):
        # « Fermé pendant les vacances » may be somebody's own holidays.
        if said.startswith("ferme") and "scolaires" not in term[0]:
            raise ValueError(items)
        found.append("SH off")
    found += [f"{_selector(match[0])} off" for match in re.finditer(_RANGE, items)]
    return found


def _sections(text: str) -> tuple[Section, ...]:
    """The text cut at its seasons: each at the head of its hours, or one after them."""
    matches = list(_SCOPE.finditer(text))
    if not matches:
        raise ValueError(text)
    whens = [_selector(match["when"]) for match in matches]
    heads = [not re.search(r"[^\s(]", re.split(r"[\n;.]", text[: match.start()])[-1]) for match in matches]
    ends = [match.start() for match in matches[1:]] + [len(text)]
    if all(heads):
        before = _bare(text[: matches[0].start()])
        sections = [
            Section(_bare(text[match.end() : end]), when)
            for match, end, when in zip(matches, ends, whens, strict=True)
        ]
        if before:
            # What one day of a year says for itself is not what a season's does.
            if any(re.search(r"-|^[A-Z][a-z]{2}$|^\d{4} [A-Z][a-z]{2}$", when) for when in whens):
                raise ValueError(text)
            return (Section(before), *sections)
        _apart(whens)
        return tuple(sections)
    if len(matches) == 1 and not text[matches[0].end() :].strip(" .)"):
        return (Section(_bare(text[: matches[0].start()]), whens[0], trailing=True),)
    raise ValueError(text)


def _bare(text: str) -> str:
    """Without the marks around it; « mercredi : - » keeps its dash."""
    return text.strip(" ,;\n.").lstrip(" ,;:-\n.)").rstrip("(")


def _apart(whens: list[str]) -> None:
    """Raises ValueError where two seasons hold on the same day."""
    seen: set[tuple[int, int]] = set()
    if any(re.search(r"\d{4}", when) for when in whens):
        raise ValueError(whens)
    for when in whens:
        days = _days_of(when)
        if seen & days:
            raise ValueError(when)
        seen |= days


def _days_of(when: str) -> set[tuple[int, int]]:
    """The days of any year that a selector of dates names."""
    if when == "SH":
        return set()
    when = re.sub(r"\d{4} ", "", when.removesuffix(" off"))
    first, _dash, last = when.partition("-")
    start = (_OSM_MONTHS.index(first[:3]), int(first[4:] or 1))
    if last and not last[0].isalpha():
        last = f"{first[:3]} {last}"
    month = _OSM_MONTHS.index(last[:3]) if last else start[0]
    end = (month, int((last[4:] if last else first[4:]) or _LENGTHS[month]))
    year = [(m, d) for m in range(12) for d in range(1, _LENGTHS[m] + 1)]
    return {day for day in year if (start <= day <= end if start <= end else day >= start or day <= end)}


def _selector(said: str) -> str:
    """« du 1er au 15 aout » as « Aug 01-Aug 15 ». Raises ValueError where there is no such day."""
    if "vacances" in said:
        return "SH"
    months = [(MONTHS.index(match[0]), match.start()) for match in re.finditer(_MONTH, said)]
    years = re.findall(r"\b20\d\d\b", said)
    numbers = [int(number) for number in re.findall(r"\b(\d{1,2})(?:er)?\b", said)]
    if any(not 1 <= number <= 31 for number in numbers) or len(years) > len(months):
        raise ValueError(said)
    names = [_OSM_MONTHS[number] for number, _at in months]
    if len(months) == 2 and re.search(r" et |/", said) and (months[1][0] - months[0][0]) % 12 != 1:
        raise ValueError(said)
    if len(numbers) == 2:
        names = names * 2 if len(names) == 1 else names
    elif len(numbers) != (1 if len(months) == 1 and numbers else 0):
        raise ValueError(said)
    if any(number > _LENGTHS[_OSM_MONTHS.index(name)] for number, name in zip(numbers, names, strict=False)):
        raise ValueError(said)
    days = [f" {number:02}" for number in numbers] or [""] * len(names)
    if years and len(years) < len(names):
        # « du 24 au 31 décembre 2026 », « du 15 juillet au 2 août 2026 ».
        if names[0] != names[-1] and _OSM_MONTHS.index(names[0]) > _OSM_MONTHS.index(names[-1]):
            raise ValueError(said)
        years = years * 2
    heads = [f"{year} " for year in years] or [""] * len(names)
    return "-".join(f"{head}{name}{day}" for head, name, day in zip(heads, names, days, strict=True))
