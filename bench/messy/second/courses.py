"""Courses and their words: sessions and seats, levels, costs, languages, publics in initials, vague dates."""

import datetime

from bench.messy import habits as h
from bench.messy.book import Book, Fate, Meaning, Place, at, codes, ignorable, stored
from bench.messy.second.author import author
from bench.messy.second.cells import no_data, place, say, says, service_lines
from bench.messy.world import World

FRENCH = codes("lecture-ecriture-calcul--maitriser-le-francais")
_CAMPAIGN = datetime.date(2025, 9, 15)
_EXILES = codes("personnes-exilees")


def _seats(line: h.Line) -> h.Written:
    """Seats left: a number, or « complet », with the length of the list beside."""
    left = (line.index * 7) % 11
    if left == 0:
        text = "complet (LA : 4)"
        full = (Place(line.service, "places_restantes", 0),)
        return text, Meaning(Fate.STORED, full, line.service, ("LA : 4",))
    return left, at(line.service, "places_restantes", left)


@author("ateliers-fle-prefecture", "a row per session", "seats left on a day", "hours and days in one cell")
def sessions(w: World, book: Book) -> None:
    """The list that the prefecture asks of its operators: a session a row, with the seats left."""
    sheet = book.sheet("Sessions T4")
    courses = (
        ("Parcours linguistique A1", "A1", "lundi, mardi et jeudi 9h-12h", "Mo,Tu,Th 09:00-12:00", 9.0),
        ("Alphabétisation adultes", "alpha", "mardi-vendredi 14h/16h30", "Tu,Fr 14:00-16:30", 5.0),
        ("Français à visée professionnelle", "B1", "lundi au vendredi 9h-12h", "Mo-Fr 09:00-12:00", 15.0),
        ("Cours du soir A2", "A2", "mercredi soir 18h30-20h30", "We 18:30-20:30", 2.0),
    )
    implied = {
        "thematiques": FRENCH,
        "places_restantes_le": _CAMPAIGN,
        "liste_attente": True,
        "date_maj": _CAMPAIGN,
    }
    lines = service_lines(
        book, w.orgs(14, "77", association=0.7), lambda org: 1 + org.number % 3, dict(implied)
    )
    for line in lines:
        line.about["session"] = book.record(f"{line.service}/s", "session", line.service)
        line.about["course"] = courses[(line.about["number"] + line.org.number) % len(courses)]
        line.about["first"] = datetime.date(2025, 9, 22) + datetime.timedelta(7 * (line.index % 6))

    def first(line: h.Line) -> h.Written:
        value = line.about["first"]
        return datetime.datetime.combine(value, datetime.time()), at(
            line.about["session"], "first_day", value
        )

    def last(line: h.Line) -> h.Written:
        value = line.about["first"] + datetime.timedelta(95)
        return f"{value:%d/%m/%y}", at(line.about["session"], "last_day", value)

    def about(part: int, field: str, told: int | None = None) -> h.Habit:
        def habit(line: h.Line) -> h.Written:
            course = line.about["course"]
            value = course[part if told is None else told]
            return course[part], at(line.service, field, codes(value) if field == "niveaux" else value)

        return habit

    def inscription(line: h.Line) -> h.Written:
        tel, mail = h.telephone("spaces", empty=0), h.mail(empty=0)
        return (tel if line.org.number % 2 else mail)(line)

    columns = [
        ("Lot", h.foreign_code("Lot {}", modulo=3)),
        ("Opérateur", h.name()),
        ("Action", about(0, "nom")),
        ("Niveau visé", about(1, "niveaux")),
        ("Adresse du lieu de formation", h.address_line()),
        ("CP", h.postcode()),
        ("Commune", h.town("capitals")),
        ("Début", first),
        ("Fin", last),
        ("Jours / horaires", about(2, "horaires_accueil", 3)),
        ("H/sem.", about(4, "volume_horaire_hebdomadaire")),
        (
            "Effectif max",
            lambda line: (12 + line.index % 5, at(line.service, "capacite", 12 + line.index % 5)),
        ),
        ("Places restantes au 15/09/2025", _seats),
        ("Inscription", inscription),
    ]
    book.put(sheet, 1, 1, "Offre de formation linguistique – BOP 104 – 4e trimestre 2025", ignorable("title"))
    row = h.table(book, sheet, 3, columns, lines, formats={"Début": "DD/MM/YY"})
    book.put(sheet, row, 1, "LA : personnes en liste d'attente", ignorable("legend"))


