"""Lighthouse on a phone and on a desk, and what a first visit weighs."""

import json
import os
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from bench.audit.window import ARGUMENTS, CHROMIUM
from bench.database import ROOT
from bench.report import Row

NODE_MODULES = ROOT / ".local" / "audit" / "node_modules"
COMMAND = "make audit ARGS='--only lighthouse'"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
# What a first visit may weigh and what each category must reach, by device.
MOST_KB, MOST_JS_KB, MOST_OWN_JS_KB, MOST_SHIFT = 350, 75, 12, 0.05
FAST = {"mobile": 90, "desktop": 95}
PAGES = {"home": "/", "results": "/?{near}&rayon_km=20", "structure": "/structures/{one}/"}
# Another machine's name is not even looked up.
_ALONE = '--host-resolver-rules="MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"'
_LONGEST_S = 180


class Missing(RuntimeError):
    """Lighthouse or its browser is not installed; the message says what to do."""


def measure(base: str, known: dict[str, str], *, quick: bool, say: Callable[[str], None]) -> list[Row]:
    """The rows: scores are medians of three runs, weights are of a phone's run, in kB of 1000 bytes."""
    if not (NODE_MODULES / "lighthouse").is_dir() or not shutil.which("node"):
        raise Missing("Lighthouse is not installed: make audit does it (Node 18 or later)")
    runs = 1 if quick else 3
    rows: list[Row] = []
    for page, path in PAGES.items():
        if quick and page != "results":
            continue
        address = base + path.format(**known)
        for device, fast in FAST.items():
            reports = []
            for number in range(runs):
                say(f"{page}, {device}, {number + 1} of {runs}")
                reports.append(run(address, device))
            rows += _scores(reports, page, device, fast)
            if device == "mobile":
                rows += weights(reports[-1], base, page)
    return rows


def run(address: str, device: str) -> dict:
    """One report of Lighthouse about an address, in a browser of its own. Raises CalledProcessError."""
    flags = " ".join(["--headless=new", *ARGUMENTS, _ALONE])
    command = ["node", str(NODE_MODULES / "lighthouse" / "cli" / "index.js"), address, "--quiet"]
    command += ["--output=json", f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={flags}"]
    command += ["--no-enable-error-reporting"]
    if device == "desktop":
        command.append("--preset=desktop")
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {"CHROME_PATH": CHROMIUM, "XDG_CONFIG_HOME": home}
        done = subprocess.run(
            command, capture_output=True, text=True, check=True, timeout=_LONGEST_S, env=environment
        )
    return json.loads(done.stdout)


def _scores(reports: list[dict], page: str, device: str, fast: int) -> list[Row]:
    rows = []
    for category in CATEGORIES:
        scores = [100 * (report["categories"][category]["score"] or 0) for report in reports]
        must = f">= {fast}" if category == "performance" else "= 100"
        rows.append(
            Row(
                f"Lighthouse {device}, {page}: {category}",
                round(statistics.median(scores), 1),
                "of 100",
                must,
                None,
                len(scores),
                ", ".join(failed(reports[-1], category)) if statistics.median(scores) < 100 else "",
                COMMAND,
            )
        )
    shifts = [report["audits"]["cumulative-layout-shift"]["numericValue"] for report in reports]
    blocked = [report["audits"]["total-blocking-time"]["numericValue"] for report in reports]
    name = f"Lighthouse {device}, {page}"
    return [
        *rows,
        Row(f"{name}: layout shift", max(shifts), "CLS", f"<= {MOST_SHIFT}", None, len(shifts), "", COMMAND),
        Row(
            f"{name}: blocking time", statistics.median(blocked), "ms", None, None, len(blocked), "", COMMAND
        ),
    ]


def failed(report: dict, category: str) -> list[str]:
    """The names of the checks of a category that weigh and did not pass whole."""
    weighed = [ref["id"] for ref in report["categories"][category]["auditRefs"] if ref["weight"]]
    scores = {name: report["audits"][name].get("score") for name in weighed}
    return [name for name, score in scores.items() if score is not None and score < 0.9]


def weights(report: dict, base: str, page: str) -> list[Row]:
    """What the first visit brought from the site itself, as compressed as it came."""
    host = urlsplit(base).netloc
    requests = report["audits"]["network-requests"]["details"]["items"]
    own = [request for request in requests if urlsplit(request["url"]).netloc == host]
    scripts = [request for request in own if request.get("resourceType") == "Script"]
    ours = [request for request in scripts if "/static/js/" in request["url"]]

    def kilobytes(some: list[dict]) -> float:
        return sum(request.get("transferSize") or 0 for request in some) / 1000

    kinds = {kind: kilobytes([r for r in own if r.get("resourceType") == kind]) for kind in _kinds(own)}
    heavy = ", ".join(f"{kind} {size:.0f}" for kind, size in sorted(kinds.items(), key=lambda item: -item[1]))
    rows = []
    for figure, some, most, told in (
        ("transfer without tiles", own, MOST_KB, heavy),
        ("JavaScript at first load", scripts, MOST_JS_KB, ""),
        ("JavaScript of our own", ours, MOST_OWN_JS_KB, ""),
    ):
        rows.append(
            Row(f"{page}: {figure}", kilobytes(some), "kB", f"<= {most}", None, len(some), told, COMMAND)
        )
    return rows


def _kinds(requests: list[dict]) -> set[str]:
    return {request.get("resourceType") or "Other" for request in requests}


def markercluster() -> Path:
    """The folder of Leaflet.markercluster's built files. Raises Missing."""
    folder = NODE_MODULES / "leaflet.markercluster" / "dist"
    if not folder.is_dir():
        raise Missing("Leaflet.markercluster is not installed: make audit does it")
    return folder
