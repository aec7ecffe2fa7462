"""Trades with words of their own: integration through work, digital mediators, social centres, workshops."""

from bench.messy import habits as h
from bench.messy import writing
from bench.messy.book import Book, Place, ask, at, codes, ignorable, kept, stored
from bench.messy.second.cells import in_turn, no_data, say, says, service_lines, spaced
from bench.messy.third.author import author
from bench.messy.third.cast import only
from bench.messy.third.cells import (
    DIGITAL,
    EXILES,
    FRENCH,
    about,
    at_most,
    day_by_day,
    either_way,
    note,
    terse_hours,
)
from bench.messy.world import World


@author(
    "siae-annuaire",
    "abbreviations of the field",
    "figures that have no field",
    "private contacts",
    "rows in capitals",
    "mails with a name",
)
def work_integration(w: World, book: Book) -> None:
    """The employers of the IAE as a PLIE keeps them: ACI, EI, AI, GEIQ; trades, posts, who recruits."""

    def posts(line: h.Line) -> h.Written:
        count = 8 + line.org.number % 17
        return count, ask(Place(line.offer, "capacite", count), record=line.org.key, texts=(str(count),))

    def recruiter(line: h.Line) -> h.Written:
        who, key = line.org.person, f"{line.org.key}/person"
        text = f"{writing.capitals(who.last)} {who.first} <{who.courriel}>"
        places = (Place(key, "nom~", who.last), Place(key, "courriel", who.courriel))
        return text, stored(*places)

    columns = [
        ("TYPE", says(say("ACI"), say("EI"), say("AI"), say("GEIQ"), say("ETTI"), of="structure")),
        ("RAISON SOCIALE", h.name("capitals")),
        ("SIRET", h.siret("spaces")),
        ("ADRESSE", h.address_line("capitals")),
        ("CP", h.postcode()),
        ("VILLE", h.town("cedex")),
        (
            "SUPPORTS D'ACTIVITE",
            says(
                say("espaces verts, 2nd œuvre"),
                say("recyclerie, textile"),
                say("restauration"),
                say("nettoyage – multi-services"),
                say("maraîchage bio"),
                of="structure",
            ),
        ),
        ("POSTES (ETP)", posts),
        (
            "PUBLICS",
            says(
                say("BRSA", publics=(codes("beneficiaires-rsa"), codes("beneficiaires-des-minimas-sociaux"))),
                say("DELD", publics=codes("demandeurs-emploi")),
                say(
                    "BRSA / DELD / - 26 ANS",
                    unsure=True,
                    publics=codes("beneficiaires-rsa", "demandeurs-emploi", "jeunes"),
                ),
                say("RÉFUGIÉS (HOPE)", "HOPE", publics=(codes("refugies-bpi"), EXILES)),
                say("TH", publics=codes("personnes-en-situation-de-handicap")),
                either_way("QPV", publics=codes("residents-qpv-frr")),
            ),
        ),
        ("RECRUTEMENT", at_most(recruiter, 5, 1, "NC")),
        ("TEL", h.telephone("dots", "glued", "int", empty=0.1)),
    ]
    sheet = book.sheet("SIAE 77")
    lines = h.lines_of(w.orgs(30, "77", association=1.0))
    row = h.table(book, sheet, 1, columns, lines)
    book.put(sheet, row, 7, "TOTAL ETP", ignorable("total"))
    book.put(sheet, row, 8, sum(8 + line.org.number % 17 for line in lines), ignorable("total"))


