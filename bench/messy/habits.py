"""What authors put in a column: each habit writes a cell of a line and tells its truth."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bench.messy import weeks, writing
from bench.messy.book import Book, Meaning, Place, Sheet, Value, ask, at, ignorable, kept, stored
from bench.messy.world import Org

EMPTY: tuple[None, Meaning] = (None, ignorable("empty"))


@dataclass
class Line:
    """A line of a table: whom it is about, and what its author knows besides."""

    org: Org
    index: int = 0
    service: str = ""
    about: dict = field(default_factory=dict)

    @property
    def offer(self) -> str:
        """The record that takes what is said of services: its own, or what the structure offers."""
        return self.service or f"{self.org.key}/offer"


Written = tuple[object, Meaning]
Habit = Callable[[Line], Written]
Column = tuple[str, Habit]


def declare(book: Book, line: Line) -> None:
    """The records that any line has, so that places may name them."""
    org = line.org
    book.record(org.key, "structure", implied=_implied(org))
    book.record(line.offer, "service", org.key, loose=not line.service)
    book.record(f"{org.key}/person", "contact", org.key)


def _implied(org: Org) -> dict[str, Value]:
    """What a name or an address says by itself: no invention where a reader understands it."""
    network: dict[str, Value] = {"reseaux_porteurs": frozenset({org.network})} if org.network else {}
    return {"code_insee": org.address.commune.code, "departement": org.address.commune.departement, **network}


def table(
    book: Book,
    sheet: Sheet,
    top: int,
    columns: Sequence[Column],
    lines: Sequence[Line],
    *,
    left: int = 1,
    header: bool = True,
    formats: dict[str, str] | None = None,
) -> int:
    """Write a heading and the lines under it; the row after the last one."""
    row = top
    if header:
        heading(book, sheet, row, [title for title, _ in columns], left)
        row += 1
    for line in lines:
        declare(book, line)
        for offset, (title, habit) in enumerate(columns):
            value, meaning = habit(line)
            book.put(sheet, row, left + offset, value, meaning, (formats or {}).get(title, ""))
        row += 1
    return row


def heading(book: Book, sheet: Sheet, row: int, titles: Sequence[str], left: int = 1) -> None:
    for offset, title in enumerate(titles):
        book.put(sheet, row, left + offset, title, ignorable("heading"))


def lines_of(orgs: Sequence[Org]) -> list[Line]:
    return [Line(org, index) for index, org in enumerate(orgs)]


# ---- who


def name(case: str = "plain") -> Habit:
    def habit(line: Line) -> Written:
        nom = line.org.nom
        text = {"plain": nom, "capitals": writing.capitals(nom), "spaces": f"  {nom} "}[case]
        return text, at(line.org.key, "nom", nom)

    return habit


def siret(style: str = "text") -> Habit:
    def habit(line: Line) -> Written:
        number = line.org.siret
        value: object = {
            "text": number,
            "spaces": f"{number[:3]} {number[3:6]} {number[6:9]} {number[9:]}",
            "float": float(number),
            "int": int(number),
        }[style]
        return value, at(line.org.key, "siret", number)

    return habit


def numbering(start: int = 1, pattern: str = "{}") -> Habit:
    """An order number: of the list, not of the structure."""

    def habit(line: Line) -> Written:
        text = pattern.format(start + line.index)
        return (int(text) if text.isdigit() else text), ignorable("numbering")

    return habit


def code(pattern: str, start: int = 100) -> Habit:
    """An identifier of the source: filled, distinct, and no part of anything else."""

    def habit(line: Line) -> Written:
        text = pattern.format(start + 7 * line.index)
        return text, at(line.org.key, "source_id", text)

    return habit


def foreign_code(pattern: str, *, modulo: int) -> Habit:
    """A code of something else (a FINESS, a sector, a budget line) that several lines share."""

    def habit(line: Line) -> Written:
        text = pattern.format(line.org.number % modulo)
        return (int(text) if text.isdigit() and str(int(text)) == text else text), kept(line.org.key, text)

    return habit


# ---- where


def number(as_int: bool = True) -> Habit:
    """The house number in a column of its own: a part of the address."""

    def habit(line: Line) -> Written:
        text = line.org.address.number
        return (int(text) if as_int and text.isdigit() else text), _part(line, text)

    return habit


def street(case: str = "plain") -> Habit:
    """The street in a column of its own."""

    def habit(line: Line) -> Written:
        text = line.org.address.street
        return (writing.capitals(text) if case == "capitals" else text), _part(line, text)

    return habit


def _part(line: Line, text: str) -> Meaning:
    """A part of the address line: right where the line that is stored holds it."""
    return at(line.org.key, "adresse~", text)


def address_line(case: str = "plain", comma: bool = False, complement: bool = False) -> Habit:
    def habit(line: Line) -> Written:
        place = line.org.address
        text = f"{place.number}{',' if comma else ''} {place.street}"
        places = [Place(line.org.key, "adresse", place.line)]
        if complement and place.complement:
            text = f"{place.complement}, {text}"
            places = [
                Place(line.org.key, "adresse", place.line, (f"{place.complement} {place.line}",)),
                Place(line.org.key, "complement_adresse~|adresse~", place.complement),
            ]
        return (writing.capitals(text) if case == "capitals" else text), stored(*places)

    return habit


def complement() -> Habit:
    def habit(line: Line) -> Written:
        text = line.org.address.complement
        return text, at(line.org.key, "complement_adresse~|adresse~", text)

    return habit


def postcode(style: str = "int") -> Habit:
    """The postcode; as a number 01000 is 1000."""

    def habit(line: Line) -> Written:
        text = line.org.address.commune.postcode
        value = {"int": int(text), "float": float(text), "text": text, "spaced": f"{text[:2]} {text[2:]}"}[
            style
        ]
        return value, at(line.org.key, "code_postal", text)

    return habit


def town(style: str = "plain") -> Habit:
    def habit(line: Line) -> Written:
        nom = line.org.address.commune.name
        short = nom.replace("Saint-", "St ").replace("Sainte-", "Ste ").replace("-", " ")
        text = {
            "plain": nom,
            "capitals": writing.capitals(nom),
            "no hyphen": nom.replace("-", " "),
            "cedex": f"{writing.capitals(nom)} CEDEX",
            "short": short,
            "departement": f"{nom} ({line.org.address.commune.departement})",
        }[style]
        return text, at(line.org.key, "commune", nom, short)

    return habit


def insee(style: str = "text") -> Habit:
    """The INSEE code of the commune: no identifier, no postcode."""

    def habit(line: Line) -> Written:
        text = line.org.address.commune.code
        return (int(text) if style == "int" and text.isdigit() else text), at(
            line.org.key, "code_insee", text
        )

    return habit


def postcode_and_town(pattern: str = "{postcode} {town}", case: str = "plain") -> Habit:
    def habit(line: Line) -> Written:
        commune = line.org.address.commune
        text = pattern.format(postcode=commune.postcode, town=commune.name)
        return (writing.capitals(text) if case == "capitals" else text), stored(*_town_places(line))

    return habit


def _town_places(line: Line) -> list[Place]:
    commune = line.org.address.commune
    return [
        Place(line.org.key, "code_postal", commune.postcode),
        Place(line.org.key, "commune", commune.name),
    ]


def whole_address(pattern: str = "{line} {postcode} {town}", complement: bool = False) -> Habit:
    """Street, postcode and town in one cell."""

    def habit(line: Line) -> Written:
        place = line.org.address
        street_line = f"{place.complement}, {place.line}" if complement and place.complement else place.line
        text = pattern.format(line=street_line, postcode=place.commune.postcode, town=place.commune.name)
        places = [Place(line.org.key, "adresse", place.line, (street_line,)), *_town_places(line)]
        if street_line != place.line:
            places.append(Place(line.org.key, "complement_adresse~|adresse~", place.complement))
        return text, stored(*places)

    return habit


def latitude(style: str = "float") -> Habit:
    return _coordinate("latitude", lambda line: line.org.address.latitude, style)


def longitude(style: str = "float") -> Habit:
    return _coordinate("longitude", lambda line: line.org.address.longitude, style)


def _coordinate(field_: str, value_of: Callable[[Line], float], style: str) -> Habit:
    def habit(line: Line) -> Written:
        value = value_of(line)
        text: object = {"float": value, "comma": str(value).replace(".", ","), "text": str(value)}[style]
        return text, at(line.org.key, field_, value)

    return habit


def easting(style: str = "float") -> Habit:
    return _projected(0, style)


def northing(style: str = "float") -> Habit:
    return _projected(1, style)


def _projected(axis: int, style: str) -> Habit:
    """A coordinate in metres: neither degree can be told without the other one."""

    def habit(line: Line) -> Written:
        value = line.org.address.projected[axis]
        return (str(value).replace(".", ",") if style == "comma" else value), _point(line)

    return habit


def point(pattern: str = "{lat}, {lon}") -> Habit:
    """Both coordinates in one cell."""

    def habit(line: Line) -> Written:
        place = line.org.address
        return pattern.format(lat=place.latitude, lon=place.longitude), _point(line)

    return habit


def _point(line: Line) -> Meaning:
    place = line.org.address
    return stored(
        Place(line.org.key, "latitude", place.latitude), Place(line.org.key, "longitude", place.longitude)
    )


# ---- how to reach


def telephone(*styles: str, empty: float = 0.1) -> Habit:
    """The telephone in one style, or in several that come in turn."""

    def habit(line: Line) -> Written:
        if writing.pick(line.org.draw, empty):
            return EMPTY
        style = styles[line.index % len(styles)]
        return writing.telephone(line.org.telephone, style), stored(_reach(line, "telephone"))

    return habit


def two_telephones(join: str = " / ", style: str = "spaces") -> Habit:
    """Two numbers in a cell: the first is the structure's, the second must be somewhere."""

    def habit(line: Line) -> Written:
        first, second = line.org.telephone, line.org.mobile
        text = f"{writing.telephone(first, style)}{join}{writing.telephone(second, style)}"
        return text, Meaning(
            stored().fate, (Place(line.org.key, "telephone", first),), line.org.key, texts=(f"tel:{second}",)
        )

    return habit


