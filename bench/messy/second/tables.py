"""Where the data are on a sheet: tables that follow each other, antennas, pages, cards, « idem »."""

from dataclasses import replace

from bench.messy import habits as h
from bench.messy.book import Book, Meaning, Place, Sheet, at, codes, ignorable, stored
from bench.messy.communes import of
from bench.messy.second.author import author
from bench.messy.second.cells import Say, no_data, place, say, says, service_lines
from bench.messy.world import Org, World, contracted

FRENCH = codes("lecture-ecriture-calcul--maitriser-le-francais")
_CONDITIONS = (
    say("sur orientation d'un travailleur social"),
    say("carte d'inscription demandée"),
    say("sans condition"),
    say("apporter un justificatif de domicile"),
)
_PUBLICS = (
    say("tous publics", publics=codes("tous-publics")),
    say("Femmes", publics=codes("femmes")),
    say("réfugiés (BPI)", publics=(codes("refugies-bpi"), codes("personnes-exilees"))),
    say("familles", publics=codes("familles")),
    say("Demandeurs d'emploi", publics=codes("demandeurs-emploi")),
)


@author("guide-du-ccas", "several tables on a sheet", "each table has its own columns")
def guide(w: World, book: Book) -> None:
    """Three tables under each other, each with other columns in another order, under a title of its theme."""
    sheet = book.sheet("Guide 2025")
    book.put(sheet, 1, 1, "GUIDE DES PARTENAIRES DU CCAS", ignorable("title"))
    book.put(sheet, 1, 6, "édition de septembre 2025", ignorable("title"))
    tables: tuple[tuple[str, float, list[h.Column]], ...] = (
        (
            "1 / SE LOGER",
            0.3,
            [
                ("Structure", h.name()),
                ("Adresse", h.address_line(comma=True)),
                ("Ville", h.postcode_and_town("{postcode} {town}")),
                ("Téléphone", h.telephone("dots", empty=0)),
                ("Missions", h.description(empty=0)),
            ],
        ),
        (
            "2 / SE NOURRIR, SE VÊTIR",
            0.6,
            [
                ("Tél.", h.telephone("spaces", empty=0)),
                ("Association", h.name()),
                ("Jours de distribution", h.hours("h", "-", " et ", " ; ")),
                ("Lieu", h.whole_address("{line}, {postcode} {town}")),
                ("Conditions", says(*_CONDITIONS)),
            ],
        ),
        (
            "3 / APPRENDRE LE FRANÇAIS",
            0.9,
            [
                ("Organisme", h.name()),
                ("Public", says(*_PUBLICS)),
                ("Commune", h.town()),
                ("CP", h.postcode()),
                ("Rue", h.address_line()),
                ("Contact", h.telephone_and_mail(" – ")),
            ],
        ),
    )
    row = 3
    for title, share, columns in tables:
        book.put(sheet, row, 1, title, ignorable("title of a table"))
        sheet.merged.append((row, 1, row, 6))
        row = h.table(book, sheet, row + 1, columns, h.lines_of(w.orgs(10, "59", association=share))) + 1
    book.put(sheet, row, 1, "Document réalisé par le CCAS, ne pas jeter", ignorable("note"))


@author("antennes-en-retrait", "antennas under their structure", "blank cells mean the same as above")
def antennas(w: World, book: Book) -> None:
    """An association, then its antennas under it; what is the same for all is written once."""
    sheet = book.sheet("Implantations")
    titles = ("Structure", "Adresse", "CP", "Ville", "Tél", "Mail", "Site", "Accueil du public")
    h.heading(book, sheet, 1, titles)
    row = 2
    for seat in w.orgs(9, "01", "67", "63"):
        _write(book, sheet, row, seat, (h.name(), *_where(), *_common(), h.hours("h", "-", " / ")))
        row += 1
        elsewhere = [one for one in of(seat.address.commune.departement) if one != seat.address.commune]
        for town in w.rng.sample(elsewhere, w.rng.randint(1, 3)):
            short = contracted("Antenne de {}", town.name)
            branch = replace(w.org(town), nom=f"{seat.nom} – {short}", network=seat.network)
            common = {name: getattr(seat, field) for name, field in _INHERITED.items()}
            book.record(branch.key, "structure", implied=common)
            tel = h.telephone("spaces", empty=0) if w.rng.random() < 0.5 else h.nothing()
            named = _antenna_name(seat, short)
            blank = h.nothing()
            _write(book, sheet, row, branch, (named, *_where(), tel, blank, blank, h.hours("h", "-", " / ")))
            row += 1


