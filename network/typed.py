# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody typed in the filter of a list: words, a territory."""

from django.core.exceptions import ValidationError
from django.http import QueryDict

from places.territories import TerritoryKind
from places.territory_field import Named, territory_named

_MAX_LENGTH = 100


def words_of(text: str) -> str:
    """The words of a text, parted by one space each; a hundred letters at most."""
    return " ".join(text.replace("\x00", " ").split())[:_MAX_LENGTH]


def place_of(typed: str, *, by_commune: bool = False) -> tuple[Named | None, str]:
    """The territory that a text names, None for none, and what is said of one that is not known.
    `by_commune` takes the name of a commune for its EPCI."""
    if not typed or "\x00" in typed:
        return None, ""
    try:
        kind, code = territory_named(typed, by_commune=by_commune)
    except ValidationError as error:
        return None, error.messages[0]
    return (TerritoryKind(kind), code), ""


def of_any_kind(data: QueryDict) -> str:
    """What an address says of a territory, by whichever kind: a link of the réseau names one by its kind, as
    the one filter does."""
    return next((one for kind in TerritoryKind if (one := data.get(str(kind), ""))), "")
