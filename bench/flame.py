"""`python -m bench.flame`: where the time of a search goes, drawn as a flame graph.

The site answers the API's question over and over in this process, while another thread notes every
millisecond which functions are running. Time spent waiting for PostgreSQL is under psycopg's `wait`.
"""

import argparse
import os
import secrets
import sys
import threading
import time
from collections import Counter
from html import escape
from pathlib import Path

import django

_EVERY_S = 0.001
_WIDE, _HIGH, _FONT = 1200, 18, 11
# Narrower than this, in pixels, a frame is not drawn.
_LEAST = 0.6
_OWN = (
    *("accounts", "common", "data", "desk", "geoapp", "geocoding"),
    *("layers", "mapping", "places", "search", "territory"),
)
Stack = tuple[str, ...]


def main() -> int:
    """Ask, sample, draw; the file's name is the argument."""
    parser = argparse.ArgumentParser(prog="python -m bench.flame", description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path, help="the SVG to write")
    parser.add_argument("--page", action="store_true", help="the page rather than the API")
    parser.add_argument("--seconds", type=float, default=10)
    options = parser.parse_args()
    os.environ |= {"DEBUG": "0", "HTTPS": "0", "DJANGO_SETTINGS_MODULE": "bench.settings"}
    os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(64))
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    django.setup()
    stacks = sample(options.seconds, page=options.page)
    options.file.write_text(draw(stacks), encoding="utf-8")
    print(f"{sum(stacks.values())} samples: {options.file}")
    return 0


def sample(seconds: float, *, page: bool) -> Counter[Stack]:
    """How many times each stack of functions, the outermost first, was seen while the site answered."""
    from django.test import Client

    from bench.database import COMMON
    from bench.points import points

    client, asked = Client(SERVER_NAME="localhost"), points("urban", 40)
    path = "/" if page else "/api/v1/structures"
    questions = [f"{path}?theme={COMMON}&lat={one.lat}&lon={one.lon}&rayon_km=20" for one in asked]
    for question in questions:
        if (status := client.get(question).status_code) != 200:
            raise RuntimeError(f"{question}: status {status}")
    stacks: Counter[Stack] = Counter()
    over, watched = threading.Event(), threading.get_ident()

    def watch() -> None:
        while not over.wait(_EVERY_S):
            stacks[_stack(sys._current_frames()[watched])] += 1

    # Else the watcher would run only while the other waits, and see nothing but waiting.
    sys.setswitchinterval(_EVERY_S / 10)
    watcher = threading.Thread(target=watch)
    watcher.start()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for question in questions:
            client.get(question)
    over.set()
    watcher.join()
    return stacks


def _stack(frame) -> Stack:
    names = []
    while frame:
        module = frame.f_globals.get("__name__", "")
        names.append(f"{module}.{frame.f_code.co_qualname}")
        frame = frame.f_back
    # What is above the handler is the same for all.
    outermost_first = names[::-1]
    handlers = [i for i, name in enumerate(outermost_first) if name.endswith("BaseHandler._get_response")]
    return tuple(outermost_first[handlers[0] :]) if handlers else ()


def draw(stacks: Counter[Stack]) -> str:
    """The stacks as an SVG: a row a depth, as wide as the share of the time, the outermost at the bottom."""
    stacks = Counter({stack: count for stack, count in stacks.items() if stack})
    total = sum(stacks.values())
    deepest = max(map(len, stacks))
    boxes: list[str] = []

    def frames(part: Counter[Stack], depth: int, left: float) -> None:
        children: dict[str, Counter[Stack]] = {}
        for stack, count in part.items():
            if len(stack) > depth:
                children.setdefault(stack[depth], Counter())[stack] += count
        for name, inner in sorted(children.items()):
            count = sum(inner.values())
            wide = _WIDE * count / total
            if wide >= _LEAST:
                boxes.append(_box(name, count / total, left, (deepest - depth) * _HIGH, wide))
                frames(inner, depth + 1, left)
            left += wide

    frames(stacks, 0, 0)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {(deepest + 1) * _HIGH}"'
        f' font-family="monospace" font-size="{_FONT}">{"".join(boxes)}</svg>\n'
    )


def _box(name: str, share: float, left: float, top: float, wide: float) -> str:
    room = int(wide / (_FONT * 0.62))
    short = ".".join(name.split(".")[-2:])
    label = short if len(short) <= room else short[: max(room - 1, 0)] + "…" if room > 3 else ""
    # Ours, the database's, everyone else's.
    own = name.split(".")[0] in _OWN
    colour = "#f3b562" if own else "#8fb8de" if name.startswith("psycopg") else "#dcdcdc"
    return (
        f'<g><title>{escape(name)} {share:.1%}</title><rect x="{left:.1f}" y="{top}" width="{wide:.1f}"'
        f' height="{_HIGH - 1}" fill="{colour}"/><text x="{left + 2:.1f}" y="{top + _HIGH - 6}">'
        f"{escape(label)}</text></g>"
    )


if __name__ == "__main__":
    sys.exit(main())
