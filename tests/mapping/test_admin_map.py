"""The map of the administration pages."""

import re

import pytest
from django.conf import settings

from tests.factories import StructureFactory, UserFactory, point


@pytest.mark.django_db
def test_the_map_of_the_administration_asks_for_the_tiles_that_the_policy_allows(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    structure = StructureFactory(position=point(48.5, 2.6))
    page = client.get(f"/admin/mapping/structure/{structure.pk}/change/")
    text = page.content.decode()
    tiles = re.findall(r'"([^"]*\{z\}[^"]*)"', text.replace("\\u0026", "&"))
    assert tiles
    for address in tiles:
        assert address.startswith(settings.TILE_HOST)
    assert settings.TILE_HOST in page.headers["Content-Security-Policy"]
