"""Files that half follow a standard: data·inclusion v0 and v1, médiation numérique."""

import datetime

from bench.messy import habits as h
from bench.messy.book import Book, Place, at, codes, ignorable, kept, stored
from bench.messy.shapes.author import author
from bench.messy.world import World

_DROITS = "difficultes-administratives-ou-juridiques"
# v0's words, and what v1 calls them; a star where v1 cut the topic in several.
_V0_THEMES = (
    h.Word("apprendre-francais--suivre-formation", codes("lecture-ecriture-calcul--maitriser-le-francais")),
    h.Word("acces-aux-droits-et-citoyennete--connaitre-ses-droits", codes(f"{_DROITS}--*")),
    h.Word("logement-hebergement--etre-accompagne-pour-se-loger", codes("logement-hebergement--*")),
    h.Word("numerique--utiliser-le-numerique-au-quotidien", codes("numerique--*")),
    h.Word("mobilite--comprendre-et-utiliser-les-transports-en-commun", codes("mobilite--*")),
    h.Word("equipement-et-alimentation--habillement", codes("equipement-et-alimentation--habillement")),
)
_V0_PROFILS = (
    h.Word("tous-publics", codes("tous-publics")),
    h.Word("femmes", codes("femmes")),
    h.Word("jeunes-16-26", codes("jeunes")),
    h.Word("personnes-de-nationalite-etrangere", codes("personnes-exilees")),
    h.Word("beneficiaires-rsa", codes("beneficiaires-rsa"), (codes("beneficiaires-des-minimas-sociaux"),)),
    h.Word("seniors-65", codes("seniors")),
)


@author(
    "data-inclusion-v0",
    "values of data·inclusion v0",
    "ids unique within a source",
    "second sheet that matters",
)
def version_zero(w: World, book: Book) -> None:
    """Structures and services of v0, edited by hand; the same ids in two sources."""
    orgs = w.orgs(40, "77", "59")

    def source(line: h.Line) -> h.Written:
        return _source(line), at(line.org.key, "source|source_id~", _source(line))

    def identity(line: h.Line) -> h.Written:
        # Each id comes twice, once in each source.
        text = _identity(line)
        return text, at(line.org.key, "source_id~", text)

    day = datetime.date(2025, 5, 14)
    columns = [
        ("id", identity),
        ("source", source),
        ("siret", h.siret()),
        ("nom", h.name()),
        ("adresse", h.address_line()),
        ("complement_adresse", h.complement()),
        ("code_postal", h.postcode("text")),
        ("commune", h.town()),
        ("code_insee", h.insee()),
        ("longitude", h.longitude()),
        ("latitude", h.latitude()),
        ("telephone", h.telephone("+33")),
        ("courriel", h.mail()),
        ("site_web", h.site()),
        ("presentation_resume", h.description()),
        ("horaires_ouverture", h.osm_hours()),
        ("date_maj", h.constant("2025-05-14", lambda line: at(line.org.key, "date_maj", day))),
    ]
    h.table(book, book.sheet("structures"), 1, columns, h.lines_of(orgs))
    lines = []
    for org in orgs[:36]:
        lines.append(h.Line(org, org.number, book.record(f"{org.key}/v0", "service", org.key)))
    columns = [
        ("structure_id", _reference()),
        ("source", _source_of()),
        ("nom", _service_name()),
        ("thematiques", h.words("thematiques", *_V0_THEMES, join=",")),
        ("profils", h.words("publics", *_V0_PROFILS, join=",")),
        (
            "frais",
            h.words(
                "frais",
                h.Word("gratuit", "gratuit"),
                h.Word("gratuit-sous-conditions", "gratuit", ("payant",), doubtful=True),
                h.Word("payant", "payant"),
                h.Word("adhesion", "payant"),
            ),
        ),
        (
            "modes_accueil",
            h.words(
                "modes_accueil",
                h.Word("en-presentiel", codes("en-presentiel")),
                h.Word("a-distance", codes("a-distance")),
            ),
        ),
    ]
    h.table(book, book.sheet("services"), 1, columns, lines)


def _identity(line: h.Line) -> str:
    return f"st-{(line.org.number + 1) // 2:03d}"


def _source(line: h.Line) -> str:
    return "dora" if line.org.number % 2 else "soliguide"


