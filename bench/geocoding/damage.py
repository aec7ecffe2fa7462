"""Classes of damage that directories do to an address, each a function of a truth and a seeded generator.

A class returns the columns of a row as someone would have typed them, or None where it does not apply.
"""

import random
import re
from collections.abc import Callable
from dataclasses import replace

from bench.geocoding.documents import Truth
from geocoding.pipeline import Text
from places.folding import fold

_SHORT = {
    "rue": ("R", "r.", "Rue"),
    "avenue": ("AV", "Av.", "Ave"),
    "boulevard": ("BD", "Bd", "Blvd"),
    "place": ("PL", "Pl."),
    "impasse": ("IMP", "Imp."),
    "chemin": ("CHE", "Chem.", "ch."),
    "route": ("RTE", "Rte"),
    "allée": ("ALL", "all."),
    "square": ("SQ", "sq."),
    "faubourg": ("FG", "Fbg"),
    "passage": ("PAS", "pass."),
    "quai": ("QU", "Q."),
    "lotissement": ("LOT", "lot."),
    "cours": ("CRS",),
}
_TITLES = {
    "général": ("Gal", "Gén."),
    "docteur": ("Dr",),
    "maréchal": ("Mal",),
    "saint": ("St",),
    "sainte": ("Ste",),
    "président": ("Pdt", "Prés."),
    "commandant": ("Cdt",),
    "colonel": ("Col",),
    "capitaine": ("Cne",),
    "lieutenant": ("Lt",),
    "professeur": ("Pr",),
    "sergent": ("Sgt",),
}
_BODIES = (
    "Maison des associations",
    "Centre social Les Tilleuls",
    "Mairie annexe",
    "CCAS",
    "Mission locale",
    "Maison de quartier",
    "Association Accueil et Partage",
    "Espace France services",
    "Foyer des jeunes travailleurs",
)
_CARE_OF, _LABELS, _COMMAS = ("C/O", "c/o", "chez"), ("n° ", "N°", ""), (",", " ,", ", ")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def clean(truth: Truth, rng: random.Random) -> Text:
    return _row(truth)


def upper_case(truth: Truth, rng: random.Random) -> Text:
    row = _row(truth)
    return replace(row, address=fold(row.address).upper(), city=fold(row.city).upper())


def no_accents(truth: Truth, rng: random.Random) -> Text:
    row = _row(truth)
    return replace(row, address=fold(row.address).title(), city=fold(row.city).title())


def abbreviated(truth: Truth, rng: random.Random) -> Text | None:
    words = truth.street.split()
    changed = [
        rng.choice({**_SHORT, **_TITLES}[word.lower()]) if word.lower() in {**_SHORT, **_TITLES} else word
        for word in words
    ]
    return _row(replace(truth, street=" ".join(changed))) if changed != words else None


def box_and_cedex(truth: Truth, rng: random.Random) -> Text:
    row = _row(truth)
    box = rng.choice(("BP {}", "B.P. {}", "CS {}", "BP n° {}")).format(rng.randint(10, 90999))
    cedex = rng.choice(("CEDEX", "Cedex", "CEDEX {}")).format(rng.randint(1, 9))
    address = rng.choice((f"{row.address} {box}", f"{box} {row.address}", f"{row.address}, {box}"))
    return replace(row, address=address, city=f"{row.city} {cedex}")


def building(truth: Truth, rng: random.Random) -> Text:
    row = _row(truth)
    unit = rng.choice(("Bât. {}", "Bâtiment {}", "Immeuble {}", "Escalier {}", "Appt {}", "Hall {}"))
    unit = unit.format(rng.choice("ABCD12345"))
    floor = rng.choice(("", ", 2ème étage", ", RDC", ", 1er étage", ", porte 12"))
    return replace(
        row, address=rng.choice((f"{unit}{floor}, {row.address}", f"{row.address}, {unit}{floor}"))
    )


def body_before(truth: Truth, rng: random.Random) -> Text:
    row = _row(truth)
    return replace(
        row, address=f"{rng.choice(_BODIES)}{rng.choice((' ', ', ', ' - ', chr(10)))}{row.address}"
    )


