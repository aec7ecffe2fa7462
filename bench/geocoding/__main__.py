"""`python -m bench.geocoding`: is the geocoding sure, and is it quick?

A real addok is started on the documents of `REFERENCE_DATA` (a folder; ../shared/data when it is there), a
fifth of their streets and of their numbers removed before indexing, and true addresses damaged in some
twenty ways are put to the pipeline. Needs the site's database with the places loaded, and the geocoder's
environment (`make bench-geocoding` prepares both).
"""

import argparse
import csv
import os
import sys
import tempfile
import time
from pathlib import Path

import django

COMMAND = "make bench-geocoding"
SEED = 20_261_122
FILES = {"90": "addok_90_belfort.ndjson.gz", "988": "addok_ban_nouvelle_caledonie.ndjson.gz"}
DIRECTORY = "france_services_2024.csv"
ENVIRONMENT = ".local/geocoder/venv"
# The counts of the classes by the pipeline that had not been told to forgive (commit 9f0ebec).
BEFORE = Path(__file__).resolve().parent.parent / "results/geocoding-classes-before.json"
CONTRADICTORY_ROWS = 500
SPEED_ROWS, SPEED_ROUNDS = 1200, 3


def main() -> int:
    """Measure, print the tables, write the file; 1 when a must does not hold, 2 when something is missing."""
    parser = argparse.ArgumentParser(prog="python -m bench.geocoding", description=__doc__.splitlines()[0])
    parser.add_argument("--per-class", type=int, default=400, help="addresses of each class and département")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--faults", action="store_true", help="print every wrong answer")
    parser.add_argument("--no-write", action="store_true", help="leave bench/results/ as it is")
    parser.add_argument("--lost", type=int, metavar="ROWS", help="only lost letters, ROWS absent a class")
    parser.add_argument(
        "--classes", action="store_true", help="only the classes of mutators, written nowhere"
    )
    parser.add_argument(
        "--keep", type=Path, metavar="FILE", help="keep the counts of the classes as those before"
    )
    options = parser.parse_args()
    os.environ |= {"DJANGO_SETTINGS_MODULE": "geoapp.settings", "LOG_LEVEL": "WARNING"}
    os.environ.setdefault("DEBUG", "1")
    django.setup()

    from bench import report
    from bench.database import ROOT
    from tools.address_server import GeocoderError

    data = Path(os.environ.get("REFERENCE_DATA", ROOT.parent / "shared/data"))
    missing = [name for name in (*FILES.values(), DIRECTORY) if not (data / name).exists()]
    if missing:
        print(
            f"bench-geocoding: {', '.join(missing)} not in {data.name}; set REFERENCE_DATA", file=sys.stderr
        )
        return 2
    try:
        rows = measure(data, options)
    except GeocoderError as error:
        print(f"bench-geocoding: {error}", file=sys.stderr)
        return 2
    if options.lost:
        print("\n".join(rows))
        return 0
    print(report.table(rows))
    if not options.no_write and not options.classes:
        print(f"\nwritten: {report.write(rows, 'bench-geocoding').relative_to(ROOT)}")
    return 1 if any(row.holds is False for row in rows) else 0


def measure(data: Path, options: argparse.Namespace) -> list:
    from bench.database import ROOT
    from bench.geocoding import classes, documents, mutators
    from tools.address_server import LocalGeocoder

    kept, truths, whole = [], {}, []
    for departement, name in FILES.items():
        read = mutators.suffixed(documents.read(data / name), classes.SUFFIXED, options.seed)
        left, truths[departement] = documents.split(read, options.seed)
        kept += left
        whole += read
    mutators.know(whole)
    environment = Path(os.environ.get("GEOCODER_ENVIRONMENT", ROOT / ENVIRONMENT))
    with tempfile.TemporaryDirectory(prefix="reperes-bench-") as folder:
        home = Path(folder)
        file = documents.write(kept, home / "documents.ndjson")
        with LocalGeocoder(home, environment) as geocoder:
            say("indexing")
            geocoder.start_index()
            geocoder.load([file])
            geocoder.serve()
            if options.lost:
                return lost_letters(geocoder, truths, options)
            by_class = class_figures(geocoder, truths, options)
            if options.classes:
                return by_class
            return [
                *communes(data / DIRECTORY),
                *by_class,
                *surety(geocoder, truths, options),
                *speed(geocoder, truths, options.seed),
            ]


def lost_letters(geocoder, truths: dict, options: argparse.Namespace) -> list[str]:
    from bench.geocoding import lost
    from geocoding.pipeline import Pipeline

    known = [truth for each in truths.values() for truth in each]
    pipeline = Pipeline(provider(geocoder), use_cache=False)
    return lost.measure(pipeline, known, options.lost, options.seed)


def class_figures(geocoder, truths: dict, options: argparse.Namespace) -> list:
    """What is made of each class that whoever wrote it did without seeing the pipeline."""
    from bench.geocoding import classes
    from geocoding.pipeline import Pipeline

    say("classes of mutators")
    faults: list = []
    counts = classes.measure(
        Pipeline(provider(geocoder), use_cache=False), truths, options.per_class // 2, options.seed, faults
    )
    if options.faults:
        print_faults(faults)
    if options.keep:
        classes.keep(counts, options.keep)
    return classes.rows(counts, classes.load(BEFORE))


