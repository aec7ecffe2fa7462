# SPDX-License-Identifier: AGPL-3.0-or-later
"""The share of structures that have the quality label, of all, by EPCI and by theme: as everyone may know it.

Town halls are left out of both numbers, but for those that have it: they are hundreds, and most never ask.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Q, QuerySet

from accounts.roles import Role
from evaluation.charter import labels
from evaluation.satisfaction.told import Share
from mapping.models import VisibleStructure
from mapping.vocabulary import THEME_BY_ID, THEMES
from search.registry import SANS_MAIRIES


@dataclass(frozen=True, slots=True)
class Shares:
    """The share of all structures, by code of EPCI, and by code of theme; where there is a structure."""

    whole: Share
    by_epci: dict[str, Share]
    by_theme: dict[str, Share]


def told(epci: str = "", theme: str = "", departement: str = "") -> Shares | None:
    """The shares of an EPCI or a département, and of a theme; None where no charter is in force and nobody
    has a label."""
    held = set(labels.valid().values_list("assessment__structure", flat=True))
    if not held and labels.in_force() is None:
        return None
    rows = list(_structures(held, epci, departement).values_list("pk", "commune__epci_code", "themes"))
    if theme:
        rows = [row for row in rows if theme in _codes(row[2])]
    return Shares(
        _share(sum(number in held for number, _epci, _themes in rows), len(rows)),
        _by(((code or "", number in held) for number, code, _themes in rows)),
        _by((code, number in held) for number, _epci, themes in rows for code in _codes(themes)),
    )


def _structures(held: Iterable[int], epci: str, departement: str) -> QuerySet[VisibleStructure]:
    found = VisibleStructure.objects.seen_by(Role.VISITOR).order_by()
    found = found.filter(~Q(reseaux_porteurs__contains=[SANS_MAIRIES.code]) | Q(pk__in=list(held)))
    if departement:
        found = found.filter(commune__departement_code=departement)
    return found.filter(commune__epci_code=epci) if epci else found


def _codes(themes: Iterable[int]) -> list[str]:
    return [THEME_BY_ID[one].code for one in themes or ()]


def _by(told: Iterable[tuple[str, bool]]) -> dict[str, Share]:
    every: Counter[str] = Counter()
    labelled: Counter[str] = Counter()
    for code, has_it in told:
        every[code] += 1
        labelled[code] += has_it
    return {code: _share(labelled[code], n) for code, n in every.items()}


def _share(labelled: int, structures: int) -> Share:
    return Share("", labelled, labelled, structures)


def named(share: Share, name: str) -> Share:
    """The same share, of what bears this name."""
    return replace(share, label=name)


def in_theme_order(by_theme: dict[str, Share]) -> list[Share]:
    """The shares of themes, each by its name, in the order of the themes."""
    return [named(by_theme[theme.code], str(theme.nom)) for theme in THEMES if theme.code in by_theme]