def zone_before(truth: Truth, rng: random.Random) -> Text:
    row = _row(truth)
    zone = rng.choice(
        ("ZA des Prés", "ZI Nord", "Zone artisanale du Parc", "Lieu-dit Les Chênes", "ZAC de la Gare")
    )
    return replace(row, address=f"{zone}{rng.choice((', ', ' - ', ' '))}{row.address}")


def telephone(truth: Truth, rng: random.Random) -> Text:
    row = _row(truth)
    number = "0" + " ".join(
        f"{rng.randint(1, 5)}" if not n else f"{rng.randint(0, 99):02d}" for n in range(5)
    )
    number = rng.choice((number, number.replace(" ", "."), f"Tél : {number}"))
    return replace(row, address=rng.choice((f"{number} {row.address}", f"{row.address} {number}")))


def care_of(truth: Truth, rng: random.Random) -> Text:
    row = _row(truth)
    return replace(
        row,
        address=" ".join((rng.choice(_CARE_OF), rng.choice(("M. Martin", "Mme Petit")), row.address)),
    )


def several_lines(truth: Truth, rng: random.Random) -> Text:
    row = _row(truth)
    break_ = rng.choice(("\n", "---", " | ", "\r\n"))
    first = rng.choice(_BODIES)
    return Text("", break_.join((first, row.address, f"{row.postcode} {row.city}")))


def one_line(truth: Truth, rng: random.Random) -> Text:
    row = _row(truth)
    join = rng.choice((", ", " ", " - "))
    return Text("", f"{row.address}{join}{row.postcode} {row.city}")


def postcode_in_city(truth: Truth, rng: random.Random) -> Text:
    row = _row(truth)
    return Text("", row.address, "", f"{row.postcode} {row.city}")


def columns_swapped(truth: Truth, rng: random.Random) -> Text | None:
    row = _row(truth)
    return replace(row, address=row.city, city=row.address)


def departement_for_postcode(truth: Truth, rng: random.Random) -> Text:
    return replace(_row(truth), postcode=truth.departement)


def no_postcode(truth: Truth, rng: random.Random) -> Text:
    row = _row(truth)
    return replace(row, postcode="", city=f"{row.city} ({truth.departement})")


def no_city(truth: Truth, rng: random.Random) -> Text:
    return replace(_row(truth), city="")


def street_typo(truth: Truth, rng: random.Random) -> Text | None:
    words = truth.street.split()
    long = [index for index, word in enumerate(words) if index and len(word) >= 5 and word.isalpha()]
    if not long:
        return None
    index = rng.choice(long)
    words[index] = slip(words[index], rng)
    return _row(replace(truth, street=" ".join(words)))


def city_typo(truth: Truth, rng: random.Random) -> Text | None:
    return replace(_row(truth), city=slip(truth.city, rng)) if len(truth.city) >= 5 else None


def mojibake(truth: Truth, rng: random.Random) -> Text | None:
    row = _row(truth)
    address, city = (part.encode().decode("cp1252", errors="replace") for part in (row.address, row.city))
    return replace(row, address=address, city=city) if (address, city) != (row.address, row.city) else None


def lost_letters(truth: Truth, rng: random.Random) -> Text | None:
    row, mark = _row(truth), rng.choice("?\ufffd")
    address, city = (re.sub(r"[^\x00-\x7f]", mark, part) for part in (row.address, row.city))
    return replace(row, address=address, city=city) if (address, city) != (row.address, row.city) else None


def number_marks(truth: Truth, rng: random.Random) -> Text:
    row = _row(truth)
    return replace(
        row,
        address=f"{rng.choice(_LABELS)}{truth.number}{rng.choice(_COMMAS)} {truth.street}",
    )


def number_last(truth: Truth, rng: random.Random) -> Text:
    return replace(_row(truth), address=f"{truth.street}{rng.choice((' ', ', ', ' n°'))}{truth.number}")


def street_beside(truth: Truth, rng: random.Random) -> Text:
    """The name of the body in the address, and the street in the column for what completes it."""
    row = _row(truth)
    return replace(row, address=rng.choice(_BODIES), complement=row.address)


