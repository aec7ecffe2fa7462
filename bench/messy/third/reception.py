"""Those who receive and send on: a hospital's social worker, a France services host, a CIDFF, a CCAS."""

from bench.messy import habits as h
from bench.messy import writing
from bench.messy.book import Book, Place, Sheet, at, codes, ignorable, kept, stored
from bench.messy.second.cells import in_turn, no_data, say, says, service_lines, spaced
from bench.messy.third.author import author
from bench.messy.third.cells import (
    CLOTHES,
    FOOD,
    HEALTH,
    HOUSING,
    RIGHTS,
    about,
    either_way,
    person_of,
    title_and_name,
    with_texts,
)
from bench.messy.world import Org, World, contracted


def _telephone(line: h.Line) -> tuple[Place, ...]:
    return (Place(line.org.key, "telephone", line.org.telephone),)


def _then_two(line: h.Line) -> h.Written:
    return f"{spaced(line.org.telephone)} puis 2", with_texts(line, _telephone(line), "puis 2")


def _switchboard(line: h.Line) -> h.Written:
    text = f"standard {writing.telephone(line.org.telephone, 'dots')} demander le service social"
    return text, with_texts(line, _telephone(line), "demander le service social")


def _or(line: h.Line) -> h.Written:
    text = f"{spaced(line.org.telephone)} ou {spaced(line.org.mobile)}"
    return text, with_texts(line, _telephone(line), f"tel:{line.org.mobile}")


def _morning(line: h.Line) -> h.Written:
    return f"{spaced(line.org.telephone)} (matin)", with_texts(line, _telephone(line), "matin")


def _international(line: h.Line) -> h.Written:
    return writing.telephone(line.org.telephone, "+33 (0)"), stored(*_telephone(line))


def _direct_line(line: h.Line) -> h.Written:
    text = f"{title_and_name(line)} : {spaced(line.org.person.telephone)}"
    return text, stored(*person_of(line.org, "nom", "telephone"))


def _direct_mail(line: h.Line) -> h.Written:
    who = line.org.person
    text = f"{who.first} {who.last} <{who.courriel}>"
    return text, stored(*person_of(line.org, "nom", "courriel"))


_RIGHTS_ASKED = (
    say("sans droits ouverts"),
    say("AME, PUMa, CSS"),
    say("AME"),
    say("tout patient", unsure=True, publics=codes("tous-publics")),
    say("carte vitale obligatoire"),
    no_data("NSP", "says that nobody knows"),
)


@author(
    "pass-hopital",
    "telephones in sentences",
    "private contacts",
    "abbreviations of the field",
    "mails with a name",
)
def hospital(w: World, book: Book) -> None:
    """The list of a PASS: where to send whom, a number for patients and a direct line for colleagues."""
    columns = [
        ("Orienter vers", h.name()),
        (
            "Pour",
            says(
                say("soins dentaires", thematiques=HEALTH),
                say("ouverture de droits", thematiques=RIGHTS),
                say("mise à l'abri", unsure=True, thematiques=HOUSING),
                say("vestiaire", thematiques=CLOTHES),
                say("santé mentale", thematiques=HEALTH),
                say("PMI / grossesse", unsure=True, thematiques=HEALTH),
            ),
        ),
        ("Adresse", h.whole_address("{line} à {town} ({postcode})")),
        ("Tél patients", in_turn(_then_two, _international, _switchboard, _or, _morning)),
        ("Ligne pro (NE PAS DONNER)", in_turn(_direct_line, _direct_mail, h.nothing())),
        ("Couverture", says(*_RIGHTS_ASKED, of="structure")),
        (
            "Interprète",
            says(
                say("ISM", unsure=True, interprete=True),
                say("oui", interprete=True),
                say("non", interprete=False),
                no_data("?", "says that nobody knows"),
            ),
        ),
        (
            "RDV",
            says(
                say("sans rdv", rendez_vous=codes("sans-rendez-vous")),
                say("sur rdv", rendez_vous=codes("sur-rendez-vous")),
                say("courrier médical", unsure=True),
            ),
        ),
    ]
    sheet = book.sheet("PASS")
    book.put(sheet, 1, 1, "PASS – qui fait quoi ? (usage interne)", ignorable("title"))
    h.table(book, sheet, 2, columns, h.lines_of(w.orgs(28, "77", association=0.6)))


