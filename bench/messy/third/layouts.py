"""How a table is laid out: sites as columns, colours with a legend elsewhere, doors that open and close."""

from collections.abc import Sequence
from dataclasses import replace

from bench.messy import habits as h
from bench.messy import weeks
from bench.messy.book import Book, Place, Sheet, at, codes, ignorable, kept
from bench.messy.second.cells import in_turn, no_data, place, say, says
from bench.messy.third.author import author
from bench.messy.third.cells import either_way, grouped_by_hours, terse_hours, with_texts
from bench.messy.world import Org, World


@author(
    "sites-en-colonnes",
    "several sites of a structure as columns",
    "the same header twice",
    "one structure at several addresses",
)
def sites(w: World, book: Book) -> None:
    """A network's head office keeps a row a member: its first, second and third place side by side."""
    sheet = book.sheet("Membres")
    titles = ["Structure", "Mail", "Site web"]
    for number in (1, 2, 3):
        titles += [f"Site {number} - Adresse", "CP", "Ville", f"Tél site {number}"]
    h.heading(book, sheet, 1, titles)
    for row, org in enumerate(w.orgs(18, "77", "59", association=0.8), 2):
        head = h.Line(org, row)
        h.declare(book, head)
        for column, habit in enumerate((h.name(), h.mail(empty=0.1), h.site("bare", empty=0.2)), 1):
            value, meaning = habit(head)
            book.put(sheet, row, column, value, meaning)
        for number in range(1 + org.number % 3):
            _site(w, book, sheet, row, org, number)


def _site(w: World, book: Book, sheet: Sheet, row: int, org: Org, number: int) -> None:
    """A place in its four columns: the first is the structure's; a reader may make the others structures."""
    here = w.org(org.address.commune)
    where = org.address if number == 0 else here.address
    telephone = org.telephone if number == 0 else here.telephone
    key = org.key if number == 0 else f"{org.key}/{number}"
    if number:
        common = {"nom": org.nom, "courriel": org.courriel, "site_web": org.site}
        town = {"code_insee": where.commune.code, "departement": where.commune.departement}
        network = {"reseaux_porteurs": codes(org.network)} if org.network else {}
        book.record(key, "structure", implied={**common, **town, **network})
    tel = " ".join(telephone[start : start + 2] for start in range(0, 10, 2))
    for offset, (written, field, value) in enumerate(
        (
            (where.line, "adresse", where.line),
            (int(where.commune.postcode), "code_postal", where.commune.postcode),
            (where.commune.name, "commune", where.commune.name),
            (tel, "telephone", telephone),
        )
    ):
        told = Place(key, field, value)
        text = f"tel:{telephone}" if field == "telephone" else value
        meaning = kept(org.key, text, places=(told,)) if number else at(key, field, value)
        book.put(sheet, row, 4 + 4 * number + offset, written, meaning)


_COLOURS = (
    ("BFBFBF", "gris = fermé définitivement"),
    ("FFFF00", "jaune = coordonnées à vérifier"),
    ("F4B084", "orange = n'accepte que sur orientation"),
    ("", "sans couleur = rien à signaler"),
)


@author(
    "lignes-colorees",
    "colours that mean something",
    "a legend on another sheet",
    "comments in cells",
    "hidden columns",
    "private contacts",
)
def coloured(w: World, book: Book) -> None:
    """Whole lines in grey, yellow and orange, explained on the last sheet; the agent's notes are hidden."""
    sheet = book.sheet("annuaire CCAS")
    columns = [
        ("Organisme", h.name()),
        ("Suivi", h.remark("relance 2", "mail NPAI", "OK 09/25", share=0.5)),
        ("N° et voie", h.address_line()),
        ("Code postal", h.postcode("text")),
        ("Ville", h.town("no hyphen")),
        ("Standard", h.telephone("spaces", "dots", empty=0.1)),
        ("Interlocuteur", h.person("{LAST} {first}", empty=0.3)),
        ("Ligne interlocuteur", in_turn(h.person_detail("telephone"), h.nothing())),
        ("Horaires", in_turn(terse_hours, h.hours("h", "-", " et "))),
    ]
    lines = h.lines_of(w.orgs(30, "77"))
    h.table(book, sheet, 1, columns, lines)
    for line in lines:
        colour = _COLOURS[(line.index * 5 + 3) % 11 % len(_COLOURS)][0]
        if colour:
            for column in range(1, len(columns) + 1):
                sheet.fills[line.index + 2, column] = colour
    sheet.hidden_columns |= {2, 8}
    sheet.comments[4, 1] = "Changement d'adresse prévu en janvier."
    sheet.comments[9, 6] = "Répond surtout le matin."
    legend = book.sheet("Légende")
    book.put(legend, 1, 1, "Code couleur", ignorable("legend"))
    for row, (colour, text) in enumerate(_COLOURS, 2):
        book.put(legend, row, 2, text, ignorable("legend"))
        if colour:
            legend.fills[row, 1] = colour


_SPANS = ((540, 1020), (510, 990), (600, 1140), (810, 1080), (540, 720))


def _week_of(org: Org) -> dict:
    """One span a day, other days for other structures."""
    return {day: (_SPANS[(org.number + day) % len(_SPANS)],) for day in range(6) if (org.number + day) % 4}


