# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names, streets, numbers and addresses that belong to nobody.

Telephone numbers come only from the ranges that ARCEP reserves for works of fiction, electronic
addresses only from the domains that RFC 2606 reserves for examples.
"""

from random import Random

FICTION_PREFIXES = ("01 99 00", "02 61 91", "03 53 01", "04 65 71", "05 36 49")
FICTION_MOBILE_PREFIX = "06 39 98"
DOMAINS = ("example.org", "example.com")

PLACE_NAMES = tuple(
    """Les Tilleuls|La Passerelle|Le Moulin|Les Acacias|La Clairière|Le Trait d'union|Les Hirondelles
Le Fil bleu|La Courte Échelle|Les Quatre Vents|La Fontaine|Le Cerisier|Les Coquelicots|La Boussole
Le Phare|Les Lavandières|L'Étape|La Marelle|Le Pont neuf|Les Glycines|La Ruche|Le Tournesol
Les Peupliers|L'Escale|La Maison verte|Le Grand Chêne|Les Bruyères|L'Arc-en-ciel|La Source|Le Jardin
Les Mésanges|L'Horizon|La Grange|Le Colibri|Les Amandiers|L'Envol|La Roseraie|Le Relais|Les Genêts
L'Atelier|La Colline|Le Verger|Les Saules|L'Olivier|La Prairie|Le Préau|Les Platanes|L'Abri
La Récré|Le Carrefour""".replace("\n", "|").split("|")
)
_STREETS = tuple(
    """rue des Lilas|rue du Moulin|avenue de la République|place du Marché|rue de la Gare|rue des Écoles
allée des Tilleuls|rue du Lavoir|boulevard de la Liberté|rue des Jardins|chemin des Vignes
rue de l'Abreuvoir|rue Louise-Michel|rue Olympe-de-Gouges|rue Jean-Jaurès|avenue du Stade
impasse des Cerisiers|rue Pasteur|rue Victor-Hugo|place de la Fontaine|rue des Peupliers
rue du Four|rue Simone-Veil|rue Joséphine-Baker|allée des Acacias""".replace("\n", "|").split("|")
)
_COMPLEMENTS = ("Bâtiment B", "1er étage", "Rez-de-chaussée", "Porte 3", "Au fond de la cour")
_FIRST_NAMES = tuple(
    """Amina|Claire|Fatou|Hélène|Ioana|Jeanne|Leïla|Maria|Nadège|Olga|Sophie|Thi Mai|Yasmine|Ahmed|Bruno
Carlos|David|Emre|Ibrahima|Julien|Karim|Mehdi|Olivier|Pavel|Rachid|Samuel|Tesfay|Youssef""".replace(
        "\n", "|"
    ).split("|")
)
_LAST_NAMES = tuple(
    """Aubertin|Benslimane|Carvalho|Delaunay|Diakité|Evrard|Fontenay|Garnaud|Haddad|Ivanov|Jourdain
Kouassi|Lemarchand|Marchetti|Nguyen|Ouattara|Perrault|Quesnel|Roussel|Saïdi|Traoré|Vasseur|Yilmaz
Zamora""".replace("\n", "|").split("|")
)


def telephone(random: Random) -> str:
    """A number of a landline that the regulator keeps for fiction."""
    return f"{random.choice(FICTION_PREFIXES)} {random.randrange(100):02} {random.randrange(100):02}"


def mobile(random: Random) -> str:
    """A number of a mobile that the regulator keeps for fiction."""
    return f"{FICTION_MOBILE_PREFIX} {random.randrange(100):02} {random.randrange(100):02}"


def person(random: Random) -> str:
    """A first and a last name."""
    return f"{random.choice(_FIRST_NAMES)} {random.choice(_LAST_NAMES)}"


def street(random: Random) -> str:
    """A number and the name of a street."""
    return f"{random.randint(1, 98)} {random.choice(_STREETS)}"


def complement(random: Random) -> str:
    """The line of an address for a floor or a door, one time in five; else empty."""
    return random.choice(_COMPLEMENTS) if random.random() < 0.2 else ""
