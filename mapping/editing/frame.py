# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages that every block shares: `/structures/<id>-<slug>/modifier/<bloc>/`; and what edits the records
of another room in the same way (`answer`, of a `Desk` of its own).

A form is made of what its editor may see, and holds the version that they saw (the last event of the history
that wrote one of its columns). What is sent is judged and written in one transaction that holds the
structure: what others wrote meanwhile in other fields stays; of one field, both values are shown and the
editor decides.
Whatever happens, what was typed is on the page that answers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import OperationalError, transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import at_least, signed_in
from accounts.roles import Role
from common.columns import column_of, field_of
from common.deadlocks import again_after_deadlock, someone_writes
from common.numbers import number_in
from history.context import acting, current_act
from history.models import Cause
from history.versions import last_event_of
from mapping import permissions, writing
from mapping.editing import offered, told
from mapping.editing.blocks import Block, Editor
from mapping.editing.conflicts import Difference, differences
from mapping.editing.forms import COMPARED, RecordForm
from mapping.models import VisibleStructure
from mapping.presentation import structure_path

Answer = TypeVar("Answer")


class Gone(Exception):
    """The record that was edited is no more."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A structure and who edits it. Another room's desk says the same of a record of its own."""

    seen: Any
    editor: Editor

    @property
    def root(self) -> int:
        """The number of what is edited; 0 while it is not made yet."""
        return self.seen.id

    @property
    def name(self) -> str:
        """What it is called."""
        return self.seen.nom

    @property
    def path(self) -> str:
        """Its page."""
        return structure_path(self.seen.id, self.seen.nom)

    def refusal(self, block: Block | None = None) -> str:
        """Why the editor may not edit it, or the block; empty where they may."""
        refusal = permissions.why_not_of(self.editor.user, self.root)
        return refusal or (block.why_not(self.seen, self.editor) if block else "")

    def lock(self) -> None:
        """Make every other writer of it wait for this transaction."""
        writing.lock([self.root])

    def is_there(self) -> bool:
        """Whether the editor still sees it."""
        return VisibleStructure.objects.seen_by(self.editor.role).filter(pk=self.root).exists()

    def new(self, block: Block) -> Any:
        """A record of a block for it, not written."""
        if block.new is not None:
            return block.new(self.root)
        return block.model(**{f"{block.of}_id": self.root}) if block.of == "structure" else block.model()

    def action(self, block: Block, number: int | None) -> str:
        """Where the form of a record of a block is sent; of a new one without a number."""
        if number is not None:
            return self.url("edit-one", block.name, number)
        return self.url("edit-add" if block.is_of_several else "edit", block.name)

    def after(self, record: Any) -> str:
        """Where one is led once it is written: its page, by the name that it has now; what its editor may do
        with it where they closed it."""
        held = VisibleStructure.objects.seen_by(self.editor.role).filter(pk=self.root).first()
        return structure_path(held.id, held.nom) if held else self.url("edit-closed")

    def url(self, name: str, *more: Any) -> str:
        """One of the addresses of editing."""
        return reverse(name, args=[self.seen.id, self.seen.slug, *more])


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a form: written by an act (None: nothing had to be), or in conflict."""

    form: RecordForm
    act: int | None = None
    said: str = ""
    found: tuple[Difference, ...] = ()
    # The version of what others wrote, as it is laid beside what the editor did.
    compared: int = 0


@require_safe
@never_cache
@at_least(Role.VISITOR)
def index(request: HttpRequest, pk: str, slug: str) -> HttpResponse:
    """What may be edited of a structure, block by block; who is not signed in signs in and comes back."""
    desk = desk_of(request, pk)
    if refusal := desk.refusal():
        return refused(request, desk, refusal)
    blocks = [(block, block.why_not(desk.seen, desk.editor)) for block in _blocks(request)]
    return render(request, "mapping/edit/index.html", {"desk": desk, "blocks": blocks})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.VISITOR)
def edit(
    request: HttpRequest, pk: str, slug: str, bloc: str, number: int | None = None, *, adds: bool = False
) -> HttpResponse:
    """Edit a block: the form, or what was sent of it. Of a block of several records, the list of them, one of
    them, or a new one (`adds`)."""
    desk, block = desk_of(request, pk), _block(bloc)
    if block.is_of_several and number is None and not adds:
        if refusal := desk.refusal(block):
            return refused(request, desk, refusal)
        return _list(request, desk, block)
    if ((adds or number is not None) and not block.is_of_several) or (adds and not block.may_add):
        raise Http404
    return answer(request, desk, block, number)


def answer(request: HttpRequest, desk: Desk, block: Block, number: int | None = None) -> HttpResponse:
    """The form of a record of a block, or what was sent of it; of a new one without a number, where it is not
    the desk's own."""
    if refusal := desk.refusal(block):
        return refused(request, desk, refusal)
    if request.method == "POST":
        return _posted(request, desk, block, number)
    made = _open(desk, block, number)
    if made is None:
        raise Http404(_("Ce que vous vouliez modifier n'existe pas, ou plus."))
    form, version = made
    return _page(request, desk, block, form, number, version=version)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.VISITOR)
