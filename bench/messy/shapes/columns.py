"""Columns that look like others: headings twice, empty twins, codes, hidden ones, ticks."""

from bench.messy import habits as h
from bench.messy.book import Book, Place, codes, ignorable, kept, stored
from bench.messy.shapes.author import author
from bench.messy.world import World

# By how a name begins: the sort of place, and who holds it where that settles it.
_KINDS = {
    "Association": ("Association", "association"),
    "Mairie": ("Mairie", "institution"),
    "CCAS": ("Service municipal", "institution"),
    "Médiathèque": ("Bibliothèque", ""),
    "Centre social": ("Centre social", ""),
    "": ("Autre lieu d'accueil", ""),
}


def _kind() -> h.Habit:
    """What sort of place it is: no name, and only some sorts have a field."""

    def habit(line: h.Line) -> h.Written:
        text, holder = next(said for word, said in _KINDS.items() if line.org.nom.startswith(word))
        places = (Place(line.org.key, "porteur", holder),) if holder else ()
        return text, kept(line.org.key, text, places=places)

    return habit


@author("type-et-nom-du-lieu", "« Type de lieu » beside « Nom du lieu »", "code columns")
def kind_and_name(w: World, book: Book) -> None:
    columns = [
        ("Horodateur", h.updated("with time")),
        ("Type de lieu", _kind()),
        ("Nom du lieu ou de la structure *", h.name()),
        ("Nom du propriétaire", _owner()),
        ("Adresse postale *", h.address_line()),
        ("Code postal *", h.postcode()),
        ("Commune *", h.town()),
        ("Numéro de téléphone", h.telephone("spaces", "int")),
        ("Adresse e-mail", h.mail("plain", "spaces")),
    ]
    h.table(book, book.sheet("Réponses au formulaire 1"), 1, columns, h.lines_of(w.orgs(55)))


def _owner() -> h.Habit:
    """Who owns the walls: nobody to search for."""

    def habit(line: h.Line) -> h.Written:
        text = ("Ville", "Département", "Bailleur Habitat 77", "Communauté de communes")[line.org.number % 4]
        return text, kept(line.org.key, text)

    return habit


@author("meme-en-tete-deux-fois", "the same header twice")
def header_twice(w: World, book: Book) -> None:
    """« Adresse » is the street, then the e-mail; « Nom » is the place's, then the person's."""
    columns = [
        ("Nom", h.name()),
        ("Adresse", h.address_line()),
        ("CP", h.postcode()),
        ("Ville", h.town()),
        ("Nom", h.person("{last} {first}")),
        ("Fonction", h.person_detail("fonction")),
        ("Adresse", h.mail()),
        ("Tél", h.telephone("spaces")),
        ("Tél", _second_telephone()),
    ]
    h.table(book, book.sheet("Feuil1"), 1, columns, h.lines_of(w.orgs(43, "59")))


def _second_telephone() -> h.Habit:
    def habit(line: h.Line) -> h.Written:
        if line.index % 2:
            return h.EMPTY
        number = line.org.mobile
        spaced = " ".join(number[start : start + 2] for start in range(0, 10, 2))
        return spaced, kept(line.org.key, f"tel:{number}")

    return habit


@author("colonnes-jumelles-vides", "empty twin columns")
def empty_twins(w: World, book: Book) -> None:
    """An empty column that has the better heading, and its filled twin."""
    columns = [
        ("Téléphone", h.nothing()),
        ("Nom", h.name()),
        ("Adresse", h.address_line()),
        ("Code postal", h.nothing()),
        ("CP", h.postcode()),
        ("Ville", h.town()),
        ("Courriel", h.nothing()),
        ("Mail (nouveau)", h.mail()),
        ("Tél. accueil", h.telephone("spaces")),
        ("Site web", h.nothing()),
        ("Page internet", h.site("bare")),
        ("Horaires", h.nothing()),
        ("Horaires d'ouverture au public", h.hours("h00", "-", " / ")),
    ]
    h.table(book, book.sheet("BDD"), 1, columns, h.lines_of(w.orgs(46, "33", "13")))


@author("codes-en-tous-genres", "code columns that look like identifiers")
def many_codes(w: World, book: Book) -> None:
    """FINESS of the manager, order number, INSEE, sector: the identifier is « Réf. »."""
    columns = [
        ("N°", h.numbering()),
        ("Code", h.insee()),
        ("FINESS EJ", h.foreign_code("77000{:04d}", modulo=9)),
        ("Secteur", h.foreign_code("{}", modulo=5)),
        ("Réf.", h.code("ADR-{:04d}")),
        ("Libellé", h.name()),
        ("Numéro", h.number(as_int=False)),
        ("Rue", h.street()),
        ("Code P.", h.postcode()),
        ("Ville", h.town()),
        ("Numéro tél", h.telephone("glued", empty=0)),
    ]
    h.table(book, book.sheet("extraction"), 1, columns, h.lines_of(w.orgs(64)))


