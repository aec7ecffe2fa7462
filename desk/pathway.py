# SPDX-License-Identifier: AGPL-3.0-or-later
"""A pathway at `/parcours/`: structures in order, each with a short note, to send or to print as one sheet.

All of it is in the link: nothing is kept here, and no name of a person is asked for. Buttons that move or
remove one lead to the link of what they make, so that the page's address always is what it shows.
"""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from common import qr
from desk import sheet, structure_page
from desk.selection import MAX_NOTE_LENGTH, MOST_PRINTED, NOTE, chosen_of, ids_of, notes_of, question_of
from mapping import presentation

# What a phone still photographs from a sheet of paper, in characters of a link.
MAX_CODE_LENGTH = 900

UP, DOWN, OUT = ACTS = ("monter", "descendre", "enlever")


@dataclass(frozen=True, slots=True)
class Step:
    """A structure of the pathway, with its note, and whether it can be moved up and down."""

    number: int
    sheet: sheet.Sheet
    note: str
    is_first: bool
    is_last: bool

    @property
    def field(self) -> str:
        """The name of the field of its note."""
        return f"{NOTE}{self.sheet.id}"


@dataclass(frozen=True, slots=True)
class Sending:
    """The ways to send a pathway. `code` is empty where its link is too long for one to be read."""

    url: str
    sms: str
    mail: str
    code: SafeString | str


@require_safe
def pathway(request: HttpRequest) -> HttpResponse:
    """The structures of the link in its order, with its notes."""
    query = request.GET
    if any(name in query for name in ACTS):
        return redirect(_link(moved(query)))
    chosen = chosen_of(request, MOST_PRINTED)
    steps = [
        Step(number, one, notes_of(query).get(one.id, ""), number == 1, number == len(chosen.sheets))
        for number, one in enumerate(chosen.sheets, start=1)
    ]
    canonical = _link(written(query, [step.sheet.id for step in steps]))
    context = {
        "chosen": chosen,
        "steps": steps,
        "told": [*chosen.messages, *_too_long(query)],
        "kept": [(name, value) for name, values in query.lists() if not _is_own(name) for value in values],
        "sending": _sending(request.build_absolute_uri(canonical), steps),
        "query": written(query, [step.sheet.id for step in steps]).urlencode(safe=",~"),
        "question": question_of(query),
        "max_length": MAX_NOTE_LENGTH,
        "back": structure_page.list_before(_without_own(query)),
    }
    return render(request, "desk/pathway.html", context)


def moved(query: QueryDict) -> QueryDict:
    """The link that a button leads to: a structure one place up or down, or left out with its note."""
    ids = ids_of(query)
    for act in ACTS:
        text = query.get(act, "")
        if not text.isdecimal() or int(text) not in ids:
            continue
        at = ids.index(int(text))
        one = ids.pop(at)
        if act == UP:
            ids.insert(max(at - 1, 0), one)
        elif act == DOWN:
            ids.insert(at + 1, one)
    return written(query, ids)


def written(query: QueryDict, ids: list[int]) -> QueryDict:
    """The link of those structures in that order, with their notes and the question that found them."""
    made, notes = _without_own(query), notes_of(query)
    made.setlist("id", [str(number) for number in ids])
    for number in ids:
        if note := notes.get(number):
            made[f"{NOTE}{number}"] = note
    return made


def _without_own(query: QueryDict) -> QueryDict:
    kept = query.copy()
    for name in list(kept):
        if _is_own(name):
            del kept[name]
    return kept


def _is_own(name: str) -> bool:
    return name == "id" or name in ACTS or name.startswith(NOTE)


def _too_long(query: QueryDict) -> list[str]:
    cut = sum(
        len(" ".join(str(query[name]).split())) > MAX_NOTE_LENGTH for name in query if name.startswith(NOTE)
    )
    if not cut:
        return []
    text = ngettext(
        "Une note dépassait %(most)d caractères : sa fin a été coupée.",
        "%(n)d notes dépassaient %(most)d caractères : leur fin a été coupée.",
        cut,
    )
    return [text % {"n": cut, "most": MAX_NOTE_LENGTH}]


def _link(query: QueryDict) -> str:
    encoded = query.urlencode(safe=",~")
    return f"{reverse('pathway')}?{encoded}" if encoded else reverse("pathway")


def _sending(url: str, steps: list[Step]) -> Sending:
    subject = _("Des adresses pour vous")
    lines = [subject, *(_line(step) for step in steps), url]
    code = qr.drawing(url, _("Code QR de ce parcours")) if len(url) <= MAX_CODE_LENGTH else ""
    return Sending(url, presentation.sms_link(lines), presentation.mail_link(subject, lines), code)


def _line(step: Step) -> str:
    sheet = step.sheet
    example = _("exemple")
    said = [
        f"{step.number}. {sheet.title} ({example})" if sheet.is_example else f"{step.number}. {sheet.title}",
        sheet.told_address,
        sheet.phone.text if sheet.phone else "",
        ", ".join(service.when.text for service in sheet.times if service.when),
        sheet.zone_note,
        step.note,
    ]
    return " – ".join(part for part in said if part)
