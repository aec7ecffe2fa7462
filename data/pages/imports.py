# SPDX-License-Identifier: AGPL-3.0-or-later
"""Importing as a conversation: the file, its columns, the rehearsal, then applying and undoing.

A professional sees the imports that they or their organisation's colleagues made, prefecture staff all of
them.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Min, QuerySet, Window
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import at_least
from accounts.readers import Reader, reader_of
from accounts.roles import Role
from common.costly import UPLOAD, costly
from common.files.limits import MAX_BYTES
from common.files.opening import too_large
from data import tasks
from data.imports import correcting, jobs, losses, moved, ownership, runs
from data.imports.sight import ALL, hidden_fields
from data.imports.tables import BY_KIND, STRUCTURES
from data.models import ImportRow, ImportRun, RunProgress
from data.models.run import Action, Doing, Match, RunState
from data.models.source import Kind, Source
from data.pages import becoming, communes, completing, draft, lessons, merge, undoing
from data.pages.control import watching
from data.pages.forms import FileForm, MappingForm, SourceForm
from data.pages.gate import is_agreed, may_apply
from data.pages.presentation import differences, label, makes, name_of
from data.pages.read_as import rows_as_read
from data.same_place import of_import
from mapping.models import Status, Structure, Visibility
from mapping.presentation import structure_path

PER_PAGE = 50
# In the order in which they deserve a look.
_ORDER = [
    Action.CLOSE, Action.CHANGE, Action.CREATE, Action.GONE, Action.DOUBLE, Action.SAME,
]  # fmt: skip
_TABS = {
    Action.CLOSE: gettext_lazy("À fermer"),
    Action.CHANGE: gettext_lazy("À modifier"),
    Action.CREATE: gettext_lazy("À créer"),
    Action.GONE: gettext_lazy("Supprimées à la main"),
    Action.DOUBLE: gettext_lazy("Autres lignes des mêmes structures"),
    Action.SAME: gettext_lazy("Inchangées"),
}
# Once it is written, what is told is done.
_TABS_DONE = {
    Action.CLOSE: gettext_lazy("Fermées"),
    Action.CHANGE: gettext_lazy("Modifiées"),
    Action.CREATE: gettext_lazy("Créées"),
}
REFUSED = "refuse"
LOOK = {
    "doutes": gettext_lazy("À relire"),
    "perdues": gettext_lazy("Une valeur n'est pas comprise"),
    "lettres": gettext_lazy("Lettres perdues"),
    "textes": gettext_lazy("Gardées en texte, ou avec une réserve"),
    "contacts": gettext_lazy("Une personne à joindre"),
    "numeros": gettext_lazy("Un numéro dans un texte public"),
    "titres": gettext_lazy("Titres et totaux laissés de côté"),
    "gardees": gettext_lazy("Gardées : le fichier dit autre chose"),
    "ressemblantes": gettext_lazy("Ressemblantes"),
}


def _runs(request: HttpRequest) -> QuerySet[ImportRun]:
    return ownership.readable(request.user).select_related(
        "source", "file", "user", "profile", "geocoding", "corrects"
    )


@at_least(Role.PROFESSIONAL)
@require_http_methods(["GET", "HEAD", "POST"])
@costly(UPLOAD, ("POST",))
def imports(request: HttpRequest) -> HttpResponse:
    """The imports made so far, and a form for the next."""
    form = FileForm(request.user, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["fichier"]
        if file.size > MAX_BYTES:
            form.add_error("fichier", too_large(file.size))
        else:
            run = runs.receive(file.name, file.chunks(), form.cleaned_data["source"], request.user)
            if run.state == RunState.REFUSED:
                form.add_error("fichier", " ".join(run.notes))
                runs.forget(run)
            else:
                return redirect("import-columns" if run.settings.get("columns") else "import", run.pk)
    page = Paginator(_runs(request), 20).get_page(request.GET.get("page"))
    return render(
        request, "data/imports.html", {"form": form, "page": page}, status=422 if form.errors else 200
    )


@at_least(Role.PROFESSIONAL)
@require_http_methods(["GET", "HEAD", "POST"])
@costly(UPLOAD, ("POST",))
def import_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Which field each column is, as recognised, to be corrected."""
    run = get_object_or_404(_runs(request), pk=pk)
    ready = run.state in (RunState.RECEIVED, RunState.REHEARSED) and not run.doing
    if not run.settings.get("columns") or not ready:
        return redirect("import", run.pk)
    if request.method == "POST" and "feuille" in request.POST and "choisir" in request.POST:
        if request.POST["feuille"] in run.settings["tables"]:
            run.settings = {"table": request.POST["feuille"]}
            runs.prepare(run)
        return redirect("import-columns", run.pk)
    form = MappingForm(run, request.POST or None)
    if request.method == "POST" and "cellules" in request.POST:
        draft.keep(form, request.POST)
        return redirect("import-cells", run.pk)
    if not form.is_bound and run.source is None:
        form.initial["source"] = form.initial.get("source") or runs.suggested_source(run)
    if request.method == "POST" and form.is_valid() and runs.rows_in_doubt(run, form.mapping()):
        form = MappingForm(run, request.POST)
    if request.method == "POST" and form.is_valid():
        whole = form.cleaned_data["complet"]
        runs.save_mapping(run, form.mapping(), form.chosen, form.defaults(), whole=whole)
        return _rehearsed(run)
    used = sum(1 for column in run.settings["columns"] if column["target"])
    context = {"run": run, "form": form, "used": used, "left": len(run.settings["columns"]) - used}
    return render(request, "data/columns.html", context, status=422 if form.errors else 200)


