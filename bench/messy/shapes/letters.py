"""Letters that a program broke."""

from collections.abc import Callable
from dataclasses import replace

from bench.messy import habits as h
from bench.messy import writing
from bench.messy.book import Book, Fate
from bench.messy.shapes.author import author
from bench.messy.world import World


def broken(habit: h.Habit, how: Callable[[str], str], *, for_good: bool = False) -> h.Habit:
    """What a habit writes, with broken letters. The truth stays what was meant; where the letters are gone
    for good, the text as it is is right too, and a word must be said."""

    def write(line: h.Line) -> h.Written:
        value, meaning = habit(line)
        if not isinstance(value, str) or how(value) == value:
            return value, meaning
        text = how(value)
        if for_good:
            places = tuple(
                replace(place, also=(*place.also, how(place.value)))
                if isinstance(place.value, str)
                else place
                for place in meaning.places
            )
            return text, replace(
                meaning,
                places=places,
                told=meaning.fate is not Fate.IGNORABLE,
                texts=tuple(how(one) for one in meaning.texts),
            )
        return text, meaning

    return write


def _columns(how: Callable[[str], str], for_good: bool) -> list[h.Column]:
    def column(title: str, habit: h.Habit) -> h.Column:
        return title, broken(habit, how, for_good=for_good)

    return [
        column("Nom", h.name()),
        column("Adresse", h.address_line()),
        ("Code postal", h.postcode("text")),
        column("Ville", h.town()),
        ("Telephone", h.telephone("spaces")),
        column("Descriptif", h.description()),
    ]


@author("mojibake", "mojibake", "csv", kind="csv")
def mojibake(w: World, book: Book) -> None:
    """UTF-8 opened as Windows-1252, then saved."""
    h.table(book, book.sheet("csv"), 1, _columns(writing.mojibake, False), h.lines_of(w.orgs(45, "01", "35")))


@author("lettres-perdues", "broken letters (U+FFFD)", "csv", kind="csv", delimiter=",")
def lost_letters(w: World, book: Book) -> None:
    h.table(book, book.sheet("csv"), 1, _columns(writing.lost, True), h.lines_of(w.orgs(50, "63")))


@author("points-d-interrogation", "broken letters (question marks)")
def question_marks(w: World, book: Book) -> None:
    columns = _columns(writing.question_marks, True)
    h.table(book, book.sheet("Export"), 1, columns, h.lines_of(w.orgs(38, "67", "77")))


@author("cp1252-a-accents", "csv", "Windows-1252", kind="csv", encoding="cp1252")
def windows(w: World, book: Book) -> None:
    """Nothing is broken as long as the encoding is found."""
    columns = [
        *_columns(lambda text: text, False),
        ("Été", h.remark("fermé du 1er au 15 août", "ouvert tout l'été")),
    ]
    h.table(book, book.sheet("csv"), 1, columns, h.lines_of(w.orgs(44, "33", "2A")))
