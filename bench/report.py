"""The figures: rows with a must that each holds or not, a table to read and a file to keep."""

import json
import math
import operator
import os
import platform
import subprocess
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.database import ROOT

RESULTS = ROOT / "bench" / "results"
_COMPARISONS = {"<=": operator.le, ">=": operator.ge, "=": operator.eq}


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. `must` and `aim` are like "<= 4"; None where nothing is promised."""

    figure: str
    value: float | str | None
    unit: str
    must: str | None = None
    aim: str | None = None
    samples: int | None = None
    absolute: str | None = None
    command: str = "make bench"

    @property
    def holds(self) -> bool | None:
        """Whether the value keeps its must; None without one. A figure that is not there does not."""
        return None if self.must is None else keeps(self.value, self.must)


def keeps(value: float | str | None, must: str) -> bool:
    """Whether a value keeps a bound such as "<= 4", ">= 5" or "= yes"."""
    sign, bound = must.split(" ", 1)
    if isinstance(value, str):
        return _COMPARISONS[sign](value, bound)
    return value is not None and not math.isnan(value) and _COMPARISONS[sign](value, float(bound))


def table(rows: list[Row]) -> str:
    """The rows in columns, for a terminal."""
    titles = ("figure", "value", "unit", "must", "holds", "n", "absolute")
    cells = [titles]
    for row in rows:
        value = row.value if isinstance(row.value, str) else "–" if row.value is None else f"{row.value:.2f}"
        holds = {True: "yes", False: "NO", None: ""}[row.holds]
        cells.append(
            (row.figure, value, row.unit, row.must or "", holds, str(row.samples or ""), row.absolute or "")
        )
    widths = [max(len(line[column]) for line in cells) for column in range(len(titles))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in cells
    )


def document(rows: list[Row]) -> dict:
    """What is written to `bench/results/`: when, which commit, on what, and the rows."""
    written = []
    for row in rows:
        entry = asdict(row) | {"holds": row.holds}
        if isinstance(row.value, float):
            entry["value"] = None if math.isnan(row.value) else round(row.value, 3)
        written.append(entry)
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit(),
        "machine": machine(),
        "rows": written,
    }


def write(rows: list[Row], name: str) -> Path:
    RESULTS.mkdir(exist_ok=True)
    file = RESULTS / f"{name}.json"
    file.write_text(json.dumps(document(rows), ensure_ascii=False, indent=1) + "\n")
    return file


def save(rows: list[Row], file: str) -> None:
    """Write rows for another process to `load`."""
    Path(file).write_text(json.dumps([asdict(row) for row in rows]))


def load(file: str) -> list[Row]:
    return [Row(**row) for row in json.loads(Path(file).read_text())]


def commit() -> str | None:
    """The short name of the commit measured, with "+" when files differ from it; None outside git."""
    try:
        name = _git("rev-parse", "--short", "HEAD")
        return name + ("+" if _git("status", "--porcelain", "--untracked-files=no") else "")
    except (OSError, subprocess.CalledProcessError):
        return None


def machine() -> dict:
    """Cores, memory and processor: what figures depend on, and nothing that names the machine."""
    processor = platform.machine()
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            processor = line.split(":", 1)[1].strip()
            break
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(memory / 1024**3),
        "processor": processor,
    }


def _git(*arguments: str) -> str:
    finished = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    return finished.stdout.strip()
