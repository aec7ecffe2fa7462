# SPDX-License-Identifier: AGPL-3.0-or-later
"""A recurrence as people write it on a poster or in a mail, understood or refused.

« les mardis et jeudis de 14h à 16h, du 6 janvier au 30 juin, hors vacances scolaires » is read piece after
piece (`pieces`, `scanning`); one word that belongs to none, two pieces that say two rhythms, a date whose
weekday is another, and the sentence is refused whole, with the words and what would be accepted.
"""

from datetime import date

from django.utils.translation import gettext as _

from mapping.opening.tokens import fold
from network.agenda.assembly import Rule
from network.agenda.recurrence import Recurrence
from network.agenda.refusal import EXAMPLES, Refusal, Refused, for_example
from network.agenda.scanning import scanned

__all__ = ["EXAMPLES", "MAX_LENGTH", "Refusal", "understood"]

# Longer than this is prose.
MAX_LENGTH = 400


def understood(text: str, start: date, *, zone: str = "") -> Recurrence | Refusal:
    """What a sentence says of an event that begins on `start`, which gives the year of dates that name none.
    `zone` is that of the school holidays (A, B, C) where the event is held, empty where there is none."""
    if len(text) > MAX_LENGTH:
        why = _("La phrase dépasse %(most)d caractères.") % {"most": MAX_LENGTH}
        return Refusal(why, for_example())
    try:
        said = scanned(fold(text))
        rule = Rule(said, start, zone).recurrence()
        if rule.next_after(start, start) is None:
            raise Refused(_("Aucune date des trois années qui suivent n’y correspond."))
    except Refused as refused:
        return refused.refusal
    except (ValueError, OverflowError):
        return Refusal(_("Cette phrase ne donne pas un rythme que le calendrier connaît."), for_example())
    return rule
