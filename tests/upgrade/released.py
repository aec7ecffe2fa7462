"""What a version released and must not change: `python -m tests.upgrade.released 0.2.0` adds to it."""

import hashlib
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIST = Path(__file__).with_name("released.json")


def digests() -> dict[str, str]:
    """SHA-256 of every migration and of the SQL that it runs, by path."""
    files = [*ROOT.glob("*/migrations/0*.py"), *ROOT.glob("*/migrations/frozen/*.sql")]
    return {
        str(file.relative_to(ROOT)): hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(files)
    }


def released() -> dict[str, dict[str, str]]:
    """The same digests as they were when each version was released."""
    return json.loads(LIST.read_text()) if LIST.exists() else {}


def release(version: str) -> None:
    """Note what is new since the versions before."""
    known = released()
    before = {path for files in known.values() for path in files}
    known[version] = {path: digest for path, digest in digests().items() if path not in before}
    LIST.write_text(json.dumps(known, indent=2) + "\n")


if __name__ == "__main__":
    release(sys.argv[1])
