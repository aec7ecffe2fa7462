"""Statements that are prepared: what they bind, and what a connection keeps of them."""

import pytest
from django.db import DataError, ProgrammingError, connection, transaction

from common.prepared import execute, fetch_all, fetch_one

pytestmark = pytest.mark.django_db


def test_names_are_bound_wherever_they_stand_and_a_doubled_sign_is_one():
    assert fetch_one("SELECT %(b)s::int, %(a)s::int, %(b)s::int %% 4", {"a": 1, "b": 7}) == (7, 1, 3)


def test_the_same_statement_takes_values_of_any_kind_in_turn():
    statement = "SELECT %(value)s::int[], %(text)s::text"
    for value, text in (([1, 2], "a"), ([], None), (None, "b"), ([3], "")):
        assert fetch_one(statement, {"value": value, "text": text}) == (value, text)


def test_all_rows_come_and_each_time_those_of_that_time():
    statement = "SELECT generate_series(1, %(last)s::int)"
    for last in (3, 0, 2):
        assert fetch_all(statement, {"last": last}) == [(number,) for number in range(1, last + 1)]


def test_a_statement_that_failed_says_why_and_is_asked_again():
    statement = "SELECT 1 / %(by)s::int"
    with pytest.raises(DataError, match="division by zero"), transaction.atomic():
        fetch_one(statement, {"by": 0})
    assert fetch_one(statement, {"by": 1}) == (1,)
    with pytest.raises(ProgrammingError, match="does not exist"), transaction.atomic():
        fetch_one("SELECT nothing_of_that_name")
    with pytest.raises(KeyError, match="by"):
        fetch_one(statement)


def test_many_statements_answer_all_the_same():
    for turn in range(2):
        for number in range(50):
            assert fetch_one(f"SELECT {number} + %(turn)s::int", {"turn": turn}) == (number + turn,)


def test_what_answers_nothing_is_done(django_assert_num_queries):
    execute("CREATE TEMPORARY TABLE kept_here (words text)", {})
    with django_assert_num_queries(2):
        execute("INSERT INTO kept_here VALUES (%(words)s)", {"words": "100 % à moi"})
        assert fetch_one("SELECT words FROM kept_here") == ("100 % à moi",)


def plan_mode() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW plan_cache_mode")
        return cursor.fetchone()[0]


def test_what_it_asks_is_planned_once_and_nothing_else_is_bound_to_that():
    assert fetch_one("SELECT current_setting('plan_cache_mode')") == ("force_generic_plan",)
    assert fetch_all("SELECT current_setting('plan_cache_mode')") == [("force_generic_plan",)]
    assert plan_mode() == "auto"


def test_what_fails_leaves_the_planner_as_it_was():
    with pytest.raises(DataError), transaction.atomic():
        fetch_one("SELECT 1 / %(by)s::int", {"by": 0})
    assert plan_mode() == "auto"


@pytest.mark.django_db(transaction=True)
def test_what_fails_outside_a_transaction_leaves_the_planner_as_it_was():
    with pytest.raises(DataError):
        fetch_one("SELECT 1 / %(by)s::int", {"by": 0})
    assert plan_mode() == "auto"


def test_a_statement_is_prepared_and_has_one_plan_for_all_its_values():
    statement = "SELECT %(number)s::int + 41 AS told_once"
    for number in range(8):
        assert fetch_one(statement, {"number": number}) == (number + 41,)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT custom_plans, generic_plans > 5 FROM pg_prepared_statements"
            " WHERE statement LIKE '%told\\_once'"
        )
        assert cursor.fetchall() == [(0, True)]