def mail(*styles: str, empty: float = 0.1) -> Habit:
    def habit(line: Line) -> Written:
        if writing.pick(line.org.draw, empty):
            return EMPTY
        style = (styles or ("plain",))[line.index % max(len(styles), 1)]
        return writing.mail(line.org.courriel, style), stored(_reach(line, "courriel"))

    return habit


def site(*styles: str, empty: float = 0.3) -> Habit:
    def habit(line: Line) -> Written:
        if writing.pick(line.org.draw, empty):
            return EMPTY
        style = (styles or ("plain",))[line.index % max(len(styles), 1)]
        return writing.site(line.org.site, style), at(line.org.key, "site_web", line.org.site)

    return habit


def telephone_and_mail(join: str = "\n") -> Habit:
    """Both in one cell under « Contact »."""

    def habit(line: Line) -> Written:
        org = line.org
        return f"{writing.telephone(org.telephone, 'spaces')}{join}{org.courriel}", stored(
            _reach(line, "telephone"), _reach(line, "courriel")
        )

    return habit


def _reach(line: Line, field_: str) -> Place:
    """How to reach the structure; on a line of a service it may be the service's."""
    value = getattr(line.org, field_)
    return Place(line.org.key, field_, value, elsewhere=line.service)


# ---- people: private


