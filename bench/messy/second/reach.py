"""Where, and how to reach: telephones in sentences, addresses in odd order, points by hand, prose."""

from dataclasses import replace

from bench.messy import habits as h
from bench.messy import weeks, writing
from bench.messy.book import Book, Fate, Meaning, Place, at, ignorable, kept, stored
from bench.messy.second.author import author
from bench.messy.second.cast import title_of
from bench.messy.second.cells import in_turn, no_data, say, says, spaced
from bench.messy.world import World


def _also(line: h.Line, places: tuple[Place, ...], *texts: str) -> Meaning:
    """Places, and texts that must be found again besides."""
    return Meaning(Fate.STORED, places, line.org.key, texts)


def _telephone(line: h.Line) -> Place:
    return Place(line.org.key, "telephone", line.org.telephone)


def _direct(line: h.Line) -> tuple[Place, ...]:
    """The number of a person and their name: neither is the structure's."""
    who, key = line.org.person, f"{line.org.key}/person"
    return Place(key, "telephone", who.telephone), Place(key, "nom~", who.last)


def _extension(line: h.Line) -> h.Written:
    text = f"{spaced(line.org.telephone)} poste 41{line.index % 10}"
    return text, _also(line, (_telephone(line),), f"poste 41{line.index % 10}")


def _or_mobile(line: h.Line) -> h.Written:
    text = f"{writing.telephone(line.org.telephone, 'dots')} ou {spaced(line.org.mobile)}"
    return text, _also(line, (_telephone(line),), f"tel:{line.org.mobile}")


def _of_somebody(line: h.Line) -> h.Written:
    who = line.org.person
    return f"{spaced(who.telephone)} ({title_of(who)} {who.last}, le matin)", _also(
        line, _direct(line), "le matin"
    )


def _call_somebody(line: h.Line) -> h.Written:
    who = line.org.person
    text = f"appeler {title_of(who)} {who.last} au {spaced(who.telephone)} après 14h"
    return text, _also(line, _direct(line), "après 14h")


def _with_fax(line: h.Line) -> h.Written:
    fax = line.org.telephone[:-2] + f"{(int(line.org.telephone[-2:]) + 1) % 100:02d}"
    return f"Standard : {spaced(line.org.telephone)} / Fax : {spaced(fax)}", stored(_telephone(line))


def _glued_pair(line: h.Line) -> h.Written:
    text = f"{line.org.telephone}/{line.org.mobile}"
    return text, _also(line, (_telephone(line),), f"tel:{line.org.mobile}")


def _label_under(line: h.Line) -> h.Written:
    return f"{spaced(line.org.telephone)}\n(répondeur)", _also(line, (_telephone(line),), "répondeur")


def _international(line: h.Line) -> h.Written:
    return writing.telephone(line.org.telephone, "+33 (0)"), stored(_telephone(line))


def _short_number(line: h.Line) -> h.Written:
    return "39 49 (gratuit)", kept(line.org.key, "tel:3949")


def _none(line: h.Line) -> h.Written:
    return "pas de téléphone", ignorable("says that there is none")


def _mail(line: h.Line) -> Place:
    return Place(line.org.key, "courriel", line.org.courriel)


def _mail_of_somebody(line: h.Line) -> h.Written:
    who, key = line.org.person, f"{line.org.key}/person"
    places = (Place(key, "courriel", who.courriel), Place(key, "nom~", who.last))
    return f"{who.courriel} ({who.first} {who.last})", stored(*places)


def _two_mails(line: h.Line) -> h.Written:
    who = line.org.person
    private = Place(f"{line.org.key}/person", "courriel", who.courriel)
    return f"{line.org.courriel} ; {who.courriel}", stored(_mail(line), private)


def _in_a_sentence(line: h.Line) -> h.Written:
    text = f"écrire à {line.org.courriel} (réponse sous 48 h)"
    return text, _also(line, (_mail(line),), "réponse sous 48 h")


def _spelt(line: h.Line) -> h.Written:
    return line.org.courriel.replace("@", "[arobase]"), stored(_mail(line))


def _by_form(line: h.Line) -> h.Written:
    return "via le formulaire du site", kept(line.org.key, "via le formulaire du site")


