# SPDX-License-Identifier: AGPL-3.0-or-later
"""A field put back to what an act had changed, and a whole record to what it was after an act."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import at_least, signed_in
from accounts.roles import Role, role_of
from history import kinds, record_rows
from history.context import acting
from history.models import Cause, Event, Operation
from history.recent import Recent
from history.versions import Exposed, Moved, last_event, restore
from history.visible import visible_events
from mapping.changes.known import history_path
from mapping.changes.listing import Item, told
from mapping.changes.subjects import columns_of
from mapping.patrol.foreseen import foreseen
from mapping.patrol.undo import structure_to_change


@dataclass(frozen=True, slots=True)
class Root:
    """What is put back to a version: its number, its table, what it is called, the path of its history."""

    number: int
    table: str
    name: str
    history: str


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def restore_field(request: HttpRequest, pk: int) -> HttpResponse:
    """What putting fields of one record back to what they were before an event would show, and doing it,
    unless somebody wrote there since what the reader saw: then both are told, and nothing is written."""
    structure = structure_to_change(request, pk)
    path = history_path(structure.pk, structure.nom)
    return field_put_back(request, Root(structure.pk, "mapping_structure", structure.nom, path))


def field_put_back(request: HttpRequest, root: Root) -> HttpResponse:
    """Put back what is named of a root that the reader may change, once they were shown what will be
    online."""
    user = signed_in(request)
    event, columns = _asked(request, root.number)
    kind = kinds.kind(event.kind)
    back = redirect(root.history)
    # Asked before what is shown is read: what is shown is at least as new.
    version = last_event(root.number, role_of(user))
    try:
        if request.method != "POST":
            changed, online = foreseen(
                lambda: restore(kind, event.object, event.pk - 1, user, columns=columns), user
            )
            if online is not None:
                context = {
                    "root": root,
                    "item": _item_of(event, user),
                    "online": online,
                    "event": event.pk,
                    "columns": ",".join(sorted(columns)),
                    "seen": version,
                    "back": root.history,
                }
                return render(request, "mapping/patrol/field.html", context)
        else:
            changed = restore(kind, event.object, event.pk - 1, user, columns=columns, seen=_seen(request))
    except Moved as moved:
        messages.error(
            request,
            f"Quelqu’un vient de changer {_labels(event.kind, moved.columns)} : rien n’a été rétabli. "
            "Voici l’historique à jour.",
        )
        return back
    except Exposed as shown:
        messages.error(
            request,
            f"{_labels(event.kind, shown.columns)} : plus de monde le verrait qu’à l’époque. Changez d’abord "
            "qui le voit ; rien n’a été rétabli.",
        )
        return back
    except LookupError:
        messages.error(request, "Ce qui était écrit ne peut plus l’être : ce dont il dépend n’est plus là.")
        return back
    if request.method == "POST" and (changed or set()) - {*kind.left_out}:
        messages.success(request, f"{_labels(event.kind, columns)} : c’est rétabli.")
    else:
        messages.info(request, "C’est déjà ce qui est écrit.")
    return back


def _asked(request: HttpRequest, root: int) -> tuple[Event, set[str]]:
    """The event and the columns that the form names. Raises Http404 for what the reader is not told of."""
    sent = request.POST if request.method == "POST" else request.GET
    number = sent.get("evenement", "")
    columns = {name for name in sent.get("champs", "").split(",") if name}
    event = (
        Event.objects.select_related("act__by", "act__patrol")
        .filter(
            pk=int(number) if number.isdecimal() and len(number) < 19 else 0,
            root=root,
            operation=Operation.CHANGED,
        )
        .first()
    )
    seen = visible_events([event], role_of(request.user)) if event else []
    if event is None or not seen or not columns or columns - seen[0].columns.keys():
        raise Http404("Cette modification n’existe pas.")
    return event, columns


def _seen(request: HttpRequest) -> int | None:
    said = request.POST.get("vu", "")
    return int(said) if said.isdecimal() and len(said) < 19 else None


def _labels(kind: int, columns: Any) -> str:
    known = columns_of(kind) or {}
    labels = dict.fromkeys(str(known[name].label) for name in columns if name in known and known[name].label)
    return ", ".join(labels) or "ce champ"


@dataclass(slots=True)
class Returned:
    """What going back to a version did: the records changed, those put back, and what was left and why."""

    records: int = 0
    left: list[str] = field(default_factory=list)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@at_least(Role.PROFESSIONAL)
def return_to_version(request: HttpRequest, pk: int, id: int) -> HttpResponse:
    """What going back to the record as it was after an event would change, and doing it."""
    structure = structure_to_change(request, pk)
    root = Root(structure.pk, "mapping_structure", structure.nom, history_path(structure.pk, structure.nom))
    return version_asked(request, root, id)


def version_asked(request: HttpRequest, root: Root, id: int) -> HttpResponse:
    """What going back to a root that the reader may change as it was after an event would change, and doing
    it."""
    user = signed_in(request)
    event = Event.objects.filter(pk=id, root=root.number).select_related("act__by", "act__patrol").first()
    seen = visible_events([event], role_of(user)) if event else []
    if event is None or not seen:
        raise Http404("Cette version n’existe pas.")
    if request.method != "POST":
        # Asked before what is shown is read: what is shown is at least as new.
        version = last_event(root.number, role_of(user))
        done, online = _tried(root, event.pk, user)
        context = {
            "root": root,
            "item": _item_of(event, user),
            "done": done,
            "online": online,
            "seen": version,
            "back": root.history,
        }
        return render(request, "mapping/patrol/version.html", context)
    try:
        done = returned(root, event.pk, user, _seen(request) or 0)
    except Written:
        messages.error(request, "Quelqu’un vient de modifier cette fiche : relisez avant d’y revenir.")
        return redirect(request.path)
    if not done.records:
        messages.info(request, "La fiche était déjà telle.")
    elif done.left:
        messages.warning(
            request, "La fiche est revenue à cette version, sauf : " + " ; ".join(done.left) + "."
        )
    else:
        messages.success(request, "La fiche est revenue à cette version. Cela s’annule aussi.")
    return redirect(root.history)


class Written(Exception):
    """Somebody wrote after what the reader saw."""


def returned(root: Root, after: int, by: Any, seen: int | None = None) -> Returned:
    """Put the root and what belongs to it back to what they were after an event, as far as `by` is told
    of what came since; what was added since stays, and is told.

    `seen` is the last event that they saw: Written is raised where there is another one, once nobody else can
    write; then nothing is.
    """
    done = Returned()
    role = role_of(by)
    with acting(Cause.RESTORE, by):
        record_rows.lock(root.table, [root.number])
        if seen is not None and seen != last_event(root.number, role):
            raise Written
        since = Event.objects.filter(root=root.number, pk__gt=after).order_by("pk")
        columns: dict[tuple[int, int], set[str]] = {}
        first: dict[tuple[int, int], str] = {}
        for one in visible_events(since, role):
            key = (one.event.kind, one.event.object)
            first.setdefault(key, one.event.operation)
            columns.setdefault(key, set()).update(one.columns)
        for (kind, number), names in sorted(columns.items()):
            if columns_of(kind) is None:
                continue
            if first[kind, number] == Operation.CREATED:
                done.left.append(f"{_NAMES.get(kind, 'une partie')} ajouté depuis, qui reste")
                continue
            try:
                changed = restore(kinds.kind(kind), number, after, by, columns=names)
            except Exposed as shown:
                done.left.append(f"{_labels(kind, shown.columns)} : plus de monde le verrait qu’à l’époque")
            except LookupError:
                done.left.append(f"{_NAMES.get(kind, 'une partie')} : ce dont il dépend n’est plus là")
            else:
                done.records += bool(changed - {*kinds.kind(kind).left_out, *kinds.kind(kind).quiet})
    return done


_NAMES = {1: "la fiche", 2: "un service", 3: "un contact", 4: "une session", 5: "une fermeture"}


def _tried(root: Root, after: int, by: Any) -> tuple[Returned, Item | None]:
    done, online = foreseen(lambda: returned(root, after, by), by)
    return done or Returned(), online


def _item_of(event: Event, user: Any) -> Item | None:
    """The act of an event that the reader is told of, in words, by that event alone."""
    seen = visible_events([event], role_of(user))
    items = told([Recent(event.act, seen, False)], user)
    return items[0] if items else None
