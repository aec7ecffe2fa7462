"""When, in several cells: days as columns, days ticked, hours typed as hours, winter and summer apart."""

import datetime

from bench.messy import habits as h
from bench.messy import weeks
from bench.messy.book import Book, Meaning, Place, at, codes, ignorable, kept, stored
from bench.messy.communes import Commune, of
from bench.messy.second.author import author
from bench.messy.second.cells import also_kept, place, say, says, service_lines, uncertain
from bench.messy.world import Org, World

_LETTERS = ("Lu", "Ma", "Me", "Je", "Ve", "Sa")


def _short(minutes: int) -> str:
    """An hour as in a narrow column: 9, 9h30."""
    hours, rest = divmod(minutes, 60)
    return f"{hours}h{rest:02d}" if rest else str(hours)


def _narrow(day: int, dash: str, between: str, closed: str) -> h.Habit:
    """The hours of a day without « h » where there is no minute: « 9-12 / 14-17h30 »."""

    def habit(line: h.Line) -> h.Written:
        found = line.org.week.get(day, ())
        text = between.join(f"{_short(a)}{dash}{_short(b)}" for a, b in found) or closed
        return text, at(line.org.key, f"horaires_accueil@{weeks.OSM[day]}", weeks.osm({day: found}))

    return habit


def _by_appointment(day: int, habit: h.Habit) -> h.Habit:
    """Some lines have no hours on a day that they do not open, but « sur RDV »."""

    def written(line: h.Line) -> h.Written:
        if line.index % 6 == day and not line.org.week.get(day):
            return "sur RDV", uncertain(line.org.key, day, "sur RDV")
        return habit(line)

    return written


@author(
    "horaires-lu-ma-me",
    "a column per weekday",
    "hours in figures alone",
    "hours of the telephone are not the opening hours",
)
def narrow_days(w: World, book: Book) -> None:
    """Two letters a day, hours without « h », a dash where it is closed; and when somebody picks up."""
    ways = (("-", " / ", "–"), ("-", " et ", "fermé"), (" à ", " - ", "X"))
    days = [
        (
            letters,
            _by_appointment(
                day, _same_way([_narrow(day, dash, between, closed) for dash, between, closed in ways])
            ),
        )
        for day, letters in enumerate(_LETTERS)
    ]
    columns = [
        ("Structure", h.name()),
        ("Adresse", h.whole_address("{line} - {postcode} {town}")),
        *days,
        (
            "Accueil tél.",
            says(say("9h-12h"), say("tous les jours 9h-17h"), say("le matin"), of="structure"),
        ),
        ("N°", h.telephone("spaces", empty=0)),
        ("Congés", says(say("août"), say("Noël"), say(""), say("2 sem. en août"), of="structure")),
    ]
    sheet = book.sheet("Horaires")
    row = h.table(book, sheet, 1, columns, h.lines_of(w.orgs(26, "67", "59")))
    book.put(sheet, row, 1, "– , X : fermé", ignorable("legend"))


def _same_way(habits: list[h.Habit]) -> h.Habit:
    """A line writes all its days in the same way: the way changes with the structure."""
    return lambda line: habits[line.org.number % len(habits)](line)


_LEVELS = (("Alpha", "alpha"), ("A1", "A1"), ("A2", "A2"), ("B1", "B1"), ("B2", "B2"))
_HOURS = ((570, 690), (840, 960), (1080, 1200))