def number_range(truth: Truth, rng: random.Random) -> Text | None:
    if not truth.number.isdigit():
        return None
    following = int(truth.number) + 2 * rng.randint(1, 3)
    join = rng.choice(("-", "/", " à ", " - ", " et "))
    return replace(_row(truth), address=f"{truth.number}{join}{following} {truth.street}")


def articles(truth: Truth, rng: random.Random) -> Text | None:
    """Hyphens and apostrophes gone, as forms that refuse them make people write."""
    street = re.sub(r"[-'’]", " ", truth.street)
    return _row(replace(truth, street=street)) if street != truth.street else None


def wrong_postcode(truth: Truth, rng: random.Random) -> Text:
    """A figure of the end of the postcode typed wrong: it is no commune's, or another's."""
    figures = list(truth.postcode)
    place = rng.choice((3, 4))
    figures[place] = rng.choice([figure for figure in "0123456789" if figure != figures[place]])
    return replace(_row(truth), postcode="".join(figures))


def two_at_once(truth: Truth, rng: random.Random) -> Text | None:
    """Two of the damages that leave the columns in place, one on the other."""
    first, second = rng.sample(_COMPOSABLE, 2)
    before = _row(truth)
    once = first(truth, rng)
    twice = second(truth, rng)
    if once is None or twice is None:
        return None
    # What each changed is kept; where both changed the street, the second one is added round the first.
    address = (
        twice.address.replace(before.address, once.address)
        if before.address in twice.address
        else twice.address
    )
    return Text(
        "", address, twice.postcode or once.postcode, once.city if twice.city == before.city else twice.city
    )


def neighbour_city(truth: Truth, rng: random.Random) -> Text | None:
    """Another commune of the département with the true postcode: nobody can know which is right."""
    others = _NEIGHBOURS.get(truth.departement, ())
    apart = [city for postcode, city in others if postcode != truth.postcode]
    return replace(_row(truth), city=rng.choice(apart)) if apart else None


_NEIGHBOURS = {
    "90": (
        ("90000", "Belfort"),
        ("90200", "Giromagny"),
        ("90100", "Delle"),
        ("90500", "Beaucourt"),
        ("90300", "Valdoie"),
    ),
    "988": (
        ("98800", "Nouméa"),
        ("98835", "Dumbéa"),
        ("98889", "Païta"),
        ("98870", "Bourail"),
        ("98809", "Le Mont-Dore"),
    ),
}


def slip(word: str, rng: random.Random) -> str:
    """One typing error inside a word: a letter left out, doubled, changed, or two exchanged."""
    place = rng.randrange(1, len(word) - 1)
    kind = rng.choice(("drop", "double", "change", "swap"))
    if kind == "drop":
        return word[:place] + word[place + 1 :]
    if kind == "double":
        return word[:place] + word[place] + word[place:]
    if kind == "change":
        return word[:place] + rng.choice(_LETTERS) + word[place + 1 :]
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _row(truth: Truth) -> Text:
    return Text("", f"{truth.number} {truth.street}", truth.postcode, truth.city)


_COMPOSABLE = (
    upper_case,
    no_accents,
    abbreviated,
    box_and_cedex,
    building,
    body_before,
    zone_before,
    telephone,
    care_of,
    city_typo,
    street_typo,
    number_marks,
    wrong_postcode,
    departement_for_postcode,
)
Damage = Callable[[Truth, random.Random], Text | None]
CLASSES: tuple[Damage, ...] = (
    clean,
    upper_case,
    no_accents,
    abbreviated,
    box_and_cedex,
    building,
    body_before,
    zone_before,
    telephone,
    care_of,
    several_lines,
    one_line,
    postcode_in_city,
    columns_swapped,
    departement_for_postcode,
    no_postcode,
    no_city,
    street_typo,
    city_typo,
    mojibake,
    lost_letters,
    number_marks,
    number_range,
    articles,
    wrong_postcode,
    two_at_once,
    number_last,
    street_beside,
)
# Nobody can tell the right commune of these: what counts is that none is accepted in the wrong one.
CONTRADICTORY: tuple[Damage, ...] = (neighbour_city,)
