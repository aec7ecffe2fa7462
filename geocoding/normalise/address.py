"""An address taken apart: number, street, postcode, town; what was typed stays beside."""

import re
from dataclasses import dataclass, field, replace

from geocoding.normalise.noise import without_box, without_noise
from geocoding.normalise.streets import LINKS, expand, way_at
from geocoding.normalise.text import lost_letters, mend
from places.text import fold

MAX_LENGTH = 1000

_REPETITIONS = {
    "bis": "bis",
    "ter": "ter",
    "quater": "quater",
    "quinquies": "quinquies",
    "b": "b",
    "t": "t",
    "q": "q",
}
# "11 R THIERS" is a rue: an "r" repeats a number only where a kind of way follows.
_REPETITION = (
    r"bis|ter|quater|quinquies|[a-qs-z]|r(?=\s*,?\s+(?:rue|avenue|av|bd|boulevard|place|route|chemin)\b)"
)
# "12", "12 bis", "12B", "5-9", "5/7/9", "12 à 16", "12 et 14".
_NUMBER = re.compile(
    rf"(?P<number>\d{{1,4}})(?:\s?(?P<repetition>{_REPETITION})(?![\w'’]))?"
    rf"(?P<others>(?:\s*(?:-|/|à|a|et|&|,)\s*\d{{1,4}}(?:\s?(?:{_REPETITION})(?![\w'’]))?(?![\w°]))*)"
    r"\s*[,.:]?\s*(?=[^\W\d_])",
    re.IGNORECASE,
)
_RANGE = re.compile(r"(?<!\d)(\d{1,4})\s*[-–/]\s*(\d{1,4})(?!\d)")
# Before a house's number, not in the name of a road ("Route Territoriale N°1").
_NUMBER_LABEL = re.compile(
    r"\b(?:n\s?[°º]|num[eé]ro)\s*(?=\d{1,4}\s*(?:bis|ter|[a-z])?\s*,?\s*[^\W\d_]{2})", re.IGNORECASE
)
_SPLIT = re.compile(r"\n|;|\||\s-{2,}\s|-{3,}|\t|,|\s[-–—]\s|\s/\s|•")
_POSTCODE_AND_TOWN = re.compile(
    r"(?:\bf-)?(?<!\d)(?P<postcode>\d{2}\s?\d{3})(?!\d)[\s,-]*(?P<town>[^\d,;\n|]*(?:\d{1,2}\s?(?:er|e|[eè]me)?\b[^\d,;\n|]*)?)",
    re.IGNORECASE,
)
_DEPARTEMENT_IN_BRACKETS = re.compile(r"\(\s*(\d{2,3}|2[ab])\s*\)", re.IGNORECASE)
_DEPARTEMENT = re.compile(r"(?:0[1-9]|[1-8]\d|9[0-5]|2[ab]|97[1-8]|98[678])", re.IGNORECASE)
_DIGITS = re.compile(r"\d")
# A body that gives its own name in the place of a street.
_TOWN_HALL = re.compile(r"\b(?:mairie|h[oô]tel de ville)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of an address. Every part may be "".

    `number` holds figures; `repetition` "bis", "ter" or a letter; `other_numbers` the rest of a range.
    `street` is the folded, written-out name of the street. `town` and `postcode` are what the commune is
    looked for with, `departement` a hint found beside them, `tail` the end of an address that gave no town.
    `raw` is what was given, `lost_letters` how many letters were guessed in it.
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
    lost_letters: int = 0
    at_town_hall: bool = field(default=False)

    @property
    def house(self) -> str:
        """The number and what repeats it, "12 bis"; "" without a number."""
        return f"{self.number} {self.repetition}".strip()

    @property
    def query(self) -> str:
        """What a provider is asked within the commune: number and street."""
        return f"{self.house} {self.street}".strip() if self.street else ""


def normalise(
    address: str, *, postcode: str = "", city: str = "", citycode: str = "", complement: str = ""
) -> Address:
    """Return the parts of an address given whole or in columns. Never raises for any text.

    What a column says is believed before what is found within the text of another.
    """
    given = [str(part or "")[:MAX_LENGTH] for part in (address, complement, postcode, city)]
    raw = raw_of(*given)
    address, complement, postcode, city = (mend(part) for part in given)
    if _is_street(city) and not _is_street(address):
        # The two columns were taken one for the other.
        address, city = city, address
    town = _Town.read(postcode, city)
    if not town.departement and (bracketed := _DEPARTEMENT_IN_BRACKETS.search(address)):
        town = replace(town, departement=bracketed[1].upper())
    lines, town = _take_town(without_noise(address), town)
    street = _street_in(lines) or _street_in(_segments(without_noise(complement)))
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
        lost_letters=lost_letters(raw),
        at_town_hall=bool(_TOWN_HALL.search(address) or _TOWN_HALL.search(complement)),
    )


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
    return " ".join(text.strip(" ,;.-").split())


def _citycode(text: str) -> str:
    code = str(text or "").strip().upper()
    if re.fullmatch(r"\d{4}", code):
        code = f"0{code}"
    return code if re.fullmatch(r"\d{5}|2[AB]\d{3}", code) else ""


