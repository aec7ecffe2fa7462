"""The judged files in one directory, in a transaction that leaves nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.pairs import files

NAMES = (
    "france_services_2022.csv",
    "france_services_2024.csv",
    "maine_et_loire.json",
    "mednum_le_havre.json",
    "la_poste_ban_results.json",
)
Row = tuple[str, int]


class _Undo(Exception):
    pass


@contextmanager
def taken_back() -> Iterator[None]:
    """A transaction that leaves nothing."""
    from django.db import transaction

    try:
        with transaction.atomic():
            yield
            raise _Undo
    except _Undo:
        pass


def fill(data: Path) -> dict[Row, int]:
    """Write every row of every file as a structure of its own; their numbers by file and row, from 1."""
    from django.contrib.gis.geos import Point

    from mapping.models import Structure

    codes, known = _communes()
    rows: list[Row] = []
    made: list[Any] = []
    for name in NAMES:
        for number, row in enumerate(files.read(data / name), start=1):
            said = files.columns(name, row, codes)
            point = said.pop("point") or _from_lambert(said.pop("lambert", None))
            said.pop("lambert", None)
            code = said.pop("code_insee")
            exact = point is not None
            made.append(
                Structure(
                    source=name[:50],
                    source_id=str(number),
                    commune_id=code if code in known else None,
                    position=Point(point[1], point[0], srid=4326) if point else None,
                    position_precision="address" if exact else "",
                    position_origin="source" if exact else "",
                    **{key: str(value or "")[:250] for key, value in said.items()}
                    | {"nom": said["nom"] or "—"},
                )
            )
            if made[-1].siret and (len(made[-1].siret) != 14 or not made[-1].siret.isdigit()):
                made[-1].siret = ""
            if len(made[-1].code_postal) != 5:
                made[-1].code_postal = ""
            rows.append((name, number))
    created = Structure.objects.bulk_create(made, batch_size=1000)
    return {row: one.pk for row, one in zip(rows, created, strict=True)}


def _communes() -> tuple[dict[tuple[str, str], str], set[str]]:
    from places.folding import fold
    from places.models import Commune

    codes, known = {}, set()
    for code, nom, postcodes, kind in Commune.objects.values_list("code", "nom", "postcodes", "kind"):
        known.add(code)
        if kind == "COM":
            codes |= {(postcode, fold(nom)): code for postcode in postcodes}
    return codes, known


def _from_lambert(at: tuple[float | None, float | None] | None) -> tuple[float, float] | None:
    from django.contrib.gis.geos import Point

    if not at or None in at:
        return None
    point = Point(at[0], at[1], srid=2154).transform(4326, clone=True)
    return point.y, point.x