def remove(request: HttpRequest, pk: str, slug: str, bloc: str, number: int) -> HttpResponse:
    """Ask whether a record of a block may go; then take it away."""
    desk, block = desk_of(request, pk), _block(bloc)
    if refusal := desk.refusal(block):
        return refused(request, desk, refusal)
    line = _line(desk, block, number)
    if line is None:
        told.refuse(request, _("C'était déjà retiré."))
        return redirect(desk.url("edit", bloc))
    if not line.is_whole:
        return refused(
            request, desk, _("Une partie n'en est pas pour vous : seule la préfecture peut tout retirer.")
        )
    if request.method != "POST":
        return render(request, "mapping/edit/remove.html", {"desk": desk, "block": block, "line": line})

    def act() -> int | None:
        record = _locked(desk, block, number)
        writing.remove(record, desk.editor.user, Cause.EDIT)
        return current_act()

    try:
        done = _as_one(desk, act)
    except Gone:
        told.refuse(request, _("C'était déjà retiré."))
    else:
        told.tell(request, _("Retiré : %(what)s.") % {"what": line.text}, done)
    return redirect(desk.path)


def desk_of(request: HttpRequest, pk: str) -> Desk:
    """The structure of an address and who is signed in. Raises Http404 where they see none."""
    editor = Editor.of(signed_in(request))
    seen = VisibleStructure.objects.seen_by(editor.role).filter(pk=int(pk)).first()
    if seen is None:
        raise Http404(_("Cette structure n'existe pas, ou n'est plus publiée."))
    return Desk(seen, editor)


def _blocks(request: HttpRequest) -> list[Block]:
    practises = getattr(request, "practice", None) is not None
    return [one for one in offered.BLOCKS if not (practises and one.name in offered.NOT_PRACTISED)]


def _block(name: str) -> Block:
    try:
        return offered.BY_NAME[name]
    except KeyError:
        raise Http404(_("Ce bloc n'existe pas.")) from None


def _open(desk: Desk, block: Block, number: int | None) -> tuple[RecordForm, int] | None:
    """The form of a record, and the version of what it shows; None where there is no such record."""
    if (block.is_of_several or not desk.root) and number is None:
        return block.form(record=desk.new(block), editor=desk.editor), 0
    record = block.record(desk.root, number)
    if record is None:
        return None
    hidden = block.hidden(desk.editor, record)
    # Asked before the record is read again: what is shown is at least as new.
    version = _version(block, record.pk, hidden)
    record.refresh_from_db()
    form = block.form(record=record, editor=desk.editor, hidden=hidden)
    return (form, version) if form.fields else None


def _version(block: Block, number: int, hidden: frozenset[str]) -> int:
    columns = {column_of(field) for field in block.model._meta.concrete_fields} - hidden
    return last_event_of(block.kind, number, columns - {*block.kind.left_out, *block.kind.quiet})


