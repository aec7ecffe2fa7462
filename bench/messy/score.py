"""What became of each cell of a book: pure functions of the book and of what a reader made of its file."""

import enum
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bench.messy.book import Book, Cell, Fate, Meaning, Place, Value
from bench.messy.compare import TEXTS, fields_of, figures, folded, holds, of_day, same, within
from bench.messy.match import Pairs, pair, places_of
from bench.messy.read import Read, Stored
from bench.messy.weeks import OSM


class Outcome(enum.Enum):
    """What became of a cell, the worst first."""

    WRONG = "wrong"  # another value is stored, or its value where it does not belong
    LOST = "lost"  # it is nowhere, without a word
    TOLD = "told"  # it is nowhere, and the report says so
    KEPT = "kept"  # its text is kept beside, understood by nobody
    ASKED = "asked"  # a question covers it
    RIGHT = "right"
    IGNORED = "ignored"  # headings, numbering, totals: nothing was to become of it


# What a reader may work out from other cells (a commune's code from its name) or gives by itself: only a
# value that the file contradicts is wrong there.
_DERIVED = frozenset(
    (
        *(
            "source",
            "code_insee",
            "departement",
            "thematiques",
            "type",
            "porteur",
            "vocation",
            "reseaux_porteurs",
        ),
        *(
            "modes_accueil",
            "modes_mobilisation",
            "mobilisable_par",
            "mobilisation_precisions",
            "zone_eligibilite",
        ),
        *("lien_source", "rendez_vous", "position_precision"),
    )
)
_PRIVATE = ("telephone", "courriel", "nom")
# What is still legible where it stands in the line of the street, or in the name.
_WHERE = frozenset(("nom", "adresse", "complement_adresse", "code_postal", "commune"))


@dataclass(frozen=True, slots=True)
class Finding:
    """A cell, or a value of no cell, that did not come out right: for whoever mends the reader."""

    outcome: Outcome
    cell: Cell | None
    raw: str
    says: str


@dataclass(slots=True)
class Score:
    """The counts of one book, or of several together."""

    name: str
    shapes: tuple[str, ...] = ()
    cells: Counter = field(default_factory=Counter)
    questions: list[int] = field(default_factory=list)
    invented: int = 0  # values that no cell gave
    exposed: int = 0  # a person's own details in a field of the structure or of a service
    findings: list[Finding] = field(default_factory=list)

    @property
    def data(self) -> int:
        """The cells that are data."""
        return sum(count for outcome, count in self.cells.items() if outcome is not Outcome.IGNORED)

    def share(self, *outcomes: Outcome) -> float:
        """The share of the data cells with an outcome; invented values count as wrong cells."""
        count = sum(self.cells[outcome] for outcome in outcomes)
        if Outcome.WRONG in outcomes:
            count += self.invented
        return count / self.data if self.data else 0.0


def score(book: Book, read: Read) -> Score:
    """What became of each cell of a book."""
    pairs = pair(book, read)
    result = Score(book.name, book.shapes, questions=[len(read.questions)])
    judge = _Judge(book, read, pairs)
    outcomes = {cell: judge.outcome(cell, meaning) for cell, meaning in book.truth.items()}
    for says, value, origin in _invented(book, pairs):
        if origin is None:
            result.invented += 1
            result.findings.append(Finding(Outcome.WRONG, None, str(value), says))
        elif outcomes[origin] is not Outcome.TOLD or not book.truth[origin].places:
            outcomes[origin] = Outcome.WRONG
    result.exposed = _exposed(book, pairs)
    for cell, outcome in outcomes.items():
        result.cells[outcome] += 1
        if outcome in (Outcome.WRONG, Outcome.LOST, Outcome.TOLD, Outcome.KEPT):
            says = "; ".join(
                f"{place.record}.{place.field}={place.value}" for place in book.truth[cell].places
            )
            result.findings.append(Finding(outcome, cell, str(book.raw(cell)), says or "text"))
    return result


def together(name: str, scores: Iterable[Score]) -> Score:
    """Several scores as one."""
    total = Score(name)
    for one in scores:
        total.cells += one.cells
        total.questions += one.questions
        total.invented += one.invented
        total.exposed += one.exposed
        total.findings += one.findings
    return total


def by_shape(scores: Sequence[Score]) -> dict[str, Score]:
    """The scores of each class of file: a file is in as many as it has shapes."""
    found: dict[str, list[Score]] = defaultdict(list)
    for one in scores:
        for shape in one.shapes:
            found[shape].append(one)
    return {shape: together(shape, found[shape]) for shape in sorted(found)}


