# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading what a stranger sent, or setting pages, in a process of its own whose memory and time are bounded.

What is made to exhaust memory ends that process alone; the site's grows by one answer at a time. The site
calls `ask`, the process `serve`. Nothing of the site is loaded there. What differs from one work to another
is told by its `Work`.
"""

import json
import resource
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from common.files.book import Unreadable, row_too_long
from common.files.limits import MAX_ROW, MIB, READER_MEMORY, READER_SECONDS

# The program that reads archives, workbooks and JSON.
READER = "common.files.worker"
_ROOT = Path(__file__).resolve().parents[2]
_REFUSED = 6


class Exhausted(Unreadable):
    """Reading took more memory or time than it may, or the reader came to grief."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a process may take, and what is said of it.

    `memory` is in bytes, `seconds` of processor. `refused` is raised with what the process refuses,
    `exhausted` when it cannot go on; `beyond` is what is told then, with `%(mib)d` and `%(seconds)d`.
    """

    memory: int
    seconds: int
    beyond: str
    refused: type[Exception] = Unreadable
    exhausted: type[Exception] = Exhausted


_READING = (
    "Ce fichier demande, pour être lu, plus de %(mib)d Mo de mémoire ou de %(seconds)d s de "
    "calcul : il n'est pas lu. Enregistrez seulement la feuille utile, en CSV par exemple."
)


def ask(
    module: str, *arguments: str, memory: int = READER_MEMORY, seconds: int = READER_SECONDS
) -> Iterator[Any]:
    """The documents that `module` answers of a file, one by one; see `work`.

    `memory` is in bytes, `seconds` of processor. Raises Unreadable with what the reader refuses, and
    Exhausted when it cannot go on.
    """
    return work(module, *arguments, bounds=Work(memory, seconds, _READING))


def work(module: str, *arguments: str, bounds: Work) -> Iterator[Any]:
    """The documents that `module` (run as a program, its `main` calling `serve`) answers, one by one.

    Raises `bounds.refused` with what the program refuses, and `bounds.exhausted` when it cannot go on.
    """
    memory, seconds = bounds.memory, bounds.seconds
    reader = subprocess.Popen(
        [sys.executable, "-m", module, str(memory), str(seconds), *arguments],
        cwd=_ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    refusal = ""
    try:
        assert reader.stdout is not None
        for line in reader.stdout:
            document = json.loads(line)
            if isinstance(document, dict) and "refusal" in document:
                refusal = document["refusal"]
            else:
                yield document
        code = reader.wait()
    finally:
        if reader.poll() is None:
            reader.kill()
            reader.wait()
        if reader.stdout:
            reader.stdout.close()
    if code == _REFUSED:
        raise bounds.refused(refusal)
    if code:
        raise bounds.exhausted(bounds.beyond % {"mib": memory // MIB, "seconds": seconds})


def serve(
    answer: Callable[..., Iterable[Any]],
    plain: Callable[[Any], Any] = str,
    refused: type[Exception] = Unreadable,
) -> int:
    """Write what `answer(*arguments)` gives, a line each, within the limits that were set; the exit status.

    `plain` makes what JSON has no word for writable; `refused` is what `answer` raises with a message for
    whoever asked.
    """
    memory, seconds, *arguments = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 5))
    try:
        for document in answer(*arguments):
            _write(document, plain)
    except (refused, Unreadable) as refusal:
        _write({"refusal": str(refusal)}, plain)
        return _REFUSED
    except (MemoryError, RecursionError):
        return 5
    return 0


def _write(document: Any, plain: Callable[[Any], Any]) -> None:
    text = json.dumps(document, default=plain, ensure_ascii=True)
    if len(text) > MAX_ROW:
        raise Unreadable(row_too_long())
    sys.stdout.write(text)
    sys.stdout.write("\n")
