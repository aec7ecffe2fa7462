# SPDX-License-Identifier: AGPL-3.0-or-later
"""What writing an import would lose of its file, and what of it nobody loses without having said yes.

A loss blocks where it is of more than `FEW` rows and of more than its share of them: three refused rows of
ten are no catastrophe, four of fifty are. Titles, totals and notes are no rows that are lost. What is closed
is judged by `guard`, since prefecture staff alone say yes to it.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, ngettext_lazy

from data.imports.asides import A_TITLE, A_TOTAL, HEADERS_AGAIN
from data.imports.records import FROM_DESCRIPTION
from data.imports.values.letters import BROKEN, LETTERS_LOST
from data.models import ImportRow, ImportRun
from data.models.run import Action
from mapping.confidential import TEXTS

# Fewer rows than this are looked at one by one, whatever their share of a small file.
FEW = 3
# Percent of the rows that may lose a value before somebody has to agree: a file of the field uses words that
# no list has in one row of ten.
LOST_PERCENT = 20

# A telephone number within a text that everybody reads.
_NUMBER = r"(?:\m0|\+33)[ .]?[1-9](?:[ ./-]?\d\d){4}(?!\d)"
_TEXTS = ", ".join(f"r.payload->>'{name}'" for name in sorted(TEXTS))
# What each line of the file loses, once: whatever counts lines and whatever shows them reads this.
_LINES = f"""
WITH one AS (
    SELECT
        r."table", r.number,
        bool_or(r.action = 'refuse' AND r.reason <> ALL (%(asides)s)) AS refused,
        bool_or(r.action = 'refuse' AND r.reason = ANY (%(asides)s)) AS aside,
        bool_or(d.letters OR strpos(r.payload::text, %(broken)s) > 0) AS letters,
        bool_or(r.action <> 'refuse' AND d.lost) AS lost,
        bool_or(r.action <> 'refuse' AND d.kept) AS kept,
        bool_or(d.doubtful) AS doubtful,
        bool_or(r.kind = 'contact' AND r.action IN ('create', 'change')) AS persons,
        bool_or(
            r.kind <> 'contact' AND r.action IN ('create', 'change')
            AND concat_ws(' ', r.payload->>'horaires_accueil', {_TEXTS}) ~ %(number)s
        ) AS numbers
    FROM data_importrow r
    CROSS JOIN LATERAL (
        SELECT
            coalesce(bool_or((doubt->>2)::boolean), false) AS lost,
            coalesce(bool_or(NOT (doubt->>2)::boolean AND NOT said), false) AS kept,
            coalesce(bool_or(said), false) AS letters,
            count(*) > 0 AS doubtful
        FROM jsonb_array_elements(r.doubts) AS doubt,
            LATERAL (SELECT strpos(doubt->>1, %(letters_lost)s) > 0 AS said) AS of_letters
        -- What a person accepted on the page before is to be read again by nobody.
        WHERE doubt->>1 <> %(accepted)s
    ) AS d
    WHERE r.run_id = %(run)s AND r.number > 0
    GROUP BY 1, 2
)
"""
# Which lines each loss is of, under the name of its tab of the import's page.
_OF_TAB = {
    "refuse": "refused",
    "titres": "aside AND NOT refused",
    "lettres": "letters",
    "perdues": "lost",
    "textes": "kept AND NOT lost",
    "doutes": "doubtful",
    "contacts": "persons",
    "numeros": "numbers",
}
_COUNT = f"""
{_LINES}
SELECT
    {", ".join(f"count(*) FILTER (WHERE {condition})" for condition in _OF_TAB.values())},
    (SELECT count(*) FROM data_importrow WHERE run_id = %(run)s AND action = 'delete')
FROM one
"""
# Of each of these lines, one record: the refused one where that is asked, else the structure.
_SHOW = f"""
{_LINES}
SELECT DISTINCT ON (r."table", r.number) r.id
FROM data_importrow r
JOIN (SELECT "table", number FROM one WHERE {{condition}}) AS shown USING ("table", number)
WHERE r.run_id = %(run)s
ORDER BY
    r."table", r.number, %(refused)s AND r.action = 'refuse' DESC, r.kind = 'structure' DESC,
    r.doubts <> '[]' DESC, r.id
