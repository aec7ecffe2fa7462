"""The site's applications, from the bottom up, as `pyproject.toml` declares them for import-linter."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def rooms() -> list[set[str]]:
    """Applications that may name those before them; those of one set do not know each other."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())
    layers = declared["tool"]["importlinter"]["contracts"][0]["layers"]
    return [{name.strip() for name in layer.split("|")} for layer in reversed(layers)]


APPLICATIONS = sorted(set().union(*rooms()))
