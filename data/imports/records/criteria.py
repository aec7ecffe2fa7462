# SPDX-License-Identifier: AGPL-3.0-or-later
"""What filters ask of a structure or a service, with the words beside: costs, children, appointments."""

import re

from data.imports.records.layout import APPOINTMENTS
from data.imports.records.record import Part
from data.imports.records.row import Row
from data.imports.teachable import CHILDCARE, FEES, YES_NO
from data.imports.values import Reading, simple, text_of
from places.folding import fold
from search.criterion import Table

# The words beside a yes.
_CHILDCARE_MORE = "garde_enfants_precisions"
_NOTHING_TO_PAY = re.compile(r"0+(?:[.,]0+)?\s*(?:€|euros?|eur)?", re.IGNORECASE)
# « adhésion 10 € », « 5 euros par mois »: not free, in whatever words.
_TO_PAY = re.compile(r"(?:adhesion|cotisation|payant)\b")
_AMOUNT = re.compile(r"\b0*[1-9]\d*(?:[.,]\d+)?\s*(?:€|euros?\b|eur\b)", re.IGNORECASE)


def fill_criteria(row: Row, part: Part, record: Table) -> None:
    """Say what filters ask of one value: yes or no, or one code."""
    for name in YES_NO[record]:
        # Read with the words that go with it.
        if name != CHILDCARE and row.has(name):
            part.payload[name] = row.answer(name, simple.answer, part)
    for name, vocabulary in row.layout.one_of[record].items():
        if row.has(name):
            part.payload[name] = row.one(name, vocabulary, part)


def fill_childcare(row: Row, part: Part) -> None:
    """Say whether children are looked after, and the words that go with it, from one column or two."""
    more = ""
    if row.has(CHILDCARE):
        more = simple.childcare(row.cell(CHILDCARE))[1]
        part.payload[CHILDCARE] = row.answer(CHILDCARE, lambda cell: simple.childcare(cell)[0], part)
    if row.has(_CHILDCARE_MORE):
        said = row.read(_CHILDCARE_MORE, lambda cell: simple.text(cell, 255), part)
        part.payload[_CHILDCARE_MORE] = said or more[:255]
    elif more:
        part.payload[_CHILDCARE_MORE] = more[:255]


def fill_appointments(row: Row, part: Part) -> None:
    """Say with an appointment or without: a column of yes and no is named after what it says yes to."""
    if not row.has(APPOINTMENTS):
        return
    said = simple.yes_no(row.cell(APPOINTMENTS)).value
    if said is None:
        words = row.layout.lists[Table.SERVICE][APPOINTMENTS]
        part.payload[APPOINTMENTS] = row.values(APPOINTMENTS, words, part)
        return
    header = f" {fold(row.header_of(APPOINTMENTS))} "
    without, either = " sans " in header, " avec ou sans " in header
    if either:
        part.payload[APPOINTMENTS] = ["sans-rendez-vous", "sur-rendez-vous"] if said else []
    else:
        part.payload[APPOINTMENTS] = ["sans-rendez-vous" if said is without else "sur-rendez-vous"]


def fill_fees(row: Row, part: Part) -> None:
    """Say free or not, and in which words: « gratuit sous condition » is not free for everyone."""
    if not row.has("frais"):
        return
    given = text_of(row.cell("frais"))
    answer = simple.yes_no(given).value
    if answer is not None:
        part.payload["frais"] = _fees_of_yes_or_no(row, part, given, answer)
        return
    reading = row.layout.fees.read(given)
    values = reading.value or (["payant"] if _TO_PAY.match(fold(given)) or _AMOUNT.search(given) else [])
    row.gathered.note(FEES, reading if not values or reading.value else Reading([]))
    paid = next((value for value in ("marchand", "payant") if value in values), "")
    part.payload["frais"] = paid or ("gratuit" if values else "")
    if given and (not values or paid) and not row.has("frais_precisions"):
        part.payload["frais_precisions"] = given[:2000]


def _fees_of_yes_or_no(row: Row, part: Part, given: str, answer: bool) -> str:
    """What a yes or a no says of costs: the column is named after what it says yes to."""
    header = fold(row.header_of("frais"))
    free = answer if "gratuit" in header else not answer if "payant" in header else None
    if free is None and (_NOTHING_TO_PAY.fullmatch(given) or fold(given) in ("aucun", "aucune")):
        free = True
    if free is None:
        part.doubts.append(("frais", f"« {given[:40]} » : ni gratuit ni payant. Laissé de côté.", True))
    return {True: "gratuit", False: "payant", None: ""}[free]