@author("numero-de-dossier-partage", "code columns that look like identifiers", "SIRET shared")
def shared_codes(w: World, book: Book) -> None:
    """« ID » is the number of an agreement that several lines share, and so is the manager's SIRET."""
    manager = w.siret()

    def siret_of_manager(line: h.Line) -> h.Written:
        return manager, stored(Place(line.org.key, "siret", manager))

    columns = [
        ("ID", h.foreign_code("{}", modulo=7)),
        ("Établissement", h.name()),
        ("SIRET gestionnaire", siret_of_manager),
        ("Adresse", h.address_line()),
        ("CP", h.postcode()),
        ("Ville", h.town()),
        ("Téléphone", h.telephone("spaces")),
    ]
    h.table(book, book.sheet("DNA"), 1, columns, h.lines_of(w.orgs(33, "67", association=0.8)))


@author("colonnes-cachees-personnes", "hidden columns", "private contacts", "two numbers in a cell")
def hidden_persons(w: World, book: Book) -> None:
    sheet = book.sheet("Contacts CCAS")
    columns = [
        ("CCAS / Asso", h.name()),
        ("Adresse", h.whole_address()),
        ("Téléphone(s)", h.two_telephones(" / ")),
        ("Contact", h.person("Mme {LAST} {first}", empty=0)),
        ("Mail pro", h.person_detail("courriel")),
        ("Portable (ne pas diffuser)", h.person_detail("telephone")),
        ("Notes internes", h.remark("ne répond jamais", "préfère le mail", "en arrêt jusqu'en mars")),
    ]
    h.table(book, sheet, 1, columns, h.lines_of(w.orgs(39)))
    sheet.hidden_columns |= {5, 6, 7}


@author("croix-par-theme", "a column per theme", "yes and no in ten ways")
def ticks(w: World, book: Book) -> None:
    theme = "lecture-ecriture-calcul--maitriser-le-francais"
    columns = [
        ("Structure", h.name()),
        ("Adresse", h.address_line()),
        ("CP Ville", h.postcode_and_town()),
        ("Français (FLE)", h.flag("thematiques", codes(theme), "X")),
        (
            "Accès aux droits",
            h.flag("thematiques", codes("difficultes-administratives-ou-juridiques--*"), "x"),
        ),
        ("Numérique", h.flag("thematiques", codes("numerique--*"), "✓")),
        ("Santé", h.flag("thematiques", codes("sante--*"), "oui")),
        ("Mobilité", h.flag("thematiques", codes("mobilite--*"), "1")),
        ("Femmes", h.flag("publics", codes("femmes"), "X", "-")),
        ("Jeunes", h.flag("publics", codes("jeunes"), "X", "-")),
        ("Tél", h.telephone("spaces")),
    ]
    h.table(book, book.sheet("Matrice"), 1, columns, h.lines_of(w.orgs(50, "35")))


@author("contact-en-une-cellule", "several values in a cell", "telephone and mail in a cell")
def contact_cell(w: World, book: Book) -> None:
    columns = [
        ("Organisme", h.name()),
        ("Adresse", h.whole_address("{line} - {postcode} {town}")),
        ("Contact", h.telephone_and_mail(" – ")),
        ("Public", h.words("publics", *_PUBLICS, join=", ")),
        ("Infos", h.description()),
    ]
    h.table(book, book.sheet("Feuil1"), 1, columns, h.lines_of(w.orgs(41, "63")))


_PUBLICS = (
    h.Word("femmes", codes("femmes")),
    h.Word("familles", codes("familles")),
    h.Word("jeunes", codes("jeunes")),
    h.Word("seniors", codes("seniors")),
    h.Word("demandeurs d'emploi", codes("demandeurs-emploi")),
)


@author("en-tetes-longs", "headings that are sentences", "notes under the table")
def long_headings(w: World, book: Book) -> None:
    """A questionnaire: each heading is a question of twenty words."""
    sheet = book.sheet("Réponses")
    columns = [
        ("1. Quel est le nom de votre structure, tel qu'il doit apparaître dans l'annuaire ?", h.name()),
        ("2. À quelle adresse recevez-vous le public (numéro et rue) ?", h.address_line()),
        ("3. Code postal de ce lieu", h.postcode()),
        ("4. Commune de ce lieu", h.town()),
        (
            "5. À quel numéro de téléphone le public peut-il vous joindre ?",
            h.telephone("spaces", "dots", "glued"),
        ),
        ("6. Quels sont vos jours et horaires d'ouverture au public ?", h.hours("h", "-", " et ")),
        (
            "7. Votre lieu est-il accessible aux personnes en fauteuil roulant ?",
            h.yes_no("accessible", "Oui", "Non", of="structure"),
        ),
        ("8. Qui pouvons-nous contacter en cas de question (nom, non publié) ?", h.person()),
    ]
    row = h.table(book, sheet, 1, columns, h.lines_of(w.orgs(40, "77", "13")))
    book.put(sheet, row + 1, 1, "Fin des réponses au 30/06/2025", ignorable("note"))
