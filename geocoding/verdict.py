"""The verdict on an address: one table, read from the top; the first line that applies decides.

The thresholds were set on one département and checked on another (`make bench-geocoding`). The score of the
provider decides nearly nothing: it is the commune, the words of the street and the number that must agree.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

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


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that a verdict may look at. `best` is None where no provider had an answer.

    `inside` says whether the position is in the commune (100 m allowed), None where no boundary is known.
    `rivals` are the other answers that bear the same street elsewhere; `crowd` how many different addresses
    got this very position; `street_elsewhere` that another commune, for which a part of the address speaks,
    has this street too; `asked_provider` that a provider was there to be asked.
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
    is_at_centre: bool = False
    asked_provider: bool = True

    @property
    def has_street(self) -> bool:
        return bool(self.address.street)

    @property
    def has_number(self) -> bool:
        return bool(self.address.number)

    @property
    def same_commune(self) -> bool:
        town = self.resolution.town
        return bool(self.best and town and self.best.citycode in (town.code, town.parent))

    @property
    def is_house(self) -> bool:
        return self.best is not None and self.best.kind is Kind.HOUSE


# What `Evidence.number` may say of the number found beside the number asked for.
EXACT, WITHOUT_REPETITION, FROM_RANGE, MISSING = "exact", "without-repetition", "from-range", ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table. `precision` is that of the position given; `waits` sends it to a person."""

    name: str
    applies: Callable[[Evidence], bool]
    precision: str
    waits: bool
    reason: str


TABLE: tuple[Line, ...] = (
    Line("no-commune", lambda e: e.resolution.town is None, NONE, True, "La commune n'est pas certaine."),
    Line("no-street", lambda e: not e.has_street, COMMUNE, False, "L'adresse ne dit que la commune."),
    Line("no-provider", lambda e: not e.asked_provider, COMMUNE, True, "Aucun service d'adresses n'a pu être interrogé."),
    Line("nothing-found", lambda e: e.best is None, COMMUNE, True, "La rue n'est pas connue dans cette commune."),
    Line("null-island", lambda e: abs(e.best.lat) < 0.5 and abs(e.best.lon) < 0.5, COMMUNE, True, "Le service a répondu une position nulle."),
    Line("town-only", lambda e: e.best.kind in (Kind.COMMUNE, Kind.OTHER), COMMUNE, True, "Seule la commune a été trouvée."),
    Line("other-commune", lambda e: not e.same_commune, COMMUNE, True, "La rue trouvée est dans une autre commune."),
    Line("outside", lambda e: e.inside is False, COMMUNE, True, "La position trouvée est hors de la commune."),
    Line("crowd", lambda e: e.crowd >= CROWD, COMMUNE, True, "Cette position est donnée à beaucoup d'adresses différentes."),
    Line("other-street", lambda e: e.street is Likeness.OTHER, COMMUNE, True, "La rue trouvée porte un autre nom."),
    Line("part-of-street", lambda e: e.street is Likeness.PART, COMMUNE, True, "La rue trouvée ne porte qu'une partie de ce nom."),
    Line("kind-of-way", lambda e: e.street is Likeness.WAYLESS and not (e.is_house and e.number == EXACT), COMMUNE, True, "Le type de voie manque : rue, avenue, impasse ?"),
    Line("two-streets", lambda e: bool(e.rivals), COMMUNE, True, "Plusieurs rues de la commune peuvent convenir."),
    Line("two-communes", lambda e: e.resolution.is_contested and e.street_elsewhere, COMMUNE, True, "Cette rue existe aussi dans la commune du code postal."),
    Line("contested", lambda e: e.resolution.is_contested and not (e.is_house and e.number == EXACT), COMMUNE, True, "Le nom et le code postal désignent deux communes, et ce numéro n'est connu dans aucune."),
    Line("low-score", lambda e: e.best.provider == "addok" and e.best.score < LEAST_SCORE, COMMUNE, True, "La ressemblance est trop faible."),
    Line("house", lambda e: e.is_house and e.number == EXACT and e.street is Likeness.SAME, ADDRESS, False, "Numéro et rue trouvés dans la commune."),
    Line("house-near", lambda e: e.is_house and e.number == EXACT and e.street >= Likeness.WAYLESS, ADDRESS, False, "Numéro trouvé, et rue à une faute de frappe près."),
    Line("centre-in-disguise", lambda e: e.is_at_centre, COMMUNE, True, "La position trouvée est celle du centre de la commune."),
    Line("house-beside", lambda e: e.is_house and e.number == WITHOUT_REPETITION and e.street is Likeness.SAME, STREET, False, "Le numéro est connu sans son « bis » ou sa lettre."),
    Line("house-of-range", lambda e: e.is_house and e.number == FROM_RANGE and e.street is Likeness.SAME, STREET, False, "Le premier numéro n'est pas connu : position d'un autre des numéros donnés."),
    Line("street-near", lambda e: e.street is not Likeness.SAME, COMMUNE, True, "La rue trouvée ressemble, sans ce numéro."),
    Line("street-without-number", lambda e: not e.has_number, STREET, False, "L'adresse n'a pas de numéro : position de la rue."),
    Line("number-unknown", lambda e: e.number == MISSING, STREET, False, "Ce numéro n'est pas connu : position de la rue."),
    Line("anything-else", lambda e: True, COMMUNE, True, "Cette adresse est à vérifier."),
)


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
    reason = evidence.resolution.reason if line.name == "no-commune" and evidence.resolution.reason else line.reason
    notes = [evidence.resolution.note] if evidence.resolution.note else []
    if line.precision in (ADDRESS, STREET) and evidence.inside is None:
        notes.append("Contour de la commune inconnu : position non vérifiée.")
    return Verdict(line.name, line.precision, line.waits, reason, tuple(notes))