def _posted(request: HttpRequest, desk: Desk, block: Block, number: int | None) -> HttpResponse:
    seen = _seen(request.POST)
    found = block.form.ahead(request.POST, desk.root, desk.editor)
    try:
        kept = _as_one(desk, lambda: _kept(request.POST, desk, block, number, seen, found))
    except Gone:
        return _gone(request, desk, block)
    except OperationalError as error:
        if not someone_writes(error):
            raise
        return _waited(request, desk, block, number)
    if kept.form.errors or kept.found:
        status = 409 if kept.found else 422
        version = kept.compared if seen is None else seen
        return _page(request, desk, block, kept.form, number, version=version, kept=kept, status=status)
    told.tell(request, kept.said, kept.act)
    return redirect(desk.after(kept.form.instance))


def _kept(
    data: QueryDict, desk: Desk, block: Block, number: int | None, seen: int | None, found: Any
) -> Kept:
    """Judge what was sent, and write it. Meant for a transaction of its own."""
    if (block.is_of_several or not desk.root) and number is None:
        return _made(data, desk, block, found)
    record = _locked(desk, block, number)
    hidden = block.hidden(desk.editor, record)
    shown = record if seen is None else writing.as_seen(record, seen)
    form = block.form(data, record=shown, editor=desk.editor, hidden=hidden)
    if not form.fields:
        raise Gone
    form.held, form.found_ahead = record, found
    if seen is None:
        form.add_error(None, _("La page était incomplète : relisez-la, puis enregistrez de nouveau."))
    if not form.is_valid():
        return _refused_form(form, block, record, seen)
    before = {name: getattr(record, name, None) for name in form.fields}
    try:
        with transaction.atomic():
            done = _written(form, record, desk.editor.user, seen)
    except ValidationError as error:
        refused = _refused_form(form, block, record, seen)
        # Only now: a field that is refused is no value any more.
        form.refuse(error)
        return refused
    if isinstance(done, writing.Conflicts):
        return _refused_form(form, block, record, seen)
    if not done.fields:
        return Kept(form, said=_("Rien à changer : c'était déjà ainsi."))
    form.after(record)
    changed = {name for name in form.fields if _attribute(form, name) in done.fields}
    changed |= form.said_with(done.fields)
    said = [_("Enregistré."), told.changes(form, changed, before), form.afterwords]
    return Kept(form, current_act(), " ".join(filter(None, said)))


def _written(
    form: RecordForm, record: Any, user: Any, seen: int | None
) -> writing.Written | writing.Conflicts:
    """Write what nobody was in the way of, and what the editor keeps though somebody was: of these, they saw
    what the other wrote, up to the version that was shown with it."""
    rest, mine = form.settled(form.values())
    compared = number_in(form.data.get(COMPARED, "")) or seen
    # Where the other took theirs back meanwhile, the field says again what the editor saw first.
    as_first_seen = mine.keys() - writing.conflicts(record, mine, seen).keys()
    rest |= {name: mine.pop(name) for name in as_first_seen}
    found = writing.conflicts(record, rest, seen) | writing.conflicts(record, mine, compared)
    if found:
        return writing.Conflicts(found)
    fields: frozenset[str] = frozenset()
    for values, version in ((rest, seen), (mine, compared)):
        if not values:
            continue
        done = writing.change(record, values, user, Cause.EDIT, version, form.note)
        if isinstance(done, writing.Conflicts):
            return done
        fields |= done.fields
    return writing.Written(fields)


def _refused_form(form: RecordForm, block: Block, record: Any, seen: int | None) -> Kept:
    """The form again, what two people wrote of one field side by side. It stays that of the version its
    editor saw: what they did not touch is never taken for an edit of theirs."""
    try:
        found = writing.conflicts(record, form.values(), seen)
    except ValidationError:
        found = {}
    told_apart = tuple(differences(form, block.kind, record.pk, found, seen or 0))
    compared = _version(block, record.pk, block.hidden(form.editor, record))
    return Kept(form, found=told_apart, compared=compared)


def _made(data: QueryDict, desk: Desk, block: Block, found: Any) -> Kept:
    """Judge and write a new record."""
    form = block.form(data, record=desk.new(block), editor=desk.editor)
    form.found_ahead = found
    if not form.is_valid():
        return Kept(form)
    try:
        record = form.made()
        writing.create(record, desk.editor.user, Cause.EDIT)
    except ValidationError as error:
        form.refuse(error)
        return Kept(form)
    form.after(record)
    said = [_("Ajouté : %(what)s.") % {"what": form.named(record)}, form.afterwords]
    return Kept(form, current_act(), " ".join(filter(None, said)))


