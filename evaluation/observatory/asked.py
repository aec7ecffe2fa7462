# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the address of the observatory asks: a period, an EPCI, a theme."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _

from evaluation import periods
from evaluation.models import UseCell
from evaluation.periods import Period
from mapping.vocabulary import THEME_BY_CODE
from places import neighbours


@dataclass(frozen=True, slots=True)
class Asked:
    """A period, and the codes of an EPCI and of a theme, empty for all of them. `errors` says by parameter
    what was not understood, and is then left out."""

    period: Period
    epci: str = ""
    theme: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    def query(self, **changed: str) -> str:
        """The query string of it with some parameters changed, with its question mark."""
        asked = {"periode": self.period.code, "epci": self.epci, "theme": self.theme} | changed
        usual = {"periode": periods.USUAL}
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in asked.items() if value and value != usual.get(name)})
        return f"?{query.urlencode()}" if query else ""


def read(query: QueryDict, told: Sequence[date], names: dict[str, str]) -> Asked:
    """What an address asks, of the months `told` and the EPCI of `names`; never raises."""
    errors = {}
    period = periods.read(query.get("periode", ""), told)
    if period is None:
        errors["periode"] = _("Ce n’est pas une période dont il y a des chiffres.")
        period = periods.read("", told)
    assert period is not None
    epci, theme = query.get("epci", ""), query.get("theme", "")
    if epci and epci not in names:
        errors["epci"] = _("Ce n’est le code d’aucune intercommunalité d’ici.")
        epci = ""
    if theme and theme not in THEME_BY_CODE:
        errors["theme"] = _("Ce n’est pas un thème.")
        theme = ""
    return Asked(period, epci, theme, errors)


def names_of_epci() -> dict[str, str]:
    """The EPCI that the page offers, by name: those of the site's département, and those around where people
    ask; where the site covers France, those where they do."""
    codes = UseCell.objects.exclude(epci="").order_by().values_list("epci", flat=True).distinct()
    own = {} if settings.DEPARTEMENT == "all" else neighbours.epci_names(settings.DEPARTEMENT)
    named = own | neighbours.names_of_epci(set(codes) - set(own))
    return dict(sorted(named.items(), key=lambda each: each[1]))
