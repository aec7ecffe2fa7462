# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an edit did, said to its author on the next page, with the way back."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from mapping.editing.forms import RecordForm, Says, say

# A text longer than this is not repeated: that it changed is said.
REPEATED = 80
# What a message offers: to take back what was done, or to do again what was taken back.
_UNDO, _AGAIN = "annuler-", "refaire-"
_ENDED_TWICE = re.compile(r"(?<=[.!?…])\.$")


@dataclass(frozen=True, slots=True)
class Said:
    """A message of the page; `undo_url` is where a POST takes back what it tells of, where it can be."""

    text: str
    level: str
    undo_url: str
    undo_label: str


def tell(request: HttpRequest, text: str, act: int | None = None, *, again: bool = False) -> None:
    """Have the next page say `text`, and offer to take the act back; `again` where it took back another,
    which is then done again."""
    offered = _AGAIN if again else _UNDO
    messages.success(request, _ended_once(text), extra_tags=f"{offered}{act}" if act else "")


def refuse(request: HttpRequest, text: str) -> None:
    """Have the next page say, as an error, why nothing was done."""
    messages.error(request, text)


def said(request: HttpRequest, structure: int, slug: str) -> Iterator[Said]:
    """What the page before has to say on the page of a structure; each is said once."""
    return said_with(request, lambda act: reverse("edit-undo", args=[structure, slug, act]))


def said_with(request: HttpRequest, undo_of: Callable[[str], str]) -> Iterator[Said]:
    """The same on another page; `undo_of` gives the address that takes back an act of this number."""
    for message in get_messages(request):
        tags = message.extra_tags or ""
        act = tags.removeprefix(_UNDO).removeprefix(_AGAIN)
        undo = undo_of(act) if act.isdigit() else ""
        label = _("Refaire ma modification") if tags.startswith(_AGAIN) else _("Annuler cette modification")
        yield Said(str(message), message.level_tag, undo, label)


def changes(form: RecordForm, fields: Iterable[str], before: dict[str, Any]) -> str:
    """« Téléphone : 01 02 → 03 04. Description changée. », of the form's fields that were written."""
    sentences = []
    for name in form.fields:
        if name in fields:
            change = _change(form, name, before.get(name), form.cleaned_data.get(name))
            sentences.append(_ended_once(change))
    return " ".join(sentences)


def _ended_once(sentence: str) -> str:
    """A sentence whose last words, typed by somebody, may bring a full stop of their own."""
    return _ENDED_TWICE.sub("", sentence)


def _change(form: RecordForm, name: str, before: Any, after: Any) -> str:
    label = form.label_of(name)
    label = label[:1].upper() + label[1:]
    if isinstance(before, list) and isinstance(after, list):
        return _lists(form, name, label, before, after)
    if said := form.change_of(name, before, after):
        return said
    if form.is_private:
        return _("%(label)s : changé.") % {"label": label}
    field = form.fields[name]
    if isinstance(field, Says):
        return f"{label} : {field.say_change(before, after)}."
    old, new = form.say(name, before), form.say(name, after)
    if max(len(old), len(new)) > REPEATED:
        return _("%(label)s : texte changé.") % {"label": label}
    return _("%(label)s : %(old)s → %(new)s.") % {"label": label, "old": old, "new": new}


def _lists(form: RecordForm, name: str, label: str, before: list, after: list) -> str:
    field = form.fields[name]
    came = [one for one in after if one not in before]
    went = [one for one in before if one not in after]
    parts = [f"+ {say(field, came)}"] if came else []
    parts += [f"− {say(field, went)}"] if went else []
    return f"{label} : {', '.join(parts) or say(field, after)}."
