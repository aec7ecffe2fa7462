# SPDX-License-Identifier: AGPL-3.0-or-later
"""The minutes of an event, date by date, each with whom it is for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import at_least
from accounts.roles import Role
from common.dates import in_words
from mapping.editing.blocks import Block
from mapping.editing.forms import RecordForm
from mapping.editing.frame import answer, refused
from network.desks import SharedDesk
from network.events.editing_pages import desk_of
from network.events.forms import pictures_of
from network.models import Audience, Event, Minutes
from network.models.minutes import READERS
from network.paths import path_of
from network.removing import removed
from network.text.fields import MarkdownField
from network.text.rendering import rendered
from network.week import occurrences

# Of what comes again, the dates that are offered, and how far back.
_OFFERED, _BACK = 30, timedelta(days=2 * 366)
DAY = "jour"


@dataclass(frozen=True, slots=True)
class Told:
    """The minutes of a date, as a page tells them; `is_apart` where not all who read the event read them."""

    day: date
    text: SafeString
    is_apart: bool

    @property
    def anchor(self) -> str:
        """Where they stand on the page of the event."""
        return anchor_of(self.day)


def anchor_of(day: date) -> str:
    """The anchor of the minutes of a day."""
    return f"compte-rendu-{day.isoformat()}"


def minutes_of(event: Event, role: Role) -> list[Told]:
    """The minutes of an event that a role reads, the last date first. One query."""
    seen = Minutes.objects.seen_by(role).filter(event=event).order_by("-day")
    return [Told(one.day, rendered(one.text, level=4), one.audience > event.audience) for one in seen]


def _written(event: Event) -> dict[date, int]:
    """The number of the minutes of each date that has some. One query."""
    return dict(Minutes.objects.filter(event=event).values_list("day", "pk"))


def _days(event: Event, written: Iterable[date]) -> list[date]:
    """The dates whose minutes may be written: those that have begun, the last first, and those of `written`,
    that have minutes already."""
    now = timezone.now()
    begun = [
        one.day
        for one in occurrences(event, timezone.localdate() - _BACK, timezone.localdate())
        if one.start <= now
    ]
    return sorted({*begun[-_OFFERED:], *written}, reverse=True)


class MinutesForm(RecordForm):
    """The minutes of a date."""

    text = MarkdownField(
        label=gettext_lazy("compte rendu"),
        max_length=60_000,
        error_messages={"required": gettext_lazy("écrivez le compte rendu.")},
    )
    audience = forms.TypedChoiceField(
        label=gettext_lazy("qui le lit"), choices=READERS, coerce=int, widget=forms.RadioSelect
    )

    class Meta:
        model = Minutes
        fields = ("text", "audience")

    def __init__(self, data: Any = None, *, record: Any, editor: Any, hidden: Iterable[str] = ()) -> None:
        super().__init__(data, record=record, editor=editor, hidden=hidden)
        if record.event.audience > Audience.PUBLIC and "audience" in self.fields:
            # Whatever was said when the event was for everyone: nobody else reads it.
            del self.fields["audience"]
            self.fields["text"].help_text = (
                _("Seuls les membres du groupe le lisent, comme l’événement.")
                if record.event.audience == Audience.MEMBERS
                else _("Seuls les professionnels le lisent, comme l’événement.")
            )

    @classmethod
    def named(cls, record: Any) -> str:
        """« le compte rendu du 12 mars 2027 »."""
        return _("le compte rendu du %(day)s") % {"day": in_words(record.day, "j F Y")}

    @property
    def heading(self) -> str:
        """Its date."""
        return in_words(self.instance.day, "l j F Y")

    def context(self, seen: Any) -> dict[str, Any]:
        """The pictures that the text may show, and what is edited."""
        event: Event = self.instance.event
        return {
            "pictures": pictures_of(event.pk),
            "minutes": self.instance,
            "event": event,
        }


MINUTES = Block(
    name="compte-rendu",
    title=gettext_lazy("Compte rendu"),
    about=gettext_lazy("Ce qui s’est dit à une date."),
    form=MinutesForm,
    template="network/events/minutes.html",
    of="event",
    one=gettext_lazy("un compte rendu"),
)


@dataclass(frozen=True, slots=True)
class MinutesDesk(SharedDesk):
    """An event whose minutes of a date are written."""

    day: date = date.min

    def new(self, block: Block) -> Minutes:
        """Minutes that say nothing yet."""
        return Minutes(event=self.seen, day=self.day)

    def action(self, block: Block, number: int | None) -> str:
        """Where the form is sent."""
        return f"{reverse('event-minutes', args=[self.root])}?{DAY}={self.day.isoformat()}"

    def after(self, record: Any) -> str:
        """The page of the event, at these minutes."""
        return f"{path_of(self.seen)}#{anchor_of(self.day)}"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.VISITOR)
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the minutes of the date that the address names (`jour`), or edit them; without one, which date it
    is is asked."""
    of = desk_of(request, pk)
    if refusal := of.refusal():
        return refused(request, of, refusal)
    written = _written(of.seen)
    days = _days(of.seen, written)
    if DAY not in request.GET:
        if len(days) == 1:
            return redirect(f"{request.path}?{DAY}={days[0].isoformat()}")
        context = {"desk": of, "days": [(day, day.isoformat(), day in written) for day in days]}
        return render(request, "network/events/minutes_days.html", context)
    day = _day_among(request.GET[DAY], days)
    return answer(request, MinutesDesk.of(of, day=day), MINUTES, written.get(day))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.VISITOR)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether the minutes of a date go; then take them away."""
    desk = desk_of(request, pk)
    if refusal := desk.refusal():
        return refused(request, desk, refusal)
    day = _day_among(request.GET.get(DAY, ""), _days(desk.seen, _written(desk.seen)))
    held = Minutes.objects.filter(event=pk, day=day).first()
    if held is None:
        raise Http404(_("Ce compte rendu a déjà été retiré."))
    name = MinutesForm.named(held)
    return removed(
        request,
        desk,
        held,
        name,
        title=_("Retirer %(what)s ?") % {"what": name},
        about="",
        back=path_of(desk.seen),
    )


def _day_among(said: str, days: list[date]) -> date:
    """The day that an address names. Raises Http404 for one that has no minutes to write."""
    day = next((one for one in days if one.isoformat() == said), None)
    if day is None:
        raise Http404(_("L’événement n’a pas eu lieu ce jour-là : il n’y a pas de compte rendu à écrire."))
    return day
