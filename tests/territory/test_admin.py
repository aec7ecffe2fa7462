"""Kept results in the administration say whether they are up to date."""

import pytest

from search.engine import cells
from territory.models import Result
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_a_result_that_is_stale_is_marked(client):
    for version in (cells.data_version(), -1):
        Result.objects.create(
            scope_kind="france", threshold_m=10_000, data_version=version, structures=1, columns={"code": []}
        )
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    page = client.get("/admin/territory/result/").content.decode()
    assert page.count("icon-yes") == 1
    assert page.count("icon-no") == 1
