# SPDX-License-Identifier: AGPL-3.0-or-later
"""An import as the API tells it: how far it is, what it would do or did, what it loses, what it asks.

No value of the directory is told, only what the file said and what becomes of its rows: what an import would
change is read on its page, by whoever may see it.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from rest_framework import serializers

from data.api.settling import questions
from data.imports import correcting, guard, jobs, losses
from data.models import ImportRow, ImportRun, RunProgress
from data.models.run import Action, Doing, RunState
from data.models.source import Kind

# So many refused rows stand in the import's own answer.
FIRST_REFUSED = 100
# What is agreed to by this name, beside the codes of losses.
HELD = "retenu"


class SourceTold(serializers.Serializer):
    """Under which name the file comes."""

    code = serializers.CharField()
    nom = serializers.CharField()


class LossTold(serializers.Serializer):
    """What writing loses, in how many rows, and whether somebody has to agree to it (`accepter`)."""

    code = serializers.CharField()
    count = serializers.IntegerField()
    detail = serializers.CharField()
    blocks = serializers.BooleanField()


class QuestionTold(serializers.Serializer):
    """What has to be said before the rehearsal: by which parameter, of which column."""

    parameter = serializers.CharField()
    detail = serializers.CharField()
    column = serializers.CharField(required=False)
    field = serializers.CharField(required=False, help_text="Le champ que cette colonne semble être.")
    samples = serializers.ListField(child=serializers.CharField(), required=False)


class RowTold(serializers.Serializer):
    """What is refused, or not understood, of a row of the file."""

    row = serializers.IntegerField(help_text="Le numéro de la ligne, celle des titres étant 1.")
    table = serializers.CharField(help_text="La feuille ou la table, où le fichier en a plusieurs.")
    kind = serializers.ChoiceField(choices=Kind.choices)
    field = serializers.CharField(help_text="Vide où c'est toute la ligne qui est refusée.")
    detail = serializers.CharField()
    refused = serializers.BooleanField(help_text="Rien de la ligne ne sera écrit.")
    lost = serializers.BooleanField(help_text="La valeur n'est pas gardée, même comme texte.")


class ColumnTold(serializers.Serializer):
    """A column of the file and the field that it is read as; empty where it is not read."""

    column = serializers.CharField()
    field = serializers.CharField()


class ProgressTold(serializers.Serializer):
    """How far what was asked is. `forgotten`: no worker has taken it up, and its page can do it."""

    phase = serializers.CharField()
    done = serializers.IntegerField()
    total = serializers.IntegerField()
    forgotten = serializers.BooleanField()


class LeftTold(serializers.Serializer):
    """What undoing, or putting back, left as somebody else made it."""

    kind = serializers.CharField()
    detail = serializers.CharField()


class ImportTold(serializers.Serializer):
    """One import."""

    id = serializers.IntegerField()
    url = serializers.URLField()
    page = serializers.URLField(help_text="Où une personne le lit, répond et accepte.")
    state = serializers.ChoiceField(choices=RunState.choices)
    doing = serializers.ChoiceField(
        choices=Doing.choices, allow_blank=True, help_text="Ce qui est demandé et n'est pas fini."
    )
    problem = serializers.CharField(help_text="Pourquoi la dernière chose demandée n'est pas faite.")
    source = SourceTold(allow_null=True)
    file = serializers.CharField()
    sha256 = serializers.CharField()
    told = serializers.DictField(child=serializers.CharField(), help_text="Ce qui est vu du fichier.")
    notes = serializers.ListField(child=serializers.CharField())
    columns = ColumnTold(many=True)
    questions = QuestionTold(many=True)
    rows_read = serializers.IntegerField()
    counts = serializers.DictField(
        child=serializers.IntegerField(), help_text="Structures, par ce que l'import en ferait ou en a fait."
    )
    losses = LossTold(many=True)
    waits_for = serializers.ListField(
        child=serializers.CharField(),
        help_text="Ce à quoi quelqu'un doit dire oui avant l'écriture : « retenu » est à la préfecture.",
    )
    held_because = serializers.CharField()
    repetition = serializers.CharField(help_text="Nomme ce que la répétition a montré.")
    refused = RowTold(many=True, help_text=f"Les {FIRST_REFUSED} premières lignes refusées.")
    rows = serializers.URLField(help_text="Toutes les lignes refusées ou douteuses, par pages.")
    progress = ProgressTold(allow_null=True)
    left = LeftTold(many=True)
    created_at = serializers.DateTimeField()
    rehearsed_at = serializers.DateTimeField(allow_null=True)
    applied_at = serializers.DateTimeField(allow_null=True)
    undone_at = serializers.DateTimeField(allow_null=True)
    already = serializers.CharField(
        required=False, help_text="Où le même fichier a déjà été envoyé : rien de nouveau n'est fait."
    )


class SummaryTold(serializers.Serializer):
    """One import of a list."""

    id = serializers.IntegerField()
    url = serializers.URLField()
    page = serializers.URLField()
    state = serializers.ChoiceField(choices=RunState.choices)
    source = SourceTold(allow_null=True)
    file = serializers.CharField()
    created_at = serializers.DateTimeField()


class ImportsTold(serializers.Serializer):
    """A page of imports, the last first."""

    imports = SummaryTold(many=True)
    next = serializers.URLField(allow_null=True)


class RowsTold(serializers.Serializer):
    """A page of rows, in the order of the file."""

    rows = RowTold(many=True)
    next = serializers.URLField(allow_null=True)


PROBLEM = {
    "type": "object",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"parameter": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
        "import": {"type": "object", "additionalProperties": {}},
    },
    "required": ["type", "title", "status"],
}


def told(request: HttpRequest, run: ImportRun) -> dict[str, Any]:
    """One import, for who may read it."""
    return {
        **_summary(request, run),
        "doing": run.doing,
        "problem": run.problem,
        "sha256": run.file.sha256 if run.file else "",
        "told": {name: str(value) for name, value in run.told.items()},
        "notes": list(run.notes),
        "columns": [
            {"column": column["name"], "field": column["target"]}
            for column in run.settings.get("columns") or ()
        ],
        "questions": questions(run),
        "rows_read": run.rows_read,
        "counts": {name: count for name, count in run.counts.items() if name != "rows"},
        "losses": [
            {"code": loss.code, "count": loss.count, "detail": loss.words, "blocks": loss.blocks}
            for loss in losses.of(run)
        ],
        "waits_for": waits_for(run),
        "held_because": run.held_because if run.state == RunState.REHEARSED else "",
        "repetition": run.plan_digest if run.state == RunState.REHEARSED else "",
        "refused": _refused(run),
        "rows": _absolute(request, "api-import-rows", run),
        "progress": _progress(run),
        "left": [{"kind": item["kind"], "detail": item["why"]} for item in run.left_by_undo],
        "rehearsed_at": run.rehearsed_at,
        "applied_at": run.applied_at,
        "undone_at": run.undone_at,
    }


def listed(request: HttpRequest, runs: Iterable[ImportRun]) -> list[dict[str, Any]]:
    """Imports in short."""
    return [_summary(request, run) for run in runs]


def waits_for(run: ImportRun) -> list[str]:
    """What of a rehearsed run somebody has to say yes to, by the names that agree to it."""
    if run.state != RunState.REHEARSED:
        return []
    found = [HELD] if run.held_because and not guard.is_accepted(run) else []
    return [*found, *(loss.code for loss in losses.blocking(run) if losses.waits_for(run))]


def rows_of(rows: Iterable[ImportRow]) -> list[dict[str, Any]]:
    """What is refused or not understood of rows, a line each."""
    found = []
    for row in rows:
        about = {"row": row.number, "table": row.table, "kind": row.kind}
        refused = row.action == Action.REFUSE
        if refused:
            found.append({**about, "field": "", "detail": row.reason, "refused": True, "lost": True})
        found += [
            {**about, "field": name, "detail": message, "refused": refused, "lost": bool(lost)}
            for name, message, lost in row.doubts
        ]
    return found


def to_tell(run: ImportRun) -> QuerySet[ImportRow]:
    """The rows that are refused or doubtful, in the order of the file."""
    return correcting.to_correct(run)


def _summary(request: HttpRequest, run: ImportRun) -> dict[str, Any]:
    return {
        "id": run.pk,
        "url": _absolute(request, "api-import", run),
        "page": page_of(request, run),
        "state": run.state,
        "source": {"code": run.source.code, "nom": run.source.nom} if run.source else None,
        "file": run.file.name if run.file else "",
        "created_at": run.created_at,
    }


def page_of(request: HttpRequest, run: ImportRun, name: str = "import") -> str:
    """The address where a person reads the import."""
    return _absolute(request, name, run)


def _absolute(request: HttpRequest, name: str, run: ImportRun) -> str:
    return request.build_absolute_uri(reverse(name, args=[run.pk]))


def _refused(run: ImportRun) -> list[dict[str, Any]]:
    if not run.counts.get(Action.REFUSE) and not run.counts.get("services_refused"):
        return []
    rows = to_tell(run).filter(action=Action.REFUSE)[:FIRST_REFUSED]
    return rows_of(rows)


def _progress(run: ImportRun) -> dict[str, Any] | None:
    if not run.doing:
        return None
    found = RunProgress.objects.filter(run=run).first() or RunProgress(run=run)
    return {
        "phase": found.phase,
        "done": found.done,
        "total": found.total,
        "forgotten": jobs.is_forgotten(run),
    }