def person(pattern: str = "{first} {last}", empty: float = 0.15) -> Habit:
    def habit(line: Line) -> Written:
        who = line.org.person
        if writing.pick(line.org.draw, empty):
            return EMPTY
        text = pattern.format(first=who.first, last=who.last, LAST=writing.capitals(who.last))
        return text, at(f"{line.org.key}/person", "nom", who.name, f"{who.last} {who.first}", text)

    return habit


def person_detail(detail: str, *styles: str) -> Habit:
    """A detail of the person: `telephone`, `courriel`, `fonction`, `first` or `last`."""

    def habit(line: Line) -> Written:
        who, record = line.org.person, f"{line.org.key}/person"
        style = (styles or ("",))[line.index % max(len(styles), 1)]
        if detail == "telephone":
            return writing.telephone(who.telephone, style or "spaces"), at(record, "telephone", who.telephone)
        if detail == "courriel":
            return writing.mail(who.courriel, style or "plain"), at(record, "courriel", who.courriel)
        if detail == "fonction":
            return who.role, at(record, "fonction", who.role)
        return getattr(who, detail), at(record, "nom~", getattr(who, detail))

    return habit


# ---- what


def description(empty: float = 0.1) -> Habit:
    def habit(line: Line) -> Written:
        if writing.pick(line.org.draw, empty):
            return EMPTY
        return line.org.description, kept(line.org.key, line.org.description)

    return habit


