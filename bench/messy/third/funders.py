"""What funders and the State keep: grants by EPCI, lots of the language courses, places of accommodation."""

import datetime
from collections.abc import Sequence
from itertools import groupby

from bench.messy import habits as h
from bench.messy import writing
from bench.messy.book import Book, Place, Sheet, ask, at, codes, ignorable, kept, stored
from bench.messy.second.cells import say, says, service_lines, spaced
from bench.messy.third.author import author
from bench.messy.third.cast import orgs_in
from bench.messy.third.cells import FRENCH, about, either_way, note, reach
from bench.messy.world import World

# The towns of each group of communes that these files speak of.
_AREAS = {
    "CA Melun Val de Seine": ("Melun", "Dammarie-les-Lys", "Le Mée-sur-Seine", "Vaux-le-Pénil"),
    "CA du Pays de Meaux": ("Meaux", "Crégy-lès-Meaux"),
    "CA Grand Paris Sud": ("Savigny-le-Temple", "Moissy-Cramayel", "Lieusaint", "Combs-la-Ville", "Nandy"),
}
_ACTIONS = (
    "Ateliers sociolinguistiques 2025",
    "Lever les freins à l'emploi",
    "Accès aux droits et ouverture culturelle",
    "Accompagnement global vers le logement",
)


@author(
    "suivi-financeur",
    "amounts",
    "subtotals by section",
    "a row per service",
    "private contacts",
    "notes and totals under",
)
def monitoring(w: World, book: Book) -> None:
    """A funder's follow-up of an appel à projets: sections by EPCI, amounts asked and granted, subtotals."""
    sheet = book.sheet("AAP 2025")
    titles = (
        "N° dossier",
        "Porteur",
        "Adresse du siège",
        "CP Ville",
        "Intitulé de l'action",
        "Demandé",
        "Accordé",
        "Nb bénéf. 2024",
        "dont femmes",
        "Chargé(e) de projet",
        "Mail",
    )
    book.put(sheet, 1, 1, "DDETS – Intégration – suivi de l'AAP 2025 (BOP 104-12)", ignorable("title"))
    h.heading(book, sheet, 3, titles)
    row, every = 4, list[h.Line]()
    for area, towns in _AREAS.items():
        book.put(sheet, row, 1, area.upper(), ignorable("section row"))
        sheet.merged.append((row, 1, row, len(titles)))
        row += 1
        here = service_lines(
            book, orgs_in(w, 6, *towns, association=0.9), lambda org: 1 + (org.number % 4 == 0)
        )
        for index, line in enumerate(here, len(every)):
            line.index = index
            h.declare(book, line)
            for column, (value, meaning) in enumerate(_grant(line), 1):
                book.put(sheet, row, column, value, meaning)
            row += 1
        book.put(sheet, row, 5, f"Sous-total {area}", ignorable("total"))
        book.put(sheet, row, 7, sum(_granted(line) for line in here), ignorable("total"))
        row, every = row + 1, every + here
    book.put(sheet, row, 5, "TOTAL", ignorable("total"))
    book.put(sheet, row, 7, sum(map(_granted, every)), ignorable("total"))
    book.put(sheet, row + 2, 1, "Montants en euros. Nb bénéf. : déclaratif.", ignorable("note"))


def _granted(line: h.Line) -> int:
    return 2000 + 500 * (line.index % 14)


def _grant(line: h.Line) -> list[h.Written]:
    key, count = line.org.key, 18 + 4 * line.index
    file = f"25-{4100 + 37 * line.index}"
    nom = _ACTIONS[(line.org.number + line.about["number"]) % len(_ACTIONS)]
    women = f"{40 + line.index % 50} %"
    return [
        (file, kept(key, file, places=(Place(key, "source_id~", file),))),
        h.name()(line),
        h.address_line()(line),
        h.postcode_and_town()(line),
        (nom, at(line.service, "nom", nom)),
        (_granted(line) + 1500, kept(key, str(_granted(line) + 1500))),
        (_granted(line), kept(key, str(_granted(line)))),
        (count, ask(Place(line.service, "capacite", count), record=key, texts=(str(count),))),
        (women, kept(key, women)),
        h.person("{first} {LAST}", empty=0)(line),
        h.person_detail("courriel")(line),
    ]


_COURSES = (
    ("CIR 100 h (A1)", "A1", 100),
    ("CIR 200 h", "A1", 200),
    ("CIR 400 h", "A1", 400),
    ("CIR 600 h (non scripteurs)", "alpha", 600),
    ("Parcours A2 – 100 h", "A2", 100),
    ("Parcours B1 – 50 h", "B1", 50),
)
_RHYTHMS = (
    ("intensif : lun-ven 9h-12h15 / 13h15-16h", "Mo-Fr 09:00-12:15,13:15-16:00"),
    ("semi-intensif : lundi, mardi, jeudi 9h-12h30", "Mo,Tu,Th 09:00-12:30"),
    ("soir : mardi et jeudi 18h-20h30", "Tu,Th 18:00-20:30"),
    ("samedi 9h-12h / 13h-17h", "Sa 09:00-12:00,13:00-17:00"),
)