_PARTNERS = (
    ("CAF", "2e et 4e mardis", "9h-12h", "Tu[2,4] 09:00-12:00", "sur"),
    ("CPAM", "mercredi", "13h30-16h30", "We 13:30-16:30", "sur"),
    ("CARSAT", "1er jeudi du mois", "9h30-12h", "Th[1] 09:30-12:00", "sur"),
    ("Conciliateur de justice", "tous les vendredis", "14h-17h", "Fr 14:00-17:00", "sur"),
    ("ADIL 77", "3e lundi", "9h-12h", "Mo[3] 09:00-12:00", "sans"),
    ("Écrivain public", "lundi et jeudi", "14h-16h", "Mo,Th 14:00-16:00", "sans"),
    ("Conseiller numérique", "mardi, mercredi", "9h-12h30", "Tu-We 09:00-12:30", "sans"),
    ("PIMMS Médiation", "jeudi", "13h45-17h", "Th 13:45-17:00", "sans"),
)


@author(
    "permanences-france-services",
    "the structure is in the title",
    "a row per service",
    "sheets by place",
    "some weeks of the month",
)
def host(w: World, book: Book) -> None:
    """The board of a France services host: a sheet for each of its places, a line a partner."""
    for org in w.orgs(4, "77", association=0.0):
        nom = contracted("France services de {}", org.address.commune.name)
        org.nom, org.network = f"{nom} {org.address.street.split()[-1]}", "france-service"
        sheet = book.sheet(org.address.commune.name[:28] + f" {org.number}")
        h.declare(book, h.Line(org))
        book.put(sheet, 1, 1, org.nom, at(org.key, "nom", org.nom))
        sheet.merged.append((1, 1, 1, 5))
        value, where = h.whole_address("{line}, {postcode} {town}")(h.Line(org))
        tel = spaced(org.telephone)
        book.put(sheet, 2, 1, f"{value} – Tél. {tel}", stored(*where.places, *_telephone(h.Line(org))))
        h.heading(book, sheet, 4, ("Partenaire", "Jours", "Heures", "RDV", "Remarques"))
        for number in range(6):
            _partner(book, sheet, 5 + number, org, number)
        book.put(sheet, 12, 1, "Planning sous réserve de modifications", ignorable("note"))


def _partner(book: Book, sheet: Sheet, row: int, org: Org, number: int) -> None:
    nom, days, hours, osm, how = _PARTNERS[(number + 3 * org.number) % len(_PARTNERS)]
    key = book.record(f"{org.key}/p{number}", "service", org.key)
    when = at(key, "horaires_accueil", osm)
    text = "sur rendez-vous" if how == "sur" else "sans RDV"
    for column, (value, meaning) in enumerate(
        (
            (nom, at(key, "nom~", nom)),
            (days, when),
            (hours, when),
            (text, at(key, "rendez_vous", codes(f"{how}-rendez-vous"))),
        ),
        1,
    ):
        book.put(sheet, row, column, value, meaning)
    if number % 3 == 0:
        book.put(sheet, row, 5, "apporter ses papiers", kept(key, "apporter ses papiers"))


_KINDS = ("Permanence juridique", "Entretien psychologue", "Accompagnement emploi des femmes")
_WHEN = (
    ("1er et 3e mardis, 9h-12h", "Tu[1,3] 09:00-12:00"),
    ("tous les jeudis de 13h30 à 17h", "Th 13:30-17:00"),
    ("2ème mercredi du mois 9h30-12h30", "We[2] 09:30-12:30"),
    ("vendredi matin (9h-12h)", "Fr 09:00-12:00"),
    ("dernier lundi du mois, 14h-17h", "Mo[-1] 14:00-17:00"),
)
_ROOMS = ("Mairie annexe", "Point d'accès au droit", "Centre social", "Maison des solidarités")