def remark(*texts: str, share: float = 0.3) -> Habit:
    """What no field takes: it is kept somewhere."""

    def habit(line: Line) -> Written:
        if not writing.pick(line.org.draw, share):
            return EMPTY
        text = line.org.draw.choice(texts)
        return text, kept(line.org.key, text)

    return habit


@dataclass(frozen=True, slots=True)
class Word:
    """A value of a column of words: as written, what it is, and whether anybody would have to ask."""

    written: object
    value: Value
    also: tuple[Value, ...] = ()
    doubtful: bool = False


def words(field_: str, *choices: Word, of: str = "offer", join: str = "", empty: float = 0.0) -> Habit:
    """One of the words, or with `join` one to three of them, for a field of the offer or of the structure."""

    def habit(line: Line) -> Written:
        rng = line.org.draw
        if writing.pick(rng, empty):
            return EMPTY
        record = line.org.key if of == "structure" else line.offer
        taken = rng.sample(choices, min(rng.randint(1, 3), len(choices))) if join else [rng.choice(choices)]
        places = tuple(Place(record, field_, word.value, word.also) for word in taken)
        text: object = join.join(str(word.written) for word in taken) if join else taken[0].written
        if any(word.doubtful for word in taken):
            return text, ask(*places, record=line.org.key, texts=tuple(str(word.written) for word in taken))
        return text, stored(*places)

    return habit


def yes_no(
    field_: str, yes: object = "oui", no: object = "non", of: str = "offer", share: float = 0.5
) -> Habit:
    def habit(line: Line) -> Written:
        record = line.org.key if of == "structure" else line.offer
        holds = writing.pick(line.org.draw, share)
        value = yes if holds else no
        return (value, at(record, field_, holds)) if value != "" else EMPTY

    return habit


def flag(field_: str, value: Value, yes: object = "X", no: object = "", of: str = "offer") -> Habit:
    """A column a value: ticked where the structure has it. What is not ticked says nothing."""

    def habit(line: Line) -> Written:
        record = line.org.key if of == "structure" else line.offer
        if writing.pick(line.org.draw, 0.4):
            return yes, at(record, field_, value)
        return (no, ignorable("not ticked")) if no != "" else EMPTY

    return habit


def updated(style: str = "fr") -> Habit:
    def habit(line: Line) -> Written:
        return writing.day(line.org.updated, style), at(
            line.org.key, "date_maj", datetime.date(*line.org.updated)
        )

    return habit


# ---- when


def hours(
    style: str = "h", dash: str = "-", between: str = " / ", ends: str = ", ", before: str = ""
) -> Habit:
    """The whole week in a cell."""

    def habit(line: Line) -> Written:
        text = before + weeks.written(line.org.week, style, dash, between, ends)
        return text, at(line.org.key, "horaires_accueil", weeks.osm(line.org.week))

    return habit


def osm_hours() -> Habit:
    def habit(line: Line) -> Written:
        text = weeks.osm(line.org.week)
        return text, at(line.org.key, "horaires_accueil", text)

    return habit


def day_hours(day: int, style: str = "h", dash: str = "-", between: str = " ", closed: str = "") -> Habit:
    """The hours of one day in a column of that day."""

    def habit(line: Line) -> Written:
        found = line.org.week.get(day, ())
        text = weeks.spans(found, style, dash, between) or closed
        return text, _hours_of(line, weeks.OSM[day], day, found)

    return habit


def half_day(day: int, half: int, style: str = "h") -> Habit:
    """The hours of a morning or an afternoon in a column of its own."""

    def habit(line: Line) -> Written:
        found = tuple(one for one in line.org.week.get(day, ()) if (one[0] >= 720) == bool(half))
        return weeks.spans(found, style), _hours_of(line, f"{weeks.OSM[day]}/{half}", day, found)

    return habit


def _hours_of(line: Line, part: str, day: int, found: tuple[tuple[int, int], ...]) -> Meaning:
    return at(line.org.key, f"horaires_accueil@{part}", weeks.osm({day: found}))


def constant(value: object, meaning: Callable[[Line], Meaning]) -> Habit:
    """The same in each line."""
    return lambda line: (value, meaning(line))


def nothing() -> Habit:
    return lambda line: EMPTY
