# SPDX-License-Identifier: AGPL-3.0-or-later
"""The report a class of the geocoding's bench, on counts made here."""

import pytest

from bench.geocoding import classes, mutators
from bench.geocoding.measure import Tally


def counts(found: int = 95, wrong: int = 0, absent: int = 0) -> classes.Counts:
    def tally() -> Tally:
        return Tally(
            asked=200,
            present=100,
            accepted=found + wrong,
            right=found,
            found=found,
            present_waiting=100 - found,
            absent_street=60,
            absent_street_accepted=absent,
            absent_number=40,
        )

    named = [*mutators.MUTATORS, *mutators.EMPTY]
    named += [f"{kind}: {family}" for family in mutators.ABSENT for kind in ("absent", "absent, no town")]
    made = {name: tally() for name in named}
    return made | {name: Tally(asked=200) for name in mutators.EMPTY}


def figure(rows, beginning):
    return next(row for row in rows if row.figure.startswith(beginning))


def test_the_figures_over_all_classes_hold_or_do_not():
    held = classes.rows(counts(), {})
    assert figure(held, "mean of the classes").value == pytest.approx(95)
    assert all(row.holds is not False for row in held)
    missed = classes.rows(counts(found=90, wrong=3, absent=1), {})
    for beginning in (
        "mean of the classes",
        "all classes: precision",
        "classes with a town: absent street",
        "absent families: street",
        "no town typed",
    ):
        assert figure(missed, beginning).holds is False, beginning


def test_each_class_has_its_line_with_bounds_and_what_was_before():
    rows = classes.rows(counts(), counts(found=60))
    line = figure(rows, "two_addresses")
    assert "before 60.0% found and 40.0% left" in line.absolute
    assert "absent street 0/60 (≤ 5.96%)" in line.absolute
    assert figure(rows, "mean of the classes").absolute == "before 60.00 %"
    assert {row.figure.partition(":")[0] for row in rows} >= {*mutators.MUTATORS, *mutators.EMPTY}


def test_counts_that_were_kept_are_read_as_they_were(tmp_path):
    made = counts(found=80)
    made["two_addresses"].lines["house"] = 3
    classes.keep(made, tmp_path / "before.json")
    read = classes.load(tmp_path / "before.json")
    assert read == made
    assert classes.rows(made, read), "what was read is counted as what was made"
    assert classes.load(tmp_path / "absent.json") == {}
