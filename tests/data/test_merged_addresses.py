"""The address of a structure that was merged leads to the one that was kept."""

import pytest

from data.imports import merging
from data.models import Duplicate
from mapping.models import Status
from mapping.presentation import structure_path
from tests.factories import StructureFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


def merged(kept, other):
    first, second = sorted([kept.pk, other.pk])
    pair = Duplicate.objects.create(first_id=first, second_id=second, score=1)
    merging.merge(pair, kept.pk, [])
    return pair


def path(structure) -> str:
    return structure_path(structure.pk, structure.nom)


def test_the_address_of_a_merged_structure_leads_to_the_one_that_was_kept(client):
    kept, other, last = StructureFactory(nom="A"), StructureFactory(nom="B"), StructureFactory(nom="C")
    merged(kept, other)
    for reader in (None, UserFactory(is_staff=True)):
        if reader:
            client.force_login(reader)
        answer = client.get(path(other))
        assert (answer.status_code, answer["Location"]) == (301, path(kept))
    client.logout()
    merged(last, kept)
    assert client.get(path(other))["Location"] == path(last)


def test_it_leads_nowhere_where_the_kept_one_may_not_be_seen_or_they_were_split(client):
    kept, other = StructureFactory(), StructureFactory()
    pair = merged(kept, other)
    kept.status = Status.DRAFT
    kept.save()
    assert client.get(path(other)).status_code == 404
    kept.status = Status.PUBLISHED
    kept.save()
    merging.split(pair)
    assert client.get(path(other)).status_code == 200