def _rehearsed(run: ImportRun) -> HttpResponse:
    tasks.ask(run, Doing.REHEARSE)
    if run.problem and run.settings.get("columns"):
        return redirect("import-columns", run.pk)
    return redirect("import", run.pk)


@at_least(Role.PROFESSIONAL)
@require_safe
def import_run(request: HttpRequest, pk: int) -> HttpResponse:
    """What an import would do, or did, row by row."""
    run = get_object_or_404(_runs(request), pk=pk)
    if run.doing:
        return _underway(request, run)
    if run.state == RunState.RECEIVED:
        if run.settings.get("columns"):
            return redirect("import-columns", run.pk)
        return _ready(request, run, SourceForm(run))
    of_file = losses.lines(run)
    shown = _shown(request, run, of_file)
    rows = _rows(run, shown)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    reader = reader_of(request.user)
    context = {
        "run": run,
        "tabs": _tabs(run, shown, of_file),
        "of_file": of_file,
        "makes": makes(run),
        "page": page,
        "lines": _lines(run, list(page.object_list), reader),
        "shown": shown,
        "left": undoing.left(run, reader),
        "can_apply": may_apply(request.user, run),
        "losses": losses.of(run) if run.state == RunState.REHEARSED else [],
        "correctable": run.state != RunState.UNDONE
        and correcting.can_be_corrected(run)
        and correcting.to_correct(run).exists(),
        "can_undo": run.state == RunState.APPLIED
        and run.source is not None
        and ownership.may_use(request.user, run.source),
        "is_open": run.state == RunState.REHEARSED,
        "read_as": rows_as_read(run) if run.state == RunState.REHEARSED else [],
        "words": lessons.summary(run, request.user),
        "communes": communes.summary(run, request.user),
        "moves": _moves(request.user, run),
        "completes": completing.asked(request.user, run),
        "becomes": becoming.of(run),
        "alike": merge.of_import(request.user, run).count() if run.state == RunState.APPLIED else 0,
        "is_searching": of_import.is_searching(run),
        "watching": watching(request.user, run),
        "can_redo": run.state == RunState.UNDONE
        and run.source is not None
        and ownership.may_use(request.user, run.source),
        "columns": run.settings.get("columns") and run.corrects_id is None,
        "unread": [
            column
            for column in run.settings.get("columns") or ()
            if column["filled"] and not column["target"]
        ],
    }
    return render(request, "data/run.html", context)


def _moves(user: Any, run: ImportRun) -> dict[str, Any]:
    """What a run's page asks of structures that may have moved, and what was answered; nothing for who may
    not."""
    if run.state != RunState.REHEARSED or run.source is None or not ownership.may_use(user, run.source):
        return {}
    return {"questions": moved.questions(run), "answers": moved.answers(run)}


