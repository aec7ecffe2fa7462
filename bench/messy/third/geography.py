"""Points on a map: exports of a GIS in WKT and Lambert-93, both coordinates in one cell."""

import datetime

from bench.messy import habits as h
from bench.messy.book import Book, Meaning, Place, at, ignorable, kept, stored
from bench.messy.second.cells import in_turn, no_data, say, says
from bench.messy.third.author import author
from bench.messy.third.cast import is_association, is_public
from bench.messy.third.cells import of_program, terse_hours
from bench.messy.world import World


def _at_point(line: h.Line, digits: int = 5) -> Meaning:
    place, key = line.org.address, line.org.key
    return stored(
        Place(key, "latitude", round(place.latitude, digits)),
        Place(key, "longitude", round(place.longitude, digits)),
    )


def _kind(line: h.Line) -> h.Written:
    if is_association(line.org):
        return "ASSO", kept(line.org.key, "ASSO", places=(Place(line.org.key, "porteur", "association"),))
    text = "ADMIN" if is_public(line.org) else "EQUIP_SOCIAL"
    return text, kept(line.org.key, text)


def _stamp(line: h.Line) -> h.Written:
    day = datetime.date(*line.org.updated)
    return f"{day:%Y%m%d}", at(line.org.key, "date_maj", day)


@author(
    "sig-wkt",
    "csv",
    "coordinates as WKT",
    "headings cut at ten letters",
    "columns of a program",
    kind="csv",
    delimiter=",",
)
def well_known_text(w: World, book: Book) -> None:
    """A layer of QGIS: the point as text, longitude first; headings cut at ten letters, bare days."""

    def wkt(line: h.Line) -> h.Written:
        place = line.org.address
        return f"POINT ({place.longitude:.5f} {place.latitude:.5f})", _at_point(line)

    columns = [
        ("WKT", wkt),
        ("fid", h.numbering()),
        ("ID_EQUIP", h.code("EQ77{:05d}", 212)),
        ("NOM_STRUCT", h.name("capitals")),
        ("TYPE_EQUIP", _kind),
        ("NUM_VOIE", h.number(as_int=False)),
        ("LIB_VOIE", h.street("capitals")),
        ("CODE_POSTA", h.postcode("text")),
        ("CODE_INSEE", h.insee()),
        ("NOM_COMMUN", h.town("capitals")),
        ("TELEPHONE", h.telephone("glued", "spaces", empty=0.1)),
        ("DATE_MAJ", _stamp),
        ("SOURCE", of_program("SIG CD77")),
    ]
    h.table(book, book.sheet("csv"), 1, columns, h.lines_of(w.orgs(40, "77")))


@author(
    "sig-lambert-ods",
    "a LibreOffice file",
    "coordinates in Lambert-93",
    "headings cut at ten letters",
    "zero where nothing is known",
    kind="ods",
)
def lambert(w: World, book: Book) -> None:
    """The table of a shapefile opened in Calc: metres rounded, 0 where nobody went, a comment cut short."""

    def axis(number: int) -> h.Habit:
        def habit(line: h.Line) -> h.Written:
            if line.index % 11 == 7:
                return 0, ignorable("says that there is none")
            return round(line.org.address.projected[number], 1), _at_point(line)

        return habit

    def cut(line: h.Line) -> h.Written:
        text = f"{line.org.description} – voir aussi la fiche"[:60].rstrip()
        return text, kept(line.org.key, text)

    columns = [
        ("OBJECTID", h.numbering()),
        ("nom", h.name()),
        ("adr_num", h.number()),
        ("adr_voie", h.street()),
        ("adr_compl", h.complement()),
        ("cp", h.postcode("int")),
        ("commune", h.town()),
        ("secteur", h.foreign_code("MDS-{:02d}", modulo=5)),
        ("commentair", cut),
        ("tel", h.telephone("spaces", "int", empty=0.15)),
        ("x_l93", axis(0)),
        ("y_l93", axis(1)),
    ]
    h.table(book, book.sheet("lieux_accueil"), 1, columns, h.lines_of(w.orgs(32, "77")))


def _slash(line: h.Line) -> h.Written:
    place = line.org.address
    text = f"{place.latitude:.4f} / {place.longitude:.4f}".replace(".", ",")
    return text, _at_point(line, 4)


def _bracketed(line: h.Line) -> h.Written:
    place = line.org.address
    return f"[{place.latitude}, {place.longitude}]", _at_point(line)


def _link(line: h.Line) -> h.Written:
    """What the address bar of a map shows."""
    place = line.org.address
    text = f"https://www.openstreetmap.org/#map=18/{place.latitude}/{place.longitude}"
    places = _at_point(line).places
    return text, kept(line.org.key, text, places=places)


@author("gps-barre-oblique", "both coordinates in a cell", "coordinates in a link", "comma for decimals")
def slashes(w: World, book: Book) -> None:
    """A trainee of the DDT noted « 48,5401 / 2,6612 »; sometimes brackets, or the link of a map."""
    columns = [
        ("Commune", h.town()),
        ("Lieu", h.name()),
        ("Adresse", h.address_line(comma=True)),
        ("Code postal", h.postcode()),
        ("Lat / Long", in_turn(_slash, _slash, _bracketed, _slash, _link)),
        ("Horaires", terse_hours),
        ("Téléphone", h.telephone("dots", "spaces")),
        ("Relevé", says(say("sur place"), say("sur Géoportail"), no_data("-"), of="structure")),
    ]
    sheet = book.sheet("relevés")
    book.put(sheet, 1, 1, "Relevé des lieux d'accueil – juin 2025", ignorable("title"))
    h.table(book, sheet, 3, columns, h.lines_of(w.orgs(26, "77", "63")))


@author(
    "geocodage-adresse-data",
    "csv",
    "columns that a geocoder added",
    "the same address twice",
    kind="csv",
    delimiter=";",
)
def geocoded(w: World, book: Book) -> None:
    """A list that went through a public geocoder: its columns come after, with a score and what it found."""

    def label(line: h.Line) -> h.Written:
        place = line.org.address
        text = f"{place.line} {place.commune.postcode} {place.commune.name}"
        return text, stored(
            Place(line.org.key, "adresse~", place.line), Place(line.org.key, "commune", place.commune.name)
        )

    def found(line: h.Line) -> h.Written:
        return f"0.{90 - line.index % 9}{line.index % 10}", ignorable("of the geocoder")

    columns = [
        ("nom_asso", h.name()),
        ("adresse", h.address_line("capitals")),
        ("cp", h.postcode("text")),
        ("ville", h.town("cedex")),
        ("tel", h.telephone("dots", empty=0.1)),
        ("latitude", h.latitude("text")),
        ("longitude", h.longitude("text")),
        ("result_label", label),
        ("result_score", found),
        ("result_type", of_program("housenumber")),
        ("result_citycode", h.insee()),
        ("result_status", of_program("ok")),
    ]
    h.table(book, book.sheet("csv"), 1, columns, h.lines_of(w.orgs(34, "77", "59", association=0.9)))
