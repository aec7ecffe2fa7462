"""What the keepers of the third set write in a cell, over the words of the second one."""

from collections.abc import Callable
from dataclasses import dataclass

from bench.messy import habits as h
from bench.messy import weeks
from bench.messy.book import Fate, Meaning, Place, Value, at, ignorable, kept, stored
from bench.messy.second.cells import Said, Say, place
from bench.messy.third.cast import title_of
from bench.messy.world import Org

FRENCH = frozenset({"lecture-ecriture-calcul--maitriser-le-francais"})
RIGHTS = frozenset({"difficultes-administratives-ou-juridiques--*"})
DIGITAL = frozenset({"numerique--*"})
HOUSING = frozenset({"logement-hebergement--*"})
FOOD = frozenset({"equipement-et-alimentation--alimentation"})
CLOTHES = frozenset({"equipement-et-alimentation--habillement"})
HEALTH = frozenset({"sante--*"})
MOBILITY = frozenset({"mobilite--*"})
EXILES = frozenset({"personnes-exilees"})


@dataclass(frozen=True, slots=True)
class EitherWay(Say):
    """A text that is as well read as kept whole."""

    def meaning(self, record: str) -> Meaning:
        places = tuple(place(record, field, said) for field, said in self.fields)
        return kept(record, *(self.keeps or (str(self.text),)), places=places)


def either_way(text: object, *keeps: str, **fields: Said) -> EitherWay:
    """A text whose fields may be filled; its words, or `keeps`, staying is as right."""
    return EitherWay(text, tuple(fields.items()), keeps)


def of_program(value: object) -> h.Habit:
    """A column of the program's own: the same on each line."""
    return lambda _line: (value, ignorable("of the program"))


def fixed(value: object, why: str) -> h.Habit:
    """The same on each line, saying nothing of any of them."""
    return lambda _line: (value, ignorable(why))


def note(text_of: Callable[[h.Line], object], of: str = "structure") -> h.Habit:
    """A text that no field takes, made of the line: it stays somewhere."""

    def habit(line: h.Line) -> h.Written:
        text = text_of(line)
        if text in (None, ""):
            return h.EMPTY
        return text, kept(line.org.key if of == "structure" else line.offer, str(text))

    return habit


def about(name: str, field: str, value: Callable[[h.Line], Value] | None = None) -> h.Habit:
    """A detail that the line carries, into a field of its service."""

    def habit(line: h.Line) -> h.Written:
        text = line.about[name]
        return text, at(line.service, field, value(line) if value else text)

    return habit


def at_most(habit: h.Habit, every: int, shift: int = 0, empty: object = None) -> h.Habit:
    """Filled but on one line of `every`, where `empty` stands: « NC », « ? », or nothing."""

    def written(line: h.Line) -> h.Written:
        if (line.index + shift) % every:
            return habit(line)
        return (empty, ignorable("says that nobody knows")) if empty else h.EMPTY

    return written


def reach(line: h.Line, field: str) -> Place:
    """How to reach the structure; on a line of a service it may be the service's."""
    return Place(line.org.key, field, getattr(line.org, field), elsewhere=line.service)


def person_of(org: Org, *details: str) -> tuple[Place, ...]:
    """Details of the structure's person: `nom`, `telephone`, `courriel`; never the structure's own."""
    who, key = org.person, f"{org.key}/person"
    return tuple(
        Place(key, "nom~", who.last) if one == "nom" else Place(key, one, getattr(who, one))
        for one in details
    )


def title_and_name(line: h.Line) -> str:
    """« Mme Koné »."""
    return f"{title_of(line.org.person)} {line.org.person.last}"


def with_texts(line: h.Line, places: tuple[Place, ...], *texts: str) -> Meaning:
    """Places, and texts that must be found again besides."""
    return Meaning(Fate.STORED, places, line.org.key, texts) if texts else stored(*places)


# ---- hours

_SHORT = ("Lun", "Mar", "Mer", "Jeu", "Ven", "Sam", "Dim")


def terse_hours(line: h.Line) -> h.Written:
    """« Lun-Ven 9h/12h 14h/17h ; Sam 9h/12h »."""
    week, parts, day = line.org.week, [], 0
    while day < 7:
        last = day
        while last < 6 and week.get(last + 1) == week.get(day):
            last += 1
        if week.get(day):
            days = _SHORT[day] if last == day else f"{_SHORT[day]}-{_SHORT[last]}"
            parts.append(f"{days} {weeks.spans(week[day], 'h', '/', ' ')}")
        day = last + 1
    return " ; ".join(parts), _of_week(line)


def day_by_day(line: h.Line) -> h.Written:
    """A line a day of the week, « fermé » where it is."""
    lines = []
    for day in range(6):
        found = line.org.week.get(day, ())
        lines.append(f"{weeks.DAYS[day].capitalize()} : {weeks.spans(found, 'h00', '-', ' / ') or 'fermé'}")
    return "\n".join(lines), _of_week(line)


def grouped_by_hours(line: h.Line) -> h.Written:
    """« 9h-12h et 14h-17h : lundi, mardi, jeudi ; 9h-12h : vendredi »: the hours before their days."""
    days_of: dict[tuple, list[str]] = {}
    for day, spans in sorted(line.org.week.items()):
        days_of.setdefault(spans, []).append(weeks.DAYS[day])
    text = " ; ".join(
        f"{weeks.spans(spans, 'h', '-', ' et ')} : {', '.join(days)}" for spans, days in days_of.items()
    )
    return text, _of_week(line)


def _of_week(line: h.Line) -> Meaning:
    return at(line.org.key, "horaires_accueil", weeks.osm(line.org.week))
