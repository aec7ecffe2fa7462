# SPDX-License-Identifier: AGPL-3.0-or-later
"""One field that a column can fill, and how it is known."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from common.required import required
from data.imports.targets import looks
from search.criterion import Choices, Criterion, Switch, Table

# What fields are of, as they are offered together.
STRUCTURE, PLACE, REACH, OPENING, SERVICE, CONTACT = (
    _("La structure"),
    _("Où elle est"),
    _("La joindre"),
    _("Quand elle ouvre"),
    _("Son service"),
    _("Une personne à joindre (réservé aux professionnels)"),
)


@dataclass(frozen=True, slots=True)
class Target:
    """A field that a column can fill.

    `names` are folded names of columns that mean it. `looks` judges one filled cell, where the
    kind of value can be told from its content; `alone` says that content is enough, whatever the
    name. Under one of its names, a column must look like it too, unless `needs_look` is false: a street
    alone is an address. Several columns may fill a field that is `many`. `named` judges the name itself,
    where the ways to say it are too many for a list.
    """

    key: str
    label: Any
    group: Any
    names: tuple[str, ...]
    looks: Callable[[Any], bool] | None = None
    alone: bool = False
    many: bool = False
    needs_look: bool = True
    named: Callable[[str], bool] | None = None


def of_criterion(one: Criterion) -> Target:
    """The column of a criterion, as files give it: its values are many where its column is an array's."""
    column, file = required(one.column), required(one.file)
    return Target(
        column.name,
        file.label,
        STRUCTURE if column.table is Table.STRUCTURE else SERVICE,
        file.words,
        looks.is_yes_or_no if isinstance(one, Switch) and not one.codes else None,
        many=isinstance(one, Choices) and one.is_array,
    )