def print_faults(faults: list) -> None:
    for fault, case, outcome in faults:
        print(
            f"{fault or 'left'}: {case.damage}: {case.text.address!r} {case.text.complement!r}"
            f" {case.text.postcode} {case.text.city} | {case.truth.number} {case.truth.street},"
            f" {case.truth.city} {case.truth.removed} -> {outcome.label} | {outcome.verdict.line}"
            f" | {outcome.understood}"
        )


def surety(geocoder, truths: dict, options: argparse.Namespace) -> list:
    """How much is accepted, and how much of that is wrong: by class of damage, then over all."""
    from bench.geocoding import measure as m
    from bench.geocoding.damage import CONTRADICTORY
    from bench.report import Row
    from geocoding.pipeline import Pipeline

    pipeline = Pipeline(provider(geocoder), use_cache=False)
    faults, by_departement, contradictory = [], {}, m.Tally()
    for departement, known in truths.items():
        say(f"damaged addresses of {departement}")
        impossible = m.cases(known, CONTRADICTORY_ROWS, options.seed, CONTRADICTORY)
        contradictory += m.total(m.run(pipeline, impossible, faults).values())
        by_departement[departement] = m.run(pipeline, m.cases(known, options.per_class, options.seed), faults)
    rows = []
    for damage in next(iter(by_departement.values())):
        tally = m.total(classes[damage] for classes in by_departement.values() if damage in classes)
        rows += class_rows(damage, tally)
    whole = m.total(tally for classes in by_departement.values() for tally in classes.values())
    rows += overall_rows("both", whole, must=True)
    bound = m.upper_bound(contradictory.wrong_commune, contradictory.asked)
    rows.append(
        Row(
            "town of another commune typed: placed there",
            _percent(contradictory.wrong_commune / contradictory.asked),
            "%",
            "<= 0.5",
            None,
            contradictory.asked,
            f"{contradictory.wrong_commune} of {contradictory.asked}, 95 % upper bound {bound:.3%},"
            f" waiting {contradictory.waiting / contradictory.asked:.0%}",
            COMMAND,
        )
    )
    for departement, classes in by_departement.items():
        rows += overall_rows(departement, m.total(classes.values()), must=False)
    if options.faults:
        for fault, case, outcome in faults:
            if fault:
                print(
                    f"{fault}: {case.damage} {case.text} {case.truth} ->", outcome.label, outcome.verdict.line
                )
    return rows


def class_rows(damage: str, tally) -> list:
    """One line a class: the share found, with the other figures beside it."""
    from bench.report import Row

    beside = (
        f"accepted {tally.accepted}, right {tally.right}, wrong commune {tally.wrong_commune},"
        f" as a street {tally.street}, waiting {tally.waiting / tally.asked:.0%}"
    )
    found = tally.found / tally.present if tally.present else None
    return [
        Row(
            f"{damage}: present addresses found",
            _percent(found),
            "%",
            samples=tally.present,
            absolute=beside,
            command=COMMAND,
        )
    ]


def overall_rows(name: str, tally, *, must: bool) -> list:
    from bench.geocoding.measure import upper_bound
    from bench.report import Row

    def row(figure, events, trials, wanted, aim=None):
        bound = upper_bound(events, trials)
        absolute = f"{events} of {trials}, 95 % upper bound {bound:.3%}"
        value = _percent(events / trials) if trials else None
        return Row(
            f"{name}: {figure}",
            value,
            "%",
            wanted if must else None,
            aim if must else None,
            trials,
            absolute,
            COMMAND,
        )

    wrong = tally.accepted - tally.right
    beyond = upper_bound(wrong, tally.accepted)
    return [
        Row(
            f"{name}: precision of accepted addresses ({250} m)",
            _percent(tally.right / tally.accepted),
            "%",
            ">= 99.5" if must else None,
            None,
            tally.accepted,
            f"{wrong} wrong of {tally.accepted}, at least {1 - beyond:.3%} at 95 %",
            COMMAND,
        ),
        row("wrong commune among accepted", tally.wrong_commune, tally.accepted + tally.street, "<= 0.1"),
        row("absent street accepted", tally.absent_street_accepted, tally.absent_street, "<= 0.5"),
        row(
            "absent number accepted as that number", tally.absent_number_accepted, tally.absent_number, "<= 0"
        ),
        Row(
            f"{name}: recall of present addresses",
            _percent(tally.found / tally.present),
            "%",
            ">= 93" if must else None,
            ">= 95" if must else None,
            tally.present,
            f"{tally.found} of {tally.present}",
            COMMAND,
        ),
        Row(
            f"{name}: left to a person",
            _percent(tally.waiting / tally.asked),
            "%",
            samples=tally.asked,
            absolute=f"{tally.waiting} of {tally.asked}; a third of what is asked is absent on purpose",
            command=COMMAND,
        ),
    ]


