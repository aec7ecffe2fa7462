"""Addresses in one to five columns, coordinates in every way that people keep them."""

from bench.messy import habits as h
from bench.messy.book import Book
from bench.messy.shapes.author import author
from bench.messy.world import World


@author("adresse-une-colonne", "address in one column", "names of persons")
def one_column(w: World, book: Book) -> None:
    columns = [
        ("Nom de la structure", h.name()),
        ("Adresse complète", h.whole_address("{line}, {postcode} {town}", complement=True)),
        ("Téléphone", h.telephone("spaces")),
        ("Responsable", h.person()),
        ("Présentation", h.description()),
    ]
    h.table(book, book.sheet("Feuil1"), 1, columns, h.lines_of(w.orgs(40)))


@author("adresse-trois-lignes-dans-une-cellule", "address in one column", "line breaks in cells")
def lines_in_a_cell(w: World, book: Book) -> None:
    columns = [
        ("Coordonnées", h.whole_address("{line}\n{postcode} {town}", complement=True)),
        ("Etablissement", h.name()),
        ("Tel / mail", h.telephone_and_mail("\n")),
    ]
    h.table(book, book.sheet("liste"), 1, columns, h.lines_of(w.orgs(35, "67")))


@author("adresse-deux-colonnes", "address in two columns", "postcode and town in one cell")
def two_columns(w: World, book: Book) -> None:
    columns = [
        ("Structure", h.name()),
        ("Rue", h.address_line()),
        ("Ville", h.postcode_and_town()),
        ("Tél", h.telephone("dots")),
        ("Email", h.mail("spaces", "plain")),
    ]
    h.table(book, book.sheet("Feuil1"), 1, columns, h.lines_of(w.orgs(50, "13")))


@author("adresse-et-ville-deux-fois", "address in one column", "town twice")
def town_twice(w: World, book: Book) -> None:
    """Street, postcode and town in one cell, and the town again in a column of its own."""
    columns = [
        ("Ville", h.town("capitals")),
        ("Nom", h.name()),
        ("Adresse", h.whole_address("{line} {postcode} {town}")),
        ("N° de téléphone", h.telephone("spaces")),
        ("Horaires", h.hours("h", "-", " et ")),
    ]
    h.table(book, book.sheet("Feuil1"), 1, columns, h.lines_of(w.orgs(44, "77", "63")))


@author("adresse-quatre-colonnes", "address in four columns", "house number looks like an id")
def four_columns(w: World, book: Book) -> None:
    """« Numero » is the house number, and comes first: no identifier."""
    columns = [
        ("Numero", h.number()),
        ("Voie", h.street()),
        ("CP", h.postcode()),
        ("Commune", h.town("capitals")),
        ("Raison sociale", h.name("capitals")),
        ("Telephone", h.telephone("int")),
    ]
    h.table(book, book.sheet("Export"), 1, columns, h.lines_of(w.orgs(60, "01")))


@author("adresse-cinq-colonnes", "address in five columns", "INSEE code looks like a postcode")
def five_columns(w: World, book: Book) -> None:
    columns = [
        ("Dénomination", h.name()),
        ("N° voie", h.number()),
        ("Libellé voie", h.street("capitals")),
        ("Complément", h.complement()),
        ("Code commune", h.insee()),
        ("Code postal", h.postcode("text")),
        ("Libellé commune", h.town()),
        ("SIRET", h.siret("text")),
        ("Maj", h.updated("fr")),
    ]
    h.table(book, book.sheet("Sheet1"), 1, columns, h.lines_of(w.orgs(55, "2A", "63")))


@author(
    "ain-sans-zero",
    "address in three columns",
    "postcode without its leading zero",
    "telephones without their zero",
)
def no_leading_zero(w: World, book: Book) -> None:
    columns = [
        ("Structure", h.name()),
        ("Adresse", h.address_line()),
        ("Code Postal", h.postcode("float")),
        ("Ville", h.town("cedex")),
        ("Téléphone", h.telephone("float")),
        ("Portable", _mobile()),
    ]
    h.table(book, book.sheet("Données"), 1, columns, h.lines_of(w.orgs(42, "01")))


