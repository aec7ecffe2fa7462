"""Lists that went through several hands: a library's, a file that a trainee cleaned, a merge of three."""

import datetime
import re

from bench.messy import habits as h
from bench.messy import weeks, writing
from bench.messy.book import Book, Place, at, codes, ignorable, kept
from bench.messy.second.cells import in_turn, say, says
from bench.messy.third.author import author
from bench.messy.third.cast import is_association, only
from bench.messy.third.cells import at_most, day_by_day, either_way, note, of_program, terse_hours, with_texts
from bench.messy.world import World, without_accents

_NA = (None, ignorable("says that there is none"))


def _or_na(habit: h.Habit, every: int, shift: int = 0) -> h.Habit:
    """« NA » on one line of `every`, as a script writes what is missing."""

    def written(line: h.Line) -> h.Written:
        if (line.index + shift) % every:
            return habit(line)
        return "NA", _NA[1]

    return written


@author(
    "stagiaire-nettoye",
    "csv",
    "headings of a script",
    "telephones without their zero",
    "NA where nothing is",
    "the same address twice",
    "raw and cleaned columns side by side",
    kind="csv",
    delimiter=",",
)
def cleaned(w: World, book: Book) -> None:
    """What a student left after « cleaning »: no accents nor capitals, NA, TRUE, raw columns kept beside."""

    def nom(line: h.Line) -> h.Written:
        text = re.sub(r"\s+", " ", without_accents(line.org.nom).lower())
        return text, at(line.org.key, "nom", line.org.nom, text)

    def raw(line: h.Line) -> h.Written:
        place = line.org.address
        text = f"{place.line.upper()} - {place.commune.postcode} {place.commune.name.upper()}"
        return text, kept(line.org.key, text, places=(Place(line.org.key, "adresse~", place.line),))

    def street(line: h.Line) -> h.Written:
        text = without_accents(line.org.address.street).lower()
        return text, at(line.org.key, "adresse~", line.org.address.street)

    def town(line: h.Line) -> h.Written:
        nom = line.org.address.commune.name
        return without_accents(nom).lower().replace("-", " "), at(line.org.key, "commune", nom)

    def telephone(line: h.Line) -> h.Written:
        return str(int(line.org.telephone)), at(line.org.key, "telephone", line.org.telephone)

    def double(line: h.Line) -> h.Written:
        return ("FALSE", "FALSE", "TRUE")[line.index % 3], ignorable("of the script")

    def association(line: h.Line) -> h.Written:
        holds = is_association(line.org)
        text = "TRUE" if holds else "FALSE"
        places = (Place(line.org.key, "porteur", "association"),) if holds else ()
        return text, kept(line.org.key, text, places=places) if holds else ignorable("not an association")

    columns = [
        ("id_unique", h.code("{}", 1)),
        ("nom_clean", nom),
        ("adresse_brute", raw),
        ("num", _or_na(h.number(as_int=False), 99, 1)),
        ("voie", street),
        ("code_postal", h.postcode("text")),
        ("ville_norm", town),
        ("tel_1", _or_na(telephone, 7, 3)),
        ("email", _or_na(h.mail(empty=0), 5, 2)),
        ("is_asso", association),
        ("acces_pmr", h.yes_no("accessible", "TRUE", "FALSE", of="structure")),
        ("lat", h.latitude("text")),
        ("lon", h.longitude("text")),
        ("doublon_probable", double),
        ("date_maj", h.updated("iso")),
    ]
    h.table(book, book.sheet("csv"), 1, columns, h.lines_of(w.orgs(45, "77")))


_HOLIDAYS = dict.fromkeys((1, 2, 3, 4), ((600, 1080),))


@author(
    "mediatheques-lecture-publique",
    "a LibreOffice file",
    "hours of term and of holidays in two columns",
    "booleans and dates typed",
    "notes under the table",
    kind="ods",
)
def libraries(w: World, book: Book) -> None:
    """A departmental library's table: hours of term and of holidays, conversation."""

    def years(line: h.Line) -> tuple[str, ...]:
        """The week, and the year that both columns say together."""
        term = weeks.osm(line.org.week)
        holidays = f"SH {weeks.osm(_HOLIDAYS)}"
        return (term, f"{term}; SH off", f"{term}; {holidays}", f"{term}; SH off; {holidays}", holidays)

    def term(line: h.Line) -> h.Written:
        text = str(terse_hours(line)[0])
        place = Place(line.org.key, "horaires_accueil", years(line)[0], years(line)[1:])
        return text, kept(line.org.key, text, places=(place,))

    def holidays(line: h.Line) -> h.Written:
        if line.index % 3 == 1:
            return "fermée", kept(line.org.key, "fermée")
        if line.index % 3 == 2:
            return "idem", kept(line.org.key, "idem")
        text = "du mardi au vendredi 10h-18h"
        return text, kept(line.org.key, text)

    columns = [
        ("Établissement", h.name()),
        ("Rue", h.address_line()),
        ("CP", h.postcode("int")),
        ("Commune", h.town()),
        ("Tél", h.telephone("spaces", empty=0)),
        ("Courriel", h.mail(empty=0.1)),
        ("Horaires période scolaire", term),
        ("Vacances", holidays),
        ("Fonds FLE", h.constant(True, lambda line: kept(line.org.key, "Fonds FLE"))),
        (
            "Atelier de conversation",
            note(lambda line: ("1 fois/mois", "", "hebdo", "projet")[line.index % 4]),
        ),
        ("Mise à jour", h.updated("excel")),
    ]
    sheet = book.sheet("Réseau")
    only(
        w, "Médiathèque municipale de {}", "Bibliothèque intercommunale de {}", "Bibliothèque pour tous de {}"
    )
    lines = h.lines_of(w.orgs(24, "77", association=0.0))
    row = h.table(book, sheet, 1, columns, lines)
    book.put(sheet, row + 1, 1, "Source : enquête annuelle (SCRIB)", ignorable("note"))


