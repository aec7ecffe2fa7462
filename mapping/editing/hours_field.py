# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening hours in a form: a grid of the week, or a text where they say more than a grid holds.

Any form may have the field; its value is hours in OpenStreetMap's syntax. Nothing that a text says is lost:
one that no grid holds is shown as it is, and kept as it is until somebody writes another.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from mapping import hours, usual_hours
from mapping.editing import hours_typed as typing
from mapping.editing.forms import MOVED, UNDERSTOOD, Says
from mapping.editing.hours_typed import Typed
from mapping.opening import words
from mapping.opening.grid import Day, Grid, grid_of
from mapping.opening.osm import FRENCH_DAYS
from mapping.opening.read_back import EXAMPLES, Understood, understand
from places.folding import fold


@dataclass(frozen=True, slots=True)
class Reading:
    """What boxes or a text say: the hours in OpenStreetMap's syntax, their grid if one holds them, and
    what is wrong. `days_assumed` says that a text named no day."""

    hours: str
    grid: Grid | None
    problems: dict[str, str]
    days_assumed: bool = False

    @property
    def lines(self) -> list[words.Line]:
        """The hours in sentences."""
        return lines_of(self.hours)

    @property
    def weekly(self) -> str:
        """How many hours a week, in words."""
        return words.weekly_text(self.grid) if self.grid else ""

    @property
    def now(self) -> str:
        """What the page will say of this moment."""
        return hours.describe(self.hours).text if self.hours else ""

    @property
    def arabic(self) -> str:
        """What readers of Arabic will read: that it is read elsewhere too."""
        with override("ar"):
            return usual_hours.usual_week(self.hours)


def lines_of(text: str) -> list[words.Line]:
    """Hours in sentences, whatever holds them: a grid, what is usual, else the text itself; none for none."""
    if not text.strip():
        return []
    grid = grid_of(text)
    if grid is not None:
        return words.lines(grid)
    return [words.Line("", usual_hours.usual_week(text) or text)]


def in_words(text: str) -> str:
    """Hours as one sentence, « Lundi et mardi : de 9 h à 12 h ; … »; empty for none."""
    return " ; ".join(" : ".join(filter(None, (line.head, line.rest))) for line in lines_of(text))


def change_in_words(before: str, after: str) -> str:
    """What changed from some hours to others: by day where both are a grid of every week, else as a whole."""
    old, new = grid_of(before), grid_of(after)
    nothing = _("non renseignés")
    if old is None or new is None or old.says_nothing or new.says_nothing or not _same_but_days(old, new):
        return f"{in_words(before) or nothing} → {in_words(after) or nothing}"
    changed = [number for number in range(7) if old.days[number] != new.days[number]]
    return " ; ".join(
        f"{words.day_text(number)}, {_day_in_words(old.days[number])} → {_day_in_words(new.days[number])}"
        for number in changed
    )


def _same_but_days(old: Grid, new: Grid) -> bool:
    return replace(old, days=new.days) == new


def _day_in_words(day: Day) -> str:
    told = words.stretches_text(day.stretches) or _("fermé")
    return f"{told} ({words.weeks_text(day.weeks)})" if day.weeks else told


def reading_of(typed: Typed, held: str = "") -> Reading:
    """What was typed says; `held` is what the record has, which a text may always say unchanged."""
    if typed.mode == typing.TEXT:
        if typed.text.strip() == held.strip():
            return Reading(held, grid_of(held), {})
        try:
            found = understand(typed.text)
        except ValidationError as error:
            return Reading("", None, {"texte": " ".join(error.messages)})
        said = _kept_unless_said(found, typed.text, held)
        return Reading(said, grid_of(said), {}, found.days_assumed)
    grid, problems = typing.meant(typed)
    return Reading("" if problems.by_box else grid.osm(), grid, problems.by_box)


def _kept_unless_said(found: Understood, text: str, held: str) -> str:
    """Hours that were understood, closed as those held were on public holidays, in the school holidays and on
    dates of their own, where a text of ordinary French says nothing of them: whoever writes « mardi 9h-12h »
    speaks of the week alone. In OpenStreetMap's syntax what is not written is taken out."""
    old, new = grid_of(held), grid_of(found.hours)
    if old is None or new is None or found.is_osm or new.says_nothing:
        return found.hours
    words = fold(text)
    kept = replace(
        new,
        closed_on_public_holidays=new.closed_on_public_holidays
        or (old.closed_on_public_holidays and "feri" not in words),
        closed_in_school_holidays=new.closed_in_school_holidays
        or (old.closed_in_school_holidays and "vacances" not in words),
        dated=new.dated or old.dated,
    )
    return found.hours if kept == new else kept.osm()


