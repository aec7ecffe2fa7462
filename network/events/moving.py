# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page where one time of what comes again is moved to another day, other hours or another place; and put
back where it was planned. Who registered for it goes along, and is told."""

from copy import copy
from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import at_least
from accounts.roles import Role
from common.dates import in_words
from common.deadlocks import again_after_deadlock
from history.context import acting, current_act
from history.models import Cause
from mapping import writing
from mapping.editing import told
from mapping.editing.forms import ShownAgain
from mapping.editing.forms import text as one_line
from mapping.editing.frame import refused
from network.agenda.moved import LONGEST_PLACE, MOST_MOVED, Moved
from network.agenda.occurrence import Occurrence
from network.desks import SharedDesk
from network.events.editing_pages import desk_of, why_not_held
from network.events.fields import day, hour
from network.models import Event
from network.paths import path_of
from network.registering.following import follow
from network.registering.forms import one_line as on_one_line
from network.week import hours_of, occurrences, when_of

# Days that are named where one was typed that is none.
_NAMED, _AHEAD = 4, timedelta(days=366)
# No time of what comes again is put off for longer.
_FARTHEST = timedelta(days=2 * 366)


class Changed(Exception):
    """What is held of the day, `now`, is not what the form showed; empty where the day is as planned."""

    def __init__(self, now: str) -> None:
        super().__init__(now)
        self.now = now


class MoveForm(ShownAgain, forms.Form):
    """Which day goes where. `moved` is what it says; `once` the time that it is about, where it is one."""

    jour = day(gettext_lazy("date à déplacer"), required=True)
    au = day(gettext_lazy("nouvelle date"), gettext_lazy("La même, si seule l’heure change."), required=True)
    de = hour(gettext_lazy("de"))
    a = hour(gettext_lazy("à"))
    lieu = one_line(
        gettext_lazy("lieu, ce jour-là"),
        gettext_lazy("S’il change : « Médiathèque, Chelles ». Vide : le lieu habituel."),
        max_length=LONGEST_PLACE,
    )
    vu = forms.CharField(required=False, max_length=220, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, event: Event, jour: date | None = None) -> None:
        self.event, self.when = event, when_of(event)
        self.once = self._once(jour) if jour else None
        was = self.once.moved if self.once else None
        shown: dict[str, Any] = {"jour": jour, "vu": str(was or "")}
        if was:
            shown |= {"au": was.to, "de": was.starts, "a": was.ends, "lieu": was.place}
        super().__init__(data, initial=shown, auto_id="champ_%s")
        usual = hours_of(self.when.on(event.start_day))
        hint = _("Vide : comme d’habitude, %(hours)s.") % {
            "hours": " – ".join(one for one in usual if one) if usual else _("toute la journée")
        }
        self.fields["de"].help_text = hint
        self.fields["lieu"].validators.append(on_one_line)

    def clean_jour(self) -> date:
        """A day on which it is held, from today on. Raises ValidationError for any other."""
        said: date = self.cleaned_data["jour"]
        if said < timezone.localdate():
            raise ValidationError(_("cette date est passée."))
        self.once = self._once(said)
        if self.once is not None:
            return said
        gone = next((one for one in self.when.moved if one.day == said), None)
        if gone is not None:
            problem = _("cette date est déjà reportée au %(day)s : déplacez celle-là.")
            raise ValidationError(problem % {"day": _date(gone.to)})
        problem = _("l’événement n’a pas lieu le %(day)s. Ses prochaines dates : %(next)s.")
        raise ValidationError(problem % {"day": _date(said), "next": self._next()})

    def clean_au(self) -> date:
        """A day to come. Raises ValidationError for a past one, and one too far."""
        said: date = self.cleaned_data["au"]
        today = timezone.localdate()
        if said < today:
            raise ValidationError(_("la nouvelle date est passée."))
        if said > today + _FARTHEST:
            raise ValidationError(_("la nouvelle date est dans plus de deux ans : vérifiez l’année."))
        return said

    def clean(self) -> dict[str, Any]:
        """The move; refused where it is none, or where the event is held that day already."""
        given = super().clean() or {}
        starts, ends = given.get("de"), given.get("a")
        if ends and not starts and "de" not in self.errors:
            self.add_error("de", _("dites aussi à quelle heure cela commence."))
        if starts and not ends and self.event.end_time and "a" not in self.errors:
            self.add_error("a", _("dites aussi à quelle heure cela finit."))
        if starts and starts == ends:
            self.add_error("a", _("la fin est l’heure du début."))
        if self.errors or self.once is None:
            return given
        others = [one for one in self.when.occurrences(given["au"], given["au"]) if one.day == given["au"]]
        if any(one.planned != self.once.planned for one in others):
            problem = _("l’événement a déjà lieu le %(day)s, ou devait y avoir lieu et est annulé.")
            self.add_error("au", problem % {"day": _date(given["au"])})
        elif len(self.when.moved) >= MOST_MOVED and self.once.moved is None:
            self.add_error(None, _("trop de dates déplacées : changez plutôt « se répète »."))
        elif self.moved == self._as_planned and self.once.moved is None:
            self.add_error(
                "au", _("rien ne change : dites une autre date, une autre heure ou un autre lieu.")
            )
        return given

    @property
    def moved(self) -> Moved:
        """What the form says; usual hours are none of its own."""
        assert self.once is not None
        given = self.cleaned_data
        hours = (given.get("de"), given.get("a"))
        if hours == (self.event.start_time, self.event.end_time):
            hours = (None, None)
        return Moved(self.once.planned, given["au"], *hours, given["lieu"].strip())

    @property
    def _as_planned(self) -> Moved:
        assert self.once is not None
        return Moved(self.once.planned, self.once.planned)

    def days(self, held: list[str], *, put_back: bool = False) -> list[str]:
        """What the event says once this is moved, or back where it was planned, given what it says. Raises
        Changed."""
        assert self.once is not None
        planned = self.once.planned
        every = [Moved.read(line) for line in held]
        now = next((str(one) for one in every if one.day == planned), "")
        others = [one for one in every if one.day != planned]
        new = [] if put_back or self.moved == self._as_planned else [self.moved]
        if now != self.data.get("vu", "") or any(one.to == to.to for one in others for to in new):
            raise Changed(now)
        return [str(one) for one in sorted([*others, *new])]

    def show_what_changed(self, now: str) -> None:
        """Say what is held of the day now; sent again, what was typed takes its place."""
        said = (
            _("Cette date est déjà déplacée : %(move)s. Envoyez de nouveau pour changer cela.")
            % {"move": now}
            if now
            else _("Quelqu’un vient de changer les dates : vérifiez, puis envoyez de nouveau.")
        )
        sent = cast(QueryDict, self.data).copy()
        sent["vu"] = now
        self.data = sent
        self.add_error(None, said)

    def _once(self, said: date) -> Occurrence | None:
        """The time of the event that begins on a day; None where it does not."""
        if not self.event.recurrence:
            return None
        return next((one for one in self.when.occurrences(said, said) if one.day == said), None)

    def _next(self) -> str:
        today = timezone.localdate()
        coming = list(occurrences(self.event, today, max(today, self.event.start_day) + _AHEAD))[:_NAMED]
        return ", ".join(_date(one.day) for one in coming) or _("aucune")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.VISITOR)
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move one time of an event, that the address names (`jour`), or put it back where it was planned. Raises
    Http404 for what is held once: its day is edited."""
    desk = desk_of(request, pk)
    if refusal := why_not_held(desk):
        return refused(request, desk, refusal)
    if not desk.seen.recurrence:
        raise Http404(_("Cet événement n’a lieu qu’une fois : changez sa date en le modifiant."))
    asked = _asked(request.GET.get("jour", ""))
    form = MoveForm(request.POST if request.method == "POST" else None, event=desk.seen, jour=asked)
    status = 200
    if form.is_bound:
        done, status = _sent(request, desk, form)
        if done:
            return redirect(path_of(desk.seen))
    context = {"desk": desk, "form": form, "once": form.once, "may_put_back": _may_put_back(form)}
    return render(request, "network/events/move.html", context, status=status)