@author(
    "eric-mediation",
    "yes and no in ten ways",
    "equipment that has no field",
    "several hours in a cell",
    "a network in a column",
)
def digital_places(w: World, book: Book) -> None:
    """An ERIC's mediator and the places around: machines, wifi, printing, Aidants Connect, free hours."""

    def connect(line: h.Line) -> h.Written:
        if line.index % 4 == 3:
            return "en cours", kept(line.org.key, "en cours")
        if line.index % 4 == 2:
            return "non", ignorable("not a member")
        return "oui", at(line.org.key, "reseaux_porteurs", codes("aidants-connect"))

    def free_hours(line: h.Line) -> h.Written:
        text = ("accès libre mer. 14h-17h", "atelier lundi 9h30-11h30", "uniquement accompagné", "")[
            line.index % 4
        ]
        return (text, kept(line.org.key, text)) if text else h.EMPTY

    columns = [
        ("Lieu", h.name()),
        ("Adresse", h.address_line(complement=True)),
        ("CP", h.postcode("text")),
        ("Ville", h.town()),
        ("Nb PC", note(lambda line: f"{2 + line.index % 9} postes")),
        ("Wifi", note(lambda line: ("wifi", "", "wifi (code à l'accueil)")[line.index % 3])),
        (
            "Impression",
            note(lambda line: ("0,20 €/page", "gratuit 5 pages", "pas d'imprimante")[line.index % 3]),
        ),
        ("Aidants Connect", connect),
        (
            "Démarches accompagnées",
            says(
                say("CAF, impôts, titres de séjour (ANEF)"),
                say("oui"),
                say("prise en main PC", thematiques=DIGITAL),
                either_way("ateliers smartphone", thematiques=DIGITAL),
            ),
        ),
        ("Horaires", in_turn(terse_hours, day_by_day, h.hours("h", "-", " et ", " ; "))),
        ("Temps dédiés", free_hours),
        (
            "RDV ?",
            says(
                say("O", rendez_vous=codes("sur-rendez-vous")),
                say("N", rendez_vous=codes("sans-rendez-vous")),
                say("les 2", rendez_vous=codes("sans-rendez-vous", "sur-rendez-vous")),
                no_data("?"),
            ),
        ),
        ("Tél", h.telephone("spaces", "+33", empty=0.1)),
    ]
    h.table(book, book.sheet("Lieux num"), 1, columns, h.lines_of(w.orgs(30, "77", association=0.3)))


_ACRONYMS = ("CLAS", "REAAP", "EVS", "ALSH")


@author(
    "federation-centres-sociaux",
    "a LibreOffice file",
    "a column per activity",
    "initials as headings",
    "merged titles",
    kind="ods",
)
def social_centres(w: World, book: Book) -> None:
    """What each social centre does, ticked under initials: CLAS, REAAP, EVS, ASL; who directs it."""
    sheet = book.sheet("Adhérents")
    book.put(sheet, 1, 1, "Fédération des centres sociaux – adhérents 2025", ignorable("title"))
    sheet.merged.append((1, 1, 1, 10))

    def tick(number: int, initials: str) -> h.Habit:
        def habit(line: h.Line) -> h.Written:
            if (line.org.number + number) % 3:
                return h.EMPTY
            return "X", kept(line.org.key, initials)

        return habit

    def workshops(line: h.Line) -> h.Written:
        if line.org.number % 2:
            return h.EMPTY
        return "X", at(line.offer, "thematiques", FRENCH)

    columns = [
        ("Centre", h.name()),
        ("Adresse", h.address_line()),
        ("CP/Ville", h.postcode_and_town()),
        ("Directeur-trice", h.person("{first} {last}", empty=0.1)),
        ("Mail direction", h.person_detail("courriel")),
        ("Tél. accueil", h.telephone("spaces", empty=0)),
        *((initials, tick(number, initials)) for number, initials in enumerate(_ACRONYMS)),
        ("ASL / FLE", workshops),
        ("Agrément CAF jusqu'au", note(lambda line: f"31/12/{2025 + line.index % 4}")),
    ]
    only(w, "Centre social et culturel de {}", "Espace de vie sociale de {}", "Maison des habitants de {}")
    h.table(book, sheet, 2, columns, h.lines_of(w.orgs(24, "77", "59", association=0.2)))


_WORKSHOPS = (
    ("ASL débutants", "A1", "mardi, jeudi : 9h-11h", "Tu,Th 09:00-11:00", "hors vacances scolaires"),
    ("Alpha (non scripteurs)", "alpha", "lundi 13h45-15h45", "Mo 13:45-15:45", ""),
    ("FLE A2", "A2", "L/J 14h-16h", "Mo,Th 14:00-16:00", ""),
    ("FLE vers le DELF B1", "B1", "sam 9h30-12h30", "Sa 09:30-12:30", "test de niveau en septembre"),
    ("Conversation", "A2", "vendredi après-midi 14h-15h30", "Fr 14:00-15:30", ""),
    ("Français du numérique", "A2", "mercredi 10h à 12h", "We 10:00-12:00", "1 groupe / trimestre"),
)


