"""Values as people write them: telephones, yes and no, dates, hours, words of the field."""

import datetime

from bench.messy import habits as h
from bench.messy import weeks, writing
from bench.messy.book import Book, Place, ask, at, codes, ignorable
from bench.messy.shapes.author import author
from bench.messy.world import World

FRENCH = "lecture-ecriture-calcul--maitriser-le-francais"
# Words that associations use for what they do; a category ends with a star where no one topic is meant.
THEMES = (
    h.Word("FLE", codes(FRENCH)),
    h.Word("alphabétisation", codes(FRENCH)),
    h.Word("Cours de français", codes(FRENCH)),
    h.Word("Accès aux droits", codes("difficultes-administratives-ou-juridiques--*")),
    h.Word("Logement", codes("logement-hebergement--*")),
    h.Word("Aide alimentaire", codes("equipement-et-alimentation--alimentation")),
    h.Word("Numérique", codes("numerique--*")),
    h.Word("Santé", codes("sante--*")),
    h.Word("Vestiaire", codes("equipement-et-alimentation--habillement")),
    h.Word("Emploi", codes("trouver-un-emploi--*"), (codes("preparer-sa-candidature--*"),), doubtful=True),
    h.Word(
        "PRECARITE",
        codes("equipement-et-alimentation--*"),
        (codes("difficultes-financieres--*"),),
        doubtful=True,
    ),
)
PUBLICS = (
    h.Word("tout public", codes("tous-publics")),
    h.Word("Tous", codes("tous-publics")),
    h.Word("Demandeurs d'asile", codes("demandeurs-asile"), (codes("personnes-exilees"),)),
    h.Word("BPI", codes("refugies-bpi"), (codes("personnes-exilees"),)),
    h.Word("primo-arrivants", codes("primo-arrivants"), (codes("personnes-exilees"),)),
    h.Word("16-25 ans", codes("jeunes"), (codes("jeunes-18-25"),), doubtful=True),
    h.Word("Femmes", codes("femmes")),
    h.Word("BRSA", codes("beneficiaires-rsa"), (codes("beneficiaires-des-minimas-sociaux"),)),
    h.Word("SDF", codes("personnes-en-situation-durgence")),
    h.Word("habitants du quartier", codes("residents-qpv-frr"), (codes("tous-publics"),), doubtful=True),
)
COSTS = (
    h.Word("gratuit", "gratuit"),
    h.Word("GRATUIT", "gratuit"),
    h.Word("0 €", "gratuit"),
    h.Word("adhésion 10 €", "payant"),
    h.Word("15 € / an", "payant"),
    h.Word("payant", "payant"),
)
_LANGUAGES = (
    h.Word("arabe", codes("ar")),
    h.Word("anglais", codes("en")),
    h.Word("Anglais (notions)", codes("en")),
    h.Word("dari", codes("fa")),
    h.Word("ukrainien", codes("uk")),
    h.Word("espagnol", codes("es")),
    h.Word("LSF", codes("fsl")),
)
_LEVELS = (
    h.Word("A1", codes("A1")),
    h.Word("A1-A2", codes("A1", "A2")),
    h.Word("A1/A2/B1", codes("A1", "A2", "B1")),
    h.Word("alpha", codes("alpha")),
    h.Word("débutants", codes("A1"), doubtful=True),
    h.Word("tous niveaux", codes("A1", "A2", "B1", "B2"), (codes("A1"),), doubtful=True),
    h.Word("B1 et +", codes("B1", "B2"), (codes("B1", "B2", "C1"), codes("B1")), doubtful=True),
)


@author("telephones-en-vrac", "telephones in all shapes", "mails with spaces")
def telephones(w: World, book: Book) -> None:
    columns = [
        ("Association", h.name()),
        ("Adresse", h.address_line()),
        ("CP", h.postcode()),
        ("Ville", h.town()),
        (
            "Téléphone",
            h.telephone(
                "spaces",
                "dots",
                "dashes",
                "glued",
                "int",
                "+33",
                "+33 (0)",
                "0033",
                "slashes",
                "labelled",
                "nbsp",
                "standard",
                "threes",
                empty=0.05,
            ),
        ),
        (
            "E-mail",
            h.mail("plain", "spaces", "around at", "capitals", "full stop", "angle", "mailto", "nbsp", "at"),
        ),
        ("Web", h.site("plain", "bare", "http", "capitals")),
    ]
    h.table(book, book.sheet("Feuil1"), 1, columns, h.lines_of(w.orgs(70, "77", "59")))


@author("outre-mer", "overseas", "telephones in all shapes")
def overseas(w: World, book: Book) -> None:
    columns = [
        ("Nom de l'organisme", h.name()),
        ("Adresse", h.address_line(complement=True)),
        ("Code postal", h.postcode()),
        ("Ville", h.town()),
        ("Département", _departement()),
        ("Téléphone", h.telephone("spaces", "+33", "int", "+33 (0)")),
        ("Courriel", h.mail()),
    ]
    h.table(book, book.sheet("DROM"), 1, columns, h.lines_of(w.orgs(48, "971", "973", "974", "976")))


