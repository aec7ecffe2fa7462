# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page that the link sent to a structure opens: without an account, it asks of the blocks that it names
and of nothing else.

What opens links before their reader does (a mail scanner) opens, and sends, whatever it finds: an answer
counts only where something was chosen, and nothing is chosen beforehand.
"""

from typing import cast

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts.readers import VISITOR
from accounts.roles import Role
from common import limits
from common.keyed_pages import keyed
from common.limits import Limit, TooMany
from desk import sheet
from desk.campaigns.forms import ConfirmForm
from desk.sheet import ContactSheet, ServiceSheet
from history.versions import last_event
from mapping import presentation, usual_hours
from mapping.campaigns import answering, links
from mapping.campaigns.answering import CLOSED, CORRECTED
from mapping.editing.hours_field import in_words
from mapping.models import Block, ConfirmationRequest, VisibleService, VisibleStructure

# Nobody corrects a page more often; who tries links has none of ours.
BY_LINK = Limit("answers by link", 30, 3600)
_WRITTEN = {"horaires_accueil": "horaires"}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_variables("token")
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The questions of a link, and what is answered. 404 where it opens nothing, or not any more."""
    asked = links.request_of(token)
    seen = (
        VisibleStructure.objects.seen_by(Role.VISITOR).filter(id=asked.structure_id).first()
        if asked
        else None
    )
    if asked is None or seen is None:
        return keyed(render(request, "desk/confirm_gone.html", status=404))
    # Before what is shown is read: what is read is at least as new.
    vu = last_event(seen.id)
    blocks = [block for block in Block if block.value in asked.blocks]
    form = ConfirmForm(request.POST if request.method == "POST" else None, seen, blocks, vu)
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                limits.take(BY_LINK, asked.token_digest or "")
                written = _write(form, asked)
            except TooMany as refused:
                status = refused.status
                form.add_error(None, str(refused))
            except answering.Gone:
                return keyed(render(request, "desk/confirm_gone.html", status=404))
            else:
                if written:
                    return keyed(render(request, "desk/confirmed.html", _done(seen, form)))
    context = {
        "form": form,
        "asked": asked,
        "name": presentation.short_name(seen.nom, seen.is_example),
        "path": presentation.structure_path(seen.id, seen.nom),
        "held": _held(seen, blocks),
    }
    return keyed(render(request, "desk/confirm.html", context, status=status))


def _write(form: ConfirmForm, asked: ConfirmationRequest) -> bool:
    """Whether the answers were written; else what was refused is said beside its field."""
    try:
        found = answering.answer(asked, form.cleaned_data["answers"])
    except ValidationError as error:
        refused = error.message_dict if hasattr(error, "error_dict") else {"__all__": error.messages}
        for name, said in refused.items():
            field = _WRITTEN.get(name, name)
            form.add_error(field if field in form.fields else None, said)
        return False
    if found is None:
        return True
    for name, conflict in found.fields.items():
        field = _WRITTEN.get(name, name)
        form.add_error(
            field if field in form.fields else None,
            f"Quelqu’un vient d’écrire : « {conflict.theirs} ». Gardez-le, ou récrivez le vôtre et renvoyez.",
        )
    # What is shown now is what the next answer is about.
    form.data = cast(QueryDict, form.data).copy()
    form.data["vu"] = str(last_event(asked.structure_id))
    return False


def _done(seen: VisibleStructure, form: ConfirmForm) -> dict:
    given = form.cleaned_data["answers"]
    is_closed = CLOSED in given.chosen.values()
    return {
        "name": presentation.short_name(seen.nom, seen.is_example),
        "path": "" if is_closed else presentation.structure_path(seen.id, seen.nom),
        "is_closed": is_closed,
        "right": [block.label for block, said in given.chosen.items() if said == answering.RIGHT],
        "corrected": [block.label for block, said in given.chosen.items() if said == CORRECTED],
        "left": [block.label for block in form.blocks if block not in given.chosen],
        "has_notes": bool(given.notes),
        "hours": in_words(given.values.get("horaires_accueil", "")),
    }


def _held(seen: VisibleStructure, blocks: list[Block]) -> dict[Block, list[str]]:
    """What everyone reads of each block today, a paragraph each; none where nothing is known."""
    told = sheet.tell(seen, VISITOR, None, presentation.structure_path(seen.id, seen.nom))
    held: dict[Block, list[str]] = {
        Block.PRESENCE: [seen.nom, seen.description],
        Block.CONTACT: [
            told.phone.text if told.phone else "",
            told.email,
            told.website,
            *map(_contact, told.contacts),
        ],
        Block.HOURS: [
            usual_hours.usual_week(seen.horaires_accueil) or seen.horaires_accueil,
            *(f"Fermé du {one.first_day:%d/%m/%Y} au {one.last_day:%d/%m/%Y}" for one in told.closures),
        ],
        Block.PLACE: [told.address, told.place_note],
        Block.SERVICES: _services(seen, told.services),
    }
    return {block: [line for line in held[block] if line] for block in blocks}


def _contact(one: ContactSheet) -> str:
    who = ", ".join(filter(None, (one.name, one.role)))
    reached = " · ".join(filter(None, (one.phone.text if one.phone else "", one.email)))
    return " : ".join(filter(None, (who, reached)))


def _services(seen: VisibleStructure, told: list[ServiceSheet]) -> list[str]:
    """A paragraph by service, a line for each thing that everyone reads of it."""
    hours = {
        one.id: usual_hours.usual_week(one.horaires_accueil) or one.horaires_accueil
        for one in VisibleService.objects.seen_by(Role.VISITOR).filter(structure_id=seen.id)
    }
    paragraphs = []
    for one in told:
        lines = [
            f"{one.name} : {hours[one.id]}" if hours.get(one.id) else one.name,
            one.description,
            *(f"{fact.label} : {fact.text}" for fact in (*one.facts, *one.sessions) if not fact.muted),
            f"Places restantes : {one.places_left}" if one.places_left is not None else "",
            one.place,
            one.phone.text if one.phone else "",
            one.email,
            *map(_contact, one.contacts),
        ]
        paragraphs.append("\n".join(line for line in lines if line))
    return paragraphs
