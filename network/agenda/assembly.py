# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pieces of a sentence put together: one rhythm, or dates, with its first day, its last and its
exceptions."""

import re
from datetime import date, time, timedelta
from typing import Any

from django.utils.translation import gettext as _

from mapping.opening.tokens import PARTS
from network.agenda import dates_said
from network.agenda.pieces import Said, SaidDay
from network.agenda.recurrence import MOST_DATES, Frequency, Recurrence
from network.agenda.refusal import Refused


class Rule:
    """The pieces put together: one rhythm, or dates, its first day and its last. Raises Refused."""

    def __init__(self, said: Said, start: date, zone: str) -> None:
        self.said, self.start, self.zone = said, start, zone

    def recurrence(self) -> Recurrence:
        """The rule that the pieces say. Raises Refused, and ValueError for what is no rule."""
        said = self.said
        self._one_of_each()
        since, until = self._bounds()
        begins, ends = self._hours()
        if said.dates and not self._is_yearly():
            return self._listed(begins, ends)
        base = self._base(since, until)
        never_on, excluded, without = self._exceptions()
        months = tuple(base.pop("months", ())) or tuple(said.months[0] if said.months else ())
        if without:
            months = tuple(month for month in months or range(1, 13) if month not in without)
            if not months:
                raise Refused(_("Les exceptions ne laissent aucun mois."))
        count = said.counts[0] if said.counts else None
        if count is not None and until is not None:
            question = _("Lequel faut-il garder : le nombre de séances, ou la date de fin ?")
            raise Refused(_("La phrase dit un nombre de séances et une date de fin."), question)
        return Recurrence(
            **base,
            months=months,
            added=tuple(dates_said.date_of(day, self.start) for dates in said.also for day in dates),
            excluded=excluded,
            never_on=never_on,
            skips_public_holidays=said.public,
            school_zone=self._school_zone(),
            since=since,
            until=until,
            count=count,
            begins=begins,
            ends=ends,
        )

    def _one_of_each(self) -> None:
        """Raises Refused where something is said twice."""
        said = self.said
        for name, found in (
            (_("deux rythmes"), said.units),
            (_("deux listes de jours"), [*said.days, *([1] if said.ranked else [])]),
            (_("deux listes de dates"), said.dates),
            (_("deux horaires"), said.hours),
            (_("deux débuts"), [*said.ranges, *said.since]),
            (_("deux fins"), [*said.ranges, *said.until]),
            (_("deux saisons"), said.months),
            (_("deux nombres de séances"), said.counts),
            (_("deux fois les semaines paires ou impaires"), said.weeks),
        ):
            if len(found) > 1:
                question = _("Faites-en deux événements, ou gardez-en un seul.")
                raise Refused(_("La phrase dit %(what)s.") % {"what": name}, question)
        kinds = [kind for kind in said.order if kind in ("days", "ranked", "dates", "hours")]
        if re.search(r"(days|ranked|dates) hours (days|ranked)", " ".join(kinds)):
            question = _(
                "Dites les jours d’abord, puis les heures ; pour deux horaires, faites deux événements."
            )
            raise Refused(_("Les heures sont dites entre deux jours : de quels jours sont-elles ?"), question)

    def _is_yearly(self) -> bool:
        said = self.said
        return bool(said.units) and said.units[0][0] is Frequency.YEARLY

    def _listed(self, begins: time | None, ends: time | None) -> Recurrence:
        """The dates alone."""
        said = self.said
        others = {
            "unit",
            "days",
            "through",
            "working",
            "ranked",
            "weeks",
            "months",
            "count",
            "range",
            "since",
            "until",
        }
        if others & set(said.order) or "except" in said.order or "bare month days" in said.order:
            why = _("La phrase dit des dates et, à côté, autre chose.")
            question = _(
                "Écrivez « à partir du 6 janvier » pour un début, « ainsi que le 15 mars » pour une date de "
                "plus, ou les dates seules."
            )
            raise Refused(why, question)
        dates = [dates_said.date_of(day, self.start) for day in said.dates[0]]
        if len(set(dates)) < len(dates) or sorted(dates) != dates:
            raise Refused(
                _("Les dates ne se suivent pas."), _("Dites-les dans l’ordre, avec l’année de chacune.")
            )
        return Recurrence(Frequency.DATES, added=tuple(dates), begins=begins, ends=ends)

    def _base(self, since: date | None, until: date | None) -> dict[str, Any]:
        """The rhythm itself: how often, on which days."""
        said = self.said
        frequency, interval = said.units[0] if said.units else (None, 1)
        if said.ranked or said.month_days or said.bare_month_days:
            return self._monthly(frequency, interval)
        if frequency is Frequency.MONTHLY:
            day = self.start.day
            question = _(
                "Quel jour ? Écrivez par exemple « le %(day)d de chaque mois », « le 1er mardi du mois », "
                "« tous les deux mois, le premier lundi »."
            ) % {"day": min(day, 28)}
            raise Refused(_("La phrase ne dit pas quel jour du mois."), question)
        if frequency is Frequency.YEARLY:
            return self._yearly(interval)
        if frequency is Frequency.DAILY:
            return self._daily(interval)
        return self._weekly(frequency, interval, since, until)

    def _monthly(self, frequency: Frequency | None, interval: int) -> dict[str, Any]:
        said = self.said
        numbers = said.month_days + said.bare_month_days
        bare_alone = said.bare_month_days and frequency is not Frequency.MONTHLY
        if (
            bare_alone
            or frequency not in (None, Frequency.MONTHLY)
            or said.days
            or said.weeks
            or said.not_days
        ):
            raise Refused(
                _("La phrase mêle des jours du mois et un autre rythme, ou ne dit pas de quel mois."),
                _("Écrivez par exemple « le 15 de chaque mois », « le 1er et le 3e vendredi du mois »."),
            )
        if said.ranked and numbers:
            raise Refused(_("La phrase dit deux listes de jours du mois."))
        if any(not 1 <= number <= 28 for number in numbers if number != -1):
            question = _("Écrivez « le dernier jour du mois », ou un jour du 1er au 28.")
            raise Refused(_("Ce jour n’existe pas tous les mois."), question)
        base = {
            "frequency": Frequency.MONTHLY,
            "interval": interval,
            "weekdays": tuple(said.ranked),
            "month_days": tuple(numbers),
        }
        if said.of_quarter:
            # The first of a quarter is in its first month, the last in its last.
            if interval not in (1, 3) or said.months or len(said.ranked) > 1:
                raise Refused(_("La phrase dit deux rythmes."))
            base |= {"interval": 1, "months": (1, 4, 7, 10) if said.ranked[0][0] == 1 else (3, 6, 9, 12)}
        return base

    def _yearly(self, interval: int) -> dict[str, Any]:
        said = self.said
        if said.days or said.weeks or said.months or said.not_days or (said.dates and len(said.dates[0]) > 1):
            raise Refused(_("Une fois par an, c’est un seul jour : « chaque année, le 8 mars »."))
        one = said.dates[0][0] if said.dates else SaidDay(self.start.day, self.start.month)
        if one.year or one.weekday is not None:
            raise Refused(
                _("« %(words)s » ne revient pas chaque année.") % {"words": one.said},
                _("Écrivez le jour et le mois seuls : « chaque année, le 8 mars »."),
            )
        days = {"months": (one.month,), "month_days": (one.day,)}
        return {"frequency": Frequency.YEARLY, "interval": interval, **days}

    def _daily(self, interval: int) -> dict[str, Any]:
        said = self.said
        if interval == 1 and said.days and "through" in said.order and not said.weeks:
            # « Tous les jours du lundi au vendredi ».
            return {"frequency": Frequency.WEEKLY, "weekdays": self._kept(said.days[0])}
        if said.days or said.weeks:
            if interval == 1:
                raise Refused(
                    _("La phrase dit « tous les jours » et certains jours."),
                    _("Tous, ou ceux-là seulement ?"),
                )
            raise Refused(_("La phrase dit deux rythmes."))
        if not said.not_days:
            return {"frequency": Frequency.DAILY, "interval": interval}
        if interval > 1:
            raise Refused(_("Un jour sur plusieurs, sauf certains jours : ce rythme n’est pas compris."))
        return {"frequency": Frequency.WEEKLY, "weekdays": self._kept(range(7))}

    def _weekly(
        self, frequency: Frequency | None, interval: int, since: date | None, until: date | None
    ) -> dict[str, Any]:
        said = self.said
        if frequency is None and not said.days:
            if since is None or until is None or not said.ranges:
                raise Refused(_("La phrase ne dit pas à quel rythme."))
            if said.weeks:
                raise Refused(_("La phrase ne dit pas quels jours de ces semaines."))
            # « Du 3 au 7 mars » is each of these days.
            return self._daily(1)
        if said.bare and frequency is None and not said.weeks:
            question = _(
                "Toutes les semaines (« tous les mardis »), ou un seul jour (« le mardi 6 janvier ») ?"
            )
            raise Refused(_("« %(words)s » peut être un seul jour.") % {"words": said.bare}, question)
        if said.weeks and (interval > 1 or not said.days):
            raise Refused(_("La phrase ne dit pas quels jours des semaines paires ou impaires."))
        days = said.days[0] if said.days else ((since or self.start).weekday(),)
        weekdays = self._kept(days)
        return {
            "frequency": Frequency.WEEKLY,
            "interval": interval,
            "weekdays": weekdays,
            "weeks": said.weeks[0] if said.weeks else "",
        }

    def _kept(self, days: range | tuple[int, ...]) -> tuple[tuple[int, int], ...]:
        """The days of the week without those that are excepted."""
        without = {day for some in self.said.not_days for day in some}
        if without - set(days):
            raise Refused(_("Un jour excepté n’est pas de ceux de la phrase."))
        kept = tuple((0, day) for day in days if day not in without)
        if not kept:
            raise Refused(_("Les exceptions ne laissent aucun jour."))
        return kept

    def _exceptions(self) -> tuple[tuple[tuple[int, int], ...], tuple[date, ...], set[int]]:
        """Days of every year, dates, and months that are left out."""
        said = self.said
        never_on: list[tuple[int, int]] = []
        excluded: list[date] = []
        for one in (day for dates in said.not_dates for day in dates):
            if one.year is None:
                dates_said.check(one)
                never_on.append((one.month, one.day))
                if one.weekday is not None:
                    # « sauf le lundi 25 mai » is of one year.
                    never_on.pop()
                    excluded.append(dates_said.date_of(one, self.start))
            else:
                excluded.append(dates_said.date_of(one, self.start, past=True))
        for first, last in said.not_ranges:
            if last.year is None and first.weekday is None and last.weekday is None:
                never_on += dates_said.days_of_year(first, last)
            else:
                begin, end = dates_said.dates_of_range(first, last, self.start)
                if (end - begin).days > MOST_DATES:
                    raise Refused(_("Cette exception dure plus d’un an."))
                excluded += [begin + timedelta(days=number) for number in range((end - begin).days + 1)]
        return tuple(never_on), tuple(excluded), {month for some in said.not_months for month in some}

    def _school_zone(self) -> str:
        if not self.said.school:
            return ""
        zones = {zone for zone in self.said.school if zone}
        if len(zones) > 1:
            raise Refused(_("La phrase dit deux zones de vacances scolaires."))
        zone = zones.pop() if zones else self.zone
        if not zone:
            raise Refused(
                _("« vacances scolaires » : la zone n’est pas connue ici."),
                _(
                    "De quelle zone ? Écrivez « hors vacances scolaires (zone A) », B ou C ; ailleurs, "
                    "les dates."
                ),
            )
        return zone

    def _bounds(self) -> tuple[date | None, date | None]:
        said = self.said
        if said.ranges:
            return dates_said.dates_of_range(*said.ranges[0], self.start)
        if said.since and said.until:
            return dates_said.dates_of_range(said.since[0], said.until[0], self.start)
        if said.since:
            return dates_said.date_of(said.since[0], self.start), None
        return None, dates_said.date_of(said.until[0], self.start, far=True) if said.until else None

    def _hours(self) -> tuple[time | None, time | None]:
        said = self.said
        begin, end = said.hours[0] if said.hours else (None, None)
        for part in said.parts:
            if begin is None:
                raise Refused(
                    _("La phrase dit une partie du jour sans heures."), _("De quelle heure à quelle heure ?")
                )
            first, last, latest = PARTS[part]
            if not first <= begin < last or (end is not None and end > latest):
                raise Refused(_("Les heures ne sont pas de la partie du jour qui est dite."))
        if begin is None:
            return None, None
        return _time(begin), None if end is None else _time(end)


def _time(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)
