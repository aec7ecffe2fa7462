# SPDX-License-Identifier: AGPL-3.0-or-later
"""The kinds of structures that examples are drawn from, written for this project."""

from demonstration.catalogue import droits, emploi, francais, logement, quotidien, sante
from demonstration.catalogue.model import Kind, Offer, Reach, Rhythm

KINDS: tuple[Kind, ...] = (
    *francais.KINDS,
    *droits.KINDS,
    *logement.KINDS,
    *emploi.KINDS,
    *sante.KINDS,
    *quotidien.KINDS,
)

__all__ = ["KINDS", "Kind", "Offer", "Reach", "Rhythm"]
