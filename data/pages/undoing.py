# SPDX-License-Identifier: AGPL-3.0-or-later
"""Taking an import back: what goes is said before it, and what stayed is named after it."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from accounts.readers import Reader
from accounts.roles import Role
from data.imports.order import ADDED
from data.imports.sight import ALL, hidden_fields
from data.imports.tables import BY_KIND
from data.models import ImportRun
from data.models.source import Kind
from data.pages.presentation import label, makes
from history import kinds
from history.models import Act, Cause, Event, Operation
from mapping.editing.closures import between
from mapping.models import Contact, Service, Session, Status, Structure

_ADDED = {
    "service": ngettext_lazy("%(n)d service", "%(n)d services", "n"),
    "session": ngettext_lazy("%(n)d session", "%(n)d sessions", "n"),
    "contact": ngettext_lazy("%(n)d contact", "%(n)d contacts", "n"),
    "closure": ngettext_lazy("%(n)d fermeture temporaire", "%(n)d fermetures temporaires", "n"),
    "photo": ngettext_lazy("%(n)d photo", "%(n)d photos", "n"),
}


def asked(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """The page that asks before an import is taken back, with how many records go."""
    return render(request, "data/undo.html", {"run": run, "makes": makes(run)})


def left(run: ImportRun, reader: Reader) -> list[dict[str, str]]:
    """What undoing left, each record by its name and its structure's, and why."""
    ids: dict[str, list[int]] = defaultdict(list)
    for item in run.left_by_undo:
        ids[item["kind"]].append(item["id"])
    hidden = {kind: hidden_fields(BY_KIND[kind], ids.get(kind, []), reader) for kind in Kind}
    names, structures = _names(ids, reader)
    added = _added(run, [item for item in run.left_by_undo if item["why"] == ADDED], reader)
    return [
        {
            "name": names.get((item["kind"], item["id"])) or _("Une fiche que vous ne voyez pas"),
            "why": item["why"]
            if item["why"] != ADDED
            else added.get(structures.get((item["kind"], item["id"])), ADDED),
            "fields": ", ".join(
                label(item["kind"], name)
                for name in item["fields"]
                if not {name, ALL} & hidden[item["kind"]].get(item["id"], frozenset())
            )
            if item["kind"] in Kind.values
            else "",
        }
        for item in run.left_by_undo
    ]


def _names(
    ids: dict[str, list[int]], reader: Reader
) -> tuple[dict[tuple[str, int], str], dict[tuple[str, int], int]]:
    """What each record is called for who reads, and the number of its structure: drafts are staff's to
    know, and no contact is named here."""
    of: dict[tuple[str, int], int] = {
        (Kind.STRUCTURE.value, number): number for number in ids.get("structure", [])
    }
    said: dict[tuple[str, int], str] = {}
    for pk, structure, nom in Service.objects.filter(pk__in=ids.get("service", [])).values_list(
        "pk", "structure_id", "nom"
    ):
        of["service", pk], said["service", pk] = structure, _("Service « %s »") % nom
    for pk, structure in Contact.objects.filter(pk__in=ids.get("contact", [])).values_list(
        "pk", "structure_id"
    ):
        of["contact", pk], said["contact", pk] = structure, _("Un contact")
    for session in Session.objects.filter(pk__in=ids.get("session", [])).select_related("service"):
        of["session", session.pk] = session.service.structure_id
        said["session", session.pk] = _("Session « %(service)s », %(days)s") % {
            "service": session.service.nom,
            "days": between(session.first_day, session.last_day),
        }
    # What is gone since is named by the structure that its history says.
    for kind, numbers in ids.items():
        missing = [number for number in numbers if (kind, number) not in of]
        for number, root in _roots(kind, missing):
            of[kind, number] = root
            said[kind, number] = str(dict(Kind.choices).get(kind, kind)).capitalize()
    seen = Structure.objects.filter(pk__in=set(of.values()))
    if reader.role is not Role.STAFF:
        seen = seen.exclude(status=Status.DRAFT)
    named = dict(seen.order_by().values_list("pk", "nom"))
    names = {}
    for one, structure in of.items():
        if structure in named:
            names[one] = f"{said[one]} ({named[structure]})" if one in said else named[structure]
    return names, of


def _roots(kind: str, numbers: list[int]) -> Iterable[tuple[int, int]]:
    number = next((one.number for one in kinds.kinds() if one.code == kind), None)
    if not numbers or number is None:
        return []
    events = Event.objects.filter(kind=number, object__in=numbers).exclude(root=None).order_by("pk")
    return {number: root for number, root in events.values_list("object", "root") if root is not None}.items()


def _added(run: ImportRun, items: list[dict[str, Any]], reader: Reader) -> dict[int | None, str]:
    """By structure, what was added to it since the import and is still there, that the reader may know of."""
    done = Act.objects.filter(run=run.pk, cause__in=(Cause.IMPORT, Cause.MERGE)).order_by("-pk").first()
    if not items or done is None:
        return {}
    ids: dict[str, list[int]] = defaultdict(list)
    for item in items:
        ids[item["kind"]].append(item["id"])
    _said, of = _names(ids, reader)
    code_of = {kind.number: kind.code for kind in kinds.kinds()}
    since = Event.objects.filter(
        root__in=set(of.values()), act__gt=done.pk, need__lte=int(reader.role)
    ).order_by("pk")
    there: dict[tuple[int, int], int] = {}
    for kind, number, root, operation in since.values_list("kind", "object", "root", "operation"):
        if operation == Operation.CREATED and root is not None:
            there[kind, number] = root
        elif operation == Operation.REMOVED:
            there.pop((kind, number), None)
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for (kind, _number), root in there.items():
        if code_of[kind] in _ADDED:
            counts[root][code_of[kind]] += 1
    return {
        root: _("%(what)s : ajouté depuis")
        % {"what": ", ".join(str(_ADDED[code] % {"n": count}) for code, count in found.items())}
        for root, found in counts.items()
    }