def _locked(desk: Desk, block: Block, number: int | None) -> Any:
    """The record as nobody else can write it any more. Raises Gone where there is none, or the structure is
    not the editor's to edit any more."""
    desk.lock()
    record = block.record(desk.root, number)
    if record is None or not desk.is_there():
        raise Gone
    return record


def _as_one(desk: Desk, act: Callable[[], Answer]) -> Answer:
    """What is done as one act of the editor; begun again where a deadlock ended it."""

    def whole() -> Answer:
        with acting(Cause.EDIT, desk.editor.user):
            return act()

    return again_after_deadlock(whole)


def _seen(data: QueryDict) -> int | None:
    """The version that the form was made of; None where it says none."""
    return number_in(data.get("version", ""))


def _attribute(form: RecordForm, name: str) -> str:
    return "" if name in form.beside else field_of(form.instance, name).attname


def _line(desk: Desk, block: Block, number: int | str) -> Any:
    lines = block.lines(desk.seen.id, desk.editor) if block.lines else ()
    return next((line for line in lines if line.number == int(number)), None)


def _list(request: HttpRequest, desk: Desk, block: Block) -> HttpResponse:
    lines = list(block.lines(desk.seen.id, desk.editor)) if block.lines else []
    context = {
        "desk": desk,
        "block": block,
        "lines": lines,
        "said": list(told.said(request, desk.seen.id, desk.seen.slug)),
    }
    return render(request, "mapping/edit/list.html", context)


def _page(
    request: HttpRequest,
    desk: Desk,
    block: Block,
    form: RecordForm,
    number: int | None,
    *,
    version: int,
    kept: Kept | None = None,
    status: int = 200,
    notice: str = "",
) -> HttpResponse:
    context = {
        "desk": desk,
        "block": block,
        "form": form,
        "number": number,
        "version": version,
        "found": kept.found if kept else (),
        "compared": kept.compared if kept else 0,
        "notice": notice,
        "action": desk.action(block, number),
    }
    return render(request, block.template, context | form.context(desk.seen), status=status)


def _gone(request: HttpRequest, desk: Desk, block: Block) -> HttpResponse:
    """The record was removed meanwhile: what was typed is in the form of a new one; of a structure that is no
    more, it is told to be copied."""
    form = block.form(request.POST, record=desk.new(block), editor=desk.editor)
    if desk.is_there() and block.is_of_several:
        notice = _(
            "Ce que vous modifiiez a été retiré entre-temps. Ce que vous avez saisi est ci-dessous :"
            " enregistrez pour l'ajouter de nouveau."
        )
        return _page(request, desk, block, form, None, version=0, status=409, notice=notice)
    typed = [
        (bound.label, bound.data)
        for bound in form.visible_fields()
        if isinstance(bound.data, str) and bound.data
    ]
    return render(request, "mapping/edit/gone.html", {"name": desk.name, "typed": typed}, status=410)


def _waited(request: HttpRequest, desk: Desk, block: Block, number: int | None) -> HttpResponse:
    """Somebody else wrote for as long as one waits: what was typed is shown again, to be sent again."""
    record = block.record(desk.root, number) or desk.new(block)
    hidden = block.hidden(desk.editor, record) if record.pk else ()
    form = block.form(request.POST, record=record, editor=desk.editor, hidden=hidden)
    notice = _(
        "Quelqu'un d'autre écrit en ce moment, peut-être un import. Rien n'est enregistré, et ce que vous"
        " avez saisi est ci-dessous : enregistrez de nouveau dans un instant."
    )
    version = _seen(request.POST) or 0
    return _page(request, desk, block, form, number, version=version, status=503, notice=notice)


def refused(request: HttpRequest, desk: Desk, refusal: str) -> HttpResponse:
    """Why the editor may not edit it."""
    return render(request, "mapping/edit/refused.html", {"desk": desk, "refusal": refusal}, status=403)
