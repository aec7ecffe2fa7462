# SPDX-License-Identifier: AGPL-3.0-or-later
"""Geocoding a directory: rows that wait, workers that take some, one outcome each whatever happens.

A worker takes rows under a lock, geocodes them and writes their outcomes in one transaction. Killed in the
middle, it leaves them as they were, free for whoever comes next; several workers never take the same row.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import islice

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from geopy.exc import GeocoderServiceError

from geocoding.models import Run, RunRow, RunState
from geocoding.pipeline import Outcome, Pipeline, Text
from geocoding.providers.ask import Provider

CHUNK = 200
_WRITTEN = ["outcome", "precision", "waits", "lat", "lon"]
# From here on the positions given earlier in the run are worth counting again.
_WORTH_COUNTING = 5

Apply = Callable[[list[Outcome]], None]
MaySay = Callable[[dict[str, Text]], dict[str, Text]]
Progress = Callable[["Counts"], None]


@dataclass(frozen=True, slots=True)
class Counts:
    """How far a run is: rows by what became of them. `left` have no outcome yet."""

    total: int = 0
    addresses: int = 0
    streets: int = 0
    communes: int = 0
    waiting: int = 0
    left: int = 0

    @property
    def done(self) -> int:
        """Rows that have an outcome."""
        return self.total - self.left

    @property
    def percent(self) -> int:
        """Those among all rows, in whole percents; 100 where there are none."""
        return 100 * self.done // self.total if self.total else 100


def create(texts: Iterable[Text], title: str, departement: str = "") -> Run:
    """Write a run and its rows in one transaction; nothing is geocoded yet. Keys must be unique.

    Null characters, which PostgreSQL has no place for, are taken out.
    """
    texts = iter(texts)
    with transaction.atomic():
        run = Run.objects.create(title=title[:200], departement=departement)
        # A thousand at a time: memory does not grow with the directory.
        while some := list(islice(texts, 1000)):
            run.total += len(RunRow.objects.bulk_create([_row(run, text) for text in some]))
        run.save(update_fields=["total"])
    return run


def _row(run: Run, text: Text) -> RunRow:
    return RunRow(
        run=run,
        key=text.key,
        address=_stored(text.address, 1000),
        complement=_stored(text.complement, 1000),
        postcode=_stored(text.postcode, 100),
        city=_stored(text.city, 300),
        citycode=_stored(text.citycode, 100),
    )


def _stored(text: str, length: int) -> str:
    return text.replace("\x00", "")[:length]


def work(
    run: Run,
    provider: Provider | None,
    apply: Apply = lambda outcomes: None,
    may_say: MaySay = lambda texts: texts,
    progress: Progress = lambda counts: None,
    chunk: int = CHUNK,
) -> RunState:
    """Geocode the rows of a run until none is left for this worker; the state in which it leaves the run.

    `apply` gets the outcomes of each chunk, in the transaction that writes them: both happen or neither.
    `may_say` gets the texts about to be asked, by the caller's keys, and gives what may be said of each to
    an outside service at that moment.
    Where the provider does not answer the run is paused with a message, and no row is lost. May be called
    again at any time, by any process, several at once.
    """
    state = _begin(run)
    if state is not RunState.RUNNING:
        return state
    pipeline = Pipeline(provider, departement=run.departement)
    while True:
        try:
            taken = _do_some(run, pipeline, apply, may_say, chunk)
        except GeocoderServiceError as error:
            return _leave(run, RunState.PAUSED, str(error))
        progress(counts(run))
        if not taken:
            return _finish(run)
        if Run.objects.filter(pk=run.pk, state=RunState.CANCELLED).exists():
            return RunState.CANCELLED


def counts(run: Run) -> Counts:
    """Return how far a run is."""
    done = Q(outcome__isnull=False)
    found = run.rows.aggregate(
        total=Count("pk"),
        addresses=Count("pk", filter=done & Q(precision="address", waits=False)),
        streets=Count("pk", filter=done & Q(precision="street", waits=False)),
        communes=Count("pk", filter=done & Q(precision="commune", waits=False)),
        waiting=Count("pk", filter=done & Q(waits=True)),
        left=Count("pk", filter=Q(outcome__isnull=True)),
    )
    return Counts(**found)


def cancel(run: Run) -> bool:
    """Stop a run after the rows being geocoded; whether there was something to stop. What is done stays."""
    changed = Run.objects.filter(pk=run.pk).exclude(state__in=[RunState.DONE, RunState.CANCELLED])
    return bool(changed.update(state=RunState.CANCELLED, finished_at=timezone.now(), message=""))


def _begin(run: Run) -> RunState:
    going_on = [RunState.WAITING, RunState.RUNNING, RunState.PAUSED]
    if Run.objects.filter(pk=run.pk, state__in=going_on).update(state=RunState.RUNNING, message=""):
        return RunState.RUNNING
    return RunState(Run.objects.values_list("state", flat=True).get(pk=run.pk))


def _do_some(run: Run, pipeline: Pipeline, apply: Apply, may_say: MaySay, chunk: int) -> int:
    """Take rows that nobody else has, and give each its outcome; how many they were."""
    with transaction.atomic():
        waiting = run.rows.filter(outcome__isnull=True).order_by("pk")
        rows = list(waiting.select_for_update(skip_locked=True)[:chunk])
        if not rows:
            return 0
        said = may_say(
            {
                row.key: Text(row.key, row.address, row.postcode, row.city, row.citycode, row.complement)
                for row in rows
            }
        )
        texts = [replace(said[row.key], key=str(row.pk)) for row in rows]
        outcomes = pipeline.locate(texts, before=_positions_given(run))
        for row, outcome in zip(rows, outcomes, strict=True):
            row.outcome, row.precision, row.waits = outcome.as_json(), outcome.precision, outcome.waits
            row.lat, row.lon = outcome.lat, outcome.lon
        RunRow.objects.bulk_update(rows, _WRITTEN)
        apply([_for_caller(row, outcome) for row, outcome in zip(rows, outcomes, strict=True)])
        return len(rows)


def _for_caller(row: RunRow, outcome: Outcome) -> Outcome:
    return replace(outcome, key=row.key)


def _positions_given(run: Run) -> Counter:
    given = (
        run.rows.filter(precision__in=["address", "street"])
        .values_list("lat", "lon")
        .annotate(times=Count("pk"))
        .filter(times__gte=_WORTH_COUNTING)
        .order_by()
    )
    return Counter({(lat, lon): times for lat, lon, times in given})


def _finish(run: Run) -> RunState:
    """The run is done when no row is left; another worker may still be at some."""
    if run.rows.filter(outcome__isnull=True).exists():
        return RunState.RUNNING
    return _leave(run, RunState.DONE, "")


def _leave(run: Run, state: RunState, message: str) -> RunState:
    over = {"finished_at": timezone.now()} if state is RunState.DONE else {}
    Run.objects.filter(pk=run.pk, state=RunState.RUNNING).update(state=state, message=message[:300], **over)
    return RunState(Run.objects.values_list("state", flat=True).get(pk=run.pk))