@author(
    "cidff-lieux-de-permanence",
    "the structure is in the title",
    "a service has a place of its own",
    "merged cells downwards",
    "some weeks of the month",
)
def rights_of_women(w: World, book: Book) -> None:
    """A CIDFF and its permanences in other people's places: the town is merged over those it has."""
    sheet = book.sheet("Permanences 77")
    (org,) = w.orgs(1, "77", association=1.0)
    org.nom = "CIDFF de Seine-et-Marne"
    h.declare(book, h.Line(org))
    book.record(org.key, "structure", implied={"reseaux_porteurs": codes("cidff")})
    book.put(sheet, 1, 1, org.nom, at(org.key, "nom", org.nom))
    text = f"Prise de rendez-vous : {spaced(org.telephone)} ou {org.courriel}"
    book.put(
        sheet,
        2,
        1,
        text,
        stored(Place(org.key, "telephone", org.telephone), Place(org.key, "courriel", org.courriel)),
    )
    h.heading(book, sheet, 4, ("Commune", "Lieu", "Adresse", "Quoi", "Quand", "Publics"))
    row = 5
    for stop in w.orgs(9, "77"):
        count = 1 + stop.number % 3
        keys = [book.record(f"{org.key}/p{stop.number}-{one}", "service", org.key, implied={
            "code_insee": stop.address.commune.code, "code_postal": stop.address.commune.postcode,
            "departement": "77",
        }) for one in range(count)]  # fmt: skip
        shared = (
            (1, stop.address.commune.name, "commune"),
            (2, _ROOMS[stop.number % len(_ROOMS)], "nom~|adresse~|complement_adresse~|description~"),
            (3, stop.address.line, "adresse~"),
        )
        for column, value, field in shared:
            book.put(sheet, row, column, value, stored(*(Place(key, field, value) for key in keys)))
            if count > 1:
                sheet.merged.append((row, column, row + count - 1, column))
        for number, key in enumerate(keys):
            nom, (when, osm) = _KINDS[number], _WHEN[(stop.number + number) % len(_WHEN)]
            book.put(sheet, row, 4, nom, at(key, "nom~", nom))
            book.put(sheet, row, 5, when, at(key, "horaires_accueil", osm))
            book.put(sheet, row, 6, "femmes", at(key, "publics", codes("femmes")))
            row += 1


_HELP = (
    ("Colis alimentaire", FOOD, "jeudi 13h30-15h30", "Th 13:30-15:30"),
    ("Repas chaud", FOOD, "tous les soirs à partir de 19h", ""),
    ("Vestiaire", CLOTHES, "1er samedi du mois : 9h-12h", "Sa[1] 09:00-12:00"),
    ("Épicerie sociale", FOOD, "mardi 14h/17h, vendredi 9h/12h", "Tu 14:00-17:00; Fr 09:00-12:00"),
    ("Douches", frozenset({"equipement-et-alimentation--*"}), "L Ma J V 8h-11h", "Mo,Tu,Th,Fr 08:00-11:00"),
    ("Accueil de jour", frozenset(), "7j/7, 9h-17h", "Mo-Su 09:00-17:00"),
)


@author(
    "ccas-ou-manger",
    "a row per service",
    "« idem » and ditto marks",
    "hours as people write them",
    "values still to be filled in",
)
def food(w: World, book: Book) -> None:
    """A CCAS's list for whoever has nothing: meals, parcels, showers; ditto marks for the second line."""
    lines = service_lines(
        book, w.orgs(17, "77", "59", association=0.8), lambda org: 1 + (org.number % 3 == 0)
    )
    for line in lines:
        nom, theme, text, osm = _HELP[line.index * 5 % len(_HELP)]
        line.about.update(nom=nom, theme=theme, text=text, osm=osm)

    def again(habit: h.Habit) -> h.Habit:
        def written(line: h.Line) -> h.Written:
            value, meaning = habit(line)
            return ('"' if line.about["number"] and value is not None else value), meaning

        return written

    def when(line: h.Line) -> h.Written:
        text, osm = line.about["text"], line.about["osm"]
        return text, at(line.service, "horaires_accueil", osm) if osm else kept(line.service, text)

    columns = [
        ("QUI", again(h.name())),
        ("QUOI", about("nom", "nom")),
        ("OÙ", again(h.address_line())),
        ("VILLE", again(h.postcode_and_town("{town} {postcode}"))),
        ("QUAND", when),
        (
            "COMMENT",
            says(
                say("inscription AS", unsure=True, mobilisable_par=codes("professionnels")),
                say("libre"),
                either_way("sur orientation CCAS"),
                say("carte 2 €/mois", "2 €/mois", frais="payant"),
                no_data("à compléter", "still to be filled in"),
            ),
        ),
        ("TEL", again(h.telephone("dots", "spaces", "glued", empty=0))),
    ]
    sheet = book.sheet("manger-se laver")
    row = h.table(book, sheet, 1, columns, lines)
    book.put(sheet, row + 1, 1, "AS = assistante sociale ; \" = même chose qu'au-dessus", ignorable("legend"))
