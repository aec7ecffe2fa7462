# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sources as staff see to them: what came from each, what its imports did, what was learnt of its files."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Q

from common.numbers import counted
from data import models
from data.imports import cutting
from data.imports import lessons as taught
from data.imports.ownership import owner_name
from data.imports.targets import BY_KEY
from data.models import ImportRun, Link, Profile, Source
from data.models.run import Action, RunState
from data.models.source import Kind
from mapping.models import Service, Status, Structure

_DONE = (
    (Action.CREATE, "créée", "créées"),
    (Action.CHANGE, "modifiée", "modifiées"),
    (Action.CLOSE, "fermée", "fermées"),
    (Action.REFUSE, "refusée", "refusées"),
)


_TAUGHT = {
    models.Lesson.What.VALUE: "Mots des colonnes",
    models.Lesson.What.PHRASE: "Mots des descriptions",
    models.Lesson.What.CELLS: "Cellules coupées ou réunies",
    models.Lesson.What.PLACE: "Communes",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A source in the list: whose it is, in which format its last file came, its last import that was
    applied, and how many structures say that they come from it, published and in all."""

    source: Source
    owner: str
    format: str
    last: ImportRun | None
    did: str
    published: int
    structures: int

    @property
    def schedule(self) -> str:
        """By itself or not, and how often."""
        return schedule_text(self.source)


@dataclass(frozen=True, slots=True)
class Undescribed:
    """A code that structures say they come from, which no source has."""

    code: str
    published: int
    structures: int


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was kept of how a file of a source is read: each column with the field it is, those that are left,
    and what holds of the whole file."""

    profile: Profile
    columns: list[tuple[str, str]]
    left: list[str]
    said: list[str]


def listing() -> tuple[list[Line], list[Undescribed]]:
    """Every source, and the codes that none has. Four queries, however many there are."""
    counted = _structures()
    sources = list(Source.objects.select_related("organisation", "owner"))
    numbers = [one.pk for one in sources]
    applied = _last(numbers, Q(state=RunState.APPLIED))
    received = _last(numbers, Q())
    lines = [
        _line(one, received.get(one.pk), applied.get(one.pk), counted.get(one.code, (0, 0)))
        for one in sources
    ]
    known = {one.code for one in sources}
    left = [Undescribed(code, *both) for code, both in sorted(counted.items()) if code and code not in known]
    return lines, left


def line(source: Source) -> Line:
    """One source, as the list has it."""
    applied = _last([source.pk], Q(state=RunState.APPLIED)).get(source.pk)
    received = _last([source.pk], Q()).get(source.pk)
    return _line(source, received, applied, _structures(source.code).get(source.code, (0, 0)))


def schedule_text(source: Source) -> str:
    """Whether a source is fetched by itself, in words."""
    if not source.url:
        return "à la main"
    how_often = "toutes les heures" if source.every_hours == 1 else f"toutes les {source.every_hours} heures"
    return how_often if source.enabled else f"en pause ({how_often})"


def did(run: ImportRun | None) -> str:
    """What an import did of structures, in words."""
    if run is None:
        return ""
    told = [
        counted(count, one, many) for action, one, many in _DONE if (count := run.counts.get(action.value, 0))
    ]
    return ", ".join(told) or "rien à changer"


def lessons(source: Source) -> list[Lesson]:
    """What was learnt of the files of a source."""
    return [_lesson(profile) for profile in Profile.objects.filter(source=source)]


@dataclass(frozen=True, slots=True)
class Remembered:
    """A word, a phrase or a cut that a source learnt: what was written, what it is read as, in words."""

    lesson: models.Lesson
    reads: str


def remembered(source: Source) -> list[tuple[str, list[Remembered]]]:
    """What the words, the descriptions and the cells of a source's files taught, by kind. One query."""
    found: dict[str, list[Remembered]] = {}
    for one in taught.remembered(source):
        if one.what == models.Lesson.What.CELLS:
            reads = cutting.in_words(one.says)
        else:
            reads = taught.in_words(one) or "gardé comme texte"
            if one.what == models.Lesson.What.VALUE:
                reads = f"{BY_KEY[one.field].label if one.field in BY_KEY else one.field} : {reads}"
        found.setdefault(one.what, []).append(Remembered(one, reads))
    return [(title, found[what.value]) for what, title in _TAUGHT.items() if what.value in found]


def why_not_deleted(source: Source) -> str:
    """Why a source is kept, in a sentence; empty where nothing came from it."""
    structures = Structure.objects.filter(source=source.code).count()
    services = Service.objects.filter(source=source.code).count()
    imports = ImportRun.objects.filter(source=source).count()
    links = Link.objects.filter(source=source).count()
    said = [
        counted(count, one, many)
        for count, one, many in (
            (structures, "structure", "structures"),
            (services, "service", "services"),
            (imports, "import", "imports"),
            (0 if structures or services else links, "lien gardé", "liens gardés"),
        )
        if count
    ]
    if not said:
        return ""
    came = ", ".join(said)
    # What is fetched by itself can be paused; the rest rests already.
    pause = " Mettez-la en pause si elle ne sert plus." if source.url else ""
    return f"« {source.nom} » ne se supprime pas : {came} en viennent.{pause}"


def delete(source: Source) -> str:
    """Delete a source that nothing came from, and what was learnt of it; else why not."""
    with transaction.atomic():
        held = Source.objects.select_for_update(no_key=False).get(pk=source.pk)
        refused = why_not_deleted(held)
        if not refused:
            held.delete()
    return refused


def _structures(code: str | None = None) -> dict[str, tuple[int, int]]:
    """By code, how many structures are published and how many there are."""
    asked = Structure.objects.all() if code is None else Structure.objects.filter(source=code)
    published = Count("pk", filter=Q(status=Status.PUBLISHED))
    rows = asked.order_by().values("source").annotate(published=published, all=Count("pk"))
    return {row["source"]: (row["published"], row["all"]) for row in rows}


def _last(numbers: list[int], which: Q) -> dict[int, ImportRun]:
    """The last import of each source, of those that are asked for."""
    found = ImportRun.objects.filter(which, source__in=numbers, what=ImportRun.What.IMPORT)
    last = found.order_by("source_id", "-created_at", "-pk").distinct("source_id")
    return {run.source_id: run for run in last if run.source_id}


def _line(
    source: Source, received: ImportRun | None, applied: ImportRun | None, both: tuple[int, int]
) -> Line:
    told: dict[str, Any] = received.told if received else {}
    return Line(
        source,
        owner_name(source),
        str(told.get("Format") or told.get("Fichier") or ""),
        applied,
        did(applied),
        *both,
    )


def _lesson(profile: Profile) -> Lesson:
    columns = [
        # Which field of which group is its members' to know.
        (column, str(BY_KEY[target].label) if target in BY_KEY else "un champ d’un groupe")
        for column, target in profile.mapping.items()
        if target
    ]
    left = [column for column, target in profile.mapping.items() if not target]
    said = []
    if profile.defaults.get("_whole"):
        said.append("le fichier est complet : ce qu’il ne contient plus est fermé")
    if rows := profile.defaults.get("_rows"):
        said.append(f"une ligne est : {Kind(rows).label if rows in Kind.values else rows}")
    if answers := profile.defaults.get("_confidential"):
        said.append(f"réponses gardées sur les adresses confidentielles : {', '.join(answers)}")
    if (closed := profile.defaults.get("_closed")) and closed.get("say"):
        words = {"close": "fermées", "skip": "non reprises", "publish": "publiées quand même"}
        said.append(f"structures dites fermées par le fichier : {words[closed['say']]}")
    return Lesson(profile, columns, left, said)
