"""Answers that a form gathered: Framaforms with its boxes, LimeSurvey with its codes, a shared sheet."""

import datetime

from bench.messy import habits as h
from bench.messy.book import Book, Place, ask, at, codes, ignorable, kept
from bench.messy.second.cells import in_turn, no_data, say, says, uncertain
from bench.messy.third.author import author
from bench.messy.third.cells import (
    DIGITAL,
    FRENCH,
    HOUSING,
    RIGHTS,
    day_by_day,
    either_way,
    of_program,
    terse_hours,
)
from bench.messy.world import World


def _ticked(field: str, value: frozenset, number: int) -> h.Habit:
    """A box: « X » where it is ticked."""

    def habit(line: h.Line) -> h.Written:
        if (line.org.number * 3 + number * 2) % 5 > 1:
            return h.EMPTY
        return "X", at(line.offer, field, value)

    return habit


@author(
    "framaforms",
    "csv",
    "two lines of headings",
    "a column per answer",
    "columns of a program",
    "private contacts",
    kind="csv",
    delimiter=",",
)
def framaforms(w: World, book: Book) -> None:
    """Framaforms: the question on the first line, its parts and boxes on the second, an X where ticked."""
    sheet = book.sheet("csv")
    publics = (
        ("Femmes", codes("femmes")),
        ("Jeunes", codes("jeunes")),
        ("Familles", codes("familles")),
        ("Seniors", codes("seniors")),
    )
    themes = (
        ("Cours de français", FRENCH),
        ("Accès aux droits", RIGHTS),
        ("Logement", HOUSING),
        ("Numérique", DIGITAL),
    )

    def sent(line: h.Line) -> h.Written:
        day = datetime.date(*line.org.updated)
        return f"{day:%d/%m/%Y} - 1{line.index % 9}:24", at(line.org.key, "date_maj", day)

    def address_of_machine(line: h.Line) -> h.Written:
        return f"203.0.113.{line.index + 10}", ignorable("of the program")

    columns: list[tuple[str, str, h.Habit]] = [
        ("Numéro de série", "", h.numbering()),
        ("SID", "", lambda line: (str(90412 + 13 * line.index), ignorable("of the program"))),
        ("Heure de soumission", "", sent),
        ("Brouillon", "", of_program("0")),
        ("Adresse IP", "", address_of_machine),
        ("Nom de votre structure", "", h.name()),
        ("Adresse du lieu d'accueil", "Rue", h.address_line()),
        ("", "Code postal", h.postcode("text")),
        ("", "Ville", h.town()),
        ("Téléphone", "", h.telephone("spaces", "dots", "glued", "+33")),
        ("Courriel de la structure", "", h.mail()),
        ("Personne à contacter (ne sera pas publié)", "Prénom", h.person_detail("first")),
        ("", "Nom", h.person_detail("last")),
        ("", "Mail", h.person_detail("courriel")),
    ]
    for number, (title, value) in enumerate(publics):
        question = "" if number else "Publics accueillis"
        columns.append((question, title, _ticked("publics", value, number)))
    for number, (title, value) in enumerate(themes):
        question = "" if number else "Que proposez-vous ?"
        columns.append((question, title, _ticked("thematiques", value, number + 1)))
    columns.append(("Vos horaires", "", in_turn(h.hours("h", "-", " et "), terse_hours)))
    h.heading(book, sheet, 1, [question for question, _part, _habit in columns])
    rest = [(part, habit) for _question, part, habit in columns]
    h.table(book, sheet, 2, rest, h.lines_of(w.orgs(26, "77", association=0.8)))


_FEES = (
    ("AO01", "gratuit"),
    ("AO02", "payant"),
)


@author(
    "limesurvey-codes",
    "codes of questions as headings",
    "a second sheet says what the codes are",
    "columns of a program",
)
def limesurvey(w: World, book: Book) -> None:
    """LimeSurvey: codes for questions and answers; what they mean is on the second sheet."""

    def answered(line: h.Line) -> h.Written:
        day = datetime.datetime(*line.org.updated, 14, line.index)  # noqa: DTZ001 - a spreadsheet knows no zone
        return day, at(line.org.key, "date_maj", day.date())

    def fee(line: h.Line) -> h.Written:
        code, value = _FEES[line.index % 2]
        return code, ask(Place(line.offer, "frais", value), record=line.org.key, texts=(code,))

    def box(field: str, value: frozenset, number: int) -> h.Habit:
        def habit(line: h.Line) -> h.Written:
            if (line.index + number) % 3:
                return "N", ignorable("not ticked")
            return "Y", at(line.offer, field, value)

        return habit

    columns = [
        ("id", h.code("{}", 41)),
        ("submitdate", answered),
        ("lastpage", of_program(4)),
        ("startlanguage", of_program("fr")),
        ("G01Q01", h.name()),
        ("G01Q02[voie]", h.address_line()),
        ("G01Q02[cp]", h.postcode("text")),
        ("G01Q02[ville]", h.town()),
        ("G01Q03", h.telephone("spaces", "glued", empty=0)),
        ("G01Q04", h.mail(empty=0)),
        ("G02Q01[SQ001]", box("publics", codes("femmes"), 0)),
        ("G02Q01[SQ002]", box("publics", codes("jeunes"), 1)),
        ("G02Q01[other]", in_turn(h.nothing(), h.remark("gens du voyage", "détenus", share=0.7))),
        ("G02Q02", fee),
        ("G02Q03", h.yes_no("accessible", "Y", "N", of="structure")),
    ]
    h.table(
        book,
        book.sheet("Réponses"),
        1,
        columns,
        h.lines_of(w.orgs(30, "35", "77")),
        formats={"submitdate": "YYYY-MM-DD HH:MM:SS"},
    )
    questions = book.sheet("Questions")
    for row, (code, text) in enumerate(
        (
            ("code", "libellé"),
            ("G01Q01", "Nom de la structure"),
            ("G01Q02", "Adresse du lieu d'accueil (voie, cp, ville)"),
            ("G01Q03", "Téléphone pour le public"),
            ("G01Q04", "Adresse mail pour le public"),
            ("G02Q01", "Publics accueillis : SQ001 = femmes, SQ002 = jeunes, other = autre"),
            ("G02Q02", "Frais : AO01 = gratuit, AO02 = payant"),
            ("G02Q03", "Lieu accessible en fauteuil : Y = oui, N = non"),
        ),
        1,
    ):
        book.put(questions, row, 1, code, ignorable("definitions"))
        book.put(questions, row, 2, text, ignorable("definitions"))