_FILES = ("liste CAF", "liste ville", "liste asso")


@author(
    "fusion-de-trois-fichiers",
    "several hands in one table",
    "the same detail in several columns",
    "dates as dates and as texts",
    "footnotes",
    "yes and no in ten ways",
)
def merged(w: World, book: Book) -> None:
    """Three files pasted under each other: each filled its own columns for the same detail; footnotes."""

    def only(habit: h.Habit, *files: int) -> h.Habit:
        """A column that only some of the three files had."""
        return lambda line: habit(line) if line.index % 3 in files else h.EMPTY

    def with_footnote(line: h.Line) -> h.Written:
        nom = line.org.nom
        text = f"{nom} (1)" if line.index % 8 == 5 else nom
        return text, at(line.org.key, "nom", nom)

    columns = [
        ("Source", says(*(either_way(text, source=text) for text in _FILES), of="structure")),
        ("Nom", with_footnote),
        ("Adresse", only(h.address_line(), 0, 1)),
        ("Adresse complète", only(h.whole_address("{line}, {postcode} {town}"), 2)),
        ("CP", only(h.postcode(), 0, 1)),
        ("Ville", only(h.town("capitals"), 0, 1)),
        ("Tel", only(h.telephone("dots", empty=0), 0)),
        ("Téléphone", only(h.telephone("spaces", empty=0), 1, 2)),
        ("Horaires", only(day_by_day, 0)),
        ("Ouverture", only(terse_hours, 1)),
        ("MAJ", in_turn(h.updated("excel"), h.updated("fr short"), h.updated("words"))),
        (
            "Accessible",
            in_turn(
                h.yes_no("accessible", 1, 0, of="structure"),
                h.yes_no("accessible", "Oui", "Non", of="structure"),
                h.yes_no("accessible", "OK", "", of="structure"),
            ),
        ),
    ]
    sheet = book.sheet("Fusion")
    row = h.table(
        book,
        sheet,
        1,
        columns,
        h.lines_of(w.orgs(33, "77", association=0.6)),
        formats={"MAJ": "DD/MM/YYYY"},
    )
    book.put(sheet, row + 1, 1, "(1) adhérent à la charte", ignorable("legend"))


@author(
    "outlook-exporte-puis-trie",
    "csv",
    "Windows-1252",
    "semicolons",
    "columns of a mail program",
    "names with a function in brackets",
    kind="csv",
    encoding="cp1252",
)
def outlook(w: World, book: Book) -> None:
    """A prefecture officer's contacts of Outlook, sorted by hand: full name with what the person does."""

    def full_name(line: h.Line) -> h.Written:
        if line.index % 4 == 1:
            return h.EMPTY
        who, key = line.org.person, f"{line.org.key}/person"
        text = f"{writing.capitals(who.last)} {who.first} ({who.role})"
        return text, with_texts(line, (Place(key, "nom~", who.last),), who.role)

    def of_person(detail: str) -> h.Habit:
        return lambda line: h.EMPTY if line.index % 4 == 1 else h.person_detail(detail)(line)

    columns = [
        ("Nom complet", full_name),
        ("Société", h.name()),
        ("Adresse professionnelle", h.whole_address("{line}\n{postcode} {town}")),
        ("Téléphone professionnel", h.telephone("spaces", "+33 (0)", empty=0)),
        ("Téléphone mobile", of_person("telephone")),
        ("Adresse e-mail", of_person("courriel")),
        ("Adresse e-mail 2", h.mail(empty=0)),
        ("Page Web", h.site("bare")),
        ("Catégories", says(say("Intégration"), say("Intégration;Asile"), say("Ville"))),
        ("Confidentiel", of_program("Faux")),
        ("Notes", at_most(note(lambda line: f"rencontré le {line.index % 27 + 1} juin"), 3, 1)),
    ]
    h.table(book, book.sheet("csv"), 1, columns, h.lines_of(w.orgs(30, "77", association=0.6)))


@author(
    "export-mediation-cnfs",
    "csv",
    "tabs",
    "coordinates with commas",
    kind="csv",
    encoding="utf-8-sig",
    delimiter="\t",
)
def advisers(w: World, book: Book) -> None:
    """Places where digital advisers hold hours, copied from a dashboard: tabs, commas in coordinates."""

    def updated(line: h.Line) -> h.Written:
        day = datetime.date(*line.org.updated)
        return f"{day:%d.%m.%Y}", at(line.org.key, "date_maj", day)

    columns = [
        ("Identifiant", h.code("CN-{:04d}", 77)),
        ("Lieu d'activité", h.name()),
        ("Adresse postale", h.whole_address("{line} {postcode} {town}")),
        ("Latitude", h.latitude("comma")),
        ("Longitude", h.longitude("comma")),
        ("Téléphone", h.telephone("spaces", "glued", empty=0.1)),
        (
            "Publics",
            says(
                say("Seniors, Jeunes", publics=codes("seniors", "jeunes")),
                say("Tous publics", publics=codes("tous-publics")),
                either_way("Personnes éloignées du numérique"),
            ),
        ),
        (
            "Frais",
            says(
                say("Gratuit", frais="gratuit"),
                say("Gratuit : je peux accéder gratuitement au lieu", frais="gratuit"),
            ),
        ),
        ("Actualisé le", updated),
    ]
    h.table(book, book.sheet("csv"), 1, columns, h.lines_of(w.orgs(26, "77", "13")))
