"""`python -m bench.messy FOLDER`: write the workbooks and the truth of each, to look at or to try by hand."""

import argparse
import sys
from pathlib import Path

from bench.messy.book import Fate
from bench.messy.books import SETS, books, write


def main() -> int:
    """Write every file; 2 when the folder is not there."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.messy", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("folder", type=Path, help="where to write, a folder that exists")
    parser.add_argument("--set", choices=SETS, default="first", help="which workbooks")
    asked = parser.parse_args()
    folder = asked.folder
    if not folder.is_dir():
        print(f"bench.messy: {folder} is not a folder", file=sys.stderr)
        return 2
    for book in books(asked.set):
        file = write(book, folder)
        data = sum(meaning.fate is not Fate.IGNORABLE for meaning in book.truth.values())
        print(f"{file.name:50} {data:5} cells of data  {', '.join(book.shapes)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
