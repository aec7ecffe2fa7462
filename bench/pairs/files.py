"""The real directories whose rows were judged, as the columns of a structure."""

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from data.imports.values import contacts
from places.folding import fold

Columns = dict[str, Any]
Points = Callable[[float, float], tuple[float, float]]
_LA_POSTE = re.compile(r"(?P<street>.*?)---(?P<postcode>\d{5})-(?P<town>.*)")


def read(path: Path) -> list[dict[str, Any]]:
    """The rows of a file, in its order; those of a CSV as its cells, in text."""
    if path.suffix == ".json":
        return json.loads(path.read_text(encoding="utf-8"))
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def columns(name: str, row: dict[str, Any], codes: dict[tuple[str, str], str]) -> Columns:
    """The columns of a structure that a row is; `codes` tells communes by postcode and folded name.

    Identifiers are left out, as whoever judged did without them.
    """
    kind = next(start for start in _READERS if name.startswith(start))
    said = _READERS[kind](row)
    point = (said.pop("lat", None), said.pop("lon", None))
    said["telephone"] = contacts.telephone(said.get("telephone", "")).value
    said["courriel"] = contacts.courriel(said.get("courriel", "")).value
    said["site_web"] = contacts.url(said.get("site_web", "")).value
    code = said.get("code_insee") or codes.get((said["code_postal"], fold(said["commune_nom"])), "")
    return {**said, "code_insee": code, "point": None if None in point else point}


def _france_services(row: dict[str, Any]) -> Columns:
    return {
        "nom": row["lib_fs"],
        "adresse": row["adresse"],
        "complement_adresse": row["complement_adresse"],
        "code_postal": row["code_postal"],
        "code_insee": row["insee_com"],
        "commune_nom": row["lib_com"],
        "telephone": row["telephone"],
        "courriel": row["mail"],
        "lat": _number(row["latitude"]),
        "lon": _number(row["longitude"]),
    }


def _maine_et_loire(row: dict[str, Any]) -> Columns:
    # Lambert-93, which the database makes a longitude and a latitude of.
    return {
        "nom": row["NOM_STRUCTURE"],
        "adresse": f"{row['N°']} {row['ADRESSE']}".strip(),
        "complement_adresse": str(row["COMP_ADRESSE"]),
        "code_postal": str(row["CP"]),
        "commune_nom": row["COMMUNE"],
        "telephone": str(row["NUM_TEL"]),
        "site_web": row["SITE_WEB"],
        "lambert": (_number(row["x"]), _number(row["y"])),
    }


def _le_havre(row: dict[str, Any]) -> Columns:
    return {
        "nom": row["nom"],
        "adresse": row["adresse"],
        "complement_adresse": row["complement_adresse"],
        "code_postal": str(row["code_postal"]),
        "code_insee": str(row["code_insee"]),
        "commune_nom": row["commune"],
        "telephone": str(row["telephone"]),
        "site_web": row["site_web"],
        "siret": str(row["pivot"]),
        "lat": _number(row["latitude"]),
        "lon": _number(row["longitude"]),
    }


def _la_poste(row: dict[str, Any]) -> Columns:
    parts = _LA_POSTE.fullmatch(row["Adresse"] or "")
    return {
        "nom": row["Site"],
        "adresse": parts["street"] if parts else row["Adresse"] or "",
        "code_postal": parts["postcode"] if parts else "",
        "code_insee": str(row["result_citycode"] or ""),
        "commune_nom": parts["town"] if parts else str(row["result_city"] or ""),
        "lat": _number(row["latitude"]),
        "lon": _number(row["longitude"]),
    }


_READERS: dict[str, Callable[[dict[str, Any]], Columns]] = {
    "france_services": _france_services,
    "maine_et_loire": _maine_et_loire,
    "mednum_le_havre": _le_havre,
    "la_poste": _la_poste,
}


def _number(cell: Any) -> float | None:
    text = str(cell if cell is not None else "").replace(",", ".").strip()
    try:
        return float(text)
    except ValueError:
        return None