def _reference() -> h.Habit:
    """Joins the two sheets: right when the service hangs on its structure, which the match tells."""
    return lambda line: (_identity(line), ignorable("joins two sheets"))


def _source_of() -> h.Habit:
    return lambda line: (_source(line), ignorable("joins two sheets"))


def _service_name() -> h.Habit:
    names = ("Apprendre le français", "Aide aux démarches", "Accompagnement global", "Atelier numérique")

    def habit(line: h.Line) -> h.Written:
        nom = names[line.org.number % 4]
        return nom, at(line.service, "nom", nom)

    return habit


_MEDNUM_SERVICES = (
    h.Word("Aide aux démarches administratives", codes("numerique--*"), (codes(f"{_DROITS}--*"),)),
    h.Word(
        "Maîtrise des outils numériques du quotidien",
        codes("numerique--maitriser-les-fondamentaux-du-numerique"),
        (codes("numerique--*"),),
    ),
    h.Word(
        "Accès internet et matériel informatique",
        codes("numerique--acceder-a-une-connexion-internet"),
        (codes("numerique--*"),),
    ),
    h.Word(
        "Acquisition de matériel informatique à prix solidaire", codes("numerique--acquerir-un-equipement")
    ),
)
_MEDNUM_PUBLICS = (
    h.Word("Jeunes", codes("jeunes")),
    h.Word("Femmes", codes("femmes")),
    h.Word("Seniors", codes("seniors")),
    h.Word("Étudiants", codes("etudiants")),
    h.Word("Familles et/ou parents", codes("familles")),
)
_MEDNUM_NETWORKS = (
    h.Word("France services", codes("france-service")),
    h.Word("Conseillers numériques", codes("conseillers-numeriques")),
    h.Word("Aidants Connect", codes("aidants-connect")),
)


def _mednum(book: Book, sheet_name: str, orgs: list, *, exact: bool) -> None:
    """The columns of the standard; not exact, as towns retype them: other headings, slashes for bars."""
    join = "|" if exact else " / "
    network = (
        _MEDNUM_NETWORKS if exact else (h.Word("CNFS", codes("conseillers-numeriques")), _MEDNUM_NETWORKS[0])
    )
    pivot = h.siret() if not exact else _pivot()
    columns = [
        ("id", h.code("LH-{}")),
        ("pivot", pivot),
        ("nom", h.name()),
        ("commune", h.town()),
        ("code_postal" if exact else "cp", h.postcode("text")),
        ("code_insee" if exact else "insee", h.insee()),
        ("adresse", h.address_line()),
        ("complement_adresse", h.complement()),
        ("latitude", h.latitude()),
        ("longitude", h.longitude()),
        ("typologie", _typology()),
        ("telephone", h.telephone("+33" if exact else "spaces")),
        ("courriels" if exact else "mail", h.mail()),
        ("site_web", h.site()),
        ("horaires", h.osm_hours()),
        ("presentation_resume", h.description()),
        ("services", h.words("thematiques", *_MEDNUM_SERVICES, join=join)),
        ("publics_specifiquement_adresses", h.words("publics", *_MEDNUM_PUBLICS, join=join, empty=0.4)),
        (
            "frais_a_charge",
            h.words(
                "frais",
                h.Word("Gratuit", "gratuit"),
                h.Word("Payant", "payant"),
                h.Word("Gratuit sous condition", "gratuit", ("payant",), doubtful=True),
            ),
        ),
        ("dispositif_programmes_nationaux", h.words("reseaux_porteurs", *network, of="structure", empty=0.4)),
        ("date_maj", h.updated("iso" if exact else "fr")),
    ]
    h.table(book, book.sheet(sheet_name), 1, columns, h.lines_of(orgs))


# By how a name begins: the standard's word, and who holds the place where that settles it.
_TYPOLOGIES = {
    "Association": ("ASSO", "association"),
    "CCAS": ("CCAS", "institution"),
    "Mairie": ("MUNI", "institution"),
    "Médiathèque": ("BIB", ""),
    "Mission locale": ("ML", ""),
    "": ("AUTRE", ""),
}


