"""Invented structures at real communes: what the authors know. Seeded, so always the same."""

import random
import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

from pyproj import Transformer

from bench.messy import communes

# Minutes since midnight, by day of the week from Monday.
Week = dict[int, tuple[tuple[int, int], ...]]

_STREETS = (
    "rue de la République", "avenue du Général de Gaulle", "rue Victor-Hugo", "place de l'Église",
    "rue Jean-Jaurès", "boulevard Gambetta", "rue des Écoles", "impasse des Lilas", "allée des Tilleuls",
    "rue Pasteur", "rue du 8 Mai 1945", "avenue Jean-Moulin", "place du Marché", "rue de Verdun",
    "chemin des Vignes", "rue du 11 Novembre", "square Georges-Brassens", "route de Paris",
    "quai de la Marne", "rue Anatole-France", "cours Lafayette", "rue Marcel-Pagnol", "rue Émile-Zola",
    "passage du Moulin", "rue de l'Hôtel de Ville", "avenue de l'Europe", "rue Édouard-Branly",
    "rue du Château d'Eau", "résidence Les Peupliers", "rue Saint-Exupéry",
)  # fmt: skip
_COMPLEMENTS = (
    "Bâtiment B", "1er étage", "Maison des associations", "Rez-de-chaussée", "Centre commercial", "Appt 12",
    "Entrée côté parking", "Escalier C", "BP 40177", "Quartier Beauval", "Résidence du Parc",
)  # fmt: skip
_ASSOCIATIONS = (
    "Accueil et Partage", "Les Amis de la Langue", "Parole et Lien", "Solidarité Femmes",
    "Horizons Solidaires", "La Passerelle", "Trait d'Union", "Mots et Merveilles", "L'Étape",
    "Le Relais des Possibles", "Ensemble Ici", "Porte Ouverte", "Main dans la main", "Culture et Cité",
    "Récré à Mots", "Déclic Numérique", "L'Ancre", "Espoir et Avenir", "La Fabrique du Lien",
    "Le Fil d'Ariane", "Vivre Ensemble", "Le Rocher", "ABC Insertion", "Le Cairn",
    "Terre d'Asile Solidaire", "Alpha Quartier", "Les Deux Rives", "Tisserands du Lien", "Le Sémaphore",
    "Un Toit Ici", "Pause-Café Français", "L'Escale", "Plurielles", "Bol d'Air", "Nouveau Départ",
    "Cap Mobilité",
)  # fmt: skip
_PUBLIC = (
    ("CCAS de {}", "ccas-cias"), ("Mairie de {}", "communes"), ("France services de {}", "france-service"),
    ("Mission locale de {}", "mission-locale"),
    ("Maison des solidarités de {}", "maisons-des-solidarites"),
    ("Point justice de {}", "points-justice"), ("Médiathèque de {}", ""), ("Centre social de {}", ""),
    ("Maison de quartier de {}", ""), ("Caf de {}", "caf"), ("Agence France Travail de {}", "france-travail"),
    ("Croix-Rouge de {}", "croix-rouge"), ("Secours populaire de {}", "secours-populaire"),
    ("Restos du cœur de {}", "restos-du-coeur"), ("MJC de {}", "mjc"), ("Cidff de {}", "cidff"),
)  # fmt: skip
_FIRST = (
    "Marie", "Fatima", "Sophie", "Jean", "Karim", "Nathalie", "Hélène", "Mohamed", "Claire", "Françoise",
    "Amadou", "Léa", "Olivier", "Samira", "Gérard", "Chloé", "Ousmane", "Thérèse", "Benoît", "Zoé",
)  # fmt: skip
_LAST = (
    "Durand", "Benali", "Lefèvre", "Martinez", "Nguyen", "Traoré", "Petit", "Rousseau", "Haddad", "Lemoine",
    "Garnier", "Da Silva", "Bourdon", "Kaya", "Fontaine", "Diallo", "Mercier", "Hoarau", "Schmitt",
    "Le Goff",
)  # fmt: skip
ROLES = (
    "coordinatrice", "responsable", "présidente", "secrétaire", "directeur", "chargée d'accueil",
    "travailleuse sociale", "conseiller numérique", "référent FLE", "bénévole",
)  # fmt: skip
_DESCRIPTIONS = (
    "Accueil, écoute et orientation des habitants du quartier",
    "Cours de français pour adultes, petits groupes, bénévoles formés",
    "Aide aux démarches administratives et à l'accès aux droits",
    "Accompagnement des familles et soutien à la parentalité",
    "Distribution de colis alimentaires sur orientation d'un travailleur social",
    "Ateliers informatiques tous niveaux, prêt de matériel possible",
    "Permanence d'écrivain public, gratuite et confidentielle",
    "Domiciliation, bagagerie et douches",
    "Lieu ouvert à tous, café solidaire, ateliers cuisine et couture",
    "Accompagnement vers l'emploi des jeunes et des adultes",
)
# The prefixes that French numbering keeps for fiction; overseas have none, their figures are drawn at random.
_DIALS = {
    "77": "0199", "01": "0465", "63": "0465", "13": "0465", "2A": "0465", "59": "0353", "67": "0353",
    "90": "0353", "35": "0261", "33": "0536", "971": "0590", "973": "0594", "974": "0262", "976": "0269",
}  # fmt: skip
_AFTER = {"0199": "00", "0465": "71", "0353": "01", "0261": "91", "0536": "49",
          "0590": "82", "0594": "30", "0262": "47", "0269": "61"}  # fmt: skip