@author(
    "niveaux-et-jours-coches",
    "a column per level",
    "days ticked, hours in another column",
    "yes and no in ten ways",
    "two lines of headings",
)
def ticks(w: World, book: Book) -> None:
    """Levels and days are ticked under merged headings; O/N, 1/0 and ✓ beside."""
    sheet = book.sheet("Offre 2025")
    for first, last, text in ((1, 3, "STRUCTURE"), (4, 8, "NIVEAUX"), (9, 14, "JOURS"), (15, 18, "EN PLUS")):
        book.put(sheet, 1, first, text, ignorable("heading"))
        sheet.merged.append((1, first, 1, last))

    def level(number: int) -> h.Habit:
        def habit(line: h.Line) -> h.Written:
            if (line.org.number * 5 + number) % 3:
                return h.EMPTY
            return ("x", "X", "✓")[line.index % 3], at(line.offer, "niveaux", codes(_LEVELS[number][1]))

        return habit

    def days_of(line: h.Line) -> tuple[int, ...]:
        return tuple(day for day in range(6) if (line.org.number + day * 2) % 5 < 2)

    def span(line: h.Line) -> tuple[int, int]:
        return _HOURS[line.org.number % len(_HOURS)]

    def day(number: int) -> h.Habit:
        def habit(line: h.Line) -> h.Written:
            if number not in days_of(line):
                return h.EMPTY
            osm = weeks.osm({number: (span(line),)})
            return ("x", "X", "✓")[line.index % 3], at(
                line.offer, f"horaires_accueil@{weeks.OSM[number]}", osm
            )

        return habit

    def hours(line: h.Line) -> h.Written:
        week = dict.fromkeys(days_of(line), (span(line),))
        return weeks.spans((span(line),), "h", "-"), at(line.offer, "horaires_accueil", weeks.osm(week))

    columns = [
        ("Nom", h.name()),
        ("Adresse", h.whole_address("{line}, {postcode} {town}")),
        ("Tél", h.telephone("dots", empty=0)),
        *((title, level(number)) for number, (title, _code) in enumerate(_LEVELS)),
        *((letter, day(number)) for number, letter in enumerate("LMMJVS")),
        ("Heures", hours),
        ("Garde d'enfants O/N", h.yes_no("garde_enfants", "O", "N")),
        ("Accès PMR (1 = oui)", h.yes_no("accessible", 1, 0, of="structure")),
        ("Gratuit", h.flag("frais", "gratuit", "✓")),
    ]
    h.table(book, sheet, 2, columns, h.lines_of(w.orgs(28, "77", association=0.9)))


_DISTRIBUTIONS = (
    ("Maraude", "tous les jours", "Mo-Su", 20, 23),
    ("Petit-déjeuner", "Lun, Mer, Ven", "Mo,We,Fr", 7, 9),
    ("Colis alimentaires", "L au V", "Mo-Fr", 14, 17),
    ("Repas chaud", "week-end", "Sa-Su", 12, 14),
    ("Vestiaire", "mardi et jeudi", "Tu,Th", 9, 12),
)
# What it adds to the week; a reader that leaves it with the text has lost nothing.
_PERIODS = (
    ("toute l'année", ""),
    ("du 01/11 au 31/03", "Nov 01-Mar 31"),
    ("sauf août", "; Aug off"),
    ("de septembre à juin", "Sep-Jun"),
)


@author(
    "distributions-heures-excel",
    "hours typed as hours",
    "opening and closing in two columns",
    "a row per service",
    "seasons",
)
def typed_hours(w: World, book: Book) -> None:
    """« De » and « À » are hours of a spreadsheet; the days are in one column, the season in another."""

    def about(line: h.Line) -> tuple[str, str, str, int, int]:
        return _DISTRIBUTIONS[(line.about["number"] * 2 + line.org.number) % len(_DISTRIBUTIONS)]

    def season(line: h.Line) -> tuple[str, str]:
        return _PERIODS[line.index % len(_PERIODS)]

    def week(line: h.Line) -> tuple[str, str]:
        """The week in its season, and without it."""
        _nom, _text, days, start, end = about(line)
        base = f"{days} {start:02d}:00-{end:02d}:00"
        said = season(line)[1]
        return (f"{base}{said}" if said.startswith(";") else f"{said} {base}".strip()), base

    def when(part: int) -> h.Habit:
        def habit(line: h.Line) -> h.Written:
            value = about(line)[part]
            written = datetime.time(value) if isinstance(value, int) else value
            return written, stored(place(line.service, "horaires_accueil", week(line)))

        return habit

    def period(line: h.Line) -> h.Written:
        text, said = season(line)
        if not said:
            return text, ignorable("says what holds without it")
        return text, also_kept(line.service, text, Place(line.service, "horaires_accueil", week(line)[0]))

    columns = [
        ("Association", h.name()),
        ("Distribution", lambda line: (about(line)[0], at(line.service, "nom", about(line)[0]))),
        ("Lieu", h.address_line()),
        ("Ville", h.postcode_and_town("{town} ({postcode})")),
        ("Jours", when(1)),
        ("De", when(3)),
        ("À", when(4)),
        ("Période", period),
        ("Contact", h.telephone("spaces", empty=0)),
    ]
    lines = service_lines(book, w.orgs(18, "33", "13", association=0.9), lambda org: 1 + org.number % 2)
    formats = {"De": "HH:MM", "À": "HH:MM"}
    h.table(book, book.sheet("Distributions"), 1, columns, lines, formats=formats)