def worst(scores: Sequence[Score]) -> Score:
    """The file with the largest share of wrong cells, then of lost ones, then the fewest right."""
    return max(
        scores, key=lambda one: (one.share(Outcome.WRONG), one.share(Outcome.LOST), -one.share(Outcome.RIGHT))
    )


def median_questions(score_: Score) -> float:
    return statistics.median(score_.questions)


# ---- one cell


class _Judge:
    """Says what became of a cell."""

    def __init__(self, book: Book, read: Read, pairs: Pairs) -> None:
        self.book, self.read, self.pairs = book, read, pairs
        self.places = places_of(book)

    def outcome(self, cell: Cell, meaning: Meaning) -> Outcome:
        if meaning.fate is Fate.IGNORABLE:
            return Outcome.IGNORED
        raw = self.book.raw(cell)
        asked = any(question.covers(cell, raw) for question in self.read.questions)
        told = cell in self.read.told
        if self._is_right(meaning):
            # Letters that are gone are right only if somebody is told.
            return Outcome.RIGHT if told or asked or not meaning.told else Outcome.LOST
        missing = [place for place in meaning.places if not self._has(place)]
        contradicting = [value for place in missing for value in self._contradicting(place)]
        if contradicting:
            # As it is in the file and said to be doubtful: nobody is led astray.
            verbatim = all(folded(str(value)) == folded(str(raw)) for value in contradicting)
            return Outcome.TOLD if told and verbatim else Outcome.WRONG
        if asked:
            return Outcome.ASKED
        if self._is_kept(meaning, raw) or (missing and all(self._has_more(place) for place in missing)):
            return Outcome.KEPT
        return Outcome.TOLD if told else Outcome.LOST

    def _is_right(self, meaning: Meaning) -> bool:
        placed = bool(meaning.places) and all(self._has(place) for place in meaning.places)
        kept = bool(meaning.texts) and all(self._keeps(meaning.record, text) for text in meaning.texts)
        if meaning.fate is Fate.STORED:
            return placed and (kept or not meaning.texts)
        return placed or kept

    def _has(self, place: Place) -> bool:
        stored = [one for key in place.records for one in self.pairs.of.get(key, ())]
        if isinstance(place.value, frozenset):
            # Several services of a structure may share its themes among them.
            return holds(_united(stored, fields_of(place)), place)
        return any(holds(one.fields, place) for one in stored)

    def _contradicting(self, place: Place) -> Iterable[Value]:
        """The other values that a record has there, which do not hold this one besides."""
        for stored in self.pairs.of.get(place.record, ()):
            for name in fields_of(place):
                given = stored.fields.get(name)
                if given in (None, "", frozenset()) or name in TEXTS:
                    continue
                if isinstance(place.value, frozenset) or within(str(place.value), str(given)):
                    continue
                if not self._said_by_another(place, name, given):
                    yield given

    def _has_more(self, place: Place) -> bool:
        """Whether a record holds the value among other words, as « Oyonnax cedex » does."""
        return any(
            within(str(place.value), str(stored.fields.get(name, "")))
            for stored in self.pairs.of.get(place.record, ())
            for name in fields_of(place)
        )

    def _said_by_another(self, place: Place, name: str, given: Value) -> bool:
        """Whether other cells give the same field another value, as a service's day beside another's."""
        others = [one for one in self.places[place.record] if one != place and name in fields_of(one)]
        if place.field.endswith("~"):
            return any(holds({name: given}, one) for one in others)
        if "@" in place.field:
            # A day that is not read though others are: its hours are not there, which is not another's hours.
            part = place.field.split("@")[1]
            return not of_day(str(given), part) and bool(of_day(str(place.value), part))
        return self.book.records[place.record].loose and any(holds({name: given}, one) for one in others)

    def _keeps(self, record: str, text: str) -> bool:
        family = self.pairs.family.get(self.book.family(record), ())
        if text.startswith("tel:"):
            number = figures(text)
            return any(
                number == figures(str(value)) or number in _digits(value)
                for one in family
                for value in one.fields.values()
            )
        return any(within(text, str(value)) for one in family for value in _texts(one))

    def _is_kept(self, meaning: Meaning, raw: object) -> bool:
        records = {place.record for place in meaning.places} | ({meaning.record} - {""})
        text = str(raw)
        if len(text) < 3:
            # A figure is in any text.
            return False
        names = {name for place in meaning.places for name in fields_of(place)}
        beside = TEXTS | ({"adresse", "nom"} if names & _WHERE else set())
        return any(
            within(text, str(value))
            for record in records
            for one in self.pairs.family.get(self.book.family(record), ())
            for name, value in one.fields.items()
            if name in beside
        )


