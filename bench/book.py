"""`python -m bench.book`: how long a printed directory takes, what memory, and whether its indexes are right.

A directory of 2,000 entries, drawn with a seed among the communes of Seine-et-Marne and full of names that a
careless way to paper would take for something else, is set in both sizes; then every line of its indexes is
looked up in the PDF. In a database of the benchmark's own, which takes some minutes to fill the first time.
"""

import argparse
import os
import resource
import secrets
import statistics
import sys
import time

_COMMAND = "python -m bench.book"
DEPARTEMENT = "77"


def main() -> int:
    parser = argparse.ArgumentParser(prog=_COMMAND, description=__doc__.splitlines()[0])
    parser.add_argument("--entries", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=3, help="times that each size is set")
    parser.add_argument("--no-write", action="store_true", help="leave bench/results/ as it is")
    options = parser.parse_args()
    os.environ |= {"DEBUG": "0", "HTTPS": "0", "DJANGO_SETTINGS_MODULE": "bench.settings"}
    os.environ |= {"BENCH_SIZE": "_book"}
    os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(64))
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    import django

    django.setup()
    from django.core.management import call_command

    from bench import database, report

    database.create()
    call_command("migrate", verbosity=0)
    call_command("load_places", verbosity=0)
    rows = figures(options.entries, options.rounds)
    print(report.table(rows))
    if not options.no_write:
        print(f"\nwritten: {report.write(rows, 'book').relative_to(report.ROOT)}")
    return 1 if any(row.holds is False for row in rows) else 0


def figures(entries: int, rounds: int) -> list:
    """Seconds, memory, pages and wrong lines of the indexes, for each size of page."""
    from bench import printed
    from bench.report import Row
    from publishing.book import reread, setting
    from publishing.book.content import Paper

    book = printed.book(entries, printed.themes(), printed.areas_of(DEPARTEMENT))
    rows = []
    for paper in Paper:
        seconds: list[float] = []
        worked = _worked()
        for _round in range(rounds):
            began = time.perf_counter()
            made = setting.pdf(book, paper)
            seconds.append(time.perf_counter() - began)
        worked = (_worked() - worked) / rounds
        read = reread.read_again(book, made.content)
        size, is_whole = paper.upper(), entries == 2_000
        said = f"{size}, {entries} entries"
        times = ", ".join(f"{one:.1f}" for one in seconds) + f" s; {worked:.1f} s of processor each"
        rows += [
            Row(f"{said}: time", statistics.median(seconds), "s", "<= 30", "<= 10", rounds, times, _COMMAND),
            Row(
                f"{said}: pages",
                made.pages,
                "pages",
                "<= 340" if is_whole and paper == Paper.A5 else None,
                absolute=f"{len(made.content) / 1e6:.1f} MB",
                command=_COMMAND,
            ),
            Row(f"{said}: lines of indexes", read.lines, "lines", command=_COMMAND),
            Row(
                f"{said}: lines whose page does not hold their entry",
                len(read.wrong),
                "lines",
                "= 0",
                samples=read.lines,
                command=_COMMAND,
            ),
        ]
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    rows.append(Row("memory of the process that sets, at most", most, "MB", "<= 700", command=_COMMAND))
    return rows


def _worked() -> float:
    """Seconds of processor, of this process and those that it ended."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


if __name__ == "__main__":
    sys.exit(main())