@author(
    "coordination-linguistique",
    "a row per service",
    "two addresses: the seat and the place",
    "levels of French",
    "costs in words",
    "private contacts",
)
def coordination(w: World, book: Book) -> None:
    """The platform that tests levels keeps the département's workshops: place, level, hours, cost, crèche."""
    orgs = w.orgs(16, "77", association=0.8)
    lines = service_lines(book, orgs, lambda org: 1 + org.number % 3, {"thematiques": FRENCH})
    for line in lines:
        nom, level, text, osm, remark = _WORKSHOPS[
            (line.org.number + 2 * line.about["number"] + line.index // 7) % len(_WORKSHOPS)
        ]
        line.about.update(nom=nom, level=level, text=text, osm=osm, remark=remark)

    def when(line: h.Line) -> h.Written:
        osm = line.about["osm"]
        # The next column may say that there is none in the holidays.
        also = (f"{osm}; SH off",) if "vacances" in line.about["remark"] else ()
        return line.about["text"], at(line.service, "horaires_accueil", osm, *also)

    def inscription(line: h.Line) -> h.Written:
        who, key = line.org.person, f"{line.org.key}/person"
        text = f"{who.first} {who.last} – {spaced(who.telephone)}"
        return text, stored(Place(key, "nom~", who.last), Place(key, "telephone", who.telephone))

    columns = [
        ("Structure", h.name()),
        ("Lieu de l'atelier", h.whole_address("{line} {postcode} {town}", complement=True)),
        ("Atelier", about("nom", "nom")),
        ("Niveau d'entrée", about("level", "niveaux", lambda line: codes(line.about["level"]))),
        ("Jours et heures", when),
        ("Précisions", note(lambda line: line.about["remark"], of="offer")),
        (
            "Coût",
            says(
                say("gratuit", frais="gratuit"),
                say("25 €/an", "25 €/an", frais="payant"),
                say("adhésion 8€", "8€", frais="payant"),
                say("Gratuit", frais="gratuit"),
                say("prix libre", unsure=True, frais=("payant", "gratuit")),
                no_data("nc"),
            ),
        ),
        (
            "Halte-garderie",
            says(
                say("oui", garde_enfants=True),
                say("non", garde_enfants=False),
                say("N", garde_enfants=False),
                say("place en crèche AVIP", unsure=True, garde_enfants=True),
            ),
        ),
        ("Places", lambda line: (10 + line.index % 6, at(line.service, "capacite", 10 + line.index % 6))),
        ("Inscription", in_turn(inscription, h.telephone("spaces", empty=0), h.mail(empty=0))),
    ]
    h.table(book, book.sheet("Offre 25-26"), 1, columns, lines)


@author(
    "mobilite-emploi-freins",
    "values in free words",
    "several values in a cell",
    "who refers, in initials",
    "web sites without scheme",
)
def mobility(w: World, book: Book) -> None:
    """A France Travail adviser's list of what helps to take up work: transport, childcare, French."""
    columns = [
        ("Partenaire", h.name()),
        (
            "Frein levé",
            says(
                say("mobilité", thematiques=codes("mobilite--*")),
                say("garde d'enfants"),
                say("mobilité + permis", thematiques=codes("mobilite--*")),
                say("linguistique", unsure=True, thematiques=FRENCH),
                say("numérique", thematiques=DIGITAL),
                say("santé", thematiques=codes("sante--*")),
            ),
        ),
        ("Adresse", h.address_line(comma=True)),
        ("Ville", h.postcode_and_town("{postcode} {town}")),
        (
            "Prescripteurs",
            says(
                say("FT, ML, CAP emploi"),
                say("tout prescripteur", unsure=True, mobilisable_par=codes("professionnels")),
                say("direct", unsure=True, mobilisable_par=codes("usagers")),
                say("référent RSA"),
                say("CIP, PLIE"),
            ),
        ),
        (
            "Participation",
            says(
                say("3 €/jour", "3 €/jour", frais="payant"),
                say("aucune", unsure=True, frais="gratuit"),
                say("gratuit", frais="gratuit"),
                say("selon QF", unsure=True, frais=("payant", "gratuit")),
                say(""),
            ),
        ),
        ("Site", h.site("bare", "http", "capitals", empty=0.1)),
        ("Contact", h.telephone_and_mail(" ; ")),
    ]
    h.table(book, book.sheet("Freins périph."), 1, columns, h.lines_of(w.orgs(28, "77", "35")))