@author("telephones-vivants", "telephones in sentences", "mails in sentences", "several numbers in one cell")
def telephones(w: World, book: Book) -> None:
    """Extensions, a second number, whose number it is and when; mails in a sentence, or a person's."""
    columns = [
        ("Structure", h.name()),
        ("Adresse", h.address_line()),
        ("CP", h.postcode()),
        ("Ville", h.town()),
        (
            "Téléphone",
            in_turn(
                _extension, _or_mobile, _of_somebody, _with_fax, _international, _call_somebody,
                _glued_pair, _label_under, _short_number, _none, shift=0,
            ),
        ),
        (
            "Courriel",
            in_turn(
                h.mail(empty=0), _in_a_sentence, h.mail(empty=0), _spelt, _two_mails, h.mail(empty=0),
                _mail_of_somebody, _by_form, shift=0,
            ),
        ),
    ]  # fmt: skip
    h.table(book, book.sheet("Contacts"), 1, columns, h.lines_of(w.orgs(36, "77", "35")))


@author("liste-de-diffusion", "a list of mails pasted", "private contacts", "no heading")
def mailing_list(w: World, book: Book) -> None:
    """Recipients copied from a mail: a name and its address in a cell; the towns were typed beside."""
    sheet = book.sheet("Feuil1")

    def recipient(line: h.Line) -> h.Written:
        org, who = line.org, line.org.person
        nom = Place(org.key, "nom", org.nom)
        if line.index % 3 == 1:
            key = f"{org.key}/person"
            places = (nom, Place(key, "nom", who.name, (f"{who.last} {who.first}",)))
            text = f'"{writing.capitals(who.last)} {who.first} ({org.nom})" <{who.courriel}>;'
            return text, stored(*places, Place(key, "courriel", who.courriel))
        return f"{org.nom} <{org.courriel}>;", stored(nom, Place(org.key, "courriel", org.courriel))

    columns = [("", recipient), ("", h.town()), ("", h.postcode())]
    h.table(book, sheet, 1, columns, h.lines_of(w.orgs(28, "59", "77")), header=False)


def _street_first(line: h.Line) -> h.Written:
    """« rue Neuve, 12 »: the number after the street."""
    address = line.org.address
    text = f"{address.street}, {address.number}"
    return text, at(line.org.key, "adresse", address.line, text)


def _care_of(line: h.Line) -> h.Written:
    texts = ("chez M. le Curé", "c/o CCAS", "Résidence autonomie Les Ormes", "Mairie annexe", "")
    text = texts[line.index % len(texts)]
    return text, at(line.org.key, "complement_adresse~|adresse~", text)


def _box(line: h.Line) -> h.Written:
    if line.index % 3:
        return h.EMPTY
    text = f"BP {100 + 7 * line.index}"
    return text, at(line.org.key, "complement_adresse~|adresse~", text)


def _cedex(line: h.Line) -> h.Written:
    nom = line.org.address.commune.name
    text = f"{writing.capitals(nom)} CEDEX {line.index % 4}" if line.index % 4 else nom
    return text, at(line.org.key, "commune", nom)


@author("adresse-en-desordre", "address in odd columns", "CEDEX and BP", "« chez »", "QPV names")
def disorder(w: World, book: Book) -> None:
    """Town with CEDEX first, then « chez », the box, the street with its number behind, the QPV."""
    columns = [
        ("Bureau distributeur", _cedex),
        ("Chez / bâtiment", _care_of),
        ("Boîte postale", _box),
        ("Voie et n°", _street_first),
        (
            "QPV",
            says(
                say("Beauval - Dunant"), say(""), say("Les Provinces Françaises"),
                no_data("hors QPV"), of="structure",
            ),
        ),
        ("Code", h.postcode("text")),
        ("Nom de l'association", h.name()),
        ("Joindre", h.telephone("nbsp", "spaces", empty=0)),
    ]  # fmt: skip
    h.table(book, book.sheet("Adresses"), 1, columns, h.lines_of(w.orgs(30, "63", "35")))


def _dms(value: float, sign: str) -> str:
    seconds = round(value * 3600)
    return f"{seconds // 3600}°{seconds % 3600 // 60:02d}'{seconds % 60:02d}\"{sign}"


