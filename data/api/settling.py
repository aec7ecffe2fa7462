# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a program says of a file put on its run, by the very forms of the pages; what is left to be asked.

Whatever the pages ask is asked here too, as a question of the run: a program answers it, or a person does on
the import's page. Nothing is rehearsed meanwhile, as there.
"""

from typing import Any

from django.db.models import Q
from django.utils.text import slugify

from data import tasks
from data.api.sent import Said
from data.imports import confidential, ownership, runs
from data.imports.own import tables as own
from data.models import ImportRun, Source, StoredFile
from data.models.run import Doing, RunState
from data.pages.forms import NO, MappingForm, SourceForm

Errors = dict[str, list[str]]
# States in which an import still is, or has written, what its file says.
_STANDS = (RunState.RECEIVED, RunState.REHEARSED, RunState.APPLIED)


def source_called(user: Any, name: str) -> Source | None:
    """The source that `user` may import under, by its name or its code; None where there is none yet."""
    if not name:
        return None
    named = ownership.usable(user).filter(Q(nom__iexact=name) | Q(code=name) | Q(code=slugify(name)[:50]))
    return named.order_by("pk").first()


def said_of(run: ImportRun) -> Said:
    """What was said of a run so far."""
    return Said.again(run.settings.get(runs.SAID, {}))


def same_file(user: Any, file: StoredFile, said: Said) -> ImportRun | None:
    """The import of this very file that stands already, under the same source and said to be read the same
    way, if no other file of its source came since; None where the file is news."""
    found = ownership.readable(user).filter(
        file__sha256=file.sha256, file__size=file.size, state__in=_STANDS, corrects=None
    )
    if said.source:
        source = source_called(user, said.source)
        if source is None:
            # Said of one that still waits for an answer, and has no source before.
            found = found.filter(source=None, user=user, **{f"settings__{runs.SAID}__source": said.source})
        else:
            found = found.filter(source=source)
    for run in found.select_related("source", "file", "user", "profile").order_by("-pk")[:5]:
        if run.source is None:
            if run.user_id == user.pk:
                return run
            continue
        if not ownership.may_use(user, run.source):
            continue
        since = ImportRun.objects.filter(source=run.source, what=ImportRun.What.IMPORT, pk__gt=run.pk)
        if since.filter(state__in=_STANDS).exclude(file__sha256=file.sha256).exists():
            continue
        if run.state == RunState.APPLIED and said.how not in (Said().how, said_of(run).how):
            continue
        return run
    return None


def settle(run: ImportRun, said: Said, user: Any) -> Errors:
    """Put on a run that is not written what was said of it; have it rehearsed where nothing is left to ask.

    What is wrong of it by parameter, in which case nothing of the run changed.
    """
    said = said_of(run) | said
    if wrong := _wrong(run, said):
        return wrong
    form = _filled(run, said)
    if form.is_valid():
        run.settings[runs.SAID] = said.kept()
        _take(run, form, said)
        tasks.ask(run, Doing.REHEARSE, user)
        return {}
    if wrong := _refused(form, said):
        return wrong
    run.settings[runs.SAID] = said.kept()
    run.save(update_fields=["settings"])
    return {}


def questions(run: ImportRun) -> list[dict[str, Any]]:
    """What has to be said before the run is rehearsed, each with the parameter that says it."""
    if run.state != RunState.RECEIVED or run.doing:
        return []
    said = said_of(run)
    form = _filled(run, said)
    if form.is_valid():
        # Answered, and not rehearsed yet.
        return []
    found = []
    for name, messages in form.errors.items():
        parameter, column = _parameter(run, name)
        question: dict[str, Any] = {"parameter": parameter, "detail": " ".join(map(str, messages))}
        if column:
            question["column"] = column["name"]
        if name.startswith("question-"):
            question |= {"field": column["proposal"], "samples": column["samples"][:3]}
        if name.startswith("doute-"):
            question["samples"] = column["texts"]
        found.append(question)
    return found


def _wrong(run: ImportRun, said: Said) -> Errors:
    """What is said of what the file has not."""
    wrong: Errors = {}
    names = {column["name"] for column in run.settings.get("columns") or ()}
    if unknown := [name for name in said.columns if name not in names]:
        listed = ", ".join(f"« {name[:60]} »" for name in unknown)
        wrong["colonne"] = [f"{listed} : ce fichier n'a pas cette colonne, ou son format est lu sans elles."]
    if said.rows and not run.settings.get("rows", {}).get("why"):
        wrong["lignes"] = [
            "Rien ne revient d'une ligne à l'autre de ce fichier : ce qu'elles sont est clair."
        ]
    if said.whole is not None and run.settings.get("format") == own.CODE:
        wrong["complet"] = ["Ce qui manque à un export de cet annuaire se dit par « supprimees »."]
    if said.deleted and not SourceForm(run).deleted():
        wrong["supprimees"] = ["Aucune ligne supprimée n'est reconnue dans ce fichier."]
    return wrong


def _filled(run: ImportRun, said: Said) -> SourceForm:
    """The form that the pages show of the run, filled in with what was said, and for the rest as it shows."""
    of = MappingForm if run.settings.get("columns") else SourceForm
    shown = of(run)
    data = {name: shown.get_initial_for_field(field, name) for name, field in shown.fields.items()}
    data["source"] = _source_name(run, said)
    for number, column in enumerate(run.settings.get("columns") or ()):
        if (target := said.columns.get(column["name"])) is not None:
            data[f"colonne-{number}"] = target
            if not target:
                data[f"question-{number}"] = NO
        elif said.leaves_doubts and column.get("proposal"):
            data[f"question-{number}"] = NO
    data |= _of_the_whole(run, said, shown, data)
    for number, question in enumerate(confidential.questions(run)):
        data[f"doute-{number}"] = said.confidential.get(question["column"], "") or data[f"doute-{number}"]
    for number, answer in enumerate(confidential.remembered(run)):
        data[f"retenu-{number}"] = said.confidential.get(answer["column"], "") or answer["say"]
    filled = {name: value for name, value in data.items() if value not in (None, "", False, [])}
    return of(run, filled)


def _of_the_whole(run: ImportRun, said: Said, shown: SourceForm, data: dict[str, Any]) -> dict[str, Any]:
    """What was said of the whole file, by the fields of the form that ask it."""
    found: dict[str, Any] = {}
    if said.rows and "lignes" in shown.fields:
        found["lignes"] = said.rows
    elif said.leaves_doubts and "lignes" in shown.fields and not data.get("lignes"):
        found["lignes"] = run.settings["rows"]["kind"]
    if said.whole is not None:
        found["complet"] = said.whole
    if said.deleted:
        found["supprimees"] = said.deleted
    if said.closed and "fermees" in shown.fields:
        found["fermees"] = said.closed
    return found


def _source_name(run: ImportRun, said: Said) -> str:
    """The name of the source: what was said, a code standing for the name of the source that has it."""
    if said.source:
        found = source_called(run.user, said.source)
        return found.nom if found else said.source
    return run.source.nom if run.source else ""


def _take(run: ImportRun, form: SourceForm, said: Said) -> None:
    """Put an answered form on its run, as the pages do."""
    if isinstance(form, MappingForm):
        whole = form.cleaned_data["complet"]
        runs.save_mapping(run, form.mapping(), form.chosen, form.defaults(), whole=whole)
        return
    run.source = form.chosen
    run.settings["defaults"] = form.defaults()
    if said.whole is not None:
        run.whole = said.whole
    run.state = RunState.RECEIVED
    run.save(update_fields=["source", "settings", "whole", "state"])


def _refused(form: SourceForm, said: Said) -> Errors:
    """What of the form's errors is wrong, and not only unanswered."""
    wrong: Errors = {}
    for name, messages in form.errors.items():
        parameter, _column = _parameter(form.run, name)
        unanswered = name.startswith(("question-", "doute-")) or name in ("lignes", "fermees")
        if not unanswered and (name != "__all__" or said.columns):
            wrong.setdefault(parameter, []).extend(map(str, messages))
    return wrong


def _parameter(run: ImportRun, name: str) -> tuple[str, dict[str, Any]]:
    """The parameter that says what a field of the pages' form does, and the column that it is about."""
    kind, _dash, number = name.partition("-")
    if kind in ("colonne", "question"):
        return "colonne", run.settings["columns"][int(number)]
    if kind == "doute":
        return "confidentiel", {**(q := confidential.questions(run)[int(number)]), "name": q["column"]}
    return ("colonne" if name == "__all__" else name), {}
