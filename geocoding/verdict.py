# SPDX-License-Identifier: AGPL-3.0-or-later
"""The verdict on an address: one table, read from the top; the first line that applies decides.

The thresholds were set on one département and checked on another (`make bench-geocoding`). The score of the
provider decides nearly nothing: it is the commune, the words of the street and the number that must agree.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from common.required import required
from geocoding.candidate import Candidate, Kind
from geocoding.communes import Resolution
from geocoding.likeness import Likeness
from geocoding.normalise import Address

# The score of the national service below which even a street of the same name is looked at by a person.
LEAST_SCORE = 0.5
# A point given to this many different addresses is a default value.
CROWD = 20
# Boundaries are generalised: of 56,577 known addresses 0.02 % lie further than this outside their commune.
OUTSIDE_TOLERANCE_M = 100

ADDRESS, STREET, COMMUNE, NONE = "address", "street", "commune", ""
ACCEPT, ASK = False, True


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that a verdict may look at. `best` is None where no provider had an answer.

    `inside` says whether the position is in the commune (100 m allowed), None where no boundary is known.
    `rivals` are the other answers that bear the same street elsewhere; `crowd` how many different addresses
    got this very position; `street_elsewhere` that another commune, for which a part of the address speaks,
    has this street too; `is_slip_a_name` that what seems mistyped is a word of other streets;
    `asked_provider` that a provider was there to be asked; `notes`, in French, what had to be understood.
    """

    address: Address
    resolution: Resolution
    best: Candidate | None = None
    street: Likeness = Likeness.OTHER
    number: str = ""
    inside: bool | None = None
    rivals: tuple[Candidate, ...] = ()
    crowd: int = 1
    street_elsewhere: bool = False
    is_slip_a_name: bool = False
    is_at_centre: bool = False
    asked_provider: bool = True
    notes: tuple[str, ...] = ()

    @property
    def found(self) -> Candidate:
        """The best answer, for the lines below the one that decides where there is none."""
        return required(self.best)

    @property
    def has_street(self) -> bool:
        """Whether the address names a street."""
        return bool(self.address.street)

    @property
    def has_number(self) -> bool:
        """Whether the address has a house number."""
        return bool(self.address.number)

    @property
    def same_commune(self) -> bool:
        """Whether the best answer is in the commune of the address, or in one of its arrondissements."""
        town = self.resolution.town
        return bool(self.best and town and self.best.citycode in (town.code, town.parent))

    @property
    def is_house(self) -> bool:
        """Whether the best answer is a house."""
        return self.best is not None and self.best.kind is Kind.HOUSE


