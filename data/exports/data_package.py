# SPDX-License-Identifier: AGPL-3.0-or-later
"""A data package (Frictionless, version 1): tables of structures, services and contacts, described.

The same columns as the workbook's sheets, in text files that say in `datapackage.json` what each column is.
"""

import csv
import json
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from data.exports import columns
from data.exports.notice import notice
from data.exports.offered import Format
from data.exports.reading import entries
from data.exports.selection import Selection
from data.exports.xlsx import MATCHES
from mapping.models import VisibleContact, VisibleService, VisibleStructure

STRUCTURES, SERVICES, CONTACTS = "structures", "services", "contacts"
_PIECE = 64 * 1024
# Columns that are no field of the record that they tell of.
_TYPES = {
    "numero": "integer", "id": "string", "structure_numero": "integer", "service_numero": "integer",
    "latitude": "number", "longitude": "number", "adresse_confidentielle": "boolean", "exemple": "boolean",
    MATCHES: "boolean",
    **{name: "date" for name, _read in columns.VERIFIED},
}  # fmt: skip


def chunks(selection: Selection) -> Iterator[bytes]:
    """The archive, written to disk table by table, then sent in pieces."""
    needs = [columns.NEEDS] if selection.themes else []
    names = {
        STRUCTURES: [name for name, _read in columns.STRUCTURE] + needs,
        SERVICES: [name for name, _read in columns.SERVICE] + [MATCHES, *needs, *columns.names_of_fields()],
        # Those that the reader may see: a visitor's are few.
        CONTACTS: [name for name, _read in columns.CONTACT],
    }
    with tempfile.TemporaryDirectory(prefix="export-") as folder:
        _write_tables(selection, names, Path(folder))
        archive = Path(folder) / "package.zip"
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as package:
            described = json.dumps(_described(selection, names, Path(folder)), ensure_ascii=False, indent=2)
            package.writestr("datapackage.json", described)
            for table in names:
                package.write(Path(folder) / f"{table}.csv", f"{table}.csv")
        with archive.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece


def _write_tables(selection: Selection, names: dict[str, list[str]], folder: Path) -> None:
    files = {table: (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") for table in names}
    try:
        writers = {table: csv.writer(file) for table, file in files.items()}
        for table, writer in writers.items():
            writer.writerow(names[table])
        fields = columns.FIELDS in names[SERVICES]
        for entry in entries(selection):
            needs = [selection.needs_met(entry.services)] if selection.themes else []
            _row(writers[STRUCTURES], [*columns.cells(columns.STRUCTURE, entry.structure), *needs])
            for service, matches in [(one, True) for one in entry.services] + [
                (one, False) for one in entry.other_services
            ]:
                needs = [selection.needs_met([service])] if selection.themes else []
                told = columns.fields_told([service]) if fields else []
                _row(writers[SERVICES], [*columns.cells(columns.SERVICE, service), matches, *needs, *told])
            for contact in [*entry.contacts, *(one for group in entry.contacts_of.values() for one in group)]:
                _row(writers[CONTACTS], columns.cells(columns.CONTACT, contact))
    finally:
        for file in files.values():
            file.close()


def _row(writer: Any, cells: list[Any]) -> None:
    writer.writerow([columns.safe(columns.plain(cell)) for cell in cells])


def _described(selection: Selection, names: dict[str, list[str]], folder: Path) -> dict[str, Any]:
    """What `datapackage.json` says."""
    said = notice(selection.role)
    return {
        "profile": "tabular-data-package",
        "name": "structures",
        "title": settings.SITE_NAME,
        **({"description": said} if said else {}),
        "resources": [_resource(table, names[table], folder / f"{table}.csv") for table in names],
    }


def _resource(table: str, names: list[str], file: Path) -> dict[str, Any]:
    keys = {}
    if table != STRUCTURES:
        keys["foreignKeys"] = [
            {
                "fields": ["structure_numero"],
                "reference": {"resource": STRUCTURES, "fields": ["numero"]},
            }
        ]
    return {
        "profile": "tabular-data-resource",
        "name": table,
        "path": file.name,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.stat().st_size,
        "dialect": {"delimiter": ",", "doubleQuote": True, "lineTerminator": "\r\n", "header": True},
        "schema": {
            "fields": [_field(table, name) for name in names],
            "primaryKey": ["numero"],
            "missingValues": [""],
            **keys,
        },
    }


def _field(table: str, name: str) -> dict[str, Any]:
    kind = _TYPES.get(name) or _type_of(table, name)
    field: dict[str, Any] = {"name": name, "type": kind}
    if kind == "boolean":
        field |= {"trueValues": ["oui"], "falseValues": ["non"]}
    if name in ("numero", "structure_numero"):
        field["constraints"] = {"required": True}
    return field


def _type_of(table: str, name: str) -> str:
    model = {STRUCTURES: VisibleStructure, SERVICES: VisibleService, CONTACTS: VisibleContact}[table]
    known = {field.name: field for field in model._meta.get_fields()}
    types = (
        (models.BooleanField, "boolean"),
        (models.DateField, "date"),
        (models.FloatField, "number"),
        (models.IntegerField, "integer"),
    )
    return next((said for kind, said in types if isinstance(known.get(name), kind)), "string")


FORMAT = Format(
    "data-package",
    _("Paquet de données"),
    8,
    "zip",
    "application/zip",
    chunks,
    about=_(
        "Des tableaux CSV et leur description, pour qui publie des données. Corrigé, il peut être importé."
    ),
)
