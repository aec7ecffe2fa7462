"""Small files written for the tests, and the real ones where they are at hand."""

import csv
import io
import os
from pathlib import Path

import pytest

from data.imports import runs
from data.models import ImportRun, Source
from data.models.source import source_named

# A folder of real directories, which are not the project's to give away.
REAL_FILES = "REPERES_REAL_FILES"


def real_file(name: str) -> Path:
    """A real file; skips the test where there is none."""
    folder = os.environ.get(REAL_FILES, "")
    path = Path(folder) / name
    if not folder or not path.is_file():
        pytest.skip(f"{REAL_FILES} does not name a folder that holds {name}")
    return path


def csv_bytes(rows: list[dict], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    file = io.StringIO()
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(file, names, delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode(encoding)


def received(
    content: bytes | Path, name: str = "annuaire.csv", source: Source | None = None, whole: bool | None = None
) -> ImportRun:
    """A run ready to be rehearsed, its columns taken as they were recognised."""
    data = content.read_bytes() if isinstance(content, Path) else content
    run = runs.receive(name, iter([data]), source)
    if run.source is None and run.settings:
        runs.save_mapping(
            run,
            {column["name"]: column["target"] for column in run.settings["columns"] if column["target"]},
            source_named("annuaire", "Annuaire"),
            whole=whole,
        )
    return run


def rehearsed(content: bytes | Path, name: str = "annuaire.csv", whole: bool | None = None) -> ImportRun:
    run = received(content, name, whole=whole)
    if whole is not None:
        run.whole = whole
        run.save()
    runs.rehearse(run)
    return run


def applied(content: bytes | Path, name: str = "annuaire.csv", whole: bool | None = None) -> ImportRun:
    """A run written as staff say yes to it."""
    run = rehearsed(content, name, whole)
    runs.accept(run)
    return runs.apply(run)


def row(number: int = 1, **values) -> dict:
    """One line of a directory around Melun."""
    return {
        "id": f"a{number}",
        "nom": f"Association du quartier {number}",
        "adresse": f"{number} rue des Essais",
        "code_postal": "77000",
        "commune": "Melun",
        "telephone": "01 64 52 89 00",
        **values,
    }


def unknown_rows(count=3):
    """Rows of which no word of public, of level, of network, of cost and of childcare is known, after six
    that show what the columns are."""
    known = [
        {**row(number), "atelier": f"Connu {number}", "garde d'enfants": "oui"} for number in range(90, 96)
    ]
    return known + [
        {
            **row(number),
            "atelier": f"Cours {number}",
            "publics": "Zonzons",
            "niveaux": "Fort",
            "réseau": "Les Copains",
            "tarif": "au chapeau",
            "garde d'enfants": "bof",
        }
        for number in range(1, count + 1)
    ]


def owned_by(user, source: Source) -> Source:
    """The source, as if that person had imported it first."""
    source.owner, source.organisation = user, user.organisation
    source.save()
    return source
