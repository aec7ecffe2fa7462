"""`python -m bench.audit`: what a reader meets, in a real browser. `make audit` prepares what it needs."""

import argparse
import os
import secrets
import signal
import subprocess
import sys

import django
from django.db import DatabaseError
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import sync_playwright

PARTS = ("axe", "lighthouse", "speed", "shots")


def main() -> int:
    """Measure, print the table, write the files; 1 when a must does not hold, 2 when nothing can be said."""
    options = _options()
    for asked in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(asked, signal.default_int_handler)
    os.environ |= {"DEBUG": "0", "HTTPS": "0", "DJANGO_SETTINGS_MODULE": "bench.audit.settings"}
    # The browser's library runs a loop of its own, beside which the accounts of the readers are made.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(64))
    django.setup()

    from bench import report
    from bench.audit import findings
    from bench.audit.lighthouse import DidNotAnswer, Missing
    from bench.audit.site import NotReady
    from bench.http import Failed
    from bench.servers import DidNotStart

    try:
        with sync_playwright() as playwright:
            rows, seen = measure(playwright.chromium, options)
    except KeyboardInterrupt:
        print("Stopped; nothing was written.", file=sys.stderr)
        return 130
    except (
        *(NotReady, Missing, DidNotAnswer, DidNotStart, Failed),
        *(DatabaseError, PlaywrightError, subprocess.SubprocessError),
    ) as error:
        print(f"audit: {error}", file=sys.stderr)
        return 2
    print(report.table(rows))
    if seen:
        print(findings.text(seen))
        print(f"\ndetails: {findings.keep(seen).relative_to(report.ROOT)}")
    # Half a run, or a quick one, is no figure: it never replaces one.
    part = options.only or options.states or options.width or options.scheme or options.language
    if not (part or options.quick or options.no_write):
        file = report.write(rows, "audit")
        page = findings.publish(report.document(rows), seen)
        print(f"written: {file.relative_to(report.ROOT)}, {page.relative_to(report.ROOT)}")
    return 1 if any(row.holds is False for row in rows) else 0


def measure(chromium, options: argparse.Namespace) -> tuple[list, list]:
    """The rows of the parts asked for, and what was seen state by state."""
    from django.conf import settings

    from bench.audit import barriers, large, lighthouse, made, readers, shift, shots, site, speed, tiles
    from bench.audit.states import LANGUAGES, SCHEMES, WIDTHS
    from bench.audit.window import launched

    parts = options.only or PARTS
    rows, seen = [], []
    # First, so that what cannot be made is known before the quarter of an hour that the rest takes.
    database = large.name(say) if "speed" in parts else ""
    if "axe" in parts or "shots" in parts:
        with (
            site.served() as base,
            launched(chromium) as browser,
            readers.accounts() as accounts,
            made.made(accounts) as things,
        ):
            sessions = readers.sessions_of(accounts)
            known = site.known(base) | things
            if "axe" in parts:
                say("axe")
                wanted = barriers.looks(
                    quick=options.quick,
                    only=options.states,
                    widths=options.width or WIDTHS,
                    schemes=options.scheme or SCHEMES,
                    languages=options.language or LANGUAGES,
                )
                seen = barriers.measure(base, settings.TILE_HOST, known, wanted, say, sessions)
                rows += barriers.rows(seen, strict=options.strict)
            if "shots" in parts:
                say("screenshots")
                rows += shots.take(browser, base, settings.TILE_HOST, known, say)
    if "lighthouse" in parts:
        with tiles.server() as tile_host, site.served(tiles=tile_host) as base:
            say("Lighthouse")
            rows += lighthouse.measure(base, site.known(base), quick=options.quick, say=say)
            say("what moves while a slow network brings it")
            with launched(chromium) as browser:
                rows += shift.measure(browser, base, site.known(base), quick=options.quick)
    if "speed" in parts:
        say("35,000 structures")
        rows += speed.measure(chromium, database, quick=options.quick, say=say)
    return rows, seen


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.audit", description=__doc__.splitlines()[0])
    parser.add_argument("--only", choices=PARTS, action="append", help="this part (may be repeated)")
    parser.add_argument("--quick", action="store_true", help="one width, light, French, few samples")
    parser.add_argument("--strict", action="store_true", help="a state whose page does not exist fails")
    parser.add_argument(
        "--state", dest="states", action="append", default=[], help="axe on this state only (may be repeated)"
    )
    for name, kind in (("width", int), ("scheme", str), ("language", str)):
        parser.add_argument(
            f"--{name}", type=kind, action="append", help=f"axe in this {name} only (repeatable)"
        )
    parser.add_argument("--no-write", action="store_true", help="leave bench/results/ and docs/ as they are")
    return parser.parse_args()


def say(message: str) -> None:
    print(f"· {message}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