def communes(file: Path) -> list:
    """The communes of a real directory, held against its own INSEE codes."""
    from bench.report import Row
    from geocoding.communes import gazetteer, resolve_commune
    from geocoding.normalise import normalise

    known = gazetteer()
    right = wrong = queued = total = 0
    with file.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            address = normalise(
                row["adresse"],
                postcode=row["code_postal"],
                city=row["lib_com"],
                complement=row["complement_adresse"],
            )
            found = resolve_commune(address, known)
            true = known.former_codes.get(row["insee_com"], row["insee_com"])
            total += 1
            if found.town is None:
                queued += 1
                assert found.reason
            elif true in (found.town.code, found.town.parent):
                right += 1
            else:
                wrong += 1
    beside = f"{right} right, {wrong} wrong, {queued} queued with a reason"
    return [
        Row(
            "France services 2024: communes resolved and right",
            _percent(right / total),
            "%",
            ">= 99",
            None,
            total,
            beside,
            COMMAND,
        ),
        Row("France services 2024: communes wrong", wrong, "rows", samples=total, command=COMMAND),
    ]


def speed(geocoder, truths: dict, seed: int) -> list:
    """The whole pipeline beside the raw CSV endpoint on the same rows, in turns; then a second import."""
    import statistics

    from django.db import transaction

    from bench.geocoding import measure as m
    from bench.report import Row
    from geocoding.models import Answer
    from geocoding.pipeline import Pipeline

    say("speed")
    everything = [case for known in truths.values() for case in m.cases(known, 400, seed + 1)]
    everything.sort(key=lambda case: zlib_of(case.text.key + case.truth.street))
    ours, raw, ratios = [], [], []
    for round_ in range(SPEED_ROUNDS):
        texts = [case.text for case in everything[round_ * SPEED_ROWS : (round_ + 1) * SPEED_ROWS]]
        for contender in ("raw", "ours") if round_ % 2 else ("ours", "raw"):
            started = time.perf_counter()
            if contender == "raw":
                post_raw(geocoder.url, texts)
                raw.append(len(texts) / (time.perf_counter() - started))
            else:
                Pipeline(provider(geocoder), use_cache=False).locate(texts)
                ours.append(len(texts) / (time.perf_counter() - started))
        ratios.append(ours[-1] / raw[-1])
    texts = [case.text for case in everything[:SPEED_ROWS]]
    with transaction.atomic():
        # As two imports of one directory would; what it keeps goes away with the transaction.
        first, again = provider(geocoder), provider(geocoder)
        Pipeline(first).locate(texts)
        started = time.perf_counter()
        Pipeline(again).locate(texts)
        seconds = time.perf_counter() - started
        kept = Answer.objects.filter(edition=geocoder.edition).count()
        transaction.set_rollback(True)
    return [
        Row(
            "whole pipeline ÷ raw CSV endpoint (rows a second)",
            statistics.median(ratios),
            "×",
            ">= 1",
            None,
            SPEED_ROUNDS * SPEED_ROWS,
            f"{statistics.median(ours):.0f} and {statistics.median(raw):.0f} rows/s, {SPEED_ROUNDS} rounds",
            COMMAND,
        ),
        Row(
            "calls to the provider, first import",
            first.client.calls,
            "calls",
            samples=SPEED_ROWS,
            command=COMMAND,
        ),
        Row(
            "calls to the provider, unchanged re-import",
            again.client.calls,
            "calls",
            "<= 0",
            None,
            SPEED_ROWS,
            f"{SPEED_ROWS / seconds:.0f} rows/s from {kept} kept answers",
            COMMAND,
        ),
    ]


def post_raw(url: str, texts: list) -> None:
    """What one would do without us: the columns as they are to the CSV endpoint, in files like ours."""
    import io
    from concurrent.futures import ThreadPoolExecutor

    import httpx

    from geocoding.pipeline import PARALLEL
    from geocoding.providers.addok import BATCH_SIZE

    def post(chunk: list) -> None:
        out = io.StringIO()
        writer = csv.writer(out, quoting=csv.QUOTE_ALL)
        writer.writerow(["adresse", "cp", "ville"])
        writer.writerows([text.address.replace("\n", " "), text.postcode, text.city] for text in chunk)
        fields = {"columns": ["adresse", "cp", "ville"]}
        answer = httpx.post(
            f"{url}/search/csv", files={"data": ("a.csv", out.getvalue())}, data=fields, timeout=300
        )
        answer.raise_for_status()

    chunks = [texts[start : start + BATCH_SIZE] for start in range(0, len(texts), BATCH_SIZE)]
    with ThreadPoolExecutor(PARALLEL) as pool:
        list(pool.map(post, chunks))


def provider(geocoder):
    from geocoding.providers.addok import AddokProvider
    from geocoding.providers.http import PoliteClient
    from geocoding.providers.pace import Unpaced

    return AddokProvider(PoliteClient(geocoder.url, pace=Unpaced()), geocoder.edition)


def zlib_of(text: str) -> int:
    import zlib

    return zlib.crc32(text.encode())


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share


def say(message: str) -> None:
    print(f"· {message}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
