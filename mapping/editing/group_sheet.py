# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/structures/<id>-<slug>/modifier/champs/<groupe>/`: what a structure says in the fields of a group, in one
form.

Whoever edits the structure fills in the fields that they read; nobody else's are there, nor named. Each
value is a record of its own: the form holds, beside each field, what its editor was shown, so that what
others wrote meanwhile in other fields stays, and of one field both values are shown and the editor decides.
"""

from dataclasses import dataclass, field
from typing import Any, cast

from django import forms
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import at_least
from accounts.roles import Role
from common.deadlocks import again_after_deadlock, someone_writes
from history.context import acting, current_act
from history.models import Cause
from mapping import trace, writing
from mapping.editing import told
from mapping.editing.conflicts import LONG, Difference, by_words
from mapping.editing.forms import CHOICE, MINE, THEIRS, ShownAgain
from mapping.editing.frame import Desk, desk_of, refused
from mapping.group_fields.reading import SHORT, Kind, Refused, read, say
from mapping.group_fields.told import fields_of
from mapping.kinds import GROUP_VALUE
from mapping.models import GroupField, GroupValue

# Beside each field, what its editor was shown first; and of one that somebody else wrote too, what they were
# shown of theirs.
_SHOWN, _COMPARED = "vu_", "leur_"
_TEMPLATE = "mapping/edit/group_sheet.html"


class GroupSheetForm(ShownAgain, forms.Form):
    """The fields of a group, as a structure fills them in; `asked` each say their `text`."""

    def __init__(self, data: QueryDict | None = None, *, asked: list[Any]) -> None:
        super().__init__(data, auto_id="champ_%s")
        self.asked = {_name(one): one for one in asked}
        self.said: dict[str, str] = {}
        for name, one in self.asked.items():
            self.fields[name] = _field(one)
            self.initial[name] = one.text.split("\n") if one.kind == Kind.CHOICES else one.text

    def shown(self) -> list[tuple[str, str]]:
        """What the editor was shown first, by the name of what holds it in the form."""
        return [(_SHOWN + name, self.was(name)) for name in self.fields]

    def was(self, name: str) -> str:
        """What the editor was shown first in a field."""
        return _one_end(self.data.get(_SHOWN + name, "")) if self.is_bound else self.asked[name].text

    def clean(self) -> dict[str, Any]:
        """What is said in each field, in `said`; what was not touched is not judged, unless it is missing."""
        for name, one in self.asked.items():
            sent = (
                cast(QueryDict, self.data).getlist(name)
                if one.kind == Kind.CHOICES
                else self.data.get(name, "")
            )
            as_sent = "\n".join(sent) if isinstance(sent, list) else _one_end(sent)
            try:
                self.said[name] = as_sent if as_sent == self.was(name) else read(one, sent)
            except Refused as refusal:
                self.add_error(name, str(refusal))
                continue
        return self.cleaned_data

    def touched(self) -> list[str]:
        """The fields in which something else is said than was shown."""
        return [name for name in self.said if self.said[name] != self.was(name)]


@dataclass(slots=True)
class _Kept:
    """What became of a form: the labels of what was written, by an act; or what two people wrote."""

    form: GroupSheetForm
    written: list[str] = field(default_factory=list)
    act: int | None = None
    found: list[Difference] = field(default_factory=list)
    theirs: list[tuple[str, str]] = field(default_factory=list)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.VISITOR)
def sheet(request: HttpRequest, pk: str, slug: str, number: str) -> HttpResponse:
    """The fields of a group for a structure, or what was sent of them."""
    desk = desk_of(request, pk)
    if refusal := desk.refusal():
        return refused(request, desk, refusal)
    asked = _asked(desk, int(number))
    if asked[0].group.is_archived:
        return refused(request, desk, "Ce groupe est archivé : ses champs ne sont plus remplis.")
    if request.method != "POST":
        return _page(request, desk, _Kept(GroupSheetForm(asked=asked)))

    try:
        kept = again_after_deadlock(lambda: _locked(request.POST, desk, int(number)))
    except OperationalError as error:
        if not someone_writes(error):
            raise
        notice = (
            "Quelqu’un d’autre écrit en ce moment, peut-être un import. Rien n’est enregistré, et ce que vous"
            " avez saisi est ci-dessous : enregistrez de nouveau dans un instant."
        )
        return _page(request, desk, _Kept(GroupSheetForm(request.POST, asked=asked)), 503, notice)
    if kept.found or kept.form.errors:
        return _page(request, desk, kept, 409 if kept.found else 422)
    # What is said there may be some people's alone: no message repeats it.
    said = (
        f"Enregistré : {', '.join(kept.written)}."
        if kept.written
        else _("Rien à changer : c'était déjà ainsi.")
    )
    told.tell(request, said, kept.act)
    return redirect(desk.after(None))


def _locked(data: QueryDict, desk: Desk, number: int) -> _Kept:
    """Judge what was sent, and write it as one act, once nobody else can write in the structure."""
    with acting(Cause.EDIT, desk.editor.user):
        desk.lock()
        if not desk.is_there():
            raise Http404(_("Cette structure n'existe pas, ou n'est plus publiée."))
        return _kept(data, desk, _asked(desk, number))


def _asked(desk: Desk, group: int) -> list[Any]:
    """The fields of a group that the editor fills in of a structure. Raises Http404 where there are none, as
    where there is no such group."""
    found = fields_of(desk.seen, desk.editor.reader, group)
    if not found:
        raise Http404(_("Ce bloc n'existe pas."))
    return found


def _kept(data: QueryDict, desk: Desk, asked: list[Any]) -> _Kept:
    """Judge what was sent, and write it. Meant for a transaction that holds the structure."""
    new = [one for one in asked if _SHOWN + _name(one) not in data]
    if new:
        # Declared, or opened to the editor, while they wrote; or the page was cut.
        data = data.copy()
        for one in new:
            data[_SHOWN + _name(one)] = one.text
            data.setlist(_name(one), one.text.split("\n") if one.kind == Kind.CHOICES else [one.text])
    form = GroupSheetForm(data, asked=asked)
    form.is_valid()
    if new:
        form.add_error(None, "De nouveaux champs sont là : relisez, puis enregistrez de nouveau.")
        return _Kept(form)
    kept = _Kept(form)
    to_write: list[tuple[GroupField, str]] = []
    for name in form.touched():
        one, now = form.asked[name], form.asked[name].text
        choice, compared = data.get(CHOICE + name, ""), data.get(_COMPARED + name)
        is_settled = compared is not None and _one_end(compared) == now and choice in (MINE, THEIRS)
        if now not in (form.was(name), form.said[name]) and not is_settled:
            kept.found.append(_difference(desk, one, name, form.said[name], choice))
            kept.theirs.append((_COMPARED + name, now))
        elif form.said[name] != now and not (is_settled and choice == THEIRS):
            to_write.append((one, form.said[name]))
    if form.errors or kept.found:
        return kept
    for one, text in to_write:
        _write(desk, one, text)
        kept.written.append(one.name)
    kept.act = current_act() if kept.written else None
    return kept


def _write(desk: Desk, asked: GroupField, text: str) -> None:
    held = GroupValue.objects.filter(structure=desk.root, field=asked.pk).first()
    if held is None:
        # Made first, then said: the history tells what was changed, and of what was made that it was.
        held = writing.create(GroupValue(structure_id=desk.root, field_id=asked.pk), desk.editor.user)
    writing.change(held, {"text": text}, desk.editor.user)


def _difference(desk: Desk, one: Any, name: str, mine: str, choice: str) -> Difference:
    yours, theirs = (say(one.kind, one.unit, text) or _("non renseigné") for text in (mine, one.text))
    held = GroupValue.objects.filter(structure=desk.root, field=one.pk).first()
    is_long = one.kind in (Kind.SHORT, Kind.LONG) and max(len(yours), len(theirs)) >= LONG
    return Difference(
        name=name,
        label=one.name,
        yours=yours,
        theirs=theirs,
        parts=by_words(theirs, yours) if is_long else (),
        by=trace.last_change(GROUP_VALUE, held.pk, {"text"}) if held else None,
        choice=choice,
        may_keep_both=False,
    )


def _page(request: HttpRequest, desk: Desk, kept: _Kept, status: int = 200, notice: str = "") -> HttpResponse:
    asked = list(kept.form.asked.values())
    group = asked[0].group
    context = {
        "desk": desk,
        "group": group,
        "form": kept.form,
        "found": kept.found,
        "hidden": [*kept.form.shown(), *kept.theirs],
        "notice": notice,
        "action": reverse("edit-group-fields", args=[desk.seen.id, desk.seen.slug, group.pk]),
    }
    return render(request, _TEMPLATE, context, status=status)


def _name(one: GroupField) -> str:
    return f"c{one.pk}"


def _field(one: GroupField) -> forms.Field:
    """The field of a form for a group's field, with who reads what is said there."""
    label = f"{one.name} ({one.unit})" if one.unit else one.name
    hint = f"{one.help} " if one.help else ""
    hint += f"Lu par {one.read_by.label}."
    given: dict[str, Any] = {
        "label": label,
        "help_text": hint,
        "required": one.is_required,
        "error_messages": {"required": "le groupe demande ce champ."},
    }
    if one.kind == Kind.CHOICES:
        return forms.MultipleChoiceField(
            choices=[(said, said) for said in _with_held(one)], widget=forms.CheckboxSelectMultiple, **given
        )
    if one.kind in (Kind.CHOICE, Kind.YES_NO):
        said = [("oui", _("oui")), ("non", _("non"))]
        if one.kind == Kind.CHOICE:
            said = [(choice, choice) for choice in _with_held(one)]
        return forms.ChoiceField(choices=[*said, ("", _("non renseigné"))], widget=forms.RadioSelect, **given)
    if one.kind == Kind.LONG:
        return forms.CharField(widget=forms.Textarea(attrs={"class": "input", "rows": 6}), **given)
    widget = forms.TextInput(attrs={"class": "input", **_ATTRIBUTES.get(one.kind, {})})
    widget.input_type = _TYPES.get(one.kind, "text")
    return forms.CharField(widget=widget, max_length=SHORT if one.kind == Kind.SHORT else None, **given)


_TYPES: dict[str, str] = {Kind.DATE: "date", Kind.LINK: "url"}
_ATTRIBUTES: dict[str, dict[str, str]] = {Kind.NUMBER: {"inputmode": "decimal"}}


def _with_held(one: Any) -> list[str]:
    """The choices, and what is held that is no choice any more."""
    held = [text for text in one.text.split("\n") if text and text not in one.choices]
    return [*one.choices, *held]


def _one_end(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
