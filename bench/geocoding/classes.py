"""What the geocoding makes of each class of `mutators.py`: found, wrong, left to a person.

Every rate of something wrong has beside it the upper bound of its 95 % interval (Clopper-Pearson). The counts
of a run on another pipeline, kept in a file, are read beside: what was found and left to a person before.
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from bench.geocoding import mutators
from bench.geocoding.documents import Truth
from bench.geocoding.measure import Tally, run, total, upper_bound
from bench.report import Row, commit
from geocoding.pipeline import Pipeline

COMMAND = "make bench-geocoding"
# Rows of an absent family that each class gets, and the share of names to which the index adds something.
ABSENT_PER_CLASS = 3
SUFFIXED = 0.05
_NO_TOWN = tuple(name for name in mutators.MUTATORS if name.startswith("no_town"))
_APART = mutators.OCR | mutators.DISPUTED

Counts = dict[str, Tally]


def measure(
    pipeline: Pipeline, truths: dict[str, list[Truth]], per_class: int, seed: int, faults: list | None = None
) -> Counts:
    """The counts of each class, of each family of absent addresses, and of what is no address at all."""
    counts: Counts = {}
    sure = {name: one for name, one in mutators.MUTATORS.items() if name not in _APART}
    for known in truths.values():
        asked = [
            *mutators.cases(known, per_class, seed),
            *mutators.cases(known, per_class, seed, mutators.EMPTY),
        ]
        _add(counts, run(pipeline, asked, faults))
        for family, absent in mutators.ABSENT.items():
            found = run(pipeline, mutators.cases(known, ABSENT_PER_CLASS, seed, sure, absent), faults)
            unnamed = total(found.pop(name) for name in _NO_TOWN if name in found)
            _add(counts, {f"absent: {family}": total(found.values()), f"absent, no town: {family}": unnamed})
    return counts


def keep(counts: Counts, file: Path) -> None:
    """Write counts for another run to `load` as those before."""
    kept = {name: {**asdict(tally), "lines": dict(tally.lines)} for name, tally in counts.items()}
    file.write_text(json.dumps({"commit": commit(), "classes": kept}, indent=1) + "\n")


def load(file: Path) -> Counts:
    """The counts that `keep` wrote; none where there is no such file."""
    kept = json.loads(file.read_text())["classes"] if file.exists() else {}
    return {name: Tally(**{**tally, "lines": Counter(tally["lines"])}) for name, tally in kept.items()}


def rows(counts: Counts, before: Counts) -> list[Row]:
    """The figures over all classes, which must hold, then a line a class."""
    plain = [name for name in mutators.MUTATORS if name not in _APART]
    every = total(counts[name] for name in mutators.MUTATORS)
    named = total(counts[name] for name in mutators.MUTATORS if name not in _NO_TOWN)
    families = [name for name in counts if name.startswith("absent")]
    clear = [name for name in families if name.rpartition(" ")[2] not in mutators.ABSENT_DISPUTED]
    made = total(counts[name] for name in clear if not name.startswith("absent, no town"))
    unnamed = total(counts[name] for name in (*_NO_TOWN, *(n for n in clear if "no town" in n)))
    empty = total(counts[name] for name in mutators.EMPTY)
    wrong = every.accepted - every.right
    placed = every.accepted + every.street
    return [
        _recall("mean of the classes", counts, before, plain, ">= 94"),
        _recall("mean of OCR", counts, before, sorted(mutators.OCR)),
        _recall("mean of what a person may refuse", counts, before, sorted(mutators.DISPUTED - mutators.OCR)),
        Row(
            "all classes: precision of accepted addresses (250 m)",
            100 * every.right / every.accepted,
            "%",
            ">= 99.9",
            None,
            every.accepted,
            f"{wrong} wrong of {every.accepted}, 95 % upper bound {upper_bound(wrong, every.accepted):.3%}",
            COMMAND,
        ),
        _rate("all classes: wrong commune among placed", every.wrong_commune, placed, "<= 0.05"),
        _rate(
            "classes with a town: absent street accepted",
            named.absent_street_accepted,
            named.absent_street,
            "<= 0.1",
        ),
        _rate(
            "all classes: absent number accepted", every.absent_number_accepted, every.absent_number, "<= 0"
        ),
        _rate("absent families: street accepted", made.absent_street_accepted, made.absent_street, "<= 0.1"),
        _rate("absent families: number accepted", made.absent_number_accepted, made.absent_number, "<= 0"),
        _rate("absent families: wrong commune", made.wrong_commune, made.accepted + made.street, "<= 0.05"),
        _rate(
            "no town typed: absent street accepted",
            unnamed.absent_street_accepted,
            unnamed.absent_street,
            "<= 0.5",
        ),
        _rate("no address at all: exact position given", empty.accepted, empty.asked, "<= 0"),
        _left("present addresses left to a person", counts, before, mutators.MUTATORS),
        *(_class(name, tally, before.get(name)) for name, tally in counts.items()),
    ]


def _recall(name: str, counts: Counts, before: Counts, classes: list[str], must: str | None = None) -> Row:
    now, then = _mean(counts, classes), _mean(before, classes)
    told = f"before {100 * then:.2f} %" if then is not None else None
    return Row(
        f"{name}: present addresses found",
        None if now is None else 100 * now,
        "%",
        must,
        None,
        len(classes),
        told,
        COMMAND,
    )


def _mean(counts: Counts, classes: Iterable[str]) -> float | None:
    """The mean over classes of the share of present addresses found, each class alike."""
    shares = [counts[name].found / counts[name].present for name in classes if name in counts]
    return sum(shares) / len(shares) if shares else None


def _rate(figure: str, events: int, trials: int, must: str | None) -> Row:
    told = f"{events} of {trials}, 95 % upper bound {upper_bound(events, trials):.3%}"
    return Row(figure, 100 * events / trials if trials else None, "%", must, None, trials, told, COMMAND)


def _left(figure: str, counts: Counts, before: Counts, classes: Iterable[str]) -> Row:
    now = total(counts[name] for name in classes)
    told = None
    if before:
        then = total(before[name] for name in classes if name in before)
        told = f"before {then.present_waiting} of {then.present}"
    return Row(
        figure,
        100 * now.present_waiting / now.present,
        "%",
        samples=now.present,
        absolute=told,
        command=COMMAND,
    )


def _class(name: str, tally: Tally, before: Tally | None) -> Row:
    """One class: the share found, and everything that may be wrong with its bound."""

    def share(events: int, trials: int) -> str:
        return f"{events}/{trials} (≤ {upper_bound(events, trials):.2%})" if trials else "–"

    wrong = tally.accepted - tally.right
    then = ""
    if before and before.present:
        then = (
            f", before {before.found / before.present:.1%} found"
            f" and {before.present_waiting / before.present:.1%} left"
        )
    present = f"{tally.present_waiting / tally.present:.1%} left to a person" if tally.present else ""
    return Row(
        f"{name}: present addresses found",
        100 * tally.found / tally.present if tally.present else None,
        "%",
        samples=tally.asked,
        absolute=(
            f"{present}{then}; wrong {share(wrong, tally.accepted)},"
            f" commune {share(tally.wrong_commune, tally.accepted + tally.street)},"
            f" absent street {share(tally.absent_street_accepted, tally.absent_street)},"
            f" absent number {share(tally.absent_number_accepted, tally.absent_number)}"
        ),
        command=COMMAND,
    )


def _add(counts: Counts, found: Counts) -> None:
    for name, tally in found.items():
        counts.setdefault(name, Tally()).__iadd__(tally)
