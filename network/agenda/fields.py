# SPDX-License-Identifier: AGPL-3.0-or-later
"""How an event comes again, in a form without scripts: boxes for what most events are, or a sentence, whose
reading is shown before it is kept.

The sentence wins where it is filled: what the boxes cannot hold is shown as its sentence, and is kept.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mapping.editing.forms import UNDERSTOOD
from network.agenda.recurrence import MOST_DATES, MOST_TIMES, Frequency, Recurrence
from network.agenda.sentence import MAX_LENGTH, Refusal, understood

NEVER, WEEKLY, SOME_WEEKS, NTH, MONTH_DAY, LISTED = "jamais", "semaine", "semaines", "rang", "jour", "dates"
WITHOUT_END, UNTIL, COUNT = "", "date", "nombre"
_MODES = (
    (NEVER, gettext_lazy("une seule fois")),
    (WEEKLY, gettext_lazy("toutes les semaines")),
    (SOME_WEEKS, gettext_lazy("une semaine sur plusieurs")),
    (NTH, gettext_lazy("chaque mois, un jour de la semaine")),
    (MONTH_DAY, gettext_lazy("chaque mois, à la même date")),
    (LISTED, gettext_lazy("à des dates précises")),
)
_DAYS = (
    ("0", gettext_lazy("lundi")),
    ("1", gettext_lazy("mardi")),
    ("2", gettext_lazy("mercredi")),
    ("3", gettext_lazy("jeudi")),
    ("4", gettext_lazy("vendredi")),
    ("5", gettext_lazy("samedi")),
    ("6", gettext_lazy("dimanche")),
)
_RANKS = (
    ("1", gettext_lazy("premier")),
    ("2", gettext_lazy("deuxième")),
    ("3", gettext_lazy("troisième")),
    ("4", gettext_lazy("quatrième")),
    ("-1", gettext_lazy("dernier")),
)
_ENDS = (
    (WITHOUT_END, gettext_lazy("sans fin")),
    (UNTIL, gettext_lazy("jusqu’à une date")),
    (COUNT, gettext_lazy("un nombre de séances")),
)
_MONTH_DAYS = (*((str(day), str(day)) for day in range(1, 29)), ("-1", gettext_lazy("dernier jour")))
# As browsers send a date, and as people write one.
_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y")


class Days(forms.Field):
    """Dates, one a line or apart by commas, as people write them (« 12/03/2027 »)."""

    widget = forms.Textarea(attrs={"class": "input", "rows": 4})

    def to_python(self, value: Any) -> tuple[date, ...]:
        """The dates in order. Raises ValidationError, naming the lines that hold none."""
        said = [one.strip() for one in str(value or "").replace(",", "\n").replace(";", "\n").split("\n")]
        found, wrong = set(), []
        for one in filter(None, said):
            try:
                found.add(forms.DateField(input_formats=_FORMATS).clean(one))
            except ValidationError:
                wrong.append(one[:40])
        if wrong:
            told = ", ".join(f"« {one} »" for one in wrong[:5])
            raise ValidationError(_("%(words)s : écrivez chaque date comme 12/03/2027.") % {"words": told})
        if len(found) > MOST_DATES:
            raise ValidationError(_("plus de %(most)d dates.") % {"most": MOST_DATES})
        return tuple(sorted(found))

    def prepare_value(self, value: Any) -> Any:
        """Dates as they are written, one a line."""
        return "\n".join(f"{day:%d/%m/%Y}" for day in value) if isinstance(value, tuple | list) else value


def _check(label: Any, choices: Any, **options: Any) -> forms.MultipleChoiceField:
    widget = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(choices=choices, label=label, required=False, widget=widget, **options)


class RecurrenceForm(forms.Form):
    """How an event that begins on `start` comes again; `recurrence` is the rule once the form is valid,
    None for an event held once.

    `zone` is the zone of the school holidays of the place, empty where there is none: the box is not
    offered then. `held` is the rule that the event has. A sentence that was not shown back yet is refused
    with what is understood (code `UNDERSTOOD`), and `reading` is then its rule; sent again with
    `understood`, it is kept.
    """

    sentence = forms.CharField(
        label=gettext_lazy("en une phrase"),
        help_text=gettext_lazy(
            "Par exemple : « le 1er et le 3e vendredi du mois de 14h à 16h, hors jours fériés »."
        ),
        required=False,
        max_length=MAX_LENGTH,
        widget=forms.TextInput(attrs={"class": "input"}),
    )
    understood = forms.CharField(required=False, widget=forms.HiddenInput)
    mode = forms.ChoiceField(
        choices=_MODES, label=gettext_lazy("revient"), initial=NEVER, required=False, widget=forms.RadioSelect
    )
    weekdays = _check(gettext_lazy("les jours"), _DAYS)
    every = forms.IntegerField(
        label=gettext_lazy("une semaine sur"),
        required=False,
        min_value=2,
        max_value=52,
        widget=forms.NumberInput(attrs={"class": "input input--number"}),
    )
    ranks = _check(gettext_lazy("dans le mois, le"), _RANKS)
    month_day = forms.ChoiceField(
        choices=(("", "—"), *_MONTH_DAYS),
        label=gettext_lazy("le jour du mois"),
        required=False,
        widget=forms.Select(attrs={"class": "select"}),
    )
    dates = Days(
        label=gettext_lazy("les dates"), help_text=gettext_lazy("Une par ligne : 12/03/2027."), required=False
    )
    ends = forms.ChoiceField(
        choices=_ENDS, label=gettext_lazy("fin"), required=False, widget=forms.RadioSelect
    )
    until = forms.DateField(
        label=gettext_lazy("jusqu’au"),
        required=False,
        input_formats=_FORMATS,
        widget=forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d"),
    )
    count = forms.IntegerField(
        label=gettext_lazy("nombre de séances"),
        required=False,
        min_value=1,
        max_value=MOST_TIMES,
        widget=forms.NumberInput(attrs={"class": "input input--number"}),
    )
    skips_public_holidays = forms.BooleanField(label=gettext_lazy("sauf les jours fériés"), required=False)
    skips_school_holidays = forms.BooleanField(
        label=gettext_lazy("sauf pendant les vacances scolaires"), required=False
    )
    excluded = Days(
        label=gettext_lazy("sauf à ces dates"), help_text=gettext_lazy("Une par ligne."), required=False
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        start: date | None = None,
        zone: str = "",
        held: Recurrence | None = None,
        **options: Any,
    ) -> None:
        super().__init__(data, initial=boxes_of(held, zone), **options)
        self.start, self.zone = start, zone
        self.reading: Recurrence | None = None
        self.recurrence: Recurrence | None = held
        if not zone:
            del self.fields["skips_school_holidays"]

    def clean(self) -> dict[str, Any]:
        """The rule, in `recurrence`. Each problem is said beside its field."""
        found = super().clean() or {}
        self.recurrence = None
        if self.errors:
            return found
        if found.get("sentence"):
            self._read(found)
        elif found.get("mode") not in ("", NEVER):
            self._from_boxes(found)
        return found

    @property
    def words(self) -> str:
        """What the rule says, in words: what was understood, or what is kept; empty for an event held
        once."""
        rule = self.reading or self.recurrence
        return rule.words("fr") if rule else ""

    def _read(self, found: dict[str, Any]) -> None:
        if self.start is None:
            self.add_error(
                "sentence", _("dites d’abord le jour de l’événement : la phrase se lit à partir de lui.")
            )
            return
        reading = understood(found["sentence"], self.start, zone=self.zone)
        if isinstance(reading, Refusal):
            self.add_error("sentence", f"{reading.why} {reading.question}")
            return
        self.reading = reading
        told = reading.words("fr")
        if found["understood"] != told:
            self.data = self.data.copy() if hasattr(self.data, "copy") else dict(self.data)
            self.data[self.add_prefix("understood")] = told
            problem = _("voici ce qui est compris : %(words)s. Si c’est juste, enregistrez de nouveau.")
            self.add_error("sentence", ValidationError(problem, code=UNDERSTOOD, params={"words": told}))
            return
        self.recurrence = reading

    def _from_boxes(self, found: dict[str, Any]) -> None:
        base = self._base(found)
        self._ends(found)
        if base is None or self.errors:
            return
        if base.frequency is Frequency.DATES:
            self.recurrence = base
            return
        try:
            self.recurrence = replace(
                base,
                until=found["until"] if found["ends"] == UNTIL else None,
                count=found["count"] if found["ends"] == COUNT else None,
                skips_public_holidays=found["skips_public_holidays"],
                school_zone=self.zone if found.get("skips_school_holidays") else "",
                excluded=found["excluded"],
            )
        except ValueError:
            self.add_error("mode", _("ces cases ne font pas un rythme : relisez-les."))
            return
        if self.start and self.recurrence.next_after(self.start, self.start) is None:
            self.recurrence = None
            self.add_error("mode", _("aucune date n’y correspond dans les trois ans."))

    def _base(self, found: dict[str, Any]) -> Recurrence | None:
        """The rhythm that the boxes say; None, and the problem beside its box, for none."""
        mode, days = found["mode"], [int(day) for day in found["weekdays"]]
        needed = {
            WEEKLY: ("weekdays", days, _("cochez au moins un jour.")),
            SOME_WEEKS: ("weekdays", days, _("cochez au moins un jour.")),
            NTH: ("weekdays", days, _("cochez le jour de la semaine.")),
            MONTH_DAY: ("month_day", found["month_day"], _("choisissez le jour du mois.")),
            LISTED: ("dates", found["dates"], _("écrivez au moins une date.")),
        }
        name, value, problem = needed[mode]
        if not value:
            self.add_error(name, problem)
        if mode == SOME_WEEKS and not found["every"]:
            self.add_error("every", _("dites une semaine sur combien : 2, 3…"))
        if mode == NTH and not found["ranks"]:
            self.add_error("ranks", _("cochez lequel : le premier, le dernier…"))
        if self.errors:
            return None
        every_day = tuple((0, day) for day in days)
        if mode == LISTED:
            return Recurrence(Frequency.DATES, added=found["dates"])
        if mode == MONTH_DAY:
            return Recurrence(Frequency.MONTHLY, month_days=(int(found["month_day"]),))
        if mode == NTH:
            ranked = tuple((int(rank), day) for rank in found["ranks"] for day in days)
            return Recurrence(Frequency.MONTHLY, weekdays=ranked)
        return Recurrence(
            Frequency.WEEKLY, interval=found["every"] if mode == SOME_WEEKS else 1, weekdays=every_day
        )

    def _ends(self, found: dict[str, Any]) -> None:
        if found["mode"] == LISTED:
            return
        if found["ends"] == UNTIL and not found["until"]:
            self.add_error("until", _("dites la date de fin."))
        elif found["ends"] == UNTIL and self.start and found["until"] < self.start:
            self.add_error("until", _("la fin est avant le premier jour."))
        if found["ends"] == COUNT and not found["count"]:
            self.add_error("count", _("dites combien de séances."))


def boxes_of(held: Recurrence | None, zone: str = "") -> dict[str, Any]:
    """What the boxes show of a rule; its sentence where they cannot hold it."""
    if held is None:
        return {"mode": NEVER}
    mode = _mode_of(held)
    zoned = held.school_zone in ("", zone)
    special = held.months or held.weeks or held.never_on or held.since or held.begins
    if not mode or not zoned or special or (held.added and mode != LISTED):
        told = held.words("fr")
        return {"mode": NEVER, "sentence": told, "understood": told}
    return {
        "mode": mode,
        "weekdays": sorted({str(day) for _rank, day in held.weekdays}),
        "every": held.interval if mode == SOME_WEEKS else None,
        "ranks": sorted({str(rank) for rank, _day in held.weekdays if rank}),
        "month_day": str(held.month_days[0]) if mode == MONTH_DAY else "",
        "dates": held.added,
        "ends": UNTIL if held.until else COUNT if held.count else WITHOUT_END,
        "until": held.until,
        "count": held.count,
        "skips_public_holidays": held.skips_public_holidays,
        "skips_school_holidays": bool(held.school_zone),
        "excluded": held.excluded,
    }


def _mode_of(held: Recurrence) -> str:
    """The mode of the boxes that holds a rhythm; empty for none."""
    if held.frequency is Frequency.DATES:
        return LISTED
    if held.frequency is Frequency.WEEKLY:
        return SOME_WEEKS if held.interval > 1 else WEEKLY
    if held.frequency is not Frequency.MONTHLY or held.interval > 1:
        return ""
    if held.month_days:
        return MONTH_DAY if len(held.month_days) == 1 and held.month_days[0] <= 28 else ""
    ranks = {rank for rank, _day in held.weekdays}
    days = {day for _rank, day in held.weekdays}
    # Boxes say each rank of each day.
    return NTH if 5 not in ranks and len(held.weekdays) == len(ranks) * len(days) else ""