"""


@dataclass(frozen=True, slots=True)
class Loss:
    """One thing that writing loses: its code, how many, in words, which rows show it (a tab of the import's
    page), and whether somebody has to say yes to it."""

    code: str
    count: int
    words: str
    tab: str = ""
    blocks: bool = False


def lines(run: ImportRun) -> dict[str, int]:
    """How many lines of the file each tab of `TABS` shows; those that a loss counts are those of its tab."""
    return _counted(run)[0]


def rows_of(run: ImportRun, tab: str) -> QuerySet[ImportRow]:
    """The lines that a tab counts, one record each. Raises KeyError for a tab of no loss."""
    with connection.cursor() as cursor:
        cursor.execute(
            _SHOW.format(condition=_OF_TAB[tab]), _parameters(run) | {"refused": tab in ("refuse", "titres")}
        )
        return ImportRow.objects.filter(pk__in=[pk for (pk,) in cursor.fetchall()])


def _counted(run: ImportRun) -> tuple[dict[str, int], int]:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, _parameters(run))
        *found, removed = cursor.fetchone()
    return dict(zip(_OF_TAB, found, strict=True)), removed


def _parameters(run: ImportRun) -> dict[str, Any]:
    return {
        "run": run.pk,
        "asides": [A_TOTAL, A_TITLE, HEADERS_AGAIN],
        "broken": BROKEN,
        "letters_lost": LETTERS_LOST,
        "number": _NUMBER,
        "accepted": FROM_DESCRIPTION,
    }


def counted(run: ImportRun) -> dict[str, Any]:
    """What a run that was just rehearsed would lose, in rows of the file; the names of the columns unread."""
    found, removed = _counted(run)
    unread = [
        column["name"]
        for column in run.settings.get("columns") or ()
        if column["filled"] and not column["target"]
    ]
    return {
        **{code: found[tab] for code, tab in _TABS.items() if tab in found},
        "closed": run.counts.get(Action.CLOSE, 0),
        "removed": removed,
        "columns": unread,
        "rows": run.rows_read,
        "percent": run.source.max_refused_percent if run.source else 0,
    }


_WORDS = {
    "refused": ngettext_lazy("%(n)d ligne est refusée", "%(n)d lignes sont refusées", "n"),
    "letters": ngettext_lazy(
        "%(n)d ligne a des lettres perdues (« Ing?nieur ») : elles seraient montrées ainsi",
        "%(n)d lignes ont des lettres perdues (« Ing?nieur ») : elles seraient montrées ainsi",
        "n",
    ),
    "lost": ngettext_lazy(
        "%(n)d ligne perd une valeur qui n'est pas comprise",
        "%(n)d lignes perdent une valeur qui n'est pas comprise",
        "n",
    ),
    "kept": ngettext_lazy(
        "%(n)d ligne garde une valeur comme un texte, ou comprise avec une réserve",
        "%(n)d lignes gardent une valeur comme un texte, ou comprise avec une réserve",
        "n",
    ),
    "closed": ngettext_lazy(
        "%(n)d fiche serait fermée, absente du fichier",
        "%(n)d fiches seraient fermées, absentes du fichier",
        "n",
    ),
    "removed": ngettext_lazy(
        "%(n)d service, session ou contact serait retiré, absent du fichier",
        "%(n)d services, sessions ou contacts seraient retirés, absents du fichier",
        "n",
    ),
}
_TABS = {"refused": "refuse", "letters": "lettres", "lost": "perdues", "kept": "textes", "closed": "close"}
TABS = tuple(_OF_TAB)
WHY_IT_BLOCKS = _(
    "Plus de %(few)d lignes, et plus de %(percent)d %% du fichier (%(lost)d %% pour les valeurs qui ne sont"
    " pas comprises) : rien n'est écrit sans que quelqu'un l'accepte."
)


def of(run: ImportRun) -> list[Loss]:
    """What the run's rehearsal says would be lost, what blocks first."""
    said, rows = run.losses, run.losses.get("rows", 0)
    limits = {
        "refused": said.get("percent", 0),
        "letters": said.get("percent", 0),
        "lost": LOST_PERCENT,
    }
    found = [
        Loss(
            code,
            count,
            str(words % {"n": count}),
            _TABS.get(code, ""),
            code in limits and count > FEW and 100 * count > limits[code] * rows,
        )
        for code, words in _WORDS.items()
        if (count := said.get(code, 0))
    ]
    if names := said.get("columns"):
        words = ngettext("%(n)d colonne n'est pas reprise", "%(n)d colonnes ne sont pas reprises", len(names))
        found.append(Loss("columns", len(names), words % {"n": len(names)}))
    return sorted(found, key=lambda loss: not loss.blocks)


def blocking(run: ImportRun) -> list[Loss]:
    """Of these, what somebody has to say yes to before anything is written."""
    return [loss for loss in of(run) if loss.blocks]


def accept(run: ImportRun, user: Any = None) -> None:
    """Keep that a person (None: at a terminal) said yes to what the rehearsal loses now."""
    run.accepted_losses, run.losses_accepted_by = _digest(run), user
    run.save(update_fields=["accepted_losses", "losses_accepted_by"])


def waits_for(run: ImportRun) -> str:
    """What nobody said yes to yet, in words; empty where the run may be written."""
    waiting = blocking(run)
    if not waiting or run.accepted_losses == _digest(run):
        return ""
    return " ; ".join(loss.words for loss in waiting) + "."


def _digest(run: ImportRun) -> str:
    """Names what would be lost: another rehearsal, that loses something else, is to be accepted again."""
    said = json.dumps([run.plan_digest, [[loss.code, loss.count] for loss in blocking(run)]])
    return hashlib.md5(said.encode(), usedforsecurity=False).hexdigest()
