# SPDX-License-Identifier: AGPL-3.0-or-later
"""A text of hours as somebody types it, understood or refused: OpenStreetMap's syntax or ordinary French."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mapping import timetable
from mapping.opening import french
from mapping.opening.osm import FRENCH_DAYS
from places.folding import fold

_NAMES_OSM_DAYS = re.compile(r"\b(?:Mo|Tu|We|Th|Fr|Sa|Su|PH|SH)\b|24/7|\"")
# What people may type, as it is told to them.
EXAMPLES = (
    "lundi au vendredi 9h-12h et 14h-17h30",
    "mardi et jeudi 9h-12h, sur rendez-vous",
    "le 1er et le 3e vendredi du mois de 14h à 16h, hors vacances scolaires",
    "Mo-Fr 09:00-12:00; PH off",
)


_CLAUSE_ENDS = re.compile(r"[,;\n]|\bet\b|\bpuis\b")
_PART = re.compile(r"\b(?:matin|apres midi|soir|journee)s?\b")
_DAY = re.compile(rf"\b(?:{'|'.join(FRENCH_DAYS)})s?\b")
_SAYS_HOURS = re.compile(r"\d|\b(?:midi|minuit|ferme)")


@dataclass(frozen=True, slots=True)
class Understood:
    """Hours in OpenStreetMap's syntax, whether an office's week had to be assumed for want of days, and
    whether they were typed in that syntax."""

    hours: str
    days_assumed: bool = False
    is_osm: bool = False


def understand(text: str) -> Understood:
    """What a text of hours says. Raises ValidationError, with what is accepted, where it is not."""
    typed, text = text, " ".join(text.split())
    if not text:
        return Understood("")
    if _NAMES_OSM_DAYS.search(text) and timetable.read(text) is not None:
        return Understood(text, is_osm=True)
    try:
        # The lines count: « sur rendez-vous » at the end of one is of that line.
        found = french.read(typed)
        return Understood(found.hours, found.days_assumed)
    except french.NotUnderstood:
        if timetable.read(text) is not None:
            return Understood(text, is_osm=True)
    if untimed := _without_times(typed):
        raise ValidationError(
            _(
                "il manque les heures de « %(what)s » : écrivez de quelle heure à quelle heure, par exemple"
                " « samedi 9h-12h », ou remplissez la grille."
            )
            % {"what": " », « ".join(untimed)}
        )
    examples = " ; ".join(f"« {one} »" for one in EXAMPLES)
    raise ValidationError(
        _("ces horaires ne sont pas compris. Écrivez par exemple : %(examples)s.") % {"examples": examples}
    )


def _without_times(text: str) -> list[str]:
    """The pieces of a text that name a day or a part of it and no hour: « le samedi matin ». Of a text where
    another piece has hours, those that name a part of a day: « lundi, mardi 9h-12h » has all of its hours."""
    pieces = [" ".join(piece.split()) for piece in _CLAUSE_ENDS.split(text)]
    folded = {piece: fold(piece) for piece in pieces}
    some = any(_SAYS_HOURS.search(one) for one in folded.values())
    untimed = {one: said for one, said in folded.items() if not _SAYS_HOURS.search(said)}
    return [one for one, said in untimed.items() if _PART.search(said) or (not some and _DAY.search(said))]
