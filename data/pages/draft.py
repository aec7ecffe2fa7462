# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was answered on the page of a file's columns, kept while another page is visited.

Answers are kept by the names of columns: these may have been cut or joined meanwhile.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from data.imports.runs import DRAFT

if TYPE_CHECKING:
    from data.pages.forms import MappingForm

# What begins the names of fields that are about one column, and end with its place.
_OF_COLUMNS = ("colonne", "question")
_LONGEST = 300


def keep(form: "MappingForm", given: Mapping[str, Any]) -> None:
    """Keep on the run of a form what was answered so far, valid or not."""
    run, named = form.run, _names(form)
    said = {named[name]: str(given.get(name, ""))[:_LONGEST] for name in form.fields if name != "le_nom"}
    if (number := str(given.get("le_nom", ""))).isdecimal() and int(number) < len(run.settings["columns"]):
        said["le_nom"] = run.settings["columns"][int(number)]["name"]
    run.settings[DRAFT] = said
    run.save(update_fields=["settings"])


def take_up(form: "MappingForm") -> None:
    """Put what was kept into the fields of a form, where they still are."""
    said = form.run.settings.get(DRAFT) or {}
    if not said:
        return
    for name, known_as in _names(form).items():
        if known_as not in said:
            continue
        if name == "le_nom":
            places = {
                column["name"]: str(number) for number, column in enumerate(form.run.settings["columns"])
            }
            if said[known_as] in places:
                form.initial[name] = places[said[known_as]]
        elif name == "complet":
            form.initial[name] = bool(said[known_as])
        else:
            form.initial[name] = said[known_as]


def _names(form: "MappingForm") -> dict[str, str]:
    """What each field of a form is kept under."""
    columns = form.run.settings["columns"]
    found = {}
    for name in form.fields:
        of, _dash, number = name.partition("-")
        if of in _OF_COLUMNS and number.isdecimal():
            found[name] = f"{of} {columns[int(number)]['name']}"
        else:
            found[name] = form.column_asked_of(name) or name
    return found
