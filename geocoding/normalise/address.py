# SPDX-License-Identifier: AGPL-3.0-or-later
"""An address taken apart: number, street, postcode, town; what was typed stays beside."""

import re
from dataclasses import dataclass, replace

from geocoding.normalise.cuts import cut_at_noise
from geocoding.normalise.noise import without_box, without_noise
from geocoding.normalise.parts import (
    NUMBERED,
    WAY,
    after_number,
    best_rank,
    is_soft,
    is_street,
    segments_of,
    street_in,
)
from geocoding.normalise.repair import (
    LIKELIEST_LETTER,
    OTHER_LETTER,
    has_lost_figure,
    is_questioned,
    lost_letters,
    mend,
)
from geocoding.normalise.streets import LINKS, way_at
from places.folding import fold

MAX_LENGTH = 1000
# The address services read no more.
MAX_QUERY = 200

_POSTCODE_AND_TOWN = re.compile(
    r"(?:\bf-)?(?<!\d)(?P<postcode>\d{2}\s?\d{3})(?!\d)[\s,-]*(?P<town>[^\d,;\n|]*(?:\d{1,2}\s?(?:er|e|[eè]me)?\b[^\d,;\n|]*)?)",
    re.IGNORECASE,
)
_DEPARTEMENT_IN_BRACKETS = re.compile(r"\(\s*(\d{2,3}|2[ab])\s*\)", re.IGNORECASE)
_DEPARTEMENT = re.compile(r"(?:0[1-9]|[1-8]\d|9[0-5]|2[ab]|97[1-8]|98[678])", re.IGNORECASE)
# "45B12 - 2 Rue X" leaves a figure before the way: which is the number?
_FIGURE_BEFORE_WAY = re.compile(r"\d.*\b(?:rue|avenue|boulevard|place|impasse|allee|chemin|route|quai)\b")
_DIGITS = re.compile(r"\d")
_WAY_OF_NO_TOWN = re.compile(r"(?:rue|avenue|av|boulevard|bd|place|impasse|allee|route|square|faubourg) \w")
_NUMBER_AFTER = re.compile(r"(?<![^\W_])\d{1,4}(?!\d)")


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of an address. Every part may be "".

    `number` holds figures; `repetition` "bis", "ter" or a letter; `other_numbers` the rest of a range.
    `street` is the folded, written-out name of the street. `town` and `postcode` are what the commune is
    looked for with, `departement` a hint found beside them, `tail` the end of an address that gave no town.
    `raw` is what was given. `street_guessed_otherwise` is the street with another letter for each that was
    lost ("" when none was): they differ where letters were lost. `is_number_in_doubt` says that a figure was
    lost, or stands where no number could be read. `is_questioned` says that a "?" stands in what was given.
    """

    raw: str
    number: str = ""
    repetition: str = ""
    other_numbers: tuple[str, ...] = ()
    street: str = ""
    postcode: str = ""
    town: str = ""
    departement: str = ""
    citycode: str = ""
    tail: str = ""
    street_guessed_otherwise: str = ""
    is_number_in_doubt: bool = False
    is_questioned: bool = False

    @property
    def house(self) -> str:
        """The number and what repeats it, "12 bis"; "" without a number."""
        return f"{self.number} {self.repetition}".strip()

    @property
    def query(self) -> str:
        """What a provider is asked within the commune: number and street, cut where too long."""
        query = f"{self.house} {self.street}".strip() if self.street else ""
        return query if len(query) <= MAX_QUERY else query[:MAX_QUERY].rpartition(" ")[0] or query[:MAX_QUERY]

    def cut(self) -> "Address | None":
        """The same address without what follows the name of its street; None where nothing does.

        What follows is a landmark, a building, a second address ("face à la mairie", "et 14 rue Foch").
        The number stays as it was read. It is no longer in doubt where only a figure that was cut away made
        it so.
        """
        kept = cut_at_noise(self.street)
        if kept == self.street:
            return None
        other = " ".join(self.street_guessed_otherwise.split()[: len(kept.split())])
        had_second = bool(self.number and _FIGURE_BEFORE_WAY.search(self.street))
        is_cleared = had_second and not _FIGURE_BEFORE_WAY.search(kept) and not _is_damaged(self.raw)
        return replace(
            self,
            street=kept,
            street_guessed_otherwise=other if other != kept else "",
            is_number_in_doubt=self.is_number_in_doubt and not is_cleared,
        )


def _is_damaged(raw: str) -> bool:
    return has_lost_figure(raw) or lost_letters(raw) > 0


def normalise(
    address: str, *, postcode: str = "", city: str = "", citycode: str = "", complement: str = ""
) -> Address:
    """Return the parts of an address given whole or in columns. Never raises for any text.

    What a column says is believed before what is found within the text of another.
    """
    given = [str(part or "")[:MAX_LENGTH] for part in (address, complement, postcode, city)]
    read = _read(given, citycode, LIKELIEST_LETTER)
    if has_lost_figure(raw_of(given[0], given[1], "", "")):
        read = replace(read, is_number_in_doubt=True)
    if is_questioned(read.raw):
        read = replace(read, is_questioned=True)
    if not lost_letters(read.raw):
        return read
    other = _read(given, citycode, OTHER_LETTER)
    return replace(
        read,
        street_guessed_otherwise=other.street if other.street != read.street else "",
        is_number_in_doubt=read.is_number_in_doubt or other.house != read.house,
    )


def _read(given: list[str], citycode: str, guess: str) -> Address:
    """The parts of an address, `guess` standing for each letter that was lost."""
    raw = raw_of(*given)
    address, complement, postcode, city = (mend(part, guess) for part in given)
    if is_street(city) and not is_street(address):
        # The two columns were taken one for the other.
        address, city = city, address
    town = _Town.read(postcode, city)
    if not town.departement and (bracketed := _DEPARTEMENT_IN_BRACKETS.search(address)):
        town = replace(town, departement=bracketed[1].upper())
    lines, town = _take_town(without_noise(address), town)
    beside = segments_of(without_noise(complement))
    has_name_alone = best_rank(beside) >= WAY > NUMBERED >= best_rank(lines)
    has_residence = best_rank(beside) > best_rank(lines) and not is_soft(beside) and is_soft(lines)
    if has_name_alone or has_residence:
        # The street stands in the other column, and a name in its own.
        lines, beside = beside, lines
    street = street_in(lines) or street_in(beside)
    number, repetition, others, name = street or ("", "", (), "")
    return Address(
        raw=raw,
        number=number,
        repetition=repetition,
        other_numbers=others,
        street=name,
        postcode=town.postcode,
        town=town.name,
        departement=town.departement,
        citycode=_citycode(citycode),
        tail="" if town.name or town.postcode else _tail(lines),
        is_number_in_doubt=bool(_FIGURE_BEFORE_WAY.search(name))
        or (not number and _has_unread_figure(lines, name)),
    )


def _has_unread_figure(lines: list[str], street: str) -> bool:
    """Whether a figure of an address is neither in the name of its street nor a mere zero."""
    if not street:
        return False
    named = set(re.findall(r"\d+", street))
    return any(figures.strip("0") and figures not in named for figures in re.findall(r"\d+", " ".join(lines)))


def raw_of(address: str, complement: str, postcode: str, city: str) -> str:
    """What was given, in one text: a column a line, empty ones left out."""
    return "\n".join(part for part in (address, complement, postcode, city) if part.strip())


@dataclass(frozen=True, slots=True)
class _Town:
    postcode: str = ""
    name: str = ""
    departement: str = ""

    @classmethod
    def read(cls, postcode: str, city: str) -> "_Town":
        departement = ""
        if bracketed := _DEPARTEMENT_IN_BRACKETS.search(city):
            departement = bracketed[1].upper()
            city = city[: bracketed.start()] + city[bracketed.end() :]
        figures = "".join(_DIGITS.findall(postcode.split(".")[0]))
        code = _postcode(figures)
        if not code and _DEPARTEMENT.fullmatch(postcode.strip()):
            departement = departement or postcode.strip().upper()
        elif not code and re.search(r"[^\W\d_]{2}", postcode) and not city:
            city = postcode
        if found := _POSTCODE_AND_TOWN.search(city):
            code = code or found["postcode"].replace(" ", "")
            city = found["town"].strip() or city[: found.start()]
        return cls(code, _town_name(city), departement)


def _postcode(figures: str) -> str:
    """Five figures; a spreadsheet loses the zero that begins those of nine départements."""
    if len(figures) == 5:
        return figures
    return f"0{figures}" if len(figures) == 4 else ""


def _town_name(text: str) -> str:
    text = without_box(text.replace("\n", " "))
    return " ".join(text.strip(" ,;.-/").split())


def _citycode(text: str) -> str:
    code = str(text or "").strip().upper()
    if re.fullmatch(r"\d{4}", code):
        code = f"0{code}"
    return code if re.fullmatch(r"\d{5}|2[AB]\d{3}", code) else ""


def _take_town(address: str, town: _Town) -> tuple[list[str], _Town]:
    """Take the postcode and the town that an address ends with out of it."""
    found = next(reversed(list(_POSTCODE_AND_TOWN.finditer(address))), None)
    if found:
        is_first = not is_street(address[: found.start()])
        name, rest = _street_after(found["town"]) if is_first else (found["town"], "")
        inner = _Town.read(found["postcode"].replace(" ", ""), name)
        before, after = address[: found.start()], f"{rest}{address[found.end() :]}"
        if not inner.name and is_street(after) and not is_street(before) and _may_be_a_town(before):
            # "Melun 77000 - 12 rue X".
            before, inner = "", replace(inner, name=_town_name(before))
        if not inner.name and not fold(after) and before.rstrip().endswith(","):
            # "12 rue X, Melun, 77000": the town comes first.
            *lines, last = segments_of(before) or [""]
            if lines and not is_street(last):
                before, inner = "\n".join(lines), _Town(inner.postcode, _town_name(last))
        address = f"{before}\n{after}"
        town = _Town(
            town.postcode or inner.postcode, town.name or inner.name, town.departement or inner.departement
        )
    lines = segments_of(address)
    # The town written again at the end of the street's line, or alone on a line of its own.
    if town.name:
        name = fold(town.name)
        lines = [kept for line in lines if fold(kept := _without_ending(line, name)) not in ("", name)]
    return lines, town


def _street_after(text: str) -> tuple[str, str]:
    """The town that follows a postcode, and the street after it: "Melun - 12 rue X"."""
    for found in _NUMBER_AFTER.finditer(text):
        if is_street(text[found.start() :]) and not is_street(text[: found.start()]):
            return text[: found.start()], text[found.start() :]
    # A town may be called Pont-à-Mousson, or Cours-la-Ville.
    return ("", text) if _WAY_OF_NO_TOWN.match(fold(text)) else (text, "")


def _may_be_a_town(text: str) -> bool:
    """Whether a text is one name without a figure."""
    return bool(fold(text)) and len(segments_of(text)) == 1 and not _DIGITS.search(text)


def _without_ending(line: str, folded_town: str) -> str:
    """A line without the name of the town at its end, unless that is the name of its street."""
    words, town = line.split(), folded_town.split()
    ending = fold(" ".join(words[-len(town) :])) if len(words) > len(town) else ""
    if ending != folded_town:
        return line
    before = after_number(fold(" ".join(words[: -len(town)])).split())
    if not before or before[-1] in _OPENS_A_NAME or way_at([*before, "x"])[1] >= len(before):
        return line
    return " ".join(words[: -len(town)])


_OPENS_A_NAME = LINKS | {"saint", "sainte"}


def _tail(lines: list[str]) -> str:
    return lines[-1] if lines else ""
