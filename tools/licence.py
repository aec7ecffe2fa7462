# SPDX-License-Identifier: AGPL-3.0-or-later
"""The licence in the first line of each file of the product: `python -m tools.licence` writes it there.

Migrations are left out, since one that a version holds never changes, and so are files with nothing in them.
"""

from collections.abc import Iterator
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
IDENTIFIER = "SPDX-License-Identifier: AGPL-3.0-or-later"
_NOT_THE_PRODUCT = {"tests", "bench", "docs", "staticfiles"}
_COMMENTS = {".py": "#", ".js": "//"}


def files(checkout: Path = CHECKOUT) -> Iterator[Path]:
    """The Python and JavaScript files of the product, in order."""
    yield checkout / "manage.py"
    for room in sorted(checkout.iterdir()):
        if not room.is_dir() or room.name.startswith(".") or room.name in _NOT_THE_PRODUCT:
            continue
        for path in sorted(room.rglob("*")):
            if path.suffix in _COMMENTS and "migrations" not in path.parts and path.read_bytes().strip():
                yield path


def says_its_licence(path: Path) -> bool:
    """Whether the line is there: the first one, or the second where the first says what runs the file."""
    return _line(path) in path.read_text(encoding="utf-8").splitlines()[:2]


def write(path: Path) -> bool:
    """Put the line where it is missing; whether it was."""
    if says_its_licence(path):
        return False
    text = path.read_text(encoding="utf-8")
    first, rest = text.split("\n", 1) if text.startswith("#!") else ("", text)
    head = f"{first}\n" if first else ""
    path.write_text(f"{head}{_line(path)}\n{rest}", encoding="utf-8")
    return True


def _line(path: Path) -> str:
    return f"{_COMMENTS[path.suffix]} {IDENTIFIER}"


if __name__ == "__main__":
    for changed in filter(write, files()):
        print(changed.relative_to(CHECKOUT))
