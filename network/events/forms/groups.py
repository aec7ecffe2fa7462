# SPDX-License-Identifier: AGPL-3.0-or-later
"""The fields of an event by group, as they are shown: which titles, in which order, which are folded."""

from dataclasses import dataclass

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from mapping.editing.place import ADDRESS_PARTS
from network.events.forms.days import DaysForm
from network.models import Event


@dataclass(frozen=True, slots=True)
class Group:
    """Fields under one title; folded unless `is_open`. `anchor` is what a link of another page leads to."""

    title: str | Promise
    fields: tuple[forms.BoundField, ...]
    is_open: bool
    anchor: str = ""
    asks_of_people: bool = False
    note: str = ""


_GROUPS: tuple[tuple[Promise | str, tuple[str, ...]], ...] = (
    ("", ("kind", "title", "summary")),
    (gettext_lazy("Quand"), ("start_day", "start_time", "end_time", "recurrence_words", "end_day",
                             "cancelled_days")),
    (gettext_lazy("Où"), ("held_as", "structure", "place_name", *ADDRESS_PARTS, "online_link",
                           "online_is_open")),
    (gettext_lazy("De quoi il s’agit"), ("text", "themes")),
    (gettext_lazy("Pour qui, par qui"), ("audience", "group", "publics", "languages", "territory",
                                            "organisation")),
    (gettext_lazy("S’inscrire"), ("registering", "registration_link", "seats", "has_waiting_list",
                                  "registration_until", "remind_days", "asks_opinion")),
)  # fmt: skip
_AFTER = (gettext_lazy("Après : participants"), ("attended",))
_FOLDED = {"publics", "attended"}
_OF_THE_GROUP = {"audience", "registering"}


def groups_of(form: DaysForm) -> list[Group]:
    """The groups of a form; first, of what is over, what became of it."""
    is_over = not form.is_new and _has_been(form.held)
    groups = (_AFTER, *_GROUPS) if is_over else (*_GROUPS, *(() if form.is_new else (_AFTER,)))
    found = []
    for title, names in groups:
        fields = tuple(form[name] for name in names if name in form.fields)
        is_open = not _FOLDED & set(names) or any(one.errors for one in fields)
        is_after = names == _AFTER[1]
        # What a group's own begins with is said by its group, or seldom asked: less to go through.
        is_said = bool(form.instance.group_id) and bool(_OF_THE_GROUP & set(names))
        is_open = (is_open and not (form.is_new and is_said)) or any(one.errors for one in fields)
        is_open = is_open or (form.is_new and not is_said) or (is_after and is_over)
        is_when = "start_day" in names
        note = form.not_theirs if is_when else ""
        asks = is_when and bool(form.going)
        found.append(Group(title, fields, is_open, "apres" if is_after else "", asks, note))
    return found


def _has_been(held: Event) -> bool:
    """Whether it was held once already."""
    return (held.end_day or held.start_day) < timezone.localdate()
