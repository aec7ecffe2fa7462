"""The oracle: independent results for Seine-et-Marne, in a folder outside the repository.

`TERRITORY_ORACLE` names the folder; what needs it is left out, and says so, where it is not set.
"""

import csv
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

VARIABLE = "TERRITORY_ORACLE"
FOLDER = Path(os.environ.get(VARIABLE, ""))


def is_there() -> bool:
    """Whether the folder is named and holds what is expected."""
    return bool(os.environ.get(VARIABLE)) and (FOLDER / "expected_77.csv").exists()


@dataclass(frozen=True)
class People:
    codes: list[str]
    departements: np.ndarray
    lonlat: np.ndarray
    at: np.ndarray
    count: np.ndarray

    def of(self, departement: str) -> np.ndarray:
        return self.departements == departement


def _structures(theme: str) -> list[dict[str, str]]:
    rows = csv.DictReader((FOLDER / "structures_77_45km.csv").open())
    return [row for row in rows if row["theme"] == theme]


def people() -> People:
    rows = list(csv.DictReader((FOLDER / "demand_77_45km.csv").open()))
    return People(
        [row["code"] for row in rows],
        np.array([row["dep"] for row in rows]),
        np.array([[float(row["lon"]), float(row["lat"])] for row in rows]),
        np.array([[float(row["x"]), float(row["y"])] for row in rows]),
        np.array([float(row["pop"] or "nan") for row in rows]),
    )


def structures(theme: str) -> tuple[np.ndarray, np.ndarray]:
    """Points in degrees, and capacities."""
    rows = [
        row for row in csv.DictReader((FOLDER / "structures_77_45km.csv").open()) if row["theme"] == theme
    ]
    return (
        np.array([[float(row["lon"]), float(row["lat"])] for row in rows]),
        np.array([float(row["capacity"]) for row in rows]),
    )


def projected_structures(theme: str) -> np.ndarray:
    """Points in Lambert-93, to the millimetre; the degrees of the files are rounded to the centimetre."""
    rows = [
        row for row in csv.DictReader((FOLDER / "structures_77_45km.csv").open()) if row["theme"] == theme
    ]
    return np.array([[float(row["x"]), float(row["y"])] for row in rows])


def expected(theme: str) -> dict[str, dict[str, float]]:
    rows = csv.DictReader((FOLDER / "expected_77.csv").open())
    numbers = ("nearest_m", "twosfca_per10k", "e2sfca_per10k")
    return {
        row["code"]: {name: float(row[name]) for name in numbers} for row in rows if row["theme"] == theme
    }
