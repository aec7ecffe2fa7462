"""Lists of people more than of places: contacts of a telephone, a newsletter's table, an adviser's notes."""

import datetime

from bench.messy import habits as h
from bench.messy import writing
from bench.messy.book import Book, Place, ignorable, kept, stored
from bench.messy.second.cells import in_turn, no_data, say, says, spaced
from bench.messy.third.author import author
from bench.messy.third.cells import EXILES, either_way, of_program, person_of, title_and_name, with_texts
from bench.messy.world import World


def _has_person(line: h.Line) -> bool:
    return line.index % 3 != 2


def _of_person(detail: str, *styles: str) -> h.Habit:
    return lambda line: h.person_detail(detail, *styles)(line) if _has_person(line) else h.EMPTY


@author(
    "google-contacts",
    "csv",
    "columns of an address book",
    "private contacts",
    "the same address in parts and whole",
    kind="csv",
    delimiter=",",
)
def google(w: World, book: Book) -> None:
    """The contacts of a social worker's telephone as Google gives them: labels, a whole address, parts."""

    def first_mail(line: h.Line) -> h.Written:
        return h.person_detail("courriel")(line) if _has_person(line) else h.mail(empty=0)(line)

    def second_mail(line: h.Line) -> h.Written:
        return h.mail(empty=0)(line) if _has_person(line) else h.EMPTY

    columns = [
        ("First Name", _of_person("first")),
        ("Middle Name", h.nothing()),
        ("Last Name", _of_person("last")),
        ("File As", h.nothing()),
        ("Organization Name", h.name()),
        ("Organization Title", _of_person("fonction")),
        ("Notes", h.remark("vue à la réunion du 12/03", "rappeler en septembre", share=0.4)),
        (
            "Labels",
            says(
                say("Partenaires ::: * myContacts", "Partenaires"),
                say("Logement ::: * myContacts", "Logement"),
                say(""),
            ),
        ),
        ("E-mail 1 - Label", of_program("* Work")),
        ("E-mail 1 - Value", first_mail),
        ("E-mail 2 - Value", second_mail),
        ("Phone 1 - Label", of_program("Work")),
        ("Phone 1 - Value", h.telephone("+33", "spaces", "glued", empty=0)),
        ("Phone 2 - Label", lambda line: of_program("Mobile")(line) if _has_person(line) else h.EMPTY),
        ("Phone 2 - Value", _of_person("telephone", "+33", "spaces")),
        ("Address 1 - Formatted", h.whole_address("{line}\n{postcode} {town}\nFrance")),
        ("Address 1 - Street", h.address_line()),
        ("Address 1 - City", h.town()),
        ("Address 1 - Postal Code", h.postcode("text")),
        ("Address 1 - Country", of_program("France")),
        ("Website 1 - Value", h.site("bare", "plain")),
    ]
    h.table(book, book.sheet("csv"), 1, columns, h.lines_of(w.orgs(28)))


@author(
    "newsletter",
    "csv",
    "a table of a mailing program",
    "private contacts",
    "details of persons and of places in one column",
    kind="csv",
    encoding="utf-8-sig",
)
def newsletter(w: World, book: Book) -> None:
    """Who receives the letter of the integration network: often a place's mail, often somebody's."""

    def identity(line: h.Line) -> h.Written:
        text = str(318 + 5 * line.index)
        return text, kept(line.org.key, text, places=(Place(line.org.key, "source_id", text),))

    def mail(line: h.Line) -> h.Written:
        return h.person_detail("courriel")(line) if _has_person(line) else h.mail(empty=0)(line)

    def changed(line: h.Line) -> h.Written:
        day = datetime.date(*line.org.updated)
        text = f"{day:%d-%m-%Y} 09:{line.index % 60:02d}:00"
        return text, kept(line.org.key, text, places=(Place(line.org.key, "date_maj", day),))

    columns = [
        ("CONTACT ID", identity),
        ("EMAIL", mail),
        ("NOM", _of_person("last")),
        ("PRENOM", _of_person("first")),
        ("STRUCTURE", h.name()),
        ("ADRESSE", in_turn(h.address_line(), h.nothing(), h.address_line())),
        ("CP", h.postcode("text")),
        ("VILLE", h.town("capitals")),
        ("SMS", _of_person("telephone", "0033", "+33")),
        ("OPT_IN", of_program("1")),
        ("LISTE", says(say("Réseau intégration"), say("Élus"), say("Réseau intégration, ASL"))),
        ("ADDED_TIME", of_program("04-11-2024 10:02:11")),
        ("MODIFIED_TIME", changed),
        ("BLOCKLISTED", of_program("No")),
    ]
    h.table(book, book.sheet("csv"), 1, columns, h.lines_of(w.orgs(32, "77", association=0.7)))


