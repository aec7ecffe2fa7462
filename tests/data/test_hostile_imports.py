"""Files made to exhaust the site, brought to `/imports/`: refused in words, at no cost to the site."""

import pytest

from tests.common import bombs
from tests.common.memory import growth
from tests.data.test_pages import professional, sent

__all__ = ["professional"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


@pytest.mark.parametrize("name", bombs.TABLES)
def test_a_bomb_costs_the_site_nothing(client, professional, name):
    content, said = bombs.TABLES[name]
    sent(client, b"a;b\n" + b"1" * 3_000_000)
    with growth() as grown:
        answer = sent(client, content)
    assert answer.status_code in (302, 422)
    if answer.status_code == 422:
        assert said in answer.content.decode()
    assert grown.megabytes < 50
