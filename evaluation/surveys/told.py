# SPDX-License-Identifier: AGPL-3.0-or-later
"""Results of a survey by question: tables and bars; exact with names, else as `small_cells.pooled` tells."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import fmean, median
from typing import Any

from django.utils.translation import gettext as _

from evaluation.questions import TEXTS, Kind
from evaluation.satisfaction.told import Share
from evaluation.small_cells import LEAST, Pool, pooled
from evaluation.surveys.kept import Answers, all_answers, tallied
from evaluation.surveys.models import State, Survey, SurveyQuestion

_LEFT = "\x00"


@dataclass(frozen=True, slots=True)
class Result:
    """What was answered to one question: the shares of its answers, its mean and middle, its texts; how far
    its quotas are, in words."""

    code: str
    label: str
    kind: str
    n: int | None
    shares: list[Share] = field(default_factory=list)
    mean: float | None = None
    middle: float | None = None
    texts: list[str] = field(default_factory=list)
    quotas: list[str] = field(default_factory=list)

    @property
    def is_of_five(self) -> bool:
        """Whether its mean is a note out of five."""
        return self.kind == Kind.SCALE

    @property
    def mean_text(self) -> str:
        """« 4,2 »."""
        return f"{self.mean:.1f}".replace(".", ",") if self.mean is not None else ""


@dataclass(frozen=True, slots=True)
class Results:
    """How many answered, and each question; `is_few` where that is too few to tell anything."""

    n: int
    is_few: bool
    questions: list[Result]
    # Whether numbers under five are told: to who runs one with names.
    is_exact: bool = False
    target: int | None = None

    @property
    def missing(self) -> int:
        """How many answers are missing to the number that was hoped for."""
        return max((self.target or 0) - self.n, 0)


def results(survey: Survey, *, with_texts: bool, is_exact: bool) -> Results | None:
    """The results of a survey; None while one without names is open, so that nobody sees an answer come in,
    and until somebody asks to read them, after which it opens no more. `is_exact`, for who runs one with
    names; `with_texts`, for who made it."""
    if not survey.is_named and (survey.state != State.CLOSED or survey.may_open_again):
        return None
    given = all_answers(survey)
    is_exact = is_exact and survey.is_named
    if len(given) < LEAST and not is_exact:
        return Results(0, True, [])
    questions = list(survey.questions.all())
    asked = [_result(one, given, with_texts, is_exact) for one in questions]
    return Results(len(given), False, asked, is_exact, survey.target)


def _result(question: SurveyQuestion, given: list[Answers], with_texts: bool, is_exact: bool) -> Result:
    values = [one[question.code] for one in given if question.code in one]
    enough = is_exact or len(values) >= LEAST
    told: dict[str, Any] = {}
    if question.kind in TEXTS:
        told["texts"] = sorted(values) if with_texts else []
    elif question.kind == Kind.NUMBER:
        # The middle one of few is what somebody wrote.
        told |= {"mean": fmean(values)} if enough and values else {}
        told |= {"middle": median(values)} if is_exact and values else {}
    elif question.kind == Kind.SCALE and not is_exact:
        # With the shares beside it, a mean would tell those under five.
        told |= {"mean": fmean(int(value) for value in values)} if enough else {}
    else:
        told["shares"] = shares = _shares(question, given, is_exact)
        told["quotas"] = _quotas(question, shares)
        if question.kind == Kind.SCALE and values:
            told["mean"] = fmean(int(value) for value in values)
    return Result(question.code, question.label, question.kind, len(values) if enough else None, **told)


def _shares(question: SurveyQuestion, given: Sequence[Answers], is_exact: bool) -> list[Share]:
    """Of all who answered the survey; several choices are a question of yes or no each."""
    counts, of = tallied(question, list(given)), len(given)
    offered = question.asked.offered
    if is_exact:
        return [Share(str(one.label), counts[one.code], counts[one.code], of) for one in offered]
    if question.kind == Kind.SEVERAL:
        pools = {
            one.code: pooled({one.code: counts[one.code], _LEFT: of - counts[one.code]}) for one in offered
        }
    else:
        chosen = {one.code: counts[one.code] for one in offered}
        together = pooled({**chosen, _LEFT: of - sum(chosen.values())})
        pools = {one.code: together for one in offered}
    return [_share(str(one.label), pools[one.code], one.code, of) for one in offered]


def _quotas(question: SurveyQuestion, shares: Sequence[Share]) -> list[str]:
    """How far each quota is, from the shares that are told: no number that they hide."""
    found = []
    for (_code, words, most), share in zip(question.options, shares, strict=False):
        if not most:
            continue
        if share.least >= most:
            left = _("atteint")
        elif share.is_exact:
            left = _("il en manque %(n)d") % {"n": most - share.least}
        else:
            left = _("il en manque %(n)d au plus") % {"n": most - share.least}
        found.append(
            _("%(words)s : quota de %(most)d, %(left)s") % {"words": words, "most": most, "left": left}
        )
    return found


def _share(label: str, pools: list[Pool], code: str, of: int) -> Share:
    bounds = [pool.bounds(frozenset({code})) for pool in pools]
    return Share(label, sum(low for low, _high in bounds), sum(high for _low, high in bounds), of)