def _departement() -> h.Habit:
    """Said by the postcode already: storing it nowhere loses nothing."""

    def habit(line: h.Line) -> h.Written:
        return int(line.org.address.commune.departement), ignorable("said by the postcode")

    return habit


@author("deux-numeros", "several numbers in one cell")
def two_numbers(w: World, book: Book) -> None:
    columns = [
        ("Lieu", h.name()),
        ("Adresse", h.address_line()),
        ("Code postal", h.postcode()),
        ("Ville", h.town()),
        ("Tel", h.two_telephones(" ou ", "spaces")),
        ("Mail", h.mail()),
        ("Horaires", h.hours("h", "-", " - ", " ; ")),
    ]
    h.table(book, book.sheet("Feuil1"), 1, columns, h.lines_of(w.orgs(34, "90")))


@author("mots-du-terrain", "values in free words", "values to be asked")
def free_words(w: World, book: Book) -> None:
    columns = [
        ("Association", h.name()),
        ("Adresse", h.whole_address()),
        ("Tél", h.telephone("spaces")),
        ("Domaine", h.words("thematiques", *THEMES, join=" / ")),
        ("Public", h.words("publics", *PUBLICS)),
        ("Coût", h.words("frais", *COSTS, empty=0.2)),
        ("Langues parlées", h.words("langues", *_LANGUAGES, join=", ", empty=0.3)),
    ]
    h.table(book, book.sheet("Feuil1"), 1, columns, h.lines_of(w.orgs(60, association=0.9)))


@author("niveaux-de-francais", "values in free words", "levels of French", "yes and no in ten ways")
def levels(w: World, book: Book) -> None:
    columns = [
        ("Structure", h.name()),
        ("Adresse", h.address_line()),
        ("Ville", h.postcode_and_town()),
        ("Niveau", h.words("niveaux", *_LEVELS)),
        ("Garde d'enfants", h.yes_no("garde_enfants", "OUI", "NON")),
        ("Liste d'attente", h.yes_no("liste_attente", "x", "")),
        ("Nb heures/semaine", _weekly()),
        ("Tarif", h.words("frais", *COSTS)),
        ("Téléphone", h.telephone("spaces")),
    ]
    h.table(book, book.sheet("Cours FLE"), 1, columns, h.lines_of(w.orgs(45, association=0.9)))


def _weekly() -> h.Habit:
    def habit(line: h.Line) -> h.Written:
        hours = 2.0 + line.org.number % 5
        text: object = (hours, f"{hours:g}h", f"{hours:g} h/sem")[line.index % 3]
        return text, at(line.offer, "volume_horaire_hebdomadaire", hours)

    return habit


@author("oui-non", "yes and no in ten ways")
def yes_and_no(w: World, book: Book) -> None:
    """Each column was filled by somebody else."""
    columns = [
        ("Lieu", h.name()),
        ("Adresse", h.address_line()),
        ("CP", h.postcode()),
        ("Ville", h.town()),
        ("Accessible PMR", h.yes_no("accessible", "O", "N", of="structure")),
        ("Bureau confidentiel", h.yes_no("bureau_confidentiel", 1, 0, of="structure")),
        ("Garde d'enfants possible", h.yes_no("garde_enfants", "✓", "")),
        ("Interprète", h.yes_no("interprete", "vrai", "faux")),
        ("FALC", h.yes_no("falc", True, False)),
        ("Liste d'attente (o/n)", _any_yes_no()),
        ("Téléphone", h.telephone("spaces")),
    ]
    h.table(book, book.sheet("Enquête"), 1, columns, h.lines_of(w.orgs(40, "33")))


