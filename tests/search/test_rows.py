"""What other applications put in their statements: the rows of a question, with its values in them."""

import pytest
from django.db import connection
from django.http import QueryDict
from psycopg import sql

from accounts.roles import Role
from mapping.models import Visibility
from search import engine
from search.filters import parse
from search.question import Box
from search.rows import composed, rows
from tests.factories import ServiceFactory, StructureFactory, point

QUERIES = (
    "",
    "theme=francais",
    "theme=francais&lat=48.54&lon=2.66&rayon_km=5",
    "lat=48.54&lon=2.66&rayon_km=5",
    "lat=48.54&lon=2.66&rayon_km=5&public=femmes&hors_zone=oui",
    "q=atelier&lat=48.54&lon=2.66",
)


def found(statement: sql.Composed) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT DISTINCT structure_id FROM ({rows}) AS found").format(rows=statement))
        return {number for (number,) in cursor.fetchall()}


@pytest.fixture
def directory(db):
    for number in range(6):
        structure = StructureFactory(
            position=point(48.54 + number / 50, 2.66),
            address_visibility=Visibility.PROFESSIONALS if number == 2 else Visibility.PUBLIC,
        )
        ServiceFactory(structure=structure, publics=["femmes"] if number % 2 else [], nom=f"Atelier {number}")


@pytest.mark.parametrize("role", [Role.VISITOR, Role.STAFF])
@pytest.mark.parametrize("query", QUERIES)
def test_the_rows_are_those_of_the_list(directory, query, role):
    search = parse(QueryDict(query)).search
    listed = {item["id"] for item in engine.run(search.only(100), role).items()}
    assert found(rows(search, role)) == listed


def test_about_a_box_nothing_in_it_is_missing_and_what_is_far_is_left_out(directory):
    search = parse(QueryDict("")).search
    near = found(rows(search, Role.VISITOR, about=Box(2.6, 48.53, 2.7, 48.59)))
    assert near < found(rows(search, Role.VISITOR))
    framed = parse(QueryDict("bbox=2.6,48.53,2.7,48.59&limit=100")).search
    assert {item["id"] for item in engine.run(framed, Role.VISITOR).items()} <= near


def test_only_columns_of_the_rows_can_be_asked_for():
    with pytest.raises(ValueError, match="role_min"):
        rows(parse(QueryDict("")).search, Role.VISITOR, ("structure_id", "role_min"))


def test_a_value_is_never_read_as_sql(db):
    with connection.cursor() as cursor:
        cursor.execute(composed("SELECT %(a)s::text, %(b)s::int[]", {"a": "'; %s {x} --", "b": []}))
        assert cursor.fetchone() == ("'; %s {x} --", [])
