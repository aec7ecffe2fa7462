"""Files that programs made: a social worker's software, Excel, an old Mac, Calc, Outlook, a CRM, Chorus."""

import datetime

from bench.messy import habits as h
from bench.messy import weeks, writing
from bench.messy.book import Book, Place, ask, at, codes, ignorable, kept
from bench.messy.second.author import author
from bench.messy.second.cast import title_of
from bench.messy.second.cells import also_kept, no_data, say, says, service_lines, spaced
from bench.messy.world import World

_RIGHTS = codes("difficultes-administratives-ou-juridiques--*")


def _second_number(line: h.Line) -> h.Written:
    if line.index % 3:
        return h.EMPTY
    return spaced(line.org.mobile), kept(line.org.key, f"tel:{line.org.mobile}")


@author(
    "export-logiciel-social",
    "csv",
    "Windows-1252",
    "header lines above",
    "line breaks in cells",
    kind="csv",
    encoding="cp1252",
)
def social_software(w: World, book: Book) -> None:
    """Three lines of the program's own, then the table; comments with line breaks, quotes and semicolons."""
    sheet = book.sheet("csv")
    for row, text in enumerate(("Edition : liste des partenaires", "Utilisateur : accueil1"), 1):
        book.put(sheet, row, 1, text, ignorable("title"))
    book.put(sheet, 3, 1, "Le 12/09/2025 à 14:32", ignorable("title"))

    def comment(line: h.Line) -> h.Written:
        texts = (
            'dit « le local » ; demander la clé à "l\'accueil"',
            "1) sonner\n2) attendre",
            "",
            "œuvre sociale – 3 € le repas",
        )
        text = texts[line.index % len(texts)]
        return (text, kept(line.org.key, text)) if text else h.EMPTY

    columns = [
        ("Réf. partenaire", h.code("P-{:05d}", 4)),
        ("Dénomination", h.name("capitals")),
        ("Adresse 1", h.address_line("capitals")),
        ("Adresse 2", h.complement()),
        ("CP", h.postcode("text")),
        ("Localité", h.town("capitals")),
        ("Tél. 1", h.telephone("glued", empty=0)),
        ("Tél. 2", _second_number),
        ("Courriel", h.mail()),
        ("Modifié le", h.updated("fr")),
        ("Commentaire", comment),
    ]
    h.table(book, sheet, 5, columns, h.lines_of(w.orgs(32, "01", "63")))


@author(
    "texte-unicode",
    "csv",
    "UTF-16 and tabs",
    "a row per service",
    kind="csv",
    encoding="utf-16",
    delimiter="\t",
)
def unicode_text(w: World, book: Book) -> None:
    """What Excel calls « Texte Unicode »: UTF-16 with tabs; the day and the hour are in two columns."""
    slots = (("lundi", "Mo", 9, 11), ("mercredi", "We", 14, 16), ("vendredi", "Fr", 10, 12))
    names = ("Premiers pas sur l'ordinateur", "Mes démarches en ligne", "Tablette et téléphone")

    def slot(line: h.Line) -> tuple[str, str, int, int]:
        return slots[(line.about["number"] + line.org.number) % len(slots)]

    def hours(part: int) -> h.Habit:
        def habit(line: h.Line) -> h.Written:
            day, short, start, end = slot(line)
            text = day if part == 0 else f"{start}h - {end}h"
            return text, at(line.service, "horaires_accueil", f"{short} {start:02d}:00-{end:02d}:00")

        return habit

    def nom(line: h.Line) -> h.Written:
        text = names[(line.about["number"] + line.org.number) % len(names)]
        return text, at(line.service, "nom", text)

    columns = [
        ("Atelier", nom),
        ("Jour", hours(0)),
        ("Heure", hours(1)),
        ("Organisateur", h.name()),
        ("Adresse", h.address_line()),
        ("Code postal", h.postcode("text")),
        ("Ville", h.town()),
        ("Téléphone", h.telephone("spaces", empty=0)),
        (
            "Nb de postes",
            lambda line: (str(6 + line.index % 5), at(line.service, "capacite", 6 + line.index % 5)),
        ),
    ]
    lines = service_lines(book, w.orgs(18, "35", "67"), lambda org: 1 + org.number % 2)
    h.table(book, book.sheet("csv"), 1, columns, lines)