def _by_hand(line: h.Line) -> h.Written:
    """A point as whoever looked it up noted it."""
    lat, lon = line.org.address.latitude, line.org.address.longitude
    comma = [f"{value:.5f}".replace(".", ",") for value in (lat, lon)]
    text = (
        f"{lat:.5f} ; {lon:.5f}",
        f"{comma[0]} N / {comma[1]} E",
        f"{_dms(lat, 'N')} {_dms(lon, 'E')}",
        f"{comma[0]}, {comma[1]}",
        f"lat {lat:.5f} long {lon:.5f}",
        f"{lat:.4f}°N, {lon:.4f}°E",
    )[line.index % 6]
    return text, stored(Place(line.org.key, "latitude", lat), Place(line.org.key, "longitude", lon))


@author("gps-a-la-main", "coordinates by hand", "both coordinates in a cell")
def points(w: World, book: Book) -> None:
    """« 48,53 N », degrees with minutes, a semicolon or a comma between: each in one cell."""
    columns = [
        ("Point d'accueil", h.name()),
        ("GPS", _by_hand),
        ("Commune", h.town()),
        ("CP", h.postcode()),
        ("Repère", says(say("face à la gare"), say("derrière l'église"), say(""), of="structure")),
        ("Voie", h.address_line()),
        ("Tél", h.telephone("spaces", "+33", empty=0)),
    ]
    h.table(book, book.sheet("Points"), 1, columns, h.lines_of(w.orgs(30, "63", "90", "77")))


def _prose(line: h.Line) -> h.Written:
    """Everything in a paragraph: where, the telephone, when, how much."""
    org, address = line.org, line.org.address
    where = f"{address.line}, {address.commune.postcode} {address.commune.name}"
    when = weeks.written(org.week, "h", "-", " et ")
    key = org.key
    places = [
        Place(key, "adresse", address.line),
        Place(key, "code_postal", address.commune.postcode),
        Place(key, "commune", address.commune.name),
        Place(key, "telephone", org.telephone),
        Place(key, "horaires_accueil", weeks.osm(org.week)),
    ]
    text = (
        f"{where}. Tél. {spaced(org.telephone)}. Ouvert {when}.",
        f"{where}\n{writing.telephone(org.telephone, 'dots')}\n{org.courriel}\n{when}",
        f"Ouvert {when} – {where} – {spaced(org.telephone)} – {org.courriel}",
    )[line.index % 3]
    if line.index % 3:
        places.append(Place(key, "courriel", org.courriel))
    return text, stored(*places)


@author("tout-dans-une-cellule", "everything in a cell", "line breaks in cells")
def prose(w: World, book: Book) -> None:
    """A name, then a paragraph with the address, the telephone and the hours."""
    columns = [
        ("Structure", h.name()),
        ("Infos pratiques", _prose),
        ("Ce qu'on y fait", h.description(empty=0)),
        ("Vu le", h.remark("12/06", "en juin", "pas encore")),
    ]
    sheet = book.sheet("Repérage")
    book.put(sheet, 1, 1, "Repérage des lieux – tournée de juin", ignorable("title"))
    h.table(book, sheet, 2, columns, h.lines_of(w.orgs(24, "01", "59")))


@author("plusieurs-entrees", "two addresses: the seat and the place", "hours")
def several_doors(w: World, book: Book) -> None:
    """« Siège » and « Accueil » have each their address; the public goes to the second."""
    orgs = w.orgs(26, "13", association=0.8)

    def seat(line: h.Line) -> h.Written:
        other = line.about["seat"]
        text = f"{other.line}, {other.commune.postcode} {other.commune.name}"
        return text, kept(line.org.key, other.line)

    lines = [replace(line, about={"seat": w.address(line.org.address.commune)}) for line in h.lines_of(orgs)]
    columns = [
        ("Association", h.name()),
        ("Adresse du siège (courrier)", seat),
        ("Lieu d'accueil du public", h.whole_address("{line}, {postcode} {town}")),
        ("Tél. du lieu", h.telephone("spaces", empty=0)),
        ("Tél. du siège (bureau)", _seat_number),
        ("Accueil", h.hours("h", "-", " et ")),
    ]
    h.table(book, book.sheet("Lieux"), 1, columns, lines)


def _seat_number(line: h.Line) -> h.Written:
    if line.index % 2:
        return h.EMPTY
    return spaced(line.org.mobile), kept(line.org.key, f"tel:{line.org.mobile}")
