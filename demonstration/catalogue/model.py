# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a kind of example structure is made of, before places and days are drawn for it."""

from dataclasses import dataclass
from enum import Enum


class Reach(Enum):
    """How wide a kind of structure usually serves; examples are drawn around it."""

    COMMUNE = "commune"
    EPCI = "epci"
    DEPARTEMENT = "departement"


class Rhythm(Enum):
    """When something is usually open; `hours.py` holds the timetables."""

    OFFICE = "office"
    PERMANENCE = "permanence"
    EVENING = "evening"
    SATURDAY = "saturday"
    APPOINTMENT = "appointment"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One service that a kind of structure may offer; texts are in French, variants in tuples.

    `places` is the range of capacities in people, None where there is no limit to say. `weeks` is
    the length of a dated session, None where people may come at any time. `rhythm` None means the
    structure's own hours.
    """

    nom: str
    descriptions: tuple[str, ...]
    thematiques: tuple[str, ...]
    type: str
    publics: tuple[str, ...] = ("tous-publics",)
    publics_precisions: str = ""
    frais: str = "gratuit"
    frais_precisions: str = ""
    conditions: tuple[str, ...] = ("",)
    a_apporter: tuple[str, ...] = ("",)
    niveaux: tuple[tuple[str, ...], ...] = ((),)
    places: tuple[int, int] | None = None
    weeks: int | None = None
    weekly_hours: float | None = None
    rhythm: Rhythm | None = None
    a_distance: bool = False
    professionals_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of structure: how it is called, what it says of itself, what it offers.

    `weight` is its share among the examples. `confidential` places keep their address from
    visitors. `porteurs` are who answers for it, in turn, empty where nobody says; `equipements` what most of
    its places have for who comes.
    """

    code: str
    names: tuple[str, ...]
    descriptions: tuple[str, ...]
    offers: tuple[Offer, ...]
    reach: Reach = Reach.EPCI
    rhythm: Rhythm = Rhythm.OFFICE
    reseaux: tuple[str, ...] = ()
    roles: tuple[str, ...] = ("Accueil", "Responsable")
    weight: int = 2
    confidential: bool = False
    porteurs: tuple[str, ...] = ("",)
    vocation: str = ""
    equipements: tuple[str, ...] = ()
    bureau_confidentiel: bool = False
