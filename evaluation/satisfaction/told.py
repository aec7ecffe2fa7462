# SPDX-License-Identifier: AGPL-3.0-or-later
"""What visitors said, as it is told: sums of numbers of five or more, and between which bounds the rest is.

A share whose rest is under five is not told exactly: « au moins 83 % ». That holds of a rest of four as of
none, so that nobody learns which it is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from common.numbers import percent_of
from evaluation import plots
from evaluation.periods import months_text
from evaluation.satisfaction.asked import GOOD, PARTNER, QUESTIONS, SAID, UNSAID
from evaluation.satisfaction.models import Partner, ToldAnswers
from evaluation.small_cells import Pool


@dataclass(frozen=True, slots=True)
class Share:
    """Between `least` and `most` of `of`."""

    label: str
    least: int
    most: int
    of: int

    @property
    def is_exact(self) -> bool:
        """Whether it is one number."""
        return self.least == self.most

    @property
    def text(self) -> str:
        """« 92 % », « au moins 83 % », « au plus 20 % », « entre 40 et 60 % », « – »."""
        low, high = self.percents
        if not self.of:
            return "–"
        if self.is_exact:
            return percent_of(self.least, self.of)
        if self.most == self.of and self.least == 0:
            return "–"
        if self.most == self.of:
            return _("au moins %(n)s %%") % {"n": low}
        if self.least == 0:
            return _("au plus %(n)s %%") % {"n": high}
        return _("entre %(low)s et %(high)s %%") % {"low": low, "high": high}

    @property
    def counts(self) -> str:
        """« 11 sur 12 », « 8 à 12 sur 12 »."""
        numbers = str(self.least) if self.is_exact else f"{self.least} – {self.most}"
        return _("%(n)s sur %(of)s") % {"n": numbers, "of": self.of}

    @property
    def bar(self) -> tuple[plots.Part, ...]:
        """What is sure, what is between the two bounds, the rest; none of nobody."""
        parts = [("pres", self.least), ("loin", self.most - self.least), ("rien", self.of - self.most)]
        return plots.laid(parts, self.of)

    @property
    def percents(self) -> tuple[int, int]:
        """The bounds as whole percents, the least rounded down and the most up."""
        if not self.of:
            return 0, 0
        return 100 * self.least // self.of, -(-100 * self.most // self.of)


@dataclass(frozen=True, slots=True)
class Told:
    """A span of months: how many answered; by question, the good answers then each of them; by partner."""

    first: date
    last: date
    n: int
    good: dict[str, Share]
    answers: dict[str, list[Share]] = field(default_factory=dict)
    partners: list[Share] = field(default_factory=list)

    @property
    def when(self) -> str:
        """« novembre 2026 », « de septembre 2026 à novembre 2026 »."""
        return months_text(self.first, self.last)


def tell(rows: Sequence[ToldAnswers], partners: dict[str, str] | None = None) -> Told | None:
    """What numbers of one structure or of several tell together; None where there are none. `partners` are
    names by code, and are told where they are given."""
    if not rows:
        return None
    by_question = {
        code: [Pool(tuple(row.answers), row.n, row.main) for row in rows if row.question == code]
        for code in (*GOOD, PARTNER)
    }
    n = sum(pool.n for pool in by_question[PARTNER])
    return Told(
        min(row.first for row in rows),
        max(row.last for row in rows),
        n,
        {code: _share(str(SAID[code]), by_question[code], {GOOD[code]}, n) for code in GOOD},
        {
            one.code: [
                *(_share(str(each.label), by_question[one.code], {each.code}, n) for each in one.options),
                _share(_("Sans réponse"), by_question[one.code], {UNSAID}, n),
            ]
            for one in QUESTIONS
        },
        sorted(
            (_share(name, by_question[PARTNER], {code}, n) for code, name in partners.items()),
            key=lambda share: (-share.least, -share.most),
        )
        if partners
        else [],
    )


def _share(label: str, pools: Iterable[Pool], wanted: set[str], of: int) -> Share:
    bounds = [pool.bounds(frozenset(wanted)) for pool in pools]
    return Share(label, sum(low for low, _high in bounds), sum(high for _low, high in bounds), of)


def spans(rows: Iterable[ToldAnswers]) -> list[Told]:
    """Each span of months by itself, the last first."""
    by_span: dict[tuple[date, date], list[ToldAnswers]] = {}
    for row in rows:
        by_span.setdefault((row.last, row.first), []).append(row)
    found = [tell(by_span[span]) for span in sorted(by_span, reverse=True)]
    return [one for one in found if one]


def partners_of(structure: int) -> dict[str, str]:
    """The names of who sends visitors to a structure, by code; with who came by nobody, last. Empty where it
    named none."""
    named = {str(one.pk): one.label for one in Partner.objects.filter(structure=structure)}
    return {**named, UNSAID: _("Venus sans être orientés, ou on ne sait pas")} if named else {}