_WEEKS: tuple[Week, ...] = (
    dict.fromkeys(range(5), ((540, 720), (840, 1020))),
    dict.fromkeys(range(5), ((510, 720), (810, 1050))),
    dict.fromkeys(range(5), ((540, 720),)),
    {0: ((840, 1020),), 1: ((540, 720), (840, 1020)), 3: ((540, 720), (840, 1020)), 4: ((540, 720),)},
    {1: ((600, 750), (840, 1110)), 2: ((600, 1110),), 4: ((840, 1110),), 5: ((600, 1020),)},
    {0: ((540, 690),), 3: ((840, 990),)},
    {2: ((570, 720), (810, 1050))},
    {**dict.fromkeys(range(4), ((525, 720), (810, 1020))), 4: ((525, 720), (810, 960))},
    {**dict.fromkeys(range(5), ((540, 720), (840, 1080))), 5: ((540, 720),)},
    {1: ((840, 960),), 4: ((840, 960),)},
)
# Lambert-93 in France; the legal projections overseas.
_PROJECTIONS = {"971": 5490, "973": 2972, "974": 2975, "976": 4471}


@lru_cache
def _transformer(code: int) -> Transformer:
    return Transformer.from_crs(4326, code, always_xy=True)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a structure is."""

    number: str
    street: str
    complement: str
    commune: communes.Commune
    latitude: float
    longitude: float

    @property
    def line(self) -> str:
        return f"{self.number} {self.street}"

    @property
    def projected(self) -> tuple[float, float]:
        """Easting and northing in the legal projection of the département, in metres."""
        to = _transformer(_PROJECTIONS.get(self.commune.departement, 2154))
        x, y = to.transform(self.longitude, self.latitude)
        return round(x, 2), round(y, 2)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works at a structure. Private, always."""

    first: str
    last: str
    role: str
    telephone: str
    courriel: str

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"


@dataclass
class Org:
    """A structure."""

    number: int
    nom: str
    network: str
    address: Address
    telephone: str
    mobile: str
    courriel: str
    site: str
    siret: str
    description: str
    week: Week
    person: Person
    updated: tuple[int, int, int]
    draw: random.Random = field(repr=False)

    @property
    def key(self) -> str:
        return f"s{self.number}"