def _any_yes_no() -> h.Habit:
    def habit(line: h.Line) -> h.Written:
        holds = line.index % 3 == 0
        texts = ("oui", "Oui", "OUI", "o", "Y") if holds else ("non", "Non", "NON", "n", "Pas pour l'instant")
        text = texts[line.index // 3 % 5]
        if len(text) <= 3:
            return text, at(line.offer, "liste_attente", holds)
        return text, ask(Place(line.offer, "liste_attente", holds), record=line.org.key, texts=(text,))

    return habit


@author("dates-melangees", "dates as dates and as texts")
def dates(w: World, book: Book) -> None:
    styles = ("excel", "fr", "fr short", "dots", "iso", "words")

    def mixed(line: h.Line) -> h.Written:
        value = writing.day(line.org.updated, styles[line.index % len(styles)])
        return value, at(line.org.key, "date_maj", datetime.date(*line.org.updated))

    columns = [
        ("Nom", h.name()),
        ("Adresse", h.address_line()),
        ("CP", h.postcode()),
        ("Ville", h.town()),
        ("Mis à jour le", mixed),
        ("SIRET", h.siret("spaces")),
        ("Tel", h.telephone("spaces")),
    ]
    h.table(
        book,
        book.sheet("Feuil1"),
        1,
        columns,
        h.lines_of(w.orgs(42, "67")),
        formats={"Mis à jour le": "DD/MM/YYYY"},
    )


@author("horaires-au-clavier", "hours as people write them")
def hours(w: World, book: Book) -> None:
    ways = (
        h.hours("h", "-", " "),
        h.hours("h", " à ", " et "),
        h.hours("H", "-", " / "),
        h.hours("h00", " - ", " / "),
        h.hours(":", "-", ", ", "; "),
        h.hours("h", "-", " et ", "\n"),
        h.hours("h", "-", " ", ", ", "Horaires : "),
        h.hours("h", "-", " / ", ", ", "Ouvert "),
        h.osm_hours(),
    )
    columns = [
        ("Structure", h.name()),
        ("Adresse", h.address_line()),
        ("Code postal", h.postcode()),
        ("Commune", h.town()),
        ("Horaires", lambda line: ways[line.index % len(ways)](line)),
        ("Tél", h.telephone("spaces")),
    ]
    h.table(book, book.sheet("Feuil1"), 1, columns, h.lines_of(w.orgs(54, "35")))


@author("une-colonne-par-jour", "a column per weekday")
def weekdays(w: World, book: Book) -> None:
    days = [
        (day.capitalize(), h.day_hours(n, "h", "-", " / ", "fermé")) for n, day in enumerate(weeks.DAYS[:6])
    ]
    columns = [
        ("Lieu", h.name()),
        ("Adresse", h.address_line()),
        ("CP", h.postcode()),
        ("Ville", h.town()),
        *days,
        ("Téléphone", h.telephone("spaces")),
    ]
    h.table(book, book.sheet("Horaires"), 1, columns, h.lines_of(w.orgs(46, "63", "77")))


@author("jours-abreges-france-services", "a column per weekday", "csv", kind="csv", delimiter=",")
def short_weekdays(w: World, book: Book) -> None:
    days = [(f"h_{day}", h.day_hours(n, "h00", " - ", " / ")) for n, day in enumerate(weeks.DAYS[:6])]
    columns = [
        ("id", h.code("{}", 12)),
        ("lib", h.name()),
        ("adresse", h.address_line()),
        ("insee_com", h.insee()),
        ("code_postal", h.postcode("text")),
        ("lib_com", h.town()),
        ("latitude", h.latitude()),
        ("longitude", h.longitude()),
        ("mail", h.mail()),
        ("telephone", h.telephone("spaces")),
        *days,
        ("commentaire", h.remark("Fermé le 1er lundi du mois", "Sur rendez-vous uniquement le matin")),
    ]
    h.table(book, book.sheet("csv"), 1, columns, h.lines_of(w.orgs(60, "01", "63", "33")))


@author("matin-apres-midi", "a column per half-day", "two lines of headings")
def half_days(w: World, book: Book) -> None:
    """Each day has a column for the morning and one for the afternoon, under merged names of days."""
    sheet = book.sheet("Accueil")
    for n, day in enumerate(weeks.DAYS[:6]):
        book.put(sheet, 1, 5 + 2 * n, day.upper(), ignorable("heading"))
        sheet.merged.append((1, 5 + 2 * n, 1, 6 + 2 * n))
    halves = [
        (title, h.half_day(n, half)) for n in range(6) for half, title in enumerate(("Matin", "Après-midi"))
    ]
    columns = [
        ("Nom", h.name()),
        ("Adresse", h.address_line()),
        ("CP", h.postcode()),
        ("Ville", h.town()),
        *halves,
    ]
    h.table(book, sheet, 2, columns, h.lines_of(w.orgs(36, "77")))


@author("tout-en-capitales", "rows in capitals")
def capitals(w: World, book: Book) -> None:
    columns = [
        ("NOM", h.name("capitals")),
        ("ADRESSE", h.address_line("capitals")),
        ("CP", h.postcode()),
        ("VILLE", h.town("capitals")),
        ("TELEPHONE", h.telephone("dots")),
        ("MAIL", h.mail("capitals")),
        ("RESPONSABLE", h.person("{LAST} {first}")),
    ]
    h.table(book, book.sheet("FEUIL1"), 1, columns, h.lines_of(w.orgs(52, "59", "63")))


@author("siret-en-nombres", "SIRET as floats", "SIRET of zeros")
def siret_numbers(w: World, book: Book) -> None:
    """Numbers that a spreadsheet keeps whole; and « 00000000000000 », which says that there is none."""

    def siret(line: h.Line) -> h.Written:
        if line.index % 4 == 3:
            return "00000000000000", ignorable("says that there is none")
        return float(line.org.siret), at(line.org.key, "siret", line.org.siret)

    columns = [
        ("Pivot", siret),
        ("Nom", h.name()),
        ("Adresse", h.address_line()),
        ("Code postal", h.postcode()),
        ("Commune", h.town()),
        ("Code INSEE", h.insee("int")),
        ("Date", h.updated("excel")),
        ("Tél", h.telephone("int")),
    ]
    h.table(
        book,
        book.sheet("Pivot"),
        1,
        columns,
        h.lines_of(w.orgs(48, "35", "33")),
        formats={"Date": "DD/MM/YYYY"},
    )
