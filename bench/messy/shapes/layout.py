"""Where the table is: titles above, several tables, sections, notes, sheets, merged cells."""

from collections.abc import Sequence

from bench.messy import habits as h
from bench.messy.book import Book, Sheet, at, ignorable, kept
from bench.messy.shapes.author import author
from bench.messy.world import World


def _above(book: Book, sheet: Sheet, texts: Sequence[str], merge: int = 0) -> None:
    """Lines over the table, merged over so many columns where it is told."""
    for row, text in enumerate(texts, 1):
        book.put(sheet, row, 1, text, ignorable("title"))
        if merge:
            sheet.merged.append((row, 1, row, merge))


def _under(book: Book, sheet: Sheet, row: int, texts: Sequence[str]) -> None:
    for offset, text in enumerate(texts):
        book.put(sheet, row + offset, 1, text, ignorable("note"))


@author("annuaire-ccas-77", "header lines above", "notes under the table")
def header_lines_above(w: World, book: Book) -> None:
    sheet = book.sheet("Annuaire")
    _above(
        book,
        sheet,
        [
            "CCAS et partenaires sociaux de Seine-et-Marne",
            "Mise à jour : septembre 2025",
            "Document interne – merci de signaler toute erreur au 01 99 00 12 12",
        ],
    )
    columns = [
        ("Structure", h.name()),
        ("Adresse", h.address_line()),
        ("CP", h.postcode()),
        ("Ville", h.town()),
        ("Tél.", h.telephone("spaces")),
        ("Mail", h.mail()),
        (
            "Observations",
            h.remark(
                "Fermé en août", "Parking devant", "Accès par la cour", "Demander Mme Petit à l'accueil"
            ),
        ),
    ]
    row = h.table(book, sheet, 5, columns, h.lines_of(w.orgs(48)))
    _under(
        book,
        sheet,
        row + 1,
        [
            "* Les horaires peuvent varier pendant les vacances scolaires.",
            "Source : recensement du service cohésion sociale",
        ],
    )


@author("partenaires-prefecture", "merged titles", "two lines of headings")
def merged_titles(w: World, book: Book) -> None:
    sheet = book.sheet("Partenaires")
    _above(
        book,
        sheet,
        ["PRÉFECTURE – DIRECTION DE L'INTÉGRATION", "Liste des partenaires conventionnés 2025"],
        9,
    )
    for start, end, text in (
        (1, 2, "STRUCTURE"),
        (3, 5, "LOCALISATION"),
        (6, 8, "COORDONNÉES"),
        (9, 9, "DIVERS"),
    ):
        book.put(sheet, 4, start, text, ignorable("heading"))
        sheet.merged.append((4, start, 4, end))
    columns = [
        ("Intitulé", h.name()),
        ("Présentation", h.description()),
        ("Rue", h.address_line()),
        ("Code postal", h.postcode("text")),
        ("Commune", h.town("capitals")),
        ("Fixe", h.telephone("dots")),
        ("Courriel", h.mail()),
        ("Internet", h.site("bare")),
        ("Convention n°", h.foreign_code("C-2025-{:02d}", modulo=6)),
    ]
    h.table(book, sheet, 5, columns, h.lines_of(w.orgs(40, "67")))


@author("aide-alimentaire-par-ville", "several tables on a sheet", "repeated headers")
def several_tables(w: World, book: Book) -> None:
    """A table a town, one under the other, each with its title and its heading."""
    sheet = book.sheet("Feuil1")
    book.put(sheet, 1, 1, "Points de distribution alimentaire", ignorable("title"))
    row, orgs = 3, w.orgs(44, "59")
    for town in sorted({org.address.commune.name for org in orgs}):
        book.put(sheet, row, 1, f"Commune de {town}", ignorable("title of a table"))
        columns = [
            ("Nom de l'association", h.name()),
            ("Adresse", h.address_line()),
            ("Code postal et ville", h.postcode_and_town()),
            ("Téléphone", h.telephone("spaces")),
            ("Jours et heures de distribution", h.hours("h", "-", " et ")),
        ]
        here = h.lines_of([org for org in orgs if org.address.commune.name == town])
        row = h.table(book, sheet, row + 1, columns, here) + 2


