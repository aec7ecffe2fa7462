# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a person teaches of a source's files: the values of its words, and how its cells are cut or joined.

Who may import under the source teaches it, and sees what it remembers; nobody else does.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.access import at_least
from accounts.roles import Role
from common.costly import UPLOAD, costly
from common.files import Unreadable
from common.required import required
from data import tasks
from data.imports import cutting, lessons, ownership, runs, teachable
from data.imports.communes import met_in
from data.imports.gathered import gathered
from data.models import ImportRun, Lesson
from data.models.run import Doing, RunState
from data.pages.presentation import label
from mapping.vocabulary import IN_GENERAL, THEMES

PER_PAGE, MOST_PHRASES = 30, 60
# So many values may one word stand for.
MENUS = 3
AS_TEXT = "-"
_OPEN = (RunState.RECEIVED, RunState.REHEARSED)


def summary(run: ImportRun, user: Any) -> dict[str, int]:
    """How many words of a run's file are to be said, are proposed and are learnt, for its page; nothing for
    who may not teach its source."""
    if run.source is None or not ownership.may_use(user, run.source):
        return {}
    found = gathered(run)
    left = _to_say(run, found)
    return {
        "unknown": len(left),
        "cells": sum(one["count"] for one in left),
        "proposed": len(_proposed(run, found)),
        "learnt": Lesson.objects.filter(source=run.source).count(),
    }


@at_least(Role.PROFESSIONAL)
@require_http_methods(["GET", "HEAD", "POST"])
@costly(UPLOAD, ("POST",))
def import_values(request: HttpRequest, pk: int) -> HttpResponse:
    """The words of a file that stand for no value, each to be given one, or several, or left as text."""
    run = _taught_run(request, pk)
    if run.doing:
        return redirect("import", run.pk)
    if run.state == RunState.RECEIVED and not run.settings.get("gathered"):
        return redirect("import", run.pk)
    if request.method != "POST":
        return _values_page(request, run, [])
    errors, done = _learn(run, request.POST, request.user)
    if errors:
        return _values_page(request, run, errors)
    if not done:
        messages.error(request, _("Rien n'a été choisi : rien n'est retenu."))
        return redirect("import-values", run.pk)
    messages.success(request, done)
    if run.state in _OPEN:
        tasks.ask(run, Doing.REHEARSE)
    more = not run.doing and (_to_say(run, gathered(run)) or "oublier" in request.POST)
    return redirect("import-values" if more or run.state not in _OPEN else "import", run.pk)


@at_least(Role.PROFESSIONAL)
@require_http_methods(["GET", "HEAD", "POST"])
@costly(UPLOAD, ("POST",))
def import_cells(request: HttpRequest, pk: int) -> HttpResponse:
    """How cells are cut and joined before columns are read, with ten rows before and after."""
    run = get_object_or_404(_runs(request), pk=pk)
    if not run.settings.get("columns") or run.state not in _OPEN or run.doing:
        return redirect("import", run.pk)
    if run.source is not None and not ownership.may_use(request.user, run.source):
        raise Http404
    if request.method != "POST":
        return _cells_page(request, run)
    if "oublier" in request.POST:
        return _forget_rule(request, run)
    return _cut_or_show(request, run)


def _runs(request: HttpRequest):
    return ownership.readable(request.user).select_related("source", "file", "user", "profile")


def _taught_run(request: HttpRequest, pk: int) -> ImportRun:
    """A run whose source the person may teach; for any other there is no such page."""
    run = get_object_or_404(_runs(request).exclude(source=None), pk=pk)
    if not ownership.may_use(request.user, required(run.source)):
        raise Http404
    return run


# ---- words


def _to_say(run: ImportRun, found: dict[str, Any]) -> list[dict[str, Any]]:
    """The words that nobody has said anything of, most frequent first."""
    known = set(_lessons(run, Lesson.What.VALUE).values_list("field", "said"))
    return [one for one in found["values"] if (one["field"], one["said"]) not in known]


def _proposed(run: ImportRun, found: dict[str, Any]) -> list[dict[str, Any]]:
    """The phrases of descriptions that nobody has accepted: those that the page shows, and no others."""
    known = set(_lessons(run, Lesson.What.PHRASE).values_list("said", flat=True))
    return [one for one in found["phrases"] if one["said"] not in known][:MOST_PHRASES]


def _lessons(run: ImportRun, what: str):
    return Lesson.objects.filter(source=run.source, what=what)


