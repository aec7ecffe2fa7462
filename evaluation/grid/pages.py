# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/structures/<id>/comptage/`: the grid of a week under a thumb, corrected by hand, taken away; for those
who answer for the structure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import at_least, signed_in
from accounts.roles import Role
from common import outbox
from data.exports.table import table_file
from evaluation.answering import answered_for
from evaluation.grid import forms, lines, numbers, reminding, tables, weeks
from evaluation.grid.lines import Name, Section
from evaluation.grid.models import Kind, OwnLine, Way
from mapping.models import VisibleStructure
from mapping.presentation import short_name, structure_path

# Where a session keeps how demands come, and the day on which that was chosen.
_WAY_KEPT = "comptage-voie"
# The last presses, as many as may be taken back one after the other without a script.
_LAST, _MOST_LAST = "dernier", 10
# More lines than this on paper are set closer, so that one A4 holds them.
_MOST_WIDE = 24
# Of publics and of languages, as many as stand on paper.
_MOST_APART = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """The grid of a week of a structure, with its numbers."""

    structure: VisibleStructure
    week: date
    numbers: dict[Name, int]
    sections: list[Section]

    @property
    def known(self) -> set[Name]:
        """The numbers that it may hold."""
        return {name for section in self.sections for name in section.names()}

    @property
    def demands(self) -> int:
        """The demands of the week: those for a theme, and those of its own lines."""
        return sum(n for name, n in self.numbers.items() if name.kind in (Kind.THEME, Kind.OWN))

    def n(self, kind: str, code: str, way: str = "") -> int:
        """One number."""
        return self.numbers.get(Name(kind, code, way), 0)

    def path(self, name: str = "grid", dernier: Sequence[str] = ()) -> str:
        """The address of one of its pages, of the same week."""
        query = QueryDict(mutable=True)
        if self.week != weeks.monday(timezone.localdate()):
            query["semaine"] = weeks.code(self.week)
        if dernier:
            query.setlist(_LAST, list(dernier))
        return reverse(name, args=[self.structure.pk]) + (f"?{query.urlencode()}" if query else "")


def _asked(request: HttpRequest, pk: str) -> Asked:
    """The week of an address. Raises Http404 for a week that may not be filled."""
    seen = answered_for(request, pk)
    week = weeks.read(request.GET.get("semaine", ""), timezone.localdate())
    if week is None:
        raise Http404("Cette semaine ne peut pas être remplie : elle est à venir, ou trop ancienne.")
    held = numbers.of(seen.pk, week)
    return Asked(seen, week, held, lines.sections(seen.pk, set(held)))