def _united(stored: Iterable[Stored], names: Sequence[str]) -> dict[str, Value]:
    union: dict[str, Value] = {}
    for name in names:
        codes: set[str] = set()
        for one in stored:
            given = one.fields.get(name, frozenset())
            codes |= given if isinstance(given, frozenset) else {str(given)}
        union[name] = frozenset(codes - {"", "None"})
    return union


def _texts(stored: Stored) -> list[Value]:
    return [value for name, value in stored.fields.items() if name in TEXTS or name == "nom"]


def _digits(value: Value) -> str:
    """The figures of a text as telephones have them, whatever stands between."""
    return "".join(one for one in str(value).replace("+33", "0") if one.isdigit())


# ---- values that nobody wrote


def _invented(book: Book, pairs: Pairs) -> Iterable[tuple[str, Value, Cell | None]]:
    """Values stored that the truth does not have: what they are, and the cell that they come from, if any."""
    cells: dict[str, list[Cell]] = defaultdict(list)
    numbering: dict[tuple[str, int], set[str]] = defaultdict(set)
    for cell, meaning in book.truth.items():
        cells[folded(str(book.raw(cell)))].append(cell)
        if meaning.why == "numbering":
            numbering[cell.sheet, cell.row].add(str(book.raw(cell)))
    places = places_of(book)
    owner: dict[str, list[str]] = defaultdict(list)
    for key, found in pairs.of.items():
        for one in found:
            owner[one.id].append(key)
    seen = {one.id: one for found in pairs.of.values() for one in found}
    for stored in [*seen.values(), *pairs.strangers]:
        keys = owner.get(stored.id, [])
        # A service may repeat what is its structure's: its address, how to reach it, its hours.
        above = {book.family(key) for key in keys} if stored.kind == "service" else set()
        mine = [place for key in {*keys, *above} for place in places[key]]
        implied = {name: value for key in keys for name, value in book.records[key].implied.items()}
        allowed = set().union(*(numbering[row] for row in stored.rows)) if keys else set()
        # What the file does not name, the reader has to.
        named = any(fields_of(place) == ("nom",) for key in keys for place in places[key])
        free = bool(keys) and stored.kind == "service" and not named
        for name, value in stored.fields.items():
            if _is_said(name, value, mine, implied, allowed) or (free and name == "nom"):
                continue
            from_ = cells.get(folded(str(value)), [])
            near = [cell for cell in from_ if (cell.sheet, cell.row) in stored.rows]
            yield f"{stored.kind}.{name}", value, next(iter(near or from_), None)


def _is_said(
    name: str, value: Value, places: list[Place], implied: dict[str, Value], numbering: set[str]
) -> bool:
    """Whether a stored value is the truth's, or none that the truth has an opinion on."""
    if value in (None, "", frozenset()) or name in TEXTS:
        return True
    mine = [place for place in places if name in fields_of(place)]
    if not mine and name in _DERIVED:
        return True
    if name in implied and same(name, value, implied[name]):
        return True
    if name == "source_id" and str(value) in numbering:
        return True
    if isinstance(value, frozenset):
        return all(_code_is_said(code, name, mine, implied) for code in value)
    days = {place.field.split("@")[1][:2] for place in mine if "@" in place.field}
    if days:
        # What contradicts a day is told by the day's own cell: here only the days that nobody wrote.
        return all(not of_day(str(value), day) for day in OSM if day not in days)
    return any(
        holds({name: value}, place) or (isinstance(place.value, str) and within(str(value), place.value))
        for place in mine
    ) or any(_is_more(name, value, place) for place in mine)


def _is_more(name: str, value: Value, place: Place) -> bool:
    """An address or a name that holds the true one and more: its own cell says what is wrong with it."""
    return name in ("adresse", "nom", "commune") and within(str(place.value), str(value))


def _code_is_said(code: str, name: str, places: list[Place], implied: dict[str, Value]) -> bool:
    one = frozenset({code})
    said = [value for place in places for value in (place.value, *place.also)] + [implied.get(name, "")]
    for value in said:
        if isinstance(value, frozenset):
            if any(same(name, one, frozenset({each})) for each in value):
                return True
        elif value == code:
            return True
    return name in _DERIVED and not places


def _exposed(book: Book, pairs: Pairs) -> int:
    """How many details of persons are in a field of a structure or of a service."""
    private = {
        (name, folded(str(place.value)))
        for places in places_of(book).values()
        for place in places
        if book.records[place.record].kind == "contact"
        for name in fields_of(place)
        if name in _PRIVATE
    }
    return sum(
        (name, folded(str(value))) in private
        for found in {one.id: one for some in pairs.of.values() for one in some}.values()
        if found.kind in ("structure", "service")
        for name, value in found.fields.items()
    )
