"""What people say in a cell in their own words: the words of a column come in turn, so that each is there."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bench.messy import habits as h
from bench.messy import weeks
from bench.messy.book import Book, Fate, Meaning, Place, Value, ask, ignorable, kept
from bench.messy.world import Org

# A value, or the value and others that are as right.
Said = Value | tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Say:
    """A text of a cell and what it is: fields, texts that must be found again, a doubt, or nothing at all."""

    text: object
    fields: tuple[tuple[str, Said], ...] = ()
    keeps: tuple[str, ...] = ()
    unsure: bool = False
    nothing: str = ""

    def meaning(self, record: str) -> Meaning:
        """What it says of a record."""
        if self.nothing:
            return ignorable(self.nothing)
        places = tuple(place(record, field, said) for field, said in self.fields)
        texts = self.keeps or (str(self.text),)
        if self.unsure:
            return ask(*places, record=record, texts=texts)
        if not places:
            return kept(record, *texts)
        return Meaning(Fate.STORED, places, record, self.keeps)


def place(record: str, field: str, said: Said, elsewhere: str = "") -> Place:
    """A place that has the first of the values, the others being as right."""
    values = said if isinstance(said, tuple) else (said,)
    return Place(record, field, values[0], values[1:], elsewhere)


def say(text: object, *keeps: str, unsure: bool = False, **fields: Said) -> Say:
    """A text that says `fields`, and of which `keeps` must stay; without fields it is kept whole."""
    return Say(text, tuple(fields.items()), keeps, unsure)


def no_data(text: object, why: str = "says that there is none") -> Say:
    """A text that says nothing of what is looked for: « NC », « - », « néant »."""
    return Say(text, nothing=why)


def says(*choices: Say, of: str = "offer", step: int = 1, shift: int = 0) -> h.Habit:
    """The choices one after the other, for the offer or for the structure; `step` mixes columns."""

    def habit(line: h.Line) -> h.Written:
        one = choices[(line.index * step + shift) % len(choices)]
        return one.text, one.meaning(line.org.key if of == "structure" else line.offer)

    return habit


def in_turn(*habits: h.Habit, shift: int = 0) -> h.Habit:
    """Several ways to fill a column, one after the other."""
    return lambda line: habits[(line.index + shift) % len(habits)](line)


def service_lines(
    book: Book, orgs: Iterable[Org], count: Callable[[Org], int], implied: dict[str, Value] | None = None
) -> list[h.Line]:
    """A line a service, `count` of them for each structure; `number` is the service's among its own."""
    lines: list[h.Line] = []
    for org in orgs:
        for number in range(count(org)):
            key = book.record(f"{org.key}/w{number}", "service", org.key, implied=implied)
            lines.append(h.Line(org, len(lines), key, {"number": number}))
    return lines


def also_kept(record: str, text: str, *places: Place) -> Meaning:
    """A cell that is as well read as kept whole: its places, or its text."""
    return kept(record, text, places=places)


def uncertain(record: str, day: int, text: str) -> Meaning:
    """A day without hours (« sur RDV », « matin »): kept, or a day that is open in these words alone."""
    name = weeks.OSM[day]
    return also_kept(record, text, Place(record, f"horaires_accueil@{name}", f'{name} unknown "{text}"'))


def spaced(number: str) -> str:
    """Ten figures by two."""
    return " ".join(number[start : start + 2] for start in range(0, len(number), 2))