class World:
    """Draws structures, always the same for a seed."""

    def __init__(self, seed: str) -> None:
        self.rng = random.Random(f"reperes-messy-{seed}")
        self._names: set[str] = set()
        self._drawn = 0

    def orgs(self, count: int, *departements: str, association: float = 0.5) -> list[Org]:
        """`count` structures with different names, in communes of the départements (77 by default)."""
        towns = [town for code in departements or ("77",) for town in communes.of(code)]
        return [self.org(self.rng.choice(towns), association) for _ in range(count)]

    def org(self, commune: communes.Commune, association: float = 0.5) -> Org:
        rng = self.rng
        self._drawn += 1
        nom, network = self._name(commune, association)
        slug = slug_of(nom)[:30].rstrip("-")
        person = self.person(commune, slug)
        return Org(
            number=self._drawn,
            nom=nom,
            network=network,
            address=self.address(commune),
            telephone=self.telephone(commune),
            mobile=self.mobile(commune),
            courriel=f"{rng.choice(('contact', 'accueil', 'secretariat'))}@{slug}.example.org",
            site=f"https://www.{slug}.example.org",
            siret=self.siret(),
            description=rng.choice(_DESCRIPTIONS),
            week=rng.choice(_WEEKS),
            person=person,
            updated=(rng.choice((2023, 2024, 2025)), rng.randint(1, 12), rng.randint(1, 28)),
            draw=random.Random(rng.random()),
        )

    def _name(self, commune: communes.Commune, association: float) -> tuple[str, str]:
        for _ in range(500):
            if self.rng.random() < association:
                nom, network = f"Association {self.rng.choice(_ASSOCIATIONS)}", ""
            else:
                pattern, network = self.rng.choice(_PUBLIC)
                nom = contracted(pattern, commune.name)
            if nom not in self._names:
                break
        else:
            nom, network = f"Association {self.rng.choice(_ASSOCIATIONS)} de {commune.name} {self._drawn}", ""
        self._names.add(nom)
        return nom, network

    def address(self, commune: communes.Commune) -> Address:
        rng = self.rng
        number = str(rng.randint(1, 140)) + rng.choice(("", "", "", "", " bis", " ter"))
        return Address(
            number=number,
            street=rng.choice(_STREETS),
            complement=rng.choice(_COMPLEMENTS) if rng.random() < 0.35 else "",
            commune=commune,
            latitude=round(commune.latitude + rng.uniform(-0.006, 0.006), 6),
            longitude=round(commune.longitude + rng.uniform(-0.006, 0.006), 6),
        )

    def telephone(self, commune: communes.Commune) -> str:
        """Ten figures, without spaces."""
        dial = _DIALS[commune.departement]
        return f"{dial}{_AFTER[dial]}{self.rng.randint(0, 9999):04d}"

    def mobile(self, commune: communes.Commune) -> str:
        dial = {"971": "0690", "973": "0694", "974": "0692", "976": "0639"}.get(commune.departement)
        if dial:
            after = {"0690": "35", "0694": "20", "0692": "85", "0639": "69"}[dial]
            return f"{dial}{after}{self.rng.randint(0, 9999):04d}"
        return f"0644{self.rng.randint(600000, 699999)}"

    def siret(self) -> str:
        """Fourteen figures whose checks hold, of no register."""
        siren = _luhn(f"99{self.rng.randint(0, 999999):06d}")
        return _luhn(f"{siren}{self.rng.randint(1, 9):04d}")

    def person(self, commune: communes.Commune, slug: str) -> Person:
        """Somebody at the structure whose mails end with `slug`."""
        first, last = self.rng.choice(_FIRST), self.rng.choice(_LAST)
        courriel = f"{slug_of(first)}.{slug_of(last)}@{slug}.example.org"
        return Person(first, last, self.rng.choice(ROLES), self.mobile(commune), courriel)


def contracted(pattern: str, town: str) -> str:
    """« CCAS du Mée-sur-Seine », « Mairie d'Oyonnax »: as French writes them."""
    if town.startswith("Le "):
        return pattern.replace("de {}", f"du {town[3:]}")
    if town.startswith("Les "):
        return pattern.replace("de {}", f"des {town[4:]}")
    if town[0] in "AEÉIOUH":
        return pattern.replace("de {}", f"d'{town}")
    return pattern.format(town)


def without_accents(text: str) -> str:
    text = text.replace("œ", "oe").replace("Œ", "OE")
    return "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))


def slug_of(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", without_accents(text).lower()).strip("-")


def _luhn(figures: str) -> str:
    """The figures, with the last one that makes their sum right."""
    for last in "0123456789":
        digits = [int(one) for one in reversed(figures + last)]
        total = sum(digits[::2]) + sum(sum(divmod(2 * one, 10)) for one in digits[1::2])
        if total % 10 == 0:
            return figures + last
    raise AssertionError(figures)
