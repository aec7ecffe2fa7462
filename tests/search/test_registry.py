"""Whatever is known of a criterion is said by its object: form, links, pages, files and docs follow."""

import pytest
from django.http import QueryDict

from data.exports import columns
from data.imports import targets
from mapping.models import Service, Structure
from search import registry, sources
from search.criteria import fieldset, in_group
from search.criterion import Choices, FieldsOfHere, Moment, Table
from search.filters import SearchForm, parse
from search.management.commands.document_criteria import PAGE, with_table
from search.question import Criteria, Search
from search.tags import TAGS
from tests.taxonomies import region

__all__ = ["region"]

MODELS = {Table.STRUCTURE: Structure, Table.SERVICE: Service}
COLUMNS = [one for one in registry.CRITERIA if one.column]


def asked(one) -> Criteria:
    """A question that asks for a criterion of columns."""
    return Criteria(**{one.name: one.codes[:2] if isinstance(one, Choices) else True})


def test_the_docs_have_the_table_of_the_criteria():
    """`manage.py document_criteria` writes it."""
    page = PAGE.read_text(encoding="utf-8")
    assert with_table(page) == page


def test_every_name_is_said_once():
    for said in ("parameter", "name"):
        names = [getattr(one, said) for one in registry.CRITERIA]
        assert len(set(names)) == len(names)


@pytest.mark.parametrize("one", COLUMNS, ids=lambda one: one.parameter)
def test_a_criterion_of_a_column_reaches_everything(one, request):
    if isinstance(one, FieldsOfHere):
        request.getfixturevalue("region")
    assert one.parameter in SearchForm.base_fields
    criteria = asked(one)
    link = Search(criteria).query()
    assert parse(QueryDict(link.urlencode())).search.criteria == criteria
    assert one.column.name in {field.column for field in MODELS[one.column.table]._meta.concrete_fields}
    assert any(f"{{row}}.{one.column.name}" in read for read in sources.followed(one.column.table))
    assert set(one.tag_keys) <= TAGS.keys()
    assert one.tags_sql() in sources.tags()
    exported = columns.STRUCTURE if one.column.table is Table.STRUCTURE else columns.SERVICE
    assert one.column.name in dict(exported)


def test_every_criterion_that_a_group_shows_is_in_the_form(region):
    shown = {
        option.name
        for group in {one.group for one in registry.CRITERIA if one.group}
        for field in fieldset(group, in_group(group), Criteria(), {}).fields
        for option in [*field.boxes, *(o for menu in field.menus for _n, os in menu.groups for o in os)]
    }
    assert shown == {one.parameter for one in registry.CRITERIA if one.group and not isinstance(one, Moment)}


def test_files_may_give_every_criterion_that_says_how():
    assert {column.name for _one, column, _file in registry.given_by_files()} <= targets.BY_KEY.keys()
    for _one, column, file in registry.given_by_files():
        assert set(file.words) <= set(targets.BY_KEY[column.name].names)