_LEVELS = (
    say("A1>B1", niveaux=codes("A1", "A2", "B1")),
    say("A1 → A2", niveaux=codes("A1", "A2")),
    say("alpha et post-alpha", niveaux=codes("alpha")),
    say("tous niveaux", unsure=True, niveaux=(codes("A1", "A2", "B1", "B2"), codes("alpha"), codes("C1"))),
    say("B1 minimum", unsure=True, niveaux=(codes("B1"), codes("B1", "B2", "C1"))),
    say("DELF A2 / B1", niveaux=codes("A2", "B1")),
    say("infra A1", unsure=True, niveaux=(codes("alpha"), codes("A1"))),
    say("A1.1 et A1", niveaux=(codes("A1"), codes("alpha", "A1"))),
    say("grands débutants", unsure=True, niveaux=(codes("A1"), codes("alpha"))),
    say("A1-A2-B1-B2", niveaux=codes("A1", "A2", "B1", "B2")),
    no_data("NC"),
)
_COSTS = (
    say("10€/an + 5€", "10€/an + 5€", frais="payant"),
    say("participation libre", unsure=True, frais=("gratuit", "payant")),
    say("gratuit", frais="gratuit"),
    say("Gratuit (adhésion 2 €)", unsure=True, frais=("payant", "gratuit")),
    say("20 € l'année, 10 € si RSA", "20 € l'année, 10 € si RSA", frais="payant"),
    say(0, frais="gratuit"),
    say("aucun frais", frais="gratuit"),
    say("5€ / trim.", "5€ / trim.", frais="payant"),
    say("adhésion obligatoire (15€)", "15€", frais="payant"),
    no_data("?", "says that nobody knows"),
)
_LANGUAGES = (
    say("ar/fr/dari", langues=codes("ar", "fr", "fa")),
    say("fr, en (un peu)", langues=codes("fr", "en")),
    say("FR-EN-RU", langues=codes("fr", "en", "ru")),
    say("pachto, ourdou", langues=codes("ps", "ur")),
    say("tigrinya + amharique", "amharique", langues=codes("ti")),
    say("lingala / bambara / soninké", langues=codes("ln", "bm", "snk")),
    say("portugais (Brésil)", langues=codes("pt")),
    say("Arabe & kabyle", langues=codes("ar", "kab")),
    say("LSF", langues=codes("fsl")),
    say("ukrainien/russe", langues=codes("uk", "ru")),
    say("français uniquement", langues=codes("fr")),
    say("farsi, turc", langues=codes("fa", "tr")),
)


@author("asl-niveaux-couts-langues", "levels of French", "costs in words", "languages in words")
def words(w: World, book: Book) -> None:
    """Sociolinguistic workshops: what level, how much, in what languages, in the words of each."""
    columns = [
        ("Porteur", h.name()),
        ("Lieu des ateliers", h.whole_address("{line}, {town} {postcode}")),
        ("Niveau(x)", says(*_LEVELS)),
        ("Participation demandée", says(*_COSTS, step=3)),
        ("Langues parlées par l'équipe", says(*_LANGUAGES, step=5)),
        (
            "Garde d'enfants",
            says(
                say("oui", garde_enfants=True),
                say("non", garde_enfants=False),
                say("oui, dès 3 mois", "dès 3 mois", garde_enfants=True),
                say("en projet", unsure=True, garde_enfants=False),
            ),
        ),
        ("Renseignements", h.telephone("spaces", "dots", "glued", empty=0)),
    ]
    sheet = book.sheet("ASL")
    book.put(sheet, 1, 1, "Ateliers sociolinguistiques 2025-2026", ignorable("title"))
    row = h.table(book, sheet, 2, columns, h.lines_of(w.orgs(33, "59", "35", association=0.9)))
    book.put(sheet, row + 1, 1, "NC : non communiqué", ignorable("legend"))


_PUBLICS = (
    say("BPI", publics=(codes("refugies-bpi"), _EXILES)),
    say("DA + BPI", publics=(codes("demandeurs-asile", "refugies-bpi"), _EXILES)),
    say("MNA", publics=(codes("mineurs-non-accompagnes"), _EXILES)),
    say("MNA, jeunes ASE", unsure=True, publics=(codes("mineurs-non-accompagnes", "jeunes"), _EXILES)),
    say("BRSA", publics=(codes("beneficiaires-rsa"), codes("beneficiaires-des-minimas-sociaux"))),
    say(
        "AAH",
        publics=(codes("beneficiaires-des-minimas-sociaux"), codes("personnes-en-situation-de-handicap")),
    ),
    say(
        "RSA / ASS / AAH",
        publics=(
            codes("beneficiaires-rsa"),
            codes("beneficiaires-des-minimas-sociaux"),
            codes("beneficiaires-rsa", "personnes-en-situation-de-handicap"),
        ),
    ),
    say("DELD", publics=codes("demandeurs-emploi")),
    say("hab. QPV", publics=codes("residents-qpv-frr")),
    say("PSH", publics=codes("personnes-en-situation-de-handicap")),
    say("FVV", unsure=True, publics=(codes("femmes"), codes("personnes-en-situation-durgence"))),
    say("TP", unsure=True, publics=codes("tous-publics")),
    say("seniors + 60 ans", publics=codes("seniors")),
    say("primo-arr. (CIR)", "CIR", publics=(codes("primo-arrivants"), _EXILES)),
    say("déboutés", unsure=True, publics=(codes("sans-titre-de-sejour"), _EXILES)),
    say("18-25", publics=(codes("jeunes-18-25"), codes("jeunes"))),
)
_REFERRALS = (
    say("SIAO"),
    say("OFII"),
    say("direct", unsure=True, mobilisable_par=codes("usagers")),
    say("TS de secteur", unsure=True, mobilisable_par=codes("professionnels")),
    say("prescripteurs uniquement", mobilisable_par=codes("professionnels")),
    say("115"),
)


