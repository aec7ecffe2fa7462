# SPDX-License-Identifier: AGPL-3.0-or-later
"""What visitors of three example structures answered, so that a first run shows what is told of it: one tells
everyone, one keeps it, and of one fewer than five answered, of which nothing is told."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from random import Random

from django.db import transaction

from demonstration.examples import SOURCE
from demonstration.scope import Scope
from evaluation.closing import months_before
from evaluation.satisfaction.asked import FOUND, PARTNER, RECOMMENDED, UNSAID, WELCOME
from evaluation.satisfaction.closing import close_one
from evaluation.satisfaction.kept import Said, sealed
from evaluation.satisfaction.models import OpenAnswers, Partner, ShownToAll, ToldAnswers, VisitCode
from evaluation.small_cells import LEAST
from mapping.models import Structure


@dataclass(frozen=True, slots=True)
class _Told:
    """How many answered in each of the last months that are over, the oldest first; who sends visitors."""

    months: tuple[int, ...]
    partners: tuple[str, ...] = ()
    is_shown: bool = False


_STRUCTURES = (
    _Told((34, 41, 47), ("Mission locale", "CAF", "France services"), is_shown=True),
    _Told((18, 22), ("Médiathèque",)),
    _Told((LEAST - 2,)),
)
# Of a hundred who answer; what is left said nothing.
_SPLIT: Mapping[str, tuple[tuple[str, int], ...]] = {
    WELCOME: (("content", 82), ("moyen", 13), ("mecontent", 3), (UNSAID, 2)),
    FOUND: (("oui", 67), ("partie", 22), ("non", 9), (UNSAID, 2)),
    RECOMMENDED: (("oui", 84), ("peutetre", 10), ("non", 4), (UNSAID, 2)),
}


@transaction.atomic
def fill(scope: Scope, today: date) -> int:
    """Write the answers about the first example structures, of those of which nobody answered anything; about
    how many structures."""
    random = Random(f"satisfaction/{scope.code}")
    count = 0
    for structure, told in zip(_structures(scope), _STRUCTURES, strict=False):
        answers = [_month(told, n, random) for n in told.months]
        if any(model.objects.filter(structure=structure).exists() for model in (OpenAnswers, ToldAnswers)):
            continue
        _write(structure, told, answers, today)
        count += 1
    return count


def remove() -> int:
    """Delete what was answered about examples; how many lines went."""
    models = (OpenAnswers, ToldAnswers, VisitCode, ShownToAll, Partner)
    return sum(model.objects.filter(structure__is_example=True).delete()[0] for model in models)


def _structures(scope: Scope) -> list[int]:
    """The first examples, which the accounts of a try answer for, in an order that no load changes."""
    held = Structure.objects.filter(source=SOURCE, source_id__startswith=f"{scope.code}-")
    return list(held.order_by("source_id").values_list("pk", flat=True)[: len(_STRUCTURES)])


def _month(told: _Told, n: int, random: Random) -> Counter[tuple[str, str]]:
    """What `n` visitors answered: how many gave each answer to each question; who sent them, by place in the
    list of partners."""
    found: Counter[tuple[str, str]] = Counter()
    for question, split in _SPLIT.items():
        answers, weights = zip(*split, strict=True)
        found.update((question, one) for one in random.choices(answers, weights, k=n))
    senders = [*map(str, range(len(told.partners))), UNSAID]
    often = [*range(len(told.partners) + 1, 1, -1), 2]
    found.update((PARTNER, one) for one in random.choices(senders, often, k=n))
    return found


def _write(structure: int, told: _Told, answers: list[Counter[tuple[str, str]]], today: date) -> None:
    """Month after month, as they would have come: counted, then closed as every month that is over is."""
    partners = [Partner.objects.create(structure_id=structure, label=label) for label in told.partners]
    codes = {str(place): str(one.pk) for place, one in enumerate(partners)}
    for back, counts in zip(range(len(answers), 0, -1), answers, strict=True):
        month = f"{months_before(today, back):%Y-%m}"
        numbers = {
            Said(month, question, codes.get(answer, answer) if question == PARTNER else answer): n
            for (question, answer), n in counts.items()
        }
        OpenAnswers.objects.create(structure_id=structure, sealed=sealed(numbers))
        close_one(structure, f"{months_before(today, back - 1):%Y-%m}")
    if told.is_shown:
        ShownToAll.objects.create(structure_id=structure)