def _name_and_mobile(line: h.Line) -> h.Written:
    who = line.org.person
    text = f"{title_and_name(line)} {spaced(who.telephone)}"
    return text, stored(*person_of(line.org, "nom", "telephone"))


def _name_role_mail(line: h.Line) -> h.Written:
    who = line.org.person
    text = f"{who.first} {writing.capitals(who.last)} ({who.role}) {who.courriel}"
    return text, with_texts(line, person_of(line.org, "nom", "courriel"), who.role)


def _first_name_only(line: h.Line) -> h.Written:
    """A first name is all that the adviser knows."""
    who = line.org.person
    return f"demander {who.first}", kept(
        line.org.key, who.first, places=(Place(f"{line.org.key}/person", "nom~", who.first),)
    )


def _nobody(_line: h.Line) -> h.Written:
    return "?", ignorable("says that nobody knows")


_FOR_WHOM = (
    say("18-25 ans", publics=(frozenset({"jeunes-18-25"}), frozenset({"jeunes"}))),
    say("jeunes + parents", publics=frozenset({"jeunes", "familles"})),
    either_way("PLIE"),
    say("MNA / jeunes majeurs", unsure=True, publics=(frozenset({"mineurs-non-accompagnes"}), EXILES)),
    say("DE longue durée", publics=frozenset({"demandeurs-emploi"})),
    say("TH (RQTH)", publics=frozenset({"personnes-en-situation-de-handicap"})),
    say("tout le monde", publics=frozenset({"tous-publics"})),
    no_data("?", "says that nobody knows"),
)


@author("carnet-conseiller-ml", "private contacts", "a colleague's own notes", "words as headings")
def adviser(w: World, book: Book) -> None:
    """The notebook of an adviser of a mission locale: « qui », « où », « mon contact », what came of it."""
    columns = [
        ("qui", h.name()),
        ("c'est quoi", h.description(empty=0)),
        ("où", _where),
        ("tel accueil", h.telephone("spaces", "dots", "int", empty=0.1)),
        (
            "mon contact",
            in_turn(_name_and_mobile, _name_role_mail, _first_name_only, _name_and_mobile, _nobody),
        ),
        ("pour qui", says(*_FOR_WHOM)),
        (
            "mon avis",
            h.remark("ok, répond vite", "jamais de retour", "liste d'attente longue", "à revoir", share=0.6),
        ),
        ("vu le", _seen),
    ]
    sheet = book.sheet("contacts")
    h.table(book, sheet, 1, columns, h.lines_of(w.orgs(30, "77", association=0.7)))


def _where(line: h.Line) -> h.Written:
    """The street and the town, without a postcode."""
    place = line.org.address
    places = (
        Place(line.org.key, "adresse", place.line),
        Place(line.org.key, "commune", place.commune.name),
    )
    return f"{place.line}, {place.commune.name}", stored(*places)


def _seen(line: h.Line) -> h.Written:
    """When the adviser went there: no date of an update."""
    year, month, day = line.org.updated
    text = (f"{day}/{month}", f"{month:02d}/{year}", "", "jamais")[line.index % 4]
    if not text:
        return h.EMPTY
    return text, kept(line.org.key, text) if text != "jamais" else ignorable("says that there is none")
