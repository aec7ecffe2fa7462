# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which field each column of a run is: recognised, of the last edition, of a format, chosen by a person."""

from typing import Any

from django.db import transaction

from common.files import Table
from data.imports import columns, group_fields, lessons, ownership
from data.imports.runs.kept import CUTS, CUTS_THEN, DRAFT
from data.imports.targets import BY_KEY
from data.models import ImportRun, Profile, Source
from data.models.run import RunState


@transaction.atomic
def save_mapping(
    run: ImportRun,
    mapping: dict[str, str],
    source: Source,
    defaults: dict[str, Any] | None = None,
    profile_name: str = "",
    whole: bool | None = None,
) -> None:
    """Settle which field each column is, and keep it as a profile for the next edition of the file."""
    run.source = source
    _choose(run, mapping)
    run.settings.pop(DRAFT, None)
    run.settings["defaults"] = defaults or {}
    if whole is not None:
        run.whole = whole
    run.settings.setdefault("rows", {})
    if rows := (defaults or {}).get("_rows"):
        run.settings["rows"] |= {"kind": rows, "proposal": ""}
    kept = dict(defaults or {})
    kept["_whole"] = run.whole
    kept[CUTS_THEN] = run.settings.get(CUTS, [])
    if run.settings.get("format"):
        kept["_format"] = run.settings["format"]
    run.profile, _made = Profile.objects.update_or_create(
        source=source,
        signature=run.settings["signature"],
        defaults={"nom": profile_name or source.nom, "mapping": mapping, "defaults": kept},
    )
    lessons.keep_cuts(source, run.settings.get(CUTS, []), run.user)
    run.state = RunState.RECEIVED
    run.save()


def profile_of(run: ImportRun, table: Table) -> Profile | None:
    """How the last edition of the same columns was read, of its source or of any that its user may use."""
    found = Profile.objects.filter(signature=columns.signature(table.headers)).select_related("source")
    if run.source:
        found = found.filter(source=run.source)
    else:
        found = found.filter(source__in=ownership.usable(run.user).order_by().values("pk"))
    return found.order_by("-updated_at", "pk").first()


def read_as_before(run: ImportRun, profile: Profile, found: dict[str, str]) -> None:
    """Take the columns as the last edition of the file was read; `found` is what they were recognised as."""
    run.profile = profile
    run.told["Profil"] = profile.nom
    chosen = {name: target for name, target in profile.mapping.items() if name in found}
    if profile.defaults.get(CUTS_THEN, []) != run.settings[CUTS]:
        # Nothing was said yet of the columns that are cut or joined since.
        made = found.keys() - set(run.settings["uncut"])
        chosen |= {name: target for name, target in found.items() if name in made}
    _choose(run, chosen)
    _leave_what_is_not_theirs(run)
    run.settings["defaults"] = profile.defaults
    run.settings["format"] = profile.defaults.get("_format", "")
    run.whole = run.whole or bool(profile.defaults.get("_whole"))


def _choose(run: ImportRun, mapping: dict[str, str]) -> None:
    """Take the columns as a person said, those left out being said not to be taken."""
    for column in run.settings["columns"]:
        target = mapping.get(column["name"], "")
        column["proposal"], column["may_name"] = "", 0
        if target != column["target"]:
            column["target"], column["why"] = target, columns.BY_PERSON if target else ""


def take_format(run: ImportRun, mapping: dict[str, str]) -> None:
    """Take the columns that a known format names as it says; the others stay as they were recognised.

    A field that the format gives to one column is no other's.
    """
    given = {target for target in mapping.values() if not BY_KEY[target].many}
    for column in run.settings["columns"]:
        target = mapping.get(column["name"], "")
        if target:
            if target != column["target"]:
                column["target"], column["why"] = target, columns.BY_FORMAT
            column["proposal"] = ""
        if "nom" in given:
            column["may_name"] = 0
        if not target and (column["target"] in given or column["proposal"] in given):
            column["target"], column["why"], column["proposal"] = "", "", ""


def add_group_fields(run: ImportRun, table: Table) -> None:
    """Take the columns that are called as our exports call fields of groups as these fields."""
    named = group_fields.recognised(run.user, table.headers)
    for column in run.settings["columns"]:
        if target := named.get(column["name"]):
            column["target"], column["why"] = target, columns.BY_NAME
            column["proposal"], column["may_name"] = "", 0


def _leave_what_is_not_theirs(run: ImportRun) -> None:
    """Of the columns that were fields of groups in the last edition, read none of a group that is not theirs
    who bring this one, or that is asked no more."""
    theirs = group_fields.fields_of(run.user)
    for column in run.settings["columns"]:
        if column["target"] not in BY_KEY and column["target"] not in theirs:
            column["target"], column["why"] = "", ""


def check_identifier(run: ImportRun, table: Table) -> None:
    """Look at the whole file: what is the same in two rows is no identifier, whatever the first rows say."""
    mapping = columns.targets(run.settings["columns"])
    names = [name for name, target in mapping.items() if target == "id"]
    if not names:
        return
    place = table.headers.index(names[0])
    nom = next((table.headers.index(name) for name, target in mapping.items() if target == "nom"), None)
    if columns.identifies_throughout(table, place, nom):
        return
    for column in run.settings["columns"]:
        if column["name"] == names[0]:
            column["target"], column["why"] = "", columns.NOT_AN_IDENTIFIER
