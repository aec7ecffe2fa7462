# SPDX-License-Identifier: AGPL-3.0-or-later
"""Load the demonstration directory once per département and version, in one transaction."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from psycopg import sql

from demonstration import (
    beside,
    bulletins,
    examples,
    fields,
    governance,
    group_fields,
    groups,
    photos,
    shared,
    town_halls,
)
from demonstration.models import DemonstrationLoad
from demonstration.scope import Scope, scope_of
from demonstration.seen import blocks_of
from history.models import Cause
from mapping.models import BlockSeen, Contact, Service, Session, Structure, TemporaryClosure
from mapping.writing import bulk
from places.models import LoadedEdition
from search.models import SearchRow

# To be raised when what is loaded changes, so that a site's next start brings it in.
VERSION = 6
# Any fixed number does, as long as nothing else in the database takes the same lock.
ADVISORY_LOCK = 7_702_002

_CHUNK = 2000

Progress = Callable[[str], None]


@dataclass
class Report:
    """What a load did: places added, rows edited by hand and therefore kept, junk left out."""

    departement: str
    town_halls: int = 0
    examples: int = 0
    kept: int = 0
    skipped: bool = False
    dropped: Counter = field(default_factory=Counter)


def version() -> str:
    """Return what a load made now would be: the edition of the places and our own version."""
    edition = LoadedEdition.objects.values_list("version", flat=True).first()
    return f"{edition}/{VERSION}"


def load_demonstration(code: str, force: bool = False, progress: Progress = lambda message: None) -> Report:
    """Load the town halls and the examples of a département and its neighbours, or of "all".

    Does nothing when this version was already loaded for that code, unless `force`. A load
    replaces the rows that earlier ones made there, but for those edited since, which are kept and
    counted; rows of other sources are never touched. Raises UnknownDepartement and PlacesMissing;
    any error leaves the directory as it was.
    """
    scope = scope_of(code)
    with bulk(Cause.DEMO):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
        governance.fill()
        fields.fill()
        shared.fill(scope, timezone.localdate())
        done = DemonstrationLoad.objects.filter(departement=scope.code, version=version()).first()
        if done and not force:
            groups.fill(scope, timezone.localdate())
            photos.fill(timezone.localdate())
            return Report(scope.code, done.town_halls, done.examples, skipped=True)
        report = Report(scope.code)
        report.kept = _clear(scope, force, progress)
        _add_town_halls(scope, report, progress)
        _add_examples(scope, report, progress)
        groups.fill(scope, timezone.localdate())
        group_fields.fill(scope)
        bulletins.fill(scope, timezone.localdate())
        beside.fill(scope, timezone.localdate())
        photos.fill(timezone.localdate())
        DemonstrationLoad.objects.create(
            departement=scope.code,
            version=version(),
            town_halls=report.town_halls,
            examples=report.examples,
        )
        _analyze()
    return report


def _clear(scope: Scope, force: bool, progress: Progress) -> int:
    """Delete what earlier loads made in this scope; return how many edited rows were kept.

    Without `force`, what the present version made for a neighbouring département stays.
    """
    rows = _made_by_a_load(scope)
    if not force:
        rows = rows.exclude(load_version=version())
    # Whoever edits one has ended, and whoever comes waits: what is judged unedited is so when it goes.
    list(rows.select_for_update(no_key=True, of=("self",)).order_by("pk").values_list("pk"))
    edited_service = Service.objects.filter(structure=OuterRef("pk"), updated_at__gt=OuterRef("load_end"))
    edited = Q(load_end__isnull=True) | Q(updated_at__gt=F("load_end")) | Exists(edited_service)
    kept = rows.filter(edited).count()
    doomed = list(rows.exclude(edited).values_list("pk", flat=True))
    for start in range(0, len(doomed), _CHUNK):
        ids = doomed[start : start + _CHUNK]
        # Services first: their trigger writes search rows anew for the structures that stay.
        Service.objects.filter(structure__in=ids).delete()
        Structure.objects.filter(pk__in=ids).delete()
    if doomed:
        progress(f"{len(doomed)} fiches du chargement précédent remplacées")
    return kept


def _made_by_a_load(scope: Scope) -> QuerySet[Any]:
    """The scope's rows of our two sources, with the end and the version of the load that made each.

    Rows are created before their load's `loaded_at`, and no two loads run at once, so a row was
    made by the first load that ended after its creation.
    """
    maker = DemonstrationLoad.objects.filter(loaded_at__gte=OuterRef("created_at")).order_by("loaded_at")
    return Structure.objects.filter(
        Q(source=town_halls.SOURCE, commune__departement_code__in=scope.covered)
        | Q(source=examples.SOURCE, source_id__startswith=f"{scope.code}-")
    ).annotate(
        load_end=Subquery(maker.values("loaded_at")[:1]),
        load_version=Subquery(maker.values("version")[:1]),
    )


def _add_town_halls(scope: Scope, report: Report, progress: Progress) -> None:
    began = time.monotonic()
    present = _present(town_halls.SOURCE)
    chunks = town_halls.town_halls(scope.covered, present, report.dropped)
    for number, chunk in enumerate(chunks, start=1):
        Structure.objects.bulk_create([item.structure for item in chunk])
        Service.objects.bulk_create([item.service for item in chunk])
        report.town_halls += len(chunk)
        # The triggers' plans are made for the sizes last told: at each doubling, tell them again.
        if number & (number - 1) == 0:
            _analyze()
        if number % 5 == 0:
            progress(f"{report.town_halls} mairies…")
    progress(f"{report.town_halls} mairies ajoutées en {time.monotonic() - began:.1f} s")


def _add_examples(scope: Scope, report: Report, progress: Progress) -> None:
    began = time.monotonic()
    present = _present(examples.SOURCE)
    added = [
        example
        for example in examples.examples(scope, timezone.now())
        if example.structure.source_id not in present
    ]
    Structure.objects.bulk_create([example.structure for example in added])
    Service.objects.bulk_create([part for example in added for part in example.services])
    Session.objects.bulk_create([part for example in added for part in example.sessions])
    Contact.objects.bulk_create([part for example in added for part in example.contacts])
    TemporaryClosure.objects.bulk_create([part for example in added for part in example.closures])
    BlockSeen.objects.bulk_create(
        [part for number, example in enumerate(added) for part in blocks_of(example.structure, number)]
    )
    report.examples = len(added)
    progress(f"{report.examples} exemples ajoutés en {time.monotonic() - began:.1f} s")


def _present(source: str) -> set[str]:
    """Identifiers that a load must leave alone: already there, or kept because edited."""
    return set(Structure.objects.filter(source=source).values_list("source_id", flat=True)) | set(
        Service.objects.filter(source=source).values_list("source_id", flat=True)
    )


def _analyze() -> None:
    """Refresh the planner's statistics, without which a search just after a load may scan."""
    with connection.cursor() as cursor:
        for model in (Structure, Service, SearchRow):
            cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(model._meta.db_table)))
