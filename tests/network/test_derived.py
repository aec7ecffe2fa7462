"""The rows that a search of sheets reads are checked and mended by the commands of those of structures."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.roles import Role
from network.models import Resource
from network.models.found import ResourceWords
from network.search import found
from tests.network.factories import ResourceFactory

pytestmark = pytest.mark.django_db


def check() -> str:
    said = StringIO()
    call_command("check_search", stdout=said)
    return said.getvalue()


def broken(statement: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize(
    "breakage",
    [
        "DELETE FROM network_resourcewords WHERE resource_id = %s",
        "UPDATE network_resourcewords SET audience = 3 WHERE resource_id = %s",
        "UPDATE network_resourcewords SET tags = '{}' WHERE resource_id = %s",
        "UPDATE network_resourcewords SET resource_id = 99999 WHERE resource_id = %s",
    ],
)
def test_a_sheet_that_is_searched_otherwise_than_it_says_is_found_out_and_mended(breakage):
    sheet = ResourceFactory(title="Échanger un permis étranger")
    assert "disent ce que dit l'annuaire" in check()
    before = list(ResourceWords.objects.values())
    broken(breakage, sheet.pk)
    after = list(ResourceWords.objects.values())

    with pytest.raises(CommandError, match=r"fiches ont des lignes de recherche périmées"):
        check()
    assert list(ResourceWords.objects.values()) == after, "checking changes nothing"

    said = StringIO()
    call_command("rebuild_search", stdout=said)
    assert "fiches refaites" in said.getvalue()
    assert list(ResourceWords.objects.values()) == before
    assert check()
    assert [one.title for one in found("permis", Role.VISITOR)] == [Resource.objects.get().title]