@author("publics-en-sigles", "publics in initials", "who refers, in initials", "a legend under the table")
def initials(w: World, book: Book) -> None:
    """Publics as social workers write them to each other; some have their meaning under the table."""
    columns = [
        ("Dispositif", h.name()),
        ("Adresse", h.address_line()),
        ("CP - Ville", h.postcode_and_town("{postcode} - {town}")),
        ("Publ.", says(*_PUBLICS)),
        ("Orient. par", says(*_REFERRALS)),
        ("Tél. pro", h.telephone("dots", empty=0)),
        ("Obs.", h.remark("file active saturée", "délai 3 sem.", "pas de parking")),
    ]
    sheet = book.sheet("Dispositifs")
    row = h.table(book, sheet, 1, columns, h.lines_of(w.orgs(34, "13", "33", association=0.8)))
    for offset, text in enumerate(
        (
            "BPI : bénéficiaires de la protection internationale – DA : demandeurs d'asile",
            "MNA : mineurs non accompagnés – PSH : personnes en situation de handicap",
            "DELD : demandeurs d'emploi de longue durée – TS : travailleur social",
        ),
        1,
    ):
        book.put(sheet, row + offset, 1, text, ignorable("legend"))


def _day(text: object, *date: int, field: str = "first_day", unsure: bool = False) -> h.Habit:
    """A date of a session: sure, or that nobody could say without asking."""

    def habit(line: h.Line) -> h.Written:
        found = (place(line.about["session"], field, datetime.date(*date)),) if date else ()
        if unsure:
            return text, Meaning(Fate.ASK, found, line.service, (str(text),))
        return text, stored(*found)

    return habit


_STARTS = (
    _day("15/09/25", 2025, 9, 15),
    _day("sept. 2025", 2025, 9, 1, unsure=True),
    _day("lundi 6 octobre 2025", 2025, 10, 6),
    _day("rentrée", 2025, 9, 1, unsure=True),
    _day(datetime.datetime(2025, 9, 22), 2025, 9, 22),  # noqa: DTZ001 - a spreadsheet knows no zone
    _day("mi-octobre", 2025, 10, 15, unsure=True),
    _day("06.10.2025", 2025, 10, 6),
    _day("dès que possible", unsure=True),
    _day("1er oct. 2025", 2025, 10, 1),
    _day("2025-09-29", 2025, 9, 29),
)
_ENDS = (
    _day("30/06/26", 2026, 6, 30, field="last_day"),
    _day("juin 2026", 2026, 6, 30, field="last_day", unsure=True),
    _day("vacances d'été", 2026, 7, 4, field="last_day", unsure=True),
    _day("26 juin 2026", 2026, 6, 26, field="last_day"),
    _day("toute l'année", unsure=True),
)


@author("rentree-2025", "vague dates", "dates as dates and as texts", "a row per service")
def vague_dates(w: World, book: Book) -> None:
    """When workshops begin and end: some days, « sept. 2025 », « rentrée »."""
    lines = service_lines(book, w.orgs(17, "67", association=0.9), lambda org: 1 + org.number % 2)
    for line in lines:
        line.about["session"] = book.record(f"{line.service}/s", "session", line.service)
    names = ("Atelier théâtre", "Cours d'anglais débutant", "Code de la route", "Cuisine du monde")

    def nom(line: h.Line) -> h.Written:
        text = names[(line.about["number"] + line.org.number) % len(names)]
        return text, at(line.service, "nom", text)

    columns = [
        ("Qui ?", h.name()),
        ("Quoi ?", nom),
        ("Où ?", h.whole_address("{line} {postcode} {town}")),
        ("À partir de quand ?", lambda line: _STARTS[line.index % len(_STARTS)](line)),
        ("Jusqu'à quand ?", lambda line: _ENDS[(line.index * 3) % len(_ENDS)](line)),
        (
            "Combien de places ?",
            lambda line: (8 + line.index % 7, at(line.service, "capacite", 8 + line.index % 7)),
        ),
        ("Qui appeler ?", h.telephone("spaces", "slashes", empty=0)),
    ]
    h.table(book, book.sheet("Rentrée"), 1, columns, lines, formats={"À partir de quand ?": "DD/MM/YYYY"})