def _take_town(address: str, town: _Town) -> tuple[list[str], _Town]:
    """Take the postcode and the town that an address ends with out of it."""
    found = next(reversed(list(_POSTCODE_AND_TOWN.finditer(address))), None)
    if found:
        inner = _Town.read(found["postcode"].replace(" ", ""), found["town"])
        before, after = address[: found.start()], address[found.end() :]
        if not inner.name and not fold(after) and before.rstrip().endswith(","):
            # "12 rue X, Melun, 77000": the town comes first.
            *lines, last = _segments(before) or [""]
            if lines and not _is_street(last):
                before, inner = "\n".join(lines), _Town(inner.postcode, _town_name(last))
        address = f"{before}\n{after}"
        town = _Town(
            town.postcode or inner.postcode, town.name or inner.name, town.departement or inner.departement
        )
    lines = _segments(address)
    # The town written again at the end of the street's line, or alone on a line of its own.
    if town.name:
        name = fold(town.name)
        lines = [kept for line in lines if fold(kept := _without_ending(line, name)) not in ("", name)]
    return lines, town


def _without_ending(line: str, folded_town: str) -> str:
    """A line without the name of the town at its end, unless that is the name of its street."""
    words, town = line.split(), folded_town.split()
    ending = fold(" ".join(words[-len(town) :])) if len(words) > len(town) else ""
    if ending != folded_town:
        return line
    before = _after_number(fold(" ".join(words[: -len(town)])).split())
    if not before or before[-1] in _OPENS_A_NAME or way_at([*before, "x"])[1] >= len(before):
        return line
    return " ".join(words[: -len(town)])


_OPENS_A_NAME = LINKS | {"saint", "sainte"}


def _after_number(words: list[str]) -> list[str]:
    while words and (words[0].isdigit() or words[0] in _REPETITIONS):
        words = words[1:]
    return words


def _segments(text: str) -> list[str]:
    text = _RANGE.sub(r"\1-\2", _NUMBER_LABEL.sub("", text))
    # A comma after a number does not part it from its street: "12, rue de la Paix".
    text = re.sub(
        rf"(\b\d{{1,4}}\s?(?:{_REPETITION})?)\s*,\s*(?=[^\W\d_])", r"\1 ", text, flags=re.IGNORECASE
    )
    return [segment.strip(" .:,-–'\"") for segment in _SPLIT.split(text) if fold(segment)]


def _is_street(text: str) -> bool:
    return any(_rank(segment) >= 3 for segment in _segments(without_noise(text)))


def _rank(segment: str) -> int:
    """How much a segment looks like a street: 4 number and way, 3 way, 2 number and a name, 1 a name."""
    cut = _from_number_and_way(segment)
    if cut is not None:
        return 4
    words = fold(segment).split()
    if way_at(words)[0] and not words[0].isdigit():
        return 3
    if _NUMBER.match(segment):
        return 2
    return 1 if len(words) and not all(word.isdigit() for word in words) else 0


def _from_number_and_way(segment: str) -> int | None:
    """Where "number, kind of way" begins in a segment; None where it does not."""
    for found in _NUMBER.finditer(segment):
        if found.start() and segment[found.start() - 1].isalnum():
            continue
        words = fold(segment[found.end() :]).split()
        if way_at(words)[0]:
            return found.start()
    return None


def _street_in(segments: list[str]) -> tuple[str, str, tuple[str, ...], str] | None:
    """The number, its repetition, the rest of its range, and the folded name of the street."""
    if not segments:
        return None
    best = max(range(len(segments)), key=lambda index: (_rank(segments[index]), -index))
    segment = segments[best]
    rank = _rank(segment)
    if rank == 0:
        return None
    if rank == 4:
        segment = segment[_from_number_and_way(segment) :]
    elif rank < 3 and (inner := _inner_way(segment)) is not None:
        segment = segment[inner:]
    number = repetition = ""
    others: tuple[str, ...] = ()
    if found := _NUMBER.match(segment):
        number = str(int(found["number"]))
        repetition = _REPETITIONS.get(
            (found["repetition"] or "").lower(), (found["repetition"] or "").lower()
        )
        others = tuple(re.findall(r"\d{1,4}", found["others"]))
        segment = segment[found.end() :]
        if number == "0":
            number = repetition = ""
    elif rank == 3 and best + 1 < len(segments) and re.fullmatch(r"\d{1,4}", segments[best + 1]):
        number = segments[best + 1]
    return number, repetition, others, expand(segment)


_WAY_INSIDE = re.compile(
    r"\b(?:rue|avenue|av|boulevard|bd|place|impasse|all[eé]es?|chemin|route|rte|quai|cours|square|esplanade)\b\.?\s+\w",
    re.IGNORECASE,
)


def _inner_way(segment: str) -> int | None:
    """Where the kind of way begins inside a segment that begins otherwise: "Mairie place de l'Église"."""
    found = _WAY_INSIDE.search(segment)
    if not found or _NUMBER.match(segment):
        return None
    return found.start()


def _tail(lines: list[str]) -> str:
    return lines[-1] if lines else ""