def _sent(request: HttpRequest, desk: SharedDesk, form: MoveForm) -> tuple[bool, int]:
    """Write what was sent; whether it was, and the status of the form where it was not."""
    put_back = "remettre" in request.POST
    if not (_knows_its_day(form) and _may_put_back(form) if put_back else form.is_valid()):
        return False, 422
    try:
        _written(request, desk, form, put_back=put_back)
    except Changed as changed:
        form.show_what_changed(changed.now)
        return False, 409
    return True, 200


def _written(request: HttpRequest, desk: SharedDesk, form: MoveForm, *, put_back: bool) -> None:
    def whole() -> int | None:
        with acting(Cause.EDIT, desk.editor.user):
            desk.lock()
            held = Event.objects.get(pk=desk.root)
            before = copy(held)
            days = form.days(held.moved_days, put_back=put_back)
            # Held on another day, it is no longer cancelled on the one on which it was to be.
            off = [one for one in held.cancelled_days if form.once is None or one != form.once.day]
            done = writing.change(
                desk.seen, {"moved_days": days, "cancelled_days": off}, desk.editor.user, Cause.EDIT
            )
            if not (isinstance(done, writing.Written) and done.fields):
                return None
            follow(desk.seen, before, by=desk.editor.user)
            return current_act()

    act = again_after_deadlock(whole)
    assert form.once is not None
    if put_back:
        text = _("Remis à la date prévue : %(day)s.") % {"day": _date(form.once.planned)}
    else:
        text = _("Déplacé : %(move)s.") % {"move": form.moved}
    told.tell(request, text if act else _("C’était déjà fait."), act)


def _knows_its_day(form: MoveForm) -> bool:
    form.is_valid()
    return "jour" not in form.errors and form.once is not None


def _may_put_back(form: MoveForm) -> bool:
    """Whether the time was moved, and the day on which it was planned is still to come."""
    moved = form.once.moved if form.once else None
    return moved is not None and moved.day >= timezone.localdate()


def _asked(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def _date(one: date) -> str:
    return in_words(one, "j F Y")
