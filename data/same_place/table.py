# SPDX-License-Identifier: AGPL-3.0-or-later
"""The evidence, declared: each line is one thing that two records say, and how many points that is worth.

Points are added up; two of them change the odds that both are one structure about as much as one unit of a
logistic regression, which is where they come from: it was made on half of the pairs judged by hand
(`tests/data/judged_pairs.csv`), and rounded. `make bench-pairs` measures them on the other half. A line
against has points below zero. Of the lines of one question, read from the top, the first that applies
counts alone.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from data.same_place.comparison import Comparison, Door, Said
from data.same_place.names import Names

# Where every two records begin: that they are two.
AT_FIRST = -3
# A door, and the other side of the square: points are of the building or of the middle of the street.
SAME_SPOT_M, NEAR_M, TOWN_M, COUNTRY_M = 100, 1000, 5000, 50_000


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: its question and name, its points, what is told of it (in French).

    `stops` says that no import makes two records one by itself where it applies, whatever else speaks for it.
    """

    question: str
    name: str
    points: int
    words: str | Promise
    applies: Callable[[Comparison], bool]
    stops: bool = False


def _apart(c: Comparison) -> bool:
    """At two addresses, and not at one spot."""
    return c.door in (Door.OTHER, Door.NUMBER) and not _at(SAME_SPOT_M)(c)


def _at(metres: int) -> Callable[[Comparison], bool]:
    return lambda c: c.metres is not None and c.metres <= metres


# fmt: off
TABLE: tuple[Line, ...] = (
    Line("name", "name-same", 6, _("même nom"), lambda c: c.name is Names.SAME),
    Line("name", "name-near", 2, _("presque le même nom"), lambda c: c.name is Names.NEAR),
    Line("name", "name-part", -2, _("un nom dit plus que l'autre"), lambda c: c.name is Names.PART),
    Line("name", "name-shared", -2, _("des mots du nom en commun, d'autres non"),
         lambda c: c.name is Names.SHARED),
    Line("name", "name-town", -1, _("un nom ne dit que la commune"), lambda c: c.name is Names.TOWN),
    Line("name", "name-other", -5, _("noms différents"), lambda c: c.name is Names.OTHER),
    Line("trade", "trade-same", 3, _("même métier"), lambda c: c.trade is Said.SAME),
    Line("trade", "trade-unsaid", 3, _("mots propres du nom en commun"),
         lambda c: c.trade is Said.PARTLY and c.name >= Names.SHARED),
    Line("trade", "trade-other", -7, _("métiers différents"), lambda c: c.trade is Said.OTHER, stops=True),
    Line("travel", "travel-same", 1, _("deux services itinérants"), lambda c: c.mobile is Said.SAME),
    Line("travel", "travel-other", -14, _("l'un est itinérant, l'autre non"),
         lambda c: c.mobile is Said.OTHER, stops=True),
    Line("branch", "branch-same", 1, _("deux antennes"), lambda c: c.branch is Said.SAME),
    Line("branch", "branch-elsewhere", -3, _("l'une est une antenne, à une autre adresse"),
         lambda c: c.branch is Said.OTHER and _apart(c), stops=True),
    Line("branch", "branch-other", 0, _("l'une est dite une antenne"),
         lambda c: c.branch is Said.OTHER, stops=True),
    Line("telephone", "telephone-same", 3, _("même téléphone"), lambda c: c.phone is Said.SAME),
    Line("telephone", "telephone-shared", 0, _("même téléphone, que d'autres communes ont aussi"),
         lambda c: c.phone is Said.SHARED),
    Line("telephone", "telephone-other", -2, _("téléphones différents"), lambda c: c.phone is Said.OTHER),
    Line("courriel", "courriel-same", 2, _("même courriel"), lambda c: c.mail is Said.SAME),
    Line("courriel", "courriel-shared", 0, _("même courriel, que d'autres communes ont aussi"),
         lambda c: c.mail is Said.SHARED),
    Line("courriel", "courriel-other", -2, _("courriels différents"), lambda c: c.mail is Said.OTHER),
    Line("site", "site-same", 1, _("même page web"), lambda c: c.site is Said.SAME),
    Line("site", "site-host", 0, _("même site web, ou même domaine de courriel"),
         lambda c: c.site is Said.PARTLY),
    Line("siret", "siret-same", 5, _("même SIRET"), lambda c: c.siret is Said.SAME),
    Line("siret", "siret-shared", 1, _("même SIRET, que d'autres fiches ont aussi"),
         lambda c: c.siret is Said.SHARED),
    Line("siret", "siret-other", -4, _("SIRET différents"), lambda c: c.siret is Said.OTHER, stops=True),
    Line("networks", "networks-same", 0, _("même réseau"), lambda c: c.networks is Said.SAME),
    Line("networks", "networks-other", -3, _("réseaux différents"),
         lambda c: c.networks is Said.OTHER, stops=True),
    Line("address", "address-same", 2, _("même adresse"), lambda c: c.door is Door.SAME),
    Line("address", "address-street", 2, _("presque la même adresse"), lambda c: c.door is Door.STREET),
    Line("address", "address-number", 0, _("même rue, autre numéro"),
         lambda c: c.door is Door.NUMBER, stops=True),
    Line("address", "address-other", -2, _("adresses différentes"),
         lambda c: c.door is Door.OTHER, stops=True),
    Line("building", "building-same", 2, _("même bâtiment ou complément d'adresse"),
         lambda c: c.building is Said.SAME),
    Line("commune", "commune-same", 2, _("même commune"), lambda c: c.commune is Said.SAME),
    Line("commune", "commune-border", 0, _("communes différentes, au même endroit"),
         lambda c: c.commune in (Said.OTHER, Said.PARTLY) and _at(SAME_SPOT_M)(c)),
    Line("commune", "commune-other", -3, _("communes différentes"),
         lambda c: c.commune is Said.OTHER, stops=True),
    Line("commune", "commune-postcode", 0, _("communes différentes, même code postal"),
         lambda c: c.commune is Said.PARTLY, stops=True),
    Line("distance", "distance-spot", 3, _("au même endroit"), _at(SAME_SPOT_M)),
    Line("distance", "distance-near", 2, _("à moins d'un kilomètre"), _at(NEAR_M)),
    Line("distance", "distance-town", -2, _("à plus d'un kilomètre"), _at(TOWN_M), stops=True),
    Line("distance", "distance-country", -3, _("à plus de cinq kilomètres"), _at(COUNTRY_M), stops=True),
    Line("distance", "distance-far", -5, _("à plus de cinquante kilomètres"),
         lambda c: c.metres is not None, stops=True),
    Line("all", "all-equal", 2, _("tout ce que disent les deux fiches est égal"), lambda c: c.identical),
)
# fmt: on


def lines_of(comparison: Comparison) -> list[Line]:
    """The lines that apply to two records, one a question at most, in the order of the table."""
    found: dict[str, Line] = {}
    for line in TABLE:
        if line.question not in found and line.applies(comparison):
            found[line.question] = line
    return list(found.values())


def points_of(comparison: Comparison) -> int:
    """The sum of the evidence."""
    return AT_FIRST + sum(line.points for line in lines_of(comparison))
