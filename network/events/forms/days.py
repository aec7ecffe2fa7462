# SPDX-License-Identifier: AGPL-3.0-or-later
"""When an event is held, how it comes again, and what becomes of who registered for the days that go."""

from copy import copy
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from mapping import school_holidays
from mapping.editing.forms import UNDERSTOOD
from network.agenda.recurrence import Recurrence
from network.agenda.sentence import MAX_LENGTH, Refusal, understood
from network.events.forms.telling import TellingForm
from network.models import Event
from network.registering.following import follow
from network.registering.rescheduling import KEEP, Going, going, with_days
from network.week import when_of
from places.territories import TerritoryKind

# What comes again may last so long each time: longer, one has mistaken its last day for the end of all.
_LONGEST_AGAIN = timedelta(days=6)
LONGEST_WORDS = min(MAX_LENGTH, 200)
# The fields that say on which days it is held.
DATES = ("start_day", "recurrence_words", "cancelled_days")


class DaysForm(TellingForm):
    """The days of an event: read, shown back before they are kept, and followed by who registered.

    `not_theirs` is why who edits does not decide of the dates; empty where they do. `going` are the days that
    go, with what becomes of who registered for them.
    """

    not_theirs: str

    def __init__(self, data: Any = None, *, record: Any, editor: Any, hidden: Any = ()) -> None:
        super().__init__(data, record=record, editor=editor, hidden=hidden)
        self._rule: Recurrence | None = None
        self._before: Event | None = None
        self._kept: list[date] = []
        self._kept_with: tuple[Recurrence, date] | None = None
        self.going: list[Going] = []

    @property
    def reading(self) -> str:
        """How it comes again, in words: what was understood, else what is kept."""
        rule = self._rule
        if rule is None and not self.is_bound and self.held.recurrence:
            rule = Recurrence.from_json(self.held.recurrence)
        return rule.words("fr") if rule else ""

    def after(self, record: Any) -> None:
        """Who registered for a day that is no more is told, once this is committed."""
        if self._before is not None:
            moves = {one.day: one.moved_to for one in self.going if one.moved_to}
            follow(record, self._before, moves, by=self.editor.user)

    def _check_days(self, given: dict[str, Any]) -> None:
        first, last = given.get("start_day"), given.get("end_day")
        starts, ends = given.get("start_time"), given.get("end_time")
        if first and last and last < first:
            self._say_of(_("le dernier jour est avant le premier."), "end_day", "start_day")
        if ends and not starts and not given.get("recurrence_words"):
            self._say_of(_("dites aussi à quelle heure cela commence."), "start_time", "end_time")
        until = given.get("registration_until")
        if first and until and until > (last or first) and not given.get("recurrence_words"):
            self._say_of(_("l’inscription finit après l’événement."), "registration_until", "start_day")

    def _check_again(self, given: dict[str, Any]) -> None:
        """Read how it comes again; what is understood is shown back before it is kept."""
        words, first = given.get("recurrence_words") or "", given.get("start_day")
        if words and given.get("end_day") and first and given["end_day"] - first > _LONGEST_AGAIN:
            self._say_of(
                _(
                    "ce qui se répète ne dure pas des semaines à chaque fois : pour dire jusqu’à quand,"
                    " écrivez « jusqu’au… » dans « se répète », et videz ce champ."
                ),
                "end_day",
                "recurrence_words",
            )
        if not words or not self._is_sent("recurrence_words") or first is None:
            return
        # An error elsewhere keeps nothing from being asked: all that there is to answer is asked at once.
        if any(name in self.errors for name in ("recurrence_words", "end_day", "start_time", "end_time")):
            return
        rule = understood(words, first, zone=self._zone(given))
        if isinstance(rule, Refusal):
            self.add_error("recurrence_words", f"{rule.why} {rule.question}")
            return
        for name, said in (("start_time", rule.begins), ("end_time", rule.ends)):
            if said and given.get(name) and given[name] != said:
                problem = _("la phrase dit %(said)s, ce champ dit autre chose.")
                self._say_of(problem % {"said": f"{said:%H:%M}"}, name, "recurrence_words")
            elif said:
                given[name] = said
        self._rule = replace(rule, begins=None, ends=None)
        told = rule.words("fr")
        if given.get("compris") != told:
            sent = cast(QueryDict, self.data).copy()
            sent["compris"] = told
            self.data = sent
            problem = _("voici ce qui est compris : %(words)s. Si c’est juste, enregistrez de nouveau.")
            self.add_error(
                "recurrence_words", ValidationError(problem, code=UNDERSTOOD, params={"words": told})
            )

    def _check_people(self, given: dict[str, Any]) -> None:
        """Ask what becomes of who registered for the days that go; nothing is decided for whoever edits."""
        if self.is_new or self.not_theirs:
            self._before = None if self.is_new else copy(self.held)
            return
        self._before = copy(self.held)
        again = self.errors.as_data().get("recurrence_words", [])
        if any(name in self.errors for name in ("start_day", "cancelled_days")) or any(
            one.code != UNDERSTOOD for one in again
        ):
            return
        if not any(self.is_touched(name) for name in DATES if name in self.fields):
            return
        after = copy(self.held)
        for name in ("start_day", "end_day", "start_time", "end_time", "cancelled_days"):
            if name in self.fields and self.is_touched(name):
                setattr(after, name, given.get(name))
        if self.is_touched("recurrence_words"):
            after.recurrence = self._rule.to_json() if self._rule else None
        self.going = going(self.held, after, lambda name: self.data.get(name, ""))
        if any(not one.answer for one in self.going):
            said = _("des personnes sont inscrites à des dates qui s’en vont : dites ce qu’elles deviennent.")
            self.add_error("inscrits", ValidationError(said, code=UNDERSTOOD))
            return
        self._kept = [one.day for one in self.going if one.answer == KEEP]
        if self._kept:
            given["cancelled_days"] = [
                day for day in given.get("cancelled_days") or [] if day not in self._kept
            ]
            self._check_kept(after)

    def _check_kept(self, after: Event) -> None:
        rule = Recurrence.from_json(after.recurrence) if after.recurrence else None
        held = when_of(after)
        days = [day for day in self._kept if not held.is_planned(day)]
        self._kept_with = with_days(rule, after.start_day, days) if days else None
        if self._kept_with and len(self._kept_with[0].words("fr")) > LONGEST_WORDS:
            self.add_error("inscrits", _("trop de dates à garder : dites-les plutôt dans « se répète »."))

    def _zone(self, given: dict[str, Any]) -> str:
        """The zone of the school holidays of where it is held; empty where none is known."""
        commune = self.found_ahead.commune if self.found_ahead else None
        kind, code = given.get("territory") or ("", "")
        if commune is not None:
            code = commune.departement_code
        elif kind != TerritoryKind.DEPARTEMENT:
            code = settings.DEPARTEMENT
        return school_holidays.zone_of(code) or ""

    def _again(self) -> dict[str, Any]:
        found: dict[str, Any] = {"recurrence": self._rule.to_json() if self._rule else None}
        if self._rule:
            found |= {name: self.cleaned_data.get(name) for name in ("start_time", "end_time")}
        return found