_WHO = (
    say("Tous", publics=codes("tous-publics")),
    say("Femmes seules ou avec enfants", unsure=True, publics=(codes("femmes"), codes("femmes", "familles"))),
    say("Habitants du QPV", publics=codes("residents-qpv-frr")),
    say("Demandeurs d'asile et réfugiés", publics=codes("demandeurs-asile", "refugies-bpi")),
    no_data("à compléter", "still to be filled in"),
    say("Étudiants", publics=codes("etudiants")),
)


@author(
    "tableau-partage-a-completer",
    "values still to be filled in",
    "several hands in one table",
    "instructions in the table",
)
def shared(w: World, book: Book) -> None:
    """A sheet shared by a sub-prefecture: an example row, « à compléter », « ? », « NC », each in own way."""
    sheet = book.sheet("À REMPLIR AVANT LE 15")
    book.put(
        sheet,
        1,
        1,
        "Merci de compléter votre ligne avant le 15 octobre et de ne rien effacer !",
        ignorable("instructions"),
    )

    def blank(habit: h.Habit, shift: int) -> h.Habit:
        """One line of seven is not filled in yet."""

        def written(line: h.Line) -> h.Written:
            if (line.index + shift) % 7:
                return habit(line)
            text = ("à compléter", "?", "NC", "en attente", "xxx")[line.index % 5]
            return text, ignorable("still to be filled in")

        return written

    def morning(line: h.Line) -> h.Written:
        return "tous les matins", kept(line.org.key, "tous les matins")

    def appointment_only(line: h.Line) -> h.Written:
        place = Place(line.org.key, "horaires_accueil", '"sur rendez-vous"')
        return "sur RDV", kept(line.org.key, "sur RDV", places=(place,))

    def see_site(line: h.Line) -> h.Written:
        return "voir site", kept(line.org.key, "voir site")

    columns = [
        ("Nom de la structure (obligatoire)", h.name()),
        ("Adresse complète", blank(h.whole_address("{line}, {postcode} {town}"), 2)),
        ("Téléphone accueil", blank(h.telephone("spaces", "dots", "threes", "+33 (0)", empty=0), 4)),
        ("Mail générique (pas de mail nominatif)", blank(h.mail("plain", "mailto", empty=0), 5)),
        ("Public", says(*_WHO)),
        (
            "Horaires",
            in_turn(
                day_by_day, terse_hours, morning, h.hours("h", " à ", " et "), appointment_only, see_site
            ),
        ),
        (
            "Gratuit ?",
            says(
                say("oui", frais="gratuit"),
                say("oui sauf adhésion", unsure=True, frais=("payant", "gratuit")),
                say("non (12 €/an)", "12 €/an", frais="payant"),
                no_data("NC"),
                either_way("selon QF"),
            ),
        ),
    ]
    h.heading(book, sheet, 2, [title for title, _ in columns])
    for column, text in enumerate(
        ("EX. : Association Exemple", "EX. : 1 rue du Test, 77000 Melun", "EX. : 01 99 00 00 00"), 1
    ):
        book.put(sheet, 3, column, text, ignorable("an example"))
    h.table(book, sheet, 4, columns, h.lines_of(w.orgs(26, association=0.7)), header=False)


_HALVES = ("matin", "après-midi", "journée", "")


@author("sondage-disponibilites", "a grid of days in a form", "yes, no and perhaps", "names of services")
def poll(w: World, book: Book) -> None:
    """A poll on when each place can welcome a permanence: days across, « matin », « journée »."""

    def day(number: int) -> h.Habit:
        def habit(line: h.Line) -> h.Written:
            text = _HALVES[(line.index + number * 3) % len(_HALVES)]
            if not text:
                return h.EMPTY
            return text, uncertain(line.org.key, number, text)

        return habit

    columns = [
        ("Votre structure", h.name()),
        ("Votre commune", h.postcode_and_town("{postcode} {town}")),
        ("Rue", h.address_line()),
        *((title, day(number)) for number, title in enumerate(("lundi", "mardi", "mercredi", "jeudi"))),
        (
            "Bureau fermé disponible ?",
            says(
                say("oui", bureau_confidentiel=True),
                say("non", bureau_confidentiel=False),
                say("peut-être", unsure=True),
                say("Oui", bureau_confidentiel=True),
                of="structure",
            ),
        ),
        ("Tél", h.telephone("spaces", empty=0)),
        ("Remarque", h.remark("clé à la mairie", "salle partagée le jeudi", share=0.4)),
    ]
    h.table(book, book.sheet("Sondage"), 1, columns, h.lines_of(w.orgs(24)))
