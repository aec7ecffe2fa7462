"""What `make audit` looks at the pages with: the browser, and Lighthouse in a folder of its own."""

import hashlib
import os
import shutil

from tools.console import LOCAL, ROOT, alone, run, step
from tools.system import ensure_audit_packages

HOME = LOCAL / "audit"
_WANTED = ("package.json", "package-lock.json")


def prepare() -> None:
    """Packages of the system and of Node, exactly those locked; quick when all are there. Raises Stop."""
    with alone("audit", "Une autre commande prépare déjà l'audit : attente…"):
        ensure_audit_packages()
        sources = [ROOT / "bench" / "audit" / name for name in _WANTED]
        digest = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()
        stamp = HOME / "reperes.sha256"
        if stamp.exists() and stamp.read_text() == digest:
            return
        with step("Lighthouse et de quoi comparer"):
            HOME.mkdir(parents=True, exist_ok=True)
            stamp.unlink(missing_ok=True)
            for source in sources:
                shutil.copy(source, HOME)
            # No package's own script is run, and the browser is Debian's.
            environment = os.environ | {"PUPPETEER_SKIP_DOWNLOAD": "1"}
            quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
            run(["npm", "ci", *quiet, "--prefix", HOME], env=environment)
        stamp.write_text(digest)
