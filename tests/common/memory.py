"""How much the memory of this process grows at most while something is done."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_STATUS, _PEAK_RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


class Growth:
    megabytes = 0.0


@contextmanager
def growth() -> Iterator[Growth]:
    """`megabytes` holds, after the block, how far the resident memory went above what it was before."""
    found = Growth()
    _PEAK_RESET.write_text("5")
    before = _megabytes("VmRSS")
    yield found
    found.megabytes = _megabytes("VmHWM") - before


def _megabytes(name: str) -> float:
    line = next(line for line in _STATUS.read_text().splitlines() if line.startswith(f"{name}:"))
    return int(line.split()[1]) / 1024
