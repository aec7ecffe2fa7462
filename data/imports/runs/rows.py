# SPDX-License-Identifier: AGPL-3.0-or-later
"""What each row of a run is, asked where nothing says so."""

from dataclasses import replace

from common.files import Table
from data.imports import columns, cutting
from data.imports.row_kind import RowKind, row_kind
from data.imports.runs.files import table_of
from data.imports.runs.kept import CUTS
from data.models import ImportRun


def settle_rows(run: ImportRun, table: Table) -> None:
    """What each row is, unless it was said of an earlier edition."""
    proposed = frozenset(column["name"] for column in run.settings["columns"] if column["proposal"])
    mapping = columns.targets(run.settings["columns"])
    rows = columns.records_of(table)
    names = columns.may_be_the_name(run.settings["columns"])
    # Where nobody said yet which column is the name, what each may be is asked about at once.
    tried = [row_kind(table.headers, rows, mapping | {name: "nom"}, proposed - {name}) for name in names]
    told = next((one for one in tried if one.why), row_kind(table.headers, rows, mapping, proposed))
    if names and told.why:
        told = replace(told, sure=False)
    run.settings["named"] = [name for name, target in mapping.items() if target == "nom"] or names
    chosen = run.settings.get("defaults", {}).get("_rows", "")
    if told.activity and "service_nom" not in mapping.values():
        for column in run.settings["columns"]:
            if column["name"] == told.activity and told.sure and not chosen:
                column["target"], column["proposal"], column["why"] = "service_nom", "", told.why
            elif column["name"] == told.activity and not told.sure:
                column["proposal"] = column["proposal"] or "service_nom"
    run.settings["rows"] = {
        "kind": chosen or (told.kind.value if told.sure else RowKind.STRUCTURE.value),
        "proposal": "" if chosen or told.sure else told.kind.value,
        "why": told.why,
    }


def no_name(run: ImportRun) -> str:
    """What is said of a file of which no column is the name: which may be, where some may."""
    text = "Aucune colonne n'est le nom de la structure : dites laquelle."
    names = columns.may_be_the_name(run.settings.get("columns", []))
    if not names:
        return text
    return f"{text} Peut-être {' ou '.join(f'« {name} »' for name in names[:4])}."


def rows_in_doubt(run: ImportRun, mapping: dict[str, str]) -> bool:
    """Whether what a row is has to be asked again, the name being a column that nobody had thought of; the
    question is then kept on the run. Raises Unreadable."""
    name = next((name for name, target in mapping.items() if target == "nom"), "")
    if name in run.settings.get("named", []):
        return False
    with table_of(run) as given:
        table, _held = cutting.applied(given, run.settings.get(CUTS, []))
        told = row_kind(table.headers, columns.records_of(table), mapping, frozenset())
    if told.sure:
        return False
    run.settings["named"] = [name]
    run.settings["rows"] = {"kind": RowKind.STRUCTURE.value, "proposal": told.kind.value, "why": told.why}
    run.save(update_fields=["settings"])
    return True