def _learn(run: ImportRun, given: QueryDict, user: Any) -> tuple[list[str], str]:
    """Keep what was said on the page; what was wrong with it, and what was done, in sentences."""
    source = required(run.source)
    if "oublier" in given:
        number = str(given["oublier"])
        gone = lessons.forget(source, [int(number)] if number.isdecimal() and len(number) < 18 else [])
        named = ", ".join(f"« {lesson.written} »" for lesson in gone)
        return [], _("%(words)s : oublié.") % {"words": named} if gone else ""
    found = gathered(run)
    # Whatever button was pressed, what was chosen anywhere on the page is kept.
    accepted = []
    for one in _proposed(run, found):
        only = one["offers"] if given.get("faire") == "tout" and len(one["offers"]) == 1 else []
        codes = list(filter(None, [given.get(_phrase_name(one), "")])) or only
        if codes and codes[0] not in one["offers"]:
            wrong = _("« %(words)s » : choisissez une des thématiques proposées.")
            return [wrong % {"words": one["text"]}], ""
        if codes:
            accepted.append((one, codes))
    errors, learnt = _learn_values(run, _to_say(run, found), given, user)
    if errors:
        return errors, ""
    for one, codes in accepted:
        lessons.teach_phrase(source, one["text"], codes, user)
    rows = sum(one["count"] for one, _codes in accepted)
    return [], " ".join(filter(None, (learnt, _accepted(len(accepted), rows) if accepted else "")))


def _accepted(count: int, rows: int) -> str:
    text = ngettext(
        "%(count)d proposition acceptée, pour %(rows)d lignes.",
        "%(count)d propositions acceptées, pour %(rows)d lignes.",
        count,
    )
    return text % {"count": count, "rows": rows}


def _learn_values(
    run: ImportRun, left: Iterable[dict[str, Any]], given: QueryDict, user: Any
) -> tuple[list[str], str]:
    said = [(one, codes) for one in left if (codes := _chosen(one, given))]
    wrong = [one for one, codes in said if not _may_stand_for(one["field"], codes)]
    if wrong:
        text = _("« %(words)s » : choisissez parmi les valeurs de « %(field)s ».")
        return [text % {"words": one["text"], "field": teachable.label_of(one["field"])} for one in wrong], ""
    for one, codes in said:
        values = [] if codes == [AS_TEXT] else codes
        lessons.teach_value(required(run.source), one["field"], one["text"], values, user)
    if not said:
        return [], ""
    text = ngettext("%(count)d valeur apprise.", "%(count)d valeurs apprises.", len(said))
    return [], text % {"count": len(said)}


def _may_stand_for(field: str, codes: list[str]) -> bool:
    if codes == [AS_TEXT]:
        return True
    has = {code for code, _label in teachable.choices_of(field)}
    return set(codes) <= has and (len(codes) == 1 or teachable.takes_several(field))


def _chosen(one: dict[str, Any], given: QueryDict) -> list[str]:
    return list(dict.fromkeys(filter(None, given.getlist(_value_name(one)))))


def _value_name(one: dict[str, Any]) -> str:
    return f"valeur:{one['field']}:{one['said']}"


def _phrase_name(one: dict[str, Any]) -> str:
    return f"mots:{one['said']}"


def _values_page(request: HttpRequest, run: ImportRun, errors: list[str]) -> HttpResponse:
    found = gathered(run)
    left, proposed = _to_say(run, found), _proposed(run, found)
    page = Paginator(left, PER_PAGE).get_page(request.GET.get("page"))
    given = request.POST if errors else QueryDict()
    labels = dict(teachable.choices_of("thematiques"))
    context = {
        "run": run,
        "errors": errors,
        "is_open": run.state in _OPEN,
        "total": len(left),
        "beyond": found["beyond"],
        "page": page,
        "lines": [_line(one, given) for one in page.object_list],
        "phrases": [
            {
                **one,
                "name": _phrase_name(one),
                "choices": [(code, labels[code]) for code in one["offers"] if code in labels],
            }
            for one in proposed
        ],
        "certain": sum(len(one["offers"]) == 1 for one in proposed),
        "learnt": _learnt(run, found),
    }
    return render(request, "data/values.html", context, status=422 if errors else 200)


def _line(one: dict[str, Any], given: QueryDict) -> dict[str, Any]:
    """A word with what it may be given: what the lexicon says it may mean comes first."""
    field = one["field"]
    choices = teachable.choices_of(field)
    several = teachable.meanings_of(field, one["said"])
    offered = list(dict.fromkeys(code for codes in several for code in codes))
    labels = dict(choices)
    groups = [{"label": teachable.label_of(field), "choices": choices}]
    if field == "thematiques":
        groups.insert(0, {"label": _("Tout un thème"), "choices": _in_general(labels)})
    if offered:
        likely = [(code, labels[code]) for code in offered if code in labels]
        groups.insert(0, {"label": _("Peut-être"), "choices": likely})
    return {
        **one,
        "name": _value_name(one),
        "label": teachable.label_of(field),
        "several": bool(several),
        "groups": groups,
        "menus": range(MENUS if teachable.takes_several(field) else 1),
        "chosen": _chosen(one, given),
    }


