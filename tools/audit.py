# SPDX-License-Identifier: AGPL-3.0-or-later
"""What `make audit` looks at the pages with: the browser, and Lighthouse in a folder of its own."""

from tools.console import LOCAL, ROOT, alone
from tools.node import ensure_modules
from tools.system import ensure_audit_packages

HOME = LOCAL / "audit"


def prepare() -> None:
    """Packages of the system and of Node, exactly those locked; quick when all are there. Raises Stop."""
    with alone("audit", "Une autre commande prépare déjà l'audit : attente…"):
        ensure_audit_packages()
        ensure_modules(ROOT / "bench/audit", HOME, "Lighthouse et de quoi comparer")
