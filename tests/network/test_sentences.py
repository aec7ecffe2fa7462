"""Recurrences as people say them: the dates that each means, or a refusal that says why."""

import csv
from datetime import date
from pathlib import Path

import pytest

from network.agenda.sentence import Refusal, understood

with (Path(__file__).parent / "recurrences_said.csv").open(encoding="utf-8") as file:
    SAID = list(csv.DictReader(file, delimiter=";"))


def dates_of(row) -> list[date]:
    year, found = 0, []
    for word in row["dates"].split():
        if word.endswith(":"):
            year = int(word[:-1])
        else:
            found.append(date.fromisoformat(f"{year}-{word}"))
    return found


@pytest.mark.parametrize("row", SAID, ids=lambda row: row["sentence"])
def test_a_sentence_gives_the_dates_of_the_calendar_or_a_question(row):
    start, last = date.fromisoformat(row["start"]), date.fromisoformat(row["last"])
    read = understood(row["sentence"], start, zone=row["zone"])
    if row["dates"] == "refused":
        assert isinstance(read, Refusal)
        assert read.why
        assert read.question
    else:
        assert not isinstance(read, Refusal), read
        assert read.occurrences(start, start, last) == dates_of(row)