@author(
    "prestataire-ofii",
    "a row per session",
    "seats: all and taken",
    "abbreviations of the field",
    "merged titles",
)
def language_lots(w: World, book: Book) -> None:
    """A provider's sessions of the integration contract: hours of a course, rhythm, entries, seats taken."""
    sheet = book.sheet("LOT 3 – 77")
    book.put(sheet, 1, 1, "Formation linguistique CIR – Lot 3 (Seine-et-Marne) – T1 2026", ignorable("title"))
    sheet.merged.append((1, 1, 1, 11))
    lines = service_lines(
        book, w.orgs(13, "77", association=0.6), lambda org: 1 + org.number % 3, {"thematiques": FRENCH}
    )
    for line in lines:
        turn = line.org.number + 2 * line.about["number"]
        nom, level, hours = _COURSES[turn % len(_COURSES)]
        rhythm, osm = _RHYTHMS[(turn + line.index) % len(_RHYTHMS)]
        key = book.record(f"{line.service}/s", "session", line.service)
        first = datetime.date(2026, 1, 5) + datetime.timedelta(7 * (line.index % 9))
        line.about.update(
            nom=f"{nom} – gr. {line.about['number'] + 1}", level=level, hours=hours, session=key
        )
        line.about.update(rhythm=rhythm, osm=osm, first=first, last=first + datetime.timedelta(80))

    def level(line: h.Line) -> h.Written:
        text = {"alpha": "alpha", "A1": "A1", "A2": "vers A2", "B1": "vers B1"}[line.about["level"]]
        return text, at(line.service, "niveaux", codes(line.about["level"]))

    def day(which: str, style: str) -> h.Habit:
        def habit(line: h.Line) -> h.Written:
            value = line.about[which]
            field = {"first": "first_day", "last": "last_day"}[which]
            return writing.day((value.year, value.month, value.day), style), at(
                line.about["session"], field, value
            )

        return habit

    def seats(line: h.Line) -> int:
        return 14 + line.index % 4

    columns = [
        ("Sous-traitant / site", h.name()),
        ("Adresse du site", h.whole_address("{line} {postcode} {town}")),
        ("Parcours", about("nom", "nom")),
        ("Niv.", level),
        ("Vol. h.", note(lambda line: f"{line.about['hours']} h", of="offer")),
        ("Rythme", about("rhythm", "horaires_accueil", lambda line: line.about["osm"])),
        ("Entrée", day("first", "excel")),
        ("Sortie", day("last", "fr short")),
        ("Eff. max", lambda line: (seats(line), at(line.service, "capacite", seats(line)))),
        ("Inscrits", lambda line: (seats(line) - line.index % 5, ignorable("said by the other two"))),
        (
            "Restant",
            lambda line: (line.index % 5, at(line.service, "places_restantes", line.index % 5)),
        ),
        ("Prescription", says(say("OFII uniquement"), say("OFII / SPE"), say("OFII"))),
        ("Coordo", _coordinator),
    ]
    h.table(book, sheet, 3, columns, lines, formats={"Entrée": "DD/MM/YYYY"})


def _coordinator(line: h.Line) -> h.Written:
    who, key = line.org.person, f"{line.org.key}/person"
    text = f"{who.last} {who.first[0]}. – {spaced(who.telephone)}"
    return text, stored(Place(key, "nom~", who.last), Place(key, "telephone", who.telephone))


_TYPES = ("CADA", "HUDA", "CPH", "CAES", "IML", "Résidence sociale", "CHU")


@author(
    "dna-siao-deux-niveaux",
    "two lines of headings",
    "seats by kind of household",
    "a sheet of definitions",
    "addresses that are not to be told",
)
def accommodation(w: World, book: Book) -> None:
    """The State's table of accommodation: headings of two levels, places by household, initials."""
    meanings = book.sheet("Sigles")
    for row, (initials, words) in enumerate(
        (
            ("CADA", "centre d'accueil de demandeurs d'asile"),
            ("HUDA", "hébergement d'urgence pour demandeurs d'asile"),
            ("CPH", "centre provisoire d'hébergement"),
            ("CAES", "centre d'accueil et d'examen des situations"),
            ("IML", "intermédiation locative"),
            ("AVDL", "accompagnement vers et dans le logement"),
            ("CHU", "centre d'hébergement d'urgence"),
        ),
        1,
    ):
        book.put(meanings, row, 1, initials, ignorable("definitions"))
        book.put(meanings, row, 2, words, ignorable("definitions"))
    sheet = book.sheet("Parc 77")
    for first, last, text in (
        (1, 3, "GESTIONNAIRE"), (4, 6, "LOCALISATION"), (7, 10, "PLACES"), (11, 12, "ACCÈS")
    ):  # fmt: skip
        book.put(sheet, 1, first, text, ignorable("heading"))
        sheet.merged.append((1, first, 1, last))
    _accommodation_rows(w, book, sheet)


