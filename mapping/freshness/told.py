# SPDX-License-Identifier: AGPL-3.0-or-later
"""How fresh each block of a structure is, as a reader is told: « horaires confirmés il y a 3 semaines par la
structure »."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy as ngettext
from django.utils.translation import pgettext_lazy as pgettext

from mapping.freshness.blocks import TO_CHECK_DAYS
from mapping.models import Block, BlockSeen, SeenBy, SeenHow, Structure, VisibleStructure

FRESH, TO_CHECK, UNKNOWN = "ok", "doubt", "unknown"

_CONFIRMED = {
    Block.PRESENCE: _("présentation confirmée %(when)s %(by)s"),
    Block.CONTACT: _("coordonnées confirmées %(when)s %(by)s"),
    Block.HOURS: _("horaires confirmés %(when)s %(by)s"),
    Block.PLACE: _("lieu confirmé %(when)s %(by)s"),
    Block.SERVICES: _("services confirmés %(when)s %(by)s"),
}
_EDITED = {
    Block.PRESENCE: _("présentation mise à jour %(when)s %(by)s"),
    Block.CONTACT: _("coordonnées mises à jour %(when)s %(by)s"),
    Block.HOURS: _("horaires mis à jour %(when)s %(by)s"),
    Block.PLACE: _("lieu mis à jour %(when)s %(by)s"),
    Block.SERVICES: _("services mis à jour %(when)s %(by)s"),
}
_SAID = {
    Block.PRESENCE: _("présentation donnée par la source %(source)s, %(when)s"),
    Block.CONTACT: _("coordonnées données par la source %(source)s, %(when)s"),
    Block.HOURS: _("horaires donnés par la source %(source)s, %(when)s"),
    Block.PLACE: _("lieu donné par la source %(source)s, %(when)s"),
    Block.SERVICES: _("services donnés par la source %(source)s, %(when)s"),
}
# After « il y a », where Django says « 1 année ».
_DELAYS: dict[str, Any] = {
    "year": ngettext("%(num)d an", "%(num)d ans", "num"),
    "month": ngettext("%(num)d mois", "%(num)d mois", "num"),
    "week": ngettext("%(num)d semaine", "%(num)d semaines", "num"),
    "day": ngettext("%(num)d jour", "%(num)d jours", "num"),
}
_BY = {
    SeenBy.STRUCTURE: pgettext("après « horaires confirmés hier »", "par la structure"),
    SeenBy.STAFF: pgettext("après « horaires confirmés hier »", "par la préfecture"),
    SeenBy.NETWORK: pgettext("après « horaires confirmés hier »", "par un professionnel"),
}


@dataclass(frozen=True, slots=True)
class Fresh:
    """A block and when it was last seen to. `at` is None where nobody says; `how` is empty where it is only
    known of the structure as a whole. `source` is who said it, where no person did.

    `by` is the number of the account: for who may change the structure, never told.
    """

    block: Block
    at: datetime | None
    how: str = ""
    seen_by: str = ""
    source: str = ""
    by: int | None = None

    @property
    def days(self) -> int | None:
        """Whole days since then, by the calendar of here; None where nobody says."""
        if self.at is None:
            return None
        return (timezone.localdate() - timezone.localtime(self.at).date()).days

    @property
    def state(self) -> str:
        """FRESH, TO_CHECK, or UNKNOWN where no date says."""
        if self.days is None:
            return UNKNOWN
        return FRESH if self.days <= TO_CHECK_DAYS else TO_CHECK

    @property
    def is_by_someone(self) -> bool:
        """Whether a person saw to it here."""
        return self.how in (SeenHow.EDIT, SeenHow.CONFIRMATION, SeenHow.CAMPAIGN)

    @property
    def can_be_taken_back(self) -> bool:
        """Whether it is a confirmation of today's."""
        return self.how == SeenHow.CONFIRMATION and self.days == 0

    @property
    def when(self) -> str:
        """« aujourd’hui », « il y a 3 semaines »; empty where nobody says."""
        return when_text(self.at) if self.at else ""

    @property
    def text(self) -> str:
        """The whole of it in the reader's language; empty where it is known of the structure as a whole, or
        nobody says."""
        if self.how in (SeenHow.CONFIRMATION, SeenHow.CAMPAIGN):
            phrase = _CONFIRMED[self.block]
        elif self.how == SeenHow.EDIT:
            phrase = _EDITED[self.block]
        elif self.how == SeenHow.SOURCE:
            return str(_SAID[self.block]) % {"source": self.source, "when": self.when}
        else:
            return ""
        return str(phrase) % {"when": self.when, "by": _BY[SeenBy(self.seen_by)]}


def when_text(at: datetime) -> str:
    """How long ago, in the reader's language and in the largest unit: « hier », « il y a 3 semaines »."""
    days = (timezone.localdate() - timezone.localtime(at).date()).days
    if days < 2:
        return str(_("hier") if days == 1 else _("aujourd’hui"))
    today = timezone.localdate()
    # By days, so that a page says the same all day long.
    delay = timesince(timezone.localtime(at).date(), today, time_strings=_DELAYS, depth=1)
    return str(_("il y a %(delay)s")) % {"delay": delay}


def of(structure: VisibleStructure | Structure) -> dict[Block, Fresh]:
    """How fresh each block of a structure is: the same for every reader."""
    return of_many([structure])[structure.pk]


def of_many(structures: Iterable[VisibleStructure | Structure]) -> dict[int, dict[Block, Fresh]]:
    """The same of several, by number; one query. What is hidden from somebody moves nobody's date: who adds a
    line for colleagues alone has not looked at the telephone that everyone reads."""
    structures = list(structures)
    seen: dict[int, dict[str, BlockSeen]] = defaultdict(dict)
    for row in BlockSeen.objects.filter(structure__in=[one.pk for one in structures]):
        seen[row.structure_id][row.block] = row
    return {one.pk: {block: _fresh(one, block, seen[one.pk]) for block in Block} for one in structures}


def oldest(fresh: Mapping[Block, Fresh]) -> Fresh:
    """The block that was seen to least recently; one of which nobody says before all others."""
    return max(fresh.values(), key=lambda one: (one.days is None, one.days or 0))


def dates(fresh: Mapping[Block, Fresh]) -> dict[str, datetime | None]:
    """By block, when a person last saw to it here; None where nobody did."""
    return {block.value: one.at if one.is_by_someone else None for block, one in fresh.items()}


def _fresh(structure: VisibleStructure | Structure, block: Block, seen: Mapping[str, BlockSeen]) -> Fresh:
    row = seen.get(block)
    if row:
        source = structure.source if row.how == SeenHow.SOURCE else ""
        return Fresh(block, row.at, row.how, row.seen_by, source, row.by_id)
    # Where blocks were seen to, that of the whole is the last of theirs, and says nothing of this one.
    whole = None if seen else structure.verified_at
    if whole and (structure.date_maj is None or _midnight(structure.date_maj) <= whole):
        return Fresh(block, whole)
    if structure.date_maj:
        at = _midnight(structure.date_maj)
        return Fresh(block, at, SeenHow.SOURCE, SeenBy.SOURCE, structure.source)
    return Fresh(block, None)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
