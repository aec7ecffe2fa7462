"""The addresses of the benchmark: true ones, and those removed before indexing, which must not be found."""

import gzip
import json
import random
from dataclasses import dataclass
from pathlib import Path

from geocoding.normalise.streets import significant

SHARE_REMOVED = 0.2


@dataclass(frozen=True, slots=True)
class Truth:
    """One address and where it is (degrees, WGS 84). `removed` is "", "street" or "number"."""

    number: str
    street: str
    postcode: str
    city: str
    citycode: str
    lat: float
    lon: float
    removed: str = ""
    departement: str = ""


def read(file: Path) -> list[dict]:
    """The documents of an addok file (ndjson, gzip or not)."""
    opened = gzip.open if file.suffix == ".gz" else open
    with opened(file, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def split(documents: list[dict], seed: int) -> tuple[list[dict], list[Truth]]:
    """Remove a fifth of the streets and of the numbers of those left; what to index, and every truth.

    Documents of one street name in one commune go or stay together: absent is absent under all of them.
    """
    kept, truths = [], []
    towns = {_first(one["citycode"]): one for one in documents if one["type"] == "municipality"}
    for document in documents:
        if document["type"] == "municipality":
            kept.append(document)
            continue
        street = f"{seed}-{_first(document['citycode'])}-{''.join(significant(_first(document['name']))[1])}"
        street_removed = random.Random(street).random() < SHARE_REMOVED
        left = {}
        for number, place in sorted(document.get("housenumbers", {}).items()):
            drawn = random.Random(f"{street}-{_written(number).lower()}").random()
            removed = "street" if street_removed else "number" if drawn < SHARE_REMOVED else ""
            truths.append(_truth(document, towns, number, place, removed))
            if removed != "number":
                left[number] = place
        if not street_removed:
            kept.append({**document, "housenumbers": left})
    return kept, truths


def _truth(document: dict, towns: dict[str, dict], number: str, place: dict, removed: str) -> Truth:
    citycode = _first(document["citycode"])
    town = towns[citycode]
    return Truth(
        number=_written(number),
        street=_first(document["name"]),
        postcode=_first(document["postcode"]) or _first(town["postcode"]),
        city=_first(document["city"]),
        citycode=citycode,
        lat=place["lat"],
        lon=place["lon"],
        removed=removed,
        departement=citycode[:3] if citycode >= "97" else citycode[:2],
    )


def _written(number: str) -> str:
    """ "2BIS" as people write it."""
    figures = "".join(char for char in number if char.isdigit())
    letters = number[len(figures) :].strip().lower()
    return f"{figures} {letters}".strip() if len(letters) > 1 else f"{figures}{letters.upper()}"


def _first(value) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    return value or ""


def write(documents: list[dict], file: Path) -> Path:
    with file.open("w", encoding="utf-8") as out:
        for document in documents:
            out.write(json.dumps(document, ensure_ascii=False) + "\n")
    return file
