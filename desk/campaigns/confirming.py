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
from desk.campaigns import shown
from desk.campaigns.forms import ConfirmForm
from history.versions import last_event
from mapping import presentation
from mapping.campaigns import answering, links
from mapping.campaigns.answering import CLOSED, CORRECTED
from mapping.editing.hours_field import in_words
from mapping.editing.hours_page import read_back
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
    vu = last_event(seen.id, Role.VISITOR)
    blocks = [block for block in Block if block.value in asked.blocks]
    if request.method == "POST" and request.POST.get("champ") == "horaires" and Block.HOURS in blocks:
        # What the grid says as it is filled in; nothing is kept.
        return keyed(read_back(request, "horaires"))
    parts = _parts(seen, blocks)
    form = ConfirmForm(request.POST if request.method == "POST" else None, seen, parts, vu, request.path)
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
        "answered_at": asked.answered_at,
    }
    return keyed(render(request, "desk/confirm.html", context, status=status))


def _parts(seen: VisibleStructure, blocks: list[Block]) -> list[shown.Part]:
    """What everyone reads of these blocks today, as the page of the structure tells it."""
    told = sheet.tell(seen, VISITOR, None, presentation.structure_path(seen.id, seen.nom))
    services = VisibleService.objects.seen_by(Role.VISITOR).filter(structure_id=seen.id)
    return shown.parts_of(told, seen, services, blocks)


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
        theirs = in_words(conflict.theirs) if field == "horaires" else conflict.theirs
        form.add_error(
            field if field in form.fields else None,
            f"Quelqu’un vient d’écrire : « {theirs} ». Gardez-le, ou récrivez le vôtre et renvoyez.",
        )
    # What is shown now is what the next answer is about.
    form.data = cast(QueryDict, form.data).copy()
    form.data["vu"] = str(last_event(asked.structure_id, Role.VISITOR))
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