def _mobile() -> h.Habit:
    """A second number of the structure, which has no field of its own: it must be somewhere."""

    def habit(line: h.Line) -> h.Written:
        number = line.org.mobile
        return (int(number), h.kept(line.org.key, f"tel:{number}")) if line.index % 3 else h.EMPTY

    return habit


@author("coordonnees-inversees", "coordinates swapped")
def swapped(w: World, book: Book) -> None:
    """The longitude under « Latitude » and the reverse: only the ranges tell."""
    columns = [
        ("Nom", h.name()),
        ("Adresse", h.address_line()),
        ("Code postal", h.postcode()),
        ("Ville", h.town()),
        ("Latitude", h.longitude()),
        ("Longitude", h.latitude()),
        ("Tél", h.telephone("spaces")),
    ]
    h.table(book, book.sheet("Carto"), 1, columns, h.lines_of(w.orgs(45, "77")))


@author("lambert-93", "coordinates in Lambert-93", "address in four columns")
def lambert(w: World, book: Book) -> None:
    """The column « N° » again, and metres with decimal commas under x and y."""
    columns = [
        ("ID_LIEU", h.code("LMN{:03d}")),
        ("NOM_STRUCTURE", h.name()),
        ("N°", h.number()),
        ("ADRESSE", h.street()),
        ("CP", h.postcode()),
        ("COMMUNE", h.town()),
        ("NUM_TEL", h.telephone("spaces")),
        ("DAT_MaJ", h.updated("fr")),
        ("x", h.easting("comma")),
        ("y", h.northing("comma")),
    ]
    h.table(book, book.sheet("Lieux"), 1, columns, h.lines_of(w.orgs(58, "59", "33")))


@author("reunion-utm", "coordinates in a legal projection", "overseas")
def reunion(w: World, book: Book) -> None:
    """La Réunion in RGR92, metres as numbers, northing first."""
    columns = [
        ("Structure", h.name()),
        ("Adresse", h.address_line()),
        ("CP", h.postcode()),
        ("Ville", h.town()),
        ("Y (RGR92)", h.northing()),
        ("X (RGR92)", h.easting()),
        ("GSM / Fixe", h.telephone("spaces", "+33")),
    ]
    h.table(book, book.sheet("SIG"), 1, columns, h.lines_of(w.orgs(40, "974")))


@author("colonnes-sans-nom", "unnamed columns", "coordinates unnamed")
def unnamed(w: World, book: Book) -> None:
    """Whoever joined the coordinates did not name their columns."""
    columns = [
        ("Lieu", h.name()),
        ("Adresse", h.address_line()),
        ("", h.postcode()),
        ("", h.town()),
        ("", h.latitude()),
        ("", h.longitude()),
        ("Site", h.site("bare", "plain")),
    ]
    h.table(book, book.sheet("Feuil2"), 1, columns, h.lines_of(w.orgs(49, "63", "01")))


@author("point-en-une-cellule", "both coordinates in a cell", "comma for decimals")
def one_cell_point(w: World, book: Book) -> None:
    columns = [
        ("nom du lieu", h.name()),
        ("adresse", h.address_line()),
        ("code postal", h.postcode("text")),
        ("commune", h.town()),
        ("géolocalisation", h.point()),
        ("courriel", h.mail("plain", "nbsp")),
    ]
    h.table(book, book.sheet("export"), 1, columns, h.lines_of(w.orgs(37, "35")))


@author("decimales-a-virgule", "comma for decimals", "csv", kind="csv", encoding="cp1252")
def decimal_commas(w: World, book: Book) -> None:
    columns = [
        ("NOM", h.name()),
        ("ADR", h.address_line(complement=True)),
        ("CP", h.postcode("text")),
        ("VILLE", h.town()),
        ("LAT", h.latitude("comma")),
        ("LNG", h.longitude("comma")),
        ("TEL", h.telephone("glued")),
    ]
    h.table(book, book.sheet("csv"), 1, columns, h.lines_of(w.orgs(47, "67", "90")))