@at_least(Role.PROFESSIONAL)
@require_POST
@costly(UPLOAD)
def import_rehearse(request: HttpRequest, pk: int) -> HttpResponse:
    """Note whose the file is where that is asked, then work out what applying it would do."""
    run = get_object_or_404(_runs(request), pk=pk)
    if run.state not in (RunState.RECEIVED, RunState.REHEARSED):
        raise Http404
    if "demenagement" in request.POST:
        return _said_to_have_moved(request, run)
    if completing.ASKED in request.POST:
        return _rehearsed(run) if completing.answered(request, run) else redirect("import", run.pk)
    if not run.settings.get("columns"):
        form = SourceForm(run, request.POST)
        if not form.is_valid():
            return _ready(request, run, form)
        run.source = form.chosen
        run.settings["defaults"] = form.defaults()
        run.save(update_fields=["source", "settings"])
    return _rehearsed(run)


def _said_to_have_moved(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Keep whether the structure of a row moved, or ask it again; then read the file again."""
    if run.source is None or not ownership.may_use(request.user, run.source):
        raise Http404
    if run.doing:
        return redirect("import", run.pk)
    key, said = request.POST["demenagement"], request.POST.get("reponse", "")
    if said not in ("oui", "non"):
        kept = moved.take_back(run, key)
    else:
        kept = run.state == RunState.REHEARSED and moved.answer(run, key, moved=said == "oui") is not None
    if not kept:
        messages.error(request, _("Cela n'est plus demandé de ce fichier : rien n'est retenu."))
        return redirect("import", run.pk)
    return _rehearsed(run)


def _ready(request: HttpRequest, run: ImportRun, form: SourceForm) -> HttpResponse:
    """A file whose format is known: under which name it comes is all that is asked."""
    if not form.is_bound and run.source is None:
        form.initial["source"] = runs.suggested_source(run)
    return render(request, "data/ready.html", {"run": run, "form": form}, status=422 if form.errors else 200)


@at_least(Role.PROFESSIONAL)
@require_POST
@costly(UPLOAD)
def import_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what was rehearsed; what is held, when staff say yes to what they see, what loses much, when who
    writes it does."""
    run = get_object_or_404(_runs(request), pk=pk)
    if not is_agreed(request, run):
        return redirect("import-gate" if may_apply(request.user, run) else "import", run.pk)
    tasks.ask(run, Doing.APPLY, request.user)
    if run.state == RunState.APPLIED:
        messages.success(request, _("L'import est appliqué. Il peut être annulé en entier."))
    return redirect("import", run.pk)


@at_least(Role.PROFESSIONAL)
@require_http_methods(["GET", "HEAD", "POST"])
@costly(UPLOAD, ("POST",))
def import_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the whole import back, once it was asked."""
    run = get_object_or_404(_runs(request), pk=pk)
    if run.source and not ownership.may_use(request.user, run.source):
        messages.error(request, ownership.refusal(run.source))
        return redirect("import", run.pk)
    if request.method != "POST":
        if run.state != RunState.APPLIED or run.doing:
            return redirect("import", run.pk)
        return undoing.asked(request, run)
    tasks.ask(run, Doing.UNDO, request.user)
    if run.state == RunState.UNDONE and run.left_by_undo:
        count = len(run.left_by_undo)
        text = ngettext(
            "L'import est annulé, sauf %(count)d fiche modifiée depuis, gardée et listée ci-dessous.",
            "L'import est annulé, sauf %(count)d fiches modifiées depuis, gardées et listées ci-dessous.",
            count,
        )
        messages.warning(request, text % {"count": count})
    elif run.state == RunState.UNDONE:
        messages.success(request, _("L'import est annulé : l'annuaire est comme avant."))
    return redirect("import", run.pk)


@at_least(Role.PROFESSIONAL)
@require_POST
@costly(UPLOAD)
def import_now(request: HttpRequest, pk: int) -> HttpResponse:
    """Do here what no worker took."""
    run = get_object_or_404(_runs(request), pk=pk)
    jobs.perform(run.pk)
    return redirect("import", run.pk)


def _underway(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """What is being done of an import, and how far it is."""
    progress = RunProgress.objects.filter(run=run).first()
    context = {
        "run": run,
        "progress": progress,
        "phase": _(progress.phase) if progress and progress.phase else "",
        "forgotten": jobs.is_forgotten(run),
    }
    return render(request, "data/underway.html", context)


def _shown(request: HttpRequest, run: ImportRun, of_file: dict[str, int]) -> str:
    """Which rows are looked at: an action, one of LOOK, else the first action that has rows."""
    asked = request.GET.get("lignes", "")
    if asked in Action.values or asked in LOOK:
        return asked
    if of_file[REFUSED]:
        return REFUSED
    return next((action.value for action in _ORDER if run.counts.get(action)), Action.SAME.value)


def _rows(run: ImportRun, shown: str) -> QuerySet[ImportRow]:
    """The rows of a tab: as many as it says, sheet by sheet in the order of the file."""
    if shown in losses.TABS:
        rows = losses.rows_of(run, shown)
    else:
        rows = ImportRow.objects.filter(run=run, kind=Kind.STRUCTURE)
        if shown == "gardees":
            rows = rows.exclude(kept={})
        elif shown == "ressemblantes":
            rows = rows.filter(candidate__isnull=False)
        else:
            rows = rows.filter(action=shown)
    return rows.order_by(Window(Min("pk"), partition_by="table"), "number", "pk")


def _tabs(run: ImportRun, shown: str, of_file: dict[str, int]) -> list[dict[str, Any]]:
    named = _TABS | _TABS_DONE if run.state == RunState.APPLIED else _TABS
    tabs: list[dict[str, Any]] = [
        {"code": REFUSED, "label": _("Refusées"), "count": of_file[REFUSED]},
        *(
            {"code": action.value, "label": named[action], "count": run.counts.get(action, 0)}
            for action in _ORDER
        ),
    ]
    counts = of_file | {
        "gardees": run.counts.get("kept", 0),
        "ressemblantes": run.counts.get("candidates", 0),
    }
    tabs += [{"code": code, "label": words, "count": counts[code]} for code, words in LOOK.items()]
    tabs = [tab for tab in tabs if tab["count"]]
    for tab in tabs:
        tab["current"] = tab["code"] == shown
    return tabs


def _lines(run: ImportRun, rows: list[ImportRow], reader: Reader) -> list[dict[str, Any]]:
    """Rows as the page tells them, with what their services and contacts become."""
    ids = [row.target for row in rows] + [row.candidate for row in rows]
    hidden = hidden_fields(STRUCTURES, ids, reader)
    names = _names(ids, reader.role)
    sources = _sources_of(run, rows)
    confidential = set(
        Structure.objects.filter(pk__in=names, address_visibility__gt=Visibility.PUBLIC)
        .order_by()
        .values_list("pk", flat=True)
    )
    children: dict[str, list[ImportRow]] = {}
    for child in (
        ImportRow.objects.filter(run=run, parent__in=[row.key for row in rows if row.key])
        .exclude(kind=Kind.STRUCTURE)
        .order_by("kind", "number", "pk")
    ):
        children.setdefault(child.parent, []).append(child)
    # A line that only tells of a service: what else it tells of is told beside.
    alone = {(row.table, row.number): row for row in rows if row.kind != Kind.STRUCTURE and row.number}
    beside: dict[int, list[ImportRow]] = {}
    for other in ImportRow.objects.filter(
        run=run, table__in={table for table, _n in alone}, number__in={number for _t, number in alone}
    ).order_by("kind", "number", "pk"):
        first = alone.get((other.table, other.number))
        if first is not None and other.pk != first.pk:
            beside.setdefault(first.pk, []).append(other)
    sheets = ImportRow.objects.filter(run=run, number__gt=0).order_by().values("table").distinct()
    several_sheets = sheets.count() > 1
    closing = set(
        ImportRow.objects.filter(run=run, kind=Kind.STRUCTURE, action=Action.CLOSE)
        .order_by()
        .values_list("target", flat=True)
    )
    parts = [part for family in (*children.values(), *beside.values()) for part in family]
    hidden_parts = {
        kind: hidden_fields(BY_KIND[kind], [part.target for part in parts if part.kind == kind], reader)
        for kind in (Kind.SERVICE, Kind.CONTACT, Kind.SESSION)
    }
    return [
        {
            "row": row,
            "what": _what(row),
            "sheet": row.table if several_sheets else "",
            "name": row.payload.get("nom") or names.get(row.target or 0) or row.given.get("nom", ""),
            "url": structure_path(row.target, names[row.target])
            if row.target is not None and row.target in names
            else "",
            "changes": differences(row.kind, row.changes, _hidden(hidden, row.target)),
            "kept": differences(row.kind, row.kept, _hidden(hidden, row.target)),
            "of_source": sources.get(row.target or 0, ""),
            "doubts": [{"field": label(row.kind, name), "message": text} for name, text, _lost in row.doubts],
            # What this run closes is compared with nothing afterwards: whether it moved is asked above.
            "candidate": "" if row.candidate in closing else names.get(row.candidate or 0, ""),
            "hidden_from_all_but": _seen_by(row),
            "as_confidential": row.candidate in confidential and row.action == Action.CREATE,
            "parts": [
                {
                    "kind": part.get_kind_display(),
                    "name": "" if _is_hidden(part, hidden_parts) else name_of(part),
                    "line": part.number if (part.number, part.table) != (row.number, row.table) else 0,
                    "action": part.get_action_display(),
                    "changes": differences(
                        part.kind, part.changes, _hidden(hidden_parts[Kind(part.kind)], part.target)
                    )
                    if part.action == Action.CHANGE
                    else [],
                    "doubts": [text for _name, text, _lost in part.doubts],
                }
                for part in (
                    children.get(row.key, []) if row.kind == Kind.STRUCTURE else beside.get(row.pk, [])
                )
                if (part.action not in (Action.SAME, "") or part.doubts)
                # Several rows may be about one structure: its first one tells all that becomes of it.
                and (row.action != Action.DOUBLE or (part.number, part.table) == (row.number, row.table))
            ],
        }
        for row in rows
    ]


def _what(row: ImportRow) -> str:
    """What becomes of a row, in words."""
    if row.action == Action.DOUBLE and row.kind == Kind.STRUCTURE:
        return _("autre ligne de la même structure")
    return row.get_action_display()


def _is_hidden(part: ImportRow, hidden: dict[Kind, dict[int, frozenset[str]]]) -> bool:
    """Whether what a record is called today is kept from who looks."""
    seen = _hidden(hidden[Kind(part.kind)], part.target)
    return not part.payload and bool(seen & {"nom", ALL})


def _hidden(by_record: dict[int, frozenset[str]], number: int | None) -> frozenset[str]:
    """The columns of a record that are kept from who looks; none of a record that is not there yet."""
    return frozenset() if number is None else by_record.get(number, frozenset())


def _seen_by(row: ImportRow) -> str:
    """Who will see the address of a structure that a row makes, where not everybody will."""
    level = row.payload.get("address_visibility")
    return str(Visibility(level).label) if level and row.action == Action.CREATE else ""


def _names(ids: Iterable[int | None], role: Role) -> dict[int, str]:
    """The names of structures, but for drafts, which staff alone see."""
    found = Structure.objects.filter(pk__in=[number for number in ids if number])
    if role is not Role.STAFF:
        found = found.exclude(status=Status.DRAFT)
    return dict(found.order_by().values_list("pk", "nom"))


def _sources_of(run: ImportRun, rows: list[ImportRow]) -> dict[int, str]:
    """Whose the structures are that a run found without its source having brought them: the name of their
    source, by number. What is kept of these was corrected by nobody."""
    found = {row.target: row for row in rows if row.target and row.kept and row.match != Match.LINK}
    theirs = Structure.objects.filter(pk__in=found).exclude(source=run.source.code if run.source else "")
    codes = dict(theirs.order_by().values_list("pk", "source"))
    named = dict(Source.objects.filter(code__in=codes.values()).order_by().values_list("code", "nom"))
    return {number: named.get(code, code) for number, code in codes.items()}
