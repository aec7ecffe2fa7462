"""Connections that are lent again."""

import threading

import pytest
from django.contrib.gis.geos import Point
from django.db import connection

from mapping.models import Structure
from tests.factories import StructureFactory

pytestmark = pytest.mark.django_db(transaction=True)


def elsewhere(work) -> object:
    """What `work` returns in a thread, with a connection of its own that it gives back."""
    found = []

    def run() -> None:
        try:
            found.append(work())
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return found[0]


def test_a_connection_that_is_lent_again_still_knows_positions():
    made = StructureFactory(position=Point(2.66, 48.54, srid=4326))
    for _ in range(3):
        position = elsewhere(lambda: Structure.objects.get(pk=made.pk).position)
        assert (position.x, position.y) == (2.66, 48.54)
