# SPDX-License-Identifier: AGPL-3.0-or-later
"""The fields whose cells are words for values: which each knows, and what a person may say of others."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from data.imports import vocabularies
from data.imports.targets import BY_KEY
from data.imports.values.lists import Vocabulary
from search import registry
from search.criterion import Choices, Switch, Table
from search.lexicon.values import several_of

# Of a service: fields of several values, those that files call by other standards' names among them.
LISTS: dict[Table, dict[str, Vocabulary]] = {
    record: vocabularies.of_criteria(record, arrays=True) for record in Table
}
LISTS[Table.SERVICE] |= {
    "modes_mobilisation": vocabularies.MODES_MOBILISATION,
    "mobilisable_par": vocabularies.PERSONNES,
}
ONE_OF: dict[Table, dict[str, Vocabulary]] = {
    record: vocabularies.of_criteria(record, arrays=False) for record in Table
}
CHILDCARE = "garde_enfants"
YES_NO: dict[Table, list[str]] = {
    record: [
        column.name
        for one, column, _file in registry.given_by_files(record)
        if isinstance(one, Switch) and not one.codes and not column.condition
    ]
    for record in Table
}
FEES = "frais"
YES, NO = "oui", "non"
_ANSWERS = [(YES, _("Oui")), (NO, _("Non"))]
_VOCABULARIES: dict[str, Vocabulary] = {
    FEES: vocabularies.FRAIS,
    **{name: words for fields in (LISTS, ONE_OF) for of in fields.values() for name, words in of.items()},
}
# A column of yes and no knows no word but those of `values.simple`.
_VOCABULARIES |= {name: Vocabulary(_ANSWERS) for names in YES_NO.values() for name in names}
_PARAMETERS = {
    column.name: one.parameter for one, column, _file in registry.given_by_files() if isinstance(one, Choices)
}
_ONE_VALUE = frozenset({FEES, *(name for of in (*ONE_OF.values(), *YES_NO.values()) for name in of)})


def is_teachable(field: str) -> bool:
    """Whether the words of a field may be given values."""
    return field in _VOCABULARIES


def vocabulary_of(field: str) -> Vocabulary:
    """What a field knows before anything is taught. Raises KeyError for a field of no vocabulary."""
    return _VOCABULARIES[field]


def choices_of(field: str) -> list[tuple[str, Any]]:
    """The values that a word of a field may be given, each with its label."""
    return vocabulary_of(field).choices


def takes_several(field: str) -> bool:
    """Whether a word of the field may stand for several values."""
    return field not in _ONE_VALUE


def label_of(field: str) -> Any:
    """What a field is called."""
    return BY_KEY[field].label


def meanings_of(field: str, said: str) -> tuple[tuple[str, ...], ...]:
    """What the lexicon of the search says that a folded word may mean there, where that is several things."""
    parameter = _PARAMETERS.get(field, "")
    return several_of(parameter).get(said, ()) if parameter else ()
