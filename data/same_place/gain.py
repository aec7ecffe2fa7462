# SPDX-License-Identifier: AGPL-3.0-or-later
"""What making two structures one brings: declared, as the evidence, and told in words.

A pair is worth deciding as far as it is sure and brings something: of two pairs as sure, the one that gives a
telephone to a record without one, or clears up two opening hours, comes first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mapping.models import Status

# What two records gain by being one, by column: what reaches a place weighs most.
_FIELDS: tuple[tuple[str, int, str | Promise], ...] = (
    ("telephone", 3, _("téléphone")),
    ("horaires_accueil", 3, _("horaires")),
    ("adresse", 2, _("adresse")),
    ("courriel", 2, _("courriel")),
    ("site_web", 1, _("site web")),
    ("description", 1, _("description")),
    ("siret", 1, _("SIRET")),
    ("accessible", 1, _("accès en fauteuil")),
)
# That the public meets one place twice, whatever both say.
_TWICE = 4
MOST = _TWICE + sum(points for _name, points, _words in _FIELDS)
COLUMNS = ("status", *(name for name, _points, _words in _FIELDS))


@dataclass(frozen=True, slots=True)
class Gain:
    """What is gained. `completes`: what one of the two alone says; `settles`: what they say otherwise."""

    points: int
    completes: tuple[str, ...]
    settles: tuple[str, ...]
    seen_twice: bool

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self.points / MOST


def gain(a: Mapping[str, Any], b: Mapping[str, Any]) -> Gain:
    """What is gained by making one of two records, given as their columns `COLUMNS`. Symmetric."""
    completes: list[str] = []
    settles: list[str] = []
    points = 0
    for name, worth, words in _FIELDS:
        mine, theirs = (one[name] if one[name] is not None else "" for one in (a, b))
        if mine == theirs:
            continue
        points += worth
        (completes if "" in (mine, theirs) else settles).append(str(words))
    seen_twice = a["status"] == b["status"] == Status.PUBLISHED
    return Gain(points + (_TWICE if seen_twice else 0), tuple(completes), tuple(settles), seen_twice)


def worth(sureness: float, gained: Gain) -> float:
    """How much deciding a pair is worth, from 0 to 1: how sure it is, times how much is gained."""
    return round(sureness * (0.5 + 0.5 * gained.share), 4)
