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
from urllib.request import Request, urlopen

from bench.audit.window import ARGUMENTS, CHROMIUM
from bench.database import ROOT
from bench.report import Row

NODE_MODULES = ROOT / ".local" / "audit" / "node_modules"
COMMAND = "make audit ARGS='--only lighthouse'"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
# What a first visit may weigh and what each category must reach, by device.
MOST_KB, MOST_JS_KB, MOST_SHIFT = 350, 75, 0.05
MOST_OWN_JS_KB = {"home": 12, "results": 22, "structure": 12}
FAST = {"mobile": 90, "desktop": 95}
PAGES = {"home": "/", "results": "/?{near}&rayon_km=20", "structure": "/structures/{one}/"}
# Another machine's name is not even looked up.
_ALONE = '--host-resolver-rules="MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"'
_LONGEST_S, _ATTEMPTS = 180, 3


class DidNotAnswer(RuntimeError):
    """Lighthouse gave no report, several times; the message is its own."""


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
    """One report of Lighthouse about an address, in a browser of its own. Raises DidNotAnswer."""
    flags = " ".join(["--headless=new", *ARGUMENTS, _ALONE])
    command = ["node", str(NODE_MODULES / "lighthouse" / "cli" / "index.js"), address, "--quiet"]
    command += ["--output=json", f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={flags}"]
    command += ["--no-enable-error-reporting"]
    if device == "desktop":
        command.append("--preset=desktop")
    told = ""
    for _attempt in range(_ATTEMPTS):
        # On a machine that is busy elsewhere its browser may answer too late: that is no measure.
        with tempfile.TemporaryDirectory() as home:
            environment = os.environ | {"CHROME_PATH": CHROMIUM, "XDG_CONFIG_HOME": home}
            done = subprocess.run(
                command, capture_output=True, text=True, timeout=_LONGEST_S, env=environment
            )
        if done.returncode == 0:
            return json.loads(done.stdout)
        told = (done.stderr.strip() or done.stdout.strip())[-400:]
    raise DidNotAnswer(f"Lighthouse gave no report on {device} in {_ATTEMPTS} attempts: {told}")


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
    """What the first visit brought from the site itself: all with its headers, scripts as bodies."""
    host = urlsplit(base).netloc
    requests = report["audits"]["network-requests"]["details"]["items"]
    own = [request for request in requests if urlsplit(request["url"]).netloc == host]
    by_kind: dict[str, float] = {}
    for request in own:
        kind = request.get("resourceType") or "Other"
        by_kind[kind] = by_kind.get(kind, 0) + (request.get("transferSize") or 0) / 1000
    heavy = ", ".join(
        f"{kind} {size:.0f}" for kind, size in sorted(by_kind.items(), key=lambda item: -item[1])
    )
    scripts = {request["url"] for request in own if request.get("resourceType") == "Script"}
    bodies = {address: _compressed_kb(address) for address in sorted(scripts)}
    ours = {address: size for address, size in bodies.items() if "/static/js/" in address}
    heaviest = sorted(ours.items(), key=lambda item: -item[1])[:4]
    told = ", ".join(f"{address.rsplit('/', 1)[1].split('.')[0]} {size:.1f}" for address, size in heaviest)
    return [
        Row(f"{page}: {figure}", size, "kB", f"<= {most}", None, count, besides, COMMAND)
        for figure, size, most, count, besides in (
            ("transfer without tiles", sum(by_kind.values()), MOST_KB, len(own), heavy),
            ("JavaScript at first load, brotli", sum(bodies.values()), MOST_JS_KB, len(bodies), ""),
            ("JavaScript of our own, brotli", sum(ours.values()), MOST_OWN_JS_KB[page], len(ours), told),
        )
    ]


def _compressed_kb(address: str) -> float:
    """The size of a file as the site sends it to a browser that reads brotli, in kB."""
    asked = Request(address, headers={"Accept-Encoding": "br"})
    with urlopen(asked, timeout=30) as answer:
        return len(answer.read()) / 1000


def markercluster() -> Path:
    """The folder of Leaflet.markercluster's built files. Raises Missing."""
    folder = NODE_MODULES / "leaflet.markercluster" / "dist"
    if not folder.is_dir():
        raise Missing("Leaflet.markercluster is not installed: make audit does it")
    return folder
