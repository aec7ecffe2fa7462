# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the directory says more finely than data·inclusion, and the value of the standard that each is under.

« Demandeurs d'asile » is under « personnes exilées »: who asks for the wider value finds the finer one, and a
file of the standard says the wider one. A value without one is ours alone: no file of the standard has it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Finer:
    """A value of ours: its code, its label, and the value of the standard that it is `under`, if any."""

    code: str
    label: str | Promise
    under: str = ""


_EXILES = "personnes-exilees"
PUBLICS = (
    Finer("demandeurs-asile", _("Demandeurs d'asile"), _EXILES),
    Finer("refugies-bpi", _("Réfugiés (BPI)"), _EXILES),
    Finer("primo-arrivants", _("Primo-arrivants hors Union européenne"), _EXILES),
    Finer("sans-titre-de-sejour", _("Personnes sans titre de séjour"), _EXILES),
    Finer("mineurs-non-accompagnes", _("Mineurs non accompagnés (MNA)"), _EXILES),
    Finer("beneficiaires-rsa", _("Bénéficiaires du RSA"), "beneficiaires-des-minimas-sociaux"),
    Finer("jeunes-18-25", _("Jeunes de 18 à 25 ans"), "jeunes"),
    Finer("salaries-tpe-pme", _("Salariés de TPE et de PME"), "actifs"),
    Finer("parents-eleves", _("Parents d'élèves"), "familles"),
    # No persons: « tous publics » does not stand for them.
    Finer("entreprises", _("Entreprises et employeurs (TPE, PME, PMI)")),
    Finer("artisans-commercants", _("Artisans et commerçants")),
    Finer("associations", _("Associations et employeurs associatifs")),
)
NOT_PERSONS = frozenset(one.code for one in PUBLICS if not one.under)
# One goes to the place, and whoever answers is on its screen.
MODES_ACCUEIL = (Finer("visio-accueil", _("En visio, depuis un lieu équipé"), "en-presentiel"),)
FRAIS = (Finer("marchand", _("Prestation marchande"), "payant"),)

# By column, the standard's value that each of ours is under.
UNDER: dict[str, dict[str, str]] = {
    column: {one.code: one.under for one in values if one.under}
    for column, values in {"publics": PUBLICS, "modes_accueil": MODES_ACCUEIL, "frais": FRAIS}.items()
}
TOUS_PUBLICS = "tous-publics"


def in_the_standard(column: str, codes: Iterable[str]) -> list[str]:
    """The values of a column as data·inclusion has them, each once: ours become those that they are under,
    what is ours alone is left out, and « tous publics » stands by itself."""
    under = UNDER[column]
    said = dict.fromkeys(under.get(code, code) for code in codes if code not in NOT_PERSONS)
    return [TOUS_PUBLICS] if TOUS_PUBLICS in said else list(said)


def consistent_publics(codes: Iterable[str]) -> list[str]:
    """Publics without those that « tous publics » stands for already, where it is among them."""
    said = list(dict.fromkeys(codes))
    if TOUS_PUBLICS not in said:
        return said
    return [code for code in said if code == TOUS_PUBLICS or code in NOT_PERSONS]