# What `Evidence.number` may say of the number found beside the number asked for.
EXACT, WITHOUT_REPETITION, FROM_RANGE, MISSING = "exact", "without-repetition", "from-range", ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: its name, the precision of the position given, whether a person is asked, why.

    `applies` says of which addresses it decides, those that no line above decided.
    """

    name: str
    precision: str
    waits: bool
    reason: str
    applies: Callable[[Evidence], bool]


# fmt: off
TABLE: tuple[Line, ...] = (
    Line("no-commune", NONE, ASK, "La commune n'est pas certaine.",
         lambda e: e.resolution.town is None),
    Line("questioned", COMMUNE, ASK, "Un « ? » est écrit dans l'adresse : elle n'était pas sûre.",
         lambda e: e.address.is_questioned),
    Line("no-street", COMMUNE, ACCEPT, "L'adresse ne dit que la commune.",
         lambda e: not e.has_street),
    Line("no-provider", COMMUNE, ASK, "Aucun service d'adresses n'a pu être interrogé.",
         lambda e: not e.asked_provider),
    Line("nothing-found", COMMUNE, ASK, "La rue n'est pas connue dans cette commune.",
         lambda e: e.best is None),
    Line("null-island", COMMUNE, ASK, "Le service a répondu une position nulle.",
         lambda e: abs(e.found.lat) < 0.5 and abs(e.found.lon) < 0.5),
    Line("town-only", COMMUNE, ASK, "Seule la commune a été trouvée.",
         lambda e: e.found.kind in (Kind.COMMUNE, Kind.OTHER)),
    Line("other-commune", COMMUNE, ASK, "La rue trouvée est dans une autre commune.",
         lambda e: not e.same_commune),
    Line("outside", COMMUNE, ASK, "La position trouvée est hors de la commune.",
         lambda e: e.inside is False),
    Line("crowd", COMMUNE, ASK, "Cette position est donnée à beaucoup d'adresses différentes.",
         lambda e: e.crowd >= CROWD),
    Line("other-street", COMMUNE, ASK, "La rue trouvée porte un autre nom.",
         lambda e: e.street is Likeness.OTHER),
    Line("part-of-street", COMMUNE, ASK, "La rue trouvée ne porte qu'une partie de ce nom.",
         lambda e: e.street is Likeness.PART),
    Line("kind-of-way", COMMUNE, ASK, "Le type de voie manque : rue, avenue, impasse ?",
         lambda e: e.street is Likeness.WAYLESS and not (e.is_house and e.number == EXACT)),
    Line("number-in-doubt", COMMUNE, ASK, "Le numéro n'a pas pu être lu.",
         lambda e: e.address.is_number_in_doubt),
    Line("two-streets", COMMUNE, ASK, "Plusieurs rues de la commune peuvent convenir.",
         lambda e: bool(e.rivals)),
    Line("slip-or-name", COMMUNE, ASK,
         "La rue trouvée diffère d'une lettre, et d'autres rues portent le mot écrit : faute, ou autre rue ?",
         lambda e: e.is_slip_a_name),
    Line("two-communes", COMMUNE, ASK, "Cette rue existe aussi dans la commune du code postal.",
         lambda e: e.resolution.is_contested and e.street_elsewhere),
    Line("contested", COMMUNE, ASK,
         "Le nom et le code postal désignent deux communes, et ce numéro n'est connu dans aucune.",
         lambda e: e.resolution.is_contested and not (e.is_house and e.number == EXACT)),
    Line("low-score", COMMUNE, ASK, "La ressemblance est trop faible.",
         lambda e: e.found.provider == "addok" and e.found.score < LEAST_SCORE),
    Line("house", ADDRESS, ACCEPT, "Numéro et rue trouvés dans la commune.",
         lambda e: e.is_house and e.number == EXACT and e.street is Likeness.SAME),
    Line("house-near", ADDRESS, ACCEPT, "Numéro trouvé, et rue à une faute de frappe près.",
         lambda e: e.is_house and e.number == EXACT and e.street >= Likeness.SLIP),
    Line("centre-in-disguise", COMMUNE, ASK, "La position trouvée est celle du centre de la commune.",
         lambda e: e.is_at_centre),
    Line("house-beside", STREET, ACCEPT, "Le numéro est connu sans son « bis » ou sa lettre.",
         lambda e: e.is_house and e.number == WITHOUT_REPETITION and e.street is Likeness.SAME),
    Line("house-of-range", STREET, ACCEPT,
         "Le premier numéro n'est pas connu : position d'un autre des numéros donnés.",
         lambda e: e.is_house and e.number == FROM_RANGE and e.street is Likeness.SAME),
    Line("street-near", COMMUNE, ASK, "La rue trouvée ressemble, sans ce numéro.",
         lambda e: e.street is not Likeness.SAME),
    Line("street-without-number", STREET, ACCEPT, "L'adresse n'a pas de numéro : position de la rue.",
         lambda e: not e.has_number),
    Line("number-unknown", STREET, ACCEPT, "Ce numéro n'est pas connu : position de la rue.",
         lambda e: e.number == MISSING),
    Line("anything-else", COMMUNE, ASK, "Cette adresse est à vérifier.",
         lambda e: True),
)
# fmt: on


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided: the precision of the position, whether it waits for a person, and why (in French)."""

    line: str
    precision: str
    waits: bool
    reason: str
    notes: tuple[str, ...] = field(default=())


def judge(evidence: Evidence) -> Verdict:
    """Return the verdict of the first line of the table that applies."""
    line = next(line for line in TABLE if line.applies(evidence))
    reason = (
        evidence.resolution.reason
        if line.name == "no-commune" and evidence.resolution.reason
        else line.reason
    )
    notes = [note for note in (evidence.resolution.note, *evidence.notes) if note]
    if line.precision in (ADDRESS, STREET) and evidence.inside is None:
        notes.append("Contour de la commune inconnu : position non vérifiée.")
    return Verdict(line.name, line.precision, line.waits, reason, tuple(notes))
