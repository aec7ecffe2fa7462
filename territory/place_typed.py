# SPDX-License-Identifier: AGPL-3.0-or-later
"""A place typed for an attempt: taken as it is, or asked about when it may not be the one that was meant."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from geocoding import where
from places import neighbours
from places.models import Commune
from places.territories import TerritoryKind, communes_in, departements_of
from territory import words
from territory.scope import NAMED, Scope

_FIELDS = {"departement": "departement_code", "region": "region_code", "epci": "epci_code"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a text may mean; `notes` says what it was taken for, and that it is outside the territory.

    `is_sure` of the one place of that name, which is in the territory.
    """

    place: where.Found
    notes: tuple[str, ...]
    is_sure: bool


def candidates(typed: str, scope: Scope) -> list[Candidate] | where.NotFound:
    """The places that a text may mean, the likeliest first."""
    found = where.resolve(typed, _home(scope))
    if isinstance(found, where.NotFound):
        return found
    places = found.candidates if isinstance(found, where.Ambiguous) else [found]
    codes = {each.commune_code for each in places}
    communes = {each.code: each for each in Commune.objects.filter(code__in=codes)}
    notes = [(place.note, _outside(communes.get(place.commune_code), scope)) for place in places]
    return [
        Candidate(place, tuple(filter(None, said)), isinstance(found, where.Found) and not any(said))
        for place, said in zip(places, notes, strict=True)
    ]


def _home(scope: Scope) -> str | None:
    """The département that is meant where several places have a name; None where the territory is wider."""
    if scope.kind == "departement":
        return scope.code
    if scope.kind == NAMED:
        codes = departements_of(scope.code)
        return codes[0] if len(codes) == 1 else None
    communes = Commune.objects.filter(**{_FIELDS[scope.kind]: scope.code})
    codes = list(communes.order_by("departement_code").values_list("departement_code", flat=True).distinct())
    return codes[0] if len(codes) == 1 else None


def _outside(commune: Commune | None, scope: Scope) -> str:
    if commune is None or _is_inside(commune, scope):
        return ""
    name = neighbours.departement_name(commune.departement_code) or commune.departement_code
    return words.typeset(_("Hors de ce territoire : %(departement)s.") % {"departement": name})


def _is_inside(commune: Commune, scope: Scope) -> bool:
    if scope.kind == NAMED:
        inside = communes_in(TerritoryKind.TERRITOIRE, scope.code)
        return Commune.objects.filter(inside, code=commune.code).exists()
    return getattr(commune, _FIELDS[scope.kind]) == scope.code