_INHERITED = {"telephone": "telephone", "courriel": "courriel", "site_web": "site"}


def _antenna_name(seat: Org, short: str) -> h.Habit:
    """« Antenne de Gex » says nothing without the name of what it is an antenna of."""

    def habit(line: h.Line) -> h.Written:
        nom = line.org.nom
        return f"      - {short}", at(line.org.key, "nom", nom, f"{short} {seat.nom}")

    return habit


def _where() -> tuple[h.Habit, ...]:
    return (h.address_line(), h.postcode(), h.town())


def _common() -> tuple[h.Habit, ...]:
    return (h.telephone("spaces", empty=0), h.mail(empty=0), h.site("bare", empty=0))


def _write(book: Book, sheet: Sheet, row: int, org: Org, habits: tuple[h.Habit, ...], left: int = 1) -> None:
    line = h.Line(org)
    h.declare(book, line)
    for column, habit in enumerate(habits, left):
        value, meaning = habit(line)
        book.put(sheet, row, column, value, meaning)


@author(
    "annuaire-pagine",
    "contents sheet",
    "two lines of headings",
    "repeated headers",
    "hidden columns",
    "hidden rows",
    "comments",
)
def pages(w: World, book: Book) -> None:
    """Made to be printed: a contents sheet, two lines of headings again on each page, a count under it."""
    contents = book.sheet("Sommaire")
    for row, text in enumerate(("ANNUAIRE DES LIEUX D'ACCUEIL", "Sommaire", "", "1. Nord ......... p. 1"), 1):
        book.put(contents, row, 1, text, ignorable("contents"))
    book.put(contents, 5, 1, "2. Sud ......... p. 3", ignorable("contents"))
    for name, departements in (("Nord", ("59",)), ("Sud", ("13", "33"))):
        sheet = book.sheet(name)
        orgs = w.orgs(18, *departements)
        row = 1
        for page in range(2):
            row = _page(book, sheet, row, name, h.lines_of(orgs[9 * page : 9 * page + 9]))
            book.put(sheet, row, 1, f"9 lieux – page {page + 1} / 2", ignorable("total"))
            row += 2
        book.put(sheet, row, 1, "(*) sous réserve de modification", ignorable("note"))
        sheet.hidden_columns.add(8)
        sheet.hidden_rows |= {6, 7}
        sheet.comments[5, 1] = "Vérifié par téléphone en juin."


def _page(book: Book, sheet: Sheet, row: int, name: str, lines: list[h.Line]) -> int:
    book.put(sheet, row, 1, f"Secteur {name}", ignorable("title"))
    for first, last, text in ((1, 1, "Lieu"), (2, 4, "Adresse"), (5, 6, "Pour joindre"), (7, 7, "Ouverture")):
        book.put(sheet, row + 1, first, text, ignorable("heading"))
        if first != last:
            sheet.merged.append((row + 1, first, row + 1, last))
    columns = [
        ("", h.name()),
        ("N° et rue", h.address_line()),
        ("Code", h.postcode("text")),
        ("Localité", h.town("capitals")),
        ("Téléphone", h.telephone("spaces", "dots")),
        ("Courriel", h.mail()),
        ("(*)", h.hours("h00", " à ", " et ")),
        ("suivi", h.remark("appelé", "à relancer", "fiche incomplète")),
    ]
    return h.table(book, sheet, row + 2, columns, lines)


