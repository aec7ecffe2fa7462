# SPDX-License-Identifier: AGPL-3.0-or-later
"""When the structure opens: in one cell, a column a day, a column a season, days beside hours."""

import re

from django.utils.translation import gettext_lazy as _

from data.imports.targets import looks
from data.imports.targets.target import OPENING, Target
from mapping.opening.osm import FRENCH_DAYS
from places.folding import fold

DAYS = tuple(FRENCH_DAYS)
_OF_A_SEASON = re.compile(
    rf"\b(?:horaires?|ouvertures?|permanences?|heures|accueil)\b.*\b(?:ete|hiver|estiva\w+|{looks.MONTH})\b"
    rf"|^(?:hiver|ete)\b"
)


def _day(name: str) -> Target:
    return Target(
        name,
        _("Horaires du %(day)s") % {"day": name},
        OPENING,
        (name, f"h {name}", f"horaires {name}", f"horaire {name}", name[:3]),
        looks.is_hours_of_a_day,
        many=True,
    )


TARGETS = (
    Target(
        "horaires",
        _("Horaires"),
        OPENING,
        (
            "horaires", "horaires accueil", "horaires d accueil", "horaire", "horaires d ouverture",
            "horaires ouverture", "opening hours", "openinghours", "jours et horaires", "ouverture",
            "permanences", "permanence", "jours d ouverture", "opening hours specification", "hours",
            "hours of operation", "schedule", "jours et heures d ouverture", "heures d ouverture",
            "jours heures",
        ),
        looks.is_hours,
        alone=True,
    ),
    *map(_day, DAYS),
    Target(
        "horaires_saison",
        _("Horaires d'une saison, que son nom dit"),
        OPENING,
        (),
        looks.is_hours,
        many=True,
        named=lambda name: bool(_OF_A_SEASON.search(fold(name))),
    ),
    Target(
        "jours",
        _("Jours, les heures étant à côté"),
        OPENING,
        (
            "jour", "jours", "jour d ouverture", "jours d accueil", "jour de permanence",
            "jours de permanence", "day",
        ),
        looks.is_weekdays,
    ),
    Target(
        "heures_de",
        _("Heures, ou heure d'ouverture"),
        OPENING,
        ("heure d ouverture", "heure ouverture", "ouvre a", "horaire d ouverture", "opens at"),
        looks.is_hours_of_a_day,
    ),
    Target(
        "heures_a",
        _("Heure de fermeture"),
        OPENING,
        ("heure de fermeture", "heure fermeture", "ferme a", "closes at"),
        looks.is_hours_of_a_day,
    ),
    Target(
        "periode",
        _("Période de l'année où ces horaires valent"),
        OPENING,
        ("periode", "periodes", "periode d ouverture", "saison", "mois d ouverture"),
        looks.is_period,
    ),
)  # fmt: skip