def _accommodation_rows(w: World, book: Book, sheet: Sheet) -> None:
    def kind(line: h.Line) -> h.Written:
        text = _TYPES[line.org.number % len(_TYPES)]
        return text, kept(
            line.org.key, text, places=(Place(line.org.key, "reseaux_porteurs", codes(text.lower())),)
        )

    def address(line: h.Line) -> h.Written:
        if line.index % 6 == 3:
            return "non communiquée (VVT)", kept(line.org.key, "non communiquée")
        return h.address_line()(line)

    def places(line: h.Line) -> tuple[int, int]:
        return 10 + line.org.number % 25, 4 * (line.org.number % 6)

    def total(line: h.Line) -> h.Written:
        return sum(places(line)), at(line.offer, "capacite", sum(places(line)))

    columns = [
        ("Nom", h.name()),
        ("Dispositif", kind),
        ("Tél. accueil", h.telephone("dots", "spaces", empty=0.1)),
        ("Adresse", address),
        ("CP", h.postcode()),
        ("Commune", h.town("capitals")),
        ("Isolés", note(lambda line: f"{places(line)[0]} pl.", of="offer")),
        ("Familles", note(lambda line: f"{places(line)[1]} pl." if places(line)[1] else "", of="offer")),
        ("TOTAL", total),
        ("dont PMR", note(lambda line: f"{line.index % 3} PMR" if line.index % 3 else "")),
        (
            "Orientation",
            says(say("OFII"), either_way("SIAO / 115"), say("SIAO"), say("DTA + OFII"), say("SI-SIAO")),
        ),
        (
            "Public",
            says(
                say("DA", publics=(codes("demandeurs-asile"), codes("personnes-exilees"))),
                say("BPI", publics=(codes("refugies-bpi"), codes("personnes-exilees"))),
                say("familles", publics=codes("familles")),
                say("femmes VVC", "VVC", publics=codes("femmes")),
                either_way("droit commun"),
            ),
        ),
    ]
    lines = h.lines_of(w.orgs(26, "77", "33", association=1.0))
    row = h.table(book, sheet, 2, columns, lines)
    book.put(sheet, row, 6, "TOTAL", ignorable("total"))
    book.put(sheet, row, 9, sum(sum(places(line)) for line in lines), ignorable("total"))


_QPV = {
    "CA Melun Val de Seine": ("L'Almont", "Plaine du Lys", "hors QPV"),
    "CA du Pays de Meaux": ("Beauval – Dunant", "hors QPV"),
    "CA Grand Paris Sud": ("Lugny-Maronniers", "hors QPV", "Droits de l'Homme"),
}


@author("contrat-de-ville", "sheets by area", "merged cells downwards", "amounts", "a row per service")
def city_contract(w: World, book: Book) -> None:
    """Actions of a contrat de ville: a sheet for each EPCI, the holder merged over its actions."""
    for area, short in zip(_AREAS, ("CAMVS", "CAPM", "GPS"), strict=True):
        sheet = book.sheet(short)
        titles = ("Porteur", "Contact (tél)", "Adresse", "Commune", "Action", "QPV", "Subv.", "Public")
        book.put(sheet, 1, 1, f"Programmation 2025 – {area}", ignorable("title"))
        h.heading(book, sheet, 2, titles)
        row = 3
        here = orgs_in(w, 7, *_AREAS[area], association=0.9)
        for _key, group in groupby(
            service_lines(book, here, lambda org: 1 + org.number % 2), lambda line: line.org.key
        ):
            lines = list(group)
            for line in lines:
                h.declare(book, line)
            _holder(book, sheet, row, lines, _QPV[area])
            row += len(lines)


def _holder(book: Book, sheet: Sheet, row: int, lines: list[h.Line], neighbourhoods: Sequence[str]) -> None:
    """The holder's cells, merged over its actions; then each action."""
    head = lines[0]
    shared: tuple[h.Habit, ...] = (
        h.name(),
        lambda line: (spaced(line.org.telephone), stored(reach(line, "telephone"))),
        h.address_line(),
        h.postcode_and_town("{town} ({postcode})"),
    )
    for column, habit in enumerate(shared, 1):
        value, meaning = habit(head)
        book.put(sheet, row, column, value, meaning)
        if len(lines) > 1:
            sheet.merged.append((row, column, row + len(lines) - 1, column))
    public = says(
        say("jeunes", publics=codes("jeunes")),
        say("femmes", publics=codes("femmes")),
        say("tout public", publics=codes("tous-publics")),
        say("familles", publics=codes("familles")),
    )
    for offset, line in enumerate(lines):
        nom = _ACTIONS[(line.org.number + offset) % len(_ACTIONS)]
        where = neighbourhoods[line.index % len(neighbourhoods)]
        amount = f"{1500 + 250 * (line.index % 9)} €"
        area = ignorable("says that there is none") if where == "hors QPV" else kept(line.org.key, where)
        cells = (
            (nom, at(line.service, "nom", nom)),
            (where, area),
            (amount, kept(line.org.key, amount)),
            public(line),
        )
        for column, (value, meaning) in enumerate(cells, 5):
            book.put(sheet, row + offset, column, value, meaning)