class HoursWidget(forms.Widget):
    """The grid, its shortcuts, and what people will read."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Typed:
        """The boxes as they were sent, once the button that was pressed has done what it asks."""
        return typing.read_post(data, name).acted()

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Whether a form sent none of the boxes."""
        return f"{name}-mode" not in data

    def id_for_label(self, id_: str) -> str:
        """None: it is a group of boxes, which has a legend."""
        return ""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The grid of hours, of what was typed or of what is held."""
        typed, held = (value, "") if isinstance(value, Typed) else (typed_of(value or ""), value or "")
        sent = isinstance(value, Typed)
        reading = reading_of(typed, self.held(held))
        shown = reading.problems if sent and not _only_adds(typed) else {}
        told = context(name, typed, reading, shown)
        told |= {"saves": self.saves, "read_url": self.read_url}
        return SafeString(render_to_string("mapping/edit/hours.html", told))

    # What the record holds where a form was sent; whether the form is kept from here; where what is typed is
    # read (empty: where professionals have it read). The field says all of it.
    before = ""
    saves = False
    read_url = ""

    def held(self, shown: str) -> str:
        """What the record holds."""
        return shown or self.before


class HoursField(Says, forms.Field):
    """Hours in OpenStreetMap's syntax. Refused: boxes that are no hours, by the day; a text that is not
    understood, with what is; and a text whose reading was not shown yet, which comes back beside it."""

    widget = HoursWidget

    def __init__(self, *, saves: bool = False, read_url: str = "", **options: Any) -> None:
        """A field of hours. `saves` where it is alone on its page: a button to keep it stands beside it.
        `read_url` is where a page without an account has what is typed read."""
        super().__init__(required=False, **options)
        self.widget.saves, self.widget.read_url = saves, read_url

    def clean(self, value: Any) -> str:
        """The hours. Raises ValidationError for what is wrong, and for a button that only moves boxes."""
        if not isinstance(value, Typed):
            return str(value or "")
        reading = reading_of(value, self.widget.before)
        if reading.problems and not _only_adds(value):
            raise ValidationError([ValidationError(one, code="hours") for one in reading.problems.values()])
        if value.copies_nothing:
            said = _(
                "lundi est fermé, ou sans heures : rien n'a été recopié, et rien n'est enregistré encore."
            )
            raise ValidationError(said, code=MOVED)
        if value.act:
            raise ValidationError(_("rien n'est enregistré encore : relisez, puis enregistrez."), code=MOVED)
        if value.mode == typing.TEXT and reading.hours not in (self.widget.before, value.understood.strip()):
            raise ValidationError(
                _("voici ce qui est compris : %(hours)s. Si c'est juste, enregistrez de nouveau."),
                code=UNDERSTOOD,
                params={"hours": in_words(reading.hours)},
            )
        return reading.hours

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether other hours than those held were sent, or boxes that are not hours, or a button's act."""
        if not isinstance(data, Typed):
            return str(initial or "") != str(data or "")
        reading = reading_of(data, str(initial or ""))
        if data.act or reading.problems:
            return True
        shown = typed_of(str(initial or ""))
        if shown.mode == data.mode == typing.GRID and reading.grid == grid_of(str(initial or "")):
            # The same week, however its text is written.
            return False
        return reading.hours != str(initial or "")

    def get_bound_field(self, form: Any, field_name: str) -> forms.BoundField:
        """The field in its form, its grid told what the record holds."""
        bound = super().get_bound_field(form, field_name)
        self.widget.before = str(bound.initial or "")
        return bound

    def say(self, value: Any) -> str:
        """Hours in words, as a sentence repeats them."""
        return in_words(str(value or ""))

    def say_change(self, before: Any, after: Any) -> str:
        """« lundi, de 9 h à 12 h → de 9 h à 13 h », day by day where both have a grid."""
        return change_in_words(str(before or ""), str(after or ""))


def typed_of(text: str) -> Typed:
    """The boxes that show hours: their grid, or their text where no grid holds them."""
    grid = grid_of(text)
    if grid is None:
        return Typed(mode=typing.TEXT, text=text, understood=text)
    return replace(typing.typed_grid(grid), text=text)


def context(name: str, typed: Typed, reading: Reading, problems: dict[str, str]) -> dict[str, Any]:
    """What the template of the grid needs."""
    days = [
        {
            "name": day,
            "opened": one.opened,
            "pairs": [*one.pairs, *[typing.Pair()] * (typing.SHOWN - len(one.pairs))],
            "may_add": len(one.pairs) < typing.MOST,
            "weeks": one.weeks,
            "choices": _weeks_of(one.weeks),
        }
        for day, one in zip(FRENCH_DAYS, typed.days, strict=True)
    ]
    return {
        "name": name,
        "typed": typed,
        "days": days,
        "reading": reading,
        "problems": problems,
        "examples": EXAMPLES,
        "most": typing.MOST,
        "most_dates": typing.MOST_DATES,
        "dated": typed.dated,
        # Where whoever asked for a date or a stretch more goes on.
        "new_date": len(typed.dated) if typed.act == typing.ADD_DATES else 0,
        "new_stretch": typed.act.partition(":")[2] if typed.act.startswith(f"{typing.ADD}:") else "",
    }


def _weeks_of(held: str) -> list[tuple[str, str]]:
    codes = typing.WEEKS if held in typing.WEEKS else (*typing.WEEKS, held)
    return [(code, words.weeks_text(code) or _("toutes les semaines")) for code in codes]


def _only_adds(typed: Typed) -> bool:
    """Whether the button that was pressed only changes the boxes: what they hold is not judged yet."""
    return bool(typed.act) and typed.act != typing.READ