@author("un-onglet-par-theme", "second sheet that matters", "the same structure on several sheets")
def themes(w: World, book: Book) -> None:
    """A sheet a theme, with headings of its own; a structure that does two things is on two sheets."""
    orgs = w.orgs(20, "35")
    sheets: tuple[tuple[str, list[Org], tuple[str, ...], tuple[str, ...]], ...] = (
        (
            "Français",
            orgs[:13],
            ("Structure", "Adresse", "CP", "Ville", "Téléphone", "Ce qui est proposé"),
            ("Cours du soir", "Ateliers de conversation", "Préparation du DELF"),
        ),
        (
            "Accès aux droits",
            orgs[7:],
            ("Organisme", "Rue", "Code postal", "Commune", "N° tél", "Permanence"),
            ("Permanence juridique", "Écrivain public", "Aide aux dossiers de titre de séjour"),
        ),
        (
            "Numérique",
            orgs[4:16:2],
            ("Lieu", "Adresse postale", "Code postal", "Ville", "Tél.", "Activité"),
            ("Initiation à l'ordinateur", "Démarches en ligne", "Prêt de tablettes"),
        ),
    )
    for number, (title, here, titles, offers) in enumerate(sheets):
        lines = [
            h.Line(org, index, book.record(f"{org.key}/t{number}", "service", org.key))
            for index, org in enumerate(here)
        ]
        habits = (h.name(), h.address_line(), h.postcode(), h.town(), h.telephone("spaces", empty=0))
        offered = says(*(say(text, **{"nom~|description~": text}) for text in offers))
        columns = list(zip(titles, (*habits, offered), strict=True))
        h.table(book, book.sheet(title), 1, columns, lines)


@author("fiches-empilees", "a card per structure, labels on the left")
def cards(w: World, book: Book) -> None:
    """A card a structure: labels in the first column, what they name in the second, an empty row between."""
    sheet = book.sheet("Fiches")
    book.put(sheet, 1, 1, "Fiches des structures – à compléter", ignorable("title"))
    details: tuple[tuple[str, h.Habit], ...] = (
        ("Nom de la structure :", h.name()),
        ("Adresse :", h.address_line()),
        ("CP / Ville :", h.postcode_and_town()),
        ("Tél. :", h.telephone("spaces", "dots")),
        ("Mail :", h.mail()),
        ("Horaires :", h.hours("h", "-", " / ")),
        ("Public :", says(*_PUBLICS)),
        ("Référent :", h.person("{first} {LAST}", empty=0.3)),
    )
    row = 3
    for line in h.lines_of(w.orgs(18, "90", "63")):
        h.declare(book, line)
        for label, habit in details:
            value, meaning = habit(line)
            if value is None:
                continue
            book.put(sheet, row, 1, label, ignorable("heading"))
            book.put(sheet, row, 2, value, meaning)
            row += 1
        row += 1


_ACTIONS = (
    ("Atelier conversation", "mardi 14h-16h", "Tu 14:00-16:00"),
    ("Alphabétisation", "lundi et jeudi 9h-11h", "Mo,Th 09:00-11:00"),
    ("Aide aux courriers", "vendredi 9h30-12h", "Fr 09:30-12:00"),
    ("Couture", "mercredi 14h-17h", "We 14:00-17:00"),
)
_DITTO = ("idem", "″", "//", "id.", '-"-')


@author("idem", "« idem » and ditto marks", "a row per service")
def ditto(w: World, book: Book) -> None:
    """From the second action on, what does not change is « idem », a ditto mark or two strokes."""
    sheet = book.sheet("Actions")
    lines = service_lines(book, w.orgs(13, "77"), lambda org: 2 + org.number % 2)

    def or_ditto(habit: h.Habit) -> h.Habit:
        def written(line: h.Line) -> h.Written:
            value, meaning = habit(line)
            if line.about["number"] and value is not None:
                value = _DITTO[line.org.number % len(_DITTO)]
            return value, meaning

        return written

    def public(line: h.Line) -> h.Written:
        said: Say = _PUBLICS[line.org.number % len(_PUBLICS)]
        text = said.text if not line.about["number"] else _DITTO[line.org.number % len(_DITTO)]
        return text, said.meaning(line.service)

    def action(part: int, field: str) -> h.Habit:
        def habit(line: h.Line) -> h.Written:
            one = _ACTIONS[(line.about["number"] + line.org.number) % len(_ACTIONS)]
            return one[part], at(line.service, field, one[0] if field == "nom" else one[2])

        return habit

    columns = [
        ("Porteur", or_ditto(h.name())),
        ("Adresse", or_ditto(h.address_line())),
        ("CP + ville", or_ditto(h.postcode_and_town())),
        ("Tél", or_ditto(h.telephone("spaces", empty=0))),
        ("Action", action(0, "nom")),
        ("Quand", action(1, "horaires_accueil")),
        ("Public", public),
    ]
    h.table(book, sheet, 1, columns, lines)