@author(
    "carnet-d-adresses",
    "csv",
    "a row per contact",
    "private contacts",
    "columns of a mail program",
    kind="csv",
    encoding="utf-8-sig",
    delimiter=",",
)
def address_book(w: World, book: Book) -> None:
    """The contacts of a mail program: persons first, where they work beside, most columns empty."""

    def of_person(detail: str) -> h.Habit:
        return lambda line: h.EMPTY if line.index % 4 == 3 else h.person_detail(detail)(line)

    columns = [
        ("Titre", h.nothing()),
        ("Prénom", of_person("first")),
        ("Nom", of_person("last")),
        ("Société", h.name()),
        ("Service", h.nothing()),
        ("Fonction", of_person("fonction")),
        ("Rue (bureau)", h.address_line()),
        ("Ville (bureau)", h.town()),
        ("Code postal (bureau)", h.postcode("text")),
        ("Pays/Région (bureau)", h.constant("France", lambda _line: ignorable("said by all"))),
        ("Téléphone (bureau)", h.telephone("spaces", empty=0)),
        ("Télécopie (bureau)", h.nothing()),
        ("Tél. mobile", of_person("telephone")),
        ("Adresse de messagerie", of_person("courriel")),
        ("Adresse de messagerie 2", h.mail(empty=0)),
        ("Catégories", h.foreign_code("Réseau {}", modulo=3)),
        ("Critère de diffusion", h.constant("Normale", lambda _line: ignorable("of the program"))),
    ]
    h.table(book, book.sheet("csv"), 1, columns, h.lines_of(w.orgs(26, "67", "90")))


@author("vieux-mac", "csv", "Mac Roman and bars", kind="csv", encoding="mac_roman", delimiter="|")
def old_mac(w: World, book: Book) -> None:
    """A base of an old Macintosh: Mac Roman, bars between, no leading zero."""
    columns = [
        ("Intitulé", h.name()),
        ("N° et rue", h.address_line()),
        ("Code postal", h.postcode("int")),
        ("Ville", h.town("no hyphen")),
        ("Téléphone", h.telephone("dots", empty=0)),
        ("Activités", h.description(empty=0)),
        (
            "Coût",
            says(
                say("gratuit", frais="gratuit"),
                say("5 € par séance", "5 € par séance", frais="payant"),
                no_data("—"),
            ),
        ),
        ("Créé", says(say("avant l'été"), say(""), say("à Pâques"), of="structure")),
    ]
    h.table(book, book.sheet("csv"), 1, columns, h.lines_of(w.orgs(30, "01", "2A")))


@author("calc", "a LibreOffice file", "booleans and dates typed", "merged titles", kind="ods")
def calc(w: World, book: Book) -> None:
    """Made in Calc: merged titles, VRAI and FAUX, dates; a second sheet says what the columns are."""
    sheet = book.sheet("Lieux")
    book.put(sheet, 1, 1, "Lieux d'accueil du réseau", ignorable("title"))
    sheet.merged.append((1, 1, 1, 9))

    def appointment(line: h.Line) -> h.Written:
        holds = line.index % 2 == 0
        code = codes("sur-rendez-vous" if holds else "sans-rendez-vous")
        return holds, at(line.offer, "rendez_vous", code)

    columns = [
        ("Lieu", h.name()),
        ("Adresse", h.address_line()),
        ("CP", h.postcode("int")),
        ("Ville", h.town()),
        ("Accessible PMR", h.yes_no("accessible", True, False, of="structure")),
        ("Sur rendez-vous", appointment),
        ("Latitude", h.latitude("float")),
        ("Longitude", h.longitude("float")),
        ("Mis à jour", h.updated("excel")),
    ]
    h.table(book, sheet, 2, columns, h.lines_of(w.orgs(28, "01", "90")))
    notice = book.sheet("Aide")
    for row, text in enumerate(("PMR : personnes à mobilité réduite", "VRAI = oui, FAUX = non"), 1):
        book.put(notice, row, 1, text, ignorable("instructions"))


_NEEDS = (
    say("Legal aid", thematiques=_RIGHTS),
    say("Housing support", thematiques=codes("logement-hebergement--*")),
    say("Food aid", thematiques=codes("equipement-et-alimentation--alimentation")),
    say("Digital skills", thematiques=codes("numerique--*")),
    say("French classes", thematiques=codes("lecture-ecriture-calcul--maitriser-le-francais")),
)
_WHOM = (
    say("Refugees", publics=(codes("refugies-bpi"), codes("personnes-exilees"))),
    say("Everyone", publics=codes("tous-publics")),
    say("Women; Families", publics=codes("femmes", "familles")),
    say("Asylum seekers", publics=(codes("demandeurs-asile"), codes("personnes-exilees"))),
    say("Job seekers", publics=codes("demandeurs-emploi")),
    say("Young people", publics=(codes("jeunes"), codes("jeunes-18-25"))),
)
_SPOKEN = (
    say("Arabic; Dari", langues=codes("ar", "fa")),
    say("English", langues=codes("en")),
    say(""),
    say("French; Ukrainian; Russian", langues=codes("fr", "uk", "ru")),
    say("Spanish; Portuguese", langues=codes("es", "pt")),
)