def _in_general(labels: dict[str, Any]) -> list[tuple[str, str]]:
    """Each theme of the home page, with the thématique that a service is given for the whole of it."""
    return [
        (
            IN_GENERAL[theme.code],
            _("%(theme)s (en général) : %(label)s")
            % {"theme": theme.nom, "label": labels[IN_GENERAL[theme.code]]},
        )
        for theme in THEMES
        if theme.code in IN_GENERAL
    ]


def _learnt(run: ImportRun, found: dict[str, Any]) -> list[dict[str, Any]]:
    """What the source remembers, each with how often this file has it."""
    used = {(name, said): count for name, said, count in found["learnt"]}
    used |= {("commune", said): count for said, count in met_in(run.settings)["used"].items()}
    lines = []
    for lesson in lessons.remembered(required(run.source)):
        if lesson.what == Lesson.What.CELLS:
            continue
        is_phrase = lesson.what == Lesson.What.PHRASE
        said = f"~{lesson.said}" if is_phrase else lesson.said
        lines.append(
            {
                "pk": lesson.pk,
                "written": lesson.written,
                "where": _("dans une description")
                if is_phrase
                else teachable.label_of(lesson.field)
                if teachable.is_teachable(lesson.field)
                else label("service", lesson.field),
                "says": lessons.in_words(lesson) or _("rien : laissé comme texte"),
                "count": used.get((lesson.field, said), 0),
            }
        )
    return lines


# ---- cells


def _cut_or_show(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Show ten rows of what a rule would make, or apply it to the whole file."""
    given, rules = request.POST, run.settings.get(runs.CUTS, [])
    try:
        with runs.table_of(run) as whole:
            table, _held = cutting.applied(whole, rules)
            is_join = given.get("faire") == "voir-reunion" or (
                given.get("faire") == "appliquer" and "reunir" in given
            )
            if is_join:
                rule = cutting.join_rule(table, given.getlist("reunir"), given.get("par", ""))
            else:
                rule = cutting.cut_rule(table, given.get("colonne", ""), given.get("ou", ""))
            if given.get("faire") != "appliquer":
                return _cells_page(request, run, cutting.preview(table, rule))
    except (cutting.BadRule, Unreadable) as refusal:
        return _cells_page(request, run, error=str(refusal))
    if len(rules) >= cutting.MOST_RULES:
        text = _("%(most)d règles au plus : oubliez-en une.") % {"most": cutting.MOST_RULES}
        return _cells_page(request, run, error=text)
    runs.cut_again(run, [*rules, rule])
    if run.source is not None:
        lessons.keep_cuts(run.source, [rule], request.user)
    messages.success(request, _("Les cellules sont lues ainsi, et le seront dans les prochains fichiers."))
    return redirect("import-columns", run.pk)


def _forget_rule(request: HttpRequest, run: ImportRun) -> HttpResponse:
    rules = run.settings.get(runs.CUTS, [])
    number = request.POST["oublier"]
    if number.isdecimal() and int(number) < len(rules):
        rule = rules[int(number)]
        if run.source is not None:
            lessons.forget_cuts(run.source, rule["columns"])
        # What stood on the columns that it made goes with it.
        runs.cut_again(run, [one for one in rules if one != rule])
        messages.success(request, _("Oublié : ces cellules sont lues comme elles sont."))
    return redirect("import-cells", run.pk)


def _cells_page(
    request: HttpRequest, run: ImportRun, preview: dict[str, Any] | None = None, error: str = ""
) -> HttpResponse:
    given = request.POST
    names = ("colonne", "ou", "par")
    chosen = {name: given.get(name, "") for name in names} | {"reunir": given.getlist("reunir")}
    asked = [(name, given[name]) for name in names if name in given]
    asked += [("reunir", name) for name in given.getlist("reunir")]
    context = {
        "run": run,
        "error": error,
        "preview": preview,
        "asked": asked,
        "chosen": chosen,
        "columns": [column["name"] for column in run.settings["columns"]],
        "ways_to_cut": cutting.WAYS_TO_CUT,
        "ways_to_join": cutting.WAYS_TO_JOIN,
        "rules": [cutting.in_words(rule) for rule in run.settings.get(runs.CUTS, [])],
    }
    return render(request, "data/cells.html", context, status=422 if error else 200)
