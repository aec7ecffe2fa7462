"""How long it takes to get somewhere: minutes from metres, or from a provider that knows the roads.

Without a provider, or when it is away, minutes are estimated from the straight line and called « estimé ».
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CAR, FOOT = "voiture", "pied"


@dataclass(frozen=True, slots=True)
class Calibration:
    """Minutes = `start` + `per_km` × kilometres in a straight line; `source` says where from, in French."""

    start: float
    per_km: float
    source: str | Promise

    def minutes(self, metres):
        """Minutes for a distance in metres, a number or an array; infinite for an infinite one."""
        return self.start + self.per_km * metres / 1000


# By car: fitted on the OSRM matrix of 150 communes of the Grand Paris (riatelab/MTA), r = 0.97; on real
# roads of Liechtenstein 2.5 + 1.17 per km. On foot: 4.8 km/h and a detour of 1.34 (doi
# 10.1177/23998083231168870).
CALIBRATIONS = {
    CAR: Calibration(
        3.35,
        1.145,
        _(
            "estimé d'après la ligne droite : 3,35 min + 1,145 min par km, ajusté sur 150 communes du Grand "
            "Paris sans embouteillage ; l'erreur dans la France rurale n'est pas connue"
        ),
    ),
    FOOT: Calibration(
        0.0,
        1000 * 1.34 / 80,
        _("estimé d'après la ligne droite : 4,8 km/h et un détour de 1,34, moyenne des villes d'Europe"),
    ),
}


def estimate(metres, mode: str = CAR):
    """Minutes for a straight line in metres, a number or an array. KeyError for another mode."""
    return CALIBRATIONS[mode].minutes(metres)
