"""What marks say: colours with a legend, words added to a name, an address that is not to be told."""

from bench.messy import habits as h
from bench.messy.book import Book, Fate, Meaning, Place, at, codes, ignorable, kept, stored
from bench.messy.second.author import author
from bench.messy.second.cells import also_kept, say, says
from bench.messy.world import World

_COLOURS = (
    ("C6EFCE", "vert : on peut venir directement"),
    ("FFEB9C", "orange : sur orientation d'un travailleur social"),
    ("FFC7CE", "rouge : ne prend plus personne pour l'instant"),
)


@author(
    "legende-couleurs", "colours that mean something", "a legend beside the table", "merged cells downwards"
)
def colours(w: World, book: Book) -> None:
    """The name's colour says how to come; the legend is on the right, the town merged over its rows."""
    sheet = book.sheet("Accueils")
    h.heading(book, sheet, 1, ("Ville", "CP", "Structure", "Rue", "Téléphone", "Ce qu'on y trouve"))
    orgs = sorted(w.orgs(28, "67", "33"), key=lambda org: org.address.commune.name)
    first = 2
    for index, org in enumerate(orgs):
        row, line = index + 2, h.Line(org, index)
        h.declare(book, line)
        if index == 0 or org.address.commune != orgs[index - 1].address.commune:
            first = row
            of_town = [one for one in orgs if one.address.commune == org.address.commune]
            for other in of_town:
                book.record(other.key, "structure")
            for column, field, value in (
                (1, "commune", org.address.commune.name),
                (2, "code_postal", org.address.commune.postcode),
            ):
                places = tuple(Place(other.key, field, value) for other in of_town)
                written: object = value if column == 1 else int(value)
                book.put(sheet, row, column, written, stored(*places))
                if len(of_town) > 1:
                    sheet.merged.append((first, column, first + len(of_town) - 1, column))
        habits = (h.name(), h.address_line(), h.telephone("spaces", empty=0), h.description(empty=0))
        for column, habit in enumerate(habits, 3):
            value, meaning = habit(line)
            book.put(sheet, row, column, value, meaning)
        sheet.fills[row, 3] = _COLOURS[org.number % 3][0]
    for offset, (colour, text) in enumerate(_COLOURS):
        book.put(sheet, 2 + offset, 9, text, ignorable("legend"))
        sheet.fills[2 + offset, 8] = colour


def _with_words(line: h.Line) -> h.Written:
    """A name to which whoever keeps the list added a word: the name is without it. « Nouveau » is for who
    reads the list; what casts doubt on the place stays."""
    nom = line.org.nom
    text, words = (
        (nom, ""),
        (f"{nom} (nouvelle adresse)", ""),
        (f"NOUVEAU : {nom}", ""),
        (f"{nom} – fermé depuis juin 2025", "fermé depuis juin 2025"),
        (f"{nom} (à vérifier)", "à vérifier"),
        (f"{nom} *", ""),
    )[line.index % 6]
    places = (Place(line.org.key, "nom", nom),)
    return text, Meaning(Fate.STORED, places, line.org.key, (words,)) if words else stored(*places)


@author("noms-annotes", "words added to the name", "rows that are closed", "notes under the table")
def annotated(w: World, book: Book) -> None:
    """« NOUVEAU », « fermé depuis juin », a star: written in the name's own cell."""
    columns = [
        ("Structures", _with_words),
        ("Quartier", says(say("Centre"), say("Gare"), say("Les Hauts-Prés"), of="structure")),
        ("Adresse", h.address_line(comma=True)),
        ("Ville", h.town("no hyphen")),
        ("CP", h.postcode()),
        ("☎", h.telephone("dots", empty=0)),
        ("@", h.mail(empty=0.1)),
        ("Ouvert", h.hours("h", "-", " et ")),
    ]
    sheet = book.sheet("Liste")
    book.put(sheet, 1, 1, "Liste des structures (à jour au 1er septembre)", ignorable("title"))
    row = h.table(book, sheet, 2, columns, h.lines_of(w.orgs(30, "77", "59")))
    book.put(sheet, row, 1, "* membre du réseau", ignorable("legend"))


_OPERATORS = ("Coallia", "Adoma", "Fondation de l'Armée du Salut", "Forum réfugiés")
_KINDS = ("CADA", "HUDA", "CPH", "CHRS")


@author(
    "parc-hebergement",
    "addresses that are not to be told",
    "seats: all, taken, left",
    "notes and totals under",
    "private contacts",
)
def housing(w: World, book: Book) -> None:
    """Places of accommodation: three columns of figures, of which two have a field; some addresses secret."""
    sheet = book.sheet("Parc au 30-09")

    def capacity(line: h.Line) -> int:
        return 40 + 5 * (line.org.number % 13)

    def left(line: h.Line) -> int:
        return line.org.number * 3 % 8

    def operator(line: h.Line) -> h.Written:
        text = _OPERATORS[line.org.number % len(_OPERATORS)]
        return text, kept(line.org.key, text)

    def kind(line: h.Line) -> h.Written:
        text = _KINDS[line.org.number % len(_KINDS)]
        return text, also_kept(
            line.org.key, text, Place(line.org.key, "reseaux_porteurs", codes(text.lower()))
        )

    def site(line: h.Line) -> h.Written:
        nom, said = line.org.nom, _KINDS[line.org.number % len(_KINDS)]
        return nom, at(line.org.key, "nom", nom, f"{said} {nom}")

    def address(line: h.Line) -> h.Written:
        if line.index % 5 == 2:
            return "adresse confidentielle", kept(line.org.key, "confidentielle")
        return h.address_line()(line)

    def vacant(line: h.Line) -> h.Written:
        return left(line), at(line.offer, "places_restantes", left(line))

    def taken(line: h.Line) -> h.Written:
        return capacity(line) - left(line), ignorable("said by the two others")

    columns = [
        ("Opérateur", operator),
        ("Type", kind),
        ("Nom du site", site),
        ("Adresse", address),
        ("CP", h.postcode()),
        ("Ville", h.town("capitals")),
        ("Capacité autorisée", lambda line: (capacity(line), at(line.offer, "capacite", capacity(line)))),
        ("Occupées", taken),
        ("Vacantes", vacant),
        ("Chef de service", h.person("{LAST} {first}", empty=0)),
        ("Ligne directe", h.person_detail("telephone")),
        ("Standard", h.telephone("spaces", empty=0)),
    ]
    lines = h.lines_of(w.orgs(24, "77", "67", association=1.0))
    row = h.table(book, sheet, 1, columns, lines)
    book.put(sheet, row, 1, "Total", ignorable("total"))
    for column, total in (
        (7, sum(map(capacity, lines))),
        (8, sum(capacity(line) - left(line) for line in lines)),
        (9, sum(map(left, lines))),
    ):
        book.put(sheet, row, column, total, ignorable("total"))
    book.put(sheet, row + 1, 1, "Source : relevé mensuel des opérateurs", ignorable("note"))
