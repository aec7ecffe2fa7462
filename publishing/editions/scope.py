# SPDX-License-Identifier: AGPL-3.0-or-later
"""Of what a book tells: its territory, themes and publics, and the search that asks the directory for it."""

from collections.abc import Collection, Mapping
from typing import Any

from mapping.vocabulary import PUBLICS, THEME_BY_CODE
from places.territories import TerritoryKind
from publishing.editions.models import Edition
from search.question import Criteria, Search

_PUBLICS = dict(PUBLICS)
# Whether what says no theme, or no public, is told too; a scope without it does not.
WITH_UNSAID = "with_unsaid"


def scope_of(edition: Edition) -> dict[str, Any]:
    """Of what a book tells: two books of one scope tell of the same structures."""
    scope: dict[str, Any] = {
        "territory": [edition.territory_kind, edition.territory_code],
        "themes": sorted(edition.themes),
        "publics": sorted(edition.publics),
    }
    if edition.with_unsaid and (edition.themes or edition.publics):
        scope[WITH_UNSAID] = True
    return scope


def search_of(scope: Mapping[str, Any], *, without: Collection[str] = ()) -> Search:
    """What a scope asks of the directory; `without` its themes or its publics, by these names."""
    kind, code = scope["territory"]
    # A value that the vocabulary has no more asks nothing.
    themes = tuple(code for code in scope["themes"] if code in THEME_BY_CODE and "themes" not in without)
    publics = tuple(code for code in scope["publics"] if code in _PUBLICS and "publics" not in without)
    asked = Criteria(themes=themes, publics=publics)
    return Search(criteria=asked.standing_in(TerritoryKind(kind), code))