@author("hiver-ete", "hours of winter and of summer in two columns", "seasons")
def seasons(w: World, book: Book) -> None:
    """Two columns of hours, each for some months: neither holds all the year."""
    summer = dict.fromkeys(range(5), ((480, 840),))
    winter, warm = "Oct-May", "Jun-Sep"

    def meaning(line: h.Line, text: str) -> Meaning:
        cold = "; ".join(f"{winter} {rule}" for rule in weeks.osm(line.org.week).split("; "))
        year = f"{cold}; {warm} {weeks.osm(summer)}"
        # Whether the closing of the next column is in the week or stays a text.
        also = (f"{year}; Dec 24-Jan 01 off",) if line.index % 3 == 0 else ()
        return also_kept(line.org.key, text, Place(line.org.key, "horaires_accueil", year, also))

    def cold(line: h.Line) -> h.Written:
        text = weeks.written(line.org.week, "h", "-", " / ")
        return text, meaning(line, text)

    def hot(line: h.Line) -> h.Written:
        text = "lundi au vendredi 8h-14h" if line.index % 2 else "du lundi au vendredi de 8h à 14h"
        return text, meaning(line, text)

    def closing(line: h.Line) -> h.Written:
        text = ("fermé du 24/12 au 01/01", "", "")[line.index % 3]
        return (text, kept(line.org.key, text)) if text else h.EMPTY

    columns = [
        ("Commune", h.town()),
        ("CP", h.postcode()),
        ("Service", h.name()),
        ("Adresse", h.address_line()),
        ("Horaires d'hiver (octobre à mai)", cold),
        ("Horaires d'été (juin à septembre)", hot),
        ("Fermetures", closing),
        ("Standard", h.telephone("spaces", "dots", empty=0)),
    ]
    h.table(book, book.sheet("Horaires"), 1, columns, h.lines_of(w.orgs(22, "13", association=0.1)))


_STOPS = (
    ("Permanence d'accès aux droits", "1er mardi", "Tu[1]", 9, 12),
    ("Permanence d'accès aux droits", "2e et 4e jeudis", "Th[2,4]", 14, 17),
    ("Consultation juridique", "dernier vendredi du mois", "Fr[-1]", 14, 16),
    ("Écrivain public", "tous les lundis", "Mo", 9, 11),
    ("Consultation juridique", "3ème mercredi", "We[3]", 10, 12),
)


@author(
    "permanences-tournantes",
    "a row per service",
    "some weeks of the month",
    "a service has a place of its own",
    "merged cells downwards",
)
def rotating(w: World, book: Book) -> None:
    """The association is merged over its rows; each row is a permanence in another town."""
    sheet = book.sheet("Permanences")
    titles = ("Association", "Siège", "Tél.", "Objet", "Lieu", "Jour", "Heure", "RDV")
    book.put(sheet, 1, 1, "Permanences en mairie et au centre social – 2e semestre", ignorable("title"))
    sheet.merged.append((1, 1, 1, len(titles)))
    h.heading(book, sheet, 2, titles)
    row = 3
    for org in w.orgs(9, "63", association=1.0):
        count = w.rng.randint(2, 4)
        head = h.Line(org)
        h.declare(book, head)
        shared = (h.name(), h.whole_address("{line} {postcode} {town}"), h.telephone("spaces", empty=0))
        for column, habit in enumerate(shared, 1):
            value, meaning = habit(head)
            book.put(sheet, row, column, value, meaning)
            sheet.merged.append((row, column, row + count - 1, column))
        for number in range(count):
            key = book.record(f"{org.key}/p{number}", "service", org.key)
            _permanence(w, book, row + number, h.Line(org, row + number, key, {"number": number}))
        row += count


def _permanence(w: World, book: Book, row: int, line: h.Line) -> None:
    sheet, key = book.sheets[0], line.service
    nom, text, days, start, end = _STOPS[(line.about["number"] + line.org.number) % len(_STOPS)]
    there = w.address(w.rng.choice(_others(line.org)))
    where = (
        f"Mairie de {there.commune.name}, {there.line}" if row % 2 else f"{there.line}, {there.commune.name}"
    )
    hours = at(key, "horaires_accueil", f"{days} {start:02d}:00-{end:02d}:00")
    appointment = codes("sur-rendez-vous" if row % 3 else "sans-rendez-vous")
    written = f"{start}h-{end}h"
    for column, value, meaning in (
        (4, nom, at(key, "nom", nom)),
        (5, where, stored(Place(key, "adresse~", there.line), Place(key, "commune", there.commune.name))),
        (6, text, hours),
        (7, written, hours),
        (8, "oui" if row % 3 else "sans", at(key, "rendez_vous", appointment)),
    ):
        book.put(sheet, row, column, value, meaning)


def _others(org: Org) -> list[Commune]:
    """The other towns of the département."""
    return [one for one in of(org.address.commune.departement) if one != org.address.commune]
