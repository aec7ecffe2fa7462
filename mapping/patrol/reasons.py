# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why something was not taken back, in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.roles import Role
from history import kinds
from history.models import Event
from history.undoing import EDITED, EXPOSED, GONE, REFUSED, TAKEN, UNSEEN, USED, Undone
from mapping.changes.subjects import columns_of, known_of

_WHY = {
    EDITED: "changé depuis : ce qui est écrit maintenant reste",
    GONE: "supprimé depuis",
    USED: "quelque chose y a été ajouté depuis",
    TAKEN: "ce dont il dépend n’est plus là, ou un autre a pris sa place",
    REFUSED: "ce qui était écrit n’est plus accepté aujourd’hui",
    EXPOSED: "plus de monde le verrait qu’à l’époque : changez d’abord qui le voit",
    UNSEEN: "contient un détail qui n’est pas pour vous : la préfecture peut l’annuler",
}
_RECORDS = {
    "structure": "la fiche",
    "service": "un service",
    "contact": "un contact",
    "session": "une session",
    "closure": "une fermeture",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """A record, or some of its fields, that stays as it is, and why."""

    structure: str
    what: str
    why: str


def reasons(left: Iterable[tuple[str, int, str, Iterable[str]]], role: Role) -> list[Reason]:
    """What was left, as it is read: kind, number, why and columns in, words out."""
    rows = list(left)
    number_of = {kind.code: kind.number for kind in kinds.kinds()}
    roots: dict[tuple[int, int], int] = {}
    for code in {code for code, *_rest in rows}:
        numbers = [number for kind, number, *_rest in rows if kind == code]
        events = Event.objects.filter(kind=number_of[code], object__in=numbers, root__isnull=False)
        for number, root in events.order_by("pk").values_list("object", "root"):
            roots[number_of[code], number] = root or 0
    known = known_of(set(roots.values()), role)
    told = []
    for code, number, why, columns in rows:
        kind = number_of[code]
        structure = known.get(roots.get((kind, number), 0))
        said = columns_of(kind) or {}
        labels = dict.fromkeys(str(said[name].label) for name in columns if name in said and said[name].label)
        what = _RECORDS.get(code, "une fiche") + (f" ({', '.join(labels)})" if labels else "")
        told.append(Reason(structure.name if structure else "", what, _WHY[why]))
    return told


def reasons_of(done: Undone, role: Role) -> list[Reason]:
    """What an undoing left."""
    return reasons(
        [(kind, number, left.why, left.columns) for (kind, number), left in done.left.items()], role
    )
