# SPDX-License-Identifier: AGPL-3.0-or-later
"""Siting in a process of its own, which can be ended: HiGHS has been seen to run twice its limit of time.

The page's process writes a problem to the child's standard input and reads the answer from its output. A
child that is not done some seconds after the limit is killed, and the greedy choice stands in for it, with
nothing proven.
"""

import io
import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from territory import siting
from territory.siting import Advice, Alternative, AtThreshold, Choice, Problem

# Starting Python and SciPy, then what an answer may take beyond the limit.
_START_S, _GRACE = 5.0, 1.25
_ROOT = Path(__file__).resolve().parent.parent


class Unavailable(Exception):
    """The worker ended without an answer, for another reason than time."""


@dataclass(frozen=True, slots=True)
class Findings:
    """An advice, the fewest sites that reach everyone, and the people whom no candidate could: `left_out`."""

    advice: Advice
    everyone: Choice
    left_out: float


def work(
    problem: Problem, sites: int, aim: str, threshold_m: float, limit_s: float = siting.DEFAULT_LIMIT_S
) -> Findings:
    """`siting.advise` and `siting.fewest` within about `limit_s` seconds in all, whatever the solver does.

    Raises Unavailable.
    """
    order = {"sites": sites, "aim": aim, "threshold_m": threshold_m, "limit_s": limit_s / 2}
    answer = _ask(order, problem, limit_s)
    if answer is None:
        everyone = siting.quick(problem.unweighed(), len(problem.candidates_at), siting.COVERAGE, threshold_m)
        beyond = siting.left_out(problem, threshold_m)
        return Findings(Advice(siting.quick(problem, sites, aim, threshold_m)), everyone, beyond)
    advice = Advice(
        _choice(answer["choice"]),
        [Alternative(**each) for each in answer["alternatives"]],
        [AtThreshold(**each) for each in answer["robustness"]],
    )
    return Findings(advice, _choice(answer["everyone"]), answer["left_out"])


def _ask(order: dict, problem: Problem, limit_s: float) -> dict | None:
    """What the child answers; None when time was over."""
    packed = io.BytesIO()
    np.savez(packed, order=np.array(json.dumps(order)), **asdict(problem))
    try:
        # subprocess.run kills its child when the timeout is over.
        done = subprocess.run(
            [sys.executable, "-m", "territory.worker"],
            input=packed.getvalue(),
            capture_output=True,
            timeout=limit_s * _GRACE + _START_S,
            cwd=_ROOT,
        )
    except subprocess.TimeoutExpired:
        return None
    if done.returncode:
        raise Unavailable(done.stderr.decode(errors="replace")[-400:])
    return json.loads(done.stdout)


def _choice(written: dict) -> Choice:
    return Choice(**(written | {"sites": tuple(written["sites"]), "ties": tuple(written["ties"])}))


def main() -> None:
    """Answer one order read from standard input."""
    with np.load(io.BytesIO(sys.stdin.buffer.read()), allow_pickle=False) as packed:
        order = json.loads(str(packed["order"]))
        problem = Problem(**{name: packed[name] for name in Problem.__slots__})
    advice = siting.advise(problem, **order)
    everyone, left_out = siting.fewest(problem, order["threshold_m"], order["limit_s"])
    answer = asdict(advice) | {"everyone": asdict(everyone), "left_out": left_out}
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