def _english_hour(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return f"{(hours - 1) % 12 + 1}:{rest:02d} {'AM' if hours < 12 else 'PM'}"


def _english_week(line: h.Line) -> h.Written:
    days = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    text = "; ".join(
        f"{days[day]} " + ", ".join(f"{_english_hour(a)} - {_english_hour(b)}" for a, b in spans)
        for day, spans in sorted(line.org.week.items())
    )
    return text, at(line.org.key, "horaires_accueil", weeks.osm(line.org.week))


@author("crm-in-english", "headings and values in English", "dates month first", "identifiers of a program")
def english(w: World, book: Book) -> None:
    """An export of a CRM that nobody translated: English headings and values, months before days."""

    def modified(line: h.Line) -> h.Written:
        year, month, day = line.org.updated
        day = min(day + 12, 28)
        return f"{month:02d}/{day:02d}/{year}", at(line.org.key, "date_maj", datetime.date(year, month, day))

    columns = [
        ("Record ID", h.code("001D0{:05d}QAF", 31)),
        ("Account Name", h.name()),
        ("Billing Street", h.address_line()),
        ("Billing City", h.town()),
        ("Billing Zip/Postal Code", h.postcode("text")),
        ("Billing Country", h.constant("France", lambda _line: ignorable("said by all"))),
        ("Phone", h.telephone("+33", "spaces")),
        ("Email", h.mail()),
        ("Website", h.site("plain", "bare")),
        ("Opening Hours", _english_week),
        ("Services Offered", says(*_NEEDS)),
        ("Target Population", says(*_WHOM)),
        ("Spoken Languages", says(*_SPOKEN)),
        ("Fees", says(say("Free", frais="gratuit"), say("Fee-based", frais="payant"), say(""))),
        ("Wheelchair Access", h.yes_no("accessible", "Yes", "No", of="structure")),
        ("Account Owner", h.constant("C. Robin", lambda _line: ignorable("of the program"))),
        ("Last Modified Date", modified),
    ]
    h.table(book, book.sheet("report1757680342"), 1, columns, h.lines_of(w.orgs(30, "77", "33")))


@author(
    "subventions-bop104",
    "code columns that look like identifiers",
    "amounts",
    "private contacts",
    "a row per service",
)
def grants(w: World, book: Book) -> None:
    """Grants: numbers of Chorus, of the RNA and of the declaration of activity; amounts; who signs."""

    def number(pattern: str, step: int) -> h.Habit:
        def habit(line: h.Line) -> h.Written:
            text = pattern.format(step * line.org.number)
            return text, also_kept(line.org.key, text, Place(line.org.key, "source_id~", text))

        return habit

    def euros(line: h.Line) -> int:
        return 1000 * (3 + line.index % 20) + 500 * (line.index % 2)

    def amount(line: h.Line) -> h.Written:
        text = _euros(euros(line))
        return text, kept(line.org.key, text)

    def planned(line: h.Line) -> h.Written:
        count = 25 + 3 * line.index
        return count, ask(Place(line.service, "capacite", count), record=line.org.key, texts=(str(count),))

    def signs(line: h.Line) -> h.Written:
        who, key = line.org.person, f"{line.org.key}/person"
        text = f"{title_of(who)} {who.first} {writing.capitals(who.last)}"
        return text, at(key, "nom", who.name, text)

    def action(line: h.Line) -> h.Written:
        names = ("Ateliers de français au quotidien", "Permanence asile", "Accès aux droits des femmes")
        text = names[(line.org.number + line.about["number"]) % len(names)]
        return text, at(line.service, "nom", text)

    def opinion(line: h.Line) -> h.Written:
        text = ("favorable", "réservé", "favorable")[line.index % 3]
        return text, kept(line.org.key, text)

    columns = [
        ("N° tiers Chorus", number("10000{:05d}", 17)),
        ("N° RNA", number("W77{:07d}", 3571)),
        ("N° SIRET", h.siret("spaces")),
        ("NDA", number("1177{:07d}", 2903)),
        ("Porteur", h.name("capitals")),
        ("Adresse", h.address_line()),
        ("CP", h.postcode()),
        ("Commune", h.town()),
        ("Représentant légal", signs),
        ("Intitulé de l'action", action),
        ("Montant accordé 2025", amount),
        ("Bénéficiaires prévus", planned),
        ("Avis", opinion),
    ]
    sheet = book.sheet("BOP 104")
    orgs = w.orgs(20, "77", association=1.0)
    lines = service_lines(book, orgs, lambda org: 1 + org.number % 2)
    row = h.table(book, sheet, 1, columns, lines)
    book.put(sheet, row, 1, "TOTAL", ignorable("total"))
    book.put(sheet, row, 11, _euros(sum(map(euros, lines))), ignorable("total"))


def _euros(amount: int) -> str:
    return f"{amount // 1000} {amount % 1000:03d},00 €"
