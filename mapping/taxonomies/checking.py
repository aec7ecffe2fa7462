# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a list of fields leaves out: thématiques of no field, those of several, empty fields."""

from collections.abc import Sequence
from dataclasses import dataclass

from mapping.models import TaxonomyField
from mapping.vocabulary import THEMATIQUES, THEMES, ThemeSpec, theme_of


@dataclass(frozen=True, slots=True)
class Check:
    """`uncovered` are the labels of the thématiques of no field, by theme; `several`, those of more than one,
    with the names of these; `empty`, the fields that stand for nothing; `covered` of `total` thématiques have
    a field."""

    uncovered: tuple[tuple[ThemeSpec, tuple[str, ...]], ...]
    several: tuple[tuple[str, tuple[str, ...]], ...]
    empty: tuple[TaxonomyField, ...]
    covered: int
    total: int


def check(fields: Sequence[TaxonomyField]) -> Check:
    """What is to be known of these fields before they are shown."""
    by_topic = {
        code: tuple(one.label for one in fields if code in one.thematiques) for code, _label in THEMATIQUES
    }
    labels = dict(THEMATIQUES)
    left = [code for code, names in by_topic.items() if not names]
    return Check(
        uncovered=tuple(
            (theme, tuple(str(labels[code]) for code in left if theme_of(code) is theme))
            for theme in THEMES
            if any(theme_of(code) is theme for code in left)
        ),
        several=tuple((str(labels[code]), names) for code, names in by_topic.items() if len(names) > 1),
        empty=tuple(one for one in fields if not one.thematiques),
        covered=len(by_topic) - len(left),
        total=len(by_topic),
    )
