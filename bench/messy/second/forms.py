"""Answers to forms: questions as headings, boxes ticked joined by commas, codes with their labels."""

from bench.messy import habits as h
from bench.messy.book import Book, Place, at, codes, ignorable, kept, stored
from bench.messy.second.author import author
from bench.messy.second.cells import also_kept, no_data, say, says, uncertain
from bench.messy.world import World

# By whether a public body holds the place.
_STATUS = {False: ("association", "92 - Association"), True: ("institution", "72 - Organisme public")}
_PUBLIC_BODIES = ("CCAS", "Bibliothèque", "Greta", "Maison", "Point")
_EXILES = codes("personnes-exilees")
_PUBLICS = (
    say(
        "Demandeurs d'asile, Réfugiés / BPI",
        publics=(codes("demandeurs-asile", "refugies-bpi"), _EXILES),
    ),
    say("Femmes, Familles avec enfants", publics=codes("femmes", "familles")),
    say(
        "Jeunes (16-25 ans, sortants de l'ASE compris), Femmes",
        publics=(codes("jeunes", "femmes"), codes("jeunes-18-25", "femmes")),
    ),
    say("Tout le monde", publics=codes("tous-publics")),
    say(
        "Demandeurs d'emploi, Seniors, Familles avec enfants",
        publics=codes("demandeurs-emploi", "seniors", "familles"),
    ),
    say("Femmes, Autre : voyageurs", "voyageurs", publics=codes("femmes")),
)
_HALVES = ("Matin", "Après-midi", "Matin, Après-midi", "", "Fermé")


@author(
    "formulaire-en-ligne",
    "headings that are sentences",
    "boxes ticked in a cell",
    "a grid of days in a form",
    "private contacts",
)
def online(w: World, book: Book) -> None:
    """Answers of an online form: the time, the mail of whoever answered, boxes, a grid of half-days."""

    def half(day: int) -> h.Habit:
        def habit(line: h.Line) -> h.Written:
            text = _HALVES[(line.index * 2 + day) % len(_HALVES)]
            if text in ("", "Fermé"):
                return text, ignorable("not open, or nothing said")
            return text, uncertain(line.org.key, day, text)

        return habit

    def consent(line: h.Line) -> h.Written:
        if line.index % 9:
            return "Oui", ignorable("says what being in the list says")
        return "Non, pas encore", kept(line.org.key, "Non, pas encore")

    days = ("Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi")
    question = "Quand accueillez-vous du public ?"
    columns = [
        ("Horodateur", h.updated("with time")),
        ("Adresse e-mail", h.person_detail("courriel")),
        ("Comment s'appelle votre structure ?", h.name()),
        ("Qui êtes-vous ? (prénom, nom)", h.person(empty=0)),
        ("Où accueillez-vous ? Indiquez le numéro et la rue.", h.address_line()),
        ("Dans quelle commune ?", h.postcode_and_town("{town} {postcode}")),
        ("Quel public accueillez-vous ? (plusieurs réponses possibles)", says(*_PUBLICS)),
        *((f"{question} [{day}]", half(number)) for number, day in enumerate(days)),
        ("Quel numéro pouvons-nous publier ?", h.telephone("spaces", "glued", "dots", "+33", empty=0)),
        ("Quelle adresse e-mail pouvons-nous publier ?", h.mail(empty=0.2)),
        ("Peut-on venir en fauteuil roulant ?", h.yes_no("accessible", "Oui", "Non", of="structure")),
        ("Acceptez-vous de figurer sur la carte ?", consent),
        ("Autre chose à nous dire ?", h.remark("merci pour ce travail", "nous déménageons en mars")),
    ]
    sheet = book.sheet("Réponses au formulaire 1")
    h.table(book, sheet, 1, columns, h.lines_of(w.orgs(30, "35", "77", association=0.8)))


_LANGUAGES = (
    say("FR - Français|AR - Arabe", langues=codes("fr", "ar")),
    say("EN - Anglais", langues=codes("en")),
    say("UK - Ukrainien|RU - Russe|EN - Anglais", langues=codes("uk", "ru", "en")),
    no_data("99 - Autre", "says no language"),
    say(""),
)
_CODED = (
    say("P01 - Tous publics", publics=codes("tous-publics")),
    say("P03 - Femmes", publics=codes("femmes")),
    say(
        "P07 - Bénéficiaires du RSA",
        publics=(codes("beneficiaires-rsa"), codes("beneficiaires-des-minimas-sociaux")),
    ),
    say("P04 - Familles|P09 - Jeunes", publics=codes("familles", "jeunes")),
)
_APPOINTMENT = (
    say("1 - Sans rendez-vous", rendez_vous=codes("sans-rendez-vous")),
    say("2 - Sur rendez-vous", rendez_vous=codes("sur-rendez-vous")),
    say("3 - Les deux", rendez_vous=codes("sans-rendez-vous", "sur-rendez-vous")),
)


@author(
    "codes-et-libelles",
    "a code and its label in a cell",
    "INSEE code in the town's cell",
    "several values in a cell",
)
def coded(w: World, book: Book) -> None:
    """A survey's program: each answer is its code, a dash and its label; bars between several."""

    def town(line: h.Line) -> h.Written:
        commune = line.org.address.commune
        return f"{commune.code} - {commune.name}", stored(
            Place(line.org.key, "commune", commune.name), Place(line.org.key, "code_insee", commune.code)
        )

    def status(line: h.Line) -> h.Written:
        public = line.org.nom.startswith(_PUBLIC_BODIES)
        holder, text = _STATUS[public]
        return text, also_kept(line.org.key, text, Place(line.org.key, "porteur", holder))

    def accessible(line: h.Line) -> h.Written:
        text, holds = (("1 - Oui", True), ("0 - Non", False), ("8 - Ne sait pas", None))[line.index % 3]
        if holds is None:
            return text, ignorable("says that nobody knows")
        return text, at(line.org.key, "accessible", holds)

    columns = [
        ("ID_REP", h.code("R{:06d}", 412)),
        ("Q1_NOM", h.name()),
        ("Q2_STATUT", status),
        ("Q3_ADR", h.address_line()),
        ("Q3_COM", town),
        ("Q3_CP", h.postcode("text")),
        ("Q4_TEL", h.telephone("glued", empty=0)),
        ("Q5_PUBLIC", says(*_CODED)),
        ("Q6_LANGUE", says(*_LANGUAGES)),
        ("Q7_RDV", says(*_APPOINTMENT)),
        ("Q8_PMR", accessible),
    ]
    h.table(book, book.sheet("DATA"), 1, columns, h.lines_of(w.orgs(28, "59", "13")))