def _shared(asked: Asked) -> dict[str, Any]:
    today = timezone.localdate()
    before, after = weeks.around(asked.week, today)
    return {
        "asked": asked,
        "name": short_name(asked.structure.nom, asked.structure.is_example),
        "page_url": structure_path(asked.structure.pk, asked.structure.nom),
        "week_text": weeks.text(asked.week),
        "this_week": asked.week == weeks.monday(today),
        "before": before,
        "after": after,
        "ways": Way.choices,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def grid(request: HttpRequest, pk: str) -> HttpResponse:
    """The week, one press a demand. A press without a script is a form; a script sends several at a time."""
    asked = _asked(request, pk)
    if request.method == "POST":
        return _sent(request, asked) if "lot" in request.POST else _pressed(request, asked)
    context = _shared(asked) | {
        "way": _way(request),
        "last": _last(request.GET.getlist(_LAST), asked),
        "own_form": forms.OwnLineForm(),
        "reminded": reminding.is_wanted(signed_in(request), asked.structure.pk),
        "may_remind": outbox.is_configured(),
        "own": OwnLine.objects.filter(structure=asked.structure.pk, is_taken_away=False),
    }
    return render(request, "evaluation/grid.html", context)


def _way(request: HttpRequest) -> str:
    """How demands come: as it was chosen last in this session today; each day begins at the desk."""
    kept = request.session.get(_WAY_KEPT)
    way, day = kept if isinstance(kept, list) and len(kept) == 2 else ("", "")
    return way if way in Way.values and day == _today() else Way.DESK.value


def _today() -> str:
    return timezone.localdate().isoformat()


def _keep_way(request: HttpRequest) -> str:
    """The way that was sent, kept for the pages after; as it was where none was."""
    way = request.POST.get("voie", "")
    if way in Way.values and [way, _today()] != request.session.get(_WAY_KEPT):
        request.session[_WAY_KEPT] = [way, _today()]
    return _way(request)


def _last(given: list[str], asked: Asked) -> list[tuple[str, str]]:
    """The numbers that the presses before added to, and their words, in their order."""
    names = [(text, lines.read(text, asked.known)) for text in given[-_MOST_LAST:]]
    return [(text, lines.label_of(name, asked.sections)) for text, name in names if name]


def _pressed(request: HttpRequest, asked: Asked) -> HttpResponse:
    """One more, or the last one taken back; and the page again, where it was pressed."""
    way = _keep_way(request)
    more, less = request.POST.get("plus", ""), request.POST.get("moins", "")
    # A line of the page is pressed with the way that is chosen; taking back names the number itself.
    name = lines.read(more, asked.known) or lines.read(f"{more}:{way}", asked.known)
    taken = lines.read(less, asked.known)
    if name is not None:
        numbers.add(asked.structure.pk, asked.week, {name: 1})
    elif taken is not None:
        numbers.add(asked.structure.pk, asked.week, {taken: -1})
    else:
        messages.error(request, "Cette ligne n’est plus dans la grille : rien n’a été compté.")
    before = [text for text, _words in _last(request.POST.getlist(_LAST), asked)]
    pressed = [*before, str(name)] if name else before[:-1] if taken else before
    path = asked.path(dernier=pressed[-_MOST_LAST:])
    chosen = name or taken
    return redirect(f"{path}#{chosen.kind}-{chosen.code}" if chosen else path)


def _sent(request: HttpRequest, asked: Asked) -> HttpResponse:
    """What a script kept, added once; the numbers of the week as they are then."""
    sent = forms.sent(request.POST, asked.known)
    if sent is None:
        return JsonResponse({"erreur": "Cet envoi n’est pas compris."}, status=422)
    _keep_way(request)
    numbers.add(asked.structure.pk, asked.week, sent.changes, sent.key)
    held = numbers.of(asked.structure.pk, asked.week)
    return JsonResponse({"nombres": {str(name): n for name, n in held.items()}})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def correct(request: HttpRequest, pk: str) -> HttpResponse:
    """The numbers of the week as fields, typed over or copied from a sheet of paper."""
    asked = _asked(request, pk)
    errors: dict[str, str] = {}
    if request.method == "POST":
        changes, errors = forms.corrected(request.POST, asked.known)
        if not errors:
            numbers.add(asked.structure.pk, asked.week, changes)
            messages.success(request, f"Enregistré : la semaine {weeks.text(asked.week)}.")
            return redirect(asked.path())
    typed = request.POST if errors else {}
    context = _shared(asked) | {
        "errors": errors,
        "typed": typed,
        # What is folded away opens where something in it is wrong.
        "open_kinds": {
            section.kind
            for section in asked.sections
            for line in section.rest
            if str(Name(section.kind, line.code)) in errors
        },
        "first_name": next(iter(errors), str(next(asked.sections[0].names()))),
    }
    return render(request, "evaluation/grid_correct.html", context, status=422 if errors else 200)


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def sheet(request: HttpRequest, pk: str) -> HttpResponse:
    """The week on one A4, to draw strokes on and to copy afterwards."""
    asked = _asked(request, pk)
    with_ways = [section for section in asked.sections if section.ways]
    lines_of_ways = sum(len(section.lines) for section in with_ways)
    counted_apart = [
        replace(section, lines=lines.on_paper(section.lines, _MOST_APART))
        for section in asked.sections
        if not section.ways
    ]
    tall = max((len(section.lines) for section in counted_apart), default=0)
    context = _shared(asked) | {
        "with_ways": with_ways,
        "counted_apart": counted_apart,
        "is_close": lines_of_ways + tall > _MOST_WIDE,
        "blank": range(2),
    }
    return render(request, "evaluation/grid_sheet.html", context)


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def offline(request: HttpRequest, pk: str) -> HttpResponse:
    """The script by which a browser says, where there is no network, that what was counted waits."""
    answered_for(request, pk)
    return render(request, "evaluation/offline.js", content_type="text/javascript")


@require_POST
@never_cache
@at_least(Role.PROFESSIONAL)
def own_lines(request: HttpRequest, pk: str) -> HttpResponse:
    """Add a line of one's own, or take one away: what it counted stays."""
    asked = _asked(request, pk)
    if "retirer" in request.POST:
        number = request.POST["retirer"]
        held = OwnLine.objects.filter(structure=asked.structure.pk, is_taken_away=False)
        line = get_object_or_404(held, pk=number if number.isascii() and number.isdecimal() else 0)
        OwnLine.objects.filter(pk=line.pk).update(is_taken_away=True)
        messages.success(request, f"Retirée : « {line} ». Ce qu’elle a compté est gardé.")
        return redirect(asked.path())
    form = forms.OwnLineForm(request.POST, instance=OwnLine(structure_id=asked.structure.pk))
    if not form.is_valid():
        for said in form.errors.get("label", []):
            messages.error(request, str(said))
        return redirect(asked.path())
    label = form.cleaned_data["label"]
    # One that was taken away comes back with what it counted.
    again = OwnLine.objects.filter(structure=asked.structure.pk, label=label).update(is_taken_away=False)
    if not again:
        form.save()
    messages.success(request, f"Ajoutée : « {label} ».")
    return redirect(asked.path())


@require_POST
@never_cache
@at_least(Role.PROFESSIONAL)
def remind(request: HttpRequest, pk: str) -> HttpResponse:
    """Be reminded of weeks without a number, or no more."""
    asked = _asked(request, pk)
    wanted = request.POST.get("rappel") == "oui"
    reminding.set_wanted(signed_in(request), asked.structure.pk, wanted)
    said = "Vous aurez un courriel le lundi, si rien n’a été compté la semaine d’avant."
    messages.success(request, said if wanted else "Vous n’aurez plus de rappel de cette grille.")
    return redirect(asked.path())


@require_safe
@never_cache
@at_least(Role.PROFESSIONAL)
def file(request: HttpRequest, pk: str, ending: str) -> HttpResponse:
    """All the weeks as a table: a line a number, with its words."""
    seen = answered_for(request, pk)
    return table_file(tables.lines_of(seen.pk), f"comptage-{seen.pk}", ending, "Comptage")