@author(
    "ouverture-fermeture-par-jour",
    "two lines of headings",
    "opening and closing in two columns",
    "a column per weekday",
)
def doors(w: World, book: Book) -> None:
    """Each day has « ouv. » and « ferm. » under its merged name; nothing where it is closed."""
    sheet = book.sheet("Horaires 2025")
    book.put(sheet, 1, 1, "LIEU", ignorable("heading"))
    sheet.merged.append((1, 1, 1, 4))
    for day in range(6):
        book.put(sheet, 1, 5 + 2 * day, weeks.DAYS[day].upper(), ignorable("heading"))
        sheet.merged.append((1, 5 + 2 * day, 1, 6 + 2 * day))
    orgs = [replace(org, week=_week_of(org)) for org in w.orgs(24, "77", "35")]

    def door(day: int, side: int) -> h.Habit:
        def habit(line: h.Line) -> h.Written:
            found = line.org.week.get(day, ())
            if not found:
                return h.EMPTY
            text = weeks.hour(found[0][side], ("h", "h00", ":")[line.org.number % 3])
            return text, at(line.org.key, f"horaires_accueil@{weeks.OSM[day]}", weeks.osm({day: found}))

        return habit

    columns: list[h.Column] = [
        ("Nom", h.name()),
        ("Adresse", h.address_line()),
        ("CP - Commune", h.postcode_and_town("{postcode} - {town}")),
        ("Tél.", h.telephone("spaces", "dots", empty=0)),
        *((title, door(day, side)) for day in range(6) for side, title in enumerate(("ouv.", "ferm."))),
    ]
    h.table(book, sheet, 2, columns, h.lines_of(orgs))


_WORDS = (
    ("ASL", "atelier sociolinguistique"),
    ("AVDL", "accompagnement vers et dans le logement"),
    ("CLAS", "contrat local d'accompagnement à la scolarité"),
    ("EVS", "espace de vie sociale"),
    ("FLE", "français langue étrangère"),
    ("TP", "tout public"),
)


@author(
    "definitions-puis-tableaux",
    "a sheet of definitions",
    "several tables on a sheet",
    "section rows",
    "abbreviations of the field",
)
def defined(w: World, book: Book) -> None:
    """Initials on the first sheet, then a sheet for each half of the département, by theme."""
    first = book.sheet("Définitions")
    book.put(first, 1, 1, "Sigles utilisés", ignorable("definitions"))
    for row, (initials, words) in enumerate(_WORDS, 3):
        book.put(first, row, 1, initials, ignorable("definitions"))
        book.put(first, row, 2, words, ignorable("definitions"))
    offers = says(
        say("ASL", thematiques=codes("lecture-ecriture-calcul--maitriser-le-francais")),
        either_way("CLAS"),
        say("FLE + CLAS", "CLAS", thematiques=codes("lecture-ecriture-calcul--maitriser-le-francais")),
        either_way("AVDL", thematiques=codes("logement-hebergement--*")),
        either_way("EVS"),
    )
    columns = [
        ("Structure", h.name()),
        ("Activité", offers),
        (
            "Public",
            says(
                say("TP", publics=codes("tous-publics")),
                say("BSA"),
                no_data("nr"),
                say("femmes", publics=codes("femmes")),
            ),
        ),
        ("Adresse", h.whole_address("{line} – {postcode} {town}")),
        ("Tél. / mail", _both),
    ]
    for name in ("Nord 77", "Sud 77"):
        sheet = book.sheet(name)
        book.put(sheet, 1, 1, f"Secteur {name} – mise à jour octobre 2025", ignorable("title"))
        row = 3
        for title in ("Langue et scolarité", "Vie sociale et logement"):
            book.put(sheet, row, 1, title.upper(), ignorable("section row"))
            sheet.merged.append((row, 1, row, 5))
            row = h.table(book, sheet, row + 1, columns, h.lines_of(w.orgs(9, "77"))) + 1


def _both(line: h.Line) -> h.Written:
    """A telephone and a mail in a cell, with a name of the mail in front of it."""
    org = line.org
    tel = ".".join(org.telephone[start : start + 2] for start in range(0, 10, 2))
    places = (place(org.key, "telephone", org.telephone), place(org.key, "courriel", org.courriel))
    text = (f"{tel} / {org.courriel}", f'{tel} "Accueil" <{org.courriel}>')[line.index % 2]
    return text, with_texts(line, places)


@author("une-feuille-par-commune", "sheets by town", "the town is the sheet's name", "hours before days")
def by_town(w: World, book: Book) -> None:
    """A sheet a town, which no cell says: and hours that stand before their days."""
    orgs = w.orgs(28, "90")
    for town in sorted({org.address.commune.name for org in orgs}):
        here = [org for org in orgs if org.address.commune.name == town]
        for org in here:
            commune = org.address.commune
            book.record(
                org.key, "structure", implied={"commune": commune.name, "code_postal": commune.postcode}
            )
        columns: Sequence[h.Column] = [
            ("Accueil", h.name()),
            ("Téléphone", h.telephone("spaces", "slashes", empty=0)),
            ("Rue", h.address_line()),
            ("Horaires", in_turn(grouped_by_hours, terse_hours)),
            ("A savoir", h.remark("sonner deux fois", "entrée par le parking", "fermé à Noël", share=0.5)),
        ]
        h.table(book, book.sheet(town), 1, columns, h.lines_of(here))