def _typology() -> h.Habit:
    def habit(line: h.Line) -> h.Written:
        text, holder = next(said for word, said in _TYPOLOGIES.items() if line.org.nom.startswith(word))
        places = (Place(line.org.key, "porteur", holder),) if holder else ()
        return text, kept(line.org.key, text, places=places)

    return habit


def _pivot() -> h.Habit:
    def habit(line: h.Line) -> h.Written:
        if line.index % 3 == 0:
            return "00000000000000", ignorable("says that there is none")
        return line.org.siret, at(line.org.key, "siret", line.org.siret)

    return habit


@author(
    "mediation-numerique", "values of médiation numérique", "csv", "SIRET of zeros", kind="csv", delimiter=","
)
def digital(w: World, book: Book) -> None:
    _mednum(book, "csv", w.orgs(55, "974", "77", "35"), exact=True)


@author("mediation-numerique-retapee", "values of médiation numérique", "headings of a standard retyped")
def digital_retyped(w: World, book: Book) -> None:
    _mednum(book, "lieux", w.orgs(50, "13", "63"), exact=False)


@author(
    "standard-et-colonnes-maison", "values of data·inclusion v1", "columns of one's own beside a standard"
)
def standard_and_own(w: World, book: Book) -> None:
    """data·inclusion v1's columns, and a column a weekday of the author's own."""
    days = [
        (day, h.day_hours(n, "h", "-", " / "))
        for n, day in enumerate(("lun", "mar", "mer", "jeu", "ven", "sam"))
    ]

    def network(line: h.Line) -> h.Written:
        return line.org.network, stored(Place(line.org.key, "reseaux_porteurs", codes(line.org.network)))

    columns = [
        ("id", h.code("maison--{}")),
        ("nom", h.name()),
        ("date_maj", h.updated("iso")),
        ("adresse", h.address_line()),
        ("code_postal", h.postcode("text")),
        ("commune", h.town()),
        ("lon", h.longitude()),
        ("lat", h.latitude()),
        ("telephone", h.telephone("spaces")),
        ("courriel", h.mail()),
        ("reseaux_porteurs", network),
        *days,
        ("suivi interne", h.remark("relancé", "vu le 12/05", "à jour")),
    ]
    h.table(book, book.sheet("structures"), 1, columns, h.lines_of(w.orgs(52, "33", "90")))


@author("services-trois-vocabulaires", "values of three vocabularies in one column", "a row per service")
def three_vocabularies(w: World, book: Book) -> None:
    """Lines pasted from three files: each cell has the words of its own."""
    french = "lecture-ecriture-calcul--maitriser-le-francais"
    themes = (
        h.Word(
            "numerique--maitriser-les-fondamentaux-du-numerique",
            codes("numerique--maitriser-les-fondamentaux-du-numerique"),
        ),
        h.Word("Maîtrise des outils numériques du quotidien", codes("numerique--*")),
        h.Word("ateliers informatique", codes("numerique--*")),
        h.Word("FLE", codes(french)),
        h.Word(french, codes(french)),
        h.Word("apprendre-francais--suivre-formation", codes(french)),
    )
    publics = (
        h.Word("Familles et/ou parents", codes("familles")),
        h.Word("familles-enfants", codes("familles")),
        h.Word("parents", codes("familles")),
        h.Word("tous-publics", codes("tous-publics")),
        h.Word("Tout public", codes("tous-publics")),
    )
    lines: list[h.Line] = []
    for org in w.orgs(30, "67"):
        for number in range(w.rng.randint(1, 2)):
            nom = ("Atelier du mardi", "Permanence du jeudi")[number]
            lines.append(
                h.Line(org, len(lines), book.record(f"{org.key}/t{number}", "service", org.key), {"nom": nom})
            )
    columns = [
        ("Porteur", h.name()),
        ("Adresse", h.address_line()),
        ("CP", h.postcode()),
        ("Ville", h.town()),
        ("Action", lambda line: (line.about["nom"], at(line.service, "nom", line.about["nom"]))),
        ("Thème", h.words("thematiques", *themes)),
        ("Publics", h.words("publics", *publics)),
        (
            "Commentaire",
            lambda line: (
                ("voir fichier d'origine", kept(line.org.key, "voir fichier d'origine"))
                if line.index % 5 == 0
                else h.EMPTY
            ),
        ),
    ]
    h.table(book, book.sheet("compilation"), 1, columns, lines)
