"""The reader that cannot be better, made of the truth itself: the scorer must find it right in everything."""

from collections import defaultdict

from bench.messy.book import Book, Fate, Place, Value
from bench.messy.compare import fields_of, within
from bench.messy.read import Read, Stored


def perfect(book: Book) -> Read:
    """What a reader that understands everything would make of a book: the scorer must find it right."""
    fields: dict[str, dict[str, Value]] = defaultdict(dict)
    for _cell, meaning in sorted(book.truth.items()):
        for place in meaning.places:
            _fill(fields[place.record], place)
        if meaning.texts and meaning.record and not (meaning.places and meaning.fate is not Fate.STORED):
            mine = fields[book.family(meaning.record)]
            mine["description"] = " ".join((str(mine.get("description", "")), *meaning.texts)).strip()
    for key in list(fields):
        # What hangs on a record needs it, even where the file says nothing of it.
        while key := book.records[key].parent:
            fields.setdefault(key, {})
    records = tuple(
        Stored(
            key, book.records[key].kind, given, book.records[key].parent, frozenset(book.records[key].rows)
        )
        for key, given in fields.items()
    )
    return Read(records, told=frozenset(cell for cell, meaning in book.truth.items() if meaning.told))


def _fill(fields: dict[str, Value], place: Place) -> None:
    name = fields_of(place)[0]
    before = fields.get(name)
    if isinstance(place.value, frozenset):
        concrete = frozenset(code.replace("*", "autre") for code in place.value)
        fields[name] = concrete | before if isinstance(before, frozenset) else concrete
    elif "@" in place.field:
        fields[name] = _with_day(str(before or ""), str(place.value))
    elif place.field.endswith("~") or (name == "adresse" and before):
        words = str(before or "")
        fields[name] = words if within(str(place.value), words) else f"{words} {place.value}".strip()
    elif not before:
        fields[name] = place.value


def _with_day(week: str, day: str) -> str:
    """A week with the hours of one more day, or of one more half of its last day."""
    if not (week and day):
        return week or day
    name, spans = day.split(" ", 1)
    return f"{week},{spans}" if week.rsplit("; ", 1)[-1].startswith(name) else f"{week}; {day}"