_DAY_ROWS = 4
_SLOTS = (("9h-10h30", "09:00-10:30"), ("10h45-12h15", "10:45-12:15"),
          ("14h-15h30", "14:00-15:30"), ("18h-19h30", "18:00-19:30"))  # fmt: skip
_ROOMS = ("Salle Rosa-Parks", "Salle du haut", "Bibliothèque")
_CLOSED = (no_data("réunion d'équipe", "not for the public"), no_data("ménage", "not for the public"))


@author("planning-des-salles", "a grid: days and slots down, rooms across", "the structure is in the title")
def rooms(w: World, book: Book) -> None:
    """An association's week: who uses which room when; the address is in the second line."""
    sheet = book.sheet("Planning")
    (org,) = w.orgs(1, "77", association=1.0)
    line = h.Line(org)
    h.declare(book, line)
    title = f"{org.nom} – planning des ateliers 2025-2026"
    book.put(sheet, 1, 1, title, at(org.key, "nom", org.nom))
    sheet.merged.append((1, 1, 1, 5))
    value, where = h.whole_address("{line}, {postcode} {town}")(line)
    spoken, reach = h.telephone("labelled", empty=0)(line)
    book.put(sheet, 2, 1, f"{value} – {spoken}", stored(*where.places, *reach.places))
    for column, text in enumerate(("Jour", "Horaire", *_ROOMS), 1):
        book.put(sheet, 4, column, text, ignorable("heading"))
    row = 5
    for day, (name, short) in enumerate(
        (("LUNDI", "Mo"), ("MARDI", "Tu"), ("MERCREDI", "We"), ("JEUDI", "Th"), ("VENDREDI", "Fr"))
    ):
        of_day: list[Place] = []
        for slot, (text, osm) in enumerate(_SLOTS):
            of_slot: list[Place] = []
            for column in range(len(_ROOMS)):
                turn = day * 12 + slot * 3 + column
                if turn % 4 == 3:
                    continue
                if turn % 17 == 6:
                    closed = _CLOSED[turn % 2]
                    book.put(sheet, row + slot, 3 + column, closed.text, closed.meaning(org.key))
                    continue
                key, meaning, nom = _group(book, org, turn)
                book.put(sheet, row + slot, 3 + column, nom, meaning)
                of_slot.append(place(key, "horaires_accueil", f"{short} {osm}"))
            book.put(sheet, row + slot, 2, text, stored(*of_slot) if of_slot else ignorable("an empty slot"))
            of_day += of_slot
        book.put(sheet, row, 1, name, stored(*of_day))
        sheet.merged.append((row, 1, row + _DAY_ROWS - 1, 1))
        row += _DAY_ROWS
    book.put(sheet, row + 1, 1, "Planning susceptible de changer, se renseigner", ignorable("note"))


def _group(book: Book, org: Org, turn: int) -> tuple[str, Meaning, str]:
    """A group of the planning, each with a name of its own: its key, what its cell is, its name."""
    kinds = ("FLE A1", "FLE A2", "Alpha", "Couture", "Informatique", "Français pro")
    nom = f"{kinds[turn % len(kinds)]} groupe {turn // len(kinds) + 1}"
    level = {0: codes("A1"), 1: codes("A2"), 2: codes("alpha")}.get(turn % len(kinds))
    key = book.record(f"{org.key}/g{turn}", "service", org.key, implied={"niveaux": level} if level else {})
    return key, at(key, "nom", nom), nom