@author("deux-tableaux-cote-a-cote", "several tables on a sheet", "tables side by side")
def side_by_side(w: World, book: Book) -> None:
    """Associations on the left, public services on the right, an empty column between."""
    sheet = book.sheet("Liste")
    for left, share, title in ((1, 1.0, "ASSOCIATIONS"), (7, 0.0, "SERVICES PUBLICS")):
        book.put(sheet, 1, left, title, ignorable("title of a table"))
        sheet.merged.append((1, left, 1, left + 4))
        columns = [
            ("Nom", h.name()),
            ("Adresse", h.address_line()),
            ("CP", h.postcode()),
            ("Ville", h.town()),
            ("Téléphone", h.telephone("spaces")),
        ]
        h.table(book, sheet, 2, columns, h.lines_of(w.orgs(30, "35", "77", association=share)), left=left)


@author("structures-et-permanences", "second sheet that matters")
def second_sheet(w: World, book: Book) -> None:
    """Structures on the first sheet; their legal advice hours on the second, by the structure's name."""
    orgs = w.orgs(34, "33")
    first = book.sheet("Structures")
    columns = [
        ("Nom", h.name()),
        ("Adresse", h.address_line()),
        ("CP", h.postcode()),
        ("Commune", h.town()),
        ("Téléphone", h.telephone("spaces")),
        ("Courriel", h.mail()),
        ("Site internet", h.site()),
    ]
    h.table(book, first, 1, columns, h.lines_of(orgs))
    lines = []
    for index, org in enumerate(orgs[::2]):
        for number in range(w.rng.randint(1, 2)):
            nom = ("Permanence écrivain public", "Permanence juridique", "Aide aux démarches en ligne")[
                (index + number) % 3
            ]
            key = book.record(f"{org.key}/p{number}", "service", org.key)
            lines.append(h.Line(org, index, key, {"nom": nom}))
    second = book.sheet("Permanences")
    columns = [
        ("Structure", h.name()),
        ("Permanence", lambda line: (line.about["nom"], at(line.service, "nom", line.about["nom"]))),
        (
            "Avec ou sans RDV",
            h.words(
                "rendez_vous",
                h.Word("sur RDV", frozenset({"sur-rendez-vous"})),
                h.Word("sans RDV", frozenset({"sans-rendez-vous"})),
            ),
        ),
        ("Tarif", h.words("frais", h.Word("gratuit", "gratuit"), h.Word("Gratuit", "gratuit"))),
    ]
    h.table(book, second, 1, columns, lines)


@author("impression-en-tetes-repetes", "repeated headers", "notes under the table")
def repeated_headers(w: World, book: Book) -> None:
    """Made to be printed: the heading again every fifteen lines."""
    sheet = book.sheet("A imprimer")
    orgs = w.orgs(60, "63")
    columns = [
        ("N°", h.numbering()),
        ("Nom de la structure", h.name()),
        ("Adresse", h.address_line()),
        ("Code postal", h.postcode()),
        ("Ville", h.town()),
        ("Téléphone", h.telephone("spaces", "dots")),
    ]
    lines, row = h.lines_of(orgs), 1
    for start in range(0, len(lines), 15):
        row = h.table(book, sheet, row, columns, lines[start : start + 15])
    book.put(sheet, row, 1, "Total : 60 structures", ignorable("total"))


@author("hebergement-totaux", "notes and totals under", "section rows")
def totals(w: World, book: Book) -> None:
    """Places of accommodation, with a line of subtotal after each sector and a total."""
    sheet = book.sheet("Places 2025")
    orgs = w.orgs(36, "13")
    row = 2
    columns = [
        ("Gestionnaire", h.name()),
        ("Adresse", h.whole_address()),
        ("Téléphone", h.telephone("glued")),
        ("Nombre de places", _places()),
    ]
    h.heading(book, sheet, 1, [title for title, _ in columns])
    lines, total = h.lines_of(orgs), 0
    for index, sector in enumerate(("SECTEUR NORD", "SECTEUR SUD", "SECTEUR OUEST")):
        book.put(sheet, row, 1, sector, ignorable("section row"))
        sheet.merged.append((row, 1, row, 4))
        here = lines[index * 12 : index * 12 + 12]
        row = h.table(book, sheet, row + 1, columns, here, header=False)
        subtotal = sum(10 + line.org.number % 30 for line in here)
        total += subtotal
        book.put(sheet, row, 1, "Sous-total", ignorable("total"))
        book.put(sheet, row, 4, subtotal, ignorable("total"))
        row += 1
    book.put(sheet, row, 1, "TOTAL GÉNÉRAL", ignorable("total"))
    book.put(sheet, row, 4, total, ignorable("total"))
    book.put(sheet, row + 2, 1, "(1) hors places d'urgence hivernale", ignorable("note"))


