# SPDX-License-Identifier: AGPL-3.0-or-later
"""Structures put aside: side by side at `/comparer/`, and on a sheet to hand over at `/fiche-a-imprimer/`.

Both read the structures through the visibility policy, like their own structure_page.
"""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.readers import reader_of
from accounts.roles import Role, role_of
from common import qr
from desk import comparison, phone_script, sheet, structure_page, ways
from desk.address_bar import read
from desk.asked import Asked
from mapping import presentation
from mapping.models import VisibleStructure
from places import sketch

MOST_COMPARED = 4
MOST_PRINTED = 12
# What a link says of a structure put aside, as « note.12 », in characters at most.
NOTE = "note."
MAX_NOTE_LENGTH = 140
# PostgreSQL's bigint, less a digit.
_LONGEST_ID = 18


@dataclass(frozen=True, slots=True)
class Chosen:
    """The structures of a selection as the reader may see them, and what to say of those left out."""

    sheets: list[sheet.Sheet]
    messages: list[str]


@dataclass(frozen=True, slots=True)
class Printed:
    """A structure on the sheet to hand over, with a drawing of where it is and a QR code of its page.

    Its services are those that the search asked for, where it asked for some; `others` names the rest. All
    that is known of them is there, as on a card and in a comparison. `referred` names those that only a
    professional may ask for: where that is all of them, nobody else is given anything to say.
    """

    sheet: sheet.Sheet
    note: str
    others: list[str]
    referred: list[str]
    script: list[phone_script.Line]
    sketch: sketch.Sketch | None
    qr: SafeString


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Up to four structures side by side."""
    chosen = chosen_of(request, MOST_COMPARED)
    context = {
        "chosen": chosen,
        "rows": comparison.rows(chosen.sheets),
        "is_professional": role_of(request.user) >= Role.PROFESSIONAL,
        "question": question_of(request.GET),
        "query": request.GET.urlencode(safe=","),
        "back": structure_page.list_before(request.GET),
    }
    return render(request, "desk/compare.html", context)


@require_safe
def print_sheet(request: HttpRequest) -> HttpResponse:
    """A sheet of paper for the person who goes there: one structure after the other, in large type."""
    chosen, notes = chosen_of(request, MOST_PRINTED), notes_of(request.GET)
    context = {
        "chosen": chosen,
        "printed": [_printed(each, notes.get(each.id, "")) for each in chosen.sheets],
        "is_professional": role_of(request.user) >= Role.PROFESSIONAL,
        "ids": urlencode([("id", each.id) for each in chosen.sheets]),
        "back": structure_page.list_before(request.GET),
    }
    return render(request, "desk/print_sheet.html", context)


def _printed(told: sheet.Sheet, note: str) -> Printed:
    asked_for = [service for service in told.services if service.is_asked_for]
    others = [service.name for service in told.services if not service.is_asked_for] if asked_for else []
    kept = replace(told, services=asked_for or told.services)
    return Printed(
        sheet=kept,
        note=note,
        others=others,
        referred=[service.name for service in kept.services if service.by_referral],
        script=phone_script.script(kept),
        sketch=_sketch(told),
        qr=qr.drawing(told.url, _("Code QR de la page de %(name)s") % {"name": told.name}),
    )


def _sketch(told: sheet.Sheet) -> sketch.Sketch | None:
    """Where it is, drawn; nothing of a confidential place, which paper would give away."""
    if told.position is None or told.has_private_address:
        return None
    return sketch.around(told.position[1], told.position[0])


def question_of(query: QueryDict) -> str:
    """The search in the address of structures that were put aside, as a query string; empty without one."""
    reading = read(query)
    return reading.query(reading.search).urlencode(safe=",~")


def ids_of(query: QueryDict) -> list[int]:
    """The numbers of structures in a link, in its order, each once."""
    asked = [int(text) for text in query.getlist("id") if text.isdecimal() and len(text) <= _LONGEST_ID]
    return list(dict.fromkeys(asked))


def notes_of(query: QueryDict) -> dict[int, str]:
    """The notes of a link by number of structure, in one line each, cut where they are too long."""
    return {
        int(number): text[:MAX_NOTE_LENGTH]
        for name in query
        if (number := name.removeprefix(NOTE)) != name and number.isdecimal() and len(number) <= _LONGEST_ID
        if (text := " ".join(str(query[name]).split()))
    }


def chosen_of(request: HttpRequest, most: int) -> Chosen:
    """The first `most` structures of a link, in its order, each with what the question there asks of it."""
    ids = ids_of(request.GET)
    reader = reader_of(request.user)
    role = reader.role
    origin = structure_page.origin_of(request.GET)
    seen = {each.id: each for each in VisibleStructure.objects.seen_by(role).filter(id__in=ids[:most])}
    notes = {name for name in request.GET if name.startswith(NOTE)}
    reading = read(request.GET, structure_page.OF_A_STRUCTURE | notes)
    asked = Asked.before(reading.search, role, list(seen))
    messages = reading.messages()
    if len(ids) > most:
        messages.append(_("Seules les %(n)d premières structures sont montrées ici.") % {"n": most})
    if gone := len(ids[:most]) - len(seen):
        messages.append(
            ngettext(
                "%(n)d structure n'existe pas, ou n'est plus publiée.",
                "%(n)d structures n'existent pas, ou ne sont plus publiées.",
                gone,
            )
            % {"n": gone}
        )
    return Chosen(
        [
            sheet.tell(
                structure,
                reader,
                ways.way_to(structure, role, origin, None) if origin else None,
                request.build_absolute_uri(presentation.structure_path(structure.id, structure.nom)),
                asked,
            )
            for structure in (seen[id] for id in ids[:most] if id in seen)
        ],
        messages,
    )