def _places() -> h.Habit:
    def habit(line: h.Line) -> h.Written:
        count = 10 + line.org.number % 30
        return count, at(line.offer, "capacite", count)

    return habit


@author("associations-secteurs", "section rows", "merged titles")
def sections(w: World, book: Book) -> None:
    """« SECTEUR SUD » over all columns, with a telephone in the row of one of them."""
    sheet = book.sheet("Assos")
    columns = [
        ("Association", h.name()),
        ("Activité", h.description()),
        ("Lieu", h.address_line()),
        ("Ville", h.postcode_and_town("{town} {postcode}")),
        ("Contact", h.telephone_and_mail()),
    ]
    h.heading(book, sheet, 1, [title for title, _ in columns])
    row, lines = 2, h.lines_of(w.orgs(45, association=0.9))
    for index, sector in enumerate(("SECTEUR NORD", "SECTEUR CENTRE", "SECTEUR SUD")):
        book.put(sheet, row, 1, sector, ignorable("section row"))
        sheet.merged.append((row, 1, row, 5))
        row = h.table(book, sheet, row + 1, columns, lines[index * 15 : index * 15 + 15], header=False)


@author("un-onglet-par-commune", "second sheet that matters", "a sheet of instructions")
def sheets_by_town(w: World, book: Book) -> None:
    """A sheet of instructions, then a sheet a commune with the same columns."""
    notice = book.sheet("Lisez-moi")
    for row, text in enumerate(
        (
            "Mode d'emploi",
            "Remplir une ligne par lieu d'accueil.",
            "Ne pas modifier les intitulés des colonnes.",
            "Contact : pôle cohésion, poste 4512",
        ),
        1,
    ):
        book.put(notice, row, 1, text, ignorable("instructions"))
    orgs = w.orgs(50, "90")
    columns = [
        ("Lieu d'accueil", h.name()),
        ("Adresse", h.address_line()),
        ("Code Postal", h.postcode("text")),
        ("Commune", h.town()),
        ("Tel", h.telephone("dots")),
        ("Horaires", h.hours("h", "-", " et ")),
    ]
    for town in sorted({org.address.commune.name for org in orgs}):
        here = [org for org in orgs if org.address.commune.name == town]
        h.table(book, book.sheet(town), 1, columns, h.lines_of(here))


@author("tableau-decale", "table not at A1", "hidden columns")
def not_at_the_corner(w: World, book: Book) -> None:
    """The table begins in C6; two hidden columns, one of them with the persons' own numbers."""
    sheet = book.sheet("Feuil1")
    book.put(sheet, 2, 3, "Réseau linguistique", ignorable("title"))
    book.put(sheet, 3, 3, "version du 14/03/2025", ignorable("title"))
    columns = [
        ("Organisme", h.name()),
        ("Référent", h.person("{last} {first}")),
        ("Portable du référent", h.person_detail("telephone")),
        ("Adresse", h.address_line(comma=True)),
        ("CP", h.postcode()),
        ("Ville", h.town()),
        ("Standard", h.telephone("spaces")),
        ("E-mail", h.mail()),
    ]
    h.table(book, sheet, 6, columns, h.lines_of(w.orgs(38, "35")), left=3)
    sheet.hidden_columns |= {4, 5}


@author("asso-fusionnee-vers-le-bas", "merged cells downwards", "a row per service")
def merged_downwards(w: World, book: Book) -> None:
    """The association named once for its workshops: name, address and telephone merged over their rows."""
    sheet = book.sheet("Ateliers")
    titles = ("Association", "Adresse", "Code postal", "Ville", "Téléphone", "Atelier", "Jour et heure")
    h.heading(book, sheet, 1, titles)
    row = 2
    for org in w.orgs(18):
        line = h.Line(org, row, about={})
        count = w.rng.randint(2, 3)
        h.declare(book, line)
        shared = (h.name(), h.address_line(), h.postcode(), h.town(), h.telephone("spaces", empty=0))
        for column, habit in enumerate(shared, 1):
            value, meaning = habit(line)
            book.put(sheet, row, column, value, meaning)
            sheet.merged.append((row, column, row + count - 1, column))
        for number in range(count):
            key = book.record(f"{org.key}/a{number}", "service", org.key)
            nom = ("Cours de français débutant", "Conversation", "Préparation au DELF A2")[number]
            book.put(sheet, row + number, 6, nom, at(key, "nom", nom))
            day, start = ("lundi", "mardi", "jeudi")[number], 9 + number
            osm = f"{('Mo', 'Tu', 'Th')[number]} {start:02d}:00-{start + 2:02d}:00"
            text = f"{day} {start}h-{start + 2}h"
            book.put(sheet, row + number, 7, text, at(key, "horaires_accueil", osm))
        row += count


@author("lignes-vides-et-masquees", "empty rows between", "hidden rows")
def empty_rows(w: World, book: Book) -> None:
    """An empty row after each ten, and some rows hidden by a filter: they are as true as the others."""
    sheet = book.sheet("Base")
    columns = [
        ("STRUCTURE", h.name()),
        ("ADRESSE", h.address_line()),
        ("CODE POSTAL", h.postcode()),
        ("COMMUNE", h.town()),
        ("TELEPHONE", h.telephone("spaces")),
        ("COMMENTAIRE", h.remark("RAS", "à rappeler")),
    ]
    h.heading(book, sheet, 1, [title for title, _ in columns])
    lines, row = h.lines_of(w.orgs(52, "33")), 2
    for start in range(0, len(lines), 10):
        row = h.table(book, sheet, row, columns, lines[start : start + 10], header=False) + 1
    sheet.hidden_rows |= {7, 8, 20, 21, 22}


@author("notes-dans-le-tableau", "notes in the middle", "private contacts")
def notes_in_the_middle(w: World, book: Book) -> None:
    """Sentences between the lines, in the first column alone."""
    sheet = book.sheet("2025")
    columns = [
        ("Nom", h.name()),
        ("Interlocuteur", h.person("{first} {LAST}")),
        ("Fonction", h.person_detail("fonction")),
        ("Mail direct", h.person_detail("courriel")),
        ("Adresse", h.whole_address("{line}, {postcode} {town}")),
        ("Tél accueil", h.telephone("spaces")),
    ]
    h.heading(book, sheet, 1, [title for title, _ in columns])
    lines, row = h.lines_of(w.orgs(36, "59")), 2
    texts = (
        "Les structures ci-dessous ont été appelées en juin",
        "↓ à vérifier avant diffusion ↓",
        "(liste transmise par la CAF)",
    )
    for index, text in enumerate(texts):
        row = h.table(book, sheet, row, columns, lines[index * 12 : index * 12 + 12], header=False)
        book.put(sheet, row, 1, text, ignorable("note"))
        row += 1


@author("fiches-en-colonnes", "transposed: a column per structure")
def transposed(w: World, book: Book) -> None:
    """A column a structure and a row a detail, as some comparison tables are."""
    sheet = book.sheet("Comparatif")
    details = [
        ("Nom", h.name()),
        ("Adresse", h.address_line()),
        ("Code postal", h.postcode("text")),
        ("Ville", h.town()),
        ("Téléphone", h.telephone("spaces", empty=0)),
        ("Mail", h.mail(empty=0)),
        ("Horaires", h.hours()),
        (
            "Remarques",
            lambda line: (
                f"visité le {line.index + 1} mars",
                kept(line.org.key, f"visité le {line.index + 1} mars"),
            ),
        ),
    ]
    lines = h.lines_of(w.orgs(30, "63"))
    for row, (title, habit) in enumerate(details, 1):
        book.put(sheet, row, 1, title, ignorable("heading"))
        for line in lines:
            h.declare(book, line)
            value, meaning = habit(line)
            book.put(sheet, row, 2 + line.index, value, meaning)
